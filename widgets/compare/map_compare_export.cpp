// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/compare/map_compare_export.h"

#include "widgets/plot/plot_export.h"

#include <algorithm>

namespace asge {
namespace {

/// Empty beyond the end of a map, and if there is no map.
QByteArray valueAt(const maps::Map& map, int patch) {
    const auto index = static_cast<std::size_t>(patch);
    return index < map.values.size() ? csvNumber(map.values[index]) : QByteArray();
}

/// Empty for the sum over all channels.
QByteArray channel(std::optional<int> number) {
    return number ? QByteArray::number(*number) : QByteArray();
}

/// Adds the patches of those of the three maps that have the same size.
void addPatches(QByteArray& csv, const QByteArray& start, const QByteArray& end, const maps::Map& a,
                const maps::Map& b, const maps::Map& difference) {
    const int patches = std::max(a.patches, b.patches);
    for (int i = 0; i < patches * patches; ++i) {
        csv += start + QByteArray::number(i / patches) + ',' + QByteArray::number(i % patches) +
               ',' + valueAt(a, i) + ',' + valueAt(b, i) + ',' + valueAt(difference, i) + end +
               "\r\n";
    }
}

constexpr int kNarrowFigure = 500; ///< pixels
/// By how much a narrow figure is wider than its text needs: one layer beside the image is too few.
/// The smallest text has 5.4 points then.
constexpr double kNarrower = 1.3;

} // namespace

QSize mapsRoom(const ExportTarget& target, const QSize& shown, const QFont& font) {
    const QSize room = figureSize(target, shown, font);
    return target.paper() && room.width() < kNarrowFigure ? room * kNarrower : room;
}

QByteArray mapsCsv(const MapCompareCanvas::Content& content) {
    QByteArray csv =
        "run,epoch,name,run_b,name_b,index,label_name,scale,layer,row,column,goodness,goodness_b,"
        "goodness_b_minus_a,channel,channel_b\r\n";
    const QByteArray shown = QByteArray::number(qlonglong{content.a.run}) + ',' +
                             QByteArray::number(content.epoch) + ',' + csvField(content.a.name) +
                             ',' + QByteArray::number(qlonglong{content.b.run}) + ',' +
                             csvField(content.b.name) + ',' + QByteArray::number(content.index) +
                             ',' + csvField(content.label) + ',' +
                             (content.scale == GoodnessScale::relative ? "relative," : "absolute,");
    for (const MapCompareCanvas::Column& c : content.columns) {
        const QByteArray start = shown + QByteArray::number(c.layer + 1) + ',';
        const QByteArray channelA = channel(c.a.channel);
        const QByteArray channelB = channel(c.b.channel);
        if (c.difference.isThere()) {
            addPatches(csv, start, ',' + channelA + ',' + channelB, c.a.map, c.b.map, c.difference);
        } else {
            addPatches(csv, start, ',' + channelA + ',', c.a.map, {}, {});
            addPatches(csv, start, ",," + channelB, {}, c.b.map, {});
        }
    }
    return csv;
}

} // namespace asge
