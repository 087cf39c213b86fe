// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/evidence/evidence_view.h"

#include "widgets/common/plain_text.h"
#include "widgets/evidence/evidence_canvas.h"
#include "widgets/evidence/evidence_controls.h"
#include "widgets/evidence/evidence_export.h"
#include "widgets/evidence/evidence_readout.h"
#include "widgets/evidence/evidence_text.h"

#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace asge {

std::vector<int> sameImages(const ProbeImages& a, const ProbeImages& b) {
    std::vector<int> places(static_cast<std::size_t>(std::max(a.count, 0)), -1);
    if (a.channels != b.channels || a.height != b.height || a.width != b.width) {
        return places;
    }
    const auto size = static_cast<std::ptrdiff_t>(a.channels) * a.height * a.width;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const auto pixels = a.pixels.begin() + static_cast<std::ptrdiff_t>(i) * size;
        for (std::size_t j = 0; std::cmp_less(j, b.count) && places[i] < 0; ++j) {
            const bool same = a.indices[i] == b.indices[j] && a.labels[i] == b.labels[j] &&
                              std::equal(pixels, pixels + size,
                                         b.pixels.begin() + static_cast<std::ptrdiff_t>(j) * size);
            places[i] = same ? static_cast<int>(j) : -1;
        }
    }
    return places;
}

EvidenceView::EvidenceView(QWidget* parent)
    : MapView(scene_, QStringLiteral("evidence"), parent), controls_(new EvidenceControls(this)),
      note_(new PlainLabel(this)), pacer_(this, [this] { return draw(); }),
      stock_([this](int epoch) { emit mapsRequested(epoch); },
             [this](int epoch) { emit readoutsRequested(epoch); }),
      otherStock_([this](int epoch) { emit otherMapsRequested(epoch); },
                  [this](int epoch) { emit otherReadoutsRequested(epoch); }) {
    isQuietIfHidden_ = true;
    auto* maps = new EvidenceCanvas(scene_, this);
    maps->setAccessibleName(EvidenceText::tr("Evidence maps"));
    maps->setToolTip(EvidenceText::tr("Left and Right choose the images, Up and Down the class. "
                                      "A click or Enter enlarges a map, Esc goes back."));
    arrange(makeTools(), maps);
    connectControls();
    connectCanvas();
}

QWidget* EvidenceView::makeTools() {
    controls_->add(makeExport());
    note_->setObjectName(QStringLiteral("evidenceNote"));
    note_->setWordWrap(true);
    note_->setContentsMargins(8, 0, 8, 4);
    note_->hide();
    auto* tools = new QWidget(this);
    auto* column = new QVBoxLayout(tools);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(controls_);
    column->addWidget(note_);
    return tools;
}

void EvidenceView::connectControls() {
    connect(controls_, &EvidenceControls::questionChanged, this, [this] {
        EvidenceQuestion question = controls_->question();
        question.channel = scene_.question().channel;
        scene_.setQuestion(question);
        compute();
    });
    connect(controls_, &EvidenceControls::lookChanged, this, [this] {
        scene_.setOneScale(controls_->oneScale());
        scene_.setOpacity(controls_->opacity());
        canvas().sceneChanged();
    });
    connect(controls_, &EvidenceControls::layerChanged, this, &EvidenceView::chooseLayer);
    connect(controls_, &EvidenceControls::runsChanged, this, &EvidenceView::showStop);
}

void EvidenceView::connectCanvas() {
    auto* maps = static_cast<EvidenceCanvas*>(&canvas());
    connect(maps, &EvidenceCanvas::imageStepRequested, this, &EvidenceView::stepImages);
    connect(maps, &EvidenceCanvas::classStepRequested, controls_, &EvidenceControls::stepClass);
    connect(maps, &EvidenceCanvas::layerChosen, controls_, &EvidenceControls::chooseLayer);
    connect(maps, &EvidenceCanvas::channelChosen, this, &EvidenceView::chooseChannel);
    connect(maps, &EvidenceCanvas::nextChannelRequested, this, &EvidenceView::nextChannel);
}

