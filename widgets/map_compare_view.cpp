#include "widgets/map_compare_view.h"

#include "widgets/goodness_cache.h"
#include "widgets/goodness_scene.h"
#include "widgets/goodness_timeline.h"
#include "widgets/map_compare_canvas.h"
#include "widgets/map_compare_export.h"
#include "widgets/plot_export.h"
#include "widgets/plot_flow_layout.h"
#include "widgets/theme.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QScrollArea>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include <qcustomplot.h>

#include <algorithm>
#include <map>
#include <set>

namespace asge {
namespace {

/// Runs of one experiment often have one name: those say their number as well.
void tellApart(std::vector<MapRun>& runs) {
    std::map<QString, int> named;
    for (const MapRun& run : runs) {
        ++named[run.name];
    }
    for (MapRun& run : runs) {
        if (named[run.name] > 1) {
            run.name = MapCompareView::tr("%1, run %2").arg(run.name).arg(run.id);
        }
    }
}

} // namespace

class MapCompareView::Private : public QObject {
    Q_DECLARE_TR_FUNCTIONS(asge::MapCompareView)

  public:
    explicit Private(MapCompareView* view);

    void setRuns(std::vector<MapRun> runs);
    void setMaps(RunId run, int epoch, ProbeSnapshotPtr snapshot);
    void fit();
    void request();
    bool exportTo(const QString& file, QString* reason);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() == QEvent::Resize) {
            fit(); // the viewport has its size only once it is shown
        }
        return QObject::eventFilter(watched, event);
    }

  private:
    using Values = std::shared_ptr<const GoodnessValues>;

    void makeControls(QLayout* row);
    QComboBox* addChoice(QLayout* row, const char* name, const QString& text, const QString& tip);
    const MapRun* side(const QComboBox* choice) const;
    void choosePair();
    void swap();
    void showLayers();
    void update();
    void show();
    MapCompareCanvas::Content content(const Values& a, const Values& b) const;
    void addColumn(MapCompareCanvas::Content& content, int layer, const Values& a,
                   const Values& b) const;
    QString guessText(const std::optional<Guess>& guess, int label) const;
    std::pair<int, int> image() const;
    int layers() const;

    MapCompareView* view_;
    QComboBox* a_ = nullptr;
    QComboBox* b_ = nullptr;
    QComboBox* image_ = nullptr;
    QToolButton* layersButton_;
    QComboBox* scale_ = nullptr;
    MapCompareCanvas* canvas_;
    QScrollArea* scroll_;
    QLabel* empty_;
    QLabel* readout_;
    QStackedLayout* stack_;
    GoodnessTimeline* timeline_;

    std::vector<MapRun> runs_;
    std::map<RunId, GoodnessScene> scenes_; ///< for the images' pictures and names
    std::map<RunId, SnapshotCache> cache_;
    std::vector<std::pair<int, int>> images_; ///< that both have
    std::set<int> hiddenLayers_;
};

MapCompareView::Private::Private(MapCompareView* view)
    : view_(view), layersButton_(new QToolButton(view)), canvas_(new MapCompareCanvas),
      scroll_(new QScrollArea(view)), empty_(new QLabel(view)), readout_(new QLabel(view)),
      stack_(new QStackedLayout), timeline_(new GoodnessTimeline(view, QStringLiteral("maps"))) {
    canvas_->setObjectName(QStringLiteral("mapsCanvas"));
    canvas_->setAccessibleName(tr("Goodness maps of two runs and their difference"));
    scroll_->setWidget(canvas_);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setBackgroundRole(QPalette::Base);
    scroll_->viewport()->installEventFilter(this);
    empty_->setObjectName(QStringLiteral("mapsEmpty"));
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setWordWrap(true);
    empty_->setForegroundRole(QPalette::PlaceholderText);
    readout_->setObjectName(QStringLiteral("mapsReadout"));
    readout_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    auto* column = new QVBoxLayout(view);
    column->setContentsMargins(6, 6, 6, 6);
    column->setSpacing(6);
    auto* row = new FlowLayout;
    makeControls(row);
    column->addLayout(row);
    stack_->addWidget(empty_);
    stack_->addWidget(scroll_);
    column->addLayout(stack_, 1);
    column->addWidget(readout_);
    column->addWidget(timeline_);
    connect(canvas_, &MapCompareCanvas::readout, readout_, &QLabel::setText);
    connect(timeline_, &GoodnessTimeline::stopChanged, this, &Private::update);
    update();
}

