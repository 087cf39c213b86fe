// SPDX-License-Identifier: GPL-3.0-or-later

// The CSV of what the chart of a comparison shows.

#include "widgets/compare/compare_plot.h"
#include "widgets/plot/plot_export.h"

namespace asge::compare {
namespace {

QByteArray number(qlonglong value) {
    return QByteArray::number(value);
}

void addEntry(QByteArray& csv, const ChartPlot::Source& source, const Entry& entry, int choice) {
    const ChartOptions& options = source.options;
    const QByteArray group = csvField(entry.name);
    const QByteArray metric =
        csvField(titleOf(options.metric, drawnQuantity(options.metric, source.runs)));
    // Percents are of the picture; tables have fractions, as those of all views.
    const double unit = isPercent(options.metric) ? 100 : 1;
    const double unitX = options.x.isMetric && isPercent(options.x.metric) ? 100 : 1;
    std::vector<std::vector<Sample>> members;
    const auto layerText = [&](int layer) {
        return isPerLayer(options.metric) ? number(layer + 1) : QByteArray();
    };
    for (const std::size_t index : entry.runs) {
        const RunCurves& run = source.runs[index];
        const int layer = layerOf(run, choice);
        members.push_back(source.samples(index, layer));
        for (const Sample& sample : members.back()) {
            csv += number(run.id) + ',' + number(sample.number) + ',' + csvField(run.name) + ',' +
                   group + ',' + metric + ',' + layerText(layer) + ',' +
                   csvNumber(sample.x / unitX) + ',' + csvNumber(sample.y / unit) + ",,\r\n";
        }
    }
    if (entry.runs.size() > 1) {
        const int layer = layerOf(source.runs[entry.runs.front()], choice);
        for (const Mean& mean : meansOf(members)) {
            csv += ",,," + group + ',' + metric + ',' + layerText(layer) + ',' +
                   csvNumber(mean.x / unitX) + ',' + csvNumber(mean.y / unit) + ',' +
                   csvNumber(mean.standardDeviation / unit) + ',' + number(mean.n) + "\r\n";
        }
    }
}

} // namespace

QByteArray csvOf(const ChartPlot::Source& source) {
    QByteArray csv = "run,epoch_or_step,name,shown_as,metric,layer,x,value_mean,value_sd,n\r\n";
    for (std::size_t i = 0; i < source.entries.size(); ++i) {
        for (const int choice : source.layers()) {
            if (!source.options.hidden.contains(static_cast<int>(i))) {
                addEntry(csv, source, source.entries[i], choice);
            }
        }
    }
    return csv;
}

} // namespace asge::compare
