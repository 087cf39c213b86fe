// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/learn/compute/batch.h"
#include "core/learn/compute/dropout.h"
#include "core/learn/compute/kernels.h"
#include "core/learn/compute/lanes.h"
#include "core/learn/compute/parameters.h"
#include "core/learn/compute/phases.h"
#include "core/learn/model/network.h"
#include "core/learn/model/prediction.h"

#include <vector>

namespace asge {

/// The convolutions' weights as a pass uses them: channels-last, in its precision.
struct PassWeights {
    at::Tensor weight; ///< C_out × C_in × 3 × 3
    at::Tensor bias;   ///< C_out
};

/// What a training step does beside the gradient of the plain mean loss of all layers.
struct LaneStep {
    std::vector<bool> learns; ///< one a layer: whose gradient is wanted; empty: all
    double labelSmoothing = 0;
    Dropout dropout;
};

/// What one layer makes of images that a probe looks at.
struct LayerObservation {
    std::vector<float> goodness;      ///< samples × P² × C, for the P that is shown
    std::vector<float> probabilities; ///< samples × classes
    std::vector<float> goodnessSum;   ///< C; over images and patches
    std::vector<float> activationSum; ///< C; over images and positions
    std::vector<std::uint8_t> fires;  ///< H × W × C; 1 where Y is positive for any image
};

/// Makes LibTorch's operations use the calling thread alone: what a lane does first.
void useOneThread();

/// The fast way through a network on the CPU. Each lane takes its part of the batch, in chunks,
/// through all layers. Images are channels-last, and between the convolutions each image's
/// activations are gone through while they are in the cache: once to read them (goodness, pooling,
/// moments of the normalisation), once to write the next layer's input, and, the image's own logits
/// having given its gradient, once to write dZ over Z. What is alive at a time is one layer's chunk
/// a lane, so memory does not grow with depth, and lanes meet once a pass.
///
/// The sums over images run in a fixed order, so that equal inputs give equal bits for a given
/// number of lanes and instruction set.
class LanePass {
  public:
    /// The network must outlive it; its tensors are on the CPU.
    LanePass(const Network& network, Precision precision, int lanes,
             const kernels::Kernels& kernels = kernels::bestKernels());
    ~LanePass();
    LanePass(const LanePass&) = delete;
    LanePass& operator=(const LanePass&) = delete;

    int lanes() const { return lanes_.count(); }
    const kernels::Kernels& kernels() const { return kernels_; }

    /// After the network's weights or projections have changed other than by weights().
    void reload();
    /// Of each layer, for an optimizer to write to; in float32 they are the network's own.
    std::vector<PassWeights>& weights() { return weights_; }

    /// Losses and hits of every layer.
    PassTotals forward(const BatchSource& images);
    /// The same without Fusion, and the batch's gradient by the local rule: gradients()[lane] is a
    /// lane's part of it, flat as in Parameters, and their sum is the gradient of the mean loss.
    /// A layer that doesn't learn has none.
    PassTotals gradient(const BatchSource& images, const Parameters& parameters,
                        const LaneStep& step = {});
    const std::vector<const float*>& gradients() const { return gradientPointers_; }

    /// A forward pass that looks inside: sums over all images, maps and probabilities of the first
    /// `samples`.
    std::vector<LayerObservation> observe(const BatchSource& images, std::int64_t samples);

    /// Calls work(lane) on every lane.
    void run(const std::function<void(int)>& work) { lanes_.run(work); }
    /// Mean over the lanes, since the last call.
    PhaseSeconds takePhases();

  private:
    struct Lane;
    struct Job;

    void plan(std::int64_t height, std::int64_t width);
    PassTotals pass(const Job& job);
    template <typename T>
    void runLane(const Job& job, Lane& lane, std::int64_t first, std::int64_t count);
    template <typename T>
    void runChunk(const Job& job, Lane& lane, Batch batch, std::int64_t first);
    template <typename T>
    void visitImages(const Job& job, Lane& lane, std::size_t layer, const at::Tensor& z,
                     const at::Tensor& next, const at::Tensor& labels, std::int64_t first);
    template <typename T>
    void observeImage(const Job& job, Lane& lane, std::size_t layer, const T* image,
                      std::int64_t index);
    template <typename T>
    void spreadGradient(const Job& job, Lane& lane, std::size_t layer, T* image,
                        std::int64_t label);
    /// Factors of the next layer's channels for image `image` of the batch; null for none.
    const float* keepFactors(const Job& job, Lane& lane, std::size_t layer,
                             std::int64_t image) const;
    template <typename T>
    void weightGradient(const Job& job, Lane& lane, std::size_t layer, const at::Tensor& input,
                        const at::Tensor& gradient);
    std::int64_t chunkSize(std::int64_t count) const;

    const Network& network_;
    const Precision precision_;
    const kernels::Kernels& kernels_;
    std::vector<PassWeights> weights_;
    std::vector<at::Tensor> projections_; ///< classes × (P²·C): the order of channels-last goodness
    std::vector<kernels::MapPlan> maps_;
    std::vector<kernels::MapPlan> shown_; ///< the same with the patches that probes show
    std::int64_t height_ = 0;
    std::int64_t width_ = 0;
    std::vector<Lane> lane_;
    std::vector<const float*> gradientPointers_;
    /// In a lane each LibTorch operation runs on that lane's thread alone: so operations meet at no
    /// barriers of their own, and two trainings on one machine share it fairly.
    Lanes lanes_; ///< last: its threads use the others
};

} // namespace asge