QComboBox* MapCompareView::Private::addChoice(QLayout* row, const char* name, const QString& text,
                                              const QString& tip) {
    auto* pair = new QWidget(view_);
    auto* box = new QHBoxLayout(pair);
    box->setContentsMargins(0, 0, 0, 0);
    auto* choice = new QComboBox(pair);
    choice->setObjectName(QString::fromLatin1(name));
    choice->setToolTip(tip);
    choice->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    auto* label = new QLabel(text, pair);
    label->setBuddy(choice);
    box->addWidget(label);
    box->addWidget(choice);
    row->addWidget(pair);
    return choice;
}

void MapCompareView::Private::makeControls(QLayout* row) {
    a_ = addChoice(row, "mapsA", tr("A"), tr("The run in the first row"));
    auto* exchange = new QToolButton(view_);
    exchange->setObjectName(QStringLiteral("mapsSwap"));
    exchange->setText(QStringLiteral("⇄"));
    exchange->setToolTip(tr("Exchange A and B"));
    exchange->setAccessibleName(exchange->toolTip());
    exchange->setFocusPolicy(Qt::StrongFocus);
    connect(exchange, &QToolButton::clicked, this, &Private::swap);
    row->addWidget(exchange);
    b_ = addChoice(row, "mapsB", tr("B"), tr("The run in the second row"));
    image_ = addChoice(row, "mapsImage", tr("Image"), tr("Probe images that both runs have"));
    for (const QComboBox* choice : {a_, b_}) {
        connect(choice, &QComboBox::currentIndexChanged, this, &Private::choosePair);
    }
    connect(image_, &QComboBox::currentIndexChanged, this, &Private::show);
    layersButton_->setObjectName(QStringLiteral("mapsLayers"));
    layersButton_->setToolTip(tr("The layers that are shown"));
    layersButton_->setPopupMode(QToolButton::InstantPopup);
    layersButton_->setFocusPolicy(Qt::StrongFocus);
    layersButton_->setMenu(new QMenu(layersButton_));
    row->addWidget(layersButton_);
    scale_ = addChoice(row, "mapsScale", tr("Scale"),
                       tr("Over each run's own layer mean, runs whose goodness differs in size "
                          "can be compared; raw goodness has a scale for each layer"));
    scale_->addItem(tr("× each run's layer mean"), static_cast<int>(GoodnessScale::relative));
    scale_->addItem(tr("raw goodness"), static_cast<int>(GoodnessScale::absolute));
    connect(scale_, &QComboBox::currentIndexChanged, this, &Private::show);
    QToolButton* save = makeExportButton(
        view_, QStringLiteral("maps"),
        [this](const QString& file, QString* reason) { return exportTo(file, reason); },
        [this](const QString& text) { emit view_->message(text); });
    save->setObjectName(QStringLiteral("mapsExport"));
    row->addWidget(save);
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
        if (const QString reason = misfit(run.images); !reason.isEmpty()) {
            emit view_->message(tr("Probe images of %1 can't be shown: %2").arg(run.name, reason));
            run.images = {};
        }
        scenes_[run.id].setRun(run.images, run.classNames, run.layers);
        runs_.push_back(std::move(run));
    }
    tellApart(runs_);
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
    b_->setCurrentIndex(same ? before.second : std::min(1, b_->count() - 1));
    choosePair();
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
    {
        const QSignalBlocker quiet(image_);
        const QVariant before = image_->currentData(); // places in a batch differ between runs
        image_->clear();
        if (a && b) {
            images_ = maps::commonImages(a->images, b->images);
            epochs = maps::commonEpochs(a->epochs, b->epochs);
            const GoodnessScene& scene = scenes_[a->id];
            for (const auto& [sample, other] : images_) {
                const auto index = static_cast<std::size_t>(sample);
                image_->addItem(tr("%1 · %2, test image %3")
                                    .arg(sample + 1)
                                    .arg(scene.className(a->images.labels[index]))
                                    .arg(a->images.indices[index]),
                                a->images.indices[index]);
            }
            image_->setCurrentIndex(std::max(image_->findData(before), 0));
        }
    }
    showLayers();
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

