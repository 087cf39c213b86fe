// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/thumbnail_delegate.h"

#include "widgets/common/theme.h"

#include <QPaintEngine>
#include <QPainter>

namespace asge {
namespace {

constexpr int kThumbnailMargin = 6;
constexpr int kTextMargin = 3;

void drawSelection(QPainter& painter, const QStyleOptionViewItem& option) {
    const QRect box = option.rect.adjusted(1, 1, -1, -1);
    painter.setRenderHint(QPainter::Antialiasing);
    if (option.state & QStyle::State_Selected) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(option.palette.brush(QPalette::Highlight));
        painter.drawRoundedRect(box, 4, 4);
    }
    if (option.state & QStyle::State_HasFocus) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(option.palette.color(QPalette::Text), 1, Qt::DotLine));
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
}

/// Small images keep their pixels; viewers of vector files would smooth them.
void drawThumbnail(QPainter& painter, const QRect& place, const QImage& picture) {
    const bool enlarges = picture.width() <= place.width();
    const QPaintEngine::Type type = painter.paintEngine()->type();
    const bool isVector = type == QPaintEngine::SVG || type == QPaintEngine::Pdf;
    painter.setRenderHint(QPainter::SmoothPixmapTransform, !enlarges);
    painter.drawImage(
        place, isVector && enlarges
                   ? picture.scaled(2 * place.size(), Qt::IgnoreAspectRatio, Qt::FastTransformation)
                   : picture);
}

} // namespace

ThumbnailDelegate::ThumbnailDelegate(int side, int lines, QObject* parent)
    : QStyledItemDelegate(parent), side_(side), lines_(lines) {}

int ThumbnailDelegate::textWidth() const {
    return side_ + 2 * kThumbnailMargin + extraWidth_ - 2 * kTextMargin;
}

QSize ThumbnailDelegate::cellSize(const QFontMetrics& metrics) const {
    return {side_ + 2 * kThumbnailMargin + 4 + extraWidth_,
            side_ + 2 * kThumbnailMargin + lines_ * metrics.height() + 6};
}

QSize ThumbnailDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
    return cellSize(option.fontMetrics) - QSize(4, 4);
}

void ThumbnailDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const {
    const bool selected = option.state & QStyle::State_Selected;
    painter->save();
    drawSelection(*painter, option);
    const QRect frame(option.rect.left() + (option.rect.width() - side_) / 2,
                      option.rect.top() + kThumbnailMargin, side_, side_);
    const auto picture = index.data(Qt::DecorationRole).value<QImage>();
    if (picture.isNull()) {
        painter->setPen(selected ? option.palette.color(QPalette::HighlightedText)
                                 : theme::plotColors(option.palette).faint);
        painter->drawRect(frame.adjusted(0, 0, -1, -1));
        painter->drawText(frame.adjusted(2, 2, -2, -2), Qt::AlignCenter | Qt::TextWordWrap,
                          index.data(kNoteRole).toString());
    } else {
        QRect place({0, 0}, picture.size().scaled(frame.size(), Qt::KeepAspectRatio));
        place.moveCenter(frame.center());
        drawThumbnail(*painter, place, picture);
    }
    const QColor text = option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
    const QVariantList colors = index.data(Qt::ForegroundRole).toList();
    const QStringList lines = index.data(Qt::DisplayRole).toString().split(u'\n');
    QRect line(option.rect.left() + kTextMargin, frame.bottom() + 3,
               option.rect.width() - 2 * kTextMargin, option.fontMetrics.height());
    for (int i = 0; i < std::min<int>(lines_, static_cast<int>(lines.size())); ++i) {
        const bool colored = i > 0 && i <= colors.size() && !selected;
        painter->setPen(colored ? colors[i - 1].value<QColor>() : text);
        // At its baseline, not in its rectangle, which is a pixel too low for some fonts: the lower
        // ends of letters would be cut.
        const QString words = option.fontMetrics.elidedText(lines[i], Qt::ElideRight, line.width());
        const double wide = QFontMetricsF(option.font).horizontalAdvance(words);
        painter->drawText(QPointF(line.left() + (line.width() - wide) / 2,
                                  line.top() + option.fontMetrics.ascent()),
                          words);
        line.translate(0, line.height());
    }
    painter->restore();
}

} // namespace asge
