// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/evidence/evidence_view.h"

#include "widgets/common/counted_text.h"
#include "widgets/common/epoch_timeline.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/theme.h"
#include "widgets/evidence/evidence_canvas.h"
#include "widgets/evidence/evidence_controls.h"
#include "widgets/evidence/evidence_export.h"
#include "widgets/evidence/evidence_text.h"
#include "widgets/goodness/goodness_cache.h"
#include "widgets/goodness/goodness_gallery.h"
#include "widgets/plot/plot_export.h"
#include "widgets/plot/plot_pacer.h"

#include <QApplication>
#include <QClipboard>
#include <QShortcut>
#include <QSignalBlocker>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include <qcustomplot.h>

#include <algorithm>
#include <numeric>

namespace asge {
namespace {

constexpr int kFirstPickedImages = 3;
constexpr int kMostPngSide = 32767; ///< pixels; QImage can't be painted on beyond that
constexpr qsizetype kReadoutBytes = qsizetype{128} << 20;

int readoutBytes(const ReadoutsPtr& readouts) {
    std::size_t floats = 0;
    for (const LayerReadout& layer : readouts->layers) {
        floats += layer.weights.size() + layer.bias.size();
    }
    // QCache would not keep an entry that alone exceeds the bound.
    return static_cast<int>(
        std::min<std::size_t>(floats * sizeof(float) + 1, static_cast<std::size_t>(kReadoutBytes)));
}

} // namespace

class EvidenceView::Private : public QObject {
  public:
    using Stop = EpochTimeline::Stop;

    explicit Private(EvidenceView* view);

    void setRun(const ProbeImages& images, const std::vector<std::string>& classNames,
                const std::vector<LayerInfo>& layers);
    void setLiveMaps(ProbeSnapshotPtr maps);
    void setEpochMaps(int epoch, ProbeSnapshotPtr maps);
    void setEpochReadouts(int epoch, const ReadoutsPtr& readouts, const QString& why);
    void setFinished(int last, const QString& kept);
    bool exportTo(const QString& file, QString* reason);
    void updateCaption();
    void showStop();

    EvidenceView* view;
    EvidenceScene scene;
    EpochTimeline* timeline;
    EvidenceControls* controls;

  private:
    QWidget* makeMain();
    void makeButtons();
    void connectControls();
    void connectCanvas();
    void updateSentence();
    QString emptyText() const;
    void showMaps(const ProbeSnapshotPtr& maps, const ReadoutsPtr& readouts, const QString& why);
    void setClasses(int count);
    bool accept(const ProbeSnapshotPtr& maps, const QString& whose);
    void ask(int epoch, bool maps, bool readouts);
    void compute();
    bool draw();
    void drawn();
    void chooseLayer();
    void chooseChannel(int layer, int channel);
    void nextChannel();
    void stepImages(int direction);
    void copy();
    PlotPicture picture();
    QString hindrance() const;

    GoodnessGallery* gallery_;
    EvidenceCanvas* canvas_;
    QLabel* readout_;
    PlotPacer pacer_;

