// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/outcome_page.h"

#include "widgets/common/epoch_marks.h"
#include "widgets/common/epoch_timeline.h"
#include "widgets/common/plain_text.h"
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

constexpr std::size_t kMostKept = 4; ///< epochs with confusions; each may need tens of megabytes
const QString kSplitKey = QStringLiteral("split");

bool hasConfusions(const EpochOutcomes& epoch) {
    return std::any_of(epoch.splits.begin(), epoch.splits.end(),
                       [](const SplitOutcomes& each) { return each.confusions != nullptr; });
}

QComboBox* makeSplitBox(const QString& name, Split split, QWidget* parent) {
    auto* box = new QComboBox(parent);
    box->setObjectName(name + QStringLiteral("Split"));
    box->setAccessibleName(PlotText::tr("Images"));
    box->setToolTip(PlotText::tr("The images that are counted"));
    box->addItem(PlotText::tr("Validation images"), QString::fromUtf8(keyOf(Split::validation)));
    box->addItem(PlotText::tr("Test images"), QString::fromUtf8(keyOf(Split::test)));
    box->setCurrentIndex(split == Split::validation ? 0 : 1);
    return box;
}

} // namespace

OutcomePage::OutcomePage(const QString& name, Reads reads, Split split, QWidget* parent)
    : RunPage(parent), name_(name), reads_(reads), stack_(new QStackedLayout(this)),
      empty_(new PlainLabel(this)), tools_(new FlowLayout), body_(new QVBoxLayout),
      split_(makeSplitBox(name, split, this)), timeline_(new EpochTimeline(this, name)),
      pacer_(new PlotPacer(this, [this] { return drawPending(); })) {
    setObjectName(name);
    pacer_->setParent(this);
    empty_->setObjectName(name + QStringLiteral("Empty"));
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setWordWrap(true);
    empty_->setForegroundRole(QPalette::PlaceholderText);
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(6, 6, 6, 6);
    column->setSpacing(6);
    column->addLayout(tools_);
    column->addLayout(body_, 1);
    column->addWidget(timeline_);
    tools_->addWidget(split_);
    stack_->addWidget(empty_);
    stack_->addWidget(page);
    connect(split_, &QComboBox::currentIndexChanged, this, &OutcomePage::drawNow);
    connect(timeline_, &EpochTimeline::stopChanged, this, &OutcomePage::drawNow);
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
    if (run() == nullptr) {
        return nullptr;
    }
    const auto& all = run()->outcomes();
    const auto found = std::find_if(all.begin(), all.end(), [this](const EpochOutcomes& each) {
        return each.epoch == epoch();
    });
    return found == all.end() ? nullptr : &*found;
}

const SplitOutcomes* OutcomePage::counts(Split split) const {
    const EpochOutcomes* epoch = counts();
    return epoch == nullptr ? nullptr : epoch->find(split);
}

const EpochOutcomes* OutcomePage::confusions() const {
    const auto found = kept_.find(epoch());
    return found != kept_.end() && hasConfusions(found->second) ? &found->second : nullptr;
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

void OutcomePage::follow(RunState& run) {
    connect(&run, &RunState::outcomesAdded, this, &OutcomePage::addEpoch);
    connect(&run, &RunState::outcomesRead, this, [this](const EpochOutcomes& epoch) {
        keep(epoch);
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

void OutcomePage::showAll(const RunState& run) {
    if (id_ != run.id()) {
        timeline_->clear();
        id_ = run.id();
    }
    kept_.clear();
    asked_ = 0;
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
    kept_.clear();
    timeline_->clear();
    showState();
}

void OutcomePage::addEpoch(const EpochOutcomes& epoch) {
    if (reads_ == Reads::confusions && hasConfusions(epoch)) {
        keep(epoch);
    }
    timeline_->addEpoch(epoch.epoch);
    showState();
    drawSoon();
}

void OutcomePage::keep(const EpochOutcomes& epoch) {
    while (kept_.size() >= kMostKept && !kept_.contains(epoch.epoch)) {
        // The one that is farthest from the new one is dropped: sliders move by small steps.
        const auto distance = [&](const auto& each) { return std::abs(each.first - epoch.epoch); };
        kept_.erase(std::max_element(kept_.begin(), kept_.end(), [&](const auto& a, const auto& b) {
            return distance(a) < distance(b);
        }));
    }
    kept_[epoch.epoch] = epoch;
}

void OutcomePage::showState() {
    const bool has = run() != nullptr && !run()->outcomes().empty();
    stack_->setCurrentIndex(has ? 1 : 0);
    if (run() == nullptr || id_ == 0) {
        empty_->setText(promise() + u'\n' + PlotText::tr("Press Train, or open a run."));
    } else if (run()->lastEpoch() == 0) {
        empty_->setText(PlotText::tr("This run has no finished epoch.") + u'\n' + promise());
    } else {
        empty_->setText(
            PlotText::tr("This run was trained before outcomes were kept; epochs that are trained "
                         "from now on have them. For an epoch with a checkpoint, "
                         "'asge outcomes %1' computes them.")
                .arg(run()->id()) +
            u'\n' + promise());
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
        model->item(row)->setEnabled(epoch == nullptr || epoch->find(each) != nullptr);
    }
    const QSignalBlocker quiet(split_);
    if (epoch != nullptr) {
        split_->setCurrentIndex(split() == Split::validation ? 0 : 1);
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
    } else if (epoch() == timeline_->epochs().back() && run()->isTraining()) {
        text = PlotText::tr("%1 · newest").arg(text);
    }
    timeline_->setCaption(text);
}

bool OutcomePage::drawPending() {
    if (counts() == nullptr) {
        reading_ = false;
        return false;
    }
    reading_ = reads_ == Reads::confusions && !kept_.contains(epoch());
    if (reading_ && asked_ != epoch()) {
        asked_ = epoch();
        run()->requestOutcomes(epoch()); // may answer at once
        reading_ = !kept_.contains(epoch());
    }
    showSplits();
    showCaption();
    if (!reading_) { // else the old picture stays, so that moving the slider does not flicker
        asked_ = 0;
        timeline_->setShown(true);
        draw();
    }
    return false;
}

QVariantMap OutcomePage::saveState() const {
    return {{kSplitKey, split_->currentData()}};
}

void OutcomePage::restoreState(const QVariantMap& state) {
    const int row = split_->findData(state.value(kSplitKey).toString());
    if (row >= 0) {
        split_->setCurrentIndex(row);
    }
}

} // namespace asge
