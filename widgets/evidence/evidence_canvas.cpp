// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/evidence/evidence_canvas.h"

#include "widgets/evidence/evidence_painter.h"
#include "widgets/evidence/evidence_readout.h"

#include <QKeyEvent>

namespace asge {

EvidenceCanvas::EvidenceCanvas(const EvidenceScene& scene, QWidget* parent)
    : MapCanvas(parent), scene_(scene) {}

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

void EvidenceCanvas::keyPressEvent(QKeyEvent* event) {
    const auto key = event->key();
    if (isEmpty() || event->modifiers() & (Qt::ControlModifier | Qt::AltModifier)) {
        MapCanvas::keyPressEvent(event);
    } else if (key == Qt::Key_Left || key == Qt::Key_Right) {
        emit imageStepRequested(key == Qt::Key_Left ? -1 : 1);
    } else if (key == Qt::Key_Up || key == Qt::Key_Down) {
        emit classStepRequested(key == Qt::Key_Up ? -1 : 1);
    } else if (key == Qt::Key_Space) {
        emit nextChannelRequested();
    } else if (key == Qt::Key_Return || key == Qt::Key_Enter) {
        emit layerChosen(scene_.enlarged() < 0 ? 0 : -1);
    } else if (key == Qt::Key_Escape && scene_.enlarged() >= 0) {
        goBack();
    } else {
        MapCanvas::keyPressEvent(event);
    }
}

} // namespace asge
