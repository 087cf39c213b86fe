// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/run/merged_notes.h"

#include <gtest/gtest.h>

namespace asge {

namespace {

TEST(MergedNotes, AreTheNewOnesIfNobodyElseChangedThem) {
    EXPECT_EQ(mergedNotes("a", "b", "a"), "b");
    EXPECT_EQ(mergedNotes("", "no line end", ""), "no line end");
}

TEST(MergedNotes, KeepALineThatAnotherProgramAdded) {
    EXPECT_EQ(mergedNotes("a\n", "a\n@3 mine\n", "a\n@5 theirs\n"), "a\n@3 mine\n@5 theirs\n");
    EXPECT_EQ(mergedNotes("a\n", "b\n", "a\n@5 theirs\n"), "b\n@5 theirs\n");
}

TEST(MergedNotes, DoNotBringBackALineThatAnotherProgramRemoved) {
    EXPECT_EQ(mergedNotes("a\nb\n", "a\nb\nc\n", "a\n"), "a\nc\n");
}

TEST(MergedNotes, UndoneRemoveOnlyTheirOwnLine) {
    EXPECT_EQ(mergedNotes("a\n@3 mine\n", "a\n", "a\n@3 mine\n@5 theirs\n"), "a\n@5 theirs\n");
}

TEST(MergedNotes, CountEqualLines) {
    EXPECT_EQ(mergedNotes("a\n", "a\na\n", "a\na\n"), "a\na\na\n") << "both added a line";
    EXPECT_EQ(mergedNotes("a\na\n", "a\n", "a\n"), "") << "both removed a line";
}

} // namespace

} // namespace asge
