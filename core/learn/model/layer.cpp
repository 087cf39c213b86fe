// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/model/layer.h"

#include "core/learn/model/fused_operations.h"
#include "core/learn/model/goodness.h"

#include <ATen/CPUGeneratorImpl.h>

#include <algorithm>
#include <cmath>

namespace asge {

namespace {

constexpr double kNormEpsilon = 1e-5;

at::Tensor draw(at::IntArrayRef shape, bool normal, double scale, const at::Generator& generator) {
    at::Tensor values = at::empty(shape, at::kFloat);
    return normal ? values.normal_(0.0, scale, generator)
                  : values.uniform_(-scale, scale, generator);
}

/// A rows × columns matrix with orthonormal rows, or columns if there are fewer columns than rows,
/// drawn uniformly (from the Haar measure): Q of the QR decomposition of a matrix of normal
/// numbers, with the signs that make R's diagonal positive (Mezzadri 2007).
at::Tensor drawOrthogonal(std::int64_t rows, std::int64_t columns, const at::Generator& generator) {
    const at::Tensor normal =
        draw({std::max(rows, columns), std::min(rows, columns)}, true, 1.0, generator);
    const auto [q, r] = at::linalg_qr(normal.to(at::kDouble));
    const at::Tensor signs = r.diagonal().sign();
    const at::Tensor matrix = (q * signs).to(at::kFloat);
    return (rows > columns ? matrix : matrix.t()).contiguous();
}

at::Tensor drawProjection(std::int64_t classes, std::int64_t features,
                          const Experiment::Projection& settings, const at::Generator& generator) {
    if (settings.distribution == ProjectionDistribution::orthogonal) {
        return drawOrthogonal(classes, features, generator).mul_(settings.gain);
    }
    return draw({classes, features}, settings.distribution == ProjectionDistribution::normal,
                settings.gain / std::sqrt(static_cast<double>(features)), generator);
}

/// √x with gradient 0 at x = 0: the true slope there is infinite, and times the slope 0 of the
/// square would give NaN.
at::Tensor safeSqrt(const at::Tensor& x) {
    if (!x.requires_grad()) {
        return x.sqrt();
    }
    const at::Tensor zero = x.eq(0);
    return x.masked_fill(zero, 1).sqrt().masked_fill(zero, 0);
}

/// 2 × 2 pooling. The result is float.
at::Tensor pool(const at::Tensor& activations, Pooling pooling) {
    if (pooling == Pooling::rms && activations.is_cuda()) {
        return rmsPooled(activations);
    }
    const at::Tensor y = activations.to(at::kFloat);
    switch (pooling) {
    case Pooling::max:
        return at::max_pool2d(y, 2);
    case Pooling::mean:
        return at::avg_pool2d(y, 2);
    default:
        return safeSqrt(at::avg_pool2d(y.square(), 2));
    }
}

at::Tensor normalise(const at::Tensor& y, Normalization normalization) {
    switch (normalization) {
    case Normalization::none:
        return y;
    case Normalization::rms:
        return y * (y.square().mean({1, 2, 3}, true) + kNormEpsilon).rsqrt();
    case Normalization::channel: {
        const at::Tensor centred = y - y.mean(1, true);
        return centred * (centred.square().mean(1, true) + kNormEpsilon).rsqrt();
    }
    default:
        if (y.is_cuda()) {
            return layerNormalised(y, kNormEpsilon);
        }
        return at::layer_norm(y, y.sizes().slice(1), {}, {}, kNormEpsilon);
    }
}

} // namespace

at::Tensor Layer::activations(const at::Tensor& input) const {
    return at::conv2d(input, weight, bias, /*stride=*/1, /*padding=*/1).relu_();
}

at::Tensor Layer::patchMaps(const at::Tensor& activations) const {
    return patchGoodness(activations, patches, goodness, goodnessOfSquares);
}

at::Tensor Layer::shownMaps(const at::Tensor& activations) const {
    return patchGoodness(activations, shownPatches, goodness, goodnessOfSquares);
}

at::Tensor Layer::logits(const at::Tensor& patchMaps) const {
    return at::addmm(projectionBias, patchMaps.flatten(1), projection.t());
}

at::Tensor Layer::nextInput(const at::Tensor& activations) const {
    const at::Tensor y = pools ? pool(activations, pooling) : activations.to(at::kFloat);
    return normalise(y, normalization).to(activations.scalar_type());
}

Layer Layer::withWeightsOf(at::ScalarType type) const {
    Layer layer = *this;
    layer.weight =
        weight.to(type, /*non_blocking=*/false, /*copy=*/false, at::MemoryFormat::ChannelsLast);
    layer.bias = bias.to(type);
    return layer;
}

at::Tensor crossEntropyGradient(const at::Tensor& logits, const at::Tensor& labels,
                                double smoothing) {
    at::Tensor gradient = logits.softmax(1);
    if (smoothing > 0) {
        gradient.sub_(smoothing / static_cast<double>(logits.size(1)));
    }
    const at::Tensor column = labels.unsqueeze(1);
    gradient.scatter_add_(1, column, at::full_like(column, smoothing - 1, logits.options()));
    return gradient.div_(static_cast<double>(labels.size(0)));
}

at::Tensor Layer::outputGradient(const at::Tensor& activations,
                                 const at::Tensor& logitsGradient) const {
    const at::Tensor goodnessGradient =
        logitsGradient.mm(projection).view({activations.size(0), weight.size(0), patches, patches});
    return activationGradient(activations, goodnessGradient, goodness, goodnessOfSquares);
}

LayerTensors Layer::gradient(const at::Tensor& input, const at::Tensor& outputGradient,
                             const at::Tensor& patchMaps, const at::Tensor& logitsGradient) const {
    const std::int64_t biasSize = bias.size(0);
    const auto convolution = at::convolution_backward(
        outputGradient, input, weight, at::IntArrayRef(biasSize), /*stride=*/{1, 1},
        /*padding=*/{1, 1}, /*dilation=*/{1, 1}, /*transposed=*/false, /*output_padding=*/{0, 0},
        /*groups=*/1, /*output_mask=*/{false, true, true});
    LayerTensors gradient{std::get<1>(convolution), std::get<2>(convolution), {}, {}};
    if (trainsProjection) {
        gradient.projection = logitsGradient.t().mm(patchMaps.flatten(1));
        gradient.projectionBias = logitsGradient.sum(0);
    }
    return gradient;
}

Layer makeLayer(const LayerSpec& spec, int inputChannels, int patches, int classes,
                const Experiment& experiment, std::uint64_t seed) {
    at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(seed);
    const std::int64_t features = static_cast<std::int64_t>(spec.channels) * patches * patches;
    const double unit = 1.0 / std::sqrt(static_cast<double>(features));
    const auto& settings = experiment.projection;

    Layer layer;
    layer.weight = draw({spec.channels, inputChannels, 3, 3}, /*normal=*/true,
                        std::sqrt(2.0 / (inputChannels * 9.0)), generator);
    layer.bias = at::zeros({spec.channels});
    layer.projection = drawProjection(classes, features, settings, generator);
    layer.projectionBias =
        draw({classes}, settings.distribution == ProjectionDistribution::normal, unit, generator);
    layer.patches = patches;
    layer.shownPatches = patches;
    layer.pools = spec.pools;
    layer.trainsProjection = settings.training == ProjectionTraining::trained;
    layer.goodness = experiment.network.goodness;
    layer.pooling = experiment.network.pooling;
    layer.normalization = experiment.network.normalization;
    return layer;
}

} // namespace asge
