// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/goodness/goodness_view.h"

#include "widgets/common/counted_text.h"
#include "widgets/common/epoch_timeline.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/theme.h"
#include "widgets/goodness/goodness_cache.h"
#include "widgets/goodness/goodness_canvas.h"
#include "widgets/goodness/goodness_export.h"
#include "widgets/goodness/goodness_gallery.h"
#include "widgets/goodness/goodness_text.h"
#include "widgets/plot/plot_export.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QSlider>
#include <QSpinBox>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include <qcustomplot.h>

#include <algorithm>
#include <numeric>

namespace asge {
namespace {

constexpr int kFirstPicked = 3; ///< number of images picked at first
constexpr int kMostChannels = 24;
constexpr int kGreatestPngSide = 32767; ///< pixels; QImage can't be painted on beyond that

} // namespace

class GoodnessView::Private : public QObject {
  public:
    using Stop = EpochTimeline::Stop;

    explicit Private(GoodnessView* view);

    void setRun(const ProbeImages& images, const std::vector<std::string>& classNames,
                const std::vector<LayerInfo>& layers);
    void setLiveSnapshot(ProbeSnapshotPtr snapshot);
    void setEpochSnapshot(int epoch, ProbeSnapshotPtr snapshot);
    bool exportTo(const QString& file, QString* reason) const;
    void setFinished(int last, const QString& kept);
    void updateCaption();

    GoodnessView* view;
    GoodnessScene scene;
    EpochTimeline* timeline;

  private:
    QWidget* makeTools();
    QWidget* makeMain();
    void connectAll();
    void updateEmptyText();
    void showStop();
    void show(const ProbeSnapshotPtr& snapshot);
    bool accept(const ProbeSnapshotPtr& snapshot, const QString& whose);

    GoodnessGallery* gallery_;
    GoodnessCanvas* canvas_;
    QComboBox* scale_;
    QSlider* opacity_;
    QSpinBox* channels_;
    QToolButton* export_;
    QLabel* readout_;

