// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/images/images_page.h"

#include "widgets/common/control_states.h"
#include "widgets/common/counted_text.h"
#include "widgets/common/labelled_field.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/problem_text.h"
#include "widgets/common/scorer_choice.h"
#include "widgets/common/show_instead.h"
#include "widgets/common/untrained_note.h"
#include "widgets/images/image_gallery.h"
#include "widgets/images/images_text.h"
#include "widgets/plot/plot_export.h"
#include "widgets/plot/plot_flow_layout.h"

#include <QComboBox>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

#include <set>
#include <utility>

namespace asge {

namespace {

const QString kImagesTopic = QStringLiteral("images");
const QString kOtherTopic = QStringLiteral("images/b");
// what the session keeps
const QString kRunKey = QStringLiteral("run");
const QString kChosenKey = QStringLiteral("chosen");
const QString kTopKey = QStringLiteral("top");

} // namespace

ImagesPage::ImagesPage(QWidget* parent)
    : RunPage(parent), split_(new QComboBox(this)), scorer_(new QComboBox(this)),
      epoch_(new QSpinBox(this)), compute_(new QPushButton(ImagesText::tr("Co&mpute"), this)),
      stop_(new QPushButton(ImagesText::tr("St&op"), this)), progress_(new QProgressBar(this)),
      untrained_(new UntrainedNote(QStringLiteral("imagesUntrained"), this)),
      problem_(new PlainLabel(this)), note_(new PlainLabel(this)), shown_(new PlainLabel(this)),
      gallery_(new ImageGallery(this, QStringLiteral("images"))) {
    setObjectName(QStringLiteral("imagesPage"));
    problem_->setObjectName(QStringLiteral("imagesProblem"));
    problem_->setWordWrap(true);
    problem_->setMargin(8);
    problem_->hide();
    note_->setObjectName(QStringLiteral("imagesNote"));
    note_->setWordWrap(true);
    note_->setContentsMargins(6, 4, 6, 0);
    note_->hide();
    shown_->setObjectName(QStringLiteral("imagesShown"));
    shown_->setContentsMargins(6, 4, 6, 0);
    shown_->setWordWrap(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeTools());
    column->addWidget(untrained_);
    column->addWidget(problem_);
    column->addWidget(note_);
    column->addWidget(shown_);
    column->addWidget(gallery_, 1);

    connect(split_, &QComboBox::currentIndexChanged, this, [this] {
        reading_.reset();
        stopOther();
        marginBin_.reset();
        list();
        computeSoon();
    });
    connect(scorer_, &QComboBox::currentIndexChanged, this, [this] {
        marginBin_.reset();
        list();
    });
    connect(epoch_, &QSpinBox::valueChanged, this, [this] {
        reading_.reset();
        stopOther();
        list();
        computeSoon();
    });
    connect(compute_, &QPushButton::clicked, this, &ImagesPage::compute);
    connect(stop_, &QPushButton::clicked, this, &ImagesPage::stop);
    connect(gallery_, &ImageGallery::pixelsRequested, this, &ImagesPage::readPixels);
    connect(gallery_, &ImageGallery::message, this, &RunPage::message);
    connect(gallery_, &ImageGallery::imageActivated, this,
            [this](qint64 position) { emit imageRequested(split(), position); });
    ImageFilter filter;
    filter.show = ImageFilter::Show::wrong;
    filter.order = ImageFilter::Order::surestFirst;
    gallery_->setFilter(filter);
    showNone();
}

ImagesPage::~ImagesPage() = default;

QWidget* ImagesPage::makeTools() {
    auto* tools = tools_ = new QWidget(this);
    auto* box = new QVBoxLayout(tools); // a FlowLayout has no margins
    box->setContentsMargins(6, 4, 6, 0);
    auto* row = new FlowLayout;
    box->addLayout(row);
    split_->setObjectName(QStringLiteral("imagesSplit"));
    split_->addItem(ImagesText::tr("Test images"), static_cast<int>(Split::test));
    split_->addItem(ImagesText::tr("Validation images"), static_cast<int>(Split::validation));
    split_->setAccessibleName(ImagesText::tr("Images"));
    scorer_->setObjectName(QStringLiteral("imagesScorer"));
    scorer_->setToolTip(ImagesText::tr("Whose predictions are shown"));
    epoch_->setObjectName(QStringLiteral("imagesEpoch"));
    epoch_->setSpecialValueText(ImagesText::tr("newest"));
    epoch_->setKeyboardTracking(false);
    epoch_->setToolTip(ImagesText::tr("The epoch whose checkpoint is used"));
    compute_->setObjectName(QStringLiteral("imagesCompute"));
    compute_->setToolTip(ImagesText::tr("Show all images of the set to the network. While a run "
                                        "trains, this uses only idle processor time."));
    stop_->setObjectName(QStringLiteral("imagesStop"));
    progress_->setObjectName(QStringLiteral("imagesProgress"));
    progress_->setMaximumWidth(180);
    progress_->setFormat(ImagesText::tr("%p %"));
    row->addWidget(split_);
    addLabelledField(row, ImagesText::tr("Predicted b&y"), scorer_, tools);
    addLabelledField(row, ImagesText::tr("Epo&ch"), epoch_, tools);
    row->addWidget(compute_);
    row->addWidget(progress_);
    row->addWidget(stop_);
    export_ = makeExportButton(
        this, QStringLiteral("images"),
        [this](const ExportTarget& target, QString* reason) { return exportTo(target, reason); },
        [this](const QString& text) { emit message(text); });
    row->addWidget(export_);
    return tools;
}

QString ImagesPage::title() const {
    return tr("Images");
}

void ImagesPage::setInspection(Inspection* inspection) {
    inspection_ = inspection;
    if (inspection != nullptr) {
        connect(inspection, &Inspection::progressed, this,
                [this](const QString& topic, const QString& what, double fraction) {
                    if (topic == (waits_ ? kImagesTopic : kOtherTopic) && (waits_ || otherWaits_)) {
                        progress_->setRange(0, fraction < 0 ? 0 : 100);
                        progress_->setValue(static_cast<int>(100 * fraction));
                        progress_->setToolTip(what);
                    }
                });
    }
}

bool ImagesPage::isSettled() const {
    return !waits_ && !otherWaits_ && pixelsAwaited_ == 0 && gallery_->isSettled();
}

void ImagesPage::setWaiting(bool waits) {
    waits_ = waits;
    showBusy();
}

void ImagesPage::showBusy() {
    const bool busy = waits_ || otherWaits_;
    if (busy && !progress_->isVisibleTo(this)) {
        progress_->setRange(0, 0);
    }
    progress_->setVisible(busy);
    updateUsable();
    busy ? showInstead(*stop_, *compute_) : showInstead(*compute_, *stop_);
}

void ImagesPage::updateUsable() {
    const QString none = noNetworkReason(run());
    for (QWidget* control : std::initializer_list<QWidget*>{split_, scorer_, epoch_, compute_}) {
        setUsable(*control, none);
    }
    setUsable(*export_, nothingToExport());
    // In a small window, controls without an effect would push the sentence out of sight.
    tools_->setVisible(none.isEmpty());
    gallery_->setBare(!none.isEmpty());
    untrained_->showRuns(none.isEmpty() ? run() : nullptr, none.isEmpty() ? other() : nullptr);
}

QString ImagesPage::nothingToExport() const {
    return reading_ ? QString() : ImagesText::tr("There are no images to export");
}

void ImagesPage::follow(RunState& run) {
    connect(&run, &RunState::checkpointsGone, this, [this] {
        problem_->hide(); // the text in place of the images says it
        list();           // which updates the controls too
    });
    connect(&run, &RunState::epochAdded, this, [this](const EpochEvent& epoch) {
        epoch_->setMaximum(epoch.epoch);
        setWaiting(waits_);
        if (!reading_) {
            list(); // the images can be computed from now on
        }
    });
}

void ImagesPage::showAll(const RunState& run) {
    stop();
    {
        const QSignalBlocker quiet(epoch_);
        epoch_->setRange(0, run.lastEpoch());
        epoch_->setValue(0);
    }
    reading_.reset();
    marginBin_.reset();
    problem_->hide();
    fillScorers();
    setWaiting(false);
    list();
    computeSoon();
}

void ImagesPage::showNone() {
    stop();
    reading_.reset();
    problem_->hide();
    setWaiting(false);
    note_->hide();
    shown_->hide();
    listed_ = {0, Split::none};
    gallery_->setComparing(false);
    gallery_->setEmptyText(
        ImagesText::tr("Here you see which images are predicted wrong, with the "
                       "confidence of each prediction.\nPress Train, or open a run."));
    gallery_->setImages({}, {});
    shown_->clear();
}

void ImagesPage::fillScorers() {
    const QSignalBlocker quiet(scorer_);
    const QVariant before = scorer_->currentData();
    scorer_->clear();
    const ScoreFacts& facts = run()->curves().scores;
    std::set<int> trained;
    const auto add = [&](const QString& name, Place place, int scorer) {
        addScorer(*scorer_, name, place, scorer);
        if (facts.isTrained(place)) {
            trained.insert(scorer);
        }
    };
    add(ImagesText::tr("Fusion"), kFusionPlace, kFusionScorer);
    add(ImagesText::tr("Last"), kLastPlace, kLastScorer);
    add(ImagesText::tr("Best layer"), kBestPlace, kBestScorer);
    for (int layer = 0; layer < static_cast<int>(run()->curves().layers.size()); ++layer) {
        add(ImagesText::tr("Layer %1").arg(layer + 1), static_cast<Place>(layer), layer);
    }
    nameScorers(*scorer_, run(), other());
    const QVariant chosen =
        choice_.forRun(before, facts.mainPlace() == kFusionPlace ? kFusionScorer : kLastScorer,
                       [&](const QVariant& scorer) { return trained.contains(scorer.toInt()); });
    scorer_->setCurrentIndex(std::max(scorer_->findData(chosen), 0));
}

Split ImagesPage::split() const {
    return static_cast<Split>(split_->currentData().toInt());
}

int ImagesPage::chosenScorer() const {
    return scorer_->count() > 0 ? scorer_->currentData().toInt() : kFusionScorer;
}

void ImagesPage::computeSoon() {
    isStale_ = true;
    if (isVisible() && run() != nullptr && !run()->isTraining() && !reading_) {
        compute();
    } else if (isVisible() && reading_ && other() != nullptr && !other_ && !otherWaits_) {
        showOther(); // B was chosen while the page was hidden
    }
}

void ImagesPage::showEvent(QShowEvent* event) {
    RunPage::showEvent(event);
    if (isStale_ || (other() != nullptr && !other_)) {
        computeSoon();
    }
}

void ImagesPage::compute() {
    isStale_ = false;
    if (inspection_ == nullptr || !noNetworkReason(run()).isEmpty()) {
        return;
    }
    problem_->hide();
    setWaiting(true);
    list();
    askFor(
        kImagesTopic, {run()->id(), epoch_->value()},
        [this, id = run()->id()](std::shared_ptr<const SplitReading> reading) {
            if (run() != nullptr && run()->id() == id && reading->split == split()) {
                showReading(std::move(reading));
            }
        },
        [this](const QString& problem) { fail(problem); });
    computeOther();
}

void ImagesPage::askFor(const QString& topic, const InspectedState& state,
                        std::function<void(std::shared_ptr<const SplitReading>)> take,
                        Inspection::Failed failed) {
    inspection_->ask(
        this, topic, Inspection::Hurry::patient, state,
        [split = split(), take = std::move(take)](Inspector& inspector,
                                                  LoadWatch& watch) -> std::function<void()> {
            auto reading = std::make_shared<SplitReading>();
            reading->split = split;
            reading->outcomes = inspector.outcomes(split, watch);
            reading->epoch = inspector.network().epoch;
            reading->bestLayer = inspector.network().bestLayer;
            return [take, reading] { take(reading); };
        },
        std::move(failed));
}

int ImagesPage::otherEpochWanted() const {
    if (epoch_->value() == 0) {
        return 0; // the newest of each
    }
    const int epoch = otherEpoch(epoch_->value());
    return epoch == other()->lastEpoch() ? 0 : epoch;
}

/// Shows the images to B, if that is a run that can be compared.
void ImagesPage::computeOther() {
    stopOther();
    if (other() == nullptr || inspection_ == nullptr) {
        showNote();
        return;
    }
    otherFault_ = otherNetworkReason(*run(), *other());
    if (otherFault_.isEmpty()) {
        otherWaits_ = true;
        const RunId id = other()->id();
        askFor(
            kOtherTopic, {id, otherEpochWanted()},
            [this, id](std::shared_ptr<const SplitReading> reading) {
                if (other() != nullptr && other()->id() == id && reading->split == split()) {
                    otherWaits_ = false;
                    other_ = reading->outcomes.layers() > 0 ? std::move(reading) : nullptr;
                    list();
                }
            },
            [this](const QString& problem) {
                otherWaits_ = false;
                otherFault_ = problemSentence(problem);
                list();
            });
    }
    list();
}

void ImagesPage::stopOther() {
    if (inspection_ != nullptr) {
        inspection_->cancel(kOtherTopic);
    }
    otherWaits_ = false;
    other_.reset();
    otherFault_.clear();
}

void ImagesPage::followOther(RunState& run) {
    connect(&run, &RunState::epochAdded, this, [this] {
        if (!other_ && !otherWaits_ && reading_) {
            showOther(); // its first checkpoint is there
        }
    });
}

void ImagesPage::showOther() {
    nameScorers(*scorer_, run(), other());
    stopOther();
    if (run() == nullptr || run()->id() == 0) {
        showNote();
        return;
    }
    // Both runs are shown their images together if those of A are not known yet.
    const bool disturbs = run()->isTraining() || (other() != nullptr && other()->isTraining());
    if (other() != nullptr && isVisible() && !disturbs && (reading_ || waits_)) {
        computeOther();
    } else {
        list();
    }
}

void ImagesPage::stop() {
    if (inspection_ != nullptr) {
        inspection_->cancel(kImagesTopic);
    }
    stopOther();
    setWaiting(false);
    list();
}

void ImagesPage::showReading(std::shared_ptr<const SplitReading> reading) {
    setWaiting(false);
    if (reading->outcomes.layers() == 0) {
        return;
    }
    reading_ = std::move(reading);
    list();
}

/// B, if its images are those of A and it has the scorer; otherwise the reason is in otherFault_.
OtherReading ImagesPage::otherReading() {
    if (!reading_ || !other_ || other() == nullptr) {
        return {};
    }
    otherFault_ = otherImages(*reading_, *other_);
    if (!otherFault_.isEmpty()) {
        return {};
    }
    const std::optional<std::size_t> scorer = scorerOf(*other_, chosenScorer());
    if (!scorer) {
        otherFault_ = ImagesText::tr("It has no layer %1.").arg(chosenScorer() + 1);
        return {};
    }
    return {other_.get(), *scorer};
}

void ImagesPage::list() {
    if (run() == nullptr) {
        return;
    }
    const OtherReading ofB = otherReading();
    std::vector<ListedImage> images;
    if (reading_) {
        const std::size_t last = reading_->outcomes.layers() - 1;
        images = listImages(*reading_, scorerOf(*reading_, chosenScorer()).value_or(last), ofB,
                            marginBin_);
    }
    shown_->setText(reading_ ? headText(images, ofB.reading != nullptr) : QString());
    shown_->setVisible(reading_ != nullptr);
    showNote();
    gallery_->setEmptyText(
        waits_ ? ImagesText::tr("The images are being shown to the network…")
        : !noNetworkText(*run()).isEmpty() ? noNetworkText(*run())
        : reading_                         ? ImagesText::tr("No image is in this selection.")
                   : ImagesText::tr("Press Compute to show all images to the network."));
    gallery_->setComparing(ofB.reading != nullptr);
    const std::pair<RunId, Split> now{run()->id(), split()};
    if (reading_ && std::exchange(listed_, now) == now) {
        gallery_->updateImages(std::move(images));
    } else {
        listed_ = reading_ ? now : std::pair<RunId, Split>{0, Split::none};
        gallery_->setImages(std::move(images), run()->classNames());
        if (reading_ && last_ && last_->run == run()->id() && last_->split == split()) {
            gallery_->goTo(last_->sight);
            last_.reset();
        }
    }
}

/// What is listed, and how A and B differ.
QString ImagesPage::headText(const std::vector<ListedImage>& images, bool compares) const {
    const QString at = ImagesText::tr("epoch %1").arg(reading_->epoch);
    QStringList parts{other() != nullptr ? ImagesText::tr("%1, %2").arg(ownName(), at) : at};
    if (compares) {
        parts << ImagesText::tr("%1, epoch %2").arg(otherName(), QString::number(other_->epoch));
    }
    QString text = parts.join(QStringLiteral(" · "));
    if (marginBin_) {
        text += ImagesText::tr(", images with a margin from %1 to %2 nats")
                    .arg(QLocale().toString(marginEdge(*marginBin_), 'f', 2),
                         QLocale().toString(marginEdge(*marginBin_ + 1), 'f', 2));
    }
    if (compares) {
        const ImageCounts counts = countImages(images);
        const QLocale locale;
        text += u'\n' +
                ImagesText::tr("Of %1: %2 wrong only in A, %3 only in B, %4 in both; %5 "
                               "with different predictions.")
                    .arg(locale.toString(counts.images) + u' ' + wordText(counts.images, "image"),
                         locale.toString(counts.wrongInA), locale.toString(counts.wrongInB),
                         locale.toString(counts.wrongInBoth), locale.toString(counts.different));
    }
    return text;
}

void ImagesPage::showNote() {
    const QString text =
        other() == nullptr ? QString()
        : !otherFault_.isEmpty()
            ? ImagesText::tr("%1 is not shown. %2").arg(otherName(), otherFault_)
        : otherWaits_
            ? ImagesText::tr("%1: the images are being shown to its network…").arg(otherName())
        : !other_ && reading_
            ? ImagesText::tr("Press Compute to show the images to %1.").arg(otherName())
            : QString();
    note_->setText(text);
    note_->setVisible(!text.isEmpty());
    showBusy();
}

void ImagesPage::readPixels(const std::vector<std::int64_t>& positions) {
    if (inspection_ == nullptr || run() == nullptr) {
        return;
    }
    ++pixelsAwaited_;
    inspection_->ask(
        this, kImagesTopic + QStringLiteral("/%1").arg(++pixelRequests_), Inspection::Hurry::now,
        {run()->id(), epoch_->value()},
        [this, id = run()->id(), split = split(),
         positions](Inspector& inspector, LoadWatch& watch) -> std::function<void()> {
            auto pixels = std::make_shared<ProbeImages>(inspector.images(split, positions, watch));
            pixels->indices.assign(positions.begin(), positions.end());
            return [this, id, split, pixels] {
                --pixelsAwaited_;
                if (run() != nullptr && run()->id() == id && split == this->split()) {
                    gallery_->setPixels(*pixels);
                }
            };
        },
        [this, positions](const QString& problem) {
            --pixelsAwaited_;
            gallery_->setUnreadable(positions);
            fail(problem);
        });
}

void ImagesPage::fail(const QString& problem) {
    setWaiting(false);
    problem_->setText(problemSentence(problem));
    problem_->show();
    if (run() != nullptr && isLackOfCheckpoints(problem)) {
        run()->setWithoutCheckpoint();
    }
}

bool ImagesPage::showImages(const ImageQuery& query) {
    const bool same = reading_ && reading_->split == query.split &&
                      (query.epoch == 0 || reading_->epoch == query.epoch);
    {
        const QSignalBlocker quietSplit(split_);
        const QSignalBlocker quietScorer(scorer_);
        const QSignalBlocker quietEpoch(epoch_);
        split_->setCurrentIndex(split_->findData(static_cast<int>(query.split)));
        const auto layers = static_cast<int>(run() != nullptr ? run()->curves().layers.size() : 0);
        scorer_->setCurrentIndex(
            scorer_->findData(query.scorer >= layers ? kFusionScorer : query.scorer));
        if (!same) {
            const bool isNewest = run() != nullptr && query.epoch == run()->lastEpoch();
            epoch_->setValue(isNewest ? 0 : query.epoch);
            reading_.reset();
            stopOther();
        }
    }
    marginBin_ = query.marginBin;
    ImageFilter filter = gallery_->filter();
    filter.label = query.label.value_or(ImageFilter::kAny);
    filter.predicted = query.predicted.value_or(ImageFilter::kAny);
    filter.show = ImageFilter::Show::all;
    list();
    gallery_->setFilter(filter);
    if (!reading_) {
        compute(); // the user has asked for these images
    }
    return true;
}

QVariantMap ImagesPage::saveState() const {
    QVariantMap state = gallery_->saveState();
    state[QStringLiteral("split")] = split_->currentIndex();
    const std::optional<InSight> place =
        listed_.first != 0 ? InSight{listed_.first, listed_.second, gallery_->sight()} : last_;
    if (place) {
        state[kRunKey] = qlonglong{place->run};
        state[kChosenKey] = qlonglong{place->sight.chosen};
        state[kTopKey] = qlonglong{place->sight.top};
    }
    return state;
}

void ImagesPage::restoreState(const QVariantMap& state) {
    if (state.contains(QStringLiteral("show"))) {
        gallery_->restoreState(state);
    }
    const int split = state.value(QStringLiteral("split")).toInt();
    split_->setCurrentIndex(split == 1 ? 1 : 0);
    if (state.contains(kRunKey)) {
        last_ = InSight{state[kRunKey].toLongLong(),
                        this->split(),
                        {state[kChosenKey].toLongLong(), state[kTopKey].toLongLong()}};
    }
}

} // namespace asge
