// SPDX-License-Identifier: GPL-3.0-or-later

// The kernels of every instruction set that this machine has, compared with LibTorch's operations.
#include "core/learn/compute/kernels.h"

#include "core/learn/model/goodness.h"
#include "core/learn/model/layer.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace asge::kernels {
namespace {

/// In the order of Norm.
constexpr Normalization kNormalizations[] = {Normalization::layer, Normalization::channel,
                                             Normalization::rms, Normalization::none};

struct KernelCase {
    int channels, height, width, patches;
    Pool pool;
    bool sum;
    Norm norm = Norm::layer;
};

void PrintTo(const KernelCase& c, std::ostream* out) {
    *out << c.channels << " × " << c.height << " × " << c.width << ", P " << c.patches << ", pool "
         << static_cast<int>(c.pool) << ", norm " << static_cast<int>(c.norm)
         << (c.sum ? ", sum" : "");
}

double relativeError(const at::Tensor& value, const at::Tensor& expected) {
    return ((value - expected).abs().max() / expected.abs().max()).item<double>();
}

/// A view of H × W × C in memory as 1 × C × H × W, float32.
at::Tensor fromMemory(const at::Tensor& flat, int channels, int height, int width) {
    return flat.to(at::kFloat).view({1, height, width, channels}).permute({0, 3, 1, 2});
}

class Passes : public testing::TestWithParam<KernelCase> {
  protected:
    template <typename T>
    void compare(const Kernels& set, at::ScalarType type, double tolerance) {
        SCOPED_TRACE(set.name);
        const KernelCase& c = GetParam();
        const MapKernels<T>& kernels = set.maps<T>();
        const MapPlan plan(c.channels, c.height, c.width, c.patches, c.pool, c.norm, c.sum);
        const MapShape& shape = plan.shape();
        const Goodness kind = c.sum ? Goodness::sum : Goodness::mean;
        at::manual_seed(4);
        const at::Tensor z = at::randn({shape.size}).to(type);
        const at::Tensor y = fromMemory(z, c.channels, c.height, c.width).relu();

        at::Tensor goodness = at::full({shape.features}, -1.0F);
        at::Tensor pooled = at::full({c.pool == Pool::none ? 1 : shape.nextSize}, -1.0F);
        std::vector<float> scratch(2 * static_cast<std::size_t>(c.channels));
        Moments moments{};
        kernels.measure(shape, static_cast<const T*>(z.data_ptr()), goodness.data_ptr<float>(),
                        pooled.data_ptr<float>(), &moments, scratch.data());
        const at::Tensor maps = patchGoodness(y, c.patches, kind);
        EXPECT_LT(relativeError(fromMemory(goodness, c.channels, c.patches, c.patches), maps),
                  1e-5);

        const at::Tensor keep = at::rand({c.channels});
        Layer layer;
        layer.pools = c.pool != Pool::none;
        layer.pooling = c.pool == Pool::max    ? Pooling::max
                        : c.pool == Pool::mean ? Pooling::mean
                                               : Pooling::rms;
        layer.normalization = kNormalizations[static_cast<std::size_t>(c.norm)];
        const at::Tensor expected = layer.nextInput(y);
        const at::Tensor factors = keep.view({1, c.channels, 1, 1});
        for (const bool drops : {false, true}) {
            at::Tensor next = at::zeros({shape.nextSize}, type);
            kernels.normalise(shape, static_cast<const T*>(z.data_ptr()), pooled.data_ptr<float>(),
                              moments, drops ? keep.data_ptr<float>() : nullptr,
                              static_cast<T*>(next.data_ptr()));
            EXPECT_LT(relativeError(fromMemory(next, c.channels, static_cast<int>(expected.size(2)),
                                               static_cast<int>(expected.size(3))),
                                    drops ? expected * factors : expected),
                      tolerance);
        }

        const at::Tensor goodnessGradient = at::randn({1, c.channels, c.patches, c.patches});
        const at::Tensor wanted = activationGradient(y, goodnessGradient, kind);
        at::Tensor flat = goodnessGradient.permute({0, 2, 3, 1}).reshape(-1).clone();
        at::Tensor bias = at::ones({c.channels});
        kernels.activationGradient(shape, static_cast<T*>(z.data_ptr()), flat.data_ptr<float>(),
                                   bias.data_ptr<float>());
        EXPECT_LT(relativeError(fromMemory(z, c.channels, c.height, c.width), wanted), tolerance);
        EXPECT_LT(relativeError(bias, 1 + wanted.sum(at::IntArrayRef{0, 2, 3})), 1e-4);
    }
};

TEST_P(Passes, EqualLibTorchsOperations) {
    for (const Kernels* set : availableKernels()) {
        compare<float>(*set, at::kFloat, 1e-5);
        compare<Bfloat16>(*set, at::kBFloat16, 1.0 / 256);
    }
}

INSTANTIATE_TEST_SUITE_P(Shapes, Passes,
                         testing::Values(KernelCase{32, 28, 28, 8, Pool::none, false},
                                         KernelCase{64, 28, 28, 4, Pool::rms, false},
                                         KernelCase{5, 7, 9, 3, Pool::rms, false},
                                         KernelCase{1, 5, 5, 4, Pool::none, true},
                                         KernelCase{17, 9, 6, 4, Pool::rms, true},
                                         KernelCase{3, 1, 1, 1, Pool::none, false},
                                         KernelCase{48, 3, 2, 1, Pool::rms, false},
                                         KernelCase{20, 9, 8, 2, Pool::max, false, Norm::rms},
                                         KernelCase{20, 8, 9, 2, Pool::mean, false, Norm::none},
                                         KernelCase{33, 6, 6, 3, Pool::none, false, Norm::channel},
                                         KernelCase{16, 6, 6, 3, Pool::max, false, Norm::channel}));

TEST(Passes, KeepANaN) {
    for (const Kernels* set : availableKernels()) {
        const MapPlan plan(2, 1, 1, 1, Pool::none, Norm::layer, false);
        const float z[] = {std::nanf(""), 1.0F};
        float goodness[2] = {};
        set->forFloat.measure(plan.shape(), z, goodness, nullptr, nullptr, nullptr);
        EXPECT_TRUE(std::isnan(goodness[0]))
            << set->name << ": a diverged training must be noticed";
        EXPECT_EQ(goodness[1], 1.0F) << set->name;
    }
}

TEST(Bfloat16, IsRoundedAsLibTorchRounds) {
    const at::Tensor values = at::cat(
        {at::randn({1000}) * 1e3, at::tensor({0.0F, -0.0F, 1.00390625F, 1.01171875F, 3e38F})});
    const at::Tensor expected = values.to(at::kBFloat16);
    for (const Kernels* set : availableKernels()) {
        at::Tensor copy = at::zeros_like(expected);
        at::Tensor parameters = values.clone();
        const at::Tensor zero = at::zeros_like(values);
        at::Tensor mean = at::zeros_like(values);
        at::Tensor square = at::ones_like(values);
        const float* gradients[] = {zero.data_ptr<float>()};
        const AdamWRates still{0.9F, 0.999F, 1e-8F, 0.0F, 1.0F, 1.0F};
        set->forBfloat16.adamW(still, gradients, 1, values.numel(), parameters.data_ptr<float>(),
                               mean.data_ptr<float>(), square.data_ptr<float>(),
                               static_cast<Bfloat16*>(copy.data_ptr()));
        EXPECT_TRUE(copy.equal(expected)) << set->name;
    }
}

TEST(Logits, EqualAMatrixProduct) {
    at::manual_seed(2);
    for (const auto& [classes, features] : {std::pair(10, 2048), std::pair(3, 7)}) {
        const at::Tensor projection = at::randn({classes, features});
        const at::Tensor bias = at::randn({classes});
        const at::Tensor goodness = at::rand({features});
        const at::Tensor gradient = at::randn({classes});
        for (const Kernels* set : availableKernels()) {
            at::Tensor logits = at::empty({classes});
            set->logits.project(projection.data_ptr<float>(), bias.data_ptr<float>(), classes,
                                features, goodness.data_ptr<float>(), logits.data_ptr<float>());
            EXPECT_LT(relativeError(logits, projection.mv(goodness) + bias), 1e-5) << set->name;
            at::Tensor back = at::empty({features});
            set->logits.projectBack(projection.data_ptr<float>(), classes, features,
                                    gradient.data_ptr<float>(), back.data_ptr<float>());
            EXPECT_LT(relativeError(back, projection.t().mv(gradient)), 1e-5) << set->name;
        }
    }
}

} // namespace
} // namespace asge::kernels
