// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/maps/map_view.h"

#include "widgets/common/control_states.h"
#include "widgets/common/counted_text.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/theme.h"
#include "widgets/common/view_scroll.h"
#include "widgets/common/wrapping_part.h"
#include "widgets/maps/map_canvas.h"
#include "widgets/maps/maps_text.h"
#include "widgets/maps/probe_gallery.h"
#include "widgets/maps/readout_label.h"
#include "widgets/plot/plot_export.h"

#include <QSignalBlocker>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include <qcustomplot.h>

#include <algorithm>
#include <numeric>
#include <utility>

namespace asge {
namespace {

constexpr int kFirstPicked = 3;     ///< number of images picked at first
constexpr int kMostPngSide = 32767; ///< pixels; QImage can't be painted on beyond that
constexpr int kBesideGrid = 24;     ///< pixels: the scroll bar and the frame of the gallery
constexpr int kNarrowView = 800;    ///< pixels
constexpr int kNarrowestView = 480; ///< pixels: beside images, controls would have many rows
const QString kPickedKey = QStringLiteral("images");
const QString kSplitterKey = QStringLiteral("splitter");

} // namespace

QHBoxLayout* addSeen(QBoxLayout& column, QWidget* widget, int place) {
    auto* row = new QHBoxLayout;
    row->setSpacing(0);
    row->addWidget(widget, 1);
    row->addStretch();
    column.insertLayout(place, row);
    return row;
}

MapView::MapView(ProbeScene& scene, const QString& name, QWidget* parent)
    : QWidget(parent), scene_(scene), name_(name), gallery_(new ProbeGallery(this)),
      readout_(new ReadoutLabel(this)), splitter_(new QSplitter(Qt::Horizontal, this)),
      timeline_(new EpochTimeline(this, name)) {
    gallery_->setObjectName(name + QStringLiteral("Gallery"));
    gallery_->setAccessibleName(MapsText::tr("Probe images"));
    readout_->setObjectName(name + QStringLiteral("Readout"));
    readout_->setMargin(3);
}

void MapView::arrange(QWidget* tools, MapCanvas* canvas) {
    canvas_ = canvas;
    tools_ = tools;
    canvas_->setObjectName(name_ + QStringLiteral("Canvas"));
    auto* main = main_ = new WrappingPart(this);
    auto* column = new QVBoxLayout(main);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    toolsRow_ = addSeen(*column, tools);
    column->addWidget(canvas_, 1);
    addSeen(*column, readout_);
    timeline_->setContentsMargins(6, 2, 6, 4);
    addSeen(*column, timeline_);
    splitter_->setObjectName(name_ + QStringLiteral("Splitter"));
    splitter_->addWidget(gallery_);
    splitter_->addWidget(main);
    splitter_->setStretchFactor(1, 1);
    splitter_->setChildrenCollapsible(false);
    connect(splitter_, &QSplitter::splitterMoved, this, [this] {
        isSplitByUser_ = true;
        fitRoom();
    });
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(splitter_);
    connect(gallery_, &ProbeGallery::pickedChanged, this, [this] {
        scene_.setPicked(gallery_->picked());
        picksChanged();
    });
    connect(canvas_, &MapCanvas::readout, readout_, &ReadoutLabel::showReadout);
    connect(timeline_, &EpochTimeline::stopChanged, this, [this] { stopChanged(); });
    fitGallery();
    updateSentence();
}

/// What is beside the picture is not wider than what is seen, so that rows of controls wrap there.
/// A picture with less room than it needs at least is shown whole, and scrolled with the view.
void MapView::fitRoom() {
    if (tools_ == nullptr || room_.isEmpty()) {
        return;
    }
    placeTools();
    const int seen = std::max(room_.width() - gallery_->width() - splitter_->handleWidth(), 1);
    int others = 0;
    for (QWidget* part : std::initializer_list<QWidget*>{tools_, readout_, timeline_}) {
        const int wide = part == tools_ && isNarrow() ? room_.width() : seen;
        part->setMaximumWidth(wide);
        others +=
            part->hasHeightForWidth() ? part->heightForWidth(wide) : part->sizeHint().height();
    }
    canvas_->setWhole(room_.height() + ViewScroll::leastScroll(*this) <
                      others + MapCanvas::kLeastHeight);
}

bool MapView::isNarrow() const {
    return !room_.isEmpty() && room_.width() < kNarrowestView;
}

/// In a narrow view the controls are above the images too, where they have fewer rows.
void MapView::placeTools() {
    auto* all = static_cast<QBoxLayout*>(layout());
    auto* beside = static_cast<QBoxLayout*>(main_->layout());
    auto* to = isNarrow() ? all : beside;
    if (to->indexOf(toolsRow_) < 0) {
        (to == all ? beside : all)->removeItem(toolsRow_);
        toolsRow_->setParent(nullptr);
        to->insertLayout(0, toolsRow_);
    }
}

/// The heights of the controls follow from their texts.
bool MapView::event(QEvent* event) {
    if (event->type() == QEvent::LayoutRequest) {
        fitRoom();
    }
    return QWidget::event(event);
}

/// Until the user moves the splitter, a narrow view has one column of probe images, a wide one two.
void MapView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fitGallery();
}

