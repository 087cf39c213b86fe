// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/error.h"
#include "core/data/dataset.h"

#include "tests/core/data/mutate.h"
#include "tests/core/data/scratch.h"

#include <gmock/gmock.h>

namespace asge {
namespace {

using scratch::Bytes;
using scratch::messageOf;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::size_t kImage = std::size_t{3} * 96 * 96;

/// Images with marks at row 2, column 5 of each plane and at the corners.
Bytes stlImages(std::size_t count) {
    Bytes bytes(count * kImage);
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t plane = 0; plane < 3; ++plane) {
            bytes[i * kImage + plane * 96 * 96 + 5 * 96 + 2] =
                static_cast<std::uint8_t>(100 + 10 * plane + i);
        }
    }
    return bytes;
}

class Stl10Format : public testing::Test {
  protected:
    void SetUp() override {
        folder_.write("stl10_binary/train_X.bin", stlImages(3));
        folder_.write("stl10_binary/train_y.bin", Bytes{1, 10, 3});
        folder_.write("stl10_binary/test_X.bin", stlImages(2));
        folder_.write("stl10_binary/test_y.bin", Bytes{2, 4});
    }
    DataSet load() const {
        Experiment::Data data;
        data.name = "own";
        data.path = folder_.path().string();
        data.validation = 0;
        return loadDataSet(data);
    }
    std::string at(const std::string& name) const {
        return (folder_.path() / "stl10_binary" / name).string();
    }

    scratch::Folder folder_;
};

TEST_F(Stl10Format, ReadsPlanesColumnByColumn) {
    folder_.write("stl10_binary/unlabeled_X.bin", "x");
    folder_.write("stl10_binary/fold_indices.txt", "0 1 2\n");
    folder_.write("stl10_binary/class_names.txt",
                  "airplane\nbird\ncar\ncat\ndeer\ndog\nhorse\nmonkey\nship\nlorry\n");
    const DataSet set = load();
    EXPECT_EQ(set.train.count, 3);
    EXPECT_EQ(set.train.channels, 3);
    EXPECT_EQ(set.train.height, 96);
    EXPECT_THAT(set.train.labels, testing::UnorderedElementsAre(0, 9, 2));
    EXPECT_THAT(set.test.labels, ElementsAre(1, 3));
    EXPECT_EQ(set.classNames[9], "lorry");
    for (std::size_t plane = 0; plane < 3; ++plane) {
        EXPECT_EQ(set.test.pixels[kImage + plane * 96 * 96 + 2 * 96 + 5], 101 + 10 * plane);
        EXPECT_EQ(set.test.pixels[kImage + plane * 96 * 96 + 5 * 96 + 2], 0);
    }
    EXPECT_THAT(set.notes, testing::Contains(HasSubstr("not used: unlabeled_X.bin and "
                                                       "fold_indices.txt")));
}

TEST_F(Stl10Format, RefusesInconsistentFiles) {
    folder_.write("stl10_binary/train_y.bin", Bytes{1, 2});
    EXPECT_EQ(messageOf([&] { load(); }),
              at("train_y.bin") + ": has 2 labels, but " + at("train_X.bin") + " has 3 images");
    folder_.write("stl10_binary/train_y.bin", Bytes{1, 2, 0});
    EXPECT_EQ(messageOf([&] { load(); }),
              at("train_y.bin") + ": label at position 2 must be from 1 to 10, is 0");
    folder_.write("stl10_binary/train_y.bin", Bytes{1, 2, 11});
    EXPECT_THAT(messageOf([&] { load(); }), HasSubstr("must be from 1 to 10, is 11"));
    folder_.write("stl10_binary/train_X.bin", Bytes(kImage + 1));
    EXPECT_THAT(messageOf([&] { load(); }), HasSubstr("must hold images of 27648 bytes, has"));
    SetUp();
    std::filesystem::remove(at("test_X.bin"));
    EXPECT_THAT(messageOf([&] { load(); }), HasSubstr("has no file test_X.bin beside"));
    SetUp();
    folder_.write("stl10_binary/class_names.txt", "airplane\n");
    EXPECT_THAT(messageOf([&] { load(); }), HasSubstr("must name 10 classes, names 1"));
}

TEST_F(Stl10Format, DamagedLabelsAreReadOrRefused) {
    scratch::Mutator mutator(31);
    const Bytes sound{1, 10, 3};
    for (int i = 0; i < 200; ++i) {
        folder_.write("stl10_binary/train_y.bin", mutator.mutate(sound, sound));
        try {
            EXPECT_EQ(load().train.count, 3);
        } catch (const BadInput& error) {
            EXPECT_TRUE(scratch::isOneLine(error.what())) << error.what();
        }
    }
}

} // namespace
} // namespace asge
