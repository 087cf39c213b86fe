// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

/// Loops over the activations of one image for which the convolution library has no fused form.
/// They use plain pointers and are compiled once per instruction set, so that no inline function of
/// a library's header is compiled with instructions that an older processor lacks. The layout is
/// channels-last: H × W × C.
namespace asge::kernels {

/// A bfloat16: the upper half of a float32.
struct Bfloat16 {
    std::uint16_t bits;
};

/// The patches that a pixel belongs to along one side: `count` (1 or 2) of them from `first` on.
/// Two if patches share the pixel, as in adaptive average pooling.
struct PatchRange {
    int first;
    int count;
};

/// The 2 × 2 pooling before the next layer.
enum class Pool { none, rms, max, mean };
/// The normalisation before the next layer: layer normalisation over all values of an image,
/// normalisation over the channels of each position, RMSNorm, or none.
enum class Norm { layer, channel, rms, none };

/// The shape of one layer's activations and patches. Its pointers point into a MapPlan.
struct MapShape {
    int channels = 0;
    int height = 0;
    int width = 0;
    int patches = 0; ///< P, per side
    Pool pool = Pool::none;
    Norm norm = Norm::layer;
    std::ptrdiff_t size = 0;             ///< C · H · W
    std::ptrdiff_t features = 0;         ///< C · P²
    std::ptrdiff_t nextSize = 0;         ///< values of the next layer's input
    const PatchRange* rows = nullptr;    ///< one per row
    const PatchRange* columns = nullptr; ///< one per column
    /// P × P factors; goodness is scale · Σ Y², with 1 / area for the mean and 1 for the sum.
    const float* scale = nullptr;
};

/// Owns the data that a MapShape points to. Can be moved, not copied.
class MapPlan {
  public:
    /// `sum` says that goodness is a sum, not a mean.
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

/// The normalisation of an image: (value − mean) · inverseStddev. For Norm::rms the mean is 0. For
/// Norm::none, and for Norm::channel, whose positions have their own moments, the values are 0 and
/// 1.
struct Moments {
    float mean;
    float inverseStddev; ///< 1 / √(variance + 1e-5)
};

/// The settings of one AdamW update; core/learn/train/optimizer.h has the formula.
struct AdamWRates {
    float beta1;
    float beta2;
    float epsilon;
    float stepSize;    ///< learning rate / (1 − β₁ᵗ)
    float rootScale;   ///< 1 / √(1 − β₂ᵗ)
    float decayFactor; ///< 1 − learning rate · weight decay
};

/// The settings of one update by SGD with momentum.
struct SgdRates {
    float learningRate;
    float momentum;
    float weightDecay;
};

/// Kernels for activations of type T. `z` is the output of the convolution with its bias; Y =
/// max(z, 0).
template <typename T>
struct MapKernels {
    /// Computes goodness[p·C + c] = scale · Σ Y² over patch p. If `moments` is not null, also
    /// computes `pooled` (H/2 × W/2 × C) if the layer pools, and the moments of `pooled` or else of
    /// Y. `scratch` has 2 · C elements.
    void (*measure)(const MapShape& shape, const T* z, float* goodness, float* pooled,
                    Moments* moments, float* scratch);
    /// Computes next = `pooled`, or Y if the layer does not pool, normalised, times keep[c] unless
    /// `keep` is null.
    void (*normalise)(const MapShape& shape, const T* z, const float* pooled,
                      const Moments& moments, const float* keep, T* next);
    /// Adds to the channel statistics: activationSum[c] += Σ Y, and sets fires[i] (H × W × C) to 1
    /// where Y is positive.
    void (*observe)(const MapShape& shape, const T* z, float* activationSum, std::uint8_t* fires);
    /// Replaces z by dZ = 2 · Y · Σ scale · gradient[p·C + c], summed over the patches p of a
    /// pixel, with `gradient` = ∂loss/∂goodness, and adds Σ dZ to biasGradient[c]. `gradient` is
    /// scaled in place.
    void (*activationGradient)(const MapShape& shape, T* z, float* gradient, float* biasGradient);
    /// sum[i] += values[i].
    void (*accumulate)(const T* values, std::ptrdiff_t count, float* sum);
    /// One AdamW update of elements [0, count) with the sum of `lanes` gradients. `copy`, unless
    /// null, receives the new parameters in type T.
    void (*adamW)(const AdamWRates& rates, const float* const* gradients, int lanes,
                  std::ptrdiff_t count, float* parameters, float* mean, float* square, T* copy);
    /// The same with SGD; `mean` is the velocity.
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

/// The kernels of one instruction set.
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

/// The fastest kernels that this processor can run.
const Kernels& bestKernels();
/// All kernels that this processor can run, the slowest first; for tests.
std::vector<const Kernels*> availableKernels();

/// Each is defined in kernels_SET.cpp.
const Kernels& baselineKernels();
const Kernels& avx2Kernels();
const Kernels& avx512Kernels();

} // namespace asge::kernels
