#include "core/model/layer.h"

#include "core/model/goodness.h"

#include <ATen/CPUGeneratorImpl.h>

#include <cmath>

namespace asge {

namespace {

constexpr double kNormEpsilon = 1e-5;

at::Tensor draw(at::IntArrayRef shape, ProjectionDistribution distribution, double scale,
                const at::Generator& generator) {
    at::Tensor values = at::empty(shape, at::kFloat);
    if (distribution == ProjectionDistribution::normal) {
        return values.normal_(0.0, scale, generator);
    }
    return values.uniform_(-scale, scale, generator);
}

} // namespace

at::Tensor Layer::activations(const at::Tensor& input) const {
    return at::conv2d(input, weight, bias, /*stride=*/1, /*padding=*/1).relu_();
}

at::Tensor Layer::patchMaps(const at::Tensor& activations) const {
    return patchGoodness(activations, patches, goodness);
}

at::Tensor Layer::logits(const at::Tensor& patchMaps) const {
    return at::addmm(projectionBias, patchMaps.flatten(1), projection.t());
}

at::Tensor Layer::nextInput(const at::Tensor& activations) const {
    const at::Tensor y = activations.to(at::kFloat);
    const at::Tensor pooled = pools ? at::avg_pool2d(y.square(), 2).sqrt_() : y;
    return at::layer_norm(pooled, pooled.sizes().slice(1), {}, {}, kNormEpsilon)
        .to(activations.scalar_type());
}

Layer Layer::withWeightsOf(at::ScalarType type) const {
    Layer layer = *this;
    layer.weight =
        weight.to(type, /*non_blocking=*/false, /*copy=*/false, at::MemoryFormat::ChannelsLast);
    layer.bias = bias.to(type);
    return layer;
}

at::Tensor Layer::outputGradient(const at::Tensor& activations, const at::Tensor& logits,
                                 const at::Tensor& labels) const {
    const auto images = static_cast<double>(labels.size(0));
    at::Tensor logitsGradient = logits.softmax(1);
    const at::Tensor column = labels.unsqueeze(1);
    logitsGradient.scatter_add_(1, column, at::full_like(column, -1, logits.options()));
    logitsGradient.div_(images);
    const at::Tensor goodnessGradient =
        logitsGradient.mm(projection).view({labels.size(0), weight.size(0), patches, patches});
    return activationGradient(activations, goodnessGradient, goodness);
}

LocalGradient Layer::weightGradient(const at::Tensor& input,
                                    const at::Tensor& outputGradient) const {
    const std::int64_t biasSize = bias.size(0);
    const auto gradients = at::convolution_backward(
        outputGradient, input, weight, at::IntArrayRef(biasSize), /*stride=*/{1, 1},
        /*padding=*/{1, 1}, /*dilation=*/{1, 1}, /*transposed=*/false, /*output_padding=*/{0, 0},
        /*groups=*/1, /*output_mask=*/{false, true, true});
    return {std::get<1>(gradients), std::get<2>(gradients)};
}

Layer makeLayer(const LayerSpec& spec, int inputChannels, int patches, int classes,
                const Experiment& experiment, std::uint64_t seed) {
    at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(seed);
    const std::int64_t features = static_cast<std::int64_t>(spec.channels) * patches * patches;
    const double unit = 1.0 / std::sqrt(static_cast<double>(features));
    const auto distribution = experiment.projection.distribution;

    Layer layer;
    layer.weight = draw({spec.channels, inputChannels, 3, 3}, ProjectionDistribution::normal,
                        std::sqrt(2.0 / (inputChannels * 9.0)), generator);
    layer.bias = at::zeros({spec.channels});
    layer.projection =
        draw({classes, features}, distribution, experiment.projection.gain * unit, generator);
    layer.projectionBias = draw({classes}, distribution, unit, generator);
    layer.patches = patches;
    layer.pools = spec.pools;
    layer.goodness = experiment.network.goodness;
    return layer;
}

} // namespace asge
