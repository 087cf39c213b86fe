// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/line_panel.h"

#include "widgets/common/theme.h"
#include "widgets/plot/cut_graph.h"
#include "widgets/plot/line_style.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace asge {
namespace {

constexpr std::size_t kFewPoints = 60; // a line with at most this many gets a dot at each point
constexpr int kPictureDetail = 4;      // columns per pixel of an exported picture
constexpr int kAboveCell = 16;         // pixels of the x axis that share a mark
constexpr double kAboveApart = 12;     // pixels between two marks, so that they do not merge
constexpr double kAboveHeight = 0.985; // on a vertical axis from 0 to 1
constexpr double kBandOpacity = 0.18;  // opacity of the band, in the line's colour
constexpr double kFadedOpacity = 0.2;  // opacity of a line while another one is highlighted
constexpr double kBreakHeight = 0.975; // on a vertical axis from 0 to 1
// Pixels of an outline on both sides together, which are part of a line's width and of its dots:
// outlined lines are no wider than others.
constexpr double kOutlineWidth = 1;
constexpr double kDotOutline = 1.6;
constexpr int kClosestPoints = 3; // distances between points that the user can zoom in to
constexpr int kRightMargin = 14;  // pixels, if no line has a label
constexpr int kSmallMargin = 4;   // pixels, of a side without texts
const QString kBackdropLayer = QStringLiteral("backdrop");
const QString kOutlineLayer = QStringLiteral("outlines");

bool hasBand(const PlotSeries& series) {
    return series.band && !series.points->unorderedX();
}

/// Gives a graph the points that show the line between the edges of pixel columns.
void feedGraph(QCPGraph& graph, const CurvePyramid& line, const std::vector<double>& edges) {
    const std::vector<CurvePyramid::Point> shown = line.outline(edges);
    QVector<QCPGraphData> data;
    data.reserve(static_cast<qsizetype>(shown.size()));
    for (const CurvePyramid::Point& point : shown) {
        data.append({point.key, point.value});
    }
    graph.data()->set(data, true);
}

void feedCurve(QCPCurve& curve, const PointList& points) {
    QVector<QCPCurveData> data;
    data.reserve(static_cast<qsizetype>(points.size()));
    for (const PointList::Point point : points) {
        data.append({static_cast<double>(data.size()), point.key, point.value});
    }
    curve.data()->set(data, true);
}

QString widestOf(const QVector<QString>& texts, const QFont& font) {
    const QFontMetrics metrics(font);
    const auto isNarrower = [&](const QString& a, const QString& b) {
        return metrics.horizontalAdvance(a) < metrics.horizontalAdvance(b);
    };
    const auto widest = std::max_element(texts.begin(), texts.end(), isNarrower);
    return widest == texts.end() ? QString() : *widest;
}

/// Half of the last tick's label, which would be cut at the border.
int lastLabelRoom(const QCPAxis& axis) {
    const QVector<QString> labels = axis.tickVectorLabels();
    const int wide =
        labels.isEmpty() ? 0 : QFontMetrics(axis.tickLabelFont()).horizontalAdvance(labels.back());
    return wide / 2 + 2;
}

/// The pen in another width; dashes, which are measured in widths, keep their lengths.
QPen withWidth(QPen pen, double width) {
    if (QVector<qreal> dashes = pen.dashPattern(); pen.style() == Qt::CustomDashLine) {
        for (qreal& dash : dashes) {
            dash *= pen.widthF() / width;
        }
        pen.setDashPattern(dashes);
    }
    pen.setWidthF(width);
    return pen;
}

} // namespace

LinePanel::LinePanel(PlotCanvas* canvas)
    : canvas_(canvas), title_(new PlotTitle(canvas)), pointed_(new PointedOut(canvas)),
      marks_(new EventMarks(canvas)), levels_(new LevelLines(canvas)),
      labels_(new EndLabels(canvas)) {
    canvas_->plotLayout()->insertRow(0);
    canvas_->plotLayout()->addElement(0, 0, title_);
    // Marks are placed on a hidden vertical axis from 0 to 1, so that zooming never moves them.
    canvas_->yAxis2->setRange(0, 1);
    canvas_->yAxis2->setVisible(false);
    for (const QString& layer : {kBackdropLayer, kOutlineLayer}) {
        canvas_->addLayer(layer, canvas_->layer(QStringLiteral("main")), QCustomPlot::limBelow);
    }
    pointed_->setLayer(kOutlineLayer); // it must not hide the points of lines
    // The axes have their sizes after the layout, and the lines have not been drawn yet.
    QObject::connect(canvas_, &QCustomPlot::afterLayout, canvas_, [this] { feed(); });
}

