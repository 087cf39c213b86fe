// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <functional>

namespace asge {

/// Features of images and their labels.
struct LabelledFeatures {
    at::Tensor features; ///< N × D, float32
    at::Tensor labels;   ///< N, int64
};

/// A softmax regression: the class scores of an image are linear in its standardised features.
struct LinearClassifier {
    at::Tensor mean;          ///< D
    at::Tensor scale;         ///< D: 1 / standard deviation; 0 for a feature that does not vary
    at::Tensor weight;        ///< D × classes, of standardised features
    at::Tensor bias;          ///< classes
    double l2 = 0;            ///< weight of the penalty that was chosen
    int epoch = 0;            ///< the epoch that was chosen, from 1
    double trainAccuracy = 0; ///< fractions of the images
    double validationAccuracy = 0;

    /// Class scores, N × classes, of features N × D that are not standardised.
    at::Tensor scores(const at::Tensor& features) const;
};

/// Trains a softmax regression on `train` and returns the state with the highest accuracy on
/// `validation` over all weights of the L2 penalty and all epochs; of equal ones the earliest with
/// the strongest penalty. Both sets of features are standardised in place with mean and standard
/// deviation of `train`, so that no second copy is in memory.
///
/// It minimises the mean cross-entropy plus λ/2 · ‖W‖² (without the bias) by Adam in minibatches,
/// with cosine annealing to 0. All λ are trained at once on the same batches: the weights of all of
/// them are the columns of one matrix. The order of the images depends on `seed` alone, so that
/// equal inputs give equal results on the CPU. `onEpoch(done, all)` is called with the
/// finished epochs every few batches and after the last one; what it throws ends the training.
/// Throws Error if a feature is not finite.
LinearClassifier trainLinearClassifier(LabelledFeatures& train, LabelledFeatures& validation,
                                       int classes, std::uint64_t seed,
                                       const std::function<void(int done, int all)>& onEpoch);

} // namespace asge
