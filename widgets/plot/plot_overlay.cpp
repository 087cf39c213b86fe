// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/plot_overlay.h"

#include "widgets/common/plain_text.h"

#include <QPainter>
#include <QTextDocumentFragment>

#include <algorithm>

namespace asge {
namespace {

constexpr int kOverlayGap = 10; // pixels, from the panel to the axes or the cursor

/// A place for the panel in `area` that does not cover the cursor: the first that fits, by
/// preference.
QRect placePanel(const QRect& area, QPoint cursor, QSize size) {
    const int left = area.left() + kOverlayGap;
    const int right = area.right() - kOverlayGap - size.width();
    const int top = area.top() + kOverlayGap;
    const int bottom = area.bottom() - kOverlayGap - size.height();
    const bool cursorLeft = cursor.x() < area.center().x();
    const QPoint places[] = {{cursorLeft ? right : left, top},
                             {cursorLeft ? right : left, bottom},
                             {cursorLeft ? left : right, top},
                             {cursorLeft ? left : right, bottom}};
    for (const QPoint& place : places) {
        const QRect rect(place, size);
        if (area.contains(rect) &&
            !rect.adjusted(-kOverlayGap, -kOverlayGap, kOverlayGap, kOverlayGap).contains(cursor)) {
            return rect;
        }
    }
    // It is too large to avoid the cursor, which sees through it.
    const QPoint corner(cursorLeft ? right : left, top);
    return {QPoint(std::max(corner.x(), area.left()), std::max(corner.y(), area.top())),
            size.boundedTo(area.size())};
}

} // namespace

PlotOverlay::PlotOverlay(QWidget* parent) : QWidget(parent), panel_(new RichLabel(this)) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_NoSystemBackground);
    setFocusPolicy(Qt::NoFocus);
    panel_->setObjectName(QStringLiteral("plotReadout"));
    panel_->hide();
}

void PlotOverlay::setColors(const QColor& line, const QColor& text, const QColor& background) {
    line_ = line;
    background_ = background;
    panel_->setStyleSheet(
        QStringLiteral("QLabel { background: %1; color: %2; border: 1px solid %3; "
                       "border-radius: 4px; padding: 5px; }")
            .arg(background.name(QColor::HexArgb), text.name(), line.name(QColor::HexArgb)));
    update();
}

void PlotOverlay::showCross(const QRect& area, QPointF cross, std::vector<Dot> dots) {
    crossed_ = true;
    area_ = area;
    cross_ = cross;
    dots_ = std::move(dots);
    update();
}

void PlotOverlay::showPanel(const QRect& area, QPoint cursor, const QString& html) {
    if (html.isEmpty()) {
        panel_->hide();
        return;
    }
    panel_->setWordWrap(false);
    panel_->setText(html);
    QSize size = panel_->sizeHint();
    const int room = std::max(area.width() - 2 * kOverlayGap, 1);
    if (size.width() > room) {
        panel_->setWordWrap(true);
        size = {room, panel_->heightForWidth(room)};
    }
    panel_->setGeometry(placePanel(area, cursor, size));
    panel_->show();
}

void PlotOverlay::hideCross() {
    crossed_ = false;
    dots_.clear();
    panel_->hide();
    update();
}

void PlotOverlay::showBox(const QRect& box) {
    box_ = box;
    update();
}

void PlotOverlay::hideBox() {
    box_ = {};
    update();
}

QString PlotOverlay::panelText() const {
    return panel_->isHidden() ? QString()
                              : QTextDocumentFragment::fromHtml(panel_->text()).toPlainText();
}

void PlotOverlay::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    if (crossed_) {
        painter.setPen(QPen(line_, 0));
        painter.drawLine(QPointF(cross_.x(), area_.top()), QPointF(cross_.x(), area_.bottom()));
        if (cross_.y() >= 0) {
            painter.drawLine(QPointF(area_.left(), cross_.y()), QPointF(area_.right(), cross_.y()));
        }
        painter.setRenderHint(QPainter::Antialiasing);
        for (const Dot& dot : dots_) {
            painter.setPen(QPen(background_, 1.5));
            painter.setBrush(dot.color);
            painter.drawEllipse(dot.at, 3.5, 3.5);
        }
    }
    if (!box_.isNull()) {
        QColor fill = palette().color(QPalette::Highlight);
        painter.setPen(QPen(fill, 0));
        fill.setAlpha(40);
        painter.setBrush(fill);
        painter.drawRect(box_);
    }
}

} // namespace asge
