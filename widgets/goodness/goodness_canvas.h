// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/goodness/goodness_layout.h"
#include "widgets/maps/map_canvas.h"

namespace asge {

/// A scrolling viewport of the goodness maps.
class GoodnessCanvas : public MapCanvas {
    Q_OBJECT

  public:
    /// The scene must outlive the canvas. Call sceneChanged after each change of it.
    explicit GoodnessCanvas(const GoodnessScene& scene, QWidget* parent = nullptr);

    GoodnessLayout layoutNow() const; ///< in coordinates of the whole picture

  signals:
    void stepRequested(int direction); ///< Left (-1) or Right (+1)

  protected:
    std::unique_ptr<MapLayout> makeLayout(const QSize& window, int leastText) const override;
    std::unique_ptr<MapPainter> makePainter(const MapLayout& layout, bool vector) const override;
    QString textOf(const MapSpot& spot) const override { return describe(scene_, spot); }

  private:
    const GoodnessScene& scene_;
};

} // namespace asge