    SnapshotCache cache_;
    ProbeSnapshotPtr live_;
    int finished_ = 0;      ///< the last finished epoch
    QString kept_;          ///< says of which epochs there are maps; empty: of all
    bool waiting_ = false;  ///< what is shown belongs to another stop of the slider
    QString lastComplaint_; ///< keeps a stream of bad snapshots from repeating the same message
};

GoodnessView::Private::Private(GoodnessView* owner)
    : view(owner), timeline(new EpochTimeline(owner)), gallery_(new GoodnessGallery(owner)),
      canvas_(new GoodnessCanvas(owner)), scale_(new QComboBox(owner)),
      opacity_(new QSlider(Qt::Horizontal, owner)), channels_(new QSpinBox(owner)),
      export_(makeExportButton(
          owner, QStringLiteral("goodness"),
          [owner](const QString& file, QString* reason) { return owner->exportTo(file, reason); },
          [owner](const QString& text) { emit owner->message(text); })),
      readout_(new PlainLabel(owner)) {
    gallery_->setObjectName(QStringLiteral("goodnessGallery"));
    gallery_->setAccessibleName(GoodnessText::tr("Probe images"));
    canvas_->setObjectName(QStringLiteral("goodnessCanvas"));
    canvas_->setAccessibleName(GoodnessText::tr("Goodness maps"));
    canvas_->setScene(&scene);
    readout_->setObjectName(QStringLiteral("goodnessReadout"));
    readout_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    readout_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    readout_->setMargin(3);

    auto* splitter = new QSplitter(Qt::Horizontal, view);
    splitter->setObjectName(QStringLiteral("goodnessSplitter"));
    splitter->addWidget(gallery_);
    splitter->addWidget(makeMain());
    splitter->setStretchFactor(1, 1);
    splitter->setChildrenCollapsible(false);
    splitter->setSizes({190, 1200});
    gallery_->setMinimumWidth(gallery_->gridSize().width() + 24);

    auto* column = new QVBoxLayout(view);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(splitter);
    connectAll();
    updateEmptyText();
}

QWidget* GoodnessView::Private::makeTools() {
    scale_->setObjectName(QStringLiteral("goodnessScale"));
    scale_->setAccessibleName(GoodnessText::tr("Colour scale"));
    scale_->addItem(GoodnessText::tr("One scale, × layer mean"),
                    static_cast<int>(GoodnessScale::relative));
    scale_->addItem(GoodnessText::tr("One scale, absolute"),
                    static_cast<int>(GoodnessScale::absolute));
    scale_->addItem(GoodnessText::tr("One scale per layer"),
                    static_cast<int>(GoodnessScale::eachLayer));
    scale_->setToolTip(GoodnessText::tr("The goodness of layers differs by orders of magnitude. "
                                        "Divided by each layer's mean, it fits one scale."));
    opacity_->setObjectName(QStringLiteral("goodnessOpacity"));
    opacity_->setAccessibleName(GoodnessText::tr("Opacity of the maps"));
    opacity_->setToolTip(GoodnessText::tr("Opacity of the maps over the images"));
    opacity_->setRange(0, 100);
    opacity_->setPageStep(10);
    opacity_->setValue(static_cast<int>(100 * scene.opacity()));
    opacity_->setFixedWidth(110);
    channels_->setObjectName(QStringLiteral("goodnessChannels"));
    channels_->setAccessibleName(GoodnessText::tr("Strongest channels shown"));
    channels_->setToolTip(
        GoodnessText::tr("How many of a layer's strongest channels are shown for each image"));
    channels_->setRange(0, kMostChannels);
    channels_->setValue(scene.channelCount());
    export_->setObjectName(QStringLiteral("goodnessExport"));

    auto* tools = new QWidget(view);
    auto* row = new QHBoxLayout(tools);
    row->setContentsMargins(6, 4, 6, 4);
    const auto labelled = [&](const QString& text, QWidget* field) {
        auto* label = new PlainLabel(text, tools);
        label->setBuddy(field);
        row->addWidget(label);
        row->addWidget(field);
        row->addSpacing(12);
    };
    labelled(GoodnessText::tr("&Scale"), scale_);
    labelled(GoodnessText::tr("&Opacity"), opacity_);
    labelled(GoodnessText::tr("C&hannels"), channels_);
    row->addStretch(1);
    row->addWidget(export_);
    return tools;
}

QWidget* GoodnessView::Private::makeMain() {
    auto* main = new QWidget(view);
    auto* column = new QVBoxLayout(main);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeTools());
    column->addWidget(canvas_, 1);
    column->addWidget(readout_);
    timeline->setContentsMargins(6, 2, 6, 4);
    column->addWidget(timeline);
    return main;
}

void GoodnessView::Private::connectAll() {
    connect(gallery_, &GoodnessGallery::pickedChanged, this, [this] {
        scene.setPicked(gallery_->picked());
        updateEmptyText();
        canvas_->sceneChanged();
    });
    connect(scale_, &QComboBox::currentIndexChanged, this, [this] {
        scene.setScale(static_cast<GoodnessScale>(scale_->currentData().toInt()));
        canvas_->sceneChanged();
    });
    connect(opacity_, &QSlider::valueChanged, this, [this](int value) {
        scene.setOpacity(value / 100.0);
        canvas_->sceneChanged();
    });
    connect(channels_, &QSpinBox::valueChanged, this, [this](int value) {
        scene.setChannelCount(value);
        canvas_->sceneChanged();
    });
    connect(canvas_, &GoodnessCanvas::readout, readout_, &QLabel::setText);
    connect(canvas_, &GoodnessCanvas::stepRequested, timeline, &EpochTimeline::step);
    connect(timeline, &EpochTimeline::stopChanged, this, [this] { showStop(); });
}

