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
constexpr std::size_t kSamples = 512;  // values of a line that are read for its automatic range
constexpr int kPictureDetail = 4;      // columns per pixel of an exported picture
constexpr double kEpochPad = 0.03;     // of the epochs with points, added on either side
constexpr double kLoneEpochPad = 0.5;  // epochs, around a single one
constexpr double kRangePad = 0.05;     // of the automatic range, added on either side
// part of a scattered line's values, from the least, that sets the range
constexpr double kInlierFraction = 0.93;
constexpr double kBandOpacity = 0.18;  // opacity of the band, in the line's colour
constexpr double kFadedOpacity = 0.2;  // opacity of a line while another one is highlighted
constexpr double kBreakHeight = 0.975; // on a vertical axis from 0 to 1
// Pixels of an outline on both sides together, which are part of a line's width and of its dots:
// outlined lines are no wider than others.
constexpr double kOutlineWidth = 1;
constexpr double kDotOutline = 1.6;
constexpr int kClosestPoints = 3;      // distances between points that the user can zoom in to
constexpr int kRightMargin = 14;       // pixels, if no line has a label
constexpr int kSmallMargin = 4;        // pixels, of a side without texts
constexpr double kWidestLabels = 0.22; // of a plot's width
constexpr int kMostLabelRoom = 230;    // pixels
const QString kBackdropLayer = QStringLiteral("backdrop");
const QString kOutlineLayer = QStringLiteral("outlines");

bool hasBand(const PlotSeries& series) {
    return series.band && !series.points->unorderedX();
}

/// About 500 finite values of the line, evenly spaced, in ascending order.
std::vector<double> sampled(const PointList& points) {
    const std::size_t stride = std::max<std::size_t>(1, points.size() / kSamples);
    std::vector<double> values;
    for (std::size_t i = 0; i < points.size(); i += stride) {
        if (const double value = points[i].value; std::isfinite(value)) {
            values.push_back(value);
        }
    }
    std::sort(values.begin(), values.end());
    return values;
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

/// A range that grows to include values.
struct Extent {
    double low = std::numeric_limits<double>::max();
    double high = std::numeric_limits<double>::lowest();

    bool empty() const { return low > high; }
    void add(double value) {
        low = std::min(low, value);
        high = std::max(high, value);
    }
    void add(const PointList& points, double part) {
        const std::vector<double> values = sampled(points);
        if (!values.empty()) {
            add(values.front());
            add(values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))]);
        }
    }
};

