// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/compute/dropout.h"

#include "core/base/random.h"

namespace asge {

void Dropout::factors(std::size_t layer, std::int64_t image, std::vector<float>& channels) const {
    const std::uint64_t stream = mixSeed(mixSeed(seed, layer), static_cast<std::uint64_t>(image));
    constexpr double kScale = 1.0 / 9007199254740992.0; // 2^−53
    const auto kept = static_cast<float>(1.0 / (1.0 - probability));
    for (std::size_t i = 0; i < channels.size(); ++i) {
        const double draw = static_cast<double>(mixSeed(stream, i) >> 11U) * kScale;
        channels[i] = draw < probability ? 0.0F : kept;
    }
}

} // namespace asge
