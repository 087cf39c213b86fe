// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/goodness/goodness_painter.h"

#include "widgets/goodness/goodness_text.h"

#include <QFontMetrics>
#include <QImage>

#include <algorithm>
#include <cmath>

namespace asge {
namespace {

constexpr int kMostRectangles = 8; ///< most patches per side that are drawn as single rectangles

/// The text for the end of a scale; '≥' if some values are above it.
QString topText(const ColorRange& range) {
    return (range.clipped ? QStringLiteral("≥ ") : QString()) + shortNumber(range.high);
}

} // namespace

void fillHatched(QPainter& painter, const QRect& rect) {
    painter.fillRect(rect, QColor(128, 128, 128));
    painter.fillRect(rect, QBrush(QColor(225, 225, 225), Qt::BDiagPattern));
}

void drawEnlarged(QPainter& painter, const QRect& rect, const QImage& picture, bool vector) {
    const bool enlarges = rect.width() >= picture.width();
    painter.setRenderHint(QPainter::SmoothPixmapTransform, !enlarges);
    if (vector && enlarges) {
        painter.drawImage(
            rect, picture.scaled(2 * rect.size(), Qt::IgnoreAspectRatio, Qt::FastTransformation));
    } else {
        painter.drawImage(rect, picture);
    }
}

void drawLineOfText(QPainter& painter, const QRect& place, const QString& text, const QFont& font,
                    const QColor& color, Qt::Alignment alignment) {
    painter.setFont(font);
    painter.setPen(color);
    painter.drawText(place, static_cast<int>(alignment | Qt::AlignVCenter) | Qt::TextSingleLine,
                     QFontMetrics(font).elidedText(text, Qt::ElideRight, place.width()));
}

GoodnessPainter::GoodnessPainter(const GoodnessScene& scene, const GoodnessLayout& layout,
                                 const QPalette& palette, bool vector)
    : scene_(scene), layout_(layout), colors_(theme::plotColors(palette)),
      dark_(theme::isDark(palette)), vector_(vector) {
    for (std::size_t i = 0; i < table_.size(); ++i) {
        table_[i] = theme::sequential(static_cast<double>(i) / (table_.size() - 1));
    }
}

void GoodnessPainter::paint(QPainter& painter, const QSize& window, const QPoint& offset,
                            const QRect& dirty) const {
    const int left = layout_.imageColumnWidth();
    const int top = layout_.headerHeight();
    const int bottom = window.height() - layout_.footerHeight();
    const QRect body(left, top, window.width() - left, bottom - top);
    painter.fillRect(dirty, colors_.background);
    const auto part = [&](const QRect& clip, const QPoint& shift, const auto& draw) {
        const QRect visible = clip & dirty;
        if (visible.isEmpty()) {
            return;
        }
        painter.save();
        painter.setClipRect(visible);
        painter.translate(-shift);
        draw(visible.translated(shift));
        painter.restore();
    };
    part(body, offset, [&](const QRect& visible) { paintRows(painter, visible); });
    part({0, top, left, bottom - top}, {0, offset.y()},
         [&](const QRect& visible) { paintRows(painter, visible); });
    part({left, 0, window.width() - left, top}, {offset.x(), 0}, [&](const QRect& visible) {
        for (int layer = 0; layer < scene_.layerCount(); ++layer) {
            if (layout_.header(layer).intersects(visible)) {
                paintHeader(painter, layer);
            }
        }
    });
    const QRect footer(0, bottom, window.width(), layout_.footerHeight());
    part(footer, {0, 0}, [&](const QRect&) { paintFooter(painter, footer); });
    painter.setPen(colors_.grid);
    painter.drawLine(0, top - 1, window.width(), top - 1);
    painter.drawLine(0, bottom, window.width(), bottom);
}

void GoodnessPainter::paintRows(QPainter& painter, const QRect& visible) const {
    const int first = std::max((visible.top() - layout_.headerHeight()) / layout_.rowHeight(), 0);
    for (int row = first; row < layout_.rows(); ++row) {
        const int top = layout_.headerHeight() + row * layout_.rowHeight();
        if (top > visible.bottom()) {
            break;
        }
        if (row > 0) {
            painter.setPen(colors_.grid);
            painter.drawLine(visible.left(), top, visible.right(), top);
        }
        if (visible.left() < layout_.imageColumnWidth()) {
            paintImage(painter, row);
        }
        for (int layer = 0; layer < scene_.layerCount(); ++layer) {
            const int left = layout_.map(row, layer).left();
            if (left <= visible.right() && left + layout_.columnWidth() > visible.left()) {
                paintCell(painter, row, layer);
            }
        }
    }
}

void GoodnessPainter::paintImage(QPainter& painter, int row) const {
    const int sample = scene_.picked()[row];
    const int label = scene_.images().labels[sample];
    drawEnlarged(painter, layout_.image(row), scene_.picture(sample), vector_);
    QRect caption = layout_.imageCaption(row);
    const auto line = [&caption](const QFont& font) {
        const QRect place(caption.topLeft(), QSize(caption.width(), QFontMetrics(font).height()));
        caption.setTop(place.bottom() + 1);
        return place;
    };
    drawLineOfText(painter, line(layout_.boldFont()), scene_.className(label), layout_.boldFont(),
                   colors_.text);
    drawLineOfText(painter, line(layout_.smallFont()),
                   GoodnessText::tr("test image %1").arg(scene_.images().indices[sample]),
                   layout_.smallFont(), colors_.faint);
    if (scene_.values()) {
        painter.setFont(layout_.smallFont());
        paintPrediction(painter, line(layout_.smallFont()), GoodnessText::tr("Fusion"),
                        scene_.values()->fusion(sample), label);
    }
}

void GoodnessPainter::paintCell(QPainter& painter, int row, int layer) const {
    const int sample = scene_.picked()[row];
    const QRect map = layout_.map(row, layer);
    drawEnlarged(painter, map, scene_.dimmedPicture(sample), vector_);
    if (!scene_.values()) {
        return;
    }
    paintMap(painter, map, row, layer);
    const std::vector<ClassProbability> predictions =
        scene_.values()->predictions(layer, sample, 1);
    painter.setFont(layout_.font());
    paintPrediction(painter, layout_.prediction(row, layer), {},
                    predictions.empty() ? std::nullopt : std::optional(predictions.front()),
                    scene_.images().labels[sample]);
    paintChannels(painter, row, layer);
}

void GoodnessPainter::paintMap(QPainter& painter, const QRect& map, int row, int layer) const {
    const GoodnessValues& values = *scene_.values();
    const LayerInfo& info = scene_.layers()[layer];
    const int sample = scene_.picked()[row];
    const ColorRange& range = scene_.range(layer);
    paintPatches(
        painter, map, info,
        [&](int i, int j) {
            const double goodness = values.sum(layer, sample, i, j);
            return range.fraction(values.scaled(scene_.scale(), layer, goodness));
        },
        scene_.opacity());
}

void GoodnessPainter::paintChannels(QPainter& painter, int row, int layer) const {
    const GoodnessValues& values = *scene_.values();
    const LayerInfo& info = scene_.layers()[layer];
    const int sample = scene_.picked()[row];
    const std::vector<int>& shown = scene_.shownChannels(row, layer);
    for (int index = 0; index < static_cast<int>(shown.size()); ++index) {
        const QRect tile = layout_.channel(row, layer, index);
        paintPatches(
            painter, tile, info,
            [&](int i, int j) {
                const double goodness = values.channel(layer, sample, shown[index], i, j);
                return scene_.channelRange(layer).fraction(goodness);
            },
            1.0);
        QRect caption = layout_.channelCaption(row, layer, index);
        const int half = caption.height() / 2;
        drawLineOfText(painter, caption.adjusted(0, 0, 0, -half),
                       QStringLiteral("#%1").arg(shown[index]), layout_.smallFont(), colors_.text);
        drawLineOfText(painter, caption.adjusted(0, half, 0, 0),
                       percent(values.share(layer, sample, shown[index])), layout_.smallFont(),
                       colors_.faint);
    }
}

void GoodnessPainter::paintPrediction(QPainter& painter, const QRect& place, const QString& before,
                                      const std::optional<ClassProbability>& prediction,
                                      int label) const {
    const QFont font = painter.font();
    const QFontMetrics metrics(font);
    int left = place.left();
    const auto put = [&](const QString& text, const QColor& color) {
        const int width = metrics.horizontalAdvance(text);
        drawLineOfText(painter, QRect(left, place.top(), width + 1, place.height()), text, font,
                       color);
        left += width + metrics.horizontalAdvance(' ');
    };
    if (!before.isEmpty()) {
        put(before, colors_.faint);
    }
    if (!prediction) {
        put(QStringLiteral("–"), colors_.faint);
        return;
    }
    const bool right = prediction->label == label;
    put(right ? QStringLiteral("✓") : QStringLiteral("✗"), predictionColor(right));
    const QString probability = percent(prediction->probability);
    const int room = place.right() - left - metrics.horizontalAdvance(' ' + probability);
    put(metrics.elidedText(scene_.className(prediction->label), Qt::ElideRight, room),
        predictionColor(right));
    put(probability, colors_.text);
}

void GoodnessPainter::paintHeader(QPainter& painter, int layer) const {
    const LayerInfo& info = scene_.layers()[layer];
    const QRect header = layout_.header(layer);
    const int line = QFontMetrics(layout_.boldFont()).height();
    const int small = QFontMetrics(layout_.smallFont()).height();
    const int swatch = line - 6;
    painter.fillRect(header.left(), header.top() + 3, swatch, swatch,
                     theme::layerColor(layer, scene_.layerCount(), dark_));
    drawLineOfText(painter, {header.left() + line, header.top(), header.width() - line, line},
                   GoodnessText::tr("Layer %1").arg(layer + 1), layout_.boldFont(), colors_.text);
    const QString channels = GoodnessLayout::channelsText(info);
    const QString map = GoodnessLayout::mapText(info);
    QRect rest(header.left(), header.top() + line, header.width(), small);
    if (layout_.splitsHeader()) {
        drawLineOfText(painter, rest, channels, layout_.smallFont(), colors_.faint);
        rest.translate(0, small);
        drawLineOfText(painter, rest, map, layout_.smallFont(), colors_.faint);
    } else {
        drawLineOfText(painter, rest, channels + QStringLiteral(" · ") + map, layout_.smallFont(),
                       colors_.faint);
    }
    if (!scene_.values()) {
        return;
    }
    rest.translate(0, small + 2);
    if (scene_.scale() != GoodnessScale::eachLayer) {
        drawLineOfText(
            painter, rest,
            GoodnessText::tr("layer mean %1").arg(shortNumber(scene_.values()->layerMean(layer))),
            layout_.smallFont(), colors_.faint);
        return;
    }
    const int width = layout_.map(0, layer).width();
    paintBar(painter, {rest.left(), rest.top(), width, 8});
    const QRect numbers(rest.left(), rest.top() + 9, width, small);
    const ColorRange& range = scene_.range(layer);
    drawLineOfText(painter, numbers, shortNumber(range.low), layout_.smallFont(), colors_.text);
    drawLineOfText(painter, numbers, topText(range), layout_.smallFont(), colors_.text,
                   Qt::AlignRight);
}

void GoodnessPainter::paintFooter(QPainter& painter, const QRect& footer) const {
    const QFontMetrics metrics(layout_.smallFont());
    const int left = GoodnessLayout::kGap;
    const int line = QFontMetrics(layout_.font()).height();
    const int right = footer.width() - GoodnessLayout::kGap;
    if (scene_.scale() == GoodnessScale::eachLayer) {
        drawLineOfText(painter, {left, footer.top() + GoodnessLayout::kGap, right - left, line},
                       GoodnessText::tr("Goodness: each layer has its own scale, below its name"),
                       layout_.font(), colors_.text);
    } else {
        paintOneScale(painter, footer);
    }
    QRect notes = layout_.notes(footer);
    painter.setFont(layout_.smallFont());
    painter.setPen(colors_.faint);
    QRect written;
    painter.drawText(notes, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap,
                     GoodnessLayout::noteText(), &written);
    if (scene_.hasNonFinite()) {
        notes.moveTop(written.bottom() + 2);
        notes.setHeight(metrics.height());
        fillHatched(painter, {notes.left(), notes.top() + 2, 22, metrics.height() - 4});
        drawLineOfText(painter, notes.adjusted(28, 0, 0, 0),
                       GoodnessText::tr("not a finite number"), layout_.smallFont(), colors_.faint);
    }
    if (!scene_.caption().isEmpty()) {
        const QRect place(left, footer.top() + GoodnessLayout::kGap, right - left, line);
        drawLineOfText(painter, place, scene_.caption(), layout_.font(), colors_.faint,
                       Qt::AlignRight);
    }
}

void GoodnessPainter::paintOneScale(QPainter& painter, const QRect& footer) const {
    const int line = QFontMetrics(layout_.font()).height();
    const QFontMetrics small(layout_.smallFont());
    const QRect title(GoodnessLayout::kGap, footer.top() + GoodnessLayout::kGap,
                      footer.width() - 2 * GoodnessLayout::kGap, line);
    const bool relative = scene_.scale() == GoodnessScale::relative;
    drawLineOfText(
        painter, title,
        relative ? GoodnessText::tr("Goodness divided by the layer's mean over all probe images")
                 : GoodnessText::tr("Goodness (from Y² per patch, summed over channels)"),
        layout_.font(), colors_.text);
    const QRect bar = layout_.bar(footer);
    paintBar(painter, bar);
    if (scene_.layerCount() == 0) {
        return;
    }
    const ColorRange& range = scene_.range(0);
    const double high = range.high;
    const int end = range.clipped ? small.horizontalAdvance(topText(range)) : 0;
    if (range.clipped) {
        drawLineOfText(painter, {bar.right() + 1 - end, bar.bottom() + 4, end + 1, small.height()},
                       topText(range), layout_.smallFont(), colors_.text);
    }
    constexpr int kPerTick = 60; // pixels between ticks, so that the numbers do not overlap
    for (const double tick : roundTicks(high, std::max(bar.width() / kPerTick, 1))) {
        const QString text = shortNumber(tick);
        const int x = bar.left() + static_cast<int>(std::lround(bar.width() * tick / high));
        const int width = small.horizontalAdvance(text) + 2;
        const int start = std::clamp(x - width / 2, bar.left(), bar.right() - width + 2);
        if (range.clipped && start + width + 8 > bar.right() - end) {
            break; // the end of the scale is labelled there
        }
        painter.setPen(colors_.axis);
        painter.drawLine(std::min(x, bar.right()), bar.bottom() + 1, std::min(x, bar.right()),
                         bar.bottom() + 3);
        drawLineOfText(painter, {start, bar.bottom() + 4, width, small.height()}, text,
                       layout_.smallFont(), colors_.text);
    }
}

/// The colour scale over the darkest (upper half) and the brightest (lower half) dimmed image, so
/// that the colours in the legend match those of the maps, which are drawn over an image.
void GoodnessPainter::paintBar(QPainter& painter, const QRect& bar) const {
    const int half = bar.height() / 2;
    const auto bright = static_cast<int>(255 * GoodnessScene::kDimming);
    painter.fillRect(QRect(bar.left(), bar.top(), bar.width(), half), Qt::black);
    painter.fillRect(QRect(bar.left(), bar.top() + half, bar.width(), bar.height() - half),
                     QColor(bright, bright, bright));
    for (int x = 0; x < bar.width(); ++x) {
        fillValue(painter, QRect(bar.left() + x, bar.top(), 1, bar.height()),
                  static_cast<double>(x) / std::max(bar.width() - 1, 1), scene_.opacity());
    }
}

void GoodnessPainter::paintPatches(QPainter& painter, const QRect& map, const LayerInfo& layer,
                                   const std::function<double(int i, int j)>& fractionAt,
                                   double opacity) const {
    if (!vector_ && layer.patches > kMostRectangles) {
        paintFinePatches(painter, map, layer, fractionAt, opacity);
        return;
    }
    for (int i = 0; i < layer.patches; ++i) {
        for (int j = 0; j < layer.patches; ++j) {
            fillValue(painter, GoodnessLayout::drawnPatch(map, layer, i, j), fractionAt(i, j),
                      opacity);
        }
    }
}

/// Drawn as one image: thousands of rectangles would be too slow.
void GoodnessPainter::paintFinePatches(QPainter& painter, const QRect& map, const LayerInfo& layer,
                                       const std::function<double(int i, int j)>& fractionAt,
                                       double opacity) const {
    QImage picture(map.size(), QImage::Format_ARGB32);
    picture.fill(Qt::transparent);
    std::vector<QRect> columns;
    for (int j = 0; j < layer.patches; ++j) {
        columns.push_back(GoodnessLayout::drawnPatch(map, layer, 0, j));
    }
    const QRgb alpha = static_cast<QRgb>(std::lround(255 * opacity)) << 24U;
    std::vector<QRect> hatched;
    for (int i = 0; i < layer.patches; ++i) {
        const QRect row = GoodnessLayout::drawnPatch(map, layer, i, 0);
        if (row.height() <= 0) {
            continue; // there are more patches than pixels
        }
        const int top = row.top() - map.top();
        auto* line = reinterpret_cast<QRgb*>(picture.scanLine(top));
        for (int j = 0; j < layer.patches; ++j) {
            const QRect& column = columns[j];
            const double fraction = fractionAt(i, j);
            if (std::isnan(fraction)) {
                hatched.emplace_back(column.left(), row.top(), column.width(), row.height());
            } else {
                std::fill_n(line + column.left() - map.left(), std::max(column.width(), 0),
                            (colorOf(fraction).rgb() & RGB_MASK) | alpha);
            }
        }
        for (int y = top + 1; y < top + row.height(); ++y) {
            std::copy_n(line, picture.width(), reinterpret_cast<QRgb*>(picture.scanLine(y)));
        }
    }
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    painter.drawImage(map, picture);
    for (const QRect& patch : hatched) {
        fillHatched(painter, patch);
    }
}

const QColor& GoodnessPainter::colorOf(double fraction) const {
    return table_[static_cast<std::size_t>(std::lround(fraction * (table_.size() - 1)))];
}

void GoodnessPainter::fillValue(QPainter& painter, const QRect& rect, double fraction,
                                double opacity) const {
    if (std::isnan(fraction)) {
        fillHatched(painter, rect);
        return;
    }
    QColor color = colorOf(fraction);
    color.setAlphaF(static_cast<float>(opacity));
    painter.fillRect(rect, color);
}

QColor GoodnessPainter::predictionColor(bool right) const {
    // Bluish green and vermilion can be distinguished by colour-blind eyes; the signs carry the
    // same information.
    if (right) {
        return QColor(dark_ ? 0x2fd3a0 : 0x00755a);
    }
    return QColor(dark_ ? 0xff9d66 : 0xb84a00);
}

} // namespace asge
