#include "widgets/map_compare_export.h"

#include "widgets/plot_export.h"

#include <algorithm>

namespace asge {
namespace {

/// Empty past a map's end, and where there is no map.
QByteArray valueAt(const maps::Map& map, int patch) {
    const auto index = static_cast<std::size_t>(patch);
    return index < map.values.size() ? csvNumber(map.values[index]) : QByteArray();
}

/// The patches of as many of the three as are of one size.
void addPatches(QByteArray& csv, const QByteArray& start, const maps::Map& a, const maps::Map& b,
                const maps::Map& difference) {
    const int patches = std::max(a.patches, b.patches);
    for (int i = 0; i < patches * patches; ++i) {
        csv += start + QByteArray::number(i / patches) + ',' + QByteArray::number(i % patches) +
               ',' + valueAt(a, i) + ',' + valueAt(b, i) + ',' + valueAt(difference, i) + "\r\n";
    }
}

} // namespace

QByteArray mapsCsv(const MapCompareCanvas::Content& content) {
    QByteArray csv = "run_a,run_b,epoch,index,label,scale,layer,row,column,a,b,difference\r\n";
    const QByteArray shown = csvField(content.a.name) + ',' + csvField(content.b.name) + ',' +
                             QByteArray::number(content.epoch) + ',' +
                             QByteArray::number(content.index) + ',' + csvField(content.label) +
                             ',' +
                             (content.scale == GoodnessScale::relative ? "relative," : "absolute,");
    for (const MapCompareCanvas::Column& c : content.columns) {
        const QByteArray start = shown + QByteArray::number(c.layer + 1) + ',';
        if (c.difference.isThere()) {
            addPatches(csv, start, c.mapA, c.mapB, c.difference);
        } else {
            addPatches(csv, start, c.mapA, {}, {});
            addPatches(csv, start, {}, c.mapB, {});
        }
    }
    return csv;
}

} // namespace asge
