#pragma once

#include "core/compute/phases.h"
#include "core/model/network.h"

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
};

/// What a method makes of them. Nothing in it waits for the device.
struct StepGradient {
    std::vector<LayerTensors> layers; ///< one a layer; undefined tensors where it doesn't learn
    at::Tensor scores;                ///< layers × 2: mean loss, correct images
};

/// How the layers of a network get their gradients: what makes one training method different from
/// another. Methods have no state; each is a file of this folder.
class Method {
  public:
    virtual ~Method() = default;

    /// Gradients of one batch at the network as it is; its weights are of the convolutions' type.
    virtual StepGradient gradient(const Network& network, const StepBatch& batch,
                                  LapTimer& timer) const = 0;
    /// Whether LanePass computes the same for this network.
    virtual bool runsInLanes(const Network& network) const = 0;
};

/// The method that `method` of an experiment names.
const Method& methodNamed(std::string_view name);

/// Each in a file of its name.
const Method& asgeMethod();

} // namespace asge
