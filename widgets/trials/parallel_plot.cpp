// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/trials/parallel_plot.h"

#include "widgets/common/counted_text.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/style.h"
#include "widgets/common/theme.h"
#include "widgets/plot/heat_colors.h"
#include "widgets/runs/runs_text.h"
#include "widgets/trials/trials_text.h"

#include <qcustomplot.h>

#include <QApplication>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string_view>
#include <unordered_map>

namespace asge {
namespace {

constexpr int kPlotSide = 70;   ///< pixels beside the outer axes, for tick labels
constexpr int kPlotTop = 52;    ///< pixels above the axes, for titles
constexpr int kPlotBottom = 80; ///< pixels below, for missing values, notes and the colour bar
constexpr int kMissing = 20;    ///< pixels below an axis, where values that are missing are drawn
constexpr double kSpread = 22;  ///< pixels over which the lines of one value spread
constexpr std::size_t kMostSpreadValues = 8;
constexpr double kReach = 7;     ///< pixels from a line at which the cursor points at it
constexpr double kAxisReach = 9; ///< pixels from an axis at which a drag chooses a range
constexpr int kAxisTick = 5;     ///< pixels
/// Pixels between axes, for the labels between them: less would make them unreadable.
constexpr double kLeastRoom = 84;
/// More lines are drawn thin, without dots and dashes: 2,000 dashed ones take more than a second.
constexpr std::size_t kMostFineLines = 300;

double lineDistance(const QPolygonF& line, QPointF at) {
    double least = 1e9;
    for (qsizetype i = 0; i + 1 < line.size(); ++i) {
        const QPointF along = line[i + 1] - line[i];
        const double length = QPointF::dotProduct(along, along);
        const double part =
            length > 0 ? std::clamp(QPointF::dotProduct(at - line[i], along) / length, 0.0, 1.0)
                       : 0;
        const QPointF apart = at - (line[i] + part * along);
        least = std::min(least, std::hypot(apart.x(), apart.y()));
    }
    return least;
}

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

} // namespace

ParallelPlot::ParallelPlot(QWidget* parent) : TrialsPart(parent) {
    setObjectName(QStringLiteral("trialsParallel"));
    setAccessibleName(TrialsText::tr("Parallel coordinates of the trials"));
    setMouseTracking(true);
    setMinimumSize(240, 200);
}

void ParallelPlot::setContent(TrialsContentPtr content) {
    content_ = std::move(content);
    axes_.clear();
    pointed_.reset();
    std::vector<std::string> paths;
    std::vector<std::optional<std::pair<double, double>>> brushes;
    range_ = rangeOf(content_->groups, content_->result);
    for (const TrialSetting& setting : content_->groups.settings) {
        axes_.push_back(TrialAxis::ofSetting(setting));
        paths.push_back(setting.field.path());
        const auto before = std::find(paths_.begin(), paths_.end(), paths.back());
        brushes.push_back(before == paths_.end()
                              ? std::nullopt
                              : brushes_[static_cast<std::size_t>(before - paths_.begin())]);
    }
    axes_.push_back(TrialAxis::ofResult(content_->resultTitle(), range_));
    brushes.push_back(brushes_.empty() ? std::nullopt : brushes_.back());
    if (paths != paths_) {
        dragged_.reset();
    }
    paths_ = std::move(paths);
    brushes_ = std::move(brushes);
    rankAxes();
    if (cursor_ && !dragged_) { // the line below the cursor may be another one now
        point(axisAt(*cursor_) ? std::nullopt : rowAt(*cursor_), std::nullopt);
    }
    update();
}

/// Sorts the settings by the number of trials that lack the most frequent value.
void ParallelPlot::rankAxes() {
    const std::vector<TrialSetting>& settings = content_->groups.settings;
    std::vector<std::size_t> others(settings.size());
    for (std::size_t axis = 0; axis < settings.size(); ++axis) {
        std::unordered_map<std::string_view, std::size_t> counts;
        std::size_t most = 0;
        for (const Trial& trial : content_->groups.rows) {
            most = std::max(most, ++counts[trial.values[axis]]);
        }
        others[axis] = content_->groups.rows.size() - most;
    }
    ranked_.resize(settings.size());
    std::iota(ranked_.begin(), ranked_.end(), std::size_t{0});
    std::stable_sort(ranked_.begin(), ranked_.end(), [&](std::size_t one, std::size_t other) {
        return others[one] > others[other];
    });
}

double ParallelPlot::Frame::room() const {
    return axes.size() < 2 ? area.width() : area.width() / static_cast<double>(axes.size() - 1);
}

QPointF ParallelPlot::Frame::at(std::size_t nth, double place) const {
    const double x =
        axes.size() < 2 ? area.center().x() : area.left() + room() * static_cast<double>(nth);
    return {x, std::isfinite(place) ? area.bottom() - place * area.height()
                                    : area.bottom() + kMissing};
}

/// Axes with a range are always drawn, since they filter.
ParallelPlot::Frame ParallelPlot::frameIn(const QRectF& rect) const {
    Frame frame{rect, rect.adjusted(kPlotSide, kPlotTop, -kPlotSide, -kPlotBottom), {}};
    const auto fit = static_cast<std::size_t>(std::max(1.0, frame.area.width() / kLeastRoom));
    for (const bool isBrushed : {true, false}) {
        for (const std::size_t axis : ranked_) {
            if (brushes_[axis].has_value() == isBrushed && (isBrushed || frame.axes.size() < fit)) {
                frame.axes.push_back(axis);
            }
        }
    }
    std::sort(frame.axes.begin(), frame.axes.end());
    frame.axes.push_back(ranked_.size());
    return frame;
}

std::vector<std::size_t> ParallelPlot::shownAxes() const {
    return frameIn(rect()).axes;
}

QPointF ParallelPlot::axisEnd(std::size_t axis, double place) const {
    const Frame frame = frameIn(rect());
    const auto found = std::find(frame.axes.begin(), frame.axes.end(), axis);
    return frame.at(static_cast<std::size_t>(found - frame.axes.begin()), place);
}

double ParallelPlot::placeOf(const Trial& trial, std::size_t axis) const {
    if (axis == trial.values.size()) {
        return axes_[axis].placeOf(100 * trial.results[content_->result].mean);
    }
    return axes_[axis].placeOf(content_->groups.settings[axis].placeOf(trial.values[axis]));
}

/// Moves the lines of a value apart, in pixels: those of a grid would hide each other. A value that
/// only one line has is at its tick.
double ParallelPlot::offsetOf(const Trial& trial, std::size_t axis) const {
    constexpr double kGoldenPart = 0.618033988749895; // its multiples spread evenly
    const std::vector<TrialSetting>& settings = content_->groups.settings;
    if (axis >= settings.size() || settings[axis].values.size() > kMostSpreadValues ||
        settings[axis].values.size() >= content_->groups.rows.size()) {
        return 0;
    }
    const auto row = static_cast<double>(&trial - content_->groups.rows.data() + 1);
    const double turn = kGoldenPart * row;
    return kSpread * (turn - std::floor(turn) - 0.5);
}

QPolygonF ParallelPlot::lineOf(const Frame& frame, const Trial& trial) const {
    QPolygonF line;
    for (std::size_t nth = 0; nth < frame.axes.size(); ++nth) {
        const std::size_t axis = frame.axes[nth];
        const double place = placeOf(trial, axis);
        if (axis == trial.values.size() && !std::isfinite(place)) {
            if (!line.isEmpty()) { // a stub towards the axis, also if there is one setting only
                line << line.back() + QPointF(0.3 * frame.room(), 0);
            }
            break;
        }
        line << frame.at(nth, place) + QPointF(0, offsetOf(trial, axis));
    }
    return line;
}

bool ParallelPlot::isWithin(const Trial& trial) const {
    for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
        if (!brushes_[axis]) {
            continue;
        }
        constexpr double kRounding = 1e-6;
        const double place = placeOf(trial, axis);
        if (!(place >= brushes_[axis]->first - kRounding &&
              place <= brushes_[axis]->second + kRounding)) {
            return false;
        }
    }
    return true;
}