void addKeys(Extent& extent, const LinePoints& points, bool logarithmic) {
    if (points.unorderedX()) {
        for (const PointList::Point point : points.points()) {
            if (std::isfinite(point.key)) {
                extent.add(point.key);
            }
        }
        return;
    }
    const auto& all = points.points();
    const std::size_t first =
        logarithmic ? points.pyramid().find(std::numeric_limits<double>::min()) : 0;
    if (first < all.size()) {
        extent.add(all[first].key);
        extent.add(all.back().key);
    }
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

std::optional<QCPRange> LinePanel::keysOf(const PlotPanel& panel) {
    Extent extent;
    for (const PlotSeries& series : panel.series) {
        if (series.shown) {
            addKeys(extent, *series.points, panel.x.logarithmic);
        }
    }
    if (!extent.empty()) { // what happened before the first point must be seen too
        for (const PlotEvent& event : panel.events) {
            if (event.x > 0) {
                extent.add(event.x);
            }
        }
        if (panel.pointedOut && *panel.pointedOut > 0) {
            extent.add(*panel.pointedOut);
        }
    }
    return extent.empty() ? std::nullopt : std::optional(QCPRange(extent.low, extent.high));
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
    canvas_->setHome(x, homeY());
    setClosest();
}

QStringList LinePanel::labels() const {
    QStringList labels;
    for (const PlotSeries& series : panel_.series) {
        if (!series.label.isEmpty()) {
            labels << series.label;
        }
    }
    return labels;
}

void LinePanel::fitLabels(const QStringList& all, int width) {
    const QFont font = canvas_->xAxis->tickLabelFont();
    const int most = std::min(qRound(kWidestLabels * width), kMostLabelRoom) -
                     EndLabels::widthOf({QString()}, font);
    const QStringList texts = plot::namesWithin(all, QFontMetrics(font), most);
    labelTexts_.clear();
    for (const PlotSeries& series : panel_.series) {
        const qsizetype place = series.shown ? all.indexOf(series.label) : -1;
        if (place >= 0 && !texts[place].isEmpty()) {
            labelTexts_.insert(series.label, texts[place]);
        }
    }
}

QMargins LinePanel::neededMargins() const {
    const QCPAxis& y = *canvas_->yAxis;
    const int usual = plot::sideMargin(y, QStringLiteral("0.00"));
    const QString widest = widestOf(y.tickVectorLabels(), y.tickLabelFont());
    return {std::max(usual, plot::sideMargin(y, widest)),
            panel_.events.empty() ? kSmallMargin : EventMarks::kStrip,
            std::max({kRightMargin,
                      EndLabels::widthOf(labelTexts_.values(), canvas_->xAxis->tickLabelFont()),
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
    breaks_ = canvas_->addGraph(canvas_->xAxis, canvas_->yAxis2);
    breaks_->setLineStyle(QCPGraph::lsNone);
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
    feedLabels();
}

/// Labels each line where it ends or leaves the plot.
void LinePanel::feedLabels() {
    std::vector<EndLabels::Label> labels;
    const QCPRange range = canvas_->xAxis->range();
    for (const PlotSeries& series : panel_.series) {
        const PointList& points = series.points->points();
        if (!labelTexts_.contains(series.label) || !series.shown || series.points->unorderedX()) {
            continue;
        }
        std::size_t end = series.points->pyramid().find(range.upper);
        end = std::min(end < points.size() && points[end].key <= range.upper ? end + 1 : end,
                       points.size());
        while (end > 0 && !std::isfinite(points[end - 1].value)) {
            --end;
        }
        if (end > 0 && points[end - 1].key >= range.lower) {
            labels.push_back({labelTexts_.value(series.label),
                              QPointF(points[end - 1].key, points[end - 1].value), series.color,
                              highlighted_ >= 0 && series.entry != highlighted_});
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

QCPRange LinePanel::homeX(const std::optional<QCPRange>& keys) const {
    Extent extent;
    if (keys) {
        extent.add(keys->lower);
        extent.add(keys->upper);
    }
    if (panel_.x.logarithmic) {
        return extent.empty() ? QCPRange(0.1, 10) : QCPRange(extent.low / 1.05, extent.high * 1.05);
    }
    if (panel_.x.measure == Measure::percent || panel_.x.measure == Measure::number) {
        if (extent.empty()) {
            return {0, 1};
        }
        const double pad =
            std::max(kRangePad * (extent.high - extent.low), 1e-9 + 1e-3 * std::abs(extent.high));
        return {extent.low - pad, extent.high + pad};
    }
    double last = std::max(extent.high, 0.0);
    if (panel_.x.measure == Measure::epochs && !extent.empty() && extent.low >= 1) {
        const double wide = extent.high - extent.low;
        const double pad = wide > 0 ? kEpochPad * wide : kLoneEpochPad;
        return {extent.low - pad, extent.high + pad};
    }
    if (panel_.x.measure == Measure::epochs && last > 0 && last < 1) {
        // The range doubles whenever it is full, so that a long first epoch fills at least half of
        // the plot and the axis changes rarely.
        last = std::exp2(std::ceil(std::log2(last)));
    } else {
        last = std::max(last, panel_.x.measure == Measure::steps ? 10.0 : 1.0);
    }
    return {0, last * 1.02};
}

std::optional<QCPRange> LinePanel::valuesOf(const PlotPanel& panel) {
    Extent extent;
    for (const PlotSeries& series : panel.series) {
        if (!series.shown || series.backdrop) {
            continue;
        }
        // The extreme values of a run's first batches must not compress the rest of the curve.
        const double part = series.scattered ? kInlierFraction : 1.0;
        extent.add(series.points->points(), part);
        extent.add(series.points->low().points(), 1.0);
        extent.add(series.points->high().points(), part);
    }
    return extent.empty() ? std::nullopt : std::optional(QCPRange(extent.low, extent.high));
}

bool LinePanel::hasDiverged(const PlotPanel& panel) {
    constexpr double kLarge = 1e6; // nats of a loss; guessing has a few
    const auto values = valuesOf(panel);
    return panel.y.measure == Measure::number && values && values->upper >= kLarge &&
           values->upper >= kLarge * values->lower;
}

QCPRange LinePanel::homeY() const {
    const std::optional<QCPRange> values = valuesOf(panel_);
    const bool percent = panel_.y.measure == Measure::percent;
    const bool logarithmic = panel_.y.logarithmic;
    if (!values) {
        return logarithmic ? QCPRange(0.1, 10) : QCPRange(0, percent ? 100 : 1);
    }
    if (logarithmic) {
        const double pad = std::max(std::pow(values->upper / values->lower, kRangePad), 1.05);
        return {values->lower / pad, values->upper * pad};
    }
    const double least = percent ? 0.5 : 1e-3 * std::max(std::abs(values->upper), 1e-6);
    const double pad = std::max(kRangePad * (values->upper - values->lower), least);
    const QCPRange range(values->lower - pad, values->upper + pad);
    return percent ? QCPRange(std::max(range.lower, -1.0), std::min(range.upper, 101.0)) : range;
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
