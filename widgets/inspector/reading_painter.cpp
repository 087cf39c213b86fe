// SPDX-License-Identifier: GPL-3.0-or-later

// How ReadingBlock is painted, except the neighbours.
#include "widgets/common/theme.h"
#include "widgets/common/untrained_note.h"
#include "widgets/inspector/agreement_painter.h"
#include "widgets/inspector/inspector_text.h"
#include "widgets/inspector/reading_ink.h"
#include "widgets/maps/map_drawing.h"
#include "widgets/maps/map_layout.h"
#include "widgets/maps/map_painter.h"
#include "widgets/maps/map_values.h"
#include "widgets/plot/plot_export.h"
#include "widgets/plot/seamless.h"

#include <QPainter>

#include <algorithm>
#include <numeric>

namespace asge {

namespace {

constexpr double kMapOpacity = 0.8;
constexpr double kWithoutMap = 0.4; ///< opacity of the image where a map is missing

std::vector<int> byProbability(const std::vector<double>& probabilities) {
    std::vector<int> order(probabilities.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int one, int other) {
        return probabilities[static_cast<std::size_t>(one)] >
               probabilities[static_cast<std::size_t>(other)];
    });
    return order;
}

} // namespace

void ReadingBlock::Ink::line(int left, int top, int width, const QString& text,
                             const QColor& color) const {
    painter.setPen(color);
    painter.drawText(QRect(left, top, width, rows.line), Qt::AlignLeft,
                     metrics.elidedText(text, Qt::ElideRight, width));
}

void ReadingBlock::Ink::text(int left, int top, const QString& text, const QColor& color) const {
    constexpr int kMostLines = 16;
    painter.setPen(color);
    painter.drawText(QRect(left, top, column, kMostLines * rows.line),
                     Qt::AlignLeft | Qt::TextWordWrap, text);
}

void ReadingBlock::Ink::parts(int left, int top, const QString& first, const QString& second,
                              const QColor& color) const {
    if (rows.each > 1) {
        line(left, top, column, first, color);
        line(left, top + rows.line, column, second, color);
    } else {
        line(left, top, column, first + u' ' + second, color);
    }
}

void ReadingBlock::paint(QPainter& painter, const QPalette& palette, int side) const {
    const QFontMetrics metrics = painter.fontMetrics();
    const Rows rows = this->rows(metrics, side);
    const Ink ink{painter,
                  palette,
                  theme::plotColors(palette),
                  theme::isDark(palette),
                  metrics,
                  rows,
                  side,
                  side + extra_,
                  listWidth(painter.font(), side + extra_)};
    const int width = size(metrics, side).width() - 2 * kMargin;
    const QString title =
        scaleNote_.isEmpty() ? reading_.title : reading_.title + kHeadGap + scaleNote_;
    ink.line(kMargin, kMargin, width, title, ink.colors.text);
    ink.line(kMargin, kMargin + rows.line, width, predictionText(), ink.colors.text);
    paintAgreement(painter, palette, {kMargin, rows.agreement}, agreementColumnsIn(metrics, side),
                   reading_, agreement_);
    for (std::size_t layer = 0; layer < columns_.size(); ++layer) {
        painter.save();
        painter.translate(0, bandTop(layer, metrics, side));
        if (static_cast<int>(layer) % perBand() == 0) {
            paintFirstColumn(ink);
        }
        paintColumn(ink, layer);
        paintNear(ink, layer);
        painter.restore();
    }
}

QString ReadingBlock::predictionText() const {
    const std::vector<double> probabilities = reading_.main();
    const int predicted = mostProbable(probabilities);
    const QString scorer =
        reading_.hasFusion() ? InspectorText::tr("Fusion") : InspectorText::tr("The last layer");
    const QString percent = percentText(probabilities[static_cast<std::size_t>(predicted)]);
    const auto label = reading_.label();
    return (!label                ? InspectorText::tr("%1 predicts %2, %3")
            : *label == predicted ? InspectorText::tr("%1 predicts %2, %3, right")
                                  : InspectorText::tr("%1 predicts %2, %3, wrong"))
        .arg(scorer, reading_.className(predicted), percent);
}

