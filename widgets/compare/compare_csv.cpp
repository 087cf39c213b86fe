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
    std::vector<std::vector<Sample>> members;
    const auto layerText = [&](int layer) {
        return isPerLayer(options.metric) ? number(layer + 1) : QByteArray();
    };
    for (const std::size_t index : entry.runs) {
        const RunCurves& run = source.runs[index];
        const int layer = layerOf(run, choice);
        members.push_back(source.samples(index, layer));
        for (const Sample& sample : members.back()) {
            csv += group + ',' + number(run.id) + ',' + csvField(run.name) + ',' + metric + ',' +
                   layerText(layer) + ',' + number(sample.number) + ',' + csvNumber(sample.x) +
                   ',' + csvNumber(sample.y) + ",,\r\n";
        }
    }
    if (entry.runs.size() > 1) {
        const int layer = layerOf(source.runs[entry.runs.front()], choice);
        for (const Mean& mean : meansOf(members)) {
            csv += group + ",,," + metric + ',' + layerText(layer) + ",," + csvNumber(mean.x) +
                   ',' + csvNumber(mean.y) + ',' + csvNumber(mean.standardDeviation) + ',' +
                   number(mean.n) + "\r\n";
        }
    }
}

} // namespace

QByteArray csvOf(const ChartPlot::Source& source) {
    QByteArray csv = "shown as,run,name,metric,layer,epoch or step,x,value,deviation,n\r\n";
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
