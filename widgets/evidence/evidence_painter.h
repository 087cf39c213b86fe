// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/theme.h"
#include "widgets/evidence/evidence_layout.h"

#include <QPainter>
#include <QPalette>

#include <array>

namespace asge {

/// Paints the picture of the evidence, or a part of it.
class EvidencePainter {
  public:
    /// `vector`: for vector files. Viewers smooth small images, so pixels are drawn larger.
    EvidencePainter(const EvidenceScene& scene, const EvidenceLayout& layout,
                    const QPalette& palette, bool vector = false);

    /// Paints the picture, scrolled by `offset`, into a viewport of size `window` at (0, 0). Only
    /// what intersects `dirty` is painted. Header, footer and first column are not scrolled.
    void paint(QPainter& painter, const QSize& window, const QPoint& offset,
               const QRect& dirty) const;

  private:
    void paintRows(QPainter& painter, const QRect& visible) const;
    void paintImage(QPainter& painter, int row) const;
    void paintCell(QPainter& painter, int row, int layer) const;
    void paintSum(QPainter& painter, int row, int layer, const EvidenceAnswer& answer) const;
    void paintClass(QPainter& painter, const QRect& place, const QString& name, double probability,
                    const QFont& font) const;
    void paintSentence(QPainter& painter, int row, int layer, const QString& text) const;
    void paintGroups(QPainter& painter, int row, int layer, const EvidenceAnswer& answer) const;
    void paintMap(QPainter& painter, const QRect& place, const LayerInfo& layer,
                  const std::vector<double>& map, double high, double opacity) const;
    void paintCells(QPainter& painter, const QRect& place, const LayerInfo& layer,
                    const std::vector<double>& map, double high, double opacity) const;
    void paintOutlines(QPainter& painter, const QRect& place, const LayerInfo& layer) const;
    void paintHeader(QPainter& painter, int layer) const;
    void paintFooter(QPainter& painter, const QRect& footer) const;
    void paintScale(QPainter& painter, const QRect& footer) const;
    void paintTicks(QPainter& painter, const QRect& bar, const ColorRange& range) const;
    void paintBar(QPainter& painter, const QRect& bar) const;
    const QColor& colorOf(double value, double high) const;
    QString scaleTitle() const;

    const EvidenceScene& scene_;
    const EvidenceLayout& layout_;
    theme::PlotColors colors_;
    bool dark_ = false;
    bool vector_ = false;
    std::array<QColor, 513> table_; ///< colours of the scale, from -1 to 1
};

} // namespace asge