void MapView::fitGallery() {
    const int grid = gallery_->gridSize().width();
    gallery_->setMinimumWidth(grid + kBesideGrid);
    if (!isSplitByUser_) {
        const int seen = room_.isEmpty() ? width() : std::min(room_.width(), width());
        const int gallery = (seen < kNarrowView ? 1 : 2) * grid + kBesideGrid;
        splitter_->setSizes({gallery, width() - gallery});
    }
    fitRoom();
}

QWidget* MapView::makeExport() {
    export_ = makeExportButton(
        this, name_,
        [this](const ExportTarget& target, QString* reason) { return exportTo(target, reason); },
        [this](const QString& text) { emit message(text); });
    return export_;
}

/// The images to pick in a run.
std::vector<int> MapView::picksFor(const ProbeImages& images) {
    std::vector<int> picked = images == scene_.images() ? gallery_->picked() : std::vector<int>();
    if (images.count > 0 && !restored_.empty()) {
        picked = std::exchange(restored_, {});
        std::erase_if(picked, [&](int sample) { return sample >= images.count; });
    }
    if (picked.empty() && !(images == scene_.images())) {
        picked.resize(static_cast<std::size_t>(std::clamp(images.count, 0, kFirstPicked)));
        std::iota(picked.begin(), picked.end(), 0);
    }
    return picked;
}

void MapView::setRun(const ProbeImages& images, const std::vector<std::string>& classNames,
                     const std::vector<LayerInfo>& layers) {
    const QString reason = images.count == 0 ? QString() : invalidReason(images);
    const bool valid = images.count > 0 && reason.isEmpty();
    const std::vector<int> picked = valid ? picksFor(images) : std::vector<int>();
    live_.reset();
    finished_ = 0;
    finishedStep_ = 0;
    kept_.clear();
    waits_ = false;
    lastComplaint_.clear();
    // A run that is open always has layers.
    noImages_ = valid || layers.empty() ? QString()
                : reason.isEmpty()
                    ? MapsText::tr("No probe images of this run are stored, so it has no maps.")
                    : MapsText::tr("The probe images of this run can't be shown: %1.").arg(reason);
    if (valid) {
        scene_.setRun(images, classNames, layers);
    } else {
        scene_.clear();
    }
    forget();
    timeline_->clear();
    {
        const QSignalBlocker quiet(gallery_);
        gallery_->setScene(scene_);
        fitGallery();
        gallery_->pick(picked);
    }
    scene_.setPicked(picked);
    updateCaption();
    picksChanged();
    if (!reason.isEmpty()) {
        emit message(MapsText::tr("Probe images can't be shown: %1").arg(reason));
    }
}

void MapView::pick(const std::vector<int>& samples) {
    gallery_->pick(samples);
    gallery_->scrollTo(gallery_->currentIndex());
}

void MapView::setEpochs(const std::vector<int>& epochs) {
    timeline_->setEpochs(epochs);
    updateCaption(); // "of 12" changes even if the slider stays
}

void MapView::addEpoch(int epoch) {
    timeline_->addEpoch(epoch);
    updateCaption();
}

void MapView::setFinished(int last, std::int64_t step, const QString& kept) {
    finished_ = last;
    finishedStep_ = step;
    kept_ = kept;
    timeline_->setToolTip(plain::block(kept));
    updateSentence();
    updateCaption();
}

void MapView::setLive(bool live) {
    timeline_->setLive(live);
}

void MapView::setMarks(std::vector<EpochMark> marks) {
    timeline_->setMarks(std::move(marks), scene_.layerCount());
}

bool MapView::accept(const ProbeSnapshotPtr& maps, const QString& whose) {
    const QString reason =
        maps ? invalidReason(*maps, scene_.images(), scene_.layers()) : QString();
    const QString complaint =
        reason.isEmpty() ? QString() : MapsText::tr("%1 are ignored: %2").arg(whose, reason);
    if (!complaint.isEmpty() && complaint != lastComplaint_ && (isVisible() || !isQuietIfHidden_)) {
        emit message(complaint);
    }
    lastComplaint_ = complaint;
    return complaint.isEmpty();
}

void MapView::setLiveMaps(ProbeSnapshotPtr maps) {
    if (!maps || !accept(maps, MapsText::tr("Live maps"))) {
        return;
    }
    live_ = std::move(maps);
    if (timeline_->stop().kind == Stop::Kind::live) {
        showLive();
    }
}