void LinePanel::show(PlotPanel panel, const std::optional<QCPRange>& keys) {
    const bool kept = hasGraphsFor(panel);
    panel_ = std::move(panel);
    if (!kept) {
        makeGraphs();
    }
    styleTitle();
    styleLines();
    marks_->setEvents(panel_.events);
    levels_->setLevels(panel_.levels);
    pointed_->setPlace(panel_.pointedOut);
    showLinks();
    const QCPRange x = homeX(keys);
    plot::styleAxis(*canvas_->xAxis, panel_.x, x.upper);
    plot::styleAxis(*canvas_->yAxis, panel_.y, 0);
    canvas_->setLocale(QLocale());
    canvas_->setHome(x, homeY(), wholeY());
    setClosest();
}

QStringList LinePanel::shownLabels() const {
    QStringList labels;
    for (const PlotSeries& series : panel_.series) {
        if (series.shown && !series.label.isEmpty()) {
            labels << series.label;
        }
    }
    return labels;
}

QMargins LinePanel::neededMargins() const {
    const QCPAxis& y = *canvas_->yAxis;
    const int usual = plot::sideMargin(y, QStringLiteral("0.00"));
    const QString widest = widestOf(y.tickVectorLabels(), y.tickLabelFont());
    return {
        std::max(usual, plot::sideMargin(y, widest)),
        panel_.events.empty() ? kSmallMargin : EventMarks::kStrip,
        std::max({kRightMargin, EndLabels::widthOf(shownLabels(), canvas_->xAxis->tickLabelFont()),
                  lastLabelRoom(*canvas_->xAxis)}),
        kSmallMargin};
}

/// The user can zoom in to a few points of the line that has the most.
void LinePanel::setClosest() {
    double least = 0;
    for (const PlotSeries& series : panel_.series) {
        const PointList& points = series.points->points();
        if (!series.shown || series.points->unorderedX() || points.size() < 2) {
            continue;
        }
        const double distance =
            (points.back().key - points.front().key) / static_cast<double>(points.size() - 1);
        if (distance > 0 && (least == 0 || distance < least)) {
            least = distance;
        }
    }
    canvas_->setClosest(kClosestPoints * least, 0);
}

bool LinePanel::isEmpty() const {
    return std::all_of(panel_.series.begin(), panel_.series.end(),
                       [](const PlotSeries& series) { return series.points->empty(); });
}

void LinePanel::highlight(int entry) {
    if (entry != highlighted_) {
        highlighted_ = entry;
        styleLines();
    }
}

bool LinePanel::hasGraphsFor(const PlotPanel& panel) const {
    if (!breaks_ || panel.series.size() != drawn_.size()) {
        return false;
    }
    for (std::size_t i = 0; i < drawn_.size(); ++i) {
        const PlotSeries& a = panel.series[i];
        const PlotSeries& b = panel_.series[i];
        if (a.backdrop != b.backdrop || hasBand(a) != hasBand(b) ||
            a.points->unorderedX() != b.points->unorderedX() ||
            needsOutline(a) != (drawn_[i].outline != nullptr)) {
            return false;
        }
    }
    return true;
}

/// Lines of single batches, which are drawn fast, have none.
bool LinePanel::needsOutline(const PlotSeries& series) const {
    return !series.backdrop && !series.points->unorderedX() && series.pen.widthF() > 0 &&
           theme::outlineOf(series.color, theme::plotColors(canvas_->palette()).background)
               .isValid();
}

void LinePanel::makeGraphs() {
    canvas_->clearPlottables();
    drawn_.clear();
    for (const PlotSeries& series : panel_.series) {
        drawn_.push_back(makeLine(series));
    }
    for (std::size_t i = 0; i < drawn_.size(); ++i) {
        if (needsOutline(panel_.series[i])) {
            drawn_[i].outline = new CutGraph(canvas_->xAxis, canvas_->yAxis);
            drawn_[i].outline->setLayer(kOutlineLayer);
            drawn_[i].outline->setAdaptiveSampling(false);
        }
    }
    for (QCPGraph** marks : {&above_, &breaks_}) {
        *marks = new WholeMarks(canvas_->xAxis, canvas_->yAxis2); // the canvas owns it
    }
}

LinePanel::Drawn LinePanel::makeLine(const PlotSeries& series) {
    Drawn drawn;
    if (hasBand(series)) {
        drawn.low = new CutGraph(canvas_->xAxis, canvas_->yAxis);
        drawn.high = new CutGraph(canvas_->xAxis, canvas_->yAxis);
        for (QCPGraph* edge : {drawn.low, drawn.high}) {
            edge->setPen(Qt::NoPen);
            edge->setLayer(kBackdropLayer);
            edge->setAdaptiveSampling(false);
        }
        drawn.high->setChannelFillGraph(drawn.low);
    }
    if (series.points->unorderedX()) {
        drawn.curve = new QCPCurve(canvas_->xAxis, canvas_->yAxis); // the canvas owns it
        return drawn;
    }
    drawn.graph = new CutGraph(canvas_->xAxis, canvas_->yAxis); // the canvas owns it
    drawn.graph->setAdaptiveSampling(false);                    // it gets only visible points
    if (series.backdrop) {
        drawn.graph->setLayer(kBackdropLayer);
    }
    return drawn;
}

