// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/parallel.h"

#include <gtest/gtest.h>

#include <numeric>
#include <stdexcept>

namespace asge {
namespace {

TEST(ForEachInParallel, DoesEachOnce) {
    for (const int count : {0, 1, 7, 1000}) {
        std::vector<int> calls(static_cast<std::size_t>(count));
        forEachInParallel(count, [&](int i) { ++calls[static_cast<std::size_t>(i)]; });
        EXPECT_EQ(calls, std::vector<int>(static_cast<std::size_t>(count), 1));
    }
}

TEST(ForEachInParallel, ThrowsWhatACallThrew) {
    try {
        forEachInParallel(1000, [](int i) {
            if (i >= 500) {
                throw std::runtime_error("at " + std::to_string(i));
            }
        });
        FAIL();
    } catch (const std::runtime_error& error) {
        EXPECT_STREQ(error.what(), "at 500");
    }
}

} // namespace
} // namespace asge
