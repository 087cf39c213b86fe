// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

/// Passes over one image's activations that the convolution library has no fused form of. Plain
/// pointers and loops, compiled once for each instruction set, so that nothing of a library's
/// headers ends up in code that an older processor can't run. Layout is channels-last: H × W × C.
namespace asge::kernels {

/// A brain float: the upper half of a float32.
struct Bfloat16 {
    std::uint16_t bits;
};

/// Which patches a pixel belongs to along one side: `count` (1 or 2) of them from `first` on. Two
/// where patches share a pixel, as in adaptive average pooling.
struct PatchRange {
    int first;
    int count;
};

/// How 2 × 2 values become one on the way to the next layer.
enum class Pool { none, rms, max, mean };
/// What is made of them then: normalised over all values of an image, over the channels of each
/// position, by the root of the mean square, or nothing.
enum class Norm { layer, channel, rms, none };

/// The maps of one layer, and its patches; points into a MapPlan.
struct MapShape {
    int channels = 0;
    int height = 0;
    int width = 0;
    int patches = 0; ///< P, a side
    Pool pool = Pool::none;
    Norm norm = Norm::layer;
    std::ptrdiff_t size = 0;             ///< C · H · W
    std::ptrdiff_t features = 0;         ///< C · P²
    std::ptrdiff_t nextSize = 0;         ///< values that go on to the next layer
    const PatchRange* rows = nullptr;    ///< of each of `height` rows
    const PatchRange* columns = nullptr; ///< of each of `width` columns
    /// P × P; goodness is scale · Σ Y²: 1 / area for the mean, 1 for the sum.
    const float* scale = nullptr;
};

/// Holds what a MapShape points to. Moves, and does not copy.
class MapPlan {
  public:
    /// `sum`: goodness is a sum, not a mean.
    MapPlan(int channels, int height, int width, int patches, Pool pool, Norm norm, bool sum);
    MapPlan(MapPlan&&) = default;
    MapPlan& operator=(MapPlan&&) = default;

    const MapShape& shape() const { return shape_; }

  private:
    std::vector<PatchRange> rows_;
    std::vector<PatchRange> columns_;
    std::vector<float> scale_;
    MapShape shape_;
};

/// How an image is normalised: (value − mean) · inverse deviation. Of Norm::rms the mean counts as
/// 0; of Norm::none, and of Norm::channel, where each position has its own, this is 0 and 1.
struct Moments {
    float mean;
    float inverseDeviation; ///< 1 / √(variance + 1e-5)
};

/// Settings of one AdamW update; see core/learn/train/optimizer.h for the formula.
struct AdamWRates {
    float beta1;
    float beta2;
    float epsilon;
    float stepSize;    ///< learning rate / (1 − β₁ᵗ)
    float rootScale;   ///< 1 / √(1 − β₂ᵗ)
    float decayFactor; ///< 1 − learning rate · weight decay
};

/// Settings of one update by SGD with momentum.
struct SgdRates {
    float learningRate;
    float momentum;
    float weightDecay;
};

/// For activations of type T. `z` is what the convolution gave, bias included; Y = max(z, 0).
template <typename T>
struct MapKernels {
    /// goodness[p·C + c] = scale · Σ Y² over patch p. Where the layer pools, also pooled (H/2 × W/2
    /// × C). `moments`, unless null, are those of what goes on to the next layer: of pooled, or of
    /// Y. `scratch` is 2 · C.
    void (*measure)(const MapShape& shape, const T* z, float* goodness, float* pooled,
                    Moments* moments, float* scratch);
    /// next = pooled or Y, normalised; times keep[c], unless that is null.
    void (*normalise)(const MapShape& shape, const T* z, const float* pooled,
                      const Moments& moments, const float* keep, T* next);
    /// For statistics of channels: activationSum[c] += Σ Y, and fires[i] becomes 1 where Y is
    /// positive; fires is H × W × C.
    void (*observe)(const MapShape& shape, const T* z, float* activationSum, std::uint8_t* fires);
    /// z ← dZ = 2 · Y · Σ over the pixel's patches of scale · gradient[p·C + c], where the gradient
    /// is ∂loss/∂goodness, and biasGradient[c] += Σ dZ. Leaves the gradient scaled.
    void (*activationGradient)(const MapShape& shape, T* z, float* gradient, float* biasGradient);
    /// sum[i] += values[i].
    void (*accumulate)(const T* values, std::ptrdiff_t count, float* sum);
    /// One AdamW step on elements [0, count) with the sum of `lanes` gradients; `copy`, unless
    /// null, receives the new parameters in type T.
    void (*adamW)(const AdamWRates& rates, const float* const* gradients, int lanes,
                  std::ptrdiff_t count, float* parameters, float* mean, float* square, T* copy);
    /// The same by SGD; `mean` is the velocity.
    void (*sgd)(const SgdRates& rates, const float* const* gradients, int lanes,
                std::ptrdiff_t count, float* parameters, float* mean, T* copy);
};

struct LogitKernels {
    /// logits[k] = bias[k] + Σ projection[k·D + d] · goodness[d].
    void (*project)(const float* projection, const float* bias, int classes,
                    std::ptrdiff_t features, const float* goodness, float* logits);
    /// gradient[d] = Σ logitsGradient[k] · projection[k·D + d].
    void (*projectBack)(const float* projection, int classes, std::ptrdiff_t features,
                        const float* logitsGradient, float* gradient);
};

/// What one processor's instruction set runs.
struct Kernels {
    const char* name; ///< "avx512", "avx2" or "baseline"
    MapKernels<float> forFloat;
    MapKernels<Bfloat16> forBfloat16;
    LogitKernels logits;

    template <typename T>
    const MapKernels<T>& maps() const;
};

template <>
inline const MapKernels<float>& Kernels::maps<float>() const {
    return forFloat;
}
template <>
inline const MapKernels<Bfloat16>& Kernels::maps<Bfloat16>() const {
    return forBfloat16;
}

/// The fastest set that this processor has.
const Kernels& bestKernels();
/// All sets that this processor has, the slowest first; for tests.
std::vector<const Kernels*> availableKernels();

/// Defined once for each instruction set.
const Kernels& baselineKernels();
const Kernels& avx2Kernels();
const Kernels& avx512Kernels();

} // namespace asge::kernels
