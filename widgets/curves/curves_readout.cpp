// What a plot of curves says about the place under the cursor.

#include "widgets/curves/curves_plot.h"

#include "widgets/common/plain_text.h"
#include "widgets/curves/curves_drawing.h"
#include "widgets/curves/curves_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace asge {

using curves::Axis;
using curves::Kind;
using curves::Quantity;

namespace {

constexpr std::size_t kMostRows = 16; // of the panel; more would hide the curves
constexpr int kTipReach = 6;          // pixels around a mark
constexpr std::array kColumns = {Kind::test, Kind::train, Kind::heldOut, Kind::batch};

QString timeText(double seconds) {
    const auto whole = static_cast<qint64>(std::max(seconds, 0.0));
    return QStringLiteral("%1:%2:%3")
        .arg(whole / 3600)
        .arg(whole / 60 % 60, 2, 10, QLatin1Char('0'))
        .arg(whole % 60, 2, 10, QLatin1Char('0'));
}

/// The point of a line that has a place within it; its end() past either end.
std::vector<CurvePyramid::Point>::const_iterator nearest(const CurvePyramid& line, double x,
                                                         double slack) {
    const auto& points = line.points();
    if (points.empty()) {
        return points.end();
    }
    auto at = points.begin() + static_cast<std::ptrdiff_t>(line.find(x));
    if (at == points.end() ||
        (at != points.begin() && std::abs(std::prev(at)->key - x) <= std::abs(at->key - x))) {
        --at;
    }
    return std::abs(at->key - x) <= slack ? at : points.end();
}

/// Half of a line's usual distance between points, and a little: what 'at x' means for it.
double slackOf(const CurvePyramid& line, double shown) {
    if (line.size() < 2) {
        return 0.05 * shown;
    }
    const double length = line.points().back().key - line.points().front().key;
    return std::max(0.6 * length / static_cast<double>(line.size() - 1), 0.004 * shown);
}

QString valueText(double value, Quantity quantity) {
    if (!std::isfinite(value)) {
        return QStringLiteral("–");
    }
    return quantity == Quantity::accuracy ? QLocale().toString(value, 'f', 1)
                                          : QLocale().toString(value, 'g', 4);
}

/// "epoch 12 · step 2,400" of the event of one run that is nearest to x; the bare x of several.
QString placeText(const CurvePlot::Source& source, double x) {
    if (source.isOne() && !source.runs[0].steps.empty()) {
        const StepSeries& steps = source.runs[0].steps;
        const std::size_t at = steps.findAfter([&](const StepSeries::Step& s) {
            return source.place(0, s.epoch, s.step, s.seconds) < x;
        });
        const StepSeries::Step step = steps[std::min(at, steps.size() - 1)];
        return CurvesText::tr("epoch %1 · step %2")
            .arg(step.epoch)
            .arg(QLocale().toString(static_cast<qlonglong>(step.step)));
    }
    switch (source.options.axis) {
    case Axis::steps:
        return CurvesText::tr("step %1").arg(QLocale().toString(std::llround(x)));
    case Axis::time:
        return timeText(x);
    case Axis::epochs:
        break;
    }
    return CurvesText::tr("epoch %1").arg(QLocale().toString(x, 'g', 3));
}

} // namespace

/// A line of the panel's table.
struct CurvePlot::Row {
    std::size_t run;
    int layer;
    Kind kind; ///< of a prediction; test for a layer
    QColor color;
    std::map<curves::Kind, double> values;
};

std::vector<CurvePlot::Row> CurvePlot::rowsAt(const Source& source, double x,
                                              PlotReadout& readout) const {
    std::vector<Row> rows;
    for (const Line& line : lines_) {
        const bool standsIn = line.kind == Kind::batch && source.options.smoothing > 1;
        if (!line.graph->realVisibility() || standsIn) {
            continue;
        }
        const auto at =
            nearest(line.points, x, slackOf(line.points, canvas_->xAxis->range().size()));
        if (at == line.points.points().end()) {
            continue;
        }
        const bool predicts = line.layer < 0;
        const Kind rowKind = predicts ? line.kind : Kind::test;
        auto row = std::find_if(rows.begin(), rows.end(), [&](const Row& r) {
            return r.run == line.run && r.layer == line.layer && r.kind == rowKind;
        });
        if (row == rows.end()) {
            row = rows.insert(rows.end(), {line.run, line.layer, rowKind, line.color, {}});
        }
        row->values[predicts                         ? Kind::test
                    : curves::isBatchKind(line.kind) ? Kind::batch
                                                     : line.kind] = at->value;
        if (std::isfinite(at->value)) {
            readout.dots.push_back({at->key, at->value, line.color});
        }
    }
    std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
        return std::pair(a.layer < 0, a.layer) < std::pair(b.layer < 0, b.layer);
    });
    return rows;
}

