// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/class_subset.h"

#include "tests/core/data/idx_files.h"
#include "tests/core/data/photo_folder.h"

#include <gmock/gmock.h>

namespace asge {
namespace {

using scratch::messageOf;
using testing::ElementsAre;
using testing::HasSubstr;

class ClassSubset : public test::PhotoFolder {
  protected:
    ClassSubset() {
        for (const char* split : {"train", "test"}) {
            for (const char* name : {"big cat", "bird", "cow", "dog"}) {
                for (int i = 0; i < 4; ++i) {
                    writeOne(std::string(split) + '/' + name + '/' + std::to_string(i) + ".jpg", i);
                }
            }
        }
    }
    DataSet load(const std::string& classes) const {
        Experiment::Data settings = data(1);
        settings.classes = classes;
        return loadDataSet(settings);
    }
    std::string error(const std::string& classes) const {
        return messageOf([&] { load(classes); });
    }
};

TEST_F(ClassSubset, KeepsTheClassesInTheirOrder) {
    const DataSet set = load(" dog ,big cat");
    EXPECT_THAT(set.classNames, ElementsAre("big cat", "dog"));
    EXPECT_EQ(set.train.count + set.validation.count, 8);
    EXPECT_EQ(set.test.count, 8);
    EXPECT_THAT(set.test.labels, ElementsAre(0, 0, 0, 0, 1, 1, 1, 1));
    EXPECT_THAT(set.testIndices, ElementsAre(0, 1, 2, 3, 12, 13, 14, 15))
        << "positions among all test images";
}

TEST_F(ClassSubset, AcceptsIndicesToo) {
    EXPECT_THAT(load("#1,#2").classNames, ElementsAre("bird", "cow"));
}

TEST_F(ClassSubset, RefusesInvalidSelections) {
    EXPECT_EQ(error("dog, brid"), "data.classes: there is no class 'brid'; did you mean 'bird'?");
    EXPECT_THAT(error("dog,#9"), HasSubstr("there are big cat, bird, cow and dog"));
    EXPECT_EQ(error("dog,dog"), "data.classes: names 'dog' twice");
    EXPECT_EQ(error("dog"), "data.classes: must name at least two classes, names 1");
    EXPECT_EQ(error(" , "), "data.classes: must name at least two classes, names 0");
    std::filesystem::remove_all(folder_.path() / "test" / "dog");
    std::filesystem::remove_all(folder_.path() / "test" / "cow");
    EXPECT_EQ(error("dog,cow"), "data.classes: no test image is of these classes");
}

TEST_F(ClassSubset, ImagesInMemoryAreKeptToo) {
    StoredImages images;
    images.classNames = {"a", "b", "c"};
    images.train = {6, 1, 1, 1, {10, 11, 12, 13, 14, 15}, {0, 1, 2, 2, 1, 0}};
    images.test = {3, 1, 1, 1, {20, 21, 22}, {2, 1, 0}};
    keepClasses(images, "c,a");
    EXPECT_THAT(images.classNames, ElementsAre("a", "c"));
    EXPECT_THAT(images.train.pixels, ElementsAre(10, 12, 13, 15));
    EXPECT_THAT(images.train.labels, ElementsAre(0, 1, 1, 0));
    EXPECT_THAT(images.test.pixels, ElementsAre(20, 22));
    EXPECT_THAT(images.testPositions, ElementsAre(0, 2));
}

} // namespace
} // namespace asge