void MapView::setEpochMaps(int epoch, ProbeSnapshotPtr maps) {
    if (!accept(maps, MapsText::tr("The maps of epoch %1").arg(epoch))) {
        maps.reset(); // faulty maps count as none: the epoch is shown without maps
    }
    keepMaps(epoch, maps);
    if (timeline_->stop() != Stop{Stop::Kind::epoch, epoch}) {
        return; // kept for later; the slider has moved on
    }
    showStop();
    if (!maps && lastComplaint_.isEmpty()) {
        lacksMaps(epoch);
    }
}

bool MapView::isBare() const {
    return scene_.images().count == 0 || timeline_->stop().kind == Stop::Kind::none;
}

/// Controls and images that have no effect would push the sentence out of a small window.
void MapView::updateBare() {
    const bool bare = isBare();
    if (bare == gallery_->isHidden()) {
        return;
    }
    for (QWidget* part : std::initializer_list<QWidget*>{gallery_, tools_, readout_, timeline_}) {
        part->setVisible(!bare);
    }
    canvas_->setBare(bare);
    fitGallery();
    emit bareChanged();
}

void MapView::updateSentence() {
    updateBare();
    const QString text = sentence();
    if (text != canvas_->sentence()) {
        canvas_->setSentence(text);
    }
    canvas_->setAccessibleDescription(text.isEmpty() ? pictureText() : text);
    setControlsUsable(
        *tools_,
        text.isEmpty()
            ? QString()
            : MapsText::tr("No maps are shown. %1").arg(QString(text).replace(u'\n', u' ')));
    setUsable(*export_, hindrance());
}

void MapView::updateCaption() {
    const QString text = stopCaption(*timeline_, {.finished = finished_,
                                                  .finishedStep = finishedStep_,
                                                  .waits = waits_,
                                                  .hasNone = !waits_ && !hasMaps(),
                                                  .live = live_.get()});
    epochText_ = text;
    timeline_->setCaption(text);
    scene_.setCaption(text.isEmpty() ? text : fullCaption(text));
    canvas_->viewport()->update();
}

PlotPicture MapView::picture(const ExportTarget& target) const {
    const QSize window = figureSize(target, canvas_->viewport()->size(), canvas_->font());
    return {figureTitle_ ? figureTitle_(pictureTitle(), showsOther()) : pictureTitle(),
            canvas_->pictureSize(window), theme::plotColors(palette()).background,
            [this, window](QCPPainter& painter) {
                canvas_->paintPicture(painter, window,
                                      painter.modes().testFlag(QCPPainter::pmVectorized));
            }};
}

/// Why the picture can't be a PNG; empty if it can.
QString MapView::tooLarge(const ExportTarget& target) const {
    const QSize size = exportedSize(picture(target));
    return 2 * std::max(size.width(), size.height()) <= kMostPngSide
               ? QString()
               : MapsText::tr("%1 need more pixels than a PNG can have: select fewer, or use SVG "
                              "or PDF")
                     .arg(countedText(scene_.picked().size(), "image"));
}

bool MapView::exportTo(const ExportTarget& target, QString* reason) {
    flush();
    QString fault = hindrance();
    if (fault.isEmpty() && target.isPixels()) {
        fault = tooLarge(target);
    }
    if (!fault.isEmpty()) {
        if (reason != nullptr) {
            *reason = fault;
        }
        return false;
    }
    return exportPlot(
        target, picture(target), [this] { return csv(); }, reason);
}

QVariantMap MapView::saveState() const {
    QVariantList picked;
    for (const int sample : restored_.empty() ? gallery_->picked() : restored_) {
        picked << sample;
    }
    QVariantMap state{{kPickedKey, picked}};
    if (isSplitByUser_) {
        state.insert(kSplitterKey, splitter_->saveState());
    }
    return state;
}

void MapView::restoreState(const QVariantMap& state) {
    if (splitter_->restoreState(state.value(kSplitterKey).toByteArray())) {
        isSplitByUser_ = true;
    }
    restored_.clear();
    for (const QVariant& entry : state.value(kPickedKey).toList()) {
        bool valid = false;
        const int sample = entry.toInt(&valid);
        if (valid && sample >= 0) {
            restored_.push_back(sample);
        }
    }
    std::sort(restored_.begin(), restored_.end());
    restored_.erase(std::unique(restored_.begin(), restored_.end()), restored_.end());
    const ProbeImages& images = scene_.images();
    if (images.count > 0 && !restored_.empty()) {
        if (const std::vector<int> picked = picksFor(images); !picked.empty()) {
            pick(picked);
        }
    }
}

} // namespace asge
