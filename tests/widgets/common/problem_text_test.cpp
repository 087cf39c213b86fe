// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/problem_text.h"

#include <gtest/gtest.h>

namespace asge {
namespace {

TEST(ProblemText, IsASentenceThatNamesTheRunAtMostOnce) {
    EXPECT_EQ(problemSentence("run 2000: has no checkpoint"), "Run 2000 has no checkpoint.");
    EXPECT_EQ(problemSentence("run 7: the data have changed"), "The data have changed.");
    EXPECT_EQ(problemSentence("Run 7 has no checkpoint."), "Run 7 has no checkpoint.");
    EXPECT_EQ(problemSentence("data.path: no such file"), "data.path: no such file");
    EXPECT_EQ(problemSentence(""), "");
}

} // namespace
} // namespace asge
