// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/plot/end_labels.h"
#include "widgets/plot/line_scene.h"

#include <qcustomplot.h>

#include <cstddef>
#include <optional>
#include <vector>

namespace asge {

/// The levels of a plot: faint broken lines over its width, each with its text where it covers
/// neither a line nor another text. If one of those in view has no such place, none has its text.
class LevelLines : public QCPAbstractItem {
    Q_OBJECT

  public:
    explicit LevelLines(QCustomPlot* plot); ///< the plot owns it

    void setLevels(std::vector<PlotLevel> levels) { levels_ = std::move(levels); }
    const std::vector<PlotLevel>& levels() const { return levels_; }
    /// Where the text of each level is drawn, in pixels; empty for one that is out of view, and all
    /// are empty if one in view has no free place. They are kept until the axes, the levels or what
    /// they must not cover change.
    const std::vector<QRectF>& textPlaces() const;
    int searches() const { return searches_; } ///< how often places were looked for
    /// The levels in view whose texts are not drawn.
    std::vector<PlotLevel> leftOut() const;

    double selectTest(const QPointF&, bool, QVariant* = nullptr) const override { return -1; }

  protected:
    void draw(QCPPainter* painter) override;

  private:
    std::size_t surroundings() const;
    std::vector<QRectF> findPlaces() const;
    std::vector<QRectF> candidates(const PlotLevel& level) const;
    bool coversLevel(const QRectF& place) const;
    bool coversLine(const QRectF& place) const;
    bool coversLabel(const QRectF& place) const;
    std::vector<EndLabels::Place> endLabels() const;
    bool isVisible(const PlotLevel& level) const;

    std::vector<PlotLevel> levels_;
    mutable std::vector<QRectF> places_;
    mutable std::optional<std::size_t> placedIn_; ///< surroundings() when they were found
    mutable int searches_ = 0;
};

} // namespace asge
