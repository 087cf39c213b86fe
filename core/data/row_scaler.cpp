// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/row_scaler.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace asge {

namespace {

constexpr int kWeightBits = 14;
constexpr std::int32_t kOne = 1 << kWeightBits;
/// Number of fraction bits in sums over columns: the sums still fit into 16 bits.
constexpr int kKeptBits = 8;
/// Sums are stored minus this offset, so that they fit into signed 16-bit numbers, which processors
/// can multiply. Weights add up to kOne, so the offset can be restored exactly.
constexpr std::int32_t kShift = 1 << 15;
constexpr int kLastBits = kWeightBits + kKeptBits;
/// Added to a sum over rows: the offset, and one half for rounding.
constexpr std::int32_t kPutBack = kShift * kOne + (1 << (kLastBits - 1));
constexpr std::size_t kMostTables = 16;

/// The weights of old pixels in one new pixel.
struct Taps {
    int first = 0;
    std::vector<std::int32_t> weights; ///< their sum is kOne
};

/// A triangle filter around the new pixel's centre, in units of 1 / (2 · to) old pixels, so that
/// all numbers are integers. Weights are differences of rounded cumulative sums, so they add up to
/// kOne, and a constant area keeps its value.
Taps tapsAt(std::int64_t index, std::int64_t from, std::int64_t to) {
    const std::int64_t reach = 2 * std::max(from, to);
    const std::int64_t center = (2 * index + 1) * from;
    const auto share = [&](std::int64_t i) {
        return std::max<std::int64_t>(reach - std::abs((2 * i + 1) * to - center), 0);
    };
    const std::int64_t first = std::max<std::int64_t>((center - reach) / (2 * to), 0);
    const std::int64_t end = std::min((center + reach) / (2 * to) + 1, from);
    std::int64_t sum = 0;
    for (std::int64_t i = first; i < end; ++i) {
        sum += share(i);
    }
    Taps taps{static_cast<int>(first), {}};
    std::int64_t before = 0;
    std::int64_t given = 0;
    for (std::int64_t i = first; i < end; ++i) {
        before += share(i);
        const std::int64_t rounded = (2 * before * kOne + sum) / (2 * sum);
        taps.weights.push_back(static_cast<std::int32_t>(rounded - given));
        given = rounded;
    }
    return taps;
}

/// Removes weights of 0, which most triangles have at their ends.
void dropZeros(Taps& taps) {
    const auto isZero = [](std::int32_t weight) { return weight == 0; };
    std::vector<std::int32_t>& weights = taps.weights;
    const auto begin = std::find_if_not(weights.begin(), weights.end(), isZero);
    taps.first += static_cast<int>(begin - weights.begin());
    weights.erase(weights.begin(), begin);
    weights.erase(std::find_if_not(weights.rbegin(), weights.rend(), isZero).base(), weights.end());
}

TapTable tableFor(int from, int to) {
    std::vector<Taps> all;
    std::size_t most = 0;
    for (int i = 0; i < to; ++i) {
        all.push_back(tapsAt(i, from, to));
        dropZeros(all.back());
        most = std::max(most, all.back().weights.size());
    }
    TapTable table{from, to, static_cast<int>(most + most % 2), {}, {}, 0};
    table.weights.reserve(all.size() * static_cast<std::size_t>(table.count));
    for (const Taps& taps : all) {
        // All have the same number of weights, with zeros before or after their own.
        const int first = std::max(std::min(taps.first, from - table.count), 0);
        table.first.push_back(first);
        table.weights.resize(table.weights.size() + static_cast<std::size_t>(taps.first - first));
        table.weights.insert(table.weights.end(), taps.weights.begin(), taps.weights.end());
        table.weights.resize(table.first.size() * static_cast<std::size_t>(table.count));
        table.free += first + table.count < from ? 1 : 0;
    }
    return table;
}

/// Computes new pixels from `begin` on.
template <int kChannels>
void scaleRowPlain(const TapTable& table, int begin, const std::uint8_t* row, std::int16_t* to) {
    const std::int16_t* weights =
        table.weights.data() + std::ptrdiff_t{begin} * std::ptrdiff_t{table.count};
    to += std::ptrdiff_t{begin} * kChannels;
    for (int i = begin; i < table.to; ++i, weights += table.count) {
        const int first = table.first[static_cast<std::size_t>(i)];
        const int count = table.last(i) + 1 - first;
        const std::uint8_t* value = row + std::ptrdiff_t{first} * kChannels;
        std::array<std::int32_t, kChannels> sums{};
        for (int k = 0; k < count; ++k) {
#pragma GCC unroll 3 // else the sums are kept in memory
            for (std::size_t channel = 0; channel < kChannels; ++channel) {
                sums[channel] += std::int32_t{weights[k]} * *value++;
            }
        }
        for (const std::int32_t sum : sums) {
            *to++ = static_cast<std::int16_t>((sum >> (kWeightBits - kKeptBits)) - kShift);
        }
    }
}

/// Computes values of a new row from the rows of the window.
template <std::size_t kCount>
void joinPart(const std::vector<const std::int16_t*>& rows, const std::int16_t* weights,
              std::size_t begin, std::uint8_t* to) {
    std::array<std::int32_t, kCount> sums{};
    for (std::size_t k = 0; k < rows.size(); ++k) {
        const std::int16_t* values = rows[k] + begin;
        const std::int32_t weight = weights[k];
        for (std::size_t i = 0; i < kCount; ++i) {
            sums[i] += weight * values[i];
        }
    }
    for (std::size_t i = 0; i < kCount; ++i) {
        to[begin + i] = static_cast<std::uint8_t>((sums[i] + kPutBack) >> kLastBits);
    }
}

/// Computes values from `begin` on in long parts, for which compilers use vector instructions.
void joinRowsPlain(const std::vector<const std::int16_t*>& rows, const std::int16_t* weights,
                   std::size_t begin, std::size_t end, std::uint8_t* to) {
    constexpr std::size_t kLong = 32;
    for (; end - begin >= kLong; begin += kLong) {
        joinPart<kLong>(rows, weights, begin, to);
    }
    for (; begin < end; ++begin) {
        joinPart<1>(rows, weights, begin, to);
    }
}

#ifdef __SSE2__

/// Two weights, repeated four times.
__m128i weightPair(const std::int16_t* weights) {
    int pair = 0;
    std::memcpy(&pair, weights, sizeof pair);
    return _mm_set1_epi32(pair);
}

__m128i fourBytes(const std::uint8_t* bytes) {
    int four = 0;
    std::memcpy(&four, bytes, sizeof four);
    return _mm_cvtsi32_si128(four);
}

/// Computes pixels of 3 bytes; a fourth value is computed as well and overwritten by the next
/// pixel. The last pixels are left out, because they would read beyond the row. kCount is the
/// table's count, or 0 if it is not known at compile time.
template <int kCount>
void scaleRowVectors(const TapTable& table, const std::uint8_t* row, std::int16_t* to) {
    const __m128i zero = _mm_setzero_si128();
    const __m128i shift = _mm_set1_epi32(kShift);
    const std::int16_t* weights = table.weights.data();
    const int* first = table.first.data();
    const int count = kCount == 0 ? table.count : kCount;
    for (int i = table.free; i > 0; --i, to += 3) {
        const std::uint8_t* pixel = row + std::ptrdiff_t{*first++} * 3;
        __m128i sum = zero;
        for (int k = 0; k < count; k += 2, pixel += 6, weights += 2) {
            const __m128i both = _mm_unpacklo_epi8(fourBytes(pixel), fourBytes(pixel + 3));
            const __m128i values = _mm_unpacklo_epi8(both, zero);
            sum = _mm_add_epi32(sum, _mm_madd_epi16(values, weightPair(weights)));
        }
        sum = _mm_sub_epi32(_mm_srai_epi32(sum, kWeightBits - kKeptBits), shift);
        _mm_storel_epi64(reinterpret_cast<__m128i*>(to), _mm_packs_epi32(sum, sum));
    }
}

/// Returns the number of pixels computed.
int scaleRowVectors(const TapTable& table, const std::uint8_t* row, std::int16_t* to) {
    switch (table.count) {
    case 2:
        scaleRowVectors<2>(table, row, to);
        break;
    case 4:
        scaleRowVectors<4>(table, row, to);
        break;
    case 6:
        scaleRowVectors<6>(table, row, to);
        break;
    default:
        scaleRowVectors<0>(table, row, to);
        break;
    }
    return table.free;
}

/// Returns the number of values computed, a multiple of 8.
std::size_t joinRowsVectors(const std::vector<const std::int16_t*>& rows,
                            const std::int16_t* weights, std::size_t end, std::uint8_t* to) {
    const __m128i putBack = _mm_set1_epi32(kPutBack);
    const std::size_t done = end - end % 8;
    for (std::size_t i = 0; i < done; i += 8) {
        __m128i low = putBack;
        __m128i high = putBack;
        for (std::size_t k = 0; k < rows.size(); k += 2) {
            const __m128i a = _mm_loadu_si128(reinterpret_cast<const __m128i*>(rows[k] + i));
            const __m128i b = _mm_loadu_si128(reinterpret_cast<const __m128i*>(rows[k + 1] + i));
            const __m128i pair = weightPair(weights + k);
            low = _mm_add_epi32(low, _mm_madd_epi16(_mm_unpacklo_epi16(a, b), pair));
            high = _mm_add_epi32(high, _mm_madd_epi16(_mm_unpackhi_epi16(a, b), pair));
        }
        const __m128i words =
            _mm_packs_epi32(_mm_srai_epi32(low, kLastBits), _mm_srai_epi32(high, kLastBits));
        _mm_storel_epi64(reinterpret_cast<__m128i*>(to + i), _mm_packus_epi16(words, words));
    }
    return done;
}

#else

int scaleRowVectors(const TapTable&, const std::uint8_t*, std::int16_t*) {
    return 0;
}

std::size_t joinRowsVectors(const std::vector<const std::int16_t*>&, const std::int16_t*,
                            std::size_t, std::uint8_t*) {
    return 0;
}

#endif

} // namespace

