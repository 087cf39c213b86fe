// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/train/tensor_augment.h"

#include <algorithm>

namespace asge {

namespace {

/// The positions of a plan's parts in its numbers.
enum Column : std::int64_t {
    kCutX, // left, width
    kCutY = kCutX + 2,
    kShiftX = kCutY + 2,
    kShiftY,
    kMirrored,
    kCutout, // left, top, right, bottom
    kErase = kCutout + 4,
    kOwn = kErase + 4,
    kGrey,
    kMean,
    kEnd
};
static_assert(kEnd == TensorAugmenter::kNumbers);

/// One column of `plans`, N × 1.
at::Tensor column(const at::Tensor& plans, std::int64_t index) {
    return plans.narrow(1, index, 1);
}

at::Tensor perImage(const at::Tensor& plans, std::int64_t index) {
    return column(plans, index).view({-1, 1, 1, 1});
}

at::Tensor perChannel(const at::Tensor& values, const at::Device& device) {
    return values.to(at::kFloat).view({1, -1, 1, 1}).to(device);
}

/// Rounds like Augmenter: halves up.
at::Tensor toLevels(at::Tensor values) {
    return values.clamp_(0, 255).add_(0.5).floor_();
}

/// The source positions along one axis of the result.
struct Axis {
    at::Tensor inside; ///< N × size; 1 inside the image and 0 in the padding
    at::Tensor at; ///< N × size, in the coordinates of grid_sample, where the image spans −1 to 1
};

/// Takes positions N × size, after mirroring.
Axis axis(const at::Tensor& positions, const at::Tensor& plans, Column shift, Column cut) {
    const auto size = static_cast<double>(positions.size(1));
    const at::Tensor moved = positions + column(plans, shift);
    const at::Tensor cutSize = column(plans, cut + 1);
    const at::Tensor within = ((moved + 0.5) * (cutSize / size) - 0.5).clamp_min(0);
    const at::Tensor source = at::minimum(within, cutSize - 1) + column(plans, cut);
    return {moved.ge(0).logical_and_(moved.lt(size)).to(at::kFloat), (source * 2 + 1) / size - 1};
}

} // namespace

TensorAugmenter::TensorAugmenter(const Augmenter& augmenter, const ImageSet& images,
                                 const at::Device& device)
    : moves_(augmenter.changes().zoom < 1 || augmenter.changes().crop > 0 ||
             augmenter.changes().flip > 0),
      recolours_(augmenter.changes().jitter > 0 || augmenter.changes().grey > 0),
      cutsOut_(augmenter.changes().cutout > 0), erases_(augmenter.changes().erase > 0),
      columns_(at::arange(images.width, at::kFloat).view({1, -1}).to(device)),
      rows_(at::arange(images.height, at::kFloat).view({1, -1}).to(device)),
      weights_(perChannel(at::tensor(brightnessWeights(images.channels)), device)),
      fill_(perChannel(at::tensor(augmenter.fill()), device)) {}

void TensorAugmenter::write(const AugmentPlan& plan, double* numbers) {
    const auto& [cut, x, y, mirrored, own, grey, mean, blanks] = plan;
    const int whole[] = {cut.left, cut.width(), cut.top, cut.height(), x, y, mirrored ? 1 : 0};
    numbers = std::copy(std::begin(whole), std::end(whole), numbers);
    for (const PixelBox& box : blanks) {
        for (const int side : {box.left, box.top, box.right, box.bottom}) {
            *numbers++ = side;
        }
    }
    for (const float part : {own, grey, mean}) {
        *numbers++ = part;
    }
}

at::Tensor TensorAugmenter::apply(const at::Tensor& pixels, const at::Tensor& plans) const {
    const at::Tensor numbers = plans.to(at::kFloat);
    at::Tensor result = pixels.to(at::kFloat);
    if (moves_) {
        result = move(result, numbers);
    }
    if (recolours_) {
        result = recolour(result, numbers);
    }
    if (cutsOut_) {
        result = blank(result, numbers.narrow(1, kCutout, 4));
    }
    if (erases_) {
        result = blank(result, numbers.narrow(1, kErase, 4));
    }
    return result;
}

at::Tensor TensorAugmenter::move(const at::Tensor& pixels, const at::Tensor& plans) const {
    const std::int64_t count = pixels.size(0);
    const std::int64_t height = pixels.size(2);
    const std::int64_t width = pixels.size(3);
    const at::Tensor mirrored =
        at::where(column(plans, kMirrored).gt(0), (width - 1) - columns_, columns_);
    const Axis x = axis(mirrored, plans, kShiftX, kCutX);
    const Axis y = axis(rows_.expand({count, height}), plans, kShiftY, kCutY);
    const at::Tensor grid = at::stack({x.at.view({count, 1, width}).expand({-1, height, -1}),
                                       y.at.view({count, height, 1}).expand({-1, -1, width})},
                                      /*dim=*/3);
    at::Tensor moved = at::grid_sampler(pixels, grid, /*interpolation_mode=*/0 /* bilinear */,
                                        /*padding_mode=*/1 /* border */, /*align_corners=*/false);
    moved.mul_(x.inside.view({count, 1, 1, width})).mul_(y.inside.view({count, 1, height, 1}));
    return toLevels(moved);
}

at::Tensor TensorAugmenter::recolour(const at::Tensor& pixels, const at::Tensor& plans) const {
    const at::Tensor brightness = (pixels * weights_).sum(1, /*keepdim=*/true);
    const at::Tensor mean = brightness.mean({2, 3}, /*keepdim=*/true);
    const at::Tensor common = brightness * perImage(plans, kGrey) + mean * perImage(plans, kMean);
    return toLevels(pixels * perImage(plans, kOwn) + common);
}

at::Tensor TensorAugmenter::blank(const at::Tensor& pixels, const at::Tensor& box) const {
    const auto within = [&](const at::Tensor& positions, std::int64_t begin) {
        return positions.ge(column(box, begin)).logical_and_(positions.lt(column(box, begin + 2)));
    };
    const at::Tensor inside = within(columns_, 0)
                                  .view({-1, 1, 1, columns_.size(1)})
                                  .logical_and(within(rows_, 1).view({-1, 1, rows_.size(1), 1}));
    return at::where(inside, fill_, pixels);
}

} // namespace asge
