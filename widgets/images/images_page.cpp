// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/images/images_page.h"

#include "widgets/common/plain_text.h"
#include "widgets/images/image_gallery.h"
#include "widgets/images/images_text.h"
#include "widgets/plot/plot_export.h"
#include "widgets/plot/plot_flow_layout.h"

#include <qcustomplot.h>

#include <QComboBox>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

#include <charconv>
#include <cmath>
#include <iterator>
#include <utility>

namespace asge {

namespace {

/// The shortest text that reads back as the same float: that of the double has more digits.
QByteArray shortestText(float value) {
    if (!std::isfinite(value)) {
        return csvNumber(static_cast<double>(value));
    }
    char text[24];
    const std::to_chars_result end = std::to_chars(std::begin(text), std::end(text), value);
    return QByteArray(text, static_cast<qsizetype>(end.ptr - text));
}

const QString kImagesTopic = QStringLiteral("images");

// What the list of scorers holds beside layers.
constexpr int kLastScorer = -1;
constexpr int kFusionScorer = -2;
constexpr int kBestScorer = -3;

} // namespace

ImagesPage::ImagesPage(QWidget* parent)
    : RunPage(parent), split_(new QComboBox(this)), scorer_(new QComboBox(this)),
      epoch_(new QSpinBox(this)), compute_(new QPushButton(ImagesText::tr("Co&mpute"), this)),
      stop_(new QPushButton(ImagesText::tr("St&op"), this)), progress_(new QProgressBar(this)),
      problem_(new PlainLabel(this)), shown_(new PlainLabel(this)),
      gallery_(new ImageGallery(this, QStringLiteral("images"))) {
    setObjectName(QStringLiteral("imagesPage"));
    problem_->setObjectName(QStringLiteral("imagesProblem"));
    problem_->setWordWrap(true);
    problem_->setMargin(8);
    problem_->hide();
    shown_->setObjectName(QStringLiteral("imagesShown"));
    shown_->setMargin(4);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeTools());
    column->addWidget(problem_);
    column->addWidget(shown_);
    column->addWidget(gallery_, 1);

    connect(split_, &QComboBox::currentIndexChanged, this, [this] {
        reading_.reset();
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
    auto* tools = new QWidget(this);
    auto* row = new FlowLayout(tools);
    row->setContentsMargins(6, 4, 6, 4);
    const auto labelled = [&](const QString& text, QWidget* field) {
        auto* group = new QWidget(tools);
        auto* pair = new QHBoxLayout(group);
        pair->setContentsMargins(0, 0, 6, 0);
        auto* label = new PlainLabel(text, group);
        label->setBuddy(field);
        pair->addWidget(label);
        pair->addWidget(field);
        row->addWidget(group);
    };
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
    row->addWidget(split_);
    labelled(ImagesText::tr("Pre&dicted by"), scorer_);
    labelled(ImagesText::tr("Epo&ch"), epoch_);
    row->addWidget(compute_);
    row->addWidget(progress_);
    row->addWidget(stop_);
    auto* save = makeExportButton(
        this, QStringLiteral("images"),
        [this](const QString& file, QString* reason) { return exportTo(file, reason); },
        [this](const QString& text) { emit message(text); });
    row->addWidget(save);
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
                    if (topic == kImagesTopic && waits_) {
                        progress_->setRange(0, fraction < 0 ? 0 : 100);
                        progress_->setValue(static_cast<int>(100 * fraction));
                        progress_->setToolTip(what);
                    }
                });
    }
}

void ImagesPage::setWaiting(bool waits) {
    waits_ = waits;
    progress_->setVisible(waits);
    progress_->setRange(0, 0);
    stop_->setVisible(waits);
    compute_->setVisible(!waits);
    compute_->setEnabled(run() != nullptr && run()->lastEpoch() > 0);
}

