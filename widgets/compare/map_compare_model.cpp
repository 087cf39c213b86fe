// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/compare/map_compare_model.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace asge::maps {
namespace {

/// Oklab (Björn Ottosson, 2020) to sRGB.
QColor fromOklab(double lightness, double a, double b) {
    const double l = std::pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
    const double m = std::pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
    const double s = std::pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3);
    const auto encoded = [](double linear) {
        linear = std::clamp(linear, 0.0, 1.0);
        return static_cast<float>(linear <= 0.0031308 ? 12.92 * linear
                                                      : 1.055 * std::pow(linear, 1 / 2.4) - 0.055);
    };
    return QColor::fromRgbF(encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
                            encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
                            encoded(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s))
        .toRgb();
}

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

Scales scalesOf(const std::vector<const Map*>& sides, const std::vector<const Map*>& differences) {
    const auto farthest = [](const std::vector<const Map*>& maps) {
        double far = 0;
        for (const Map* map : maps) {
            for (const double value : map->values) {
                far = std::isfinite(value) ? std::max(far, std::abs(value)) : far;
            }
        }
        return niceCeiling(far);
    };
    return {farthest(sides), farthest(differences)};
}

QColor diverging(double value) {
    constexpr double kMiddle = 0.97; // lightness
    constexpr double kEnd = 0.42;
    constexpr double kChroma = 0.13;
    constexpr double kBlue = 255; // hues in degrees
    constexpr double kVermilion = 42;
    const double part = std::clamp(value, -1.0, 1.0);
    const double far = std::abs(part);
    const double hue = (part < 0 ? kBlue : kVermilion) * std::numbers::pi / 180;
    // The chroma grows fast and then stays, so that light colours differ in their hue
    // too.
    const double chroma = kChroma * std::sin(far * std::numbers::pi / 2);
    return fromOklab(kMiddle + (kEnd - kMiddle) * far, chroma * std::cos(hue),
                     chroma * std::sin(hue));
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
