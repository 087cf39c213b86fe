// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/learn/compute/batch.h"
#include "core/learn/compute/dropout.h"
#include "core/learn/compute/image_scores.h"
#include "core/learn/compute/kernels.h"
#include "core/learn/compute/lanes.h"
#include "core/learn/compute/parameters.h"
#include "core/learn/compute/phases.h"
#include "core/learn/model/network.h"
#include "core/learn/model/prediction.h"

#include <vector>

namespace asge {

/// The weights of a convolution as a pass uses them: channels-last, in its precision.
struct PassWeights {
    at::Tensor weight; ///< C_out × C_in × 3 × 3
    at::Tensor bias;   ///< C_out
};

/// The options of a training step.
struct LaneStep {
    std::vector<bool> learns; ///< one per layer: whether its gradient is computed; empty for all
    double labelSmoothing = 0;
    Dropout dropout;
};

/// What a probe measures in one layer.
struct LayerObservation {
    std::vector<float> goodness;      ///< samples × P² × C, with shownPatches for P
    std::vector<float> probabilities; ///< samples × classes
    std::vector<float> goodnessSum;   ///< C; sums over images and patches
    std::vector<float> activationSum; ///< C; sums over images and positions
    std::vector<std::uint8_t> fires;  ///< H × W × C; 1 where Y is positive for any image
};

/// Makes LibTorch's operations use the calling thread alone. Each lane calls it first.
void useOneThread();

/// The fast computation of a network on the CPU. Each lane computes its part of the batch, in
/// chunks, through all layers. Images are channels-last. Between the convolutions each image's
/// activations are processed while they are in the cache: they are read once for goodness, pooling
/// and the moments of the normalisation; the next layer's input is written; and, once the image's
/// logits have given its gradient, dZ is written over Z. Only one layer of one chunk is allocated
/// per lane, so memory does not grow with depth. Lanes synchronise once per pass.
///
/// Sums over images have a fixed order, so that equal inputs give equal bits for a given number of
/// lanes and instruction set.
class LanePass {
  public:
    /// The network must outlive the pass, and its tensors must be on the CPU.
    LanePass(const Network& network, Precision precision, int lanes,
             const kernels::Kernels& kernels = kernels::bestKernels());
    ~LanePass();
    LanePass(const LanePass&) = delete;
    LanePass& operator=(const LanePass&) = delete;

    int lanes() const { return lanes_.count(); }
    const kernels::Kernels& kernels() const { return kernels_; }

    /// Must be called after the network's weights or projections have changed other than through
    /// weights().
    void reload();
    /// The weights of each layer, for an optimizer to write to; in float32 they share the network's
    /// tensors.
    std::vector<PassWeights>& weights() { return weights_; }

    /// An evaluation: the sums over the images of a forward pass, and the outcome of each.
    PassTotals forward(const BatchSource& images);
    /// The same without Fusion, and the gradient of the batch by the local rule: gradients()[lane]
    /// is a lane's part, flat as in Parameters, and the sum of the parts is the gradient of the
    /// mean loss. The gradient of a layer that does not learn is 0.
    PassTotals gradient(const BatchSource& images, const Parameters& parameters,
                        const LaneStep& step = {});
    const std::vector<const float*>& gradients() const { return gradientPointers_; }

    /// A forward pass for a probe: statistics over all images, goodness maps and probabilities of
    /// the first `samples`.
    std::vector<LayerObservation> observe(const BatchSource& images, std::int64_t samples);

    /// Calls work(lane) on every lane.
    void run(const std::function<void(int)>& work) { lanes_.run(work); }
    /// The mean over the lanes since the last call.
    PhaseSeconds takePhases();
    /// The seconds that the lanes have spent on each layer in training steps since the last call,
    /// without updates.
    std::vector<double> takeLayerSeconds();

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
    void processImages(const Job& job, Lane& lane, std::size_t layer, const at::Tensor& z,
                       const at::Tensor& next, const at::Tensor& labels, std::int64_t first);
    void keepProbabilities(ImageOutcomes& outcomes, Lane& lane, std::size_t layer, std::int64_t n,
                           std::int64_t image) const;
    void fuse(const Job& job, Lane& lane, const at::Tensor& labels, std::int64_t first);
    template <typename T>
    void observeImage(const Job& job, Lane& lane, std::size_t layer, const T* image,
                      std::int64_t index);
    template <typename T>
    void spreadGradient(const Job& job, Lane& lane, std::size_t layer, T* image,
                        std::int64_t label);
    /// Dropout factors of the next layer's input channels for image `image` of the batch; null
    /// without dropout.
    const float* dropoutFactors(const Job& job, Lane& lane, std::size_t layer,
                                std::int64_t image) const;
    template <typename T>
    void weightGradient(const Job& job, Lane& lane, std::size_t layer, const at::Tensor& input,
                        const at::Tensor& gradient);
    std::int64_t chunkSize(std::int64_t count) const;

    const Network& network_;
    const Precision precision_;
    const kernels::Kernels& kernels_;
    std::vector<PassWeights> weights_;
    std::vector<at::Tensor> projections_; ///< classes × (P²·C), the order of channels-last goodness
    std::vector<kernels::MapPlan> maps_;
    std::vector<kernels::MapPlan> shown_; ///< the same with shownPatches
    std::int64_t height_ = 0;
    std::int64_t width_ = 0;
    std::vector<Lane> laneStates_;
    std::vector<const float*> gradientPointers_;
    Lanes lanes_; ///< the last member, because its threads use the others
};

} // namespace asge
