// SPDX-License-Identifier: GPL-3.0-or-later

// The fused operations, which GPUs use, compared with the usual ones, on the CPU.
#include "core/learn/model/fused_operations.h"

#include <ATen/core/grad_mode.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

namespace asge {
namespace {

struct PassCase {
    at::ScalarType type;
    at::MemoryFormat format;
    std::int64_t channels, height, width, patches;
};

class FusedOperations : public testing::TestWithParam<PassCase> {
  protected:
    FusedOperations() {
        at::manual_seed(3);
        const PassCase& c = GetParam();
        y_ = at::randn({3, c.channels, c.height, c.width}).relu_().to(c.type).contiguous(c.format);
    }

    void expectNear(const at::Tensor& value, const at::Tensor& expected, double tolerance) const {
        ASSERT_EQ(value.sizes(), expected.sizes());
        EXPECT_LT((value.to(at::kFloat) - expected).abs().max().item<double>(),
                  tolerance * expected.abs().max().item<double>());
    }

    /// The relative error of one rounding to the type of the activations.
    double rounding() const { return GetParam().type == at::kFloat ? 1e-6 : 5e-3; }

    at::Tensor y_;
};

INSTANTIATE_TEST_SUITE_P(
    Layouts, FusedOperations,
    testing::Values(PassCase{at::kFloat, at::MemoryFormat::ChannelsLast, 5, 12, 8, 4},
                    PassCase{at::kFloat, at::MemoryFormat::Contiguous, 5, 12, 8, 4},
                    PassCase{at::kFloat, at::MemoryFormat::ChannelsLast, 1, 9, 9, 3},
                    PassCase{at::kFloat, at::MemoryFormat::ChannelsLast, 6, 7, 5, 1},
                    PassCase{at::kBFloat16, at::MemoryFormat::ChannelsLast, 5, 12, 8, 2},
                    PassCase{at::kBFloat16, at::MemoryFormat::Contiguous, 3, 6, 6, 6}));

TEST_P(FusedOperations, PatchMeansEqualAdaptivePooling) {
    const std::int64_t p = GetParam().patches;
    ASSERT_TRUE(dividesEvenly(y_, p));
    const at::Tensor y = y_.to(at::kFloat);
    const at::Tensor squares = patchMeans(y_, p, true);
    EXPECT_EQ(squares.scalar_type(), at::kFloat);
    expectNear(squares, at::adaptive_avg_pool2d(y.square(), {p, p}), 1e-6);
    expectNear(patchMeans(y_, p, false), at::adaptive_avg_pool2d(y, {p, p}), 1e-6);
}

TEST_P(FusedOperations, ScalingByPatchIsTheGradientOfTheMean) {
    const PassCase& c = GetParam();
    const at::Tensor factors = at::randn({3, c.channels, c.patches, c.patches});
    const at::Tensor y = y_.to(at::kFloat);
    const double area =
        static_cast<double>(c.height * c.width) / static_cast<double>(c.patches * c.patches);
    const at::Tensor spread = at::_adaptive_avg_pool2d_backward(factors, y) * area;
    const at::Tensor squares = scaledByPatch(y_, factors, true);
    EXPECT_EQ(squares.scalar_type(), c.type);
    EXPECT_TRUE(squares.is_contiguous(c.format));
    expectNear(squares, spread * y, rounding());
    expectNear(scaledByPatch(y_, factors, false), spread * y.gt(0), rounding());
}

TEST_P(FusedOperations, RmsPoolingEqualsPoolingOfSquares) {
    const at::Tensor pooled = rmsPooled(y_);
    EXPECT_EQ(pooled.scalar_type(), at::kFloat);
    expectNear(pooled, at::avg_pool2d(y_.to(at::kFloat).square(), 2).sqrt(), 1e-6);
}

TEST_P(FusedOperations, NormalisationEqualsLayerNorm) {
    const at::Tensor y = y_.to(at::kFloat);
    expectNear(layerNormalised(y, 1e-5), at::layer_norm(y, y.sizes().slice(1), {}, {}, 1e-5), 1e-5);
}

TEST(FusedOperationsGradient, IsZeroForAnInactiveWindow) {
    const at::AutoGradMode recordsGraph(true);
    at::Tensor y = at::zeros({1, 1, 2, 4});
    y.narrow(3, 2, 2).fill_(3);
    y.requires_grad_();
    const auto gradient = torch::autograd::grad({rmsPooled(y).sum()}, {y}).at(0);
    EXPECT_TRUE(gradient.narrow(3, 0, 2).eq(0).all().item<bool>());
    EXPECT_NEAR(gradient[0][0][0][2].item<double>(), 0.25, 1e-6);
}

TEST(FusedOperationsGradient, UnevenPatchesAreRecognised) {
    EXPECT_FALSE(dividesEvenly(at::zeros({1, 1, 7, 6}), 3));
    EXPECT_FALSE(dividesEvenly(at::zeros({1, 1, 6, 7}), 3));
}

} // namespace
} // namespace asge
