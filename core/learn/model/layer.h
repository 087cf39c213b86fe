// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"

#include <ATen/ATen.h>

#include <cstdint>

namespace asge {

/// One tensor for each of a layer's parameters: their values, or their gradients.
struct LayerTensors {
    at::Tensor weight;         ///< like Layer::weight
    at::Tensor bias;           ///< like Layer::bias
    at::Tensor projection;     ///< like Layer::projection; undefined where it is frozen
    at::Tensor projectionBias; ///< like Layer::projectionBias; undefined where it is frozen
};

/// ∂loss/∂logits, N × classes, of the mean cross-entropy over a batch: (p − t) / N, where the
/// target t has 1 − `smoothing` at the label (N, int64) and `smoothing` / classes everywhere.
at::Tensor crossEntropyGradient(const at::Tensor& logits, const at::Tensor& labels,
                                double smoothing = 0.0);

/// One ASGE layer: 3 × 3 convolution and ReLU, spatial goodness, a frozen random projection of the
/// goodness to class logits, and the way to the next layer. A value: copies share their tensors.
struct Layer {
    at::Tensor weight;         ///< C_out × C_in × 3 × 3, trained
    at::Tensor bias;           ///< C_out, trained
    at::Tensor projection;     ///< classes × (C_out·P²)
    at::Tensor projectionBias; ///< classes
    int patches = 1;           ///< P of the readout
    int shownPatches = 1;      ///< P of the maps that a probe shows
    bool pools = false;        ///< 2 × 2 on the way to the next layer
    bool trainsProjection = false;
    bool goodnessOfSquares = true; ///< else of Y itself
    Goodness goodness = Goodness::mean;
    Pooling pooling = Pooling::rms;
    Normalization normalization = Normalization::layer;

    /// input N × C_in × H × W, of the weights' type → Y = ReLU(conv(input) + bias), N × C_out × H ×
    /// W.
    at::Tensor activations(const at::Tensor& input) const;
    /// Y → N × C_out × P × P.
    at::Tensor patchMaps(const at::Tensor& activations) const;
    /// Y → N × C_out × P × P for the P that is shown.
    at::Tensor shownMaps(const at::Tensor& activations) const;
    /// patchMaps → a = W · flatten(g) + b, N × classes.
    at::Tensor logits(const at::Tensor& patchMaps) const;
    /// Y → the normalised, where the layer pools also pooled, input of the next layer. Nothing in
    /// it is trained; ε = 1e-5 stands beside the variance, or the mean square.
    at::Tensor nextInput(const at::Tensor& activations) const;

    /// The same layer with weight and bias as the convolutions of such images want them:
    /// channels-last, of type `type`. Goodness and all that follows from it stay float32.
    Layer withWeightsOf(at::ScalarType type) const;

    /// ∂loss/∂Z in closed form from that of the logits, N × classes (METHOD, 'The local rule'),
    /// like `activations`: dg = da · W, dZ = 2 · Y ⊙ spread(dg).
    at::Tensor outputGradient(const at::Tensor& activations,
                              const at::Tensor& logitsGradient) const;
    /// The parameters' gradients from those of the output and the logits; no input gradient is ever
    /// computed.
    LayerTensors gradient(const at::Tensor& input, const at::Tensor& outputGradient,
                          const at::Tensor& patchMaps, const at::Tensor& logitsGradient) const;
};

/// Draws a layer's weights (Kaiming normal, zero bias) and its projection: uniform ±gain/√D, normal
/// with deviation gain/√D, or orthogonal rows of length gain (columns, where D is less than the
/// classes), D = C_out·P². The projection's bias is drawn likewise with gain 1, uniformly where
/// rows are orthogonal. The numbers depend on `seed` alone, whatever the device.
Layer makeLayer(const LayerSpec& spec, int inputChannels, int patches, int classes,
                const Experiment& experiment, std::uint64_t seed);

} // namespace asge
