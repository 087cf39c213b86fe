#pragma once

#include "core/experiment/experiment.h"

#include <ATen/ATen.h>

#include <cstdint>

namespace asge {

/// The local rule's result for one layer and one batch.
struct LocalGradient {
    at::Tensor weight; ///< like Layer::weight
    at::Tensor bias;   ///< like Layer::bias
};

/// One ASGE layer: 3 × 3 convolution and ReLU, spatial goodness, a frozen random projection of the
/// goodness to class logits, and the way to the next layer. A value: copies share their tensors.
struct Layer {
    at::Tensor weight;         ///< C_out × C_in × 3 × 3, trained
    at::Tensor bias;           ///< C_out, trained
    at::Tensor projection;     ///< classes × (C_out·P²), frozen
    at::Tensor projectionBias; ///< classes, frozen
    int patches = 1;           ///< P
    bool pools = false;        ///< 2 × 2 RMS pooling on the way to the next layer
    Goodness goodness = Goodness::mean;

    /// input N × C_in × H × W, of the weights' type → Y = ReLU(conv(input) + bias), N × C_out × H ×
    /// W.
    at::Tensor activations(const at::Tensor& input) const;
    /// Y → N × C_out × P × P.
    at::Tensor patchMaps(const at::Tensor& activations) const;
    /// patchMaps → a = W · flatten(g) + b, N × classes.
    at::Tensor logits(const at::Tensor& patchMaps) const;
    /// Y → LayerNorm over C × H × W of RMSPool(Y), without trained parameters (ε = 1e-5).
    at::Tensor nextInput(const at::Tensor& activations) const;

    /// The same layer with weight and bias as the convolutions of such images want them:
    /// channels-last, of type `type`. Goodness and all that follows from it stay float32.
    Layer withWeightsOf(at::ScalarType type) const;

    /// ∂loss/∂Z of the batch's mean cross-entropy in closed form (METHOD, 'The local rule'), like
    /// `activations`: da = (p − y) / N, dg = da · W, dZ = 2 · Y ⊙ spread(dg). `labels` is N, int64.
    at::Tensor outputGradient(const at::Tensor& activations, const at::Tensor& logits,
                              const at::Tensor& labels) const;
    /// Gradient of weight and bias from that of the output; no input gradient is ever computed.
    LocalGradient weightGradient(const at::Tensor& input, const at::Tensor& outputGradient) const;
};

/// Draws a layer's weights (Kaiming normal, zero bias) and its projection: uniform ±gain/√D or
/// normal with deviation gain/√D, D = C_out·P²; the projection's bias likewise with gain 1. The
/// numbers depend on `seed` alone, whatever the device.
Layer makeLayer(const LayerSpec& spec, int inputChannels, int patches, int classes,
                const Experiment& experiment, std::uint64_t seed);

} // namespace asge
