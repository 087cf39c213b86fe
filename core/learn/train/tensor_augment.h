// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/augment.h"

#include <ATen/ATen.h>

namespace asge {

/// Applies an Augmenter's plans to images on any device, for data sets in a GPU's memory. The
/// result differs from that of Augmenter::apply by at most one of 255 levels.
class TensorAugmenter {
  public:
    TensorAugmenter(const Augmenter& augmenter, const ImageSet& images, const at::Device& device);

    static constexpr std::int64_t kNumbers = 18; ///< per plan
    /// Writes the kNumbers numbers of a plan.
    static void write(const AugmentPlan& plan, double* numbers);

    /// Takes pixels N × C × H × W and plans N × kNumbers. Returns N × C × H × W, float, whole
    /// numbers from 0 to 255. Does not wait for the device.
    at::Tensor apply(const at::Tensor& pixels, const at::Tensor& plans) const;

  private:
    at::Tensor move(const at::Tensor& pixels, const at::Tensor& plans) const;
    at::Tensor recolour(const at::Tensor& pixels, const at::Tensor& plans) const;
    at::Tensor blank(const at::Tensor& pixels, const at::Tensor& box) const;

    const bool moves_;
    const bool recolours_;
    const bool cutsOut_;
    const bool erases_;
    at::Tensor columns_; ///< 1 × W: 0 … W − 1, float
    at::Tensor rows_;    ///< 1 × H
    at::Tensor weights_; ///< 1 × C × 1 × 1: brightnessWeights
    at::Tensor fill_;    ///< 1 × C × 1 × 1
};

} // namespace asge
