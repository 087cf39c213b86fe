// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/learn/compute/batch.h"
#include "core/learn/compute/phases.h"
#include "core/learn/model/network.h"

#include <string_view>
#include <vector>

namespace asge {

/// The input of a method in one training step.
struct StepBatch {
    at::Tensor input;             ///< N × C × H × W, in the type of the convolutions
    at::Tensor labels;            ///< N, int64
    std::vector<bool> learns;     ///< one per layer: whether its gradient is computed
    std::vector<at::Tensor> keep; ///< one per layer: dropout factors of its input, N × C × 1 × 1;
                                  ///< undefined without dropout
    double labelSmoothing = 0;
    at::Tensor draws; ///< N, int64, ≥ 0: random numbers that depend on the run's seed, the step and
                      ///< the image's position; undefined unless the method uses them
};

/// The result of a method in one training step. Computing it must not wait for the device.
struct StepGradient {
    std::vector<LayerTensors> layers; ///< one per layer; undefined tensors if it does not learn
    at::Tensor scores;                ///< layers × 2: mean loss, correct images
};

/// A training method: how the layers of a network learn and are read out. Methods have no state;
/// each is a file of this folder. Networks passed to a method were made by its makeNetwork() and
/// have weights in the type of the convolutions.
class Method {
  public:
    virtual ~Method() = default;

    /// The method's name in an experiment.
    virtual std::string_view name() const = 0;

    /// Makes a network to be trained: that of asge::makeNetwork unless the method has another
    /// readout. Throws BadInput that begins with a setting which the method does not support.
    virtual Network makeNetwork(const Experiment& experiment, const ImageShape& shape,
                                const at::Device& device) const;

    /// The gradients of one batch at the network's current parameters.
    virtual StepGradient gradient(const Network& network, const StepBatch& batch,
                                  LapTimer& timer) const = 0;
    /// Whether gradient() uses StepBatch::draws.
    virtual bool usesDraws() const { return false; }
    /// Whether LanePass computes the same for this network as the method.
    virtual bool runsInLanes(const Network&) const { return false; }

    /// The class scores of images N × C × H × W: N × classes per layer. Their softmax is the
    /// layer's prediction.
    virtual std::vector<at::Tensor> logits(const Network& network, const at::Tensor& input) const;
    /// The input of the first layer when a probe measures labelled images.
    virtual at::Tensor probeInput(const Network& network, const Batch& images) const;
};

/// All methods, in the order of the choices of the setting `method`.
const std::vector<const Method*>& allMethods();
/// The method of that name.
const Method& methodNamed(std::string_view name);

/// Each method is defined in the file of its name.
const Method& asgeMethod();
const Method& backpropMethod();
const Method& deepSupervisionMethod();
const Method& channelCompetitionMethod();
const Method& meanGoodnessMethod();
const Method& forwardForwardMethod();

} // namespace asge