int TapTable::last(int index) const {
    return std::min(first[static_cast<std::size_t>(index)] + count, from) - 1;
}

std::shared_ptr<const TapTable> RowScaler::tapsFor(int from, int to) {
    for (const std::shared_ptr<const TapTable>& table : tables_) {
        if (table->from == from && table->to == to) {
            return table;
        }
    }
    auto table = std::make_shared<const TapTable>(tableFor(from, to));
    if (tables_.size() < kMostTables) {
        tables_.push_back(table);
    } else {
        tables_[oldest_] = table;
        oldest_ = (oldest_ + 1) % kMostTables;
    }
    return table;
}

void RowScaler::start(int channels, int fromWidth, int fromHeight, int toWidth, int toHeight,
                      std::uint8_t* pixels) {
    across_ = tapsFor(fromWidth, toWidth);
    down_ = tapsFor(fromHeight, toHeight);
    channels_ = channels;
    stride_ = static_cast<std::size_t>(toWidth) * static_cast<std::size_t>(channels);
    added_ = 0;
    made_ = 0;
    pixels_ = pixels;
    // Rows outside of the picture have weight 0, but must be initialised.
    kept_.resize(stride_ * static_cast<std::size_t>(down_->count));
    window_.resize(static_cast<std::size_t>(down_->count));
}

