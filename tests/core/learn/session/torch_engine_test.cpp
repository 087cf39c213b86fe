// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/control/engine.h"

#include <c10/util/Exception.h>

#include <gtest/gtest.h>

#include <string>

extern "C" const asge::Engine* asgeEngine();

namespace asge {
namespace {

// A backtrace needs memory; LibTorch follows a null pointer if there is none.
TEST(TorchEngineTest, LibTorchsExceptionsHaveNoBacktrace) {
    ASSERT_NE(asgeEngine(), nullptr);
    bool isThrown = false;
    try {
        TORCH_CHECK(false, "no memory");
    } catch (const c10::Error& error) {
        isThrown = true;
        EXPECT_EQ(error.msg(), "no memory");
        EXPECT_EQ(error.backtrace().find("frame #"), std::string::npos) << error.backtrace();
    }
    EXPECT_TRUE(isThrown);
}

} // namespace
} // namespace asge
