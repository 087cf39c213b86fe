// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/goodness/goodness_layout.h"
#include "widgets/maps/map_painter.h"

#include <array>

namespace asge {

/// Paints the picture of the goodness maps, or a part of it.
class GoodnessPainter : public MapPainter {
  public:
    GoodnessPainter(const GoodnessScene& scene, const GoodnessLayout& layout,
                    const QPalette& palette, bool vector = false);

  private:
    void paintImage(QPainter& painter, int row) const override;
    void paintCell(QPainter& painter, int row, int layer) const override;
    void paintHeader(QPainter& painter, int layer) const override;
    void paintFooter(QPainter& painter, const QRect& footer) const override;
    void paintLayerPrediction(QPainter& painter, int row, int layer) const;
    void paintMap(QPainter& painter, const QRect& map, int row, int layer) const;
    void paintChannels(QPainter& painter, int row, int layer) const;
    void paintFusion(QPainter& painter, const QRect& line, int sample) const;
    void paintClass(QPainter& painter, const QRect& line, int predicted, int label,
                    const QFont& font) const;
    void paintOneScale(QPainter& painter, const QRect& footer) const;
    void paintScale(QPainter& painter, const QRect& bar) const;
    /// None for NaN.
    std::optional<QColor> colorOf(double fraction) const;
    QColor predictionColor(bool right) const;

    const GoodnessScene& scene_;
    const GoodnessLayout& layout_;
    std::array<QColor, 256> table_; ///< colours of the scale
};

} // namespace asge
