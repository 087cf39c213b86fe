// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/outcome_page.h"

#include "widgets/common/bounded_box.h"
#include "widgets/common/current_layout.h"
#include "widgets/common/epoch_marks.h"
#include "widgets/common/epoch_timeline.h"
#include "widgets/common/labelled_field.h"
#include "widgets/common/plain_text.h"
#include "widgets/plot/outcome_compute.h"
#include "widgets/plot/plot_canvas.h"
#include "widgets/plot/plot_flow_layout.h"
#include "widgets/plot/plot_pacer.h"
#include "widgets/plot/plot_text.h"

#include <QComboBox>
#include <QLocale>
#include <QSignalBlocker>
#include <QStackedLayout>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <algorithm>

namespace asge {

namespace {

constexpr int kEmptySpacing = 12;    ///< pixels
constexpr int kBelowEmptyText = 2;   ///< index in the column of the empty page
constexpr int kOtherNameWidth = 320; ///< pixels
constexpr std::size_t kMostKept = 4; ///< epochs with confusions; each may need tens of megabytes
const QString kSplitKey = QStringLiteral("split");
const QString kComparisonKey = QStringLiteral("comparison");
const QString kOutcomeTopic = QStringLiteral("outcomes"); ///< one for all pages: they show the same

bool hasConfusions(const EpochOutcomes& epoch) {
    return std::any_of(epoch.splits.begin(), epoch.splits.end(),
                       [](const SplitOutcomes& each) { return each.confusions != nullptr; });
}

const EpochOutcomes* findEpoch(const RunState& run, int epoch) {
    const auto& all = run.outcomes();
    const auto found =
        std::lower_bound(all.begin(), all.end(), epoch,
                         [](const EpochOutcomes& each, int wanted) { return each.epoch < wanted; });
    return found != all.end() && found->epoch == epoch ? &*found : nullptr;
}

/// "epoch 3 of 12 · computed now, not stored"; it names the step of a checkpoint that was taken
/// after the end of the epoch.
QString computedCaption(const QString& place, std::int64_t step, const RunState& run, int epoch) {
    const auto& epochs = run.curves().epochs;
    const bool atEnd = std::any_of(epochs.begin(), epochs.end(), [&](const EpochEvent& each) {
        return each.epoch == epoch && each.step == step;
    });
    return atEnd ? PlotText::tr("%1 · computed now, not stored").arg(place)
                 : PlotText::tr("%1, step %2 · computed now, not stored")
                       .arg(place, QLocale().toString(qlonglong{step}));
}

QComboBox* makeSplitBox(const QString& name, Split split, QWidget* parent) {
    auto* box = new BoundedBox(parent);
    box->setObjectName(name + QStringLiteral("Split"));
    box->setAccessibleName(PlotText::tr("Images"));
    box->setHelp(PlotText::tr("The images that are counted"));
    box->addItem(PlotText::tr("Validation images"), QString::fromUtf8(keyOf(Split::validation)));
    box->addItem(PlotText::tr("Test images"), QString::fromUtf8(keyOf(Split::test)));
    box->setCurrentIndex(split == Split::validation ? 0 : 1);
    return box;
}

} // namespace

OutcomePage::OutcomePage(const QString& name, Reads reads, Split split, QWidget* parent)
    : RunPage(parent), name_(name), reads_(reads),
      compute_(new OutcomeCompute(name + QStringLiteral("Missing"), kOutcomeTopic, this)),
      otherCompute_(new OutcomeCompute(name + QStringLiteral("OtherMissing"),
                                       kOutcomeTopic + QStringLiteral("/b"), this)),
      stack_(new CurrentLayout(this)), empty_(new PlainLabel(this)), note_(new PlainLabel(this)),
      tools_(new FlowLayout), body_(new QVBoxLayout), split_(makeSplitBox(name, split, this)),
      timeline_(new EpochTimeline(this, name)),
      pacer_(new PlotPacer(this, [this] { return drawPending(); })) {
    setObjectName(name);
    pacer_->setParent(this);
    stack_->addWidget(makeEmpty());
    stack_->addWidget(makePage());
    connect(split_, &QComboBox::currentIndexChanged, this, &OutcomePage::drawNow);
    connect(timeline_, &EpochTimeline::stopChanged, this, &OutcomePage::drawNow);
    for (OutcomeCompute* each : {compute_, otherCompute_}) {
        connect(each, &OutcomeCompute::changed, this, &OutcomePage::showState);
    }
}

QWidget* OutcomePage::makeEmpty() {
    empty_->setObjectName(name_ + QStringLiteral("Empty"));
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setWordWrap(true);
    empty_->setForegroundRole(QPalette::PlaceholderText);
    auto* page = new QWidget(this);
    emptyColumn_ = new QVBoxLayout(page);
    emptyColumn_->setSpacing(kEmptySpacing);
    emptyColumn_->addStretch(1);
    emptyColumn_->addWidget(empty_);
    emptyColumn_->addStretch(1);
    return page;
}

QWidget* OutcomePage::makePage() {
    note_->setObjectName(name_ + QStringLiteral("ComparisonNote"));
    note_->setWordWrap(true);
    note_->hide();
    auto* page = new QWidget(this);
    column_ = new QVBoxLayout(page);
    column_->setContentsMargins(6, 6, 6, 6);
    column_->setSpacing(6);
    column_->addLayout(tools_);
    column_->addWidget(note_);
    column_->addWidget(otherCompute_);
    column_->addLayout(body_, 1);
    column_->addWidget(timeline_);
    tools_->addWidget(split_);
    otherCompute_->setTitle(PlotText::tr("Epochs of B without outcomes:"));
    return page;
}

OutcomePage::~OutcomePage() = default;

Split OutcomePage::split() const {
    const Split chosen = split_->currentIndex() == 0 ? Split::validation : Split::test;
    const EpochOutcomes* epoch = counts();
    if (epoch == nullptr || epoch->find(chosen) != nullptr) {
        return chosen;
    }
    return chosen == Split::test ? Split::validation : Split::test;
}

QString OutcomePage::splitText() const {
    return split() == Split::test ? PlotText::tr("test images") : PlotText::tr("validation images");
}

int OutcomePage::epoch() const {
    return timeline_->stop().epoch;
}

void OutcomePage::showEpoch(int epoch) {
    timeline_->showEpoch(epoch);
}

const EpochOutcomes* OutcomePage::counts() const {
    return run() == nullptr ? nullptr : findEpoch(*run(), epoch());
}

const SplitOutcomes* OutcomePage::counts(Split split) const {
    const EpochOutcomes* epoch = counts();
    return epoch == nullptr ? nullptr : epoch->find(split);
}

const EpochOutcomes* OutcomePage::confusions() const {
    return kept_.find(epoch());
}

void OutcomePage::addComparison(const std::vector<std::pair<QString, Compared>>& choices) {
    comparison_ = new QComboBox(this);
    comparison_->setObjectName(name_ + QStringLiteral("Comparison"));
    comparison_->setAccessibleName(PlotText::tr("Show"));
    comparison_->setToolTip(PlotText::tr(
        "A is the open run, B the one that it is compared with. A difference is B − A: it is "
        "positive, and orange, where B has more"));
    for (const auto& [text, choice] : choices) {
        comparison_->addItem(text, static_cast<int>(choice));
    }
    comparisonField_ = addLabelledField(tools_, PlotText::tr("Show"), comparison_, this);
    comparisonField_->hide();
    connect(comparison_, &QComboBox::currentIndexChanged, this, &OutcomePage::drawNow);
}

OutcomePage::Compared OutcomePage::compared() const {
    return comparison_ == nullptr || other() == nullptr
               ? Compared::own
               : static_cast<Compared>(comparison_->currentData().toInt());
}

const EpochOutcomes* OutcomePage::otherCounts(int epoch) const {
    return other() == nullptr ? nullptr : findEpoch(*other(), otherEpoch(epoch));
}

const EpochOutcomes* OutcomePage::otherConfusions() const {
    return otherCounts() == nullptr ? nullptr : otherKept_.find(otherEpoch(epoch()));
}

QString OutcomePage::otherProblem() const {
    const bool shows =
        reads_ == Reads::confusions ? otherConfusions() != nullptr : otherCounts() != nullptr;
    if (other() != nullptr && reads_ == Reads::counts &&
        other()->classNames() != run()->classNames()) {
        return PlotText::tr("A is shown alone: %1 has other classes, so the two can't be compared.")
            .arg(otherText());
    }
    if (other() == nullptr || (shows && otherCounts()->find(split()) != nullptr)) {
        return {};
    }
    if (other()->lastEpoch() == 0) {
        return PlotText::tr("%1 has no finished epoch.").arg(otherText());
    }
    const QString at = QLocale().toString(otherEpoch(epoch()));
    return shows ? PlotText::tr("%1 has no outcomes of the %2 of epoch %3.")
                       .arg(otherText(), splitText(), at)
                 : PlotText::tr("%1 has no outcomes of epoch %2.").arg(otherText(), at);
}

QString OutcomePage::otherText() const {
    return fontMetrics().elidedText(otherName(), Qt::ElideRight, kOtherNameWidth);
}

QString OutcomePage::ownPlace() const {
    const QString name = fontMetrics().elidedText(ownName(), Qt::ElideRight, kOtherNameWidth);
    return PlotText::tr("%1, epoch %2").arg(name, QLocale().toString(epoch()));
}

QString OutcomePage::otherPlace() const {
    return other() == nullptr ? QString()
                              : PlotText::tr("%1, epoch %2")
                                    .arg(otherText(), QLocale().toString(otherEpoch(epoch())));
}

void OutcomePage::setNote(const QString& text) {
    note_->setText(text);
    note_->setVisible(!text.isEmpty());
}

void OutcomePage::drawSoon() {
    pacer_->request();
}

void OutcomePage::drawNow() {
    showCaption();
    pacer_->request();
    if (isVisible()) {
        pacer_->flush();
    }
}

bool OutcomePage::exportShown(const ExportTarget& target,
                              const std::function<PlotPicture(const ExportTarget&)>& picture,
                              const std::function<QByteArray()>& csv,
                              const std::vector<PlotCanvas*>& plots, QString* reason) const {
    if (!prepareExport(reason)) {
        return false;
    }
    const bool saved = exportPlot(target, picture(target), csv, reason);
    for (PlotCanvas* plot : plots) { // their axes were laid out for the picture's size
        plot->replot(QCustomPlot::rpQueuedReplot);
    }
    return saved;
}

/// Draws what is pending. Returns false and says why if there is nothing to export.
bool OutcomePage::prepareExport(QString* reason) const {
    pacer_->flush();
    const QString problem =
        counts() == nullptr ? PlotText::tr("There are no outcomes to export")
        : reading_          ? PlotText::tr("Epoch %1 is still being read: try again").arg(epoch())
                            : QString();
    if (reason != nullptr && !problem.isEmpty()) {
        *reason = problem;
    }
    return problem.isEmpty();
}

void OutcomePage::setInspection(Inspection* inspection) {
    compute_->setInspection(inspection);
    otherCompute_->setInspection(inspection);
    showState();
}

void OutcomePage::follow(RunState& run) {
    connect(&run, &RunState::outcomesAdded, this, &OutcomePage::addEpoch);
    connect(&run, &RunState::outcomesRead, this, [this](const EpochOutcomes& epoch) {
        kept_.keep(epoch);
        if (epoch.epoch == this->epoch()) {
            drawSoon();
        }
    });
    connect(&run, &RunState::epochAdded, this, [this] { showState(); });
    connect(&run, &RunState::liveChanged, this, [this] { showState(); });
    connect(&run, &RunState::statusChanged, this, [this] { showState(); });
    connect(&run, &RunState::interventionAdded, this, [this, &run] {
        timeline_->setMarks(epochMarks(run.curves()), static_cast<int>(run.curves().layers.size()));
    });
}

void OutcomePage::followOther(RunState& other) {
    connect(&other, &RunState::outcomesAdded, this, [this](const EpochOutcomes& epoch) {
        if (reads_ == Reads::confusions && hasConfusions(epoch)) {
            otherKept_.keep(epoch);
        }
        drawSoon();
    });
    connect(&other, &RunState::outcomesRead, this, [this](const EpochOutcomes& epoch) {
        otherKept_.keep(epoch);
        drawSoon();
    });
    connect(&other, &RunState::epochAdded, this, &OutcomePage::drawSoon);
}

void OutcomePage::showOther() {
    otherKept_.clear();
    otherCompute_->setRun(other());
    if (comparisonField_ != nullptr) {
        comparisonField_->setVisible(other() != nullptr);
    }
    setNote({});
    pacer_->requestSoon();
}

void OutcomePage::showAll(const RunState& run) {
    if (id_ != run.id()) {
        timeline_->clear();
        id_ = run.id();
    }
    compute_->setRun(this->run());
    kept_.clear();
    std::vector<int> epochs;
    for (const EpochOutcomes& epoch : run.outcomes()) {
        epochs.push_back(epoch.epoch);
    }
    timeline_->setEpochs(std::move(epochs));
    timeline_->setMarks(epochMarks(run.curves()), static_cast<int>(run.curves().layers.size()));
    showState();
    pacer_->requestSoon();
}

void OutcomePage::showNone() {
    id_ = 0;
    compute_->setRun(nullptr);
    kept_.clear();
    timeline_->clear();
    showState();
}

void OutcomePage::addEpoch(const EpochOutcomes& epoch) {
    if (reads_ == Reads::confusions && hasConfusions(epoch)) {
        kept_.keep(epoch);
    }
    timeline_->addEpoch(epoch.epoch);
    if (run()->computedAt(epoch.epoch)) {
        timeline_->showEpoch(epoch.epoch); // the user has asked for it
    }
    showState();
    drawSoon();
}

void OutcomePage::Kept::keep(const EpochOutcomes& epoch) {
    while (epochs_.size() >= kMostKept && !epochs_.contains(epoch.epoch)) {
        // The one that is farthest from the new one is dropped: sliders move by small steps.
        const auto distance = [&](const auto& each) { return std::abs(each.first - epoch.epoch); };
        epochs_.erase(
            std::max_element(epochs_.begin(), epochs_.end(), [&](const auto& a, const auto& b) {
                return distance(a) < distance(b);
            }));
    }
    epochs_[epoch.epoch] = epoch;
}

const EpochOutcomes* OutcomePage::Kept::find(int epoch) const {
    const auto found = epochs_.find(epoch);
    return found != epochs_.end() && hasConfusions(found->second) ? &found->second : nullptr;
}

bool OutcomePage::Kept::waitsFor(RunState& run, int epoch) {
    if (!epochs_.contains(epoch) && asked_ != epoch) {
        asked_ = epoch;
        run.requestOutcomes(epoch); // may answer at once
    }
    const bool waits = !epochs_.contains(epoch);
    asked_ = waits ? asked_ : 0;
    return waits;
}

void OutcomePage::Kept::clear() {
    epochs_.clear();
    asked_ = 0;
}

/// Puts the computation below the slider, or below the text of the empty page.
void OutcomePage::placeCompute(bool inPage) {
    QVBoxLayout* column = inPage ? column_ : emptyColumn_;
    if (column->indexOf(compute_) < 0) {
        column->insertWidget(inPage ? column->count() : kBelowEmptyText, compute_);
        compute_->setCentered(!inPage);
        compute_->setTitle(inPage ? PlotText::tr("Epochs without outcomes:") : QString());
    }
}

void OutcomePage::showState() {
    const bool has = run() != nullptr && !run()->outcomes().empty();
    stack_->setCurrentIndex(has ? 1 : 0);
    placeCompute(has);
    if (run() == nullptr || id_ == 0) {
        empty_->setText(promise() + u'\n' + PlotText::tr("Press Train, or open a run."));
    } else if (run()->lastEpoch() == 0) {
        empty_->setText(PlotText::tr("This run has no finished epoch.") + u'\n' + promise());
    } else {
        const QString why =
            PlotText::tr("This run was trained before outcomes were kept; epochs that are trained "
                         "from now on have them.");
        const QString remedy =
            !run()->hasCheckpoint()
                ? PlotText::tr("No checkpoint of this run is stored, so its outcomes can't be "
                               "computed either; train its experiment again to see them.")
            : compute_->isNeeded()
                ? PlotText::tr("For an epoch with a checkpoint, Compute shows the images to the "
                               "network. The result is not stored.")
                : PlotText::tr("For an epoch with a checkpoint, 'asge outcomes %1' computes them.")
                      .arg(run()->id());
        empty_->setText(why + u'\n' + remedy + u'\n' + promise());
    }
    showSplits();
    showCaption();
}

/// Only splits that the epoch has can be chosen.
void OutcomePage::showSplits() {
    auto* model = qobject_cast<QStandardItemModel*>(split_->model());
    const EpochOutcomes* epoch = counts();
    for (int row = 0; model != nullptr && row < 2; ++row) {
        const Split each = row == 0 ? Split::validation : Split::test;
        const bool has = epoch == nullptr || epoch->find(each) != nullptr;
        model->item(row)->setEnabled(has);
        model->item(row)->setToolTip(has ? QString()
                                         : PlotText::tr("The epoch has no outcomes of them."));
    }
    const QSignalBlocker quiet(split_);
    if (epoch != nullptr) {
        split_->setCurrentIndex(split() == Split::validation ? 0 : 1);
        split_->updateGeometry(); // it has not heard of the other text
    }
}

void OutcomePage::showCaption() {
    if (run() == nullptr || epoch() == 0) {
        timeline_->setCaption({});
        return;
    }
    const QLocale locale;
    const int last = std::max(run()->lastEpoch(), timeline_->epochs().back());
    QString text =
        PlotText::tr("epoch %1 of %2").arg(locale.toString(epoch()), locale.toString(last));
    if (reading_) {
        text = PlotText::tr("%1 · reading…").arg(text);
    } else if (const auto step = run()->computedAt(epoch())) {
        text = computedCaption(text, *step, *run(), epoch());
    } else if (epoch() == timeline_->epochs().back() && run()->isTraining()) {
        text = PlotText::tr("%1 · newest").arg(text);
    }
    timeline_->setCaption(text);
}

/// Asks for what the page needs of the shown epoch; true if it is not there yet.
bool OutcomePage::readPending() {
    if (reads_ == Reads::counts) {
        return false;
    }
    const bool waits = kept_.waitsFor(*run(), epoch());
    const bool needsOther = compared() != Compared::own && otherCounts() != nullptr;
    return (needsOther && otherKept_.waitsFor(*other(), otherEpoch(epoch()))) || waits;
}

bool OutcomePage::drawPending() {
    reading_ = false;
    if (counts() == nullptr) {
        return false;
    }
    reading_ = readPending();
    showSplits();
    showCaption();
    if (!reading_) { // else the old picture stays, so that moving the slider does not flicker
        timeline_->setShown(true);
        draw();
    }
    return false;
}

QVariantMap OutcomePage::saveState() const {
    QVariantMap state{{kSplitKey, split_->currentData()}};
    if (comparison_ != nullptr) {
        state.insert(kComparisonKey, comparison_->currentData());
    }
    return state;
}

void OutcomePage::restoreState(const QVariantMap& state) {
    const int row = split_->findData(state.value(kSplitKey).toString());
    if (row >= 0) {
        split_->setCurrentIndex(row);
    }
    if (comparison_ != nullptr && state.contains(kComparisonKey)) {
        const int choice = comparison_->findData(state.value(kComparisonKey).toInt());
        comparison_->setCurrentIndex(std::max(choice, 0));
    }
}

} // namespace asge