/// Moves all picked images by one.
void EvidenceView::stepImages(int direction) {
    std::vector<int> picked = scene_.picked();
    const int last = scene_.images().count - 1;
    if (picked.empty() || picked.front() + direction < 0 || picked.back() + direction > last) {
        return;
    }
    for (int& sample : picked) {
        sample += direction;
    }
    pick(picked);
}

void EvidenceView::chooseLayer() {
    EvidenceQuestion question = scene_.question();
    if (scene_.enlarged() != controls_->layer()) {
        question.channel = -1; // it belongs to the layer that was enlarged
    }
    scene_.setEnlarged(controls_->layer());
    scene_.setQuestion(question);
    compute();
}

void EvidenceView::chooseChannel(int layer, int channel) {
    controls_->chooseLayer(layer);
    EvidenceQuestion question = scene_.question();
    question.channel = channel;
    scene_.setQuestion(question);
    compute();
}

/// From the sum to each channel that is shown for the first image, and back to the sum.
void EvidenceView::nextChannel() {
    const EvidenceAnswer* answer = scene_.answer(0, scene_.enlarged());
    if (scene_.enlarged() < 0 || answer == nullptr) {
        return;
    }
    int index = 0;
    for (int i = 0; channelAt(*answer, i) != nullptr; ++i) {
        if (channelAt(*answer, i)->channel == scene_.channel()) {
            index = i + 1;
        }
    }
    const ChannelEvidence* next = channelAt(*answer, index);
    chooseChannel(scene_.enlarged(), next != nullptr ? next->channel : -1);
}

/// Computes for a moment, so that what the user has changed is usually there at once, and the rest
/// in parts.
void EvidenceView::compute() {
    if (scene_.computeSome(PlotPacer::kPart)) {
        pacer_.requestSoon();
    }
    drawn();
}

bool EvidenceView::draw() {
    if (isStale_) {
        showStop();
    }
    const bool left = scene_.computeSome(PlotPacer::kPart);
    if (!left) {
        drawn();
    }
    return left;
}

void EvidenceView::drawn() {
    updateSentence();
    canvas().sceneChanged();
}

void EvidenceView::flush() {
    pacer_.flush();
}

QString EvidenceView::sentence() const {
    if (scene_.images().count == 0 && noImagesText().isEmpty()) {
        return EvidenceText::tr(
            "What each patch adds to or takes from the logit of a class appears "
            "here.\nPress Train, or open a run.");
    }
    if (!undefined_.isEmpty()) {
        return undefined_;
    }
    if (!noImagesText().isEmpty()) {
        return noImagesText();
    }
    if (timeline().stop().kind == Stop::Kind::none) {
        return !keptText().isEmpty()
                   ? keptText()
                   : EvidenceText::tr(
                         "This run has no finished epoch, so none of its maps were "
                         "stored.\nWhile a run trains, the evidence appears here as soon "
                         "as maps are measured.");
    }
    if (!sentence_.isEmpty()) {
        return sentence_;
    }
    return scene_.picked().empty()
               ? EvidenceText::tr(
                     "Select images on the left to see the evidence in them.\nCtrl and "
                     "Shift select several.")
               : QString();
}

QString EvidenceView::pictureText() const {
    QStringList lines;
    const int rows = scene_.runs() == EvidenceRuns::both ? 2 : 1;
    for (int row = 0; row < rows; ++row) {
        for (int layer = 0; layer < scene_.columns(); ++layer) {
            lines << describe(scene_, {.kind = MapSpot::Kind::caption, .row = row, .layer = layer});
        }
    }
    return lines.join(u'\n');
}

void EvidenceView::setClasses(int count) {
    classes_ = count;
    fillChoices();
}

void EvidenceView::fillChoices() {
    QStringList names;
    for (int label = 0; label < classes_; ++label) {
        names << scene_.className(label);
    }
    columns_ = scene_.columns();
    controls_->setChoices(names, columns_);
    EvidenceQuestion question = controls_->question();
    question.channel = scene_.question().channel;
    scene_.setQuestion(question);
    scene_.setEnlarged(controls_->layer());
}

