// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/compare/map_compare_view.h"

#include "widgets/common/control_states.h"
#include "widgets/common/counted_text.h"
#include "widgets/common/current_layout.h"
#include "widgets/common/epoch_timeline.h"
#include "widgets/common/key_use.h"
#include "widgets/common/labelled_field.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/style.h"
#include "widgets/common/theme.h"
#include "widgets/compare/map_compare_canvas.h"
#include "widgets/compare/map_compare_choices.h"
#include "widgets/compare/map_compare_content.h"
#include "widgets/compare/map_compare_export.h"
#include "widgets/compare/map_compare_images.h"
#include "widgets/compare/map_compare_scroll.h"
#include "widgets/goodness/goodness_scene.h"
#include "widgets/maps/readout_label.h"
#include "widgets/maps/snapshot_cache.h"
#include "widgets/plot/plot_export.h"
#include "widgets/plot/plot_flow_layout.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QLocale>
#include <QMenu>
#include <QShortcut>
#include <QSlider>
#include <QSpinBox>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include <qcustomplot.h>

#include <algorithm>
#include <map>
#include <set>

namespace asge {
namespace {

/// Pixels: beside the thumbnails, a narrower view has no room for the maps of a layer.
constexpr int kNarrowMaps = 430;

} // namespace

class MapCompareView::Private : public QObject {
    Q_DECLARE_TR_FUNCTIONS(asge::MapCompareView)

  public:
    explicit Private(MapCompareView* view);

    void setRuns(std::vector<MapRun> runs);
    void setMaps(RunId run, int epoch, ProbeSnapshotPtr snapshot);
    void arrange();
    void fit() { scroll_->fit(view_->isVisible()); }
    void request();
    bool exportTo(const ExportTarget& target, QString* reason);

  private:
    using Values = std::shared_ptr<const GoodnessValues>;

    void makeControls(QLayout* row);
    void makePart(QLayout* row);
    void makeScale(QLayout* row);
    void makeOpacity(QLayout* row);
    QComboBox* addChoice(QLayout* row, const char* name, const QString& text, const QString& tip);
    const MapRun* side(const QComboBox* choice) const;
    void choosePair();
    int partnerOfFirst() const;
    void swap();
    maps::Part part() const;
    void choosePart();
    void showLayers();
    void update();
    void show();
    static const Values& valuesOf(Values& kept, const ProbeSnapshotPtr& snapshot);
    MapsShown shown(const ProbeSnapshotPtr& a, const ProbeSnapshotPtr& b);
    std::pair<int, int> image() const;
    int layers() const;
    void setUsable(const QString& empty);
    QString nothingToExport() const;

    MapCompareView* view_;
    QComboBox* a_ = nullptr;
    QComboBox* b_ = nullptr;
    QToolButton* layersButton_;
    QComboBox* part_ = nullptr;
    QSpinBox* number_ = nullptr; ///< number of the channel, if a single one is shown
    QComboBox* scale_ = nullptr;
    QSlider* opacity_ = nullptr;
    QToolButton* export_ = nullptr;
    MapImages* imageList_;
    MapCompareCanvas* canvas_;
    MapCompareScroll* scroll_;
    QLabel* empty_;
    QLabel* kept_; ///< why epochs of a run have no maps
    ReadoutLabel* readout_;
    QStackedLayout* stack_;
    EpochTimeline* timeline_;
    QBoxLayout* body_;

