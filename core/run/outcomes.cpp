// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/run/outcomes.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

namespace asge {

namespace {

constexpr int kMiddle = kMarginBins / 2;
constexpr double kMarginScale = 2;
constexpr double kMarginStep = 16;

Confusion confusionOf(const ImageOutcomes& images, const ScorerOutcomes& scorer) {
    std::vector<std::pair<int, int>> cells;
    cells.reserve(images.images());
    for (std::size_t i = 0; i < images.images(); ++i) {
        cells.emplace_back(images.labels[i], scorer.predicted[i]);
    }
    std::sort(cells.begin(), cells.end());
    Confusion confusion;
    for (const auto& [label, predicted] : cells) {
        if (confusion.empty() || confusion.back().label != label ||
            confusion.back().predicted != predicted) {
            confusion.push_back({label, predicted, 0});
        }
        ++confusion.back().count;
    }
    return confusion;
}

} // namespace

double marginEdge(int k) {
    if (k <= 0 || k >= kMarginBins) {
        return k <= 0 ? -std::numeric_limits<double>::infinity()
                      : std::numeric_limits<double>::infinity();
    }
    return kMarginScale * std::sinh((k - kMiddle) / kMarginStep);
}

int marginBin(double margin) {
    if (std::isnan(margin)) {
        return 0;
    }
    const double place = kMarginStep * std::asinh(margin / kMarginScale) + kMiddle;
    int bin = static_cast<int>(std::floor(std::clamp(place, 0.0, kMarginBins - 1.0)));
    // The inverse is rounded; the edges decide.
    while (bin > 0 && margin < marginEdge(bin)) {
        --bin;
    }
    while (bin < kMarginBins - 1 && margin >= marginEdge(bin + 1)) {
        ++bin;
    }
    return bin;
}

double negativeShare(const MarginCounts& counts) {
    const auto all = std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
    const auto negative =
        std::accumulate(counts.begin(), counts.begin() + kMiddle, std::int64_t{0});
    return static_cast<double>(negative) / static_cast<double>(all); // NaN without images
}

double marginQuantile(const MarginCounts& counts, double fraction) {
    const auto all = std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
    if (all == 0) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    const double wanted = fraction * static_cast<double>(all);
    double before = 0;
    int bin = 0;
    while (bin < kMarginBins - 1 &&
           before + static_cast<double>(counts[static_cast<std::size_t>(bin)]) < wanted) {
        before += static_cast<double>(counts[static_cast<std::size_t>(bin++)]);
    }
    // The open bins count as if they were points at their finite edge.
    if (bin == 0 || bin == kMarginBins - 1) {
        return marginEdge(bin == 0 ? 1 : kMarginBins - 1);
    }
    const auto here = static_cast<double>(counts[static_cast<std::size_t>(bin)]);
    const double part = here > 0 ? (wanted - before) / here : 0;
    return std::lerp(marginEdge(bin), marginEdge(bin + 1), part);
}

const SplitOutcomes* EpochOutcomes::find(Split split) const {
    const auto found = std::find_if(splits.begin(), splits.end(),
                                    [=](const SplitOutcomes& each) { return each.split == split; });
    return found == splits.end() ? nullptr : &*found;
}

std::pair<std::size_t, std::size_t> bestRange(const SplitOutcomes& outcomes, std::size_t first) {
    const std::size_t layers = outcomes.layers();
    std::pair<std::size_t, std::size_t> best{first, first};
    const auto rank = [&](std::size_t from, std::size_t to) {
        // More correct images first, then a shallower end, then fewer layers.
        return std::tuple(-outcomes.rangeCorrect[rangeIndex(from, to, layers)], to, to - from);
    };
    for (std::size_t from = first; from < layers; ++from) {
        for (std::size_t to = from; to < layers; ++to) {
            if (rank(from, to) < rank(best.first, best.second)) {
                best = {from, to};
            }
        }
    }
    return best;
}

SplitOutcomes countOutcomes(Split split, const ImageOutcomes& images) {
    SplitOutcomes outcomes;
    outcomes.split = split;
    outcomes.images = static_cast<std::int64_t>(images.images());
    outcomes.rangeCorrect = images.rangeCorrect;
    auto confusions = std::make_shared<Confusions>();
    for (const ScorerOutcomes& scorer : images.scorers) {
        confusions->push_back(confusionOf(images, scorer));
    }
    for (std::size_t layer = 0; layer < images.layers(); ++layer) {
        MarginCounts& counts = outcomes.margins.emplace_back();
        counts.fill(0);
        for (const float margin : images.scorers[layer].margin) {
            ++counts[static_cast<std::size_t>(marginBin(margin))];
        }
    }
    outcomes.confusions = std::move(confusions);
    return outcomes;
}

EpochOutcomes countEpoch(int epoch, const std::function<ImageOutcomes(Split)>& imagesOf) {
    EpochOutcomes outcomes{epoch, {}};
    for (const Split split : {Split::validation, Split::test}) {
        if (const ImageOutcomes images = imagesOf(split); images.images() > 0) {
            outcomes.splits.push_back(countOutcomes(split, images));
        }
    }
    return outcomes;
}

std::vector<std::int64_t> denseConfusion(const Confusion& confusion, int classes) {
    const auto side = static_cast<std::size_t>(classes);
    std::vector<std::int64_t> counts(side * side);
    for (const ConfusionCell& cell : confusion) {
        counts[static_cast<std::size_t>(cell.label) * side +
               static_cast<std::size_t>(cell.predicted)] += cell.count;
    }
    return counts;
}

} // namespace asge
