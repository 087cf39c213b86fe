// SPDX-License-Identifier: GPL-3.0-or-later

// Augmentation on tensors, which GPUs do, against the same on bytes.
#include "core/learn/train/tensor_augment.h"

#include <gtest/gtest.h>

#include <functional>
#include <random>

namespace asge {
namespace {

struct TensorCase {
    const char* name;
    int channels, height, width;
    std::function<void(Experiment::Augment&)> set;
    int tolerance; ///< levels of 255
};

void PrintTo(const TensorCase& c, std::ostream* out) {
    *out << c.name << ", " << c.channels << " × " << c.height << " × " << c.width;
}

/// Smooth enough that a hair's breadth more to the left is hardly another value.
ImageSet smoothImages(const TensorCase& c, int count) {
    std::mt19937 random(3);
    ImageSet set{count, c.channels, c.height, c.width, {}, std::vector<int>(count)};
    for (int i = 0; i < count * c.channels; ++i) {
        int value = static_cast<int>(random() % 256);
        for (int k = 0; k < c.height * c.width; ++k) {
            value += static_cast<int>(random() % 31) - 15;
            value = std::clamp(value, 0, 255);
            set.pixels.push_back(static_cast<std::uint8_t>(value));
        }
    }
    return set;
}

class TensorAugment : public testing::TestWithParam<TensorCase> {};

TEST_P(TensorAugment, IsWhatBytesAre) {
    const TensorCase& c = GetParam();
    constexpr int kImages = 40;
    const ImageSet set = smoothImages(c, kImages);
    Experiment::Augment changes;
    c.set(changes);
    const std::vector<float> mean(static_cast<std::size_t>(c.channels), 0.4F);
    const Augmenter augmenter(changes, 5, set, mean);
    const TensorAugmenter tensors(augmenter, set, at::kCPU);

    std::vector<std::uint8_t> expected(set.pixels.size());
    const at::Tensor plans = at::empty({kImages, TensorAugmenter::kNumbers}, at::kDouble);
    for (int i = 0; i < kImages; ++i) {
        const AugmentPlan plan = augmenter.plan(1, i);
        const std::size_t first = static_cast<std::size_t>(i) * set.imageBytes();
        augmenter.apply(plan, set.pixels.data() + first, expected.data() + first);
        TensorAugmenter::write(plan, static_cast<double*>(plans[i].data_ptr()));
    }
    const std::vector<std::int64_t> shape{kImages, c.channels, c.height, c.width};
    const auto wrap = [&](const std::vector<std::uint8_t>& bytes) {
        return at::from_blob(const_cast<std::uint8_t*>(bytes.data()), shape, at::kByte);
    };
    const at::Tensor result = tensors.apply(wrap(set.pixels), plans);
    EXPECT_EQ(result.scalar_type(), at::kFloat);
    const at::Tensor difference = (result - wrap(expected).to(at::kFloat)).abs();
    EXPECT_LE(difference.max().item<double>(), c.tolerance);
    EXPECT_LT(difference.mean().item<double>(), 0.005) << "a few roundings";
    EXPECT_GT((result - wrap(set.pixels)).abs().max().item<double>(), 50) << "it does something";
}

using Augment = Experiment::Augment;

INSTANTIATE_TEST_SUITE_P(
    Operations, TensorAugment,
    testing::Values(
        TensorCase{"crop and flip", 3, 32, 32,
                   [](Augment& a) {
                       a.crop = 4;
                       a.flip = 0.5;
                   },
                   0},
        TensorCase{"crop of a long image", 1, 9, 31, [](Augment& a) { a.crop = 8; }, 0},
        TensorCase{"zoom", 3, 32, 32, [](Augment& a) { a.zoom = 0.1; }, 1},
        TensorCase{"zoom of a long image", 1, 13, 40, [](Augment& a) { a.zoom = 0.3; }, 1},
        TensorCase{"jitter", 3, 16, 16, [](Augment& a) { a.jitter = 0.9; }, 1},
        TensorCase{"jitter without colours", 1, 16, 16, [](Augment& a) { a.jitter = 0.5; }, 1},
        TensorCase{"jitter of two channels", 2, 16, 16, [](Augment& a) { a.jitter = 0.5; }, 1},
        TensorCase{"grey", 3, 16, 16, [](Augment& a) { a.grey = 0.5; }, 1},
        TensorCase{"cutout", 3, 16, 12, [](Augment& a) { a.cutout = 7; }, 0},
        TensorCase{"erase", 3, 16, 12, [](Augment& a) { a.erase = 0.7; }, 0},
        TensorCase{"everything", 3, 32, 24, [](Augment& a) { a = {0.4, 3, 0.5, 0.4, 0.2, 5, 0.5}; },
                   3}));

} // namespace
} // namespace asge
