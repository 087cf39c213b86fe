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
constexpr int kNarrowestBar = 40;
constexpr int kBarHeight = 11;
constexpr int kKeyMarkWidth = 26; // several dashes
constexpr int kKeyMarkHeight = 14;
constexpr int kMarkPen = 3;
constexpr int kInnerGap = 6;
constexpr int kOuterGap = 26;
constexpr int kLineGap = 5;

void paintMark(QPainter& painter, const QRect& place, const ColorKey::Bar& bar) {
    const QPen text = painter.pen();
    painter.setPen(outlinePen(bar.outline, kMarkPen, bar.dashes));
    const int top = place.top() + (place.height() - kKeyMarkHeight) / 2;
    painter.drawRect(
        QRect(place.left() + 1, top + 1, kKeyMarkWidth - kMarkPen, kKeyMarkHeight - kMarkPen));
    painter.setPen(text);
    painter.drawText(place.adjusted(kKeyMarkWidth + kInnerGap, 0, 1, 0),
                     Qt::AlignLeft | Qt::AlignVCenter, bar.title);
}

} // namespace

QPen outlinePen(const QColor& color, double width, const QList<qreal>& dashes) {
    QPen pen(color, width, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin);
    if (!dashes.isEmpty()) {
        pen.setCapStyle(Qt::FlatCap);
        pen.setDashPattern(dashes);
    }
    return pen;
}

ColorKey::ColorKey(QWidget* parent) : QWidget(parent) {
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void ColorKey::setBars(std::vector<Bar> bars) {
    bars_ = std::move(bars);
    QStringList texts;
    for (const Bar& bar : bars_) {
        texts << (bar.outline.isValid()
                      ? bar.title
                      : QStringLiteral("%1: %2 – %3").arg(bar.title, bar.least, bar.most));
    }
    setAccessibleName(texts.join(QStringLiteral("; ")));
    updateGeometry();
    update();
}

/// The width of all but the bar.
int ColorKey::textsOf(const Bar& bar) const {
    const QFontMetrics metrics(font());
    return metrics.horizontalAdvance(bar.title) + metrics.horizontalAdvance(bar.least) +
           metrics.horizontalAdvance(bar.most) + 4 * kInnerGap;
}

/// Whether the bar is below its title, since both do not fit beside each other.
bool ColorKey::isBroken(const Bar& bar, int width) const {
    return textsOf(bar) + kNarrowestBar > width;
}

int ColorKey::widthOf(const Bar& bar) const {
    if (bar.outline.isValid()) {
        return kKeyMarkWidth + kInnerGap + QFontMetrics(font()).horizontalAdvance(bar.title);
    }
    return textsOf(bar) + kBarWidth;
}

/// Common widths of the bars that are all below each other, and of the texts in front of them; 0 if
/// they are not, or if there is no room for them. Marks do not matter.
ColorKey::Columns ColorKey::columnsFor(int width) const {
    const QFontMetrics metrics(font());
    Columns columns;
    int most = 0;
    int x = 0; // the end of the line
    for (const Bar& bar : bars_) {
        const int wide = widthOf(bar);
        x = x > 0 && x + kOuterGap + wide <= width ? x + kOuterGap + wide : wide;
        if (bar.outline.isValid()) {
            continue;
        }
        if (x > wide) {
            return {};
        }
        columns.title = std::max(columns.title, metrics.horizontalAdvance(bar.title));
        columns.least = std::max(columns.least, metrics.horizontalAdvance(bar.least));
        most = std::max(most, metrics.horizontalAdvance(bar.most));
    }
    columns.bar = std::min(width - columns.title - columns.least - most - 4 * kInnerGap, kBarWidth);
    return columns.bar >= kNarrowestBar ? columns : Columns();
}

int ColorKey::layOut(QPainter* painter, const QRect& rect) const {
    const QFontMetrics metrics(font());
    const int line = metrics.height();
    const Columns columns = columnsFor(rect.width());
    int x = 0;
    int y = 0;
    for (const Bar& bar : bars_) {
        if (x > 0 && x + widthOf(bar) > rect.width()) {
            x = 0;
            y += line + kLineGap;
        }
        int at = rect.left() + x;
        if (bar.outline.isValid()) {
            if (painter != nullptr) {
                paintMark(*painter, QRect(at, rect.top() + y, widthOf(bar), line), bar);
            }
            x += widthOf(bar) + kOuterGap;
            continue;
        }
        const int title = metrics.horizontalAdvance(bar.title) + 2 * kInnerGap;
        const bool breaks = isBroken(bar, rect.width());
        const int beside = textsOf(bar) - (breaks ? title : 0);
        const int wide = columns.bar > 0
                             ? columns.bar
                             : std::clamp(rect.width() - beside, kNarrowestBar, kBarWidth);
        const auto write = [&](const QString& text, int least, Qt::Alignment side) {
            const int width = std::max(metrics.horizontalAdvance(text), least);
            if (painter != nullptr) {
                painter->drawText(QRect(at, rect.top() + y, width + 1, line),
                                  side | Qt::AlignVCenter, text);
            }
            at += width + kInnerGap;
        };
        write(bar.title, columns.title, Qt::AlignLeft);
        at += kInnerGap;
        if (breaks) {
            at = rect.left();
            y += line + kLineGap;
        }
        write(bar.least, columns.least, Qt::AlignRight);
        if (painter != nullptr && !bar.colors.empty()) {
            const QRect frame(at, rect.top() + y + (line - kBarHeight) / 2, wide, kBarHeight);
            const double step = static_cast<double>(wide) / static_cast<double>(bar.colors.size());
            for (std::size_t i = 0; i < bar.colors.size(); ++i) {
                const double from = step * static_cast<double>(i);
                plot::fillSeamless(*painter,
                                   QRectF(frame.left() + from, frame.top(),
                                          std::min(step + 0.5, wide - from), kBarHeight),
                                   bar.colors[i]);
            }
            const QPen text = painter->pen();
            painter->setPen(QPen(theme::plotColors(palette()).axis, 0));
            painter->drawRect(QRectF(frame).adjusted(0, 0, 0, 0));
            painter->setPen(text);
        }
        at += wide + kInnerGap;
        write(bar.most, 0, Qt::AlignLeft);
        x = at - kInnerGap - rect.left() + kOuterGap;
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
