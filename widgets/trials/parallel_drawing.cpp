// SPDX-License-Identifier: GPL-3.0-or-later

// How parallel coordinates are drawn.

#include "widgets/common/plain_text.h"
#include "widgets/common/theme.h"
#include "widgets/plot/heat_colors.h"
#include "widgets/trials/parallel_plot.h"
#include "widgets/trials/trials_text.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace asge {
namespace {

constexpr int kAxisTick = 5;         ///< pixels
constexpr double kMostTickLines = 3; ///< of a tick's text

/// The title, shortened until its wrapped lines have room.
QString fittedTitle(const QString& title, const QFont& font, const QSizeF& room) {
    const QFontMetricsF metrics(font);
    const auto fits = [&](const QString& text) {
        const QRectF lines = metrics.boundingRect(QRectF(0, 0, room.width(), 1e4),
                                                  Qt::AlignHCenter | Qt::TextWordWrap, text);
        return lines.width() <= room.width() && lines.height() <= room.height();
    };
    QString shown = title;
    for (qsizetype letters = title.size() - 1; letters > 0 && !fits(shown); --letters) {
        shown = title.left(letters).trimmed() + u'…';
    }
    return shown;
}

/// The size of a text in lines of at most that width; a long word may be wider.
QSizeF wrappedSize(const QString& text, const QFontMetricsF& metrics, double width) {
    const QSizeF size =
        metrics.boundingRect(QRectF(0, 0, width, 1e4), Qt::AlignRight | Qt::TextWordWrap, text)
            .size();
    return {std::ceil(size.width()), size.height()};
}

/// The text of a tick with as many of its parts as fit in lines of the room, or in one that is cut.
QString fittingLabel(const QString& text, const QFontMetricsF& metrics, const QSizeF& room) {
    const auto fits = [&](const QString& part) {
        const QSizeF size = wrappedSize(part, metrics, room.width());
        return size.width() <= room.width() && size.height() <= room.height();
    };
    const QString shown = plain::fittingValue(text, fits);
    return fits(shown) ? shown : plain::fittingValue(text, metrics, room.width());
}

} // namespace

QColor ParallelPlot::colorOf(const Trial& trial) const {
    const theme::PlotColors colors = theme::plotColors(palette());
    const double mean = 100 * trial.results[content_->result].mean;
    return std::isfinite(mean) ? theme::legible(theme::sequential(range_.part(mean)),
                                                colors.background, theme::kGraphicContrast)
                               : colors.faint;
}

void ParallelPlot::drawLine(QPainter& painter, const Frame& frame, std::size_t row) const {
    const Trial& trial = content_->groups.rows[row];
    const bool within = isWithin(trial);
    const bool isPointed = pointed_ == row;
    const bool isFine = isPointed || !hasMany();
    const bool hasResult = std::isfinite(trial.results[content_->result].mean);
    QColor color = colorOf(trial);
    const double part = !within                  ? 0.12
                        : pointed_ && !isPointed ? 0.35
                        : !isFine && !hasResult  ? 0.45 // thousands would hide each other
                                                 : 1;
    if (isFine) {
        color.setAlphaF(static_cast<float>(part));
    } else { // thousands of translucent lines take long
        color = plot::blended(theme::plotColors(palette()).background, color, part);
    }
    painter.setRenderHint(QPainter::Antialiasing, isFine);
    painter.setPen(QPen(color,
                        isPointed ? 3.5
                        : isFine  ? 1.7
                                  : 1,
                        hasResult || !isFine ? Qt::SolidLine : Qt::DashLine,
                        isFine ? Qt::RoundCap : Qt::FlatCap,
                        isFine ? Qt::RoundJoin : Qt::BevelJoin));
    const QPolygonF line = lineOf(frame, trial);
    painter.drawPolyline(line);
    if (!within || line.isEmpty() || !isFine) {
        return;
    }
    const double radius = isPointed ? 4 : 2.5;
    painter.setBrush(color);
    for (qsizetype i = 0; i < line.size() - (hasResult ? 0 : 1); ++i) {
        painter.drawEllipse(line[i], radius, radius);
    }
    painter.setBrush(Qt::NoBrush);
}

/// The best one is on top, except for that at which the cursor points.
void ParallelPlot::drawLines(QPainter& painter, const Frame& frame) const {
    for (std::size_t row = content_->groups.rows.size(); row-- > 0;) {
        if (pointed_ != row) {
            drawLine(painter, frame, row);
        }
    }
    if (pointed_) {
        drawLine(painter, frame, *pointed_);
    }
    painter.setRenderHint(QPainter::Antialiasing);
}

