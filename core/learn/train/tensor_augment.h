// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/augment.h"

#include <ATen/ATen.h>

namespace asge {

/// Carries out an Augmenter's plans on whichever device the images are on: what a GPU does with a
/// data set in its memory. To within one level of 255 the result is Augmenter::apply's.
class TensorAugmenter {
  public:
    TensorAugmenter(const Augmenter& augmenter, const ImageSet& images, const at::Device& device);

    static constexpr std::int64_t kNumbers = 18; ///< that a plan is written as
    static void write(const AugmentPlan& plan, double* numbers);

    /// `pixels` N × C × H × W, `plans` N × kNumbers; N × C × H × W, float, whole numbers from 0 to
    /// 255. Nothing in it waits for the device.
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
