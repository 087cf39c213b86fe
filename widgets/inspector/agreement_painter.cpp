// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/inspector/agreement_painter.h"

#include "widgets/common/theme.h"
#include "widgets/inspector/inspector_text.h"

#include <QFontMetrics>
#include <QPainter>
#include <QPalette>

#include <algorithm>

namespace asge {

namespace {

// Lengths in logical pixels.
constexpr int kAgreementCell = 22; ///< width of a scorer, if there is room
constexpr int kFusionLeft = 4;     ///< of the column's title
constexpr int kScorersGap = 8;     ///< before the scorers' names
constexpr int kAgreementGap = 14;  ///< after the names of classes
constexpr int kMeasuredGap = 2;    ///< files and screens measure texts differently
constexpr int kMostNames = 160;    ///< longer names of classes are shortened

QString predictedText() {
    return InspectorText::tr("Predicted class");
}

QString nameOf(const AgreementGroup& group, const ImageReading& reading) {
    if (group.label < 0) {
        return InspectorText::tr("other classes");
    }
    const std::optional<int> label = reading.label();
    const QString mark = !label                  ? QString()
                         : group.label == *label ? QStringLiteral("✓ ")
                                                 : QStringLiteral("✗ ");
    return mark + reading.className(group.label);
}

/// What the rows are painted with.
struct AgreementInk {
    QPainter& painter;
    QFontMetrics metrics;
    theme::PlotColors colors;
    bool dark;
    int names;  ///< the left edge of the names
    int left;   ///< that of the marks
    int layers; ///< columns before that of Fusion
    int cell;   ///< width of a column

    QColor layerColor(int layer, double contrast) const {
        return theme::legible(theme::layerColor(layer, layers, dark), colors.background, contrast);
    }
    void name(int top, const QString& text, const QColor& color) const {
        const int width = left - names - kAgreementGap;
        painter.setPen(color);
        painter.drawText(QRect(names, top, width, metrics.height()), Qt::AlignLeft,
                         metrics.elidedText(text, Qt::ElideRight, width));
    }
};

/// Scorers whose readouts never learned have a grey head and no marks.
void paintHead(const AgreementInk& ink, int top, const ImageReading& reading) {
    ink.name(top, predictedText(), ink.colors.faint);
    for (int layer = 0; layer < ink.layers; ++layer) {
        ink.painter.setPen(reading.isTrained(static_cast<std::size_t>(layer))
                               ? ink.layerColor(layer, theme::kTextContrast)
                               : ink.colors.faint);
        ink.painter.drawText(
            QRect(ink.left + layer * ink.cell, top, ink.cell, ink.metrics.height()),
            Qt::AlignHCenter, QString::number(layer + 1));
    }
    ink.painter.setPen(reading.hasFusion() ? ink.colors.text : ink.colors.faint);
    // In a rectangle as the numbers are: at 125 % a text at a point has another baseline.
    const QString fusion = InspectorText::tr("Fusion");
    ink.painter.drawText(QRect(ink.left + ink.layers * ink.cell + kFusionLeft, top,
                               ink.metrics.horizontalAdvance(fusion) + 1, ink.metrics.height()),
                         Qt::AlignLeft | Qt::TextDontClip, fusion);
}

void paintMarks(const AgreementInk& ink, const AgreementGroup& group, int middle) {
    ink.painter.setPen(QPen(ink.colors.grid, 1));
    ink.painter.drawLine(ink.left, middle, ink.left + (ink.layers + 1) * ink.cell, middle);
    ink.painter.save();
    ink.painter.setRenderHint(QPainter::Antialiasing);
    ink.painter.setPen(Qt::NoPen);
    const double radius = std::min(ink.metrics.height() * 0.32, ink.cell * 0.4);
    const auto centerOf = [&](int column) {
        return QPointF(ink.left + column * ink.cell + ink.cell / 2.0, middle + 0.5);
    };
    for (const int layer : group.layers) {
        ink.painter.setBrush(ink.layerColor(layer - 1, theme::kGraphicContrast));
        ink.painter.drawEllipse(centerOf(layer - 1), radius, radius);
    }
    if (group.fusion) { // a square, since Fusion is no layer
        const QPointF center = centerOf(ink.layers);
        ink.painter.setBrush(ink.colors.text);
        ink.painter.drawRect(
            QRectF(center.x() - radius, center.y() - radius, 2 * radius, 2 * radius));
    }
    ink.painter.restore();
}

} // namespace

AgreementColumns agreementColumns(const ImageReading& reading,
                                  const std::vector<AgreementGroup>& groups,
                                  const QFontMetrics& metrics, int leastNames, int room) {
    const auto layers = static_cast<int>(reading.maps.layers.size());
    const int fusion = kFusionLeft + metrics.horizontalAdvance(InspectorText::tr("Fusion"));
    AgreementColumns columns{0, kAgreementCell, 0, 0};
    int names = metrics.horizontalAdvance(predictedText());
    for (const AgreementGroup& group : groups) {
        names = std::max(names, metrics.horizontalAdvance(nameOf(group, reading)));
        columns.scorers = std::max(columns.scorers, metrics.horizontalAdvance(scorersText(group)));
    }
    columns.scorers += kMeasuredGap;
    columns.names =
        std::max(std::min(names, kMostNames) + kMeasuredGap + kAgreementGap, leastNames);
    if (room > 0) {
        const int least = metrics.horizontalAdvance(QString::number(layers)) + 2;
        const int scorers = room - columns.names - fusion;
        columns.cell =
            std::clamp(scorers / std::max(layers, 1), least, std::max(kAgreementCell, least));
        const bool fits = scorers - layers * columns.cell - kScorersGap >= columns.scorers;
        columns.scorers = fits ? columns.scorers : 0;
    }
    columns.width = columns.names + layers * columns.cell + fusion +
                    (columns.scorers > 0 ? kScorersGap + columns.scorers : 0);
    return columns;
}

void paintAgreement(QPainter& painter, const QPalette& palette, const QPoint& at,
                    const AgreementColumns& columns, const ImageReading& reading,
                    const std::vector<AgreementGroup>& groups) {
    const AgreementInk ink{painter,
                           painter.fontMetrics(),
                           theme::plotColors(palette),
                           theme::isDark(palette),
                           at.x(),
                           at.x() + columns.names,
                           static_cast<int>(reading.maps.layers.size()),
                           columns.cell};
    paintHead(ink, at.y(), reading);
    const int step = ink.metrics.height() + 2;
    const int scorers = at.x() + columns.width - columns.scorers;
    int top = at.y();
    for (const AgreementGroup& group : groups) {
        top += step;
        ink.name(top, nameOf(group, reading), ink.colors.text);
        paintMarks(ink, group, top + ink.metrics.height() / 2);
        painter.setPen(ink.colors.faint);
        if (columns.scorers > 0) {
            painter.drawText(
                QRect(scorers, top, columns.scorers, ink.metrics.height()), Qt::AlignLeft,
                ink.metrics.elidedText(scorersText(group), Qt::ElideRight, columns.scorers));
        }
    }
}

} // namespace asge
