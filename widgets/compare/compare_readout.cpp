// What the chart of a comparison says about the place under the cursor.

#include "widgets/common/plain_text.h"
#include "widgets/compare/compare_plot.h"
#include "widgets/compare/compare_text.h"
#include "widgets/curves/curves_drawing.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

namespace asge::compare {
namespace {

constexpr std::size_t kMostRows = 16; // of the panel; more would hide the lines
constexpr double kReach = 40;         // pixels to a point of a line over a metric

QString momentText(Metric metric, std::int64_t number) {
    return (isPerStep(metric) ? CompareText::tr("step %1") : CompareText::tr("epoch %1"))
        .arg(QLocale().toString(static_cast<qlonglong>(number)));
}

/// Over a metric, where a line goes back and forth, also when it was there.
QString placeText(const Horizontal& horizontal, const Sample& sample) {
    const double x = sample.x;
    if (horizontal.isMetric) {
        return CompareText::tr("%1 %2, %3")
            .arg(titleOf(horizontal.metric), valueText(horizontal.metric, x),
                 momentText(horizontal.metric, sample.number));
    }
    switch (horizontal.axis) {
    case curves::Axis::steps:
        return CompareText::tr("step %1").arg(QLocale().toString(std::llround(x)));
    case curves::Axis::time:
        return CompareText::tr("%1 s").arg(QLocale().toString(x, 'f', 1));
    case curves::Axis::epochs:
        break;
    }
    return CompareText::tr("epoch %1").arg(QLocale().toString(x, 'g', 4));
}

} // namespace

QString ChartPlot::nameOf(const Source& source, const Line& line) const {
    const QString name = line.role == Role::member ? source.runs[line.run].shownName()
                                                   : source.entries[line.entry].name;
    if (source.layers().size() < 2) {
        return name;
    }
    return line.layer == curves::Options::kLastLayer
               ? CompareText::tr("%1, last layer").arg(name)
               : CompareText::tr("%1, layer %2").arg(name, QString::number(line.layer + 1));
}

PlotReadout ChartPlot::readout(const Source& source, double x, double y) const {
    struct Row {
        const Line* line;
        const Sample* sample;
        double distance; ///< pixels
    };
    std::vector<Row> rows;
    const double pixel = canvas_->xAxis->coordToPixel(x);
    for (const Line& line : lines_) {
        const Sample* nearest = nullptr;
        double least = std::numeric_limits<double>::max();
        const auto consider = [&](const Sample& sample) {
            const double across = canvas_->xAxis->coordToPixel(sample.x) - pixel;
            const double up =
                canvas_->yAxis->coordToPixel(sample.y) - canvas_->yAxis->coordToPixel(y);
            const double far = line.curve ? std::hypot(across, up) : std::abs(across);
            if (far < least) {
                least = far;
                nearest = &sample;
            }
        };
        if (line.role == Role::backdrop || line.samples.empty()) {
            continue;
        }
        if (line.curve) {
            std::for_each(line.samples.begin(), line.samples.end(), consider);
        } else {
            const std::size_t at = line.points.find(x);
            consider(line.samples[std::min(at, line.samples.size() - 1)]);
            consider(line.samples[at == 0 ? 0 : at - 1]);
        }
        // Half a line's usual distance between points counts as being there.
        const double length = std::abs(canvas_->xAxis->coordToPixel(line.samples.back().x) -
                                       canvas_->xAxis->coordToPixel(line.samples.front().x));
        const double slack = 0.6 * length / std::max<double>(1.0, double(line.samples.size() - 1));
        if (nearest && least <= (line.curve ? kReach : std::max(slack, 4.0))) {
            rows.push_back({&line, nearest, least});
        }
    }
    PlotReadout readout;
    readout.key = x;
    if (rows.empty()) {
        return readout;
    }
    const auto near = std::min_element(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
        return a.distance < b.distance;
    });
    readout.key = near->sample->x;
    QString html = QStringLiteral("<b>%1</b><table cellspacing='0'>")
                       .arg(plain::escaped(placeText(source.options.x, *near->sample)));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Line& line = *rows[i].line;
        const Sample& sample = *rows[i].sample;
        if (std::isfinite(sample.y)) {
            readout.dots.push_back({sample.x, sample.y, line.color});
        }
        if (i >= kMostRows) {
            continue;
        }
        QString value = valueText(source.options.metric, sample.y);
        if (!line.means.empty()) {
            const Mean& mean = line.means[static_cast<std::size_t>(&sample - line.samples.data())];
            value = CompareText::tr("%1 ± %2, n = %3")
                        .arg(value, valueText(source.options.metric, mean.deviation))
                        .arg(mean.n);
        }
        html += QStringLiteral("<tr><td><span style='color:%1'>■</span> %2</td>"
                               "<td align='right' style='padding-left:10px'>%3</td></tr>")
                    .arg(line.color.name(), plain::escaped(nameOf(source, line)), value);
    }
    html += QStringLiteral("</table>");
    if (rows.size() > kMostRows) {
        html += CompareText::tr("and %1 more").arg(rows.size() - kMostRows);
    }
    readout.html = html;
    return readout;
}

QString ChartPlot::textOf(const Source& source, const Mark& mark) const {
    const QString& run = source.runs[mark.run].shownName();
    return CompareText::tr("%1: %2 from %3 on")
        .arg(mark.layer == kNoLayer ? run
                                    : CompareText::tr("%1, layer %2").arg(run).arg(mark.layer + 1),
             curves::brokenText(mark.value), momentText(source.options.metric, mark.number));
}

QString ChartPlot::tip(const Source& source, QPoint pixel) const {
    return marks_.textsAt(*canvas_, pixel, [&](const Mark& mark) { return textOf(source, mark); })
        .join(u'\n');
}

} // namespace asge::compare
