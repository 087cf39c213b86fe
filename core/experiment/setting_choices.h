// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"

#include <array>

namespace asge {

/// A choice of the table of settings, whose texts are literals.
struct FixedChoice {
    const char* name;
    const char* description;
};

/// The choices of each enumeration of the experiment, in the order of its enumerators.
namespace choices {

inline constexpr std::array kLabels{
    FixedChoice{"fine", "CIFAR-100's 100 classes"},
    FixedChoice{"coarse", "CIFAR-100's 20 superclasses"},
};
inline constexpr std::array kZoomOf{
    FixedChoice{"image", "Crops of the scaled image"},
    FixedChoice{"photograph", "Crops of the whole photograph, which is decoded again each time"},
};
inline constexpr std::array kPatchRules{
    FixedChoice{"linear", "⌊α·r⌋ patches per side"},
    FixedChoice{"power", "⌊r^α⌋ patches per side"},
    FixedChoice{"root", "⌊α·√r⌋ patches per side"},
};
inline constexpr std::array kGoodnesses{
    FixedChoice{"mean", "Mean of the squared activations of a patch"},
    FixedChoice{"sum", "Sum of the squared activations of a patch"},
};
inline constexpr std::array kNormalizations{
    FixedChoice{"layer",
                "Layer normalisation: zero mean, unit variance over all channels and positions"},
    FixedChoice{"channel", "Zero mean and unit variance over the channels at each position"},
    FixedChoice{"rms", "RMSNorm: divides by the root mean square over all channels and positions"},
    FixedChoice{"none", "The previous layer's output is not normalised"},
};
inline constexpr std::array kPoolings{
    FixedChoice{"rms", "2×2 root-mean-square pooling, which preserves goodness"},
    FixedChoice{"max", "2×2 max pooling"},
    FixedChoice{"mean", "2×2 average pooling"},
};
inline constexpr std::array kDistributions{
    FixedChoice{"uniform", "Uniform from −gain/√D to gain/√D"},
    FixedChoice{"normal", "Normal with standard deviation gain/√D"},
    FixedChoice{"orthogonal", "Orthogonal rows"},
};
inline constexpr std::array kProjectionTrainings{
    FixedChoice{"frozen", "Drawn once and never trained, as the method says"},
    FixedChoice{"trained", "Trained jointly with the layers, an ablation"},
};
inline constexpr std::array kOptimizers{
    FixedChoice{"adamw", "Adam with decoupled weight decay"},
    FixedChoice{"sgd", "Stochastic gradient descent with momentum"},
};
inline constexpr std::array kSchedules{
    FixedChoice{"constant", "Constant learning rate"},
    FixedChoice{"cosine", "Cosine annealing to 0"},
};
inline constexpr std::array kOrders{
    FixedChoice{"together", "All layers learn on each batch"},
    FixedChoice{"greedy",
                "The layers learn one after another, each for an equal share of the epochs"},
};
inline constexpr std::array kOnNonfinites{
    FixedChoice{"stop", "Ends the run, or pauses it in the window"},
    FixedChoice{"pause", "Goes back to the last good step and pauses"},
    FixedChoice{"rollback", "Goes back to the last good step, halves the layer's learning rate, "
                            "and continues"},
};
inline constexpr std::array kPaths{
    FixedChoice{"fast", "Fused passes on the CPU, a captured graph on a GPU"},
    FixedChoice{"plain", "One LibTorch operation after another, for comparison"},
};
inline constexpr std::array kPrecisions{
    FixedChoice{"float32", "32-bit floating point"},
    FixedChoice{"bfloat16",
                "bfloat16 convolutions and activations, faster if the processor supports it"},
    FixedChoice{"tf32", "TensorFloat-32 products, faster on GPUs that support it"},
};

} // namespace choices

/// The choices of the value's enumeration.
constexpr const auto& choicesOf(Labels) {
    return choices::kLabels;
}
constexpr const auto& choicesOf(ZoomOf) {
    return choices::kZoomOf;
}
constexpr const auto& choicesOf(PatchRule) {
    return choices::kPatchRules;
}
constexpr const auto& choicesOf(Goodness) {
    return choices::kGoodnesses;
}
constexpr const auto& choicesOf(Normalization) {
    return choices::kNormalizations;
}
constexpr const auto& choicesOf(Pooling) {
    return choices::kPoolings;
}
constexpr const auto& choicesOf(ProjectionDistribution) {
    return choices::kDistributions;
}
constexpr const auto& choicesOf(ProjectionTraining) {
    return choices::kProjectionTrainings;
}
constexpr const auto& choicesOf(OptimizerKind) {
    return choices::kOptimizers;
}
constexpr const auto& choicesOf(Schedule) {
    return choices::kSchedules;
}
constexpr const auto& choicesOf(UpdateOrder) {
    return choices::kOrders;
}
constexpr const auto& choicesOf(OnNonfinite) {
    return choices::kOnNonfinites;
}
constexpr const auto& choicesOf(ComputePath) {
    return choices::kPaths;
}
constexpr const auto& choicesOf(Precision) {
    return choices::kPrecisions;
}

} // namespace asge
