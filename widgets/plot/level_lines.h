// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/plot/line_scene.h"

#include <qcustomplot.h>

#include <vector>

namespace asge {

/// The levels of a plot: faint dashed lines over its width, each with its text at the end
/// where it covers less of the lines.
class LevelLines : public QCPAbstractItem {
    Q_OBJECT

  public:
    explicit LevelLines(QCustomPlot* plot); ///< the plot owns it

    void setLevels(std::vector<PlotLevel> levels) { levels_ = std::move(levels); }
    const std::vector<PlotLevel>& levels() const { return levels_; }
    /// Where the text of each level is drawn, in pixels; empty for one that is out of view, would
    /// cover much of the plot or would lie on another text.
    std::vector<QRectF> textPlaces() const;

    double selectTest(const QPointF&, bool, QVariant* = nullptr) const override { return -1; }

  protected:
    void draw(QCPPainter* painter) override;

  private:
    QRectF textPlace(const PlotLevel& level, bool above, bool atRight) const;
    int covered(const QRectF& place) const;

    std::vector<PlotLevel> levels_;
};

} // namespace asge