void ParallelPlot::drawAxis(QPainter& painter, const Frame& frame, std::size_t nth) const {
    const theme::PlotColors colors = theme::plotColors(palette());
    if (const auto& brush = brushes_[frame.axes[nth]]) {
        const QPointF from = frame.at(nth, brush->second);
        const QPointF to = frame.at(nth, brush->first);
        QColor fill = palette().color(QPalette::Highlight);
        painter.setPen(QPen(fill, 1));
        fill.setAlpha(70);
        painter.setBrush(fill);
        painter.drawRect(QRectF(from.x() - 7, from.y(), 14, std::max(to.y() - from.y(), 2.0)));
        painter.setBrush(Qt::NoBrush);
    }
    // The lines of the outer values end within the axis, too.
    const bool spreads =
        frame.axes[nth] < spreads_.size() && !spreads_[frame.axes[nth]].places.empty();
    const QPointF beyond(0, spreads ? kSpread / 2 : 0);
    painter.setPen(QPen(colors.axis, 1.4));
    painter.drawLine(frame.at(nth, 0) + beyond, frame.at(nth, 1) - beyond);
    drawTicks(painter, frame, nth);
    drawTitle(painter, frame, nth);
}

void ParallelPlot::drawTicks(QPainter& painter, const Frame& frame, std::size_t nth) const {
    const theme::PlotColors colors = theme::plotColors(palette());
    const QFontMetricsF metrics(painter.font());
    const std::vector<TrialAxis::Tick>& ticks = axes_[frame.axes[nth]].ticks();
    const double apart = frame.area.height() / std::max<double>(1, ticks.size() - 1.0);
    const double most =
        std::max(1.0, std::min(kMostTickLines, std::floor(apart / metrics.height())));
    const QSizeF room(frame.labelRoom(nth), most * metrics.height() + 1);
    double free = 1e9; // the top of the lowest label so far
    for (const TrialAxis::Tick& tick : ticks) {
        const QPointF at = frame.at(nth, tick.place);
        painter.setPen(QPen(colors.axis, 1));
        painter.drawLine(at, at - QPointF(kAxisTick, 0));
        const QString text = fittingLabel(tick.text, metrics, room);
        const QSizeF size = wrappedSize(text, metrics, room.width());
        if (at.y() + size.height() / 2 > free) {
            continue;
        }
        free = at.y() - size.height() / 2;
        const QRectF label(at.x() - kAxisTick - 4 - size.width(), free, size.width() + 1,
                           size.height());
        painter.fillRect(label.adjusted(-2, 0, 2, 0), colors.background); // lines pass below it
        painter.setPen(colors.text);
        painter.drawText(label, Qt::AlignRight | Qt::AlignVCenter | Qt::TextWordWrap, text);
    }
}

/// A title that is too long for an outer axis gets the room beside the plot.
void ParallelPlot::drawTitle(QPainter& painter, const Frame& frame, std::size_t nth) const {
    const TrialAxis& axis = axes_[frame.axes[nth]];
    const QString title = axis.title() + (axis.isLogarithmic() ? TrialsText::tr(" (log)") : "");
    const QFont plain = painter.font();
    QFont bold = plain;
    bold.setBold(true);
    const double outside = kPlotSide - 5;
    const double inside = std::min(frame.room() / 2 - 4, outside);
    QRectF room(frame.at(nth, 1).x() - inside, frame.area.top() - kPlotTop + 4, 2 * inside,
                kPlotTop - 14);
    if (fittedTitle(title, bold, room.size()) != title) {
        room.adjust(nth == 0 ? inside - outside : 0, 0,
                    nth + 1 == frame.axes.size() ? outside - inside : 0, 0);
    }
    painter.setFont(bold);
    painter.setPen(theme::plotColors(palette()).text);
    painter.drawText(room, Qt::AlignHCenter | Qt::AlignBottom | Qt::TextWordWrap,
                     fittedTitle(title, bold, room.size()));
    painter.setFont(plain);
}

/// The colours of the accuracy, below the notes.
void ParallelPlot::drawKey(QPainter& painter, const Frame& frame) const {
    if (!range_.any) {
        return;
    }
    const QColor background = theme::plotColors(palette()).background;
    ColorKey key;
    key.setPalette(palette());
    key.setFont(font());
    key.setBars({colorBar(content_->resultTitle(), range_, [&](double part) {
        return theme::legible(theme::sequential(part), background, theme::kGraphicContrast);
    })});
    const QRectF notes = notesRect(frame);
    key.paint(painter, notes.translated(0, notes.height() + 2).toRect());
}

void ParallelPlot::draw(QPainter& painter, const QRectF& rect) const {
    const theme::PlotColors colors = theme::plotColors(palette());
    painter.fillRect(rect, colors.background);
    if (content_ == nullptr) {
        return;
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(font());
    const Frame frame = frameIn(rect);
    drawLines(painter, frame);
    for (std::size_t nth = 0; nth < frame.axes.size(); ++nth) {
        drawAxis(painter, frame, nth);
    }
    drawKey(painter, frame);
    painter.setPen(colors.text);
    painter.drawText(
        notesRect(frame), Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetricsF(font()).elidedText(notesOf(frame), Qt::ElideRight, notesRect(frame).width()));
}

} // namespace asge