void RowScaler::add(const std::uint8_t* row) {
    scaleRow(row, &kept_[static_cast<std::size_t>(added_ % down_->count) * stride_]);
    ++added_;
    while (made_ < down_->to && down_->last(made_) < added_) {
        makeRow();
        ++made_;
    }
}

/// Scales a row to the new width.
void RowScaler::scaleRow(const std::uint8_t* row, std::int16_t* to) const {
    const bool byVectors = arithmetic_ == Arithmetic::vectors && channels_ == 3;
    const int done = byVectors ? scaleRowVectors(*across_, row, to) : 0;
    if (channels_ == 1) {
        scaleRowPlain<1>(*across_, done, row, to);
    } else {
        scaleRowPlain<3>(*across_, done, row, to);
    }
}

void RowScaler::makeRow() {
    const int first = down_->first[static_cast<std::size_t>(made_)];
    for (std::size_t k = 0; k < window_.size(); ++k) {
        const std::size_t slot = (static_cast<std::size_t>(first) + k) % window_.size();
        window_[k] = &kept_[slot * stride_];
    }
    const std::int16_t* weights = &down_->weights[static_cast<std::size_t>(made_) * window_.size()];
    std::uint8_t* to = pixels_ + static_cast<std::size_t>(made_) * stride_;
    const std::size_t done =
        arithmetic_ == Arithmetic::vectors ? joinRowsVectors(window_, weights, stride_, to) : 0;
    joinRowsPlain(window_, weights, done, stride_, to);
}

} // namespace asge
