// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/marked_slider.h"

#include "widgets/common/common_text.h"

#include <QHelpEvent>
#include <QPainter>
#include <QStyle>
#include <QStyleOptionSlider>
#include <QToolTip>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace asge {

namespace {

constexpr int kMarkRoom = 4; ///< pixels below the slider, and as much above to keep it centred
constexpr double kMarkBottom = 14; ///< pixels from the groove to the lower edge of a mark
constexpr double kTriangleHeight = 6;
constexpr double kTriangleWidth = 7;
constexpr int kTextReach = 5; ///< pixels around a mark in which its text is shown
constexpr qsizetype kMostLines = 12;

} // namespace

MarkedSlider::MarkedSlider(QWidget* parent) : QSlider(Qt::Horizontal, parent) {}

void MarkedSlider::setMarks(std::vector<Mark> marks) {
    marks_ = std::move(marks);
    update();
}

QSize MarkedSlider::sizeHint() const {
    return QSlider::sizeHint() + QSize(0, 2 * kMarkRoom);
}

QSize MarkedSlider::minimumSizeHint() const {
    return QSlider::minimumSizeHint() + QSize(0, 2 * kMarkRoom);
}

int MarkedSlider::placeOf(int value) const {
    QStyleOptionSlider option;
    initStyleOption(&option);
    const QRect groove =
        style()->subControlRect(QStyle::CC_Slider, &option, QStyle::SC_SliderGroove, this);
    const QRect handle =
        style()->subControlRect(QStyle::CC_Slider, &option, QStyle::SC_SliderHandle, this);
    return groove.left() + handle.width() / 2 +
           QStyle::sliderPositionFromValue(minimum(), maximum(), value,
                                           groove.width() - handle.width());
}

QString MarkedSlider::textAt(int x) const {
    QStringList lines;
    qsizetype more = 0;
    for (const Mark& mark : marks_) {
        if (std::abs(placeOf(mark.value) - x) <= kTextReach) {
            lines.size() < kMostLines ? void(lines << mark.text) : void(++more);
        }
    }
    if (more > 0) {
        lines << CommonText::tr("and %1 more").arg(more);
    }
    return lines.join(u'\n');
}

void MarkedSlider::paintEvent(QPaintEvent* event) {
    QSlider::paintEvent(event);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    for (auto mark = marks_.begin(); mark != marks_.end();) {
        // Marks of one place are drawn as one, in the text's colour if theirs differ.
        const auto end = std::find_if(
            mark, marks_.end(), [&](const Mark& other) { return other.value != mark->value; });
        const bool same =
            std::all_of(mark, end, [&](const Mark& other) { return other.color == mark->color; });
        painter.setBrush(same && mark->color.isValid() ? mark->color
                                                       : palette().color(QPalette::WindowText));
        const double x = placeOf(mark->value) + 0.5;
        const double bottom = std::min(height() / 2.0 + kMarkBottom, height() - 0.5);
        painter.drawPolygon(QPolygonF({{x - kTriangleWidth / 2, bottom},
                                       {x, bottom - kTriangleHeight},
                                       {x + kTriangleWidth / 2, bottom}}));
        mark = end;
    }
}

bool MarkedSlider::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QString text = textAt(help->pos().x());
        if (!text.isEmpty()) {
            QToolTip::showText(help->globalPos(), text, this);
            return true;
        }
        QToolTip::hideText();
    }
    return QSlider::event(event);
}

} // namespace asge
