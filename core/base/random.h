// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>

namespace asge {

/// An independent seed for purpose `stream` of a run with seed `seed`: two rounds of SplitMix64
/// (Steele, Lea, Flood 2014), so that neighbouring seeds give unrelated streams.
constexpr std::uint64_t mixSeed(std::uint64_t seed, std::uint64_t stream) {
    const auto mix = [](std::uint64_t z) {
        z += 0x9e3779b97f4a7c15ULL;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31U);
    };
    return mix(mix(seed) ^ stream);
}

} // namespace asge