void ImagesPage::follow(RunState& run) {
    connect(&run, &RunState::epochAdded, this, [this](const EpochEvent& epoch) {
        epoch_->setMaximum(epoch.epoch);
        setWaiting(waits_);
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
    scorer_->addItem(ImagesText::tr("Fusion"), kFusionScorer);
    scorer_->addItem(ImagesText::tr("Last"), kLastScorer);
    scorer_->addItem(ImagesText::tr("Best layer"), kBestScorer);
    for (int layer = 0; layer < static_cast<int>(run()->curves().layers.size()); ++layer) {
        scorer_->addItem(ImagesText::tr("Layer %1").arg(layer + 1), layer);
    }
    scorer_->setCurrentIndex(std::max(scorer_->findData(before), 0));
}

Split ImagesPage::split() const {
    return static_cast<Split>(split_->currentData().toInt());
}

std::size_t ImagesPage::scorer() const {
    const int chosen = scorer_->currentData().toInt();
    const std::size_t layers = reading_->outcomes.layers();
    switch (chosen) {
    case kLastScorer:
        return layers - 1;
    case kBestScorer:
        return reading_->bestLayer >= 0 ? static_cast<std::size_t>(reading_->bestLayer)
                                        : layers - 1;
    case kFusionScorer:
        return layers;
    default:
        return std::min(static_cast<std::size_t>(chosen), layers - 1);
    }
}

void ImagesPage::computeSoon() {
    isStale_ = true;
    if (isVisible() && run() != nullptr && !run()->isTraining() && !reading_) {
        compute();
    }
}

void ImagesPage::showEvent(QShowEvent* event) {
    RunPage::showEvent(event);
    if (isStale_) {
        computeSoon();
    }
}

void ImagesPage::compute() {
    isStale_ = false;
    if (inspection_ == nullptr || run() == nullptr || run()->lastEpoch() == 0) {
        return;
    }
    problem_->hide();
    setWaiting(true);
    list();
    inspection_->ask(
        this, kImagesTopic, Inspection::Hurry::patient, {run()->id(), epoch_->value()},
        [this, id = run()->id(), split = split()](Inspector& inspector,
                                                  LoadWatch& watch) -> std::function<void()> {
            auto reading = std::make_shared<SplitReading>();
            reading->split = split;
            reading->outcomes = inspector.outcomes(split, watch);
            reading->epoch = inspector.network().epoch;
            reading->bestLayer = inspector.network().bestLayer;
            return [this, id, reading] {
                if (run() != nullptr && run()->id() == id && reading->split == this->split()) {
                    showReading(reading);
                }
            };
        },
        [this](const QString& problem) { fail(problem); });
}

void ImagesPage::stop() {
    if (inspection_ != nullptr) {
        inspection_->cancel(kImagesTopic);
    }
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

void ImagesPage::list() {
    if (run() == nullptr) {
        return;
    }
    std::vector<ListedImage> images;
    if (reading_) {
        const ScorerOutcomes& scores = reading_->outcomes.scorers[scorer()];
        for (std::size_t i = 0; i < reading_->outcomes.images(); ++i) {
            if (!marginBin_ || (i < scores.margin.size() &&
                                marginBin(static_cast<double>(scores.margin[i])) == *marginBin_)) {
                images.push_back({static_cast<std::int64_t>(i), reading_->outcomes.labels[i],
                                  scores.predicted[i], scores.confidence[i]});
            }
        }
    }
    gallery_->setEmptyText(
        waits_ ? ImagesText::tr("The images are being shown to the network…")
        : run()->lastEpoch() == 0
            ? ImagesText::tr("The images can be shown to the network once its "
                             "first checkpoint is stored, at the end of the "
                             "first epoch.")
        : reading_ ? ImagesText::tr("No image is in this selection.")
                   : ImagesText::tr("Press Compute to show all images to the network."));
    gallery_->setImages(std::move(images), run()->classNames());
    shown_->setText(!reading_ ? QString()
                    : marginBin_
                        ? ImagesText::tr("epoch %1, images with a margin from %2 to %3 nats")
                              .arg(reading_->epoch)
                              .arg(QLocale().toString(marginEdge(*marginBin_), 'f', 2))
                              .arg(QLocale().toString(marginEdge(*marginBin_ + 1), 'f', 2))
                        : ImagesText::tr("epoch %1").arg(reading_->epoch));
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
    problem_->setText(problem);
    problem_->show();
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

bool ImagesPage::exportTo(const QString& file, QString* reason) const {
    const auto csv = [this] {
        QByteArray text = "position,label,predicted,confidence\n";
        if (reading_) {
            const ScorerOutcomes& scores = reading_->outcomes.scorers[scorer()];
            for (std::size_t i = 0; i < reading_->outcomes.images(); ++i) {
                text += QByteArray::number(static_cast<qulonglong>(i)) + ',' +
                        QByteArray::number(reading_->outcomes.labels[i]) + ',' +
                        QByteArray::number(scores.predicted[i]) + ',' +
                        shortestText(scores.confidence[i]) + '\n';
            }
        }
        return text;
    };
    const PlotPicture picture{
        title(), gallery_->size(), palette().color(QPalette::Base), [this](QCPPainter& painter) {
            gallery_->render(&painter, QPoint(), QRegion(), QWidget::DrawChildren);
        }};
    return exportPlot(file, picture, csv, reason);
}

QVariantMap ImagesPage::saveState() const {
    QVariantMap state = gallery_->saveState();
    state[QStringLiteral("split")] = split_->currentIndex();
    return state;
}

void ImagesPage::restoreState(const QVariantMap& state) {
    if (state.contains(QStringLiteral("show"))) {
        gallery_->restoreState(state);
    }
    const int split = state.value(QStringLiteral("split")).toInt();
    split_->setCurrentIndex(split == 1 ? 1 : 0);
}

} // namespace asge