void ParallelPlot::setBrush(std::size_t axis, std::optional<std::pair<double, double>> range) {
    brushes_.at(axis) = range;
    pointed_.reset();
    update();
}

std::vector<std::size_t> ParallelPlot::shownRows() const {
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; content_ != nullptr && row < content_->groups.rows.size(); ++row) {
        if (isWithin(content_->groups.rows[row])) {
            rows.push_back(row);
        }
    }
    return rows;
}

std::optional<std::size_t> ParallelPlot::rowAt(QPointF at) const {
    std::optional<std::size_t> nearest;
    double least = kReach;
    const Frame frame = frameIn(rect());
    for (const std::size_t row : shownRows()) {
        const double distance = lineDistance(lineOf(frame, content_->groups.rows[row]), at);
        if (distance < least) {
            least = distance;
            nearest = row;
        }
    }
    return nearest;
}

std::optional<std::size_t> ParallelPlot::axisAt(QPointF at) const {
    if (content_ == nullptr) {
        return std::nullopt;
    }
    const Frame frame = frameIn(rect());
    for (std::size_t nth = 0; nth < frame.axes.size(); ++nth) {
        const bool beside = std::abs(at.x() - frame.at(nth, 0).x()) <= kAxisReach;
        if (beside && at.y() >= frame.area.top() - kAxisReach &&
            at.y() <= frame.area.bottom() + kAxisReach) {
            return frame.axes[nth];
        }
    }
    return std::nullopt;
}

