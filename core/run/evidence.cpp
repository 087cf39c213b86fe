// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/run/evidence.h"

#include "core/base/error.h"

#include <numeric>

namespace asge {

namespace {

/// Calls visit(channel, position, value) with what each channel adds to the logit of `label` at
/// each position of the map.
template <typename Visit>
void forEachTerm(const LayerMaps& maps, int sample, const LayerReadout& readout, int label,
                 bool sums, Visit visit) {
    const auto area =
        static_cast<std::size_t>(maps.patches) * static_cast<std::size_t>(maps.patches);
    const auto channels = static_cast<std::size_t>(readout.channels);
    const bool isWhole = readout.patches == 1 && maps.patches > 1;
    if (label < 0 || static_cast<std::size_t>(label) >= readout.bias.size()) {
        throw Error("evidence: there is no class " + std::to_string(label));
    }
    if (maps.channels != readout.channels || (!isWhole && maps.patches != readout.patches)) {
        throw Error("evidence: the maps have " + std::to_string(maps.channels) + " channels of " +
                    std::to_string(maps.patches) + " patches, the readout " +
                    std::to_string(readout.channels) + " of " + std::to_string(readout.patches));
    }
    // The mean over the whole layer is the mean of the patches' means.
    const double share = isWhole && !sums ? 1.0 / static_cast<double>(area) : 1.0;
    const std::size_t weightsPerChannel = isWhole ? 1 : area;
    const float* goodness =
        maps.goodness.data() + static_cast<std::size_t>(sample) * channels * area;
    const float* weights =
        readout.weights.data() + static_cast<std::size_t>(label) * channels * weightsPerChannel;
    for (std::size_t c = 0; c < channels; ++c) {
        for (std::size_t i = 0; i < area; ++i) {
            const double weight = weights[c * weightsPerChannel + (isWhole ? 0 : i)];
            visit(c, i, weight * share * static_cast<double>(goodness[c * area + i]));
        }
    }
}

} // namespace

double Evidence::sum() const {
    return std::accumulate(map.begin(), map.end(), 0.0);
}

Evidence evidenceOf(const LayerMaps& maps, int sample, const LayerReadout& readout, int label,
                    bool sums) {
    Evidence evidence;
    evidence.patches = maps.patches;
    evidence.map.resize(static_cast<std::size_t>(maps.patches) *
                        static_cast<std::size_t>(maps.patches));
    forEachTerm(maps, sample, readout, label, sums,
                [&](std::size_t, std::size_t i, double term) { evidence.map[i] += term; });
    evidence.bias = static_cast<double>(readout.bias[static_cast<std::size_t>(label)]);
    return evidence;
}

Evidence evidenceBetween(const LayerMaps& maps, int sample, const LayerReadout& readout, int label,
                         int other, bool sums) {
    Evidence evidence = evidenceOf(maps, sample, readout, label, sums);
    const Evidence against = evidenceOf(maps, sample, readout, other, sums);
    evidence.bias -= against.bias;
    for (std::size_t i = 0; i < evidence.map.size(); ++i) {
        evidence.map[i] -= against.map[i];
    }
    return evidence;
}

std::vector<double> channelEvidence(const LayerMaps& maps, int sample, const LayerReadout& readout,
                                    int label, bool sums) {
    std::vector<double> totals(static_cast<std::size_t>(readout.channels));
    forEachTerm(maps, sample, readout, label, sums,
                [&](std::size_t c, std::size_t, double term) { totals[c] += term; });
    return totals;
}

std::vector<double> channelEvidenceMap(const LayerMaps& maps, int sample,
                                       const LayerReadout& readout, int channel, int label,
                                       bool sums) {
    std::vector<double> map(static_cast<std::size_t>(maps.patches) *
                            static_cast<std::size_t>(maps.patches));
    forEachTerm(maps, sample, readout, label, sums, [&](std::size_t c, std::size_t i, double term) {
        if (c == static_cast<std::size_t>(channel)) {
            map[i] = term;
        }
    });
    return map;
}

std::vector<double> logitsOf(const LayerMaps& maps, int sample, const LayerReadout& readout,
                             bool sums) {
    std::vector<double> logits;
    for (std::size_t label = 0; label < readout.bias.size(); ++label) {
        logits.push_back(evidenceOf(maps, sample, readout, static_cast<int>(label), sums).logit());
    }
    return logits;
}

int strongestRival(const std::vector<double>& scores, int label) {
    int rival = label == 0 ? 1 : 0;
    for (int k = 0; k < static_cast<int>(scores.size()); ++k) {
        if (k != label &&
            scores[static_cast<std::size_t>(k)] > scores[static_cast<std::size_t>(rival)]) {
            rival = k;
        }
    }
    return rival;
}

} // namespace asge
