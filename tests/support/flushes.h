// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <limits>

namespace asge {

/// Whether this thread flushes denormal results to zero.
inline bool flushes() {
    volatile float small = std::numeric_limits<float>::min();
    volatile float product = small * 0.5F;
    return product == 0;
}

} // namespace asge
