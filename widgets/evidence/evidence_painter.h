// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/evidence/evidence_layout.h"
#include "widgets/maps/map_painter.h"

#include <array>

namespace asge {

/// Paints the picture of the evidence, or a part of it.
class EvidencePainter : public MapPainter {
  public:
    EvidencePainter(const EvidenceScene& scene, const EvidenceLayout& layout,
                    const QPalette& palette, bool vector = false);

  private:
    void paintImage(QPainter& painter, int row) const override;
    void paintCell(QPainter& painter, int row, int layer) const override;
    void paintHeader(QPainter& painter, int layer) const override;
    void paintFooter(QPainter& painter, const QRect& footer) const override;
    void paintRule(QPainter& painter, int row, int left, int right) const override;
    void paintRun(QPainter& painter, const QRect& place, int run) const;
    void paintSum(QPainter& painter, int row, int layer, const EvidenceAnswer& answer) const;
    void paintDifference(QPainter& painter, int row, int layer, const EvidenceCell& cell) const;
    struct ClassLine {
        QRect name;
        QRect probability; ///< the same line, unless columns are narrow
    };
    /// `whose`: what the probability is called in a line without the name of the class.
    void paintClass(QPainter& painter, const ClassLine& line, const QString& name,
                    const QString& whose, double probability, const QFont& font) const;
    void paintNumber(QPainter& painter, const QRect& place, const QString& name,
                     const QString& number, const QFont& font) const;
    void paintTotal(QPainter& painter, const QRect& place, bool isMargin,
                    const QString& number) const;
    QString rivalLogitName(bool isChosen, const QString& number, int width) const;
    void paintTotalRule(QPainter& painter, const QRect& lastTerm) const;
    void paintSentence(QPainter& painter, int row, int layer, const QString& text) const;
    void paintGroups(QPainter& painter, int row, int layer, const EvidenceAnswer& answer) const;
    void paintMap(QPainter& painter, const QRect& place, const LayerInfo& layer,
                  const std::vector<double>& map, double high, double opacity) const;
    void paintOutlines(QPainter& painter, const QRect& place, const LayerInfo& layer) const;
    void paintShapes(QPainter& painter, QRect& line, int layer) const;
    void paintScale(QPainter& painter, const QRect& footer) const;
    void paintColors(QPainter& painter, const QRect& bar) const;
    const QColor& colorOf(double value, double high) const;

    const EvidenceScene& scene_;
    const EvidenceLayout& layout_;
    std::array<QColor, 513> table_; ///< colours of the scale, from -1 to 1
};

} // namespace asge
