// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/trials/parallel_plot.h"

#include "widgets/common/counted_text.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/style.h"
#include "widgets/common/theme.h"
#include "widgets/runs/runs_text.h"
#include "widgets/trials/trials_text.h"

#include <qcustomplot.h>

#include <QApplication>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace asge {
namespace {

constexpr int kPlotSide = 70;   ///< pixels beside the outer axes, for tick labels
constexpr int kPlotTop = 52;    ///< pixels above the axes, for titles
constexpr int kPlotBottom = 64; ///< pixels below, for missing values and the colour bar
constexpr int kMissing = 20;    ///< pixels below an axis, where values that are missing are drawn
constexpr double kSpread = 22;  ///< pixels over which the lines of one value spread
constexpr std::size_t kMostSpreadValues = 8;
constexpr double kReach = 7;     ///< pixels from a line at which the cursor points at it
constexpr double kAxisReach = 9; ///< pixels from an axis at which a drag chooses a range
constexpr int kAxisTick = 5;     ///< pixels

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
    range_ = rangeOf(content_->groups, content_->result);
    for (const TrialSetting& setting : content_->groups.settings) {
        axes_.push_back(TrialAxis::ofSetting(setting));
        paths.push_back(setting.field.path());
    }
    axes_.push_back(TrialAxis::ofResult(content_->resultTitle(), range_));
    if (paths != paths_ || brushes_.size() != axes_.size()) {
        brushes_.assign(axes_.size(), std::nullopt);
        dragged_.reset();
        paths_ = std::move(paths);
    }
    update();
}

QRectF ParallelPlot::areaIn(const QRectF& rect) const {
    return rect.adjusted(kPlotSide, kPlotTop, -kPlotSide, -kPlotBottom);
}

QPointF ParallelPlot::pointOn(const QRectF& area, std::size_t axis, double place) const {
    const double x = axes_.size() < 2 ? area.center().x()
                                      : area.left() + area.width() * static_cast<double>(axis) /
                                                          static_cast<double>(axes_.size() - 1);
    return {x, std::isfinite(place) ? area.bottom() - place * area.height()
                                    : area.bottom() + kMissing};
}

QPointF ParallelPlot::axisEnd(std::size_t axis, double place) const {
    return pointOn(areaIn(rect()), axis, place);
}

double ParallelPlot::placeOf(const Trial& trial, std::size_t axis) const {
    if (axis == trial.values.size()) {
        return axes_[axis].placeOf(100 * trial.results[content_->result].mean);
    }
    return axes_[axis].placeOf(content_->groups.settings[axis].placeOf(trial.values[axis]));
}

/// Moves the lines of a value apart, in pixels: those of a grid would hide each other.
double ParallelPlot::offsetOf(const Trial& trial, std::size_t axis) const {
    constexpr double kGoldenPart = 0.618033988749895; // its multiples spread evenly
    const std::vector<TrialSetting>& settings = content_->groups.settings;
    if (axis >= settings.size() || settings[axis].values.size() > kMostSpreadValues) {
        return 0;
    }
    const auto row = static_cast<double>(&trial - content_->groups.rows.data() + 1);
    const double turn = kGoldenPart * row;
    return kSpread * (turn - std::floor(turn) - 0.5);
}

QPolygonF ParallelPlot::lineOf(const QRectF& area, const Trial& trial) const {
    QPolygonF line;
    for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
        const double place = placeOf(trial, axis);
        if (axis == trial.values.size() && !std::isfinite(place)) {
            if (!line.isEmpty()) { // a stub towards the axis, also if there is one setting only
                line << line.back() +
                            QPointF(0.3 * area.width() / static_cast<double>(axes_.size() - 1), 0);
            }
            break;
        }
        line << pointOn(area, axis, place) + QPointF(0, offsetOf(trial, axis));
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
    for (const std::size_t row : shownRows()) {
        const double distance =
            lineDistance(lineOf(areaIn(rect()), content_->groups.rows[row]), at);
        if (distance < least) {
            least = distance;
            nearest = row;
        }
    }
    return nearest;
}

