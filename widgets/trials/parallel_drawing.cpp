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
constexpr double kBelowTitles = 3;   ///< pixels between titles and labels, at least
constexpr float kVeil = 0.88F;       ///< how much a label's background covers of lines

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

QFont boldOf(QFont font) {
    font.setBold(true);
    return font;
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
    painter.setPen(QPen(colors.axis, 1));
    for (const TrialAxis::Tick& tick : axes_[frame.axes[nth]].ticks()) {
        const QPointF at = frame.at(nth, tick.place);
        painter.drawLine(at, at - QPointF(kAxisTick, 0));
    }
}

/// Labels that would overlap are moved apart by up to half a line, and left out beyond that.
std::vector<ParallelPlot::TickLabel> ParallelPlot::labelsOf(const Frame& frame,
                                                            std::size_t nth) const {
    const QFontMetricsF metrics(font());
    const std::vector<TrialAxis::Tick>& ticks = axes_[frame.axes[nth]].ticks();
    const double highest = frame.area.top() - kPlotTop + kTitles + kBelowTitles;
    double free = 1e9; // the top of the lowest label so far
    std::vector<TickLabel> labels;
    for (std::size_t i = 0; i < ticks.size(); ++i) {
        double apart = frame.area.height(); // from the next tick
        apart *= std::min(i > 0 ? ticks[i].place - ticks[i - 1].place : 1,
                          i + 1 < ticks.size() ? ticks[i + 1].place - ticks[i].place : 1);
        const double lines = std::clamp(std::floor(apart / metrics.height()), 1.0, kMostTickLines);
        const QSizeF room(frame.labelRoom(nth), lines * metrics.height() + 1);
        const QString text = fittingLabel(ticks[i].text, metrics, room);
        const QSizeF size = wrappedSize(text, metrics, room.width());
        const QPointF at = frame.at(nth, ticks[i].place);
        const double best = std::max(at.y() - size.height() / 2, highest);
        const double top = std::min(best, free - size.height());
        if (best - top > metrics.height() / 2 || top < highest) {
            continue;
        }
        free = top;
        labels.push_back(
            {{at.x() - kAxisTick - 4 - size.width(), top, size.width() + 1, size.height()}, text});
    }
    return labels;
}

/// Lines that pass below a label are seen through its background.
void ParallelPlot::drawLabels(QPainter& painter, const Frame& frame, std::size_t nth) const {
    const theme::PlotColors colors = theme::plotColors(palette());
    QColor veil = colors.background;
    veil.setAlphaF(kVeil);
    for (const TickLabel& label : labelsOf(frame, nth)) {
        painter.fillRect(label.rect.adjusted(-1, 0, 1, 0), veil);
        painter.setPen(colors.text);
        painter.drawText(label.rect, Qt::AlignRight | Qt::AlignVCenter | Qt::TextWordWrap,
                         label.text);
    }
}

QString ParallelPlot::titleOf(const Frame& frame, std::size_t nth) const {
    const TrialAxis& axis = axes_[frame.axes[nth]];
    return axis.title() + (axis.isLogarithmic() ? TrialsText::tr(" (log)") : QString());
}

/// A title that is too long for an outer axis gets the room beside the plot.
QRectF ParallelPlot::titleRoom(const Frame& frame, std::size_t nth) const {
    const QString title = titleOf(frame, nth);
    const double outside = kPlotSide - 5;
    const double inside = std::min(frame.room() / 2 - 4, outside);
    QRectF room(frame.at(nth, 1).x() - inside, frame.area.top() - kPlotTop, 2 * inside, kTitles);
    room.setTop(room.top() + 4);
    if (fittedTitle(title, boldOf(font()), room.size()) != title) {
        room.adjust(nth == 0 ? inside - outside : 0, 0,
                    nth + 1 == frame.axes.size() ? outside - inside : 0, 0);
    }
    return room;
}

void ParallelPlot::drawTitle(QPainter& painter, const Frame& frame, std::size_t nth) const {
    const QRectF room = titleRoom(frame, nth);
    const QFont plain = painter.font();
    const QFont bold = boldOf(plain);
    painter.setFont(bold);
    painter.setPen(theme::plotColors(palette()).text);
    painter.drawText(room, Qt::AlignHCenter | Qt::AlignBottom | Qt::TextWordWrap,
                     fittedTitle(titleOf(frame, nth), bold, room.size()));
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
    for (std::size_t nth = 0; nth < frame.axes.size(); ++nth) {
        drawAxis(painter, frame, nth); // below the dots, which are on it
    }
    drawLines(painter, frame);
    for (std::size_t nth = 0; nth < frame.axes.size(); ++nth) {
        drawLabels(painter, frame, nth);
        drawTitle(painter, frame, nth);
    }
    drawKey(painter, frame);
    painter.setPen(colors.text);
    painter.drawText(notesRect(frame), Qt::AlignLeft | Qt::AlignVCenter,
                     plain::wholeParts(notesOf(frame), QFontMetrics(font()),
                                       static_cast<int>(notesRect(frame).width())));
}

} // namespace asge
