// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/run/pinned_notes.h"

#include <gmock/gmock.h>

namespace asge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(PinnedNotes, AreLinesWithAStep) {
    const std::string notes = "slower than run 3\n@1200 loss jumps\nmail a@b\n@7 first drop\n";
    EXPECT_THAT(pinnedNotes(notes),
                ElementsAre(PinnedNote{7, "first drop"}, PinnedNote{1200, "loss jumps"}));
}

TEST(PinnedNotes, OtherLinesAreNone) {
    for (const char* line : {"", "@", "@12", "@12x y", "@-1 y", "@ 12 y", " @12 y", "@1.5 y",
                             "@99999999999999999999 y", "@9223372036854775807 y", "12 y"}) {
        EXPECT_THAT(pinnedNotes(line), IsEmpty()) << line;
    }
}

TEST(PinnedNotes, AreAdded) {
    EXPECT_EQ(withPinned("", {3, "here"}), "@3 here\n");
    EXPECT_EQ(withPinned("plain", {3, "two\nlines"}), "plain\n@3 two lines\n");
    const std::string notes = withPinned(withPinned("plain\n", {30, "b"}), {4, "a"});
    EXPECT_THAT(pinnedNotes(notes), ElementsAre(PinnedNote{4, "a"}, PinnedNote{30, "b"}));
}

TEST(PinnedNotes, HaveALimit) {
    std::string notes;
    for (std::size_t i = 0; i < 2 * kMostPinnedNotes; ++i) {
        notes = withPinned(std::move(notes), {static_cast<std::int64_t>(i), "x"});
    }
    EXPECT_EQ(pinnedNotes(notes).size(), kMostPinnedNotes);
}

} // namespace
} // namespace asge