std::optional<std::size_t> ParallelPlot::axisAt(QPointF at) const {
    const QRectF area = areaIn(rect());
    for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
        const bool beside = std::abs(at.x() - pointOn(area, axis, 0).x()) <= kAxisReach;
        if (beside && at.y() >= area.top() - kAxisReach && at.y() <= area.bottom() + kAxisReach) {
            return axis;
        }
    }
    return std::nullopt;
}

double ParallelPlot::placeAt(double y) const {
    const QRectF area = areaIn(rect());
    return std::clamp((area.bottom() - y) / area.height(), 0.0, 1.0);
}

QColor ParallelPlot::colorOf(const Trial& trial) const {
    const theme::PlotColors colors = theme::plotColors(palette());
    const double mean = 100 * trial.results[content_->result].mean;
    return std::isfinite(mean) ? theme::legible(theme::sequential(range_.part(mean)),
                                                colors.background, theme::kGraphicContrast)
                               : colors.faint;
}

void ParallelPlot::drawLine(QPainter& painter, const QRectF& area, std::size_t row) const {
    const Trial& trial = content_->groups.rows[row];
    const bool within = isWithin(trial);
    const bool isPointed = pointed_ == row;
    QColor color = colorOf(trial);
    if (!within || (pointed_ && !isPointed)) {
        color.setAlphaF(within ? 0.35F : 0.12F);
    }
    const bool hasResult = std::isfinite(trial.results[content_->result].mean);
    painter.setPen(QPen(color, isPointed ? 3.5 : 1.7, hasResult ? Qt::SolidLine : Qt::DashLine,
                        Qt::RoundCap, Qt::RoundJoin));
    const QPolygonF line = lineOf(area, trial);
    painter.drawPolyline(line);
    if (!within || line.isEmpty()) {
        return;
    }
    const double radius = isPointed ? 4 : 2.5;
    painter.setBrush(color);
    for (qsizetype i = 0; i < line.size() - (hasResult ? 0 : 1); ++i) {
        painter.drawEllipse(line[i], radius, radius);
    }
    painter.setBrush(Qt::NoBrush);
}

void ParallelPlot::drawAxis(QPainter& painter, const QRectF& area, std::size_t axis) const {
    const theme::PlotColors colors = theme::plotColors(palette());
    const QPointF low = pointOn(area, axis, 0);
    const QPointF high = pointOn(area, axis, 1);
    const QFontMetricsF metrics(painter.font());
    const double room =
        axes_.size() > 1 ? area.width() / static_cast<double>(axes_.size() - 1) : area.width();
    if (brushes_[axis]) {
        const QPointF from = pointOn(area, axis, brushes_[axis]->second);
        const QPointF to = pointOn(area, axis, brushes_[axis]->first);
        QColor fill = palette().color(QPalette::Highlight);
        painter.setPen(QPen(fill, 1));
        fill.setAlpha(70);
        painter.setBrush(fill);
        painter.drawRect(QRectF(from.x() - 7, from.y(), 14, std::max(to.y() - from.y(), 2.0)));
        painter.setBrush(Qt::NoBrush);
    }
    painter.setPen(QPen(colors.axis, 1.4));
    painter.drawLine(low, high);
    double free = 1e9; // the top of the lowest label so far
    for (const TrialAxis::Tick& tick : axes_[axis].ticks()) {
        const QPointF at = pointOn(area, axis, tick.place);
        painter.setPen(QPen(colors.axis, 1));
        painter.drawLine(at, at - QPointF(kAxisTick, 0));
        if (at.y() + metrics.height() / 2 > free) {
            continue;
        }
        free = at.y() - metrics.height() / 2;
        const QString text = metrics.elidedText(
            tick.text, Qt::ElideMiddle, std::max(axis == 0 ? kPlotSide - 10.0 : room - 14, 24.0));
        const QRectF label(at.x() - kAxisTick - 4 - metrics.horizontalAdvance(text),
                           at.y() - metrics.height() / 2, metrics.horizontalAdvance(text) + 1,
                           metrics.height());
        QColor ground = colors.background;
        ground.setAlpha(205);
        painter.fillRect(label.adjusted(-2, 0, 2, 0), ground); // lines pass below the text
        painter.setPen(colors.text);
        painter.drawText(label, Qt::AlignRight | Qt::AlignVCenter, text);
    }
    const double width = std::min(room - 10, 2.0 * kPlotSide - 10);
    const QString kind = axes_[axis].isLogarithmic() ? TrialsText::tr(" (log)") : QString();
    QFont bold = painter.font();
    const QFont plain = bold;
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(colors.text);
    painter.drawText(
        QRectF(high.x() - width / 2, area.top() - kPlotTop + 4, width, kPlotTop - 14),
        Qt::AlignHCenter | Qt::AlignBottom | Qt::TextWordWrap,
        QFontMetricsF(bold).elidedText(axes_[axis].title() + kind, Qt::ElideRight, 1.7 * width));
    painter.setFont(plain);
}