void LinePanel::styleTitle() {
    setFont(canvas_->font());
    title_->setTextColor(theme::plotColors(canvas_->palette()).text);
    title_->setTitle(panel_.title);
    canvas_->setAccessibleName(panel_.title);
    breaks_->setScatterStyle(plot::breakStyle(canvas_->palette()));
    above_->setScatterStyle(plot::aboveStyle(canvas_->palette()));
}

void LinePanel::styleLines() {
    for (std::size_t i = 0; i < drawn_.size(); ++i) {
        styleLine(drawn_[i], panel_.series[i]);
    }
}

void LinePanel::styleLine(const Drawn& drawn, const PlotSeries& series) const {
    const QColor background = theme::plotColors(canvas_->palette()).background;
    const double part = highlighted_ < 0 || series.entry == highlighted_ ? 1 : kFadedOpacity;
    QPen pen = series.pen;
    pen.setColor(part < 1 ? plot::over(pen.color(), background, part) : pen.color());
    const bool few = series.dots > 0 && series.points->size() <= kFewPoints;
    const auto dotsOf = [&](const QColor& color, double size) {
        return few ? QCPScatterStyle(QCPScatterStyle::ssDisc, color, size) : QCPScatterStyle();
    };
    const QPen whole = pen;
    if (drawn.outline) {
        pen = withWidth(pen, pen.widthF() - std::min(kOutlineWidth, pen.widthF() / 2));
    }
    const QCPScatterStyle style =
        dotsOf(pen.color(), drawn.outline ? series.dots - std::min(kDotOutline, 0.4 * series.dots)
                                          : series.dots);
    const auto applyStyle = [&](auto* line) {
        line->setVisible(series.shown);
        line->setPen(pen);
        line->setAntialiased(pen.widthF() > 0);
        line->setScatterStyle(style);
    };
    if (drawn.curve) {
        applyStyle(drawn.curve);
        feedCurve(*drawn.curve, series.points->points());
        return;
    }
    applyStyle(drawn.graph);
    if (drawn.outline) {
        const QColor color = theme::outlineOf(series.color, background);
        QPen wide = whole;
        wide.setColor(color.isValid() && part < 1 ? plot::over(color, background, part) : color);
        drawn.outline->setVisible(series.shown);
        drawn.outline->setPen(wide);
        drawn.outline->setScatterStyle(dotsOf(wide.color(), series.dots));
    }
    if (drawn.high) {
        QColor wash = series.color;
        wash.setAlphaF(static_cast<float>(kBandOpacity * part));
        drawn.high->setBrush(wash);
        drawn.high->setVisible(series.shown);
    }
}

void LinePanel::showLinks() {
    for (QCPItemLine* link : links_) {
        canvas_->removeItem(link);
    }
    links_.clear();
    for (const PlotLink& link : panel_.links) {
        links_.push_back(new QCPItemLine(canvas_)); // the canvas owns it
        links_.back()->start->setCoords(link.from);
        links_.back()->end->setCoords(link.to);
        links_.back()->setPen(plot::linkPen(link.color));
        links_.back()->setSelectable(false);
    }
}

std::vector<double> LinePanel::columnEdges() const {
    const int density = std::max(1, static_cast<int>(std::ceil(canvas_->bufferDevicePixelRatio())));
    const int detail = std::max(detail_, density);
    const QCPAxis& axis = *canvas_->xAxis;
    const QRect area = axis.axisRect()->rect();
    std::vector<double> edges;
    const int columns = std::max(area.width(), 1) * detail; // a plot that is not laid out has none
    edges.reserve(static_cast<std::size_t>(columns) + 1);
    for (int i = 0; i <= columns; ++i) {
        edges.push_back(axis.pixelToCoord(area.left() + static_cast<double>(i) / detail));
    }
    // The last column's edge is rounded; a point on the border must not be lost.
    edges.front() = axis.range().lower;
    edges.back() = axis.range().upper;
    return edges;
}

void LinePanel::feed() {
    if (!breaks_) {
        return; // nothing was ever shown
    }
    const std::vector<double> edges = columnEdges();
    for (std::size_t i = 0; i < drawn_.size(); ++i) {
        const PlotSeries& series = panel_.series[i];
        const Drawn& drawn = drawn_[i];
        if (!drawn.graph) {
            continue;
        }
        if (!series.shown) {
            drawn.graph->data()->clear();
            continue;
        }
        feedGraph(*drawn.graph, series.points->pyramid(), edges);
        if (drawn.outline) {
            drawn.outline->setData(drawn.graph->data()); // shared
        }
        if (drawn.high) {
            feedGraph(*drawn.low, series.points->low(), edges);
            feedGraph(*drawn.high, series.points->high(), edges);
        }
    }
    feedBreaks(edges);
    feedAbove();
    feedLabels();
}