    SnapshotCache cache_;
    QCache<int, ReadoutsPtr> readouts_{kReadoutBytes}; ///< by epoch
    ProbeSnapshotPtr live_;
    int classes_ = 0;       ///< to choose from
    int finished_ = 0;      ///< the last finished epoch
    QString kept_;          ///< says of which epochs there are maps; empty: of all
    QString why_;           ///< why the readouts of the stop are not known
    QString sentence_;      ///< why the stop has no evidence; empty if it has
    int asked_[2] = {0, 0}; ///< the epoch whose maps and readouts were requested; 0: none
    bool waiting_ = false;  ///< what is shown belongs to another stop of the slider
    bool stale_ = false;    ///< the stop must be shown when the view is drawn next
    QString lastComplaint_; ///< keeps a stream of faulty maps from repeating the same message
};

EvidenceView::Private::Private(EvidenceView* owner)
    : view(owner), timeline(new EpochTimeline(owner, QStringLiteral("evidence"))),
      controls(new EvidenceControls(owner)), gallery_(new GoodnessGallery(owner)),
      canvas_(new EvidenceCanvas(owner)), readout_(new PlainLabel(owner)),
      pacer_(owner, [this] { return draw(); }) {
    gallery_->setObjectName(QStringLiteral("evidenceGallery"));
    gallery_->setAccessibleName(EvidenceText::tr("Probe images"));
    canvas_->setObjectName(QStringLiteral("evidenceCanvas"));
    canvas_->setAccessibleName(EvidenceText::tr("Evidence maps"));
    canvas_->setToolTip(EvidenceText::tr("Left and Right choose the images, Up and Down the class. "
                                         "A click or Enter enlarges a map, Esc goes back."));
    canvas_->setScene(&scene);
    readout_->setObjectName(QStringLiteral("evidenceReadout"));
    readout_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    readout_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    readout_->setMargin(3);
    makeButtons();
    auto* splitter = new QSplitter(Qt::Horizontal, view);
    splitter->setObjectName(QStringLiteral("evidenceSplitter"));
    splitter->addWidget(gallery_);
    splitter->addWidget(makeMain());
    splitter->setStretchFactor(1, 1);
    splitter->setChildrenCollapsible(false);
    splitter->setSizes({190, 1200});
    gallery_->setMinimumWidth(gallery_->gridSize().width() + 24);
    auto* column = new QVBoxLayout(view);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(splitter);
    connectControls();
    connectCanvas();
    updateSentence();
}

void EvidenceView::Private::makeButtons() {
    auto* button = new QToolButton(view);
    button->setObjectName(QStringLiteral("evidenceCopy"));
    button->setText(EvidenceText::tr("Copy"));
    button->setToolTip(EvidenceText::tr("Copy the picture (Ctrl+C)"));
    button->setAccessibleName(button->toolTip());
    button->setFocusPolicy(Qt::StrongFocus);
    connect(button, &QToolButton::clicked, this, &Private::copy);
    auto* shortcut = new QShortcut(QKeySequence::Copy, view);
    shortcut->setContext(Qt::WidgetWithChildrenShortcut);
    connect(shortcut, &QShortcut::activated, this, &Private::copy);
    controls->add(button);
    QToolButton* save = makeExportButton(
        view, QStringLiteral("evidence"),
        [this](const QString& file, QString* reason) { return exportTo(file, reason); },
        [this](const QString& text) { emit view->message(text); });
    save->setObjectName(QStringLiteral("evidenceExport"));
    controls->add(save);
}

QWidget* EvidenceView::Private::makeMain() {
    auto* main = new QWidget(view);
    auto* column = new QVBoxLayout(main);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(controls);
    column->addWidget(canvas_, 1);
    column->addWidget(readout_);
    timeline->setContentsMargins(6, 2, 6, 4);
    column->addWidget(timeline);
    return main;
}

void EvidenceView::Private::connectControls() {
    connect(gallery_, &GoodnessGallery::pickedChanged, this, [this] {
        scene.setPicked(gallery_->picked());
        compute();
    });
    connect(controls, &EvidenceControls::questionChanged, this, [this] {
        EvidenceQuestion question = controls->question();
        question.channel = scene.question().channel;
        scene.setQuestion(question);
        compute();
    });
    connect(controls, &EvidenceControls::lookChanged, this, [this] {
        scene.setOneScale(controls->oneScale());
        scene.setOpacity(controls->opacity());
        canvas_->sceneChanged();
    });
    connect(controls, &EvidenceControls::layerChanged, this, &Private::chooseLayer);
    connect(timeline, &EpochTimeline::stopChanged, this, [this] {
        asked_[0] = asked_[1] = 0;
        why_.clear();
        showStop();
    });
}

void EvidenceView::Private::connectCanvas() {
    connect(canvas_, &EvidenceCanvas::readout, readout_, &QLabel::setText);
    connect(canvas_, &EvidenceCanvas::imageStepRequested, this, &Private::stepImages);
    connect(canvas_, &EvidenceCanvas::classStepRequested, controls, &EvidenceControls::stepClass);
    connect(canvas_, &EvidenceCanvas::layerChosen, controls, &EvidenceControls::chooseLayer);
    connect(canvas_, &EvidenceCanvas::channelChosen, this, &Private::chooseChannel);
    connect(canvas_, &EvidenceCanvas::nextChannelRequested, this, &Private::nextChannel);
}

/// Moves all picked images by one.
void EvidenceView::Private::stepImages(int direction) {
    std::vector<int> picked = scene.picked();
    const int last = scene.images().images().count - 1;
    if (picked.empty() || picked.front() + direction < 0 || picked.back() + direction > last) {
        return;
    }
    for (int& sample : picked) {
        sample += direction;
    }
    gallery_->pick(picked);
    gallery_->scrollTo(gallery_->currentIndex());
}

void EvidenceView::Private::chooseLayer() {
    EvidenceQuestion question = scene.question();
    if (scene.enlarged() != controls->layer()) {
        question.channel = -1; // it belongs to the layer that was enlarged
    }
    scene.setEnlarged(controls->layer());
    scene.setQuestion(question);
    compute();
}

void EvidenceView::Private::chooseChannel(int layer, int channel) {
    controls->chooseLayer(layer);
    EvidenceQuestion question = scene.question();
    question.channel = channel;
    scene.setQuestion(question);
    compute();
}

/// From the sum to each channel that is shown for the first image, and back to the sum.
void EvidenceView::Private::nextChannel() {
    const EvidenceAnswer* answer = scene.answer(0, scene.enlarged());
    if (scene.enlarged() < 0 || answer == nullptr) {
        return;
    }
    int index = 0;
    for (int i = 0; channelAt(*answer, i) != nullptr; ++i) {
        if (channelAt(*answer, i)->channel == scene.channel()) {
            index = i + 1;
        }
    }
    const ChannelEvidence* next = channelAt(*answer, index);
    chooseChannel(scene.enlarged(), next != nullptr ? next->channel : -1);
}

/// Computes for a moment, so that what the user has changed is usually there at once, and the rest
/// in parts.
void EvidenceView::Private::compute() {
    if (scene.computeSome(PlotPacer::kPart)) {
        pacer_.requestSoon();
    }
    drawn();
}

bool EvidenceView::Private::draw() {
    if (stale_) {
        showStop();
    }
    const bool left = scene.computeSome(PlotPacer::kPart);
    if (!left) {
        drawn();
    }
    return left;
}

void EvidenceView::Private::drawn() {
    updateSentence();
    canvas_->sceneChanged();
}

QString EvidenceView::Private::emptyText() const {
    if (scene.images().images().count == 0) {
        return EvidenceText::tr(
            "What each patch adds to or takes from the logit of a class appears "
            "here.\nPress Train, or open a run.");
    }
    if (timeline->stop().kind == Stop::Kind::none) {
        return !kept_.isEmpty()
                   ? kept_
                   : EvidenceText::tr("This run has no finished epoch, so none of its maps were "
                                      "stored.\nWhile it trains, the evidence appears here as soon "
                                      "as maps are measured.");
    }
    if (!sentence_.isEmpty()) {
        return sentence_;
    }
    return scene.picked().empty()
               ? EvidenceText::tr(
                     "Select images on the left to see the evidence in them.\nCtrl and "
                     "Shift select several.")
               : QString();
}

void EvidenceView::Private::updateSentence() {
    const QString text = emptyText();
    if (text != canvas_->sentence()) {
        canvas_->setSentence(text);
    }
    QStringList lines{text};
    if (text.isEmpty()) {
        lines.clear();
        for (int layer = 0; layer < scene.layerCount(); ++layer) {
            lines << describe(scene, {.kind = EvidenceSpot::Kind::sum, .row = 0, .layer = layer});
        }
    }
    canvas_->setAccessibleDescription(lines.join(u'\n'));
}

void EvidenceView::Private::setClasses(int count) {
    classes_ = count;
    QStringList names;
    for (int label = 0; label < count; ++label) {
        names << scene.images().className(label);
    }
    controls->setChoices(names, scene.layerCount());
    EvidenceQuestion question = controls->question();
    question.channel = scene.question().channel;
    scene.setQuestion(question);
}

void EvidenceView::Private::setRun(const ProbeImages& images,
                                   const std::vector<std::string>& classNames,
                                   const std::vector<LayerInfo>& layers) {
    // If a run continues with the same images, keep those that were picked.
    std::vector<int> picked = gallery_->picked();
    if (!(images == scene.images().images())) {
        picked.resize(static_cast<std::size_t>(std::clamp(images.count, 0, kFirstPickedImages)));
        std::iota(picked.begin(), picked.end(), 0);
    }
    cache_.clear();
    readouts_.clear();
    live_.reset();
    finished_ = 0;
    kept_.clear();
    why_.clear();
    sentence_.clear();
    asked_[0] = asked_[1] = 0;
    waiting_ = stale_ = false;
    lastComplaint_.clear();
    const QString reason = images.count == 0 ? QString() : invalidReason(images);
    const bool valid = images.count > 0 && reason.isEmpty();
    if (valid) {
        scene.setRun(images, classNames, layers);
    } else {
        scene.clear();
        picked.clear();
    }
    timeline->clear();
    setClasses(valid ? static_cast<int>(classNames.size()) : 0);
    scene.setEnlarged(controls->layer());
    {
        const QSignalBlocker quiet(gallery_);
        gallery_->setScene(scene.images());
        gallery_->pick(picked);
    }
    scene.setPicked(picked);
    updateCaption();
    drawn();
    if (!reason.isEmpty()) {
        emit view->message(EvidenceText::tr("Probe images can't be shown: %1").arg(reason));
    }
}

bool EvidenceView::Private::accept(const ProbeSnapshotPtr& maps, const QString& whose) {
    const QString reason =
        maps ? invalidReason(*maps, scene.images().images(), scene.layers()) : QString();
    const QString complaint =
        reason.isEmpty() ? QString() : EvidenceText::tr("%1 are ignored: %2").arg(whose, reason);
    if (!complaint.isEmpty() && complaint != lastComplaint_ && view->isVisible()) {
        emit view->message(complaint);
    }
    lastComplaint_ = complaint;
    return complaint.isEmpty();
}

void EvidenceView::Private::setLiveMaps(ProbeSnapshotPtr maps) {
    if (!maps || !accept(maps, EvidenceText::tr("Live maps"))) {
        return;
    }
    live_ = std::move(maps);
    if (timeline->stop().kind == Stop::Kind::live) {
        stale_ = true;
        pacer_.request();
    }
}

void EvidenceView::Private::setEpochMaps(int epoch, ProbeSnapshotPtr maps) {
    if (!accept(maps, EvidenceText::tr("The maps of epoch %1").arg(epoch))) {
        maps.reset(); // faulty maps count as none
    }
    cache_.put(epoch, maps);
    if (timeline->stop() == Stop{Stop::Kind::epoch, epoch}) {
        showStop();
    }
}

void EvidenceView::Private::setEpochReadouts(int epoch, const ReadoutsPtr& readouts,
                                             const QString& why) {
    if (readouts) {
        // QCache owns its objects.
        readouts_.insert(epoch, new ReadoutsPtr(readouts), readoutBytes(readouts));
    }
    if (timeline->stop() == Stop{Stop::Kind::epoch, epoch}) {
        why_ = readouts ? QString()
               : why.isEmpty()
                   ? EvidenceText::tr("The readouts of epoch %1 are not known.").arg(epoch)
                   : plain::block(why);
        showStop();
    }
}

void EvidenceView::Private::ask(int epoch, bool maps, bool readouts) {
    if (maps && asked_[0] != epoch) {
        asked_[0] = epoch;
        emit view->mapsRequested(epoch);
    }
    if (readouts && asked_[1] != epoch) {
        asked_[1] = epoch;
        emit view->readoutsRequested(epoch);
    }
}

/// Shows the evidence of the slider's stop, or requests what it is computed from. A hidden view
/// waits until it is shown.
void EvidenceView::Private::showStop() {
    const Stop stop = timeline->stop();
    if (!view->isVisible() && stop.kind != Stop::Kind::none) {
        stale_ = waiting_ = true;
        updateCaption();
        return;
    }
    stale_ = false;
    if (stop.kind == Stop::Kind::none) {
        showMaps(nullptr, nullptr, {});
    } else if (stop.kind == Stop::Kind::live) {
        waiting_ = !live_;
        if (live_) {
            showMaps(live_, live_->readouts,
                     EvidenceText::tr("The training does not say how its layers make class scores "
                                      "of these maps."));
        }
    } else {
        const std::optional<ProbeSnapshotPtr> maps = cache_.find(stop.epoch);
        const ReadoutsPtr* stored = readouts_.object(stop.epoch);
        const ReadoutsPtr readouts = maps && *maps && (*maps)->readouts ? (*maps)->readouts
                                     : stored                           ? *stored
                                                                        : nullptr;
        const bool hasAll = (maps && !*maps) || (maps && (readouts || !why_.isEmpty()));
        waiting_ = !hasAll;
        if (hasAll) {
            showMaps(*maps, readouts,
                     *maps ? why_
                           : EvidenceText::tr("Epoch %1 has no stored maps.").arg(stop.epoch));
        } else {
            // The old maps stay until the new ones arrive, so that moving the slider does not
            // flicker.
            ask(stop.epoch, !maps, !readouts && why_.isEmpty());
        }
    }
    updateCaption();
    compute();
}

/// Shows these maps or, if there is no evidence in them, the reason.
void EvidenceView::Private::showMaps(const ProbeSnapshotPtr& maps, const ReadoutsPtr& readouts,
                                     const QString& why) {
    waiting_ = false;
    sentence_.clear();
    const QString fault = maps && readouts ? invalidReason(*readouts, *maps) : QString();
    if (!maps || !readouts) {
        sentence_ = why;
    } else if (!fault.isEmpty()) {
        sentence_ = EvidenceText::tr("The readouts do not belong to these maps: %1.").arg(fault);
    } else if (!readouts->undefined.empty()) {
        sentence_ = plain::block(QString::fromStdString(readouts->undefined));
    }
    const bool shows = maps && sentence_.isEmpty();
    if (shows && readouts->classes != classes_) {
        setClasses(readouts->classes);
    }
    const bool already = shows && scene.maps() == maps && scene.readouts() == readouts;
    if (!already) {
        scene.setMaps(shows ? maps : nullptr, shows ? readouts : nullptr);
    }
    timeline->setShown(true);
}

void EvidenceView::Private::setFinished(int last, const QString& kept) {
    finished_ = last;
    kept_ = kept;
    timeline->setToolTip(plain::block(kept));
    updateSentence();
    updateCaption();
}

void EvidenceView::Private::updateCaption() {
    const QString text =
        stopCaption(*timeline, {.finished = finished_,
                                .waits = waiting_,
                                .hasNone = !waiting_ && !scene.maps() && sentence_.isEmpty(),
                                .live = live_.get()});
    timeline->setCaption(text);
    scene.setCaption(text);
    canvas_->viewport()->update();
}

/// Why there is no picture; empty if there is one.
QString EvidenceView::Private::hindrance() const {
    return !emptyText().isEmpty() || !scene.maps()
               ? EvidenceText::tr("There is no evidence to export")
               : QString();
}

PlotPicture EvidenceView::Private::picture() {
    return {EvidenceText::tr("Evidence, %1").arg(scene.caption()), canvas_->pictureSize(),
            theme::plotColors(view->palette()).background, [this](QCPPainter& painter) {
                canvas_->paintPicture(painter, painter.modes().testFlag(QCPPainter::pmVectorized));
            }};
}

bool EvidenceView::Private::exportTo(const QString& file, QString* reason) {
    pacer_.flush();
    QString fault = hindrance();
    const QSize size = canvas_->pictureSize();
    if (fault.isEmpty() && file.endsWith(QLatin1String(".png"), Qt::CaseInsensitive) &&
        2 * std::max(size.width(), size.height()) > kMostPngSide) {
        fault =
            EvidenceText::tr("%1 need more pixels than a PNG can have: select fewer, or use SVG "
                             "or PDF")
                .arg(countedText(scene.picked().size(), "image"));
    }
    if (!fault.isEmpty()) {
        if (reason != nullptr) {
            *reason = fault;
        }
        return false;
    }
    return exportPlot(
        file, picture(), [this] { return evidenceCsv(scene); }, reason);
}

void EvidenceView::Private::copy() {
    pacer_.flush();
    const QSize size = canvas_->pictureSize();
    if (!hindrance().isEmpty() || 2 * std::max(size.width(), size.height()) > kMostPngSide) {
        emit view->message(hindrance().isEmpty()
                               ? EvidenceText::tr("The picture is too large to copy: select fewer "
                                                  "images")
                               : hindrance());
        return;
    }
    QApplication::clipboard()->setImage(imageOf(picture()));
    emit view->message(EvidenceText::tr("Copied the picture"));
}

EvidenceView::EvidenceView(QWidget* parent)
    : QWidget(parent), d_(std::make_unique<Private>(this)) {}

EvidenceView::~EvidenceView() = default;

void EvidenceView::setRun(const ProbeImages& images, const std::vector<std::string>& classNames,
                          const std::vector<LayerInfo>& layers) {
    d_->setRun(images, classNames, layers);
}

void EvidenceView::clear() {
    d_->setRun({}, {}, {});
}

void EvidenceView::setEpochs(const std::vector<int>& epochs) {
    d_->timeline->setEpochs(epochs);
    d_->updateCaption(); // "of 12" changes even if the slider stays
}

void EvidenceView::addEpoch(int epoch) {
    d_->timeline->addEpoch(epoch);
    d_->updateCaption();
}

void EvidenceView::setFinished(int last, const QString& kept) {
    d_->setFinished(last, kept);
}

void EvidenceView::setLive(bool live) {
    d_->timeline->setLive(live);
}

void EvidenceView::setMarks(std::vector<EpochMark> marks) {
    d_->timeline->setMarks(std::move(marks), d_->scene.layerCount());
}

void EvidenceView::setLiveMaps(ProbeSnapshotPtr maps) {
    d_->setLiveMaps(std::move(maps));
}

void EvidenceView::setEpochMaps(int epoch, ProbeSnapshotPtr maps) {
    d_->setEpochMaps(epoch, std::move(maps));
}

void EvidenceView::setEpochReadouts(int epoch, ReadoutsPtr readouts, const QString& why) {
    d_->setEpochReadouts(epoch, readouts, why);
}

bool EvidenceView::exportTo(const QString& file, QString* reason) const {
    return d_->exportTo(file, reason);
}

QVariantMap EvidenceView::saveState() const {
    return d_->controls->saveState();
}

void EvidenceView::restoreState(const QVariantMap& state) {
    d_->controls->restoreState(state);
}

void EvidenceView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    d_->showStop();
}

} // namespace asge