double ParallelPlot::placeAt(double y) const {
    const QRectF area = frameIn(rect()).area;
    return std::clamp((area.bottom() - y) / area.height(), 0.0, 1.0);
}

QColor ParallelPlot::colorOf(const Trial& trial) const {
    const theme::PlotColors colors = theme::plotColors(palette());
    const double mean = 100 * trial.results[content_->result].mean;
    return std::isfinite(mean) ? theme::legible(theme::sequential(range_.part(mean)),
                                                colors.background, theme::kGraphicContrast)
                               : colors.faint;
}

bool ParallelPlot::hasMany() const {
    return content_->groups.rows.size() > kMostFineLines;
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
    painter.setPen(QPen(colors.axis, 1.4));
    painter.drawLine(frame.at(nth, 0), frame.at(nth, 1));
    drawTicks(painter, frame, nth);
    drawTitle(painter, frame, nth);
}

void ParallelPlot::drawTicks(QPainter& painter, const Frame& frame, std::size_t nth) const {
    const theme::PlotColors colors = theme::plotColors(palette());
    const QFontMetricsF metrics(painter.font());
    double free = 1e9; // the top of the lowest label so far
    for (const TrialAxis::Tick& tick : axes_[frame.axes[nth]].ticks()) {
        const QPointF at = frame.at(nth, tick.place);
        painter.setPen(QPen(colors.axis, 1));
        painter.drawLine(at, at - QPointF(kAxisTick, 0));
        if (at.y() + metrics.height() / 2 > free) {
            continue;
        }
        free = at.y() - metrics.height() / 2;
        const QString text =
            metrics.elidedText(tick.text, Qt::ElideMiddle,
                               std::max(nth == 0 ? kPlotSide - 10.0 : frame.room() - 14, 24.0));
        const QRectF label(at.x() - kAxisTick - 4 - metrics.horizontalAdvance(text),
                           at.y() - metrics.height() / 2, metrics.horizontalAdvance(text) + 1,
                           metrics.height());
        QColor ground = colors.background;
        ground.setAlpha(205);
        painter.fillRect(label.adjusted(-2, 0, 2, 0), ground); // lines pass below the text
        painter.setPen(colors.text);
        painter.drawText(label, Qt::AlignRight | Qt::AlignVCenter, text);
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

QStringList ParallelPlot::leftOut(const Frame& frame) const {
    QStringList titles;
    for (std::size_t axis = 0; axis < ranked_.size(); ++axis) {
        if (std::find(frame.axes.begin(), frame.axes.end(), axis) == frame.axes.end()) {
            titles << axes_[axis].title();
        }
    }
    return titles;
}

QString ParallelPlot::notesOf(const Frame& frame) const {
    bool anyMissing = false;
    bool anyOpen = false;
    for (const Trial& trial : content_->groups.rows) {
        anyMissing =
            anyMissing || std::any_of(frame.axes.begin(), frame.axes.end() - 1,
                                      [&](std::size_t axis) { return trial.values[axis].empty(); });
        anyOpen = anyOpen || !std::isfinite(trial.results[content_->result].mean);
    }
    QStringList notes;
    if (const auto out = leftOut(frame).size(); out > 0) {
        notes << TrialsText::tr("%1 of %2 settings: those in which most rows differ")
                     .arg(static_cast<qsizetype>(ranked_.size()) - out)
                     .arg(ranked_.size());
    }
    if (const std::size_t shown = shownRows().size(); shown != content_->groups.rows.size()) {
        notes << TrialsText::tr("%1 of %2 within the ranges")
                     .arg(shown)
                     .arg(content_->groups.rows.size());
    }
    if (anyOpen) {
        notes << (hasMany() ? TrialsText::tr("grey: no finished run")
                            : TrialsText::tr("dashed: no finished run"));
    }
    if (anyMissing) {
        notes << TrialsText::tr("below an axis: no such setting");
    }
    return notes.join(QStringLiteral(" · "));
}

QString ParallelPlot::noteText() const {
    return content_ == nullptr ? QString() : notesOf(frameIn(rect()));
}

QRectF ParallelPlot::notesRect(const Frame& frame) const {
    const double line = QFontMetricsF(font()).height();
    return {frame.rect.left() + 8, frame.rect.bottom() - 2 * line - 8, frame.rect.width() - 16,
            line};
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

/// The note's tool tip names the settings that are left out.
bool ParallelPlot::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip && content_ != nullptr) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const Frame frame = frameIn(rect());
        const QStringList out = leftOut(frame);
        if (!out.isEmpty() && notesRect(frame).contains(help->pos())) {
            QToolTip::showText(
                help->globalPos(),
                plain::block(TrialsText::tr("Without an axis here:\n%1").arg(out.join(u'\n'))),
                this);
            return true;
        }
    }
    return TrialsPart::event(event);
}

