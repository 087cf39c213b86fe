// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/channels/channels_model.h"

#include <cstddef>

namespace asge::test {

/// Channels that have equal shares.
inline ChannelStats even(int channels) {
    ChannelStats s;
    const auto count = static_cast<std::size_t>(channels);
    s.goodnessShare.assign(count, 1.0F / static_cast<float>(channels));
    s.meanActivation.assign(count, 0.5F);
    s.deadFraction.assign(count, 0.0F);
    return s;
}

} // namespace asge::test