/// B is forgotten too: whether it can be compared depends on the run.
void EvidenceView::forget() {
    stock_.clear();
    otherStock_.clear();
    other_.reset();
    otherFault_.clear();
    shownOther_ = 0;
    controls_->setComparing(false);
    setNote({});
    sentence_.clear();
    isStale_ = false;
    setClasses(static_cast<int>(scene_.classNames().size()));
}

void EvidenceView::showLive() {
    isStale_ = true;
    pacer_.request();
}

void EvidenceView::stopChanged() {
    stock_.forgetRequests();
    otherStock_.forgetRequests();
    showStop();
}

void EvidenceView::setEpochReadouts(int epoch, ReadoutsPtr readouts, const QString& why) {
    stock_.putReadouts(epoch, readouts, why);
    if (timeline().stop() == Stop{Stop::Kind::epoch, epoch}) {
        showStop();
    }
}

void EvidenceView::setUntrained(std::size_t ofA, std::size_t ofB) {
    scene_.setUntrained(ofA, ofB);
    pacer_.request();
}

void EvidenceView::setOther(std::optional<OtherEvidence> other) {
    otherStock_.clear();
    otherFault_.clear();
    other_ = std::move(other);
    std::vector<int> same;
    if (other_ && scene_.images().count > 0) {
        const QString fault = other_->images.count == 0 ? QString() : invalidReason(other_->images);
        same = fault.isEmpty() ? sameImages(scene_.images(), other_->images) : same;
        const auto found = std::count_if(same.begin(), same.end(), [](int i) { return i >= 0; });
        otherFault_ =
            other_->classNames != scene_.classNames()
                ? EvidenceText::tr("Its classes are not those of A, so its logits can't be "
                                   "compared.")
            : other_->images.count == 0 ? EvidenceText::tr("It has no probe images.")
            : found == 0                ? EvidenceText::tr("None of its probe images is one of A.")
                                        : QString();
    }
    const bool compares = other_ && otherFault_.isEmpty() && !same.empty();
    scene_.setOther(compares ? other_->layers : std::vector<LayerInfo>(),
                    compares ? same : std::vector<int>());
    controls_->setComparing(compares);
    showStop();
}

void EvidenceView::otherEpochsChanged() {
    if (other_ && otherEpoch() != shownOther_) {
        showStop();
    }
}

void EvidenceView::setOtherMaps(int epoch, ProbeSnapshotPtr maps) {
    if (!other_) {
        return;
    }
    const QString fault = maps ? invalidReason(*maps, other_->images, other_->layers) : QString();
    if (!fault.isEmpty()) {
        maps.reset(); // faulty maps count as none
        if (isVisible()) {
            emit message(EvidenceText::tr("The maps of epoch %1 of B are ignored: %2")
                             .arg(QString::number(epoch), fault));
        }
    }
    otherStock_.putMaps(epoch, maps);
    if (epoch == otherEpoch()) {
        showStop();
    }
}

void EvidenceView::setOtherReadouts(int epoch, ReadoutsPtr readouts, const QString& why) {
    otherStock_.putReadouts(epoch, readouts, why);
    if (epoch == otherEpoch()) {
        showStop();
    }
}

/// The epoch of B that belongs to the slider's stop; 0 if there is none.
int EvidenceView::otherEpoch() const {
    const Stop stop = timeline().stop();
    const int epoch = stop.kind == Stop::Kind::epoch                ? stop.epoch
                      : stop.kind == Stop::Kind::live && liveMaps() ? liveMaps()->epoch
                                                                    : 0;
    return other_ ? other_->epochFor(std::max(epoch, 1)) : 0;
}

/// The evidence of the slider's stop; nothing while it is being read.
std::optional<EvidenceStock::Found> EvidenceView::findStop() {
    const Stop stop = timeline().stop();
    if (stop.kind == Stop::Kind::none) {
        return EvidenceStock::Found{};
    }
    if (stop.kind == Stop::Kind::epoch) {
        return stock_.find(stop.epoch);
    }
    return liveMaps() ? std::optional(EvidenceStock::judge(
                            liveMaps(), liveMaps()->readouts,
                            EvidenceText::tr("The training does not say how its layers make class "
                                             "scores of these maps.")))
                      : std::nullopt;
}

