// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/evidence/evidence_layout.h"
#include "widgets/maps/map_canvas.h"

#include <QKeySequence>

#include <functional>

namespace asge {

/// A scrolling viewport of the evidence.
class EvidenceCanvas : public MapCanvas {
    Q_OBJECT

  public:
    /// The scene must outlive the canvas. Call sceneChanged after each change of it.
    explicit EvidenceCanvas(const EvidenceScene& scene, QWidget* parent = nullptr);

    EvidenceLayout layoutNow() const; ///< in coordinates of the whole picture

  signals:
    void imageStepRequested(int direction);     ///< Left (-1) or Right (+1)
    void classStepRequested(int direction);     ///< Up (-1) or Down (+1)
    void layerChosen(int layer);                ///< a click on a map or Enter; -1 for all layers
    void channelChosen(int layer, int channel); ///< a click on a small map; -1 for the sum
    void nextChannelRequested();                ///< Space

  protected:
    std::unique_ptr<MapLayout> makeLayout(const QSize& window, int leastText) const override;
    std::unique_ptr<MapPainter> makePainter(const MapLayout& layout, bool vector) const override;
    QString textOf(const MapSpot& spot) const override;
    bool reactsTo(const MapSpot& spot) const override;
    void click(const MapSpot& spot) override;

  private:
    void goBack();
    void addKey(const QList<QKeySequence>& pressed, const QString& use,
                const std::function<void()>& act);

    const EvidenceScene& scene_;
};

} // namespace asge