void GoodnessView::Private::updateEmptyText() {
    const bool open = scene.images().count > 0;
    const bool bare = open && timeline->stop().kind == Stop::Kind::none;
    canvas_->setEmptyText(
        !open ? GoodnessText::tr(
                    "The goodness maps of each layer appear here.\nPress Train, or open a run.")
        : bare && !kept_.isEmpty() ? kept_
        : bare                     ? GoodnessText::tr(
                                         "This run has no finished epoch, so none of its maps were stored.\nWhile it "
                                                             "trains, they appear here as soon as they are measured.")
               : GoodnessText::tr("Select images on the left to see their goodness maps.\nCtrl and "
                                  "Shift select several."));
    canvas_->setImagesHidden(bare);
}

void GoodnessView::Private::setRun(const ProbeImages& images,
                                   const std::vector<std::string>& classNames,
                                   const std::vector<LayerInfo>& layers) {
    // If a run continues with the same images, keep those that were picked.
    std::vector<int> picked = gallery_->picked();
    if (!(images == scene.images())) {
        picked.resize(std::clamp(images.count, 0, kFirstPicked));
        std::iota(picked.begin(), picked.end(), 0);
    }
    timeline->clear();
    finished_ = 0;
    kept_.clear();
    cache_.clear();
    live_.reset();
    waiting_ = false;
    lastComplaint_.clear();
    const QString reason = images.count == 0 ? QString() : invalidReason(images);
    if (images.count == 0 || !reason.isEmpty()) {
        scene.clear();
        picked.clear();
    } else {
        scene.setRun(images, classNames, layers);
    }
    gallery_->setScene(scene);
    gallery_->pick(picked);
    scene.setPicked(picked);
    updateCaption();
    updateEmptyText();
    canvas_->sceneChanged();
    if (!reason.isEmpty()) {
        emit view->message(GoodnessText::tr("Probe images can't be shown: %1").arg(reason));
    }
}

bool GoodnessView::Private::accept(const ProbeSnapshotPtr& snapshot, const QString& whose) {
    const QString reason =
        snapshot ? invalidReason(*snapshot, scene.images(), scene.layers()) : QString();
    const QString complaint =
        reason.isEmpty() ? QString() : GoodnessText::tr("%1 are ignored: %2").arg(whose, reason);
    if (!complaint.isEmpty() && complaint != lastComplaint_) {
        emit view->message(complaint);
    }
    lastComplaint_ = complaint;
    return complaint.isEmpty();
}

void GoodnessView::Private::setLiveSnapshot(ProbeSnapshotPtr snapshot) {
    if (!snapshot || !accept(snapshot, GoodnessText::tr("Live maps"))) {
        return;
    }
    live_ = std::move(snapshot);
    if (timeline->stop().kind == Stop::Kind::live) {
        show(live_);
    }
}

void GoodnessView::Private::setEpochSnapshot(int epoch, ProbeSnapshotPtr snapshot) {
    if (!accept(snapshot, GoodnessText::tr("The maps of epoch %1").arg(epoch))) {
        snapshot.reset(); // a faulty snapshot counts as none: the epoch is shown without maps
    }
    const bool missing = !snapshot;
    cache_.put(epoch, snapshot);
    if (timeline->stop() != Stop{Stop::Kind::epoch, epoch}) {
        return; // in the cache for later; the slider has moved on
    }
    show(snapshot);
    if (missing && lastComplaint_.isEmpty()) {
        emit view->message(GoodnessText::tr("Epoch %1 has no stored maps").arg(epoch));
    }
}

void GoodnessView::Private::showStop() {
    const Stop stop = timeline->stop();
    updateEmptyText();
    if (stop.kind == Stop::Kind::none) {
        show(nullptr);
        return;
    }
    const std::optional<ProbeSnapshotPtr> known = stop.kind == Stop::Kind::epoch
                                                      ? cache_.find(stop.epoch)
                                                  : live_ ? std::optional(live_)
                                                          : std::nullopt;
    if (known) {
        show(*known);
        return;
    }
    // The old maps stay until the new ones arrive, so that moving the slider does not flicker.
    waiting_ = true;
    updateCaption();
    canvas_->sceneChanged();
    if (stop.kind == Stop::Kind::epoch) {
        emit view->epochRequested(stop.epoch);
    }
}