void ParallelPlot::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    draw(painter, rect());
}

void ParallelPlot::mousePressEvent(QMouseEvent* event) {
    pressed_ = event->position();
    dragged_ = event->button() == Qt::LeftButton ? axisAt(pressed_) : std::nullopt;
    dragFrom_ = placeAt(pressed_.y());
}

void ParallelPlot::mouseMoveEvent(QMouseEvent* event) {
    const QPointF at = event->position();
    cursor_ = at;
    if (dragged_ && (event->buttons() & Qt::LeftButton) != 0) {
        if (std::abs(at.y() - pressed_.y()) >= QApplication::startDragDistance()) {
            setBrush(*dragged_, std::minmax({dragFrom_, placeAt(at.y())}));
        }
        return;
    }
    setCursor(axisAt(at) ? Qt::SizeVerCursor : Qt::ArrowCursor);
    point(axisAt(at) ? std::nullopt : rowAt(at), event->globalPosition().toPoint());
}

void ParallelPlot::mouseReleaseEvent(QMouseEvent* event) {
    const QPointF moved = event->position() - pressed_;
    const bool isClick = moved.manhattanLength() < QApplication::startDragDistance();
    if (dragged_ && isClick) {
        setBrush(*dragged_, std::nullopt);
    } else if (isClick && event->button() == Qt::LeftButton) {
        if (const auto row = rowAt(event->position())) {
            if (const RunId run = content_->runOf(content_->groups.rows[*row]); run != 0) {
                emit openRequested(run);
            }
        }
    }
    dragged_.reset();
}

void ParallelPlot::leaveEvent(QEvent*) {
    cursor_.reset();
    point(std::nullopt, QPoint());
}

/// Without `global`, no tool tip appears.
void ParallelPlot::point(std::optional<std::size_t> row, std::optional<QPoint> global) {
    readout_ = row ? content_->describe(content_->groups, content_->groups.rows[*row]) : QString();
    if (row && global) {
        QToolTip::showText(*global, readout_, this);
    } else if (!row && pointed_) {
        QToolTip::hideText();
    }
    if (row != pointed_) {
        pointed_ = row;
        update();
    }
}

PlotPicture ParallelPlot::picture() {
    const QSize shown = size().expandedTo({500, 300});
    return {TrialsText::tr("Settings and accuracy · %1").arg(content_->title), shown,
            theme::plotColors(palette()).background,
            [this, shown](QCPPainter& painter) { draw(painter, QRectF(QPointF(), shown)); }};
}

QByteArray ParallelPlot::csv() const {
    Trials trials = content_->groups;
    trials.rows.clear();
    trials.best.reset();
    for (const std::size_t row : shownRows()) {
        trials.rows.push_back(content_->groups.rows[row]);
    }
    return QByteArray::fromStdString(
        toCsv(trialsData(trials, content_->pointers, TrialRows::settings)));
}

} // namespace asge