PlotReadout CurvePlot::readout(const Source& source, double x) const {
    PlotReadout readout;
    readout.key = x;
    const std::vector<Row> rows = rowsAt(source, x, readout);
    if (rows.empty()) {
        return readout;
    }
    const bool byEpoch = std::none_of(
        rows.begin(), rows.end(), [](const Row& row) { return row.values.contains(Kind::batch); });
    if (byEpoch && !readout.dots.empty()) {
        // Points are far apart: the line stands on the nearest ones.
        const auto near = std::min_element(readout.dots.begin(), readout.dots.end(),
                                           [x](const auto& a, const auto& b) {
                                               return std::abs(a.key - x) < std::abs(b.key - x);
                                           });
        readout.key = near->key;
    }
    std::vector<Kind> columns;
    for (const Kind kind : kColumns) {
        if (std::any_of(rows.begin(), rows.end(),
                        [kind](const Row& row) { return row.values.contains(kind); })) {
            columns.push_back(kind);
        }
    }
    const QString cell = QStringLiteral("<td align='right' style='padding-left:10px'>%1</td>");
    QString html = QStringLiteral("<b>%1</b><table cellspacing='0'><tr><td></td>")
                       .arg(plain::escaped(placeText(source, readout.key)));
    for (const Kind kind : columns) {
        html += cell.arg(curves::kindText(kind));
    }
    html += QStringLiteral("</tr>");
    for (std::size_t i = 0; i < std::min(rows.size(), kMostRows); ++i) {
        const Row& row = rows[i];
        QString name = row.layer < 0 ? curves::kindText(row.kind)
                                     : CurvesText::tr("layer %1").arg(row.layer + 1);
        if (!source.isOne()) {
            name = CurvesText::tr("%1, %2").arg(source.runs[row.run].shownName(), name);
        }
        html += QStringLiteral("<tr><td><span style='color:%1'>■</span> %2</td>")
                    .arg(row.color.name(), plain::escaped(name));
        for (const Kind kind : columns) {
            const auto value = row.values.find(kind);
            html += cell.arg(value == row.values.end() ? QString()
                                                       : valueText(value->second, quantity_));
        }
        html += QStringLiteral("</tr>");
    }
    html += QStringLiteral("</table>");
    if (rows.size() > kMostRows) {
        html += CurvesText::tr("and %1 more").arg(rows.size() - kMostRows);
    }
    readout.html = html;
    return readout;
}

QString CurvePlot::textOf(const Source& source, const Broken& mark) const {
    QString what =
        mark.layer < 0
            ? curves::kindText(mark.kind)
            : CurvesText::tr("layer %1, %2").arg(mark.layer + 1).arg(curves::kindText(mark.kind));
    if (!source.isOne()) {
        what = CurvesText::tr("%1, %2").arg(source.runs[mark.run].shownName(), what);
    }
    return CurvesText::tr("%1: %2 from epoch %3, step %4 on")
        .arg(what, curves::brokenText(mark.value))
        .arg(mark.epoch)
        .arg(QLocale().toString(static_cast<qlonglong>(mark.step)));
}

QString CurvePlot::tip(const Source& source, QPoint pixel) const {
    QStringList lines = brokenMarks_.textsAt(
        *canvas_, pixel, [&](const Broken& mark) { return textOf(source, mark); });
    if (canvas_->axisRect()->rect().contains(pixel)) {
        for (const Act& act : actMarks_) {
            if (std::abs(canvas_->xAxis->coordToPixel(act.x) - pixel.x()) <= kTipReach) {
                lines << act.text;
            }
        }
    }
    return lines.join(u'\n');
}

} // namespace asge
