// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/evidence/evidence_canvas.h"

#include "widgets/common/handled_keys.h"
#include "widgets/evidence/evidence_painter.h"
#include "widgets/evidence/evidence_readout.h"
#include "widgets/evidence/evidence_text.h"

namespace asge {

EvidenceCanvas::EvidenceCanvas(const EvidenceScene& scene, QWidget* parent)
    : MapCanvas(parent), scene_(scene) {
    addKey({Qt::Key_Left}, EvidenceText::tr("Previous image"),
           [this] { emit imageStepRequested(-1); });
    addKey({Qt::Key_Right}, EvidenceText::tr("Next image"), [this] { emit imageStepRequested(1); });
    addKey({Qt::Key_Up}, EvidenceText::tr("Previous class"),
           [this] { emit classStepRequested(-1); });
    addKey({Qt::Key_Down}, EvidenceText::tr("Next class"), [this] { emit classStepRequested(1); });
    addKey({Qt::Key_Space}, EvidenceText::tr("Next channel of an enlarged layer"),
           [this] { emit nextChannelRequested(); });
    addKey({Qt::Key_Return, Qt::Key_Enter}, EvidenceText::tr("Enlarge a layer, or show all"),
           [this] { emit layerChosen(scene_.enlarged() < 0 ? 0 : -1); });
    keys().addIf({Qt::Key_Escape}, EvidenceText::tr("Back from an enlarged layer"), [this] {
        const bool isBack = !isEmpty() && scene_.enlarged() >= 0;
        if (isBack) {
            goBack();
        }
        return isBack;
    });
}

/// Without maps, keys have no effect.
void EvidenceCanvas::addKey(const QList<QKeySequence>& pressed, const QString& use,
                            const std::function<void()>& act) {
    keys().addIf(pressed, use, [this, act] {
        if (!isEmpty()) {
            act();
        }
        return !isEmpty();
    });
}

EvidenceLayout EvidenceCanvas::layoutNow() const {
    return EvidenceLayout(scene_, font(), viewport()->size());
}

std::unique_ptr<MapLayout> EvidenceCanvas::makeLayout(const QSize& window, int leastText) const {
    return std::make_unique<EvidenceLayout>(scene_, font(), window, leastText);
}

std::unique_ptr<MapPainter> EvidenceCanvas::makePainter(const MapLayout& layout,
                                                        bool vector) const {
    return std::make_unique<EvidencePainter>(scene_, static_cast<const EvidenceLayout&>(layout),
                                             palette(), vector);
}

QString EvidenceCanvas::textOf(const MapSpot& spot) const {
    return describe(scene_, spot);
}

/// The channels of B are not enlarged: those of A that are do not correspond to them.
bool EvidenceCanvas::reactsTo(const MapSpot& spot) const {
    return spot.kind == MapSpot::Kind::patch ||
           (spot.kind == MapSpot::Kind::channel && !scene_.isOther(spot.row));
}

void EvidenceCanvas::click(const MapSpot& spot) {
    if (spot.kind == MapSpot::Kind::channel) {
        const EvidenceAnswer* answer = scene_.answer(spot.row, spot.layer);
        const ChannelEvidence* channel =
            answer != nullptr ? channelAt(*answer, spot.channel) : nullptr;
        if (channel != nullptr) {
            const bool isShown = scene_.channel() == channel->channel;
            emit channelChosen(spot.layer, isShown ? -1 : channel->channel);
        }
    } else if (spot.kind == MapSpot::Kind::patch && scene_.enlarged() < 0) {
        emit layerChosen(spot.layer);
    } else if (spot.kind == MapSpot::Kind::patch) {
        goBack();
    }
}

/// From a channel to the sum of its layer, from there to all layers.
void EvidenceCanvas::goBack() {
    if (scene_.channel() >= 0) {
        emit channelChosen(scene_.enlarged(), -1);
    } else if (scene_.enlarged() >= 0) {
        emit layerChosen(-1);
    }
}

} // namespace asge
