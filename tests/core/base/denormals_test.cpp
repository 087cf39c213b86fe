// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/denormals.h"

#include "tests/support/flushes.h"

#include <gtest/gtest.h>

namespace asge {
namespace {

#if defined(__x86_64__) || defined(__aarch64__)

TEST(Denormals, CountAsZeroWhileTheObjectExists) {
    EXPECT_FALSE(flushes());
    {
        const FlushDenormals flush;
        EXPECT_TRUE(flushes());
        {
            const FlushDenormals inner;
            EXPECT_TRUE(flushes());
        }
        EXPECT_TRUE(flushes());
    }
    EXPECT_FALSE(flushes());
}

#endif

} // namespace
} // namespace asge
