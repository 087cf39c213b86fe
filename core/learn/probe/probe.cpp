// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/probe/probe.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <numeric>

namespace asge {

namespace {

std::vector<float> toVector(const at::Tensor& tensor) {
    const at::Tensor host = tensor.to(at::kCPU, at::kFloat).contiguous();
    const auto* begin = host.data_ptr<float>();
    return {begin, begin + host.numel()};
}

ChannelStats channelStats(const at::Tensor& activations, const at::Tensor& maps) {
    const at::Tensor goodness = maps.sum(at::IntArrayRef{0, 2, 3}, false, at::kDouble);
    const at::Tensor fires = activations.amax(at::IntArrayRef{0}).gt(0); // C × H × W
    return {toVector(activations.mean(at::IntArrayRef{0, 2, 3})),
            toVector(goodness / goodness.sum().clamp_min(1e-30)),
            toVector(1 - fires.to(at::kFloat).mean(at::IntArrayRef{1, 2}))};
}

/// Transposes samples × P² × C to samples × C × P².
std::vector<float> channelsFirst(const std::vector<float>& maps, std::size_t channels,
                                 std::size_t area) {
    std::vector<float> result(maps.size());
    for (std::size_t image = 0; image < maps.size(); image += channels * area) {
        for (std::size_t p = 0; p < area; ++p) {
            for (std::size_t c = 0; c < channels; ++c) {
                result[image + c * area + p] = maps[image + p * channels + c];
            }
        }
    }
    return result;
}

ChannelStats channelStats(const LayerObservation& observation, std::int64_t images) {
    const std::size_t channels = observation.activationSum.size();
    const auto positions = static_cast<double>(observation.fires.size() / channels);
    ChannelStats stats{observation.activationSum, observation.goodnessSum,
                       std::vector<float>(channels, 1.0F)};
    const double goodness =
        std::accumulate(observation.goodnessSum.begin(), observation.goodnessSum.end(), 0.0);
    for (std::size_t c = 0; c < channels; ++c) {
        stats.meanActivation[c] /= static_cast<float>(positions * static_cast<double>(images));
        stats.goodnessShare[c] =
            static_cast<float>(observation.goodnessSum[c] / std::max(goodness, 1e-30));
        std::size_t firing = 0;
        for (std::size_t i = c; i < observation.fires.size(); i += channels) {
            firing += observation.fires[i];
        }
        stats.deadFraction[c] = static_cast<float>(1 - static_cast<double>(firing) / positions);
    }
    return stats;
}

} // namespace

ProbeSnapshot probe(LanePass& pass, const Network& network, const BatchSource& images,
                    int samples) {
    ProbeSnapshot snapshot;
    snapshot.samples = samples;
    snapshot.classes = network.classes;
    const std::vector<LayerObservation> observed = pass.observe(images, samples);
    for (std::size_t i = 0; i < observed.size(); ++i) {
        const int patches = network.layers[i].shownPatches;
        const std::size_t channels = observed[i].activationSum.size();
        const auto area = static_cast<std::size_t>(patches) * static_cast<std::size_t>(patches);
        snapshot.layers.push_back({static_cast<int>(channels), patches,
                                   channelsFirst(observed[i].goodness, channels, area),
                                   observed[i].probabilities});
        snapshot.channels.push_back(channelStats(observed[i], images.count));
    }
    return snapshot;
}

ProbeSnapshot probe(const Method& method, const Network& network, const Batch& images,
                    int samples) {
    const at::NoGradGuard noGrad;
    ProbeSnapshot snapshot;
    snapshot.samples = samples;
    snapshot.classes = network.classes;
    const auto logits = method.logits(network, images.input.narrow(0, 0, samples));
    forEachLayer(network, method.probeInput(network, images),
                 [&](std::size_t i, const Layer& layer, const at::Tensor&, const at::Tensor& y) {
                     const at::Tensor maps = layer.shownMaps(y);
                     snapshot.layers.push_back({static_cast<int>(maps.size(1)), layer.shownPatches,
                                                toVector(maps.narrow(0, 0, samples)),
                                                toVector(logits[i].softmax(1))});
                     snapshot.channels.push_back(channelStats(y, maps));
                 });
    return snapshot;
}

} // namespace asge