/// The label, and whether one is drawn into the image for the network.
void ReadingBlock::paintLabel(const Ink& ink) const {
    const int top = ink.rows.goodness + ink.side + 2;
    const auto label = reading_.label();
    if (label) {
        ink.parts(kMargin, top, InspectorText::tr("label:"), reading_.className(*label),
                  ink.colors.faint);
    }
    const MethodFacts* method = reading_.scores.method;
    if (method != nullptr && !method->shownLabel.empty()) { // without a label, that is class 0
        ink.text(kMargin, top + (1 + ink.rows.each) * ink.rows.line,
                 label ? InspectorText::tr("label drawn in")
                       : InspectorText::tr("%1 drawn in").arg(reading_.className(0)),
                 ink.colors.faint);
    }
}

void ReadingBlock::paintFirstColumn(const Ink& ink) const {
    const Rows& rows = ink.rows;
    const auto text = [&](int top, const QString& line, const QColor& color) {
        ink.line(kMargin, top, ink.column, line, color);
    };
    QRect place({0, 0}, image_.size().scaled(ink.side, ink.side, Qt::KeepAspectRatio));
    place.moveTopLeft({kMargin, rows.goodness});
    ink.painter.drawImage(place, image_);
    ink.painter.setPen(QPen(ink.colors.grid, 1));
    ink.painter.drawRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5));
    paintGoodnessScale(ink);
    text(rows.goodness - rows.line, InspectorText::tr("Goodness"), ink.colors.faint);
    paintLabel(ink);
    if (hasEvidence()) {
        text(rows.evidence, InspectorText::tr("Evidence for"), ink.colors.faint);
        text(rows.evidence + rows.line, reading_.className(shownLabel()), ink.colors.text);
        ink.parts(kMargin, rows.evidence + 2 * rows.line, InspectorText::tr("against"),
                  choice_.other && *choice_.other != shownLabel()
                      ? reading_.className(*choice_.other)
                      : InspectorText::tr("the rival"),
                  ink.colors.faint);
        paintEvidenceScale(ink);
    } else {
        ink.line(kMargin, rows.evidence + rows.line / 2,
                 size(ink.metrics, ink.side).width() - 2 * kMargin,
                 InspectorText::tr("Evidence is not defined for this method."), ink.colors.faint);
    }
    const bool hasFusion = reading_.hasFusion();
    text(rows.bars - rows.line, InspectorText::tr("Fusion"),
         hasFusion ? ink.colors.text : ink.colors.faint);
    paintProbabilities(ink, kMargin, reading_.fusion(), hasFusion);
    paintNearKey(ink);
}

bool ReadingBlock::hasEvidence() const {
    return std::any_of(columns_.begin(), columns_.end(),
                       [](const ReadingColumn& column) { return column.evidence.has_value(); });
}

/// From 0 to the number below each map.
void ReadingBlock::paintGoodnessScale(const Ink& ink) const {
    if (std::all_of(columns_.begin(), columns_.end(),
                    [](const ReadingColumn& column) { return column.goodness.size() == 1; })) {
        return; // no map has colours
    }
    const int line = ink.rows.line;
    const QRect place(kMargin, ink.rows.goodness + ink.side + 2 + ink.rows.each * line, ink.side,
                      line);
    const QString most = InspectorText::tr("most");
    ink.painter.setPen(ink.colors.faint);
    ink.painter.drawText(place, Qt::AlignLeft, QStringLiteral("0"));
    ink.painter.drawText(place, Qt::AlignRight, most);
    const int left = place.left() + ink.metrics.horizontalAdvance(QStringLiteral("0 ")) + 2;
    const int right = place.right() - ink.metrics.horizontalAdvance(most) - 4;
    for (int x = left; x < right; ++x) {
        plot::fillSeamless(ink.painter, QRectF(x, place.top() + 2, 1, line - 4),
                           theme::sequential(static_cast<double>(x - left) / (right - left)));
    }
}

void ReadingBlock::paintEvidenceScale(const Ink& ink) const {
    if (!(evidenceScale_ > 0)) {
        return;
    }
    const int line = ink.rows.line;
    const QRect bar(kMargin, ink.rows.evidence + (3 + ink.rows.each) * line, ink.side,
                    maps::ScaleBar::kHeight);
    maps::ScaleBar{evidenceScale_, true}.paint(ink.painter, bar, line, ink.palette);
    ink.text(bar.left(), bar.bottom() + 1 + line, InspectorText::tr("nats per patch"),
             ink.colors.faint);
}

