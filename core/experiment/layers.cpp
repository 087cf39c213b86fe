// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/experiment/layers.h"

#include "core/base/counted.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/experiment/settings.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

namespace asge {

namespace {

constexpr std::string_view kSeparators = " \t,";
constexpr int kMostChannels = 4096;

/// Removes and returns the first word of the text; empty if there is none.
std::string_view takeWord(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(kSeparators), text.size()));
    const std::string_view word = text.substr(0, text.find_first_of(kSeparators));
    text.remove_prefix(word.size());
    return word;
}

/// What is wrong with a word, or nothing, and the layer.
std::string readLayer(std::string_view word, LayerSpec& layer) {
    const std::string quoted = "'" + oneLine(word, 40) + "'";
    std::string_view digits = word;
    layer.pools = digits.ends_with('M');
    if (layer.pools) {
        digits.remove_suffix(1);
    }
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), layer.channels);
    if (read.ec == std::errc::invalid_argument || read.ptr != digits.data() + digits.size()) {
        return quoted + " is not a number of channels, optionally followed by M";
    }
    if (read.ec != std::errc() || layer.channels < 1 || layer.channels > kMostChannels) {
        return quoted + " must have from 1 to " + std::to_string(kMostChannels) + " channels";
    }
    return {};
}

/// The number of patches per side before it is rounded. α is multiplied first, so that
/// 1.5 · 256 / 128 has no rounding error.
double patchesOf(PatchRule rule, double alpha, double lastChannels, double channels) {
    switch (rule) {
    case PatchRule::linear:
        return alpha * lastChannels / channels;
    case PatchRule::power:
        return std::pow(lastChannels / channels, alpha);
    case PatchRule::root:
        return alpha * std::sqrt(lastChannels / channels);
    }
    return 1;
}

} // namespace

ReadLayers readLayers(std::string_view text) {
    const Setting* setting = findSetting("network.layers");
    const auto most = static_cast<std::size_t>(setting->max);
    ReadLayers result;
    for (std::string_view word = takeWord(text); !word.empty(); word = takeWord(text)) {
        LayerSpec layer;
        result.wrong = readLayer(word, layer);
        if (!result.wrong.empty()) {
            return result;
        }
        if (result.layers.size() == most) {
            result.wrong = "has more than " + counted(most, "layer");
            return result;
        }
        result.layers.push_back(layer);
    }
    if (result.layers.empty()) {
        result.wrong = "names no layer; write their channels, such as '32 64M 128M 256M'";
    }
    return result;
}

std::vector<LayerSpec> parseLayers(std::string_view text) {
    ReadLayers result = readLayers(text);
    if (!result.wrong.empty()) {
        throw BadInput(result.wrong);
    }
    return std::move(result.layers);
}

std::string layersText(const std::vector<LayerSpec>& layers) {
    std::string text;
    for (const LayerSpec& layer : layers) {
        text += (text.empty() ? "" : " ") + std::to_string(layer.channels);
        text += layer.pools ? "M" : "";
    }
    return text;
}

int patchesPerSide(const Experiment::Network& network, int channels, int height, int width) {
    const double patches =
        patchesOf(network.patchRule, network.alpha, network.layers.back().channels, channels);
    const double most = std::max(std::min(height, width), 1);
    return static_cast<int>(std::clamp(std::floor(patches), 1.0, most));
}

ReadFactors readFactors(std::string_view text) {
    const Setting* setting = findSetting("optimizer.layer_rates");
    ReadFactors result;
    for (std::string_view word = takeWord(text); !word.empty(); word = takeWord(text)) {
        double factor = 0;
        const auto read = std::from_chars(word.data(), word.data() + word.size(), factor);
        const bool sound = read.ec == std::errc() && read.ptr == word.data() + word.size() &&
                           factor >= setting->min && factor <= setting->max;
        if (!sound) {
            result.wrong = "'" + oneLine(word, 40) + "' is not a number from " +
                           numberText(setting->min) + " to " + numberText(setting->max);
            return result;
        }
        result.factors.push_back(factor);
    }
    return result;
}

std::string factorsText(const std::vector<double>& factors) {
    std::string text;
    for (const double factor : factors) {
        text += (text.empty() ? "" : " ") + numberText(factor);
    }
    return text;
}

} // namespace asge