/// The evidence of B; nothing while it is being read.
std::optional<EvidenceStock::Found> EvidenceView::findOther() {
    const bool wanted = other_ && controls_->runs() != EvidenceRuns::a;
    if (!other_ || !otherFault_.isEmpty() || !wanted ||
        timeline().stop().kind == Stop::Kind::none) {
        return EvidenceStock::Found{{}, otherFault_};
    }
    const int epoch = otherEpoch();
    if (epoch <= 0) {
        return EvidenceStock::Found{{}, EvidenceText::tr("It has no finished epoch.")};
    }
    return other_->hasMaps(epoch)
               ? otherStock_.find(epoch)
               : EvidenceStock::Found{
                     {}, EvidenceText::tr("Its epoch %1 has no stored maps.").arg(epoch)};
}

/// Shows the evidence of the slider's stop, or requests what it is computed from. A hidden view
/// waits until it is shown.
void EvidenceView::showStop() {
    if (!isVisible() && timeline().stop().kind != Stop::Kind::none) {
        isStale_ = true;
        setWaiting(true);
        updateCaption();
        return;
    }
    isStale_ = false;
    const std::optional<EvidenceStock::Found> ofA = findStop();
    const std::optional<EvidenceStock::Found> ofB = findOther();
    // The old maps stay until all new ones are there: moving the slider does not flicker, and no
    // picture mixes epochs.
    setWaiting(!ofA || !ofB);
    if (ofA && ofB) {
        showFound(*ofA, *ofB);
    }
    updateCaption();
    compute();
}

/// Shows this evidence or, if there is none, the reason.
void EvidenceView::showFound(const EvidenceStock::Found& ofA, const EvidenceStock::Found& ofB) {
    sentence_ = ofA.why;
    scene_.setRuns(controls_->runs());
    if (!(scene_.maps() == ofA.of)) {
        scene_.setMaps(ofA.of);
    }
    scene_.setOtherMaps(ofB.of);
    shownOther_ = ofB.of.isWhole() ? otherEpoch() : 0;
    setNote(other_ && !ofB.why.isEmpty()
                ? EvidenceText::tr("%1 is not shown. %2").arg(other_->name, ofB.why)
                : QString());
    if (ofA.of.isWhole() && ofA.of.readouts->classes != classes_) {
        setClasses(ofA.of.readouts->classes);
    } else if (scene_.columns() != columns_) {
        fillChoices();
    }
    timeline().setShown(true);
}

void EvidenceView::setNote(const QString& text) {
    note_->setText(text);
    note_->setVisible(!text.isEmpty());
}

/// A line each for A and B, which the picture joins if there is room.
QString EvidenceView::fullCaption(const QString& epoch) const {
    return !showsOther() || !other_
               ? epoch
               : EvidenceText::tr("%1, %2\n%3, epoch %4")
                     .arg(other_->ownName, epoch, other_->name, QString::number(shownOther_));
}

/// Why there is no picture; empty if there is one.
QString EvidenceView::hindrance() const {
    return !sentence().isEmpty() || !scene_.maps().isWhole()
               ? EvidenceText::tr("There is no evidence to export")
               : QString();
}

QString EvidenceView::pictureTitle() const {
    return EvidenceText::tr("Evidence, %1").arg(epochText());
}

QByteArray EvidenceView::csv() const {
    return evidenceCsv(scene_, run_, other_ ? other_->run : 0);
}

QVariantMap EvidenceView::saveState() const {
    QVariantMap state = MapView::saveState();
    state.insert(controls_->saveState());
    return state;
}

void EvidenceView::restoreState(const QVariantMap& state) {
    MapView::restoreState(state);
    controls_->restoreState(state);
}

void EvidenceView::showEvent(QShowEvent* event) {
    MapView::showEvent(event);
    showStop();
}

} // namespace asge