/// Asks for what is missing of the epoch that the slider stands on, and shows what is there.
void MapCompareView::Private::update() {
    request();
    show();
}

void MapCompareView::Private::request() {
    const GoodnessTimeline::Stop stop = timeline_->stop();
    if (stop.kind != GoodnessTimeline::Stop::Kind::epoch || !view_->isVisible()) {
        return; // nobody looks: reading maps is not cheap
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
    const QString reason = snapshot ? misfit(*snapshot, run->images, run->layers) : QString();
    if (!reason.isEmpty()) {
        emit view_->message(tr("Maps of %1 are ignored: %2").arg(run->name, reason));
        snapshot.reset();
    }
    cache_[id].put(epoch, std::move(snapshot));
    if (timeline_->stop().epoch == epoch) {
        show();
    }
}

std::pair<int, int> MapCompareView::Private::image() const {
    const int index = image_->currentIndex();
    return index >= 0 && index < static_cast<int>(images_.size())
               ? images_[static_cast<std::size_t>(index)]
               : std::pair(0, 0);
}

void MapCompareView::Private::show() {
    const MapRun* a = side(a_);
    const MapRun* b = side(b_);
    const GoodnessTimeline::Stop stop = timeline_->stop();
    const bool stands = stop.kind == GoodnessTimeline::Stop::Kind::epoch;
    const int hidden = static_cast<int>(std::count_if(hiddenLayers_.begin(), hiddenLayers_.end(),
                                                      [this](int l) { return l < layers(); }));
    layersButton_->setText(hidden == 0
                               ? tr("all layers")
                               : tr("%1 of %2 layers").arg(layers() - hidden).arg(layers()));
    timeline_->setCaption(stands ? tr("epoch %1, in both").arg(stop.epoch) : QString());
    QString empty;
    ProbeSnapshotPtr mapsA;
    ProbeSnapshotPtr mapsB;
    if (!a || !b || runs_.size() < 2) {
        empty = tr("Goodness maps of two runs and their difference appear here.\nSelect two or "
                   "more in Runs, then press Compare.");
    } else if (images_.empty()) {
        empty = tr("%1 and %2 have no probe image in common.\nRuns on the same data set that probe "
                   "the same images can be compared.")
                    .arg(a->name, b->name);
    } else if (!stands) {
        empty = tr("There is no epoch of which both %1 and %2 have maps.").arg(a->name, b->name);
    } else {
        const auto foundA = cache_[a->id].find(stop.epoch);
        const auto foundB = cache_[b->id].find(stop.epoch);
        mapsA = foundA.value_or(nullptr);
        mapsB = foundB.value_or(nullptr);
        if (foundA && foundB && (!mapsA || !mapsB)) {
            empty =
                tr("%1 has no maps of epoch %2.").arg(mapsA ? b->name : a->name).arg(stop.epoch);
        }
        timeline_->setShown(foundA && foundB);
    }
    empty_->setText(empty);
    if (!empty.isEmpty()) {
        canvas_->setContent({});
        stack_->setCurrentWidget(empty_);
        return;
    }
    if (!mapsA || !mapsB) {
        return; // on their way; what is shown stays until they are here
    }
    const auto valuesA = std::make_shared<const GoodnessValues>(mapsA);
    const auto valuesB = std::make_shared<const GoodnessValues>(mapsB);
    canvas_->setContent(content(valuesA, valuesB));
    fit();
    stack_->setCurrentWidget(scroll_);
}

QString MapCompareView::Private::guessText(const std::optional<Guess>& guess, int label) const {
    if (!guess) {
        return {};
    }
    const GoodnessScene& scene = scenes_.at(side(a_)->id);
    return QStringLiteral("%1 %2\t%3")
        .arg(guess->label == label ? QStringLiteral("✓") : QStringLiteral("✗"),
             scene.className(guess->label), percent(guess->probability));
}

MapCompareCanvas::Content MapCompareView::Private::content(const Values& a, const Values& b) const {
    const MapRun& runA = *side(a_);
    const auto [sampleA, sampleB] = image();
    const int label = runA.images.labels[static_cast<std::size_t>(sampleA)];
    MapCompareCanvas::Content content;
    content.scale = static_cast<GoodnessScale>(scale_->currentData().toInt());
    content.image = scenes_.at(runA.id).picture(sampleA);
    content.label = scenes_.at(runA.id).className(label);
    content.index = runA.images.indices[static_cast<std::size_t>(sampleA)];
    content.epoch = timeline_->stop().epoch;
    const auto fusion = [&](const Values& values, int sample) {
        const QString guess = guessText(values->fusion(sample), label);
        return guess.isEmpty() ? QString() : tr("Fusion %1").arg(guess);
    };
    content.a = {runA.name, fusion(a, sampleA)};
    content.b = {side(b_)->name, fusion(b, sampleB)};
    for (int layer = 0; layer < layers(); ++layer) {
        if (!hiddenLayers_.contains(layer)) {
            addColumn(content, layer, a, b);
        }
    }
    std::vector<const maps::Map*> sides;
    std::vector<const maps::Map*> differences;
    for (MapCompareCanvas::Column& column : content.columns) {
        sides.insert(sides.end(), {&column.mapA, &column.mapB});
        differences.push_back(&column.difference);
        column.scales = maps::scalesOf({&column.mapA, &column.mapB}, {&column.difference});
    }
    // Over their means layers have one scale; raw goodness differs by orders of magnitude.
    for (MapCompareCanvas::Column& column : content.columns) {
        column.scales = content.scale == GoodnessScale::relative
                            ? maps::scalesOf(sides, differences)
                            : column.scales;
    }
    return content;
}

void MapCompareView::Private::addColumn(MapCompareCanvas::Content& content, int layer,
                                        const Values& a, const Values& b) const {
    const auto scale = static_cast<GoodnessScale>(scale_->currentData().toInt());
    const auto [sampleA, sampleB] = image();
    const MapRun& runA = *side(a_);
    const MapRun& runB = *side(b_);
    const auto index = static_cast<std::size_t>(layer);
    const int label = runA.images.labels[static_cast<std::size_t>(sampleA)];
    const auto guess = [&](const MapRun& run, const Values& values, int sample) {
        if (index >= run.layers.size()) {
            return QString();
        }
        const std::vector<Guess> guesses = values->guesses(layer, sample, 1);
        return guesses.empty() ? QString() : guessText(guesses.front(), label);
    };
    MapCompareCanvas::Column column;
    column.layer = layer;
    column.layers = layers();
    column.a = index < runA.layers.size() ? runA.layers[index] : LayerInfo{};
    column.b = index < runB.layers.size() ? runB.layers[index] : LayerInfo{};
    column.mapA = maps::mapOf(*a, scale, layer, sampleA);
    column.mapB = maps::mapOf(*b, scale, layer, sampleB);
    column.difference = maps::difference(column.mapA, column.mapB);
    column.guessA = guess(runA, a, sampleA);
    column.guessB = guess(runB, b, sampleB);
    content.columns.push_back(std::move(column));
}

void MapCompareView::Private::fit() {
    canvas_->setRoom(scroll_->maximumViewportSize());
}

bool MapCompareView::Private::exportTo(const QString& file, QString* reason) {
    const theme::PlotColors colors = theme::plotColors(view_->palette());
    const PlotPicture picture{tr("Goodness maps"), canvas_->sizeHint(), colors.background,
                              [this](QCPPainter& painter) { canvas_->paintPicture(painter); }};
    return exportPlot(
        file, picture, [this] { return mapsCsv(canvas_->content()); }, reason);
}

MapCompareView::MapCompareView(QWidget* parent)
    : QWidget(parent), d_(std::make_unique<Private>(this)) {
    setObjectName(QStringLiteral("mapCompareView"));
}

MapCompareView::~MapCompareView() = default;

void MapCompareView::setRuns(std::vector<MapRun> runs) {
    d_->setRuns(std::move(runs));
}

void MapCompareView::setMaps(RunId run, int epoch, ProbeSnapshotPtr snapshot) {
    d_->setMaps(run, epoch, std::move(snapshot));
}

bool MapCompareView::exportTo(const QString& file, QString* reason) const {
    return d_->exportTo(file, reason);
}

void MapCompareView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    d_->request();
}

} // namespace asge