/// Labels each line where it ends or leaves the plot.
void LinePanel::feedLabels() {
    std::vector<EndLabels::Label> labels;
    const QCPRange range = canvas_->xAxis->range();
    for (const PlotSeries& series : panel_.series) {
        const PointList& points = series.points->points();
        if (series.label.isEmpty() || !series.shown || series.points->unorderedX()) {
            continue;
        }
        std::size_t end = series.points->pyramid().find(range.upper);
        end = std::min(end < points.size() && points[end].key <= range.upper ? end + 1 : end,
                       points.size());
        while (end > 0 && !std::isfinite(points[end - 1].value)) {
            --end;
        }
        if (end > 0 && points[end - 1].key >= range.lower) {
            labels.push_back({series.label, QPointF(points[end - 1].key, points[end - 1].value),
                              series.color, highlighted_ >= 0 && series.entry != highlighted_});
        }
    }
    labels_->setLabels(std::move(labels));
}

/// One mark for each column of pixels that has any.
void LinePanel::feedBreaks(const std::vector<double>& edges) {
    constexpr double kNothing = std::numeric_limits<double>::infinity();
    std::vector<double> first(edges.size() - 1, kNothing); // first break of each column
    for (const PlotBreaks& breaks : panel_.breaks) {
        auto at = breaks.at->begin();
        for (std::size_t column = 0; column < first.size() && at != breaks.at->end(); ++column) {
            at = std::lower_bound(at, breaks.at->end(), edges[column],
                                  [](const LinePoints::Break& b, double x) { return b.x < x; });
            const bool last = column + 1 == first.size();
            if (at != breaks.at->end() &&
                (at->x < edges[column + 1] || (last && at->x == edges.back()))) {
                first[column] = std::min(first[column], at->x);
            }
        }
    }
    QVector<QCPGraphData> shown;
    for (const double x : first) {
        if (x < kNothing) {
            shown.append({x, kBreakHeight});
        }
    }
    breaks_->data()->set(shown, true);
}

/// Marks the places at which lines leave an axis that was chosen automatically at its top.
void LinePanel::feedAbove() {
    std::map<int, double> marks; // by cells of the x axis
    for (const PlotSeries& series : panel_.series) {
        if (canvas_->leavesOut() && series.shown && !series.backdrop) {
            addAbove(*series.points, marks);
        }
    }
    QVector<QCPGraphData> shown;
    double last = std::numeric_limits<double>::lowest();
    const double first =
        canvas_->axisRect()->left() + WholeMarks::reach(above_->scatterStyle()); // of a whole mark
    for (const auto& [cell, x] : marks) {
        const double at = std::max(canvas_->xAxis->coordToPixel(x), first);
        if (at - last >= kAboveApart) {
            shown.append({x, kAboveHeight});
            last = at;
        }
    }
    above_->data()->set(shown, true);
}

void LinePanel::addAbove(const LinePoints& line, std::map<int, double>& marks) const {
    const double upper = canvas_->yAxis->range().upper;
    const auto mark = [&](const PointList::Point& point) {
        const double at = canvas_->xAxis->coordToPixel(point.key);
        if (point.value > upper && canvas_->xAxis->range().contains(point.key)) {
            marks.emplace(static_cast<int>(at) / kAboveCell, point.key);
        }
    };
    if (line.unorderedX()) {
        for (const PointList::Point point : line.points()) {
            mark(point);
        }
        return;
    }
    const CurvePyramid& points = line.pyramid();
    const QRect area = canvas_->axisRect()->rect();
    std::size_t begin = points.find(canvas_->xAxis->range().lower);
    for (int x = area.left() + kAboveCell; begin < points.size(); x += kAboveCell) {
        const bool isLast = x > area.right();
        const std::size_t end =
            isLast ? points.size() : points.find(canvas_->xAxis->pixelToCoord(x));
        if (const auto most = points.extremes(begin, end).greatest;
            most != CurvePyramid::kNowhere) {
            mark(points.points()[most]);
        }
        begin = isLast ? points.size() : end;
    }
}

void LinePanel::setFont(const QFont& font) {
    QFont bold = font;
    bold.setBold(true);
    title_->setFont(bold);
    canvas_->setTextFont(font);
}

void LinePanel::paint(QCPPainter& painter, QSize size) {
    detail_ = kPictureDetail;
    canvas_->toPainter(&painter, size.width(), size.height());
    detail_ = 1;
}

} // namespace asge
