// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/color_key.h"

#include "widgets/common/theme.h"
#include "widgets/plot/seamless.h"

#include <QPainter>

#include <algorithm>
#include <utility>

namespace asge {

namespace {

constexpr int kBarWidth = 110;
constexpr int kBarHeight = 11;
constexpr int kInnerGap = 6;
constexpr int kOuterGap = 26;
constexpr int kLineGap = 5;

} // namespace

ColorKey::ColorKey(QWidget* parent) : QWidget(parent) {
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void ColorKey::setBars(std::vector<Bar> bars) {
    bars_ = std::move(bars);
    QStringList texts;
    for (const Bar& bar : bars_) {
        texts << QStringLiteral("%1: %2 – %3").arg(bar.title, bar.least, bar.most);
    }
    setAccessibleName(texts.join(QStringLiteral("; ")));
    updateGeometry();
    update();
}

int ColorKey::widthOf(const Bar& bar) const {
    const QFontMetrics metrics(font());
    return metrics.horizontalAdvance(bar.title) + metrics.horizontalAdvance(bar.least) +
           metrics.horizontalAdvance(bar.most) + kBarWidth + 4 * kInnerGap;
}

int ColorKey::layOut(QPainter* painter, const QRect& rect) const {
    const QFontMetrics metrics(font());
    const int line = metrics.height();
    int x = 0;
    int y = 0;
    for (const Bar& bar : bars_) {
        if (x > 0 && x + widthOf(bar) > rect.width()) {
            x = 0;
            y += line + kLineGap;
        }
        int at = rect.left() + x;
        const auto write = [&](const QString& text) {
            const int width = metrics.horizontalAdvance(text);
            if (painter != nullptr) {
                painter->drawText(QRect(at, rect.top() + y, width + 1, line),
                                  Qt::AlignLeft | Qt::AlignVCenter, text);
            }
            at += width + kInnerGap;
        };
        write(bar.title);
        at += kInnerGap;
        write(bar.least);
        if (painter != nullptr && !bar.colors.empty()) {
            const QRect frame(at, rect.top() + y + (line - kBarHeight) / 2, kBarWidth, kBarHeight);
            const double step =
                static_cast<double>(kBarWidth) / static_cast<double>(bar.colors.size());
            for (std::size_t i = 0; i < bar.colors.size(); ++i) {
                const double from = step * static_cast<double>(i);
                plot::fillSeamless(*painter,
                                   QRectF(frame.left() + from, frame.top(),
                                          std::min(step + 0.5, kBarWidth - from), kBarHeight),
                                   bar.colors[i]);
            }
            const QPen text = painter->pen();
            painter->setPen(QPen(theme::plotColors(palette()).axis, 0));
            painter->drawRect(QRectF(frame).adjusted(0, 0, 0, 0));
            painter->setPen(text);
        }
        at += kBarWidth + kInnerGap;
        write(bar.most);
        x += widthOf(bar) + kOuterGap;
    }
    return y + line;
}

void ColorKey::paint(QPainter& painter, const QRect& rect) const {
    painter.save();
    painter.setFont(font());
    painter.setPen(theme::plotColors(palette()).text);
    painter.setBrush(Qt::NoBrush);
    painter.setRenderHint(QPainter::Antialiasing, false);
    layOut(&painter, rect);
    painter.restore();
}

QSize ColorKey::sizeHint() const {
    int width = 0;
    for (const Bar& bar : bars_) {
        width += widthOf(bar) + kOuterGap;
    }
    return {width, fontMetrics().height() + 2};
}

QSize ColorKey::minimumSizeHint() const {
    return {60, fontMetrics().height() + 2};
}

int ColorKey::heightForWidth(int width) const {
    return layOut(nullptr, QRect(0, 0, width, 0)) + 2;
}

void ColorKey::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paint(painter, rect().adjusted(0, 1, 0, -1));
}

} // namespace asge
