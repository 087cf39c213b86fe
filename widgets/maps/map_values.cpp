// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/maps/map_values.h"

#include "widgets/common/counted_text.h"
#include "widgets/maps/maps_text.h"

#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace asge {
namespace {

// part of the values, from the least, that the colour scale covers at least
constexpr double kScaleQuantile = 0.99;
constexpr double kOutlierFactor = 1.5;

QString spanText(PatchSpan pixels) {
    return pixels.end - pixels.begin == 1
               ? QString::number(pixels.begin)
               : QStringLiteral("%1–%2").arg(pixels.begin).arg(pixels.end - 1);
}

} // namespace

PatchSpan patchSpan(int patch, int patches, int size) {
    const auto scaled = [&](std::int64_t i) { return i * size; };
    return {static_cast<int>(scaled(patch) / patches),
            static_cast<int>((scaled(patch + 1) + patches - 1) / patches)};
}

double patchEdge(int patch, int patches, int size) {
    if (patch <= 0) {
        return 0.0;
    }
    if (patch >= patches) {
        return 1.0;
    }
    const int begin = patchSpan(patch, patches, size).begin;
    const int end = patchSpan(patch - 1, patches, size).end;
    return (begin + end) / (2.0 * size);
}

int patchAt(double fraction, int patches, int size) {
    int patch = 0;
    while (patch + 1 < patches && fraction >= patchEdge(patch + 1, patches, size)) {
        ++patch;
    }
    return patch;
}

double ColorRange::fraction(double value) const {
    if (!std::isfinite(value)) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    return high > low ? std::clamp((value - low) / (high - low), 0.0, 1.0) : 0.0;
}

ColorRange robustRange(std::vector<float>& values) {
    if (values.empty()) {
        return {std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
    }
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    const double low = *least;
    const double high = *most;
    const auto place = static_cast<std::ptrdiff_t>(
        std::ceil(kScaleQuantile * static_cast<double>(values.size() - 1)));
    std::nth_element(values.begin(), values.begin() + place, values.end());
    const double usual = values[static_cast<std::size_t>(place)];
    return usual > 0 && high > kOutlierFactor * usual ? ColorRange{low, usual, true}
                                                      : ColorRange{low, high};
}

double niceCeiling(double value) {
    if (!(value > 0) || !std::isfinite(value)) {
        return 1.0;
    }
    constexpr std::array kSteps{1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0};
    const double power = std::pow(10.0, std::floor(std::log10(value)));
    for (const double step : kSteps) {
        if (step * power >= value * (1 - 1e-9)) {
            return step * power;
        }
    }
    return 10 * power;
}

QString invalidReason(const ProbeSnapshot& snapshot, const ProbeImages& images,
                      const std::vector<LayerInfo>& layers) {
    if (snapshot.samples != images.count) {
        return MapsText::tr("it has %1, the run %2")
            .arg(countedText(snapshot.samples, "image"))
            .arg(images.count);
    }
    if (snapshot.layers.size() != layers.size()) {
        return MapsText::tr("it has %1, the run %2")
            .arg(countedText(snapshot.layers.size(), "layer"))
            .arg(layers.size());
    }
    const auto samples = static_cast<std::size_t>(snapshot.samples);
    for (std::size_t l = 0; l < layers.size(); ++l) {
        const LayerMaps& maps = snapshot.layers[l];
        if (maps.channels != layers[l].channels || maps.patches != layers[l].patches) {
            return MapsText::tr("its layer %1 has %2 and P = %3, the run's %4 and P = %5")
                .arg(l + 1)
                .arg(countedText(maps.channels, "channel"))
                .arg(maps.patches)
                .arg(layers[l].channels)
                .arg(layers[l].patches);
        }
        const auto area = static_cast<std::size_t>(maps.patches) * maps.patches;
        const bool whole = maps.goodness.size() == samples * maps.channels * area;
        const bool predicts =
            maps.probabilities.empty() ||
            (snapshot.classes > 0 && maps.probabilities.size() == samples * snapshot.classes);
        if (!whole || !predicts) {
            return MapsText::tr("the values of its layer %1 are not complete").arg(l + 1);
        }
    }
    return {};
}

QString invalidReason(const ProbeImages& images) {
    const bool shaped = images.count >= 0 && images.height > 0 && images.width > 0 &&
                        (images.channels == 1 || images.channels == 3);
    if (!shaped) {
        return MapsText::tr("%1 of %2 × %3 × %4: neither grey nor RGB")
            .arg(countedText(images.count, "image"))
            .arg(images.channels)
            .arg(images.height)
            .arg(images.width);
    }
    const auto count = static_cast<std::size_t>(images.count);
    const std::size_t pixels = count * images.channels * images.height * images.width;
    if (images.pixels.size() != pixels || images.labels.size() != count ||
        images.indices.size() != count) {
        return MapsText::tr("the pixels, labels or numbers of %1 are not complete")
            .arg(countedText(images.count, "image"));
    }
    return {};
}

QString patchText(const LayerInfo& layer, int i, int j) {
    return MapsText::tr("patch (%1, %2): rows %3, columns %4 of %5 × %6")
        .arg(i)
        .arg(j)
        .arg(spanText(patchSpan(i, layer.patches, layer.height)),
             spanText(patchSpan(j, layer.patches, layer.width)))
        .arg(layer.height)
        .arg(layer.width);
}

std::vector<double> roundTicks(double high, int most) {
    if (!(high > 0) || !std::isfinite(high)) {
        return {};
    }
    const double least = high / most;
    const double power = std::pow(10, std::floor(std::log10(least)));
    double step = 10 * power;
    for (const double factor : {5.0, 2.0, 1.0}) {
        // The tolerance keeps a step that divides `high` from failing by rounding.
        step = factor * power >= least * (1 - 1e-9) ? factor * power : step;
    }
    std::vector<double> ticks;
    for (int i = 0; i * step <= high * (1 + 1e-9); ++i) {
        ticks.push_back(i * step);
    }
    return ticks;
}

QString shortNumber(double value) {
    if (!std::isfinite(value)) {
        return QStringLiteral("–");
    }
    QLocale locale;
    locale.setNumberOptions(QLocale::OmitGroupSeparator);
    const double size = std::abs(value);
    if (size != 0 && (size < 1e-3 || size >= 1e6)) {
        return locale.toString(value, 'g', 3);
    }
    const int digits = size > 0 ? 2 - static_cast<int>(std::floor(std::log10(size))) : 0;
    const QString text = QString::number(value, 'f', std::max(digits, 0));
    // 'g' omits trailing zeros, but would write 5880 as 5.88e+03.
    return digits > 0 ? locale.toString(text.toDouble(), 'g', 6) : locale.toString(value, 'f', 0);
}

QString percent(double part) {
    return std::isfinite(part) ? QLocale().toString(part * 100, 'f', 0) + QStringLiteral(" %")
                               : QStringLiteral("–");
}

} // namespace asge
