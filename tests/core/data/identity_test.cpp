// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/identity.h"

#include "tests/support/tiny_data.h"

#include <gtest/gtest.h>

namespace asge {
namespace {

/// The images of another set, read through a reader.
class CopyReader : public ImageReader {
  public:
    explicit CopyReader(ImageSet set) : set_(std::move(set)) {}
    void read(int index, std::uint8_t* pixels) const override { readImage(set_, index, pixels); }

  private:
    const ImageSet set_;
};

TEST(Identity, DependsOnlyOnImagesAndLabels) {
    const std::string identity = identityOf(test::tinyData());
    EXPECT_EQ(identity.size(), 64U);
    DataSet renamed = test::tinyData();
    renamed.name = "other";
    renamed.classNames = {"a", "b", "c"};
    renamed.notes = {"a file was mended"};
    EXPECT_EQ(identityOf(renamed), identity);
}

TEST(Identity, ChangesWithEachOfThem) {
    const std::string identity = identityOf(test::tinyData());
    for (ImageSet DataSet::*part : {&DataSet::train, &DataSet::validation, &DataSet::test}) {
        DataSet data = test::tinyData();
        ++(data.*part).pixels.back();
        EXPECT_NE(identityOf(data), identity);
        data = test::tinyData();
        (data.*part).labels.front() = 2;
        EXPECT_NE(identityOf(data), identity);
        data = test::tinyData();
        (data.*part).count -= 1;
        (data.*part).labels.pop_back();
        (data.*part).pixels.resize((data.*part).pixels.size() - (data.*part).imageBytes());
        EXPECT_NE(identityOf(data), identity);
    }
}

TEST(Identity, ChangesWithAnyImageOfManyBlocks) {
    DataSet data = test::tinyData();
    data.train = test::tinyImages(20000, 1); // 144 bytes each: three blocks
    const std::string identity = identityOf(data);
    for (const int image : {0, 7281, 7282, 19999}) {
        data.train.pixels[static_cast<std::size_t>(image) * data.train.imageBytes()] ^= 1U;
        EXPECT_NE(identityOf(data), identity) << image;
        data.train.pixels[static_cast<std::size_t>(image) * data.train.imageBytes()] ^= 1U;
    }
    EXPECT_EQ(identityOf(data), identity);
}

TEST(Identity, ReadsImagesThatAreNotInMemory) {
    const auto streamed = [](std::size_t changed) {
        DataSet data = test::tinyData();
        ImageSet many = test::tinyImages(2000, 1);
        ++many.pixels[changed * many.imageBytes()];
        data.train = {2000, 1, 12, 12, {}, many.labels, std::make_shared<CopyReader>(many)};
        return identityOf(data);
    };
    EXPECT_EQ(streamed(1), streamed(3)) << "every other image is read";
    EXPECT_NE(streamed(1), streamed(2));
}

} // namespace
} // namespace asge