void ReadingBlock::paintColumn(const Ink& ink, std::size_t layer) const {
    const Rows& rows = ink.rows;
    const ReadingColumn& column = columns_[layer];
    const QRect place = columnRect(layer, ink.side);
    ink.line(place.left(), rows.header, ink.column, InspectorText::tr("Layer %1").arg(layer + 1),
             theme::legible(theme::layerColor(static_cast<int>(layer),
                                              static_cast<int>(columns_.size()), ink.dark),
                            ink.colors.background, theme::kTextContrast));
    const bool breaks = rows.goodness > rows.header + 2 * rows.line;
    int top = rows.header;
    for (const QString& line :
         headOf(layer, breaks ? QStringLiteral("\n") : kHeadGap).split(u'\n')) {
        ink.line(place.left(), top += rows.line, ink.column, line, ink.colors.faint);
    }
    paintGoodness(ink, layer);
    paintEvidence(ink, layer);
    paintProbabilities(ink, place.left(), column.probabilities, column.isTrained);
}

/// A single patch has no pattern, and would always have the colour of the scale's end: its value is
/// written instead.
void ReadingBlock::paintGoodness(const Ink& ink, std::size_t layer) const {
    const ReadingColumn& column = columns_[layer];
    const QRect place(columnRect(layer, ink.side).left(), ink.rows.goodness, ink.side, ink.side);
    const QPoint below(place.left(), place.bottom() + 3);
    if (column.goodness.size() == 1) {
        paintFaded(ink, place);
        ink.parts(below.x(), below.y(), InspectorText::tr("one patch:"),
                  shortNumber(static_cast<double>(column.goodness.front())), ink.colors.text);
        return;
    }
    std::vector<QColor> shades;
    const float most = goodnessScales_[layer];
    for (const float value : column.goodness) {
        shades.push_back(theme::sequential(most > 0 ? value / most : 0.0F));
    }
    paintMap(ink, place, layer, shades, reading_.maps.layers[layer].patches);
    ink.line(below.x(), below.y(), ink.column,
             InspectorText::tr("0 to %1").arg(shortNumber(static_cast<double>(most))),
             ink.colors.faint);
}

void ReadingBlock::paintEvidence(const Ink& ink, std::size_t layer) const {
    const Rows& rows = ink.rows;
    const ReadingColumn& column = columns_[layer];
    const int left = columnRect(layer, ink.side).left();
    if (!column.evidence) {
        if (hasEvidence()) {
            paintNoEvidence(ink, left);
        }
        return;
    }
    std::vector<QColor> shades;
    for (const double value : column.evidence->map) {
        shades.push_back(
            theme::diverging(evidenceScale_ > 0 ? value / evidenceScale_ : 0, ink.dark));
    }
    paintMap(ink, {left, rows.evidence, ink.side, ink.side}, layer, shades,
             column.evidence->patches);
    ink.parts(left, rows.evidence + ink.side + 2, InspectorText::tr("against"),
              reading_.className(column.against), ink.colors.faint);
    ink.parts(left, rows.evidence + ink.side + 2 + rows.each * rows.line,
              InspectorText::tr("margin"), signedNats(column.logit - column.againstLogit),
              ink.colors.text);
}

/// As the Evidence view does: what a readout that never learned adds up to is no evidence.
void ReadingBlock::paintNoEvidence(const Ink& ink, int left) const {
    const QRect place(left, ink.rows.evidence, ink.side, ink.side);
    paintFaded(ink, place);
    ink.text(left, place.bottom() + 3, untrainedReadout(), ink.colors.faint);
}

/// The image where a map would be.
void ReadingBlock::paintFaded(const Ink& ink, const QRect& place) const {
    ink.painter.save();
    ink.painter.setOpacity(kWithoutMap);
    ink.painter.drawImage(place, grey_);
    ink.painter.restore();
}

