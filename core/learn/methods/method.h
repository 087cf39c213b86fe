// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/learn/compute/batch.h"
#include "core/learn/compute/phases.h"
#include "core/learn/model/network.h"

#include <string_view>
#include <vector>

namespace asge {

/// One training step's images, as a method sees them.
struct StepBatch {
    at::Tensor input;             ///< N × C × H × W, of the convolutions' type
    at::Tensor labels;            ///< N, int64
    std::vector<bool> learns;     ///< one a layer: whether its gradient is wanted
    std::vector<at::Tensor> keep; ///< one a layer: dropout's factors of its input, N × C × 1 × 1;
                                  ///< undefined for none
    double labelSmoothing = 0;
    at::Tensor draws; ///< N, int64, ≥ 0: random numbers of the run's seed, the step and the image's
                      ///< place; undefined unless the method draws
};

/// What a method makes of them. Nothing in it waits for the device.
struct StepGradient {
    std::vector<LayerTensors> layers; ///< one a layer; undefined tensors where it doesn't learn
    at::Tensor scores;                ///< layers × 2: mean loss, correct images
};

/// How the layers of a network learn and are read out: what makes one training method different
/// from another. Methods have no state; each is a file of this folder. Networks that are passed in
/// have been made by makeNetwork(), and have weights of the convolutions' type.
class Method {
  public:
    virtual ~Method() = default;

    /// What `method` of an experiment calls it.
    virtual std::string_view name() const = 0;

    /// A network to be trained; asge::makeNetwork's unless the method reads layers out otherwise.
    /// Throws BadInput that begins with the setting which the method can't honour.
    virtual Network makeNetwork(const Experiment& experiment, const ImageShape& shape,
                                const at::Device& device) const;

    /// Gradients of one batch at the network as it is.
    virtual StepGradient gradient(const Network& network, const StepBatch& batch,
                                  LapTimer& timer) const = 0;
    /// Whether gradient() uses StepBatch::draws.
    virtual bool draws() const { return false; }
    /// Whether LanePass computes the same for this network.
    virtual bool runsInLanes(const Network&) const { return false; }

    /// Class scores of images N × C × H × W, N × classes a layer; their softmax is the layer's
    /// prediction.
    virtual std::vector<at::Tensor> logits(const Network& network, const at::Tensor& input) const;
    /// What the first layer sees where a probe looks at labelled images.
    virtual at::Tensor probeInput(const Network& network, const Batch& images) const;
};

/// All methods, in the order in which the setting lists their names.
const std::vector<const Method*>& allMethods();
/// The method that `method` of an experiment names.
const Method& methodNamed(std::string_view name);

/// Each in a file of its name.
const Method& asgeMethod();
const Method& backpropMethod();
const Method& deepSupervisionMethod();
const Method& channelCompetitionMethod();
const Method& meanGoodnessMethod();
const Method& forwardForwardMethod();

} // namespace asge