void GoodnessView::Private::show(const ProbeSnapshotPtr& snapshot) {
    waiting_ = false;
    const bool already = scene.values() && &scene.values()->snapshot() == snapshot.get();
    if (!already) {
        scene.setValues(snapshot ? std::make_shared<const GoodnessValues>(snapshot) : nullptr);
    }
    timeline->setShown(true);
    updateCaption();
    canvas_->sceneChanged();
}

void GoodnessView::Private::setFinished(int last, const QString& kept) {
    finished_ = last;
    kept_ = kept;
    timeline->setToolTip(plain::block(kept));
    updateEmptyText();
    updateCaption();
}

void GoodnessView::Private::updateCaption() {
    const QString text = stopCaption(*timeline, {.finished = finished_,
                                                 .waits = waiting_,
                                                 .hasNone = !waiting_ && !scene.values(),
                                                 .live = live_.get()});
    timeline->setCaption(text);
    scene.setCaption(text);
    canvas_->viewport()->update();
}

bool GoodnessView::Private::exportTo(const QString& file, QString* reason) const {
    const auto fail = [reason](const QString& text) {
        if (reason) {
            *reason = text;
        }
        return false;
    };
    if (scene.picked().empty() || !scene.values()) {
        return fail(GoodnessText::tr("There are no goodness maps to export"));
    }
    const QSize size = canvas_->pictureSize();
    const bool png = file.endsWith(QLatin1String(".png"), Qt::CaseInsensitive);
    if (png && 2 * std::max(size.width(), size.height()) > kGreatestPngSide) {
        return fail(GoodnessText::tr(
                        "%1 need more pixels than a PNG can have: select fewer, or use SVG or PDF")
                        .arg(countedText(scene.picked().size(), "image")));
    }
    const PlotPicture picture{
        GoodnessText::tr("Goodness maps, %1").arg(scene.caption()), size,
        theme::plotColors(view->palette()).background, [this](QCPPainter& painter) {
            canvas_->paintPicture(painter, painter.modes().testFlag(QCPPainter::pmVectorized));
        }};
    return exportPlot(
        file, picture, [this] { return goodnessCsv(scene); }, reason);
}

GoodnessView::GoodnessView(QWidget* parent)
    : QWidget(parent), d_(std::make_unique<Private>(this)) {}

GoodnessView::~GoodnessView() = default;

void GoodnessView::setRun(const ProbeImages& images, const std::vector<std::string>& classNames,
                          const std::vector<LayerInfo>& layers) {
    d_->setRun(images, classNames, layers);
}

void GoodnessView::clear() {
    d_->setRun({}, {}, {});
}

void GoodnessView::setEpochs(const std::vector<int>& epochs) {
    d_->timeline->setEpochs(epochs);
    d_->updateCaption(); // "of 12" changes even if the slider stays
}

void GoodnessView::addEpoch(int epoch) {
    d_->timeline->addEpoch(epoch);
    d_->updateCaption();
}

void GoodnessView::setFinished(int last, const QString& kept) {
    d_->setFinished(last, kept);
}

void GoodnessView::setLive(bool live) {
    d_->timeline->setLive(live);
}

void GoodnessView::setMarks(std::vector<EpochMark> marks) {
    d_->timeline->setMarks(std::move(marks), static_cast<int>(d_->scene.layers().size()));
}

void GoodnessView::setLiveSnapshot(ProbeSnapshotPtr snapshot) {
    d_->setLiveSnapshot(std::move(snapshot));
}

void GoodnessView::setEpochSnapshot(int epoch, ProbeSnapshotPtr snapshot) {
    d_->setEpochSnapshot(epoch, std::move(snapshot));
}

bool GoodnessView::exportTo(const QString& file, QString* reason) const {
    return d_->exportTo(file, reason);
}

} // namespace asge