void ReadingBlock::paintMap(const Ink& ink, const QRect& place, std::size_t layer,
                            const std::vector<QColor>& colors, int patches) const {
    ink.painter.drawImage(place, grey_);
    LayerInfo info = layer < reading_.layers.size() ? reading_.layers[layer] : LayerInfo();
    info.patches = patches;
    info.width = std::max(info.width, patches);
    info.height = std::max(info.height, patches);
    QImage map(place.size(), QImage::Format_ARGB32_Premultiplied);
    map.fill(Qt::transparent);
    {
        QPainter cells(&map);
        cells.translate(-place.topLeft());
        for (int i = 0; i < patches; ++i) {
            for (int j = 0; j < patches; ++j) {
                cells.fillRect(MapLayout::drawnPatch(place, info, i, j),
                               colors[static_cast<std::size_t>(i * patches + j)]);
            }
        }
    }
    ink.painter.save();
    ink.painter.setOpacity(kMapOpacity);
    drawEnlarged(ink.painter, place, map, plot::drawsVectors(ink.painter));
    ink.painter.restore();
    // Without evidence, a map has nearly the colour of the ground.
    ink.painter.setPen(QPen(ink.colors.axis, 1));
    ink.painter.drawRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5));
}

/// No decimal places if a name would be cut otherwise.
int ReadingBlock::barDecimals(const Ink& ink, const std::vector<int>& order,
                              const std::vector<double>& probabilities) const {
    if (ink.rows.each > 1) {
        return 1;
    }
    QFont bold = ink.painter.font();
    bold.setBold(true);
    const QFontMetrics boldMetrics(bold);
    for (int i = 0; i < std::min(kBarCount, static_cast<int>(order.size())); ++i) {
        const int label = order[static_cast<std::size_t>(i)];
        const QFontMetrics& metrics = reading_.label() == label ? boldMetrics : ink.metrics;
        const int number = ink.metrics.horizontalAdvance(
            percentText(probabilities[static_cast<std::size_t>(label)]));
        if (kBarTextLeft + metrics.horizontalAdvance(reading_.className(label)) + kBarTextGap +
                number >
            ink.list) {
            return 0;
        }
    }
    return 1;
}

/// Nothing but a word if the readout never learned, so that they are no result.
void ReadingBlock::paintProbabilities(const Ink& ink, int left,
                                      const std::vector<double>& probabilities,
                                      bool isTrained) const {
    if (!isTrained) {
        ink.text(left, ink.rows.bars, untrainedReadout(), ink.colors.faint);
        return;
    }
    const bool isNarrow = ink.rows.each > 1;
    const std::vector<int> order = byProbability(probabilities);
    const int decimals = barDecimals(ink, order, probabilities);
    // The bar of 100 % ends before the numbers.
    const int longest =
        ink.list - ink.metrics.horizontalAdvance(percentText(1, decimals)) - kBarTextGap;
    for (int i = 0; i < std::min(kBarCount, static_cast<int>(order.size())); ++i) {
        const int label = order[static_cast<std::size_t>(i)];
        const double part = probabilities[static_cast<std::size_t>(label)];
        const QRect row(left, ink.rows.bars + i * ink.rows.bar, ink.list, ink.rows.bar - 2);
        QRect name = row.adjusted(kBarTextLeft, 0, 0, 0);
        QRect number = row;
        const QString value = percentText(part, decimals);
        if (isNarrow) {
            name.setHeight(ink.rows.line);
            number.setTop(name.bottom() + 1);
        } else {
            name.setWidth(name.width() - ink.metrics.horizontalAdvance(value) - kBarTextGap);
        }
        QColor fill = ink.palette.color(QPalette::Highlight);
        fill.setAlphaF(0.35F);
        ink.painter.fillRect(number.left(), number.top(), static_cast<int>(part * longest),
                             number.height(), fill);
        QFont font = ink.painter.font();
        font.setBold(reading_.label() == label);
        ink.painter.save();
        ink.painter.setFont(font);
        ink.painter.setPen(ink.colors.text);
        ink.painter.drawText(
            name, Qt::AlignLeft | Qt::AlignVCenter,
            QFontMetrics(font).elidedText(reading_.className(label), Qt::ElideRight, name.width()));
        ink.painter.restore();
        ink.painter.setPen(ink.colors.text);
        ink.painter.drawText(number, Qt::AlignRight | Qt::AlignVCenter, value);
    }
}

} // namespace asge
