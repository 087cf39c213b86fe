// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/maps/map_painter.h"

#include "widgets/maps/maps_text.h"

#include <QFontMetrics>
#include <QImage>

#include <algorithm>
#include <cmath>

namespace asge {

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

void paintSwatch(QPainter& painter, const QRect& place, const QColor& color, const QColor& ground) {
    const QColor outline = theme::outlineOf(color, ground);
    painter.fillRect(place, outline.isValid() ? outline : color);
    if (outline.isValid()) {
        painter.fillRect(place.adjusted(1, 1, -1, -1), color);
    }
}

int drawLineOfText(QPainter& painter, const QRect& place, const QString& text, const QFont& font,
                   const QColor& color, Qt::Alignment alignment) {
    const QFontMetrics metrics(font);
    painter.setFont(font);
    painter.setPen(color);
    // A bold font may be higher than the line, which underscores would show.
    painter.drawText(place,
                     static_cast<int>(alignment | Qt::AlignVCenter) | Qt::TextSingleLine |
                         Qt::TextDontClip,
                     metrics.elidedText(text, Qt::ElideRight, place.width()));
    return std::max(metrics.horizontalAdvance(text) - place.width(), 0);
}

MapPainter::MapPainter(const MapLayout& layout, const QPalette& palette, bool vector)
    : colors_(theme::plotColors(palette)), dark_(theme::isDark(palette)), vector_(vector),
      layout_(layout) {}

void MapPainter::paint(QPainter& painter, const QSize& window, const QPoint& offset,
                       const QRect& dirty) const {
    const int left = layout_.imageColumnWidth();
    const int top = layout_.headerHeight();
    const int bottom = window.height() - layout_.footerHeight();
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
    const auto rows = [&](const QRect& visible) { paintRows(painter, visible); };
    part({left, top, window.width() - left, bottom - top}, offset, rows);
    part({0, top, left, bottom - top}, {0, offset.y()}, rows);
    part({left, 0, window.width() - left, top}, {offset.x(), 0}, [&](const QRect& visible) {
        for (const int layer : layout_.layers()) {
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

void MapPainter::paintRows(QPainter& painter, const QRect& visible) const {
    const int first =
        std::max((visible.top() - layout_.headerHeight()) / std::max(layout_.rowHeight(), 1), 0);
    for (int row = first; row < layout_.rows() && layout_.rowTop(row) <= visible.bottom(); ++row) {
        if (row > 0) {
            paintRule(painter, row, visible.left(), visible.right());
        }
        if (visible.left() < layout_.imageColumnWidth()) {
            paintImage(painter, row);
        }
        for (const int layer : layout_.layers()) {
            const int left = layout_.map(row, layer).left();
            if (left <= visible.right() && left + layout_.columnWidth() > visible.left()) {
                paintCell(painter, row, layer);
            }
        }
    }
}

void MapPainter::paintRule(QPainter& painter, int row, int left, int right) const {
    painter.setPen(colors_.grid);
    painter.drawLine(left, layout_.rowTop(row), right, layout_.rowTop(row));
}

/// Drawn as one image: thousands of rectangles would be slow, and viewers of vector files show
/// seams between them.
void MapPainter::paintPatches(QPainter& painter, const QRect& map, const LayerInfo& layer,
                              const PatchColor& colorAt, double opacity) const {
    QImage picture(map.size(), QImage::Format_ARGB32);
    picture.fill(Qt::transparent);
    std::vector<QRect> hatched;
    for (int i = 0; i < layer.patches; ++i) {
        QRect last; // the last patch of the row that has colour
        for (int j = 0; j < layer.patches; ++j) {
            const QRect patch = MapLayout::drawnPatch(map, layer, i, j);
            std::optional<QColor> color = colorAt(i, j);
            if (!color) {
                hatched.push_back(patch);
                continue;
            }
            if (patch.isEmpty()) {
                continue; // there are more patches than pixels
            }
            color->setAlphaF(static_cast<float>(opacity));
            auto* line = reinterpret_cast<QRgb*>(picture.scanLine(patch.top() - map.top()));
            std::fill_n(line + (patch.left() - map.left()), patch.width(), color->rgba());
            last = patch;
        }
        if (!last.isEmpty()) { // the other lines of the row are like its first one
            const int top = last.top() - map.top();
            for (int y = top + 1; y < top + last.height(); ++y) {
                std::copy_n(reinterpret_cast<const QRgb*>(picture.constScanLine(top)),
                            picture.width(), reinterpret_cast<QRgb*>(picture.scanLine(y)));
            }
        }
    }
    drawEnlarged(painter, map, picture, vector_);
    for (const QRect& patch : hatched) {
        fillHatched(painter, patch);
    }
}

void MapPainter::write(QPainter& painter, const QRect& place, const QString& text,
                       const QFont& font, const QColor& color, Qt::Alignment alignment) const {
    reportMissing(drawLineOfText(painter, place, text, font, color, alignment));
}

void MapPainter::reportMissing(int pixels) const {
    missing_ = std::max(missing_, pixels);
}

/// Paints the picture on a single pixel.
int MapPainter::missingWidth() const {
    missing_ = 0;
    QImage pixel(1, 1, QImage::Format_RGB32);
    QPainter painter(&pixel);
    paint(painter, layout_.size(), {0, 0}, QRect({0, 0}, layout_.size()));
    return missing_;
}

QRect MapPainter::paintName(QPainter& painter, int layer, int layers, const QString& name) const {
    const QRect header = layout_.header(layer);
    const int line = layout_.line();
    const int swatch = line - 6;
    paintSwatch(painter, {header.left(), header.top() + 3, swatch, swatch},
                theme::layerColor(layer, layers, dark_), colors_.background);
    write(painter, {header.left() + line, header.top(), header.width() - line, line}, name,
          layout_.boldFont(), colors_.text);
    return {header.left(), header.top() + line, header.width(), layout_.smallLine()};
}

/// Drawn as an image: viewers of vector files show seams between narrow rectangles.
void MapPainter::paintBar(QPainter& painter, const QRect& bar, const QColor& darkest,
                          const QColor& brightest, const std::function<QColor(double)>& colorAt,
                          double opacity) const {
    QImage picture(bar.size(), QImage::Format_RGB32);
    const int half = bar.height() / 2;
    QPainter inner(&picture);
    inner.fillRect(0, 0, bar.width(), half, darkest);
    inner.fillRect(0, half, bar.width(), bar.height() - half, brightest);
    for (int x = 0; x < bar.width(); ++x) {
        QColor color = colorAt(static_cast<double>(x) / std::max(bar.width() - 1, 1));
        color.setAlphaF(static_cast<float>(opacity));
        inner.fillRect(x, 0, 1, bar.height(), color);
    }
    inner.end();
    drawEnlarged(painter, bar, picture, vector_);
}

void MapPainter::paintTick(QPainter& painter, const QRect& bar, double place,
                           const QString& text) const {
    const QFontMetrics small(layout_.smallFont());
    const int x =
        std::min(bar.left() + static_cast<int>(std::lround(bar.width() * place)), bar.right());
    const int width = small.horizontalAdvance(text) + 2;
    const int start =
        std::clamp(x - width / 2, bar.left(), std::max(bar.right() - width + 2, bar.left()));
    painter.setPen(colors_.axis);
    painter.drawLine(x, bar.bottom() + 1, x, bar.bottom() + 3);
    drawLineOfText(painter, {start, bar.bottom() + 4, width, small.height()}, text,
                   layout_.smallFont(), colors_.text);
}

void MapPainter::paintTitle(QPainter& painter, const QRect& footer, const QString& title,
                            const QString& caption) const {
    const QFontMetrics metrics(layout_.font());
    const QRect place = layout_.titleRect(footer);
    painter.setFont(layout_.font());
    painter.setPen(colors_.text);
    painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap, title);
    if (metrics.horizontalAdvance(title) + MapLayout::kGap + metrics.horizontalAdvance(caption) <=
        place.width()) {
        drawLineOfText(painter, place, caption, layout_.font(), colors_.faint, Qt::AlignRight);
    }
}

void MapPainter::paintNotes(QPainter& painter, const QRect& footer, const QString& text,
                            bool hasNonFinite) const {
    QRect notes = layout_.notes(footer);
    painter.setFont(layout_.smallFont());
    painter.setPen(colors_.faint);
    QRect written;
    painter.drawText(notes, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, text, &written);
    if (hasNonFinite) {
        const int line = layout_.smallLine();
        notes.moveTop(written.bottom() + 2);
        notes.setHeight(line);
        fillHatched(painter, {notes.left(), notes.top() + 2, 22, line - 4});
        drawLineOfText(painter, notes.adjusted(28, 0, 0, 0), MapsText::tr("not a finite number"),
                       layout_.smallFont(), colors_.faint);
    }
}

} // namespace asge
