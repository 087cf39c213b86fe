// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/run/strategy.h"

#include "core/base/counted.h"
#include "core/base/error.h"
#include "core/base/text.h"

#include <charconv>

namespace asge {

namespace {

constexpr std::string_view kRangePrefix = "range:";

[[noreturn]] void refuseStrategy(std::string_view text, const std::string& what) {
    throw BadInput("--strategy " + oneLine(text, 60) + ": " + what);
}

/// Reads the number at the beginning of `text` and removes it; 0 if there is none above 0.
int takeLayer(std::string_view& text) {
    int layer = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), layer);
    if (error != std::errc() || layer < 1) {
        return 0;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return layer;
}

Strategy rangeFromText(std::string_view text) {
    std::string_view rest = text.substr(kRangePrefix.size());
    Strategy range{Strategy::Kind::range, takeLayer(rest), 0};
    if (range.from > 0 && rest.starts_with('-')) {
        rest.remove_prefix(1);
        range.to = takeLayer(rest);
    }
    if (range.to == 0 || !rest.empty()) {
        refuseStrategy(text, "must be range:A-B with two layers, counted from 1");
    }
    if (range.from > range.to) {
        refuseStrategy(text, "the first layer comes after the last one");
    }
    return range;
}

} // namespace

Strategy strategyFromText(std::string_view text) {
    if (text == "last") {
        return {Strategy::Kind::last};
    }
    if (text == "fusion") {
        return {Strategy::Kind::fusion};
    }
    if (text == "best") {
        return {Strategy::Kind::best};
    }
    if (text.starts_with(kRangePrefix)) {
        return rangeFromText(text);
    }
    refuseStrategy(text, "must be last, fusion, best or range:A-B");
}

std::string toText(const Strategy& strategy) {
    switch (strategy.kind) {
    case Strategy::Kind::last:
        return "last";
    case Strategy::Kind::fusion:
        return "fusion";
    case Strategy::Kind::best:
        return "best";
    case Strategy::Kind::range:
        break;
    }
    return std::string(kRangePrefix) + std::to_string(strategy.from) + "-" +
           std::to_string(strategy.to);
}

std::pair<std::size_t, std::size_t> layersOf(const Strategy& strategy, int layers, int bestLayer) {
    const auto last = static_cast<std::size_t>(layers) - 1;
    switch (strategy.kind) {
    case Strategy::Kind::last:
        return {last, last};
    case Strategy::Kind::fusion:
        return {0, last};
    case Strategy::Kind::best:
        if (bestLayer < 0 || bestLayer >= layers) {
            refuseStrategy("best", "the best layer of this checkpoint is not known, because the "
                                   "run has no measurements of its epoch; use another strategy");
        }
        return {static_cast<std::size_t>(bestLayer), static_cast<std::size_t>(bestLayer)};
    case Strategy::Kind::range:
        break;
    }
    if (strategy.to > layers) {
        refuseStrategy(toText(strategy), "the network has " + counted(layers, "layer"));
    }
    return {static_cast<std::size_t>(strategy.from) - 1, static_cast<std::size_t>(strategy.to) - 1};
}

} // namespace asge
