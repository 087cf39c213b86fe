// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/contact_sheet.h"
#include "app/cli/text_drawer.h"
#include "core/base/text.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace asge::cli {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class ContactSheet : public testing::Test {
  protected:
    void SetUp() override {
        if (!drawer_) {
            GTEST_SKIP() << "there is no font (apt-get install fonts-dejavu-core)";
        }
    }

    /// Three black images of 12 × 12, which are drawn eight times as large.
    static ImageSet black(int channels = 1) {
        ImageSet set;
        set.count = 3;
        set.channels = channels;
        set.height = 12;
        set.width = 12;
        set.pixels.resize(3 * set.imageBytes());
        set.labels = {0, 0, 0};
        return set;
    }

    /// The number of pixels in an area that are lighter than the background; only text is.
    static int textPixels(const Picture& picture, int left, int top, int right, int bottom) {
        int count = 0;
        for (int y = std::max(0, top); y < std::min(bottom, picture.height); ++y) {
            for (int x = std::max(0, left); x < std::min(right, picture.width); ++x) {
                count += picture.pixels[static_cast<std::size_t>(y * picture.width + x) *
                                        static_cast<std::size_t>(picture.channels)] > 100;
            }
        }
        return count;
    }

    const std::unique_ptr<TextDrawer> drawer_ = TextDrawer::open(kSheetTextSize);
};

TEST_F(ContactSheet, HasATitleNamesAndCaptions) {
    const ImageSet set = black();
    const std::vector<SheetRow> rows{{"Sandal", {{0, "first.png"}, {1, "second.png"}}},
                                     {"Bag", {{2, "third.png"}}}};
    const Picture sheet = contactSheet(set, "a title", rows, drawer_.get());
    const int line = drawer_->lineHeight();
    const int names = 8 + drawer_->widthOf("Sandal");
    const int firstRow = 8 + line + 8;
    const int left = names + 8;
    EXPECT_GT(textPixels(sheet, 0, 0, sheet.width, firstRow), 20) << "the title";
    EXPECT_GT(textPixels(sheet, 0, firstRow, names, firstRow + 96), 20) << "the class";
    EXPECT_EQ(textPixels(sheet, left, firstRow, left + 96, firstRow + 96), 0) << "the image";
    EXPECT_GT(textPixels(sheet, left, firstRow + 96, left + 96, firstRow + 98 + line), 20)
        << "its file";
    EXPECT_EQ(sheet.width, left + 2 * (96 + 8));
    EXPECT_EQ(sheet.height, firstRow + 2 * (96 + 2 + line + 14));
}

TEST_F(ContactSheet, ColouredOnesHaveTextInAllChannels) {
    const Picture sheet = contactSheet(black(3), "I", {{"I", {{0, "I"}}}}, drawer_.get());
    ASSERT_EQ(sheet.channels, 3);
    for (std::size_t i = 0; i < sheet.pixels.size(); i += 3) {
        ASSERT_EQ(sheet.pixels[i], sheet.pixels[i + 1]);
        ASSERT_EQ(sheet.pixels[i], sheet.pixels[i + 2]);
    }
}

TEST_F(ContactSheet, LongNamesKeepTheirImagesClear) {
    const std::string name(1000, 'W');
    const std::vector<SheetRow> rows{{name, {{0, name}, {1, name}}}};
    const Picture sheet = contactSheet(black(), name, rows, drawer_.get());
    const int left = 8 + 200 + 8;
    const int top = 8 + drawer_->lineHeight() + 8;
    EXPECT_EQ(sheet.width, left + 2 * (104 + 8));
    EXPECT_EQ(textPixels(sheet, left - 8, top, left + 104, top + 96), 0);
    EXPECT_EQ(textPixels(sheet, left + 104, top, left + 112, sheet.height), 0)
        << "between two captions";
}

TEST_F(ContactSheet, WithoutAFontNoSpaceIsReservedForText) {
    const std::vector<SheetRow> rows{{"Sandal", {{0, "first.png"}, {1, "second.png"}}}};
    const Picture sheet = contactSheet(black(), "a title", rows, nullptr);
    EXPECT_EQ(sheet.width, 4 + 2 * 100);
    EXPECT_EQ(sheet.height, 4 + 100);
    EXPECT_EQ(textPixels(sheet, 0, 0, sheet.width, sheet.height), 0);
}

TEST_F(ContactSheet, LargeImagesHaveFewerRowsAPage) {
    ImageSet set = black();
    EXPECT_GE(rowsOfPage(set), 18);
    set.height = set.width = 28;
    EXPECT_EQ(rowsOfPage(set), 20);
    set.height = set.width = 512;
    EXPECT_EQ(rowsOfPage(set), 10);
}

TEST_F(ContactSheet, LongTextIsElidedInTheMiddle) {
    const std::string name = "n01440764_tench_in_a_river_10026.JPEG";
    EXPECT_EQ(drawer_->fitted(name, 1000), name);
    const std::string shorter = drawer_->fitted(name, 100);
    EXPECT_LE(drawer_->widthOf(shorter), 100);
    EXPECT_GT(drawer_->widthOf(shorter), 80);
    EXPECT_THAT(shorter, StartsWith("n0144"));
    EXPECT_THAT(shorter, HasSubstr("…"));
    EXPECT_THAT(shorter, EndsWith(".JPEG"));
    EXPECT_EQ(drawer_->fitted(name, 3), "");
    for (int width = 0; width < 60; ++width) {
        EXPECT_FALSE(findInvalidUtf8(drawer_->fitted("größere Öfen übertönen ähnliche", width)));
    }
}

TEST_F(ContactSheet, HostileTextIsDrawn) {
    EXPECT_EQ(drawer_->fitted("a\x1b[31m\nb", 1000), "a?[31m?b");
    EXPECT_EQ(drawer_->widthOf("\x1b"), drawer_->widthOf("?"));
    EXPECT_GT(drawer_->widthOf("\U0001F600\U00010FFF"), 0) << "letters or boxes";
    for (const std::string& text : {std::string(), std::string("\0x", 2), std::string("\xFF\xC3"),
                                    std::string("狗 عربي \U0001F600"),
                                    std::string("e\u0301\u0301\u0301"), std::string(5000, 'x')}) {
        for (const int left : {-10000, -3, 18, 10000}) {
            Picture picture{3, 20, 20, std::vector<std::uint8_t>(1200, 64), ""};
            drawer_->draw(picture, left, left, text, 255);
            drawer_->fitted(text, left);
        }
    }
}

} // namespace
} // namespace asge::cli
