// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/theme.h"
#include "widgets/goodness/goodness_layout.h"

#include <QPainter>
#include <QPalette>

#include <array>
#include <functional>

namespace asge {

/// A value that is not finite has a look that no value has.
void fillHatched(QPainter& painter, const QRect& rect);

/// Draws the maps' picture, or a window onto it.
class GoodnessPainter {
  public:
    /// `vector`: for files whose viewers scale pictures themselves; pixels are then drawn larger.
    GoodnessPainter(const GoodnessScene& scene, const GoodnessLayout& layout,
                    const QPalette& palette, bool vector = false);

    /// Draws into `window` (its size, from 0, 0) the picture scrolled by `offset`, only what meets
    /// `dirty`. Header, footer and first column stay in place.
    void paint(QPainter& painter, const QSize& window, const QPoint& offset,
               const QRect& dirty) const;

  private:
    void paintRows(QPainter& painter, const QRect& visible) const;
    void paintImage(QPainter& painter, int row) const;
    void paintCell(QPainter& painter, int row, int layer) const;
    void paintMap(QPainter& painter, const QRect& map, int row, int layer) const;
    void paintChannels(QPainter& painter, int row, int layer) const;
    void paintGuess(QPainter& painter, const QRect& place, const QString& before,
                    const std::optional<Guess>& guess, int label) const;
    void paintHeader(QPainter& painter, int layer) const;
    void paintFooter(QPainter& painter, const QRect& footer) const;
    void paintOneScale(QPainter& painter, const QRect& footer) const;
    void paintBar(QPainter& painter, const QRect& bar) const;
    void paintText(QPainter& painter, const QRect& place, const QString& text, const QFont& font,
                   const QColor& color, Qt::Alignment alignment = Qt::AlignLeft) const;
    void paintPatches(QPainter& painter, const QRect& map, const LayerInfo& layer,
                      const std::function<double(int i, int j)>& fractionAt, double opacity) const;
    void paintFinePatches(QPainter& painter, const QRect& map, const LayerInfo& layer,
                          const std::function<double(int i, int j)>& fractionAt,
                          double opacity) const;
    const QColor& colorOf(double fraction) const;
    void fillValue(QPainter& painter, const QRect& rect, double fraction, double opacity) const;
    void drawPicture(QPainter& painter, const QRect& rect, const QImage& picture) const;
    QColor guessColor(bool right) const;

    const GoodnessScene& scene_;
    const GoodnessLayout& layout_;
    theme::PlotColors colors_;
    bool dark_ = false;
    bool vector_ = false;
    std::array<QColor, 256> table_; ///< the colour scale
};

} // namespace asge
