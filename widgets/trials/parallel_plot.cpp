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
#include <numeric>
#include <string_view>
#include <unordered_map>

namespace asge {
namespace {

constexpr int kPlotBottom = 80; ///< pixels below, for missing values, notes and the colour bar
constexpr int kMissing = 24;    ///< pixels below an axis, where values that are missing are drawn
/// Pixels over which the lines of a missing value spread, and the part of the distance to the next
/// value that those of one may take.
constexpr double kMissingSpread = 8;
constexpr double kSpreadPart = 0.6;
constexpr std::size_t kMostSpreadValues = 8;
constexpr double kReach = 7;     ///< pixels from a line at which the cursor points at it
constexpr double kAxisReach = 9; ///< pixels from an axis at which a drag chooses a range
/// Pixels between axes, for the labels between them: less would make them unreadable.
constexpr double kLeastRoom = 84;
constexpr double kMostSide = 0.25;   ///< of the width: the most for the labels of the first axis
constexpr double kBesideLabel = 12;  ///< pixels beside a label
constexpr double kLabelRounding = 3; ///< pixels: a text that is laid out is a little wider
/// Of the distance of two axes: the most for a label, so that lines can be followed beside it.
constexpr double kLabelPart = 0.7;
/// Settings that have an axis, however wide the plot is: more can't be read at once.
constexpr std::size_t kMostAxes = 12;
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

} // namespace

ParallelPlot::ParallelPlot(QWidget* parent) : TrialsPart(parent) {
    setObjectName(QStringLiteral("trialsParallel"));
    setAccessibleName(TrialsText::tr("Parallel coordinates of the trials"));
    setMouseTracking(true);
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
    spreadLines();
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
    const auto room = static_cast<std::size_t>(std::max(1.0, frame.area.width() / kLeastRoom));
    const std::size_t fit = std::min(room, kMostAxes);
    for (const bool isBrushed : {true, false}) {
        for (const std::size_t axis : ranked_) {
            if (brushes_[axis].has_value() == isBrushed && (isBrushed || frame.axes.size() < fit)) {
                frame.axes.push_back(axis);
            }
        }
    }
    std::sort(frame.axes.begin(), frame.axes.end());
    frame.axes.push_back(ranked_.size());
    const double spare =
        frame.area.width() - kLeastRoom * static_cast<double>(frame.axes.size() - 1);
    const double labels = axes_[frame.axes.front()].labelWidth(QFontMetricsF(font()));
    const double most = std::min(kMostSide * rect.width(), kPlotSide + std::max(spare, 0.0));
    frame.area.setLeft(rect.left() + std::clamp<double>(labels + kBesideLabel + kLabelRounding,
                                                        kPlotSide,
                                                        std::max<double>(most, kPlotSide)));
    return frame;
}

/// The pixels for the labels of an axis. The lines between two axes keep the others.
double ParallelPlot::Frame::labelRoom(std::size_t nth) const {
    if (nth == 0) {
        return area.left() - rect.left() - kBesideLabel;
    }
    return kLabelPart * room();
}

std::size_t ParallelPlot::nthOf(const Frame& frame, std::size_t axis) {
    const auto found = std::find(frame.axes.begin(), frame.axes.end(), axis);
    return static_cast<std::size_t>(found - frame.axes.begin());
}

std::vector<std::size_t> ParallelPlot::shownAxes() const {
    return frameIn(rect()).axes;
}

QPointF ParallelPlot::axisEnd(std::size_t axis, double place) const {
    const Frame frame = frameIn(rect());
    return frame.at(nthOf(frame, axis), place);
}

std::vector<QRectF> ParallelPlot::labelRects(std::size_t axis) const {
    const Frame frame = frameIn(rect());
    std::vector<QRectF> rects;
    for (const TickLabel& label : labelsOf(frame, nthOf(frame, axis))) {
        rects.push_back(label.rect);
    }
    return rects;
}

QRectF ParallelPlot::titleRect(std::size_t axis) const {
    const Frame frame = frameIn(rect());
    return titleRoom(frame, nthOf(frame, axis));
}

double ParallelPlot::placeOf(const Trial& trial, std::size_t axis) const {
    if (axis == trial.values.size()) {
        return axes_[axis].placeOf(100 * trial.results[content_->result].mean);
    }
    return axes_[axis].placeOf(content_->groups.settings[axis].placeOf(trial.values[axis]));
}

/// Moves the lines of a value apart evenly, around its tick: those of a grid would hide each other.
/// A value that only one line has is at its tick, and so are the values of an axis with many.
void ParallelPlot::spreadLines() {
    constexpr double kGoldenPart = 0.618033988749895; // its multiples are well mixed
    const std::vector<Trial>& rows = content_->groups.rows;
    spreads_.assign(content_->groups.settings.size(), {});
    for (std::size_t axis = 0; axis < spreads_.size(); ++axis) {
        if (content_->groups.settings[axis].values.size() > kMostSpreadValues) {
            continue;
        }
        std::unordered_map<std::string_view, std::vector<std::size_t>> sharing;
        for (std::size_t row = 0; row < rows.size(); ++row) {
            sharing[rows[row].values[axis]].push_back(row);
        }
        AxisSpread& spread = spreads_[axis];
        spread.places.resize(rows.size());
        std::vector<double> ticks;
        for (auto& [value, lines] : sharing) {
            if (const double tick = placeOf(rows[lines.front()], axis); std::isfinite(tick)) {
                ticks.push_back(tick);
            }
            // Mixed, since rows are sorted by their accuracy.
            const auto turn = [](std::size_t row) {
                const double turns = kGoldenPart * static_cast<double>(row + 1);
                return turns - std::floor(turns);
            };
            std::sort(lines.begin(), lines.end(),
                      [&](std::size_t one, std::size_t other) { return turn(one) < turn(other); });
            for (std::size_t rank = 0; rank < lines.size(); ++rank) {
                spread.places[lines[rank]] =
                    (static_cast<double>(rank) + 0.5) / static_cast<double>(lines.size()) - 0.5;
            }
        }
        std::sort(ticks.begin(), ticks.end());
        spread.room = kSpreadPart;
        for (std::size_t tick = 1; tick < ticks.size(); ++tick) {
            spread.room = std::min(spread.room, kSpreadPart * (ticks[tick] - ticks[tick - 1]));
        }
    }
}

/// How far a line is from the tick of its value, in pixels.
double ParallelPlot::offsetOf(const Frame& frame, const Trial& trial, std::size_t axis) const {
    if (axis >= spreads_.size() || spreads_[axis].places.empty()) {
        return 0;
    }
    const AxisSpread& spread = spreads_[axis];
    const auto row = static_cast<std::size_t>(&trial - content_->groups.rows.data());
    const double room = trial.values[axis].empty()
                            ? kMissingSpread
                            : std::min(kSpread, spread.room * frame.area.height());
    return room * spread.places[row];
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
        line << frame.at(nth, place) + QPointF(0, offsetOf(frame, trial, axis));
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

bool ParallelPlot::hasMany() const {
    return content_->groups.rows.size() > kMostFineLines;
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
    bool areMeans = false;
    for (const Trial& trial : content_->groups.rows) {
        anyMissing =
            anyMissing || std::any_of(frame.axes.begin(), frame.axes.end() - 1,
                                      [&](std::size_t axis) { return trial.values[axis].empty(); });
        areMeans = areMeans || trial.runs.size() > 1;
        anyOpen = anyOpen || !std::isfinite(trial.results[content_->result].mean);
    }
    QStringList notes;
    if (ranked_.empty()) {
        notes << TrialsText::tr("The runs differ in no setting");
    }
    if (const auto out = leftOut(frame).size(); out > 0) {
        notes << TrialsText::tr("%1 of %2 settings: those that differ most")
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
    const bool areSpread =
        std::any_of(spreads_.begin(), spreads_.end(), [](const AxisSpread& axis) {
            return std::any_of(axis.places.begin(), axis.places.end(),
                               [](double place) { return place != 0; });
        });
    if (areSpread) {
        notes << TrialsText::tr("equal values are spread");
    }
    if (areMeans) {
        notes << TrialsText::tr("lines are means over seeds");
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

/// The note's tool tip has all of it, and names the settings that are left out.
bool ParallelPlot::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip && content_ != nullptr) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const Frame frame = frameIn(rect());
        const QStringList out = leftOut(frame);
        if (notesRect(frame).contains(help->pos())) {
            const QString without =
                out.isEmpty()
                    ? QString()
                    : u'\n' + TrialsText::tr("Without an axis here:\n%1").arg(out.join(u'\n'));
            QToolTip::showText(help->globalPos(), plain::block(notesOf(frame) + without), this);
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

PlotPicture ParallelPlot::picture(const ExportTarget& target) {
    const QSize shown = figureSize(target, size(), font()).expandedTo({500, 300});
    return {TrialsText::tr("Settings and accuracy · %1").arg(content_->title), shown,
            theme::plotColors(palette()).background,
            [this, shown](QCPPainter& painter) { draw(painter, QRectF(QPointF(), shown)); }};
}

ExportedTable ParallelPlot::table() const {
    Trials trials = content_->groups;
    trials.rows.clear();
    trials.best.clear();
    for (const std::size_t row : shownRows()) {
        trials.rows.push_back(content_->groups.rows[row]);
    }
    return {trialsData(trials, content_->pointers, TrialRows::settings),
            trialsTable(trials, content_->pointers, TrialRows::settings, plainNumber)};
}

} // namespace asge
