// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/compare/map_compare_model.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace asge::maps {
namespace {

bool sameImage(const ProbeImages& a, int i, const ProbeImages& b, int j) {
    const auto size = static_cast<std::ptrdiff_t>(a.channels) * a.height * a.width;
    return a.indices[static_cast<std::size_t>(i)] == b.indices[static_cast<std::size_t>(j)] &&
           std::equal(a.pixels.begin() + i * size, a.pixels.begin() + (i + 1) * size,
                      b.pixels.begin() + j * size);
}

} // namespace

std::optional<int> channelOf(const GoodnessValues& values, const Part& part, int layer,
                             int sample) {
    const auto index = static_cast<std::size_t>(layer);
    if (part.kind == Part::Kind::sum || index >= values.snapshot().layers.size() ||
        part.number >= values.snapshot().layers[index].channels) {
        return std::nullopt;
    }
    return part.kind == Part::Kind::channel
               ? part.number
               : values.strongest(layer, sample, part.number + 1).back();
}

Map mapOf(const GoodnessValues& values, GoodnessScale scale, int layer, int sample,
          const Part& part) {
    Map map;
    if (layer >= static_cast<int>(values.snapshot().layers.size()) ||
        sample >= values.snapshot().samples) {
        return map;
    }
    const std::optional<int> channel = channelOf(values, part, layer, sample);
    if (part.kind != Part::Kind::sum && !channel) {
        return map;
    }
    map.patches = values.patches(layer);
    for (int i = 0; i < map.patches; ++i) {
        for (int j = 0; j < map.patches; ++j) {
            const float goodness = channel ? values.channel(layer, sample, *channel, i, j)
                                           : values.sum(layer, sample, i, j);
            const double value = values.scaled(scale, layer, goodness);
            map.values.push_back(std::isfinite(value) ? value
                                                      : std::numeric_limits<double>::quiet_NaN());
        }
    }
    return map;
}

Map difference(const Map& a, const Map& b) {
    Map map;
    if (!a.isThere() || a.patches != b.patches) {
        return map;
    }
    map.patches = a.patches;
    for (std::size_t i = 0; i < a.values.size(); ++i) {
        map.values.push_back(b.values[i] - a.values[i]);
    }
    return map;
}

Scales scalesOf(const std::vector<const Map*>& ofA, const std::vector<const Map*>& ofB,
                const std::vector<const Map*>& differences, bool isShared) {
    const auto farthest = [](const std::vector<const Map*>& maps) {
        double far = 0;
        for (const Map* map : maps) {
            for (const double value : map->values) {
                far = std::isfinite(value) ? std::max(far, std::abs(value)) : far;
            }
        }
        return niceCeiling(far);
    };
    Scales scales{farthest(ofA), farthest(differences), farthest(ofB)};
    if (isShared) {
        std::vector<const Map*> all = ofA;
        all.insert(all.end(), ofB.begin(), ofB.end());
        scales.high = scales.highB = farthest(all); // of nothing it would be 1
    }
    return scales;
}

std::vector<std::pair<int, int>> commonImages(const ProbeImages& a, const ProbeImages& b) {
    std::vector<std::pair<int, int>> common;
    if (a.channels != b.channels || a.height != b.height || a.width != b.width) {
        return common;
    }
    for (int i = 0; i < a.count; ++i) {
        for (int j = 0; j < b.count; ++j) {
            if (sameImage(a, i, b, j)) {
                common.emplace_back(i, j);
                break;
            }
        }
    }
    return common;
}

ProbeImages imagesAt(const ProbeImages& images, const std::vector<int>& positions) {
    const auto size = static_cast<std::ptrdiff_t>(images.channels) * images.height * images.width;
    ProbeImages some{static_cast<int>(positions.size()),
                     images.channels,
                     images.height,
                     images.width,
                     {},
                     {},
                     {}};
    for (const int position : positions) {
        const auto first = images.pixels.begin() + position * size;
        some.pixels.insert(some.pixels.end(), first, first + size);
        some.labels.push_back(images.labels[static_cast<std::size_t>(position)]);
        some.indices.push_back(images.indices[static_cast<std::size_t>(position)]);
    }
    return some;
}

std::vector<int> commonEpochs(const std::vector<int>& a, const std::vector<int>& b) {
    std::vector<int> common;
    std::copy_if(a.begin(), a.end(), std::back_inserter(common),
                 [&b](int epoch) { return std::find(b.begin(), b.end(), epoch) != b.end(); });
    return common;
}

} // namespace asge::maps
