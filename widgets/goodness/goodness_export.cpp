// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/goodness/goodness_export.h"

#include "widgets/plot/plot_export.h"

#include <cmath>

namespace asge {
namespace {

QByteArray number(float value) {
    // Nine significant digits identify a float; the shortest text of the double has up to
    // seventeen.
    return std::isfinite(value) ? QByteArray::number(static_cast<double>(value), 'g', 9)
                                : csvNumber(static_cast<double>(value));
}

} // namespace

QByteArray goodnessCsv(const GoodnessScene& scene, RunId run) {
    QByteArray csv("run,epoch,sample,index,label,label_name,layer,channel,row,column,goodness\r\n");
    if (!scene.values()) {
        return csv;
    }
    const GoodnessValues& values = *scene.values();
    const QByteArray place = QByteArray::number(qlonglong{run}) + ',' +
                             QByteArray::number(values.snapshot().epoch) + ',';
    const auto write = [&csv](const QByteArray& start, int patches, const auto& value) {
        for (int row = 0; row < patches; ++row) {
            for (int column = 0; column < patches; ++column) {
                csv += start + QByteArray::number(row) + ',' + QByteArray::number(column) + ',' +
                       number(value(row, column)) + "\r\n";
            }
        }
    };
    for (int shown = 0; shown < static_cast<int>(scene.picked().size()); ++shown) {
        const int sample = scene.picked()[shown];
        const QByteArray image = place + QByteArray::number(sample) + ',' +
                                 QByteArray::number(scene.images().indices[sample]) + ',' +
                                 QByteArray::number(scene.images().labels[sample]) + ',' +
                                 csvField(scene.className(scene.images().labels[sample])) + ',';
        for (int layer = 0; layer < scene.layerCount(); ++layer) {
            const QByteArray start = image + QByteArray::number(layer + 1) + ',';
            write(start + "sum,", values.patches(layer),
                  [&](int row, int column) { return values.sum(layer, sample, row, column); });
            for (const int channel : scene.shownChannels(shown, layer)) {
                write(start + QByteArray::number(channel) + ',', values.patches(layer),
                      [&](int row, int column) {
                          return values.channel(layer, sample, channel, row, column);
                      });
            }
        }
    }
    return csv;
}

} // namespace asge
