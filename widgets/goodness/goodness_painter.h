// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/theme.h"
#include "widgets/goodness/goodness_layout.h"

#include <QPainter>
#include <QPalette>

#include <array>
#include <functional>

namespace asge {

/// Fills with a hatching that is used only for values that are not finite.
void fillHatched(QPainter& painter, const QRect& rect);

/// Draws a picture enlarged without smoothing. In vector files its pixels are drawn larger, since
/// viewers smooth small images.
void drawEnlarged(QPainter& painter, const QRect& rect, const QImage& picture, bool vector);
/// Draws one line of text, elided if it does not fit.
void drawLineOfText(QPainter& painter, const QRect& place, const QString& text, const QFont& font,
                    const QColor& color, Qt::Alignment alignment = Qt::AlignLeft);

/// Paints the picture of the maps, or a part of it.
class GoodnessPainter {
  public:
    /// `vector`: for vector files. Viewers smooth small images, so pixels are drawn larger.
    GoodnessPainter(const GoodnessScene& scene, const GoodnessLayout& layout,
                    const QPalette& palette, bool vector = false);

    /// Paints the picture, scrolled by `offset`, into a viewport of size `window` at (0, 0). Only
    /// what intersects `dirty` is painted. Header, footer and first column are not scrolled.
    void paint(QPainter& painter, const QSize& window, const QPoint& offset,
               const QRect& dirty) const;

  private:
    void paintRows(QPainter& painter, const QRect& visible) const;
    void paintImage(QPainter& painter, int row) const;
    void paintCell(QPainter& painter, int row, int layer) const;
    void paintMap(QPainter& painter, const QRect& map, int row, int layer) const;
    void paintChannels(QPainter& painter, int row, int layer) const;
    void paintPrediction(QPainter& painter, const QRect& place, const QString& before,
                         const std::optional<ClassProbability>& prediction, int label) const;
    void paintHeader(QPainter& painter, int layer) const;
    void paintFooter(QPainter& painter, const QRect& footer) const;
    void paintOneScale(QPainter& painter, const QRect& footer) const;
    void paintBar(QPainter& painter, const QRect& bar) const;
    void paintPatches(QPainter& painter, const QRect& map, const LayerInfo& layer,
                      const std::function<double(int i, int j)>& fractionAt, double opacity) const;
    void paintFinePatches(QPainter& painter, const QRect& map, const LayerInfo& layer,
                          const std::function<double(int i, int j)>& fractionAt,
                          double opacity) const;
    const QColor& colorOf(double fraction) const;
    void fillValue(QPainter& painter, const QRect& rect, double fraction, double opacity) const;
    QColor predictionColor(bool right) const;

    const GoodnessScene& scene_;
    const GoodnessLayout& layout_;
    theme::PlotColors colors_;
    bool dark_ = false;
    bool vector_ = false;
    std::array<QColor, 256> table_; ///< colours of the scale
};

} // namespace asge
