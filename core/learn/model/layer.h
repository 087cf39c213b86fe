// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"

#include <ATen/ATen.h>

#include <cstdint>

namespace asge {

/// One tensor for each parameter of a layer: values or gradients.
struct LayerTensors {
    at::Tensor weight;         ///< like Layer::weight
    at::Tensor bias;           ///< like Layer::bias
    at::Tensor projection;     ///< like Layer::projection; undefined if it is frozen
    at::Tensor projectionBias; ///< like Layer::projectionBias; undefined if it is frozen
};

/// ∂loss/∂logits, N × classes, of the mean cross-entropy over a batch: (p − t) / N. The target t is
/// 1 − `smoothing` at the label (labels: N, int64), plus `smoothing` / classes everywhere.
at::Tensor crossEntropyGradient(const at::Tensor& logits, const at::Tensor& labels,
                                double smoothing = 0.0);

/// One ASGE layer: a 3 × 3 convolution and ReLU, spatial goodness, a frozen random projection of
/// the goodness to class logits, and the pooling and normalisation before the next layer. Copies
/// share their tensors.
struct Layer {
    at::Tensor weight;         ///< C_out × C_in × 3 × 3, trained
    at::Tensor bias;           ///< C_out, trained
    at::Tensor projection;     ///< classes × (C_out·P²)
    at::Tensor projectionBias; ///< classes
    int patches = 1;           ///< P of the goodness that the logits are computed from
    int shownPatches = 1;      ///< P of the goodness maps that a probe shows
    bool pools = false;        ///< 2 × 2, before the next layer
    bool trainsProjection = false;
    bool goodnessOfSquares = true; ///< otherwise of Y itself
    Goodness goodness = Goodness::mean;
    Pooling pooling = Pooling::rms;
    Normalization normalization = Normalization::layer;

    /// Y = ReLU(conv(input) + bias), N × C_out × H × W. `input` is N × C_in × H × W in the type of
    /// the weights.
    at::Tensor activations(const at::Tensor& input) const;
    /// The goodness of Y, N × C_out × P × P.
    at::Tensor patchMaps(const at::Tensor& activations) const;
    /// The goodness maps of Y that a probe shows, N × C_out × P × P with shownPatches for P.
    at::Tensor shownMaps(const at::Tensor& activations) const;
    /// a = W · flatten(g) + b, N × classes, for the goodness g that patchMaps() returned.
    at::Tensor logits(const at::Tensor& patchMaps) const;
    /// The input of the next layer: Y, pooled if the layer pools, then normalised. It has no
    /// trained parameters; ε = 1e-5 is added to the variance or the mean square.
    at::Tensor nextInput(const at::Tensor& activations) const;

    /// The same layer with weight and bias in the form that the convolutions use: channels-last, of
    /// type `type`. Goodness and everything computed from it stay float32.
    Layer withWeightsOf(at::ScalarType type) const;

    /// ∂loss/∂Z, of the shape of `activations`, from ∂loss/∂logits, N × classes, in closed form: dg
    /// = da · W, dZ = 2 · Y ⊙ spread(dg) (ARCHITECTURE.md, 'The method').
    at::Tensor outputGradient(const at::Tensor& activations,
                              const at::Tensor& logitsGradient) const;
    /// The gradients of the parameters from ∂loss/∂Z and ∂loss/∂logits. The gradient of the input
    /// is not computed.
    LayerTensors gradient(const at::Tensor& input, const at::Tensor& outputGradient,
                          const at::Tensor& patchMaps, const at::Tensor& logitsGradient) const;
};

/// Draws a layer's weights (Kaiming normal, zero bias) and its projection, with D = C_out·P²:
/// uniform in ±gain/√D, normal with standard deviation gain/√D, or with orthogonal rows of length
/// gain (orthogonal columns if D is less than the number of classes). The bias of the projection is
/// drawn likewise with gain 1, uniformly if the rows are orthogonal. The values depend on `seed`
/// alone and not on the device.
Layer makeLayer(const LayerSpec& spec, int inputChannels, int patches, int classes,
                const Experiment& experiment, std::uint64_t seed);

} // namespace asge
