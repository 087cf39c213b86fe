#include "core/probe/probe.h"

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

} // namespace

ProbeSnapshot probe(const Network& network, const at::Tensor& input, int samples) {
    const at::NoGradGuard noGrad;
    ProbeSnapshot snapshot;
    snapshot.samples = samples;
    forEachLayer(network, input,
                 [&](std::size_t, const Layer& layer, const at::Tensor&, const at::Tensor& y) {
                     const at::Tensor maps = layer.patchMaps(y);
                     const at::Tensor shown = maps.narrow(0, 0, samples);
                     const at::Tensor probabilities = layer.logits(shown).softmax(1);
                     snapshot.classes = static_cast<int>(probabilities.size(1));
                     snapshot.layers.push_back({static_cast<int>(maps.size(1)), layer.patches,
                                                toVector(shown), toVector(probabilities)});
                     snapshot.channels.push_back(channelStats(y, maps));
                 });
    return snapshot;
}

} // namespace asge