void ParallelPlot::draw(QPainter& painter, const QRectF& rect) const {
    const theme::PlotColors colors = theme::plotColors(palette());
    painter.fillRect(rect, colors.background);
    if (content_ == nullptr) {
        return;
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(font());
    const QRectF area = areaIn(rect);
    for (std::size_t row = content_->groups.rows.size(); row-- > 0;) { // the best one on top
        if (pointed_ != row) {
            drawLine(painter, area, row);
        }
    }
    if (pointed_) {
        drawLine(painter, area, *pointed_);
    }
    bool anyMissing = false;
    bool anyOpen = false;
    for (const Trial& trial : content_->groups.rows) {
        anyMissing = anyMissing ||
                     std::find(trial.values.begin(), trial.values.end(), "") != trial.values.end();
        anyOpen = anyOpen || !std::isfinite(trial.results[content_->result].mean);
    }
    for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
        drawAxis(painter, area, axis);
    }
    painter.setPen(colors.text);
    const double line = QFontMetricsF(painter.font()).height();
    const double bottom = rect.bottom() - line - 6;
    if (range_.any) {
        ColorKey key;
        key.setPalette(palette());
        key.setFont(font());
        key.setBars({colorBar(content_->resultTitle(), range_, [&](double part) {
            return theme::legible(theme::sequential(part), colors.background,
                                  theme::kGraphicContrast);
        })});
        key.paint(painter, QRect(static_cast<int>(rect.left()) + 8, static_cast<int>(bottom),
                                 static_cast<int>(rect.width()) - 16, static_cast<int>(line)));
    }
    QStringList notes;
    const std::size_t shown = shownRows().size();
    if (shown != content_->groups.rows.size()) {
        notes << TrialsText::tr("%1 of %2 within the ranges")
                     .arg(shown)
                     .arg(content_->groups.rows.size());
    }
    if (anyOpen) {
        notes << TrialsText::tr("dashed: no finished run");
    }
    if (anyMissing) {
        notes << TrialsText::tr("below an axis: no such setting");
    }
    painter.setPen(colors.text);
    painter.drawText(QRectF(rect.left(), bottom, rect.width() - 10, line),
                     Qt::AlignRight | Qt::AlignVCenter, notes.join(QStringLiteral(" · ")));
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
    point(std::nullopt, {});
}

void ParallelPlot::point(std::optional<std::size_t> row, const QPoint& global) {
    readout_ = row ? content_->describe(content_->groups, content_->groups.rows[*row]) : QString();
    if (row) {
        QToolTip::showText(global, readout_, this);
    } else if (pointed_) {
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
