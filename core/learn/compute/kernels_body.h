// SPDX-License-Identifier: GPL-3.0-or-later

// The kernels. Each kernels_SET.cpp defines ASGE_KERNEL_SET, includes this file once, and is
// compiled with that set's flags. No function of a library's header may be used here: the linker
// keeps one copy of an inline function, which may be the one with instructions that this processor
// lacks. The loops over channels are written so that the compiler vectorises them.
#include "core/learn/compute/kernels.h"

namespace asge::kernels::ASGE_KERNEL_SET {

namespace {

float toFloat(float value) {
    return value;
}

float toFloat(Bfloat16 value) {
    return __builtin_bit_cast(float, static_cast<std::uint32_t>(value.bits) << 16U);
}

void assign(float& target, float value) {
    target = value;
}

/// Rounds to nearest, ties to even; a NaN stays a NaN.
void assign(Bfloat16& target, float value) {
    const auto bits = __builtin_bit_cast(std::uint32_t, value);
    const std::uint32_t rounded = bits + 0x7fffU + ((bits >> 16U) & 1U);
    const std::uint32_t quiet = bits | 0x400000U;
    target.bits = static_cast<std::uint16_t>((value == value ? rounded : quiet) >> 16U);
}

/// Keeps a NaN, so that a training that has diverged is noticed.
template <typename T>
float relu(T value) {
    const float z = toFloat(value);
    return z < 0.0F ? 0.0F : z;
}

/// sum[c] += Y²
template <typename T>
void addSquares(const T* __restrict z, int channels, float* __restrict sum) {
#pragma omp simd
    for (int c = 0; c < channels; ++c) {
        const float y = relu(z[c]);
        sum[c] += y * y;
    }
}

/// values[p·C + c] *= factor · scale[p]
void scalePatches(const MapShape& shape, float factor, float* values) {
    for (std::ptrdiff_t p = 0; p < std::ptrdiff_t{shape.patches} * shape.patches; ++p) {
        const float scale = factor * shape.scale[p];
        for (std::ptrdiff_t c = 0; c < shape.channels; ++c, ++values) {
            *values *= scale;
        }
    }
}

template <typename T>
void patchEnergies(const MapShape& shape, const T* z, float* goodness) {
    const std::ptrdiff_t channels = shape.channels;
    const std::ptrdiff_t side = shape.patches;
    for (std::ptrdiff_t i = 0; i < shape.features; ++i) {
        goodness[i] = 0.0F;
    }
    for (int h = 0; h < shape.height; ++h) {
        const PatchRange rows = shape.rows[h];
        for (int w = 0; w < shape.width; ++w, z += channels) {
            const PatchRange columns = shape.columns[w];
            for (int i = rows.first; i < rows.first + rows.count; ++i) {
                for (int j = columns.first; j < columns.first + columns.count; ++j) {
                    addSquares(z, shape.channels, goodness + (i * side + j) * channels);
                }
            }
        }
    }
    scalePatches(shape, 1.0F, goodness);
}

/// sum[c] += Y and squares[c] += Y². Sums per channel vectorise; momentsOf() adds them up.
template <typename T>
void addMoments(const T* __restrict z, int channels, float* __restrict sum,
                float* __restrict squares) {
#pragma omp simd
    for (int c = 0; c < channels; ++c) {
        const float y = relu(z[c]);
        sum[c] += y;
        squares[c] += y * y;
    }
}

float larger(float a, float b) {
    return a < b ? b : a;
}

template <Pool kPool>
float poolOf(float a, float b, float c, float d) {
    if (kPool == Pool::max) {
        return larger(larger(a, b), larger(c, d));
    }
    if (kPool == Pool::mean) {
        return 0.25F * (a + b + (c + d));
    }
    return __builtin_sqrtf(0.25F * (a * a + b * b + (c * c + d * d)));
}

template <Pool kPool, typename T>
void poolFour(const T* __restrict z, std::ptrdiff_t right, std::ptrdiff_t down, int channels,
              float* __restrict pooled, float* __restrict sum, float* __restrict squares) {
#pragma omp simd
    for (int c = 0; c < channels; ++c) {
        const float value = poolOf<kPool>(relu(z[c]), relu(z[c + right]), relu(z[c + down]),
                                          relu(z[c + down + right]));
        pooled[c] = value;
        sum[c] += value;
        squares[c] += value * value;
    }
}

template <Pool kPool, typename T>
void poolImage(const MapShape& shape, const T* z, float* pooled, float* sum, float* squares) {
    const std::ptrdiff_t channels = shape.channels;
    const std::ptrdiff_t down = channels * shape.width;
    for (int h = 0; h + 1 < shape.height; h += 2) {
        for (int w = 0; w + 1 < shape.width; w += 2, pooled += channels) {
            poolFour<kPool>(z + h * down + w * channels, channels, down, shape.channels, pooled,
                            sum, squares);
        }
    }
}

constexpr double kNormEpsilon = 1e-5;

Moments momentsOf(const MapShape& shape, const float* sum, const float* squares) {
    if (shape.norm == Norm::none || shape.norm == Norm::channel) {
        return {0.0F, 1.0F};
    }
    double total = 0.0;
    double totalSquares = 0.0;
    for (int c = 0; c < shape.channels; ++c) {
        total += sum[c];
        totalSquares += squares[c];
    }
    const auto count = static_cast<double>(shape.nextSize);
    const double mean = shape.norm == Norm::rms ? 0.0 : total / count;
    double variance = totalSquares / count - mean * mean;
    variance = variance < 0.0 ? 0.0 : variance;
    return {static_cast<float>(mean),
            static_cast<float>(1.0 / __builtin_sqrt(variance + kNormEpsilon))};
}

template <typename T>
void measure(const MapShape& shape, const T* z, float* goodness, float* pooled, Moments* moments,
             float* scratch) {
    patchEnergies(shape, z, goodness);
    if (moments == nullptr) {
        return;
    }
    const std::ptrdiff_t channels = shape.channels;
    float* sum = scratch;
    float* squares = scratch + channels;
    for (std::ptrdiff_t c = 0; c < 2 * channels; ++c) {
        scratch[c] = 0.0F;
    }
    switch (shape.pool) {
    case Pool::rms:
        poolImage<Pool::rms>(shape, z, pooled, sum, squares);
        break;
    case Pool::max:
        poolImage<Pool::max>(shape, z, pooled, sum, squares);
        break;
    case Pool::mean:
        poolImage<Pool::mean>(shape, z, pooled, sum, squares);
        break;
    case Pool::none:
        for (std::ptrdiff_t i = 0; i < shape.size; i += channels) {
            addMoments(z + i, shape.channels, sum, squares);
        }
    }
    *moments = momentsOf(shape, sum, squares);
}

/// The moments over the channels of one position.
template <typename S>
Moments momentsOfPosition(const S* __restrict values, int channels) {
    float sum = 0.0F;
    float squares = 0.0F;
#pragma omp simd reduction(+ : sum, squares)
    for (int c = 0; c < channels; ++c) {
        const float value = relu(values[c]);
        sum += value;
        squares += value * value;
    }
    const double mean = static_cast<double>(sum) / channels;
    double variance = static_cast<double>(squares) / channels - mean * mean;
    variance = variance < 0.0 ? 0.0 : variance;
    return {static_cast<float>(mean),
            static_cast<float>(1.0 / __builtin_sqrt(variance + kNormEpsilon))};
}

template <typename S, typename T>
void normaliseAll(const S* __restrict values, std::ptrdiff_t count, const Moments& moments,
                  T* __restrict next) {
    const float scale = moments.inverseStddev;
    const float shift = moments.mean * scale;
#pragma omp simd
    for (std::ptrdiff_t i = 0; i < count; ++i) {
        assign(next[i], relu(values[i]) * scale - shift);
    }
}

template <typename S, typename T>
void normalisePosition(const S* __restrict values, int channels, const Moments& moments,
                       const float* __restrict keep, T* __restrict next) {
    const float scale = moments.inverseStddev;
    const float shift = moments.mean * scale;
#pragma omp simd
    for (int c = 0; c < channels; ++c) {
        assign(next[c], (relu(values[c]) * scale - shift) * keep[c]);
    }
}

/// `values` is z, or the pooled activations, which are not negative, so that the ReLU does not
/// change them.
template <typename S, typename T>
void normaliseImage(const MapShape& shape, const S* values, const Moments& moments,
                    const float* keep, T* next) {
    const bool byPosition = shape.norm == Norm::channel;
    if (!byPosition && keep == nullptr) {
        normaliseAll(values, shape.nextSize, moments, next);
        return;
    }
    for (std::ptrdiff_t i = 0; i < shape.nextSize; i += shape.channels) {
        const Moments own = byPosition ? momentsOfPosition(values + i, shape.channels) : moments;
        if (keep == nullptr) {
            normaliseAll(values + i, shape.channels, own, next + i);
        } else {
            normalisePosition(values + i, shape.channels, own, keep, next + i);
        }
    }
}

template <typename T>
void normalise(const MapShape& shape, const T* z, const float* pooled, const Moments& moments,
               const float* keep, T* next) {
    if (shape.pool == Pool::none) {
        normaliseImage(shape, z, moments, keep, next);
    } else {
        normaliseImage(shape, pooled, moments, keep, next);
    }
}

template <typename T>
void observe(const MapShape& shape, const T* __restrict z, float* __restrict activationSum,
             std::uint8_t* __restrict fires) {
    const std::ptrdiff_t channels = shape.channels;
    for (std::ptrdiff_t i = 0; i < shape.size; i += channels) {
#pragma omp simd
        for (std::ptrdiff_t c = 0; c < channels; ++c) {
            const float y = relu(z[i + c]);
            activationSum[c] += y;
            fires[i + c] |= y > 0.0F ? 1 : 0;
        }
    }
}

template <typename T>
void scaleByPatch(T* __restrict z, const float* __restrict gradient, int channels,
                  float* __restrict biasGradient) {
#pragma omp simd
    for (int c = 0; c < channels; ++c) {
        const float dz = relu(z[c]) * gradient[c];
        assign(z[c], dz);
        biasGradient[c] += dz;
    }
}

/// The same for a pixel that up to four patches share. `right` and `down` are the offsets of the
/// neighbouring patches' gradients, 0 if the pixel does not belong to them.
template <typename T>
void scaleByPatches(T* __restrict z, const float* gradient, std::ptrdiff_t right,
                    std::ptrdiff_t down, int channels, float* __restrict biasGradient) {
#pragma omp simd
    for (int c = 0; c < channels; ++c) {
        float sum = gradient[c];
        sum += right != 0 ? gradient[c + right] : 0.0F;
        sum += down != 0 ? gradient[c + down] : 0.0F;
        sum += right != 0 && down != 0 ? gradient[c + right + down] : 0.0F;
        const float dz = relu(z[c]) * sum;
        assign(z[c], dz);
        biasGradient[c] += dz;
    }
}

template <typename T>
void activationGradient(const MapShape& shape, T* z, float* gradient, float* biasGradient) {
    const std::ptrdiff_t channels = shape.channels;
    const std::ptrdiff_t side = shape.patches;
    scalePatches(shape, 2.0F, gradient);
    for (int h = 0; h < shape.height; ++h) {
        const PatchRange rows = shape.rows[h];
        for (int w = 0; w < shape.width; ++w, z += channels) {
            const PatchRange columns = shape.columns[w];
            const float* first = gradient + (rows.first * side + columns.first) * channels;
            if (rows.count == 1 && columns.count == 1) {
                scaleByPatch(z, first, shape.channels, biasGradient);
            } else {
                scaleByPatches(z, first, columns.count > 1 ? channels : 0,
                               rows.count > 1 ? side * channels : 0, shape.channels, biasGradient);
            }
        }
    }
}

template <typename T>
void accumulate(const T* __restrict values, std::ptrdiff_t count, float* __restrict sum) {
#pragma omp simd
    for (std::ptrdiff_t i = 0; i < count; ++i) {
        sum[i] += toFloat(values[i]);
    }
}

/// Elements per block: the gradient of a block, summed over lanes, stays in the first-level cache.
constexpr std::ptrdiff_t kBlock = 1024;

/// Writes the parameters in the type that the convolutions use; `copy` is null if they use the
/// parameters themselves.
template <typename T>
void copyParameters(const float* __restrict parameters, std::ptrdiff_t count, T* __restrict copy) {
    if (copy != nullptr) {
#pragma omp simd
        for (std::ptrdiff_t i = 0; i < count; ++i) {
            assign(copy[i], parameters[i]);
        }
    }
}

template <typename T>
void adamWBlock(const AdamWRates& rates, const float* __restrict gradient, std::ptrdiff_t count,
                float* __restrict parameters, float* __restrict mean, float* __restrict square,
                T* __restrict copy) {
#pragma omp simd
    for (std::ptrdiff_t i = 0; i < count; ++i) {
        const float g = gradient[i];
        const float m = rates.beta1 * mean[i] + (1.0F - rates.beta1) * g;
        const float s = rates.beta2 * square[i] + (1.0F - rates.beta2) * g * g;
        mean[i] = m;
        square[i] = s;
        const float root = __builtin_sqrtf(s) * rates.rootScale + rates.epsilon;
        parameters[i] = parameters[i] * rates.decayFactor - rates.stepSize * m / root;
    }
    copyParameters(parameters, count, copy);
}

template <typename T>
void sgdBlock(const SgdRates& rates, const float* __restrict gradient, std::ptrdiff_t count,
              float* __restrict parameters, float* __restrict mean, T* __restrict copy) {
#pragma omp simd
    for (std::ptrdiff_t i = 0; i < count; ++i) {
        const float velocity =
            rates.momentum * mean[i] + gradient[i] + rates.weightDecay * parameters[i];
        mean[i] = velocity;
        parameters[i] -= rates.learningRate * velocity;
    }
    copyParameters(parameters, count, copy);
}

/// Calls update(begin, sum, size) for each block, where `sum` is the sum of the lanes' gradients.
template <typename Update>
void forEachBlock(const float* const* gradients, int lanes, std::ptrdiff_t count,
                  const Update& update) {
    float sum[kBlock];
    for (std::ptrdiff_t begin = 0; begin < count; begin += kBlock) {
        const std::ptrdiff_t size = count - begin < kBlock ? count - begin : kBlock;
        for (std::ptrdiff_t i = 0; i < size; ++i) {
            sum[i] = gradients[0][begin + i];
        }
        for (int lane = 1; lane < lanes; ++lane) {
            accumulate(gradients[lane] + begin, size, sum);
        }
        update(begin, sum, size);
    }
}

template <typename T>
void adamW(const AdamWRates& rates, const float* const* gradients, int lanes, std::ptrdiff_t count,
           float* parameters, float* mean, float* square, T* copy) {
    forEachBlock(gradients, lanes, count,
                 [&](std::ptrdiff_t begin, const float* sum, std::ptrdiff_t size) {
                     adamWBlock(rates, sum, size, parameters + begin, mean + begin, square + begin,
                                copy == nullptr ? nullptr : copy + begin);
                 });
}

template <typename T>
void sgd(const SgdRates& rates, const float* const* gradients, int lanes, std::ptrdiff_t count,
         float* parameters, float* mean, T* copy) {
    forEachBlock(gradients, lanes, count,
                 [&](std::ptrdiff_t begin, const float* sum, std::ptrdiff_t size) {
                     sgdBlock(rates, sum, size, parameters + begin, mean + begin,
                              copy == nullptr ? nullptr : copy + begin);
                 });
}

void project(const float* projection, const float* bias, int classes, std::ptrdiff_t features,
             const float* goodness, float* logits) {
    for (int k = 0; k < classes; ++k) {
        const float* row = projection + k * features;
        float sum = 0.0F;
#pragma omp simd reduction(+ : sum)
        for (std::ptrdiff_t d = 0; d < features; ++d) {
            sum += row[d] * goodness[d];
        }
        logits[k] = bias[k] + sum;
    }
}

void projectBack(const float* projection, int classes, std::ptrdiff_t features,
                 const float* logitsGradient, float* __restrict gradient) {
    for (std::ptrdiff_t d = 0; d < features; ++d) {
        gradient[d] = 0.0F;
    }
    for (int k = 0; k < classes; ++k) {
        const float* __restrict row = projection + k * features;
        const float factor = logitsGradient[k];
#pragma omp simd
        for (std::ptrdiff_t d = 0; d < features; ++d) {
            gradient[d] += factor * row[d];
        }
    }
}

template <typename T>
constexpr MapKernels<T> mapKernels() {
    return {measure<T>,    normalise<T>, observe<T>, activationGradient<T>,
            accumulate<T>, adamW<T>,     sgd<T>};
}

} // namespace

} // namespace asge::kernels::ASGE_KERNEL_SET

namespace asge::kernels {

const Kernels& ASGE_KERNEL_FUNCTION() {
    using namespace ASGE_KERNEL_SET;
    static constexpr Kernels kSet{
        ASGE_KERNEL_NAME, mapKernels<float>(), mapKernels<Bfloat16>(), {project, projectBack}};
    return kSet;
}

} // namespace asge::kernels