    std::vector<MapRun> runs_;
    std::map<RunId, GoodnessScene> scenes_; ///< pictures and class names of the images
    std::map<RunId, SnapshotCache> cache_;
    std::vector<std::pair<int, int>> images_; ///< images of both runs
    std::set<int> hiddenLayers_;
    int strongest_ = 0; ///< selected rank, from 0; kept while another kind of part is shown
    int channel_ = 0;
    Values valuesA_, valuesB_; ///< of the shown epoch
};

MapCompareView::Private::Private(MapCompareView* view)
    : view_(view), layersButton_(new QToolButton(view)), imageList_(new MapImages(view)),
      canvas_(new MapCompareCanvas), scroll_(new MapCompareScroll(canvas_, view)),
      empty_(new PlainLabel(view)), kept_(new PlainLabel(view)), readout_(new ReadoutLabel(view)),
      stack_(new CurrentLayout), timeline_(new EpochTimeline(view, QStringLiteral("maps"))),
      body_(new QBoxLayout(QBoxLayout::LeftToRight)) {
    canvas_->setObjectName(QStringLiteral("mapsCanvas"));
    canvas_->setAccessibleName(tr("Goodness maps of two runs and their difference"));
    empty_->setObjectName(QStringLiteral("mapsEmpty"));
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setWordWrap(true);
    empty_->setForegroundRole(QPalette::PlaceholderText);
    kept_->setObjectName(QStringLiteral("mapsKept"));
    kept_->setWordWrap(true);
    style::setFaint(*kept_);
    kept_->hide();
    readout_->setObjectName(QStringLiteral("mapsReadout"));
    auto* column = new QVBoxLayout(view);
    column->setContentsMargins(6, 6, 6, 6);
    column->setSpacing(6);
    auto* row = new FlowLayout;
    makeControls(row);
    column->addLayout(row);
    column->addWidget(kept_);
    stack_->addWidget(empty_);
    stack_->addWidget(scroll_);
    body_->setSpacing(6);
    body_->addWidget(imageList_, 0, Qt::AlignLeft);
    body_->addLayout(stack_, 1);
    column->addLayout(body_, 1);
    column->addWidget(readout_);
    column->addWidget(timeline_);
    connect(canvas_, &MapCompareCanvas::readout, readout_, &ReadoutLabel::showReadout);
    connect(canvas_, &MapCompareCanvas::stepRequested, timeline_, &EpochTimeline::step);
    connect(timeline_, &EpochTimeline::stopChanged, this, &Private::update);
    connect(imageList_, &MapImages::chosenChanged, this, &Private::show);
    for (const auto& [key, direction] :
         {std::pair(Qt::ALT | Qt::Key_Left, -1), std::pair(Qt::ALT | Qt::Key_Right, 1)}) {
        auto* shortcut = new QShortcut(QKeySequence(key), view);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        setKeyUse(*shortcut, direction < 0 ? tr("Previous image") : tr("Next image"));
        connect(shortcut, &QShortcut::activated, this,
                [this, direction = direction] { imageList_->step(direction); });
    }
    choosePart();
    update();
}

QComboBox* MapCompareView::Private::addChoice(QLayout* row, const char* name, const QString& text,
                                              const QString& tip) {
    auto* choice = new QComboBox(view_);
    choice->setObjectName(QString::fromLatin1(name));
    choice->setToolTip(tip);
    choice->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    addLabelledField(row, text, choice, view_);
    return choice;
}

void MapCompareView::Private::makeControls(QLayout* row) {
    a_ =
        addChoice(row, "mapsA", tr("A"),
                  tr("The run in the first row. Compare shows the runs that were selected in Runs, "
                     "whatever Compare with says"));
    auto* exchange = new QToolButton(view_);
    exchange->setObjectName(QStringLiteral("mapsSwap"));
    exchange->setText(QStringLiteral("⇄"));
    exchange->setToolTip(tr("Swap A and B"));
    exchange->setAccessibleName(exchange->toolTip());
    exchange->setFocusPolicy(Qt::StrongFocus);
    connect(exchange, &QToolButton::clicked, this, &Private::swap);
    row->addWidget(exchange);
    b_ = addChoice(row, "mapsB", tr("B"),
                   tr("The run in the second row, of those that were selected in Runs"));
    for (const QComboBox* choice : {a_, b_}) {
        connect(choice, &QComboBox::currentIndexChanged, this, &Private::choosePair);
    }
    layersButton_->setObjectName(QStringLiteral("mapsLayers"));
    layersButton_->setToolTip(tr("The layers that are shown"));
    layersButton_->setPopupMode(QToolButton::InstantPopup);
    layersButton_->setFocusPolicy(Qt::StrongFocus);
    layersButton_->setMenu(new QMenu(layersButton_));
    row->addWidget(layersButton_);
    makePart(row);
    makeScale(row);
    makeOpacity(row);
    export_ = makeExportButton(
        view_, QStringLiteral("maps"),
        [this](const ExportTarget& target, QString* reason) { return exportTo(target, reason); },
        [this](const QString& text) { emit view_->message(text); });
    row->addWidget(export_);
}

void MapCompareView::Private::makePart(QLayout* row) {
    part_ = addChoice(row, "mapsPart", tr("Show"),
                      tr("Which part of a layer's goodness the maps show"));
    maps::addParts(*part_);
    number_ = new QSpinBox(view_);
    number_->setObjectName(QStringLiteral("mapsNumber"));
    row->addWidget(number_);
    connect(part_, &QComboBox::currentIndexChanged, this, [this] {
        choosePart();
        show();
    });
    connect(number_, &QSpinBox::valueChanged, this, [this](int number) {
        (part().kind == maps::Part::Kind::channel ? channel_ : strongest_) =
            number - number_->minimum();
        show();
    });
}

maps::Part MapCompareView::Private::part() const {
    const auto kind = static_cast<maps::Part::Kind>(part_->currentData().toInt());
    return {kind, kind == maps::Part::Kind::channel ? channel_ : strongest_};
}

/// Sets up the field beside the choice: a channel's number (from 0) or its rank (from 1).
void MapCompareView::Private::choosePart() {
    const maps::Part chosen = part();
    const bool isChannel = chosen.kind == maps::Part::Kind::channel;
    int channels = 1;
    for (const MapRun* run : {side(a_), side(b_)}) {
        for (std::size_t i = 0; run && i < run->layers.size(); ++i) {
            channels = std::max(channels, run->layers[i].channels);
        }
    }
    const QSignalBlocker quiet(number_);
    number_->setVisible(chosen.kind != maps::Part::Kind::sum);
    number_->setPrefix(isChannel ? QStringLiteral("#") : tr("no. "));
    number_->setToolTip(isChannel
                            ? tr("The channel's number, from 0")
                            : tr("Rank: 1 is the channel with the most goodness for the image"));
    number_->setAccessibleName(number_->toolTip());
    number_->setRange(isChannel ? 0 : 1, isChannel ? channels - 1 : channels);
    number_->setValue(number_->minimum() + chosen.number);
    (isChannel ? channel_ : strongest_) = number_->value() - number_->minimum();
}

void MapCompareView::Private::makeScale(QLayout* row) {
    scale_ = addChoice(
        row, "mapsScale", tr("Scale"),
        tr("Dividing by each run's layer mean makes runs with different magnitudes of "
           "goodness comparable. All layers have the same scale, or each its own. Runs of "
           "two methods, whose goodness is not the same quantity, have a scale each."));
    maps::addScales(*scale_);
    connect(scale_, &QComboBox::currentIndexChanged, this, &Private::show);
}

void MapCompareView::Private::makeOpacity(QLayout* row) {
    opacity_ = new QSlider(Qt::Horizontal, view_);
    opacity_->setObjectName(QStringLiteral("mapsOpacity"));
    opacity_->setToolTip(tr("Opacity of A's and B's maps over the image"));
    opacity_->setAccessibleName(opacity_->toolTip());
    opacity_->setRange(0, 100);
    opacity_->setPageStep(10);
    opacity_->setValue(100);
    opacity_->setFixedWidth(80);
    addLabelledField(row, tr("Opacity"), opacity_, view_);
    connect(opacity_, &QSlider::valueChanged, this,
            [this](int value) { canvas_->setOpacity(value / 100.0); });
}

const MapRun* MapCompareView::Private::side(const QComboBox* choice) const {
    const auto index = static_cast<std::size_t>(choice->currentIndex());
    return choice->currentIndex() >= 0 && index < runs_.size() ? &runs_[index] : nullptr;
}

void MapCompareView::Private::setRuns(std::vector<MapRun> runs) {
    const bool same = std::equal(runs.begin(), runs.end(), runs_.begin(), runs_.end(),
                                 [](const MapRun& x, const MapRun& y) { return x.id == y.id; });
    runs_.clear();
    scenes_.clear();
    for (MapRun& run : runs) {
        const QString reason = run.images.count == 0 ? QString() : invalidReason(run.images);
        if (!reason.isEmpty()) {
            emit view_->message(tr("Probe images of %1 can't be shown: %2").arg(run.name, reason));
            run.images = {};
        }
        scenes_[run.id].setRun(run.images, run.classNames, run.layers);
        runs_.push_back(std::move(run));
    }
    if (!same) {
        cache_.clear();
        hiddenLayers_.clear();
    }
    const std::pair before(a_->currentIndex(), b_->currentIndex());
    for (QComboBox* choice : {a_, b_}) {
        const QSignalBlocker quiet(choice);
        choice->clear();
        for (const MapRun& run : runs_) {
            choice->addItem(run.name);
        }
    }
    const QSignalBlocker quietA(a_);
    const QSignalBlocker quietB(b_);
    a_->setCurrentIndex(same ? before.first : 0);
    b_->setCurrentIndex(same ? before.second : partnerOfFirst());
    choosePair();
}

/// The first run that shares an epoch with the first run.
int MapCompareView::Private::partnerOfFirst() const {
    for (std::size_t i = 1; i < runs_.size(); ++i) {
        if (!maps::commonEpochs(runs_.front().epochs, runs_[i].epochs).empty()) {
            return static_cast<int>(i);
        }
    }
    return std::min(1, static_cast<int>(runs_.size()) - 1);
}

void MapCompareView::Private::swap() {
    {
        const QSignalBlocker quietA(a_);
        const QSignalBlocker quietB(b_);
        const int before = a_->currentIndex();
        a_->setCurrentIndex(b_->currentIndex());
        b_->setCurrentIndex(before);
    }
    choosePair();
}

void MapCompareView::Private::choosePair() {
    const MapRun* a = side(a_);
    const MapRun* b = side(b_);
    images_.clear();
    std::vector<int> epochs;
    std::vector<int> positions; // indices in A
    if (a && b) {
        images_ = maps::commonImages(a->images, b->images);
        epochs = maps::commonEpochs(a->epochs, b->epochs);
        for (const auto& [sample, other] : images_) {
            positions.push_back(sample);
        }
    }
    imageList_->setVisible(!images_.empty());
    imageList_->setImages(a ? maps::imagesAt(a->images, positions) : ProbeImages{},
                          a ? a->classNames : std::vector<std::string>{});
    choosePart();
    showLayers();
    kept_->setText(maps::keptText(a, b));
    kept_->setVisible(!kept_->text().isEmpty());
    {
        const QSignalBlocker quiet(timeline_);
        timeline_->setEpochs(epochs);
    }
    update();
}

int MapCompareView::Private::layers() const {
    const MapRun* a = side(a_);
    const MapRun* b = side(b_);
    return static_cast<int>(a && b ? std::max(a->layers.size(), b->layers.size()) : 0);
}

void MapCompareView::Private::showLayers() {
    QMenu* menu = layersButton_->menu();
    menu->clear();
    for (int layer = 0; layer < layers(); ++layer) {
        QAction* action = menu->addAction(tr("layer %1").arg(layer + 1));
        action->setCheckable(true);
        action->setChecked(!hiddenLayers_.contains(layer));
        connect(action, &QAction::toggled, this, [this, layer](bool on) {
            if (on) {
                hiddenLayers_.erase(layer);
            } else {
                hiddenLayers_.insert(layer);
            }
            show();
        });
    }
}

/// Shows what is there of the slider's epoch, and requests the rest.
void MapCompareView::Private::update() {
    request();
    show();
}

void MapCompareView::Private::request() {
    const EpochTimeline::Stop stop = timeline_->stop();
    if (stop.kind != EpochTimeline::Stop::Kind::epoch || !view_->isVisible()) {
        return; // the view is hidden, and reading maps is expensive
    }
    std::set<RunId> asked;
    for (const MapRun* run : {side(a_), side(b_)}) {
        if (run && !images_.empty() && asked.insert(run->id).second &&
            !cache_[run->id].find(stop.epoch)) {
            emit view_->mapsRequested(run->id, stop.epoch);
        }
    }
}

void MapCompareView::Private::setMaps(RunId id, int epoch, ProbeSnapshotPtr snapshot) {
    const auto run =
        std::find_if(runs_.begin(), runs_.end(), [id](const MapRun& r) { return r.id == id; });
    if (run == runs_.end()) {
        return;
    }
    const QString reason =
        snapshot ? invalidReason(*snapshot, run->images, run->layers) : QString();
    if (!reason.isEmpty()) {
        emit view_->message(tr("Maps of %1 are ignored: %2").arg(run->name, reason));
        snapshot.reset();
    }
    cache_[id].put(epoch, snapshot);
    if (timeline_->stop().epoch == epoch) {
        show();
    }
}

std::pair<int, int> MapCompareView::Private::image() const {
    const int index = imageList_->chosen();
    return index >= 0 && index < static_cast<int>(images_.size())
               ? images_[static_cast<std::size_t>(index)]
               : std::pair(0, 0);
}

void MapCompareView::Private::show() {
    const MapRun* a = side(a_);
    const MapRun* b = side(b_);
    const EpochTimeline::Stop stop = timeline_->stop();
    const bool isEpoch = stop.kind == EpochTimeline::Stop::Kind::epoch;
    const int hidden = static_cast<int>(std::count_if(hiddenLayers_.begin(), hiddenLayers_.end(),
                                                      [this](int l) { return l < layers(); }));
    layersButton_->setText(
        hidden == 0 ? tr("all layers")
                    : tr("%1 of %2").arg(layers() - hidden).arg(countedText(layers(), "layer")));
    timeline_->setCaption(isEpoch && !images_.empty() ? tr("epoch %1, in both").arg(stop.epoch)
                                                      : QString());
    QString empty;
    ProbeSnapshotPtr mapsA;
    ProbeSnapshotPtr mapsB;
    if (!a || !b || runs_.size() < 2) {
        empty = tr("Goodness maps of two runs and their difference appear here.\nSelect two or "
                   "more runs in Runs, then press Compare.");
    } else if (a->images.count == 0 || b->images.count == 0) {
        empty = maps::missingImagesText(*a, *b);
    } else if (images_.empty()) {
        empty = tr("%1 and %2 have no probe image in common.\nThe maps of two runs can be compared "
                   "if they probe the same images of the same data set.")
                    .arg(a->name, b->name);
    } else if (!isEpoch) {
        empty = tr("There is no epoch for which both %1 and %2 have maps.").arg(a->name, b->name);
    } else {
        const auto foundA = cache_[a->id].find(stop.epoch);
        const auto foundB = cache_[b->id].find(stop.epoch);
        mapsA = foundA.value_or(nullptr);
        mapsB = foundB.value_or(nullptr);
        if (foundA && foundB && (!mapsA || !mapsB)) {
            empty =
                tr("%1 has no maps for epoch %2.").arg(mapsA ? b->name : a->name).arg(stop.epoch);
        }
        timeline_->setShown(foundA && foundB);
    }
    empty_->setText(empty);
    if (!empty.isEmpty()) {
        canvas_->setContent({});
        stack_->setCurrentWidget(empty_);
    } else if (mapsA && mapsB) { // requested already; the old maps stay until they arrive
        MapCompareCanvas::Content content = mapsContent(shown(mapsA, mapsB));
        const GoodnessScene& scene = scenes_.at(a->id);
        content.names = {scene.widestName(canvas_->font()), scene.widestName(canvas_->smallFont())};
        canvas_->setContent(std::move(content));
        fit();
        stack_->setCurrentWidget(scroll_);
    }
    setUsable(empty);
}

/// Controls without an effect are disabled: while there is no picture, those of its look; without
/// two runs, the choice of runs too.
void MapCompareView::Private::setUsable(const QString& empty) {
    const QString why = empty.isEmpty()
                            ? empty
                            : tr("No maps are shown. %1").arg(QString(empty).replace(u'\n', u' '));
    for (QWidget* control :
         std::initializer_list<QWidget*>{layersButton_, part_, number_, scale_, opacity_}) {
        asge::setUsable(*control, why);
    }
    QWidget* exchange = view_->findChild<QToolButton*>(QStringLiteral("mapsSwap"));
    for (QWidget* control : std::initializer_list<QWidget*>{a_, b_, exchange}) {
        asge::setUsable(*control, runs_.size() < 2 ? why : QString());
    }
    asge::setUsable(*export_, empty.isEmpty() ? empty : nothingToExport());
}

const MapCompareView::Private::Values&
MapCompareView::Private::valuesOf(Values& kept, const ProbeSnapshotPtr& snapshot) {
    if (!kept || &kept->snapshot() != snapshot.get()) {
        kept = std::make_shared<const GoodnessValues>(snapshot);
    }
    return kept;
}

MapsShown MapCompareView::Private::shown(const ProbeSnapshotPtr& a, const ProbeSnapshotPtr& b) {
    const auto [sampleA, sampleB] = image();
    return {.a = {side(a_), valuesOf(valuesA_, a), sampleA},
            .b = {side(b_), valuesOf(valuesB_, b), sampleB},
            .scene = &scenes_.at(side(a_)->id),
            .epoch = timeline_->stop().epoch,
            .scale = static_cast<GoodnessScale>(scale_->currentData().toInt()),
            .oneScale = scale_->currentData(maps::kOneScaleRole).toBool(),
            .part = part(),
            .hiddenLayers = &hiddenLayers_};
}

/// In a narrow view the maps have its whole width. The buttons for the images are above them.
void MapCompareView::Private::arrange() {
    const bool isNarrow = view_->width() < kNarrowMaps;
    imageList_->setThumbnailsVisible(!isNarrow);
    body_->setDirection(isNarrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

QString MapCompareView::Private::nothingToExport() const {
    return empty_->text().isEmpty() ? tr("There are no goodness maps to export yet.")
                                    : tr("There are no goodness maps to export. %1")
                                          .arg(empty_->text().replace(u'\n', u' '));
}

bool MapCompareView::Private::exportTo(const ExportTarget& target, QString* reason) {
    const theme::PlotColors colors = theme::plotColors(view_->palette());
    const MapCompareCanvas::Content& shown = canvas_->content();
    if (shown.columns.empty()) {
        if (reason != nullptr) {
            *reason = nothingToExport();
        }
        return false;
    }
    const QString title = tr("Goodness maps of epoch %1 · A: %2 · B: %3")
                              .arg(QString::number(shown.epoch), plain::line(shown.a.name),
                                   plain::line(shown.b.name));
    const QSize shownRoom = canvas_->room();
    canvas_->setRoom(mapsRoom(target, shownRoom, canvas_->font()));
    const PlotPicture picture{title, canvas_->sizeHint(), colors.background,
                              [this](QCPPainter& painter) { canvas_->paintPicture(painter); }};
    const bool saved = exportPlot(
        target, picture, [this] { return mapsCsv(canvas_->content()); }, reason);
    canvas_->setRoom(shownRoom);
    return saved;
}

MapCompareView::MapCompareView(QWidget* parent)
    : WrappingPart(parent), d_(std::make_unique<Private>(this)) {
    setObjectName(QStringLiteral("mapCompareView"));
}

MapCompareView::~MapCompareView() = default;

void MapCompareView::setRuns(std::vector<MapRun> runs) {
    d_->setRuns(std::move(runs));
}

void MapCompareView::setMaps(RunId run, int epoch, ProbeSnapshotPtr snapshot) {
    d_->setMaps(run, epoch, std::move(snapshot));
}

bool MapCompareView::exportTo(const ExportTarget& target, QString* reason) const {
    return d_->exportTo(target, reason);
}

void MapCompareView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    d_->arrange();
}

void MapCompareView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    d_->request();
    d_->fit();
}

void MapCompareView::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    d_->fit();
}

} // namespace asge
