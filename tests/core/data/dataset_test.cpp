// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/dataset.h"

#include "tests/core/data/idx_files.h"

#include <gmock/gmock.h>

#include <cmath>
#include <numeric>
#include <set>

namespace asge {
namespace {

using scratch::Bytes;
using scratch::idx;
using scratch::messageOf;
using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::FloatEq;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

/// The positions of numbered images in their file, checked against their labels.
std::vector<int> positionsOf(const ImageSet& set) {
    std::vector<int> positions;
    EXPECT_EQ(set.pixels.size(), static_cast<std::size_t>(set.count) * 4);
    EXPECT_EQ(set.labels.size(), static_cast<std::size_t>(set.count));
    for (std::size_t i = 0; i < set.labels.size(); ++i) {
        positions.push_back(set.pixels[4 * i] * 256 + set.pixels[4 * i + 1]);
        EXPECT_EQ(set.labels[i], positions.back() % 10);
    }
    return positions;
}

std::vector<int> upTo(int count) {
    std::vector<int> positions(static_cast<std::size_t>(count));
    std::iota(positions.begin(), positions.end(), 0);
    return positions;
}

class LoadDataSet : public testing::Test {
  protected:
    Experiment::Data data(int limit = 0, int testLimit = 0, int validation = 1) const {
        return {"own", folder_.path().string(), limit, testLimit, validation};
    }
    std::string error() const {
        const std::string message = messageOf([&] { loadDataSet(data()); });
        EXPECT_TRUE(scratch::isOneLine(message)) << message;
        return message;
    }
    std::string pathOf(const char* name) const { return (folder_.path() / name).string(); }

    scratch::Folder folder_;
};

TEST_F(LoadDataSet, AssignsEveryImageToOneSplit) {
    scratch::writeNumbered(folder_, 600, 300);
    const DataSet set = loadDataSet(data(0, 0, 100));
    std::vector<int> positions = positionsOf(set.train);
    const std::vector<int> validation = positionsOf(set.validation);
    EXPECT_EQ(positions.size(), 500U);
    EXPECT_EQ(validation.size(), 100U);
    positions.insert(positions.end(), validation.begin(), validation.end());
    std::sort(positions.begin(), positions.end());
    EXPECT_EQ(positions, upTo(600));
    EXPECT_EQ(set.train.channels, 1);
    EXPECT_EQ(set.train.height, 2);
    EXPECT_EQ(set.train.width, 2);
}

TEST_F(LoadDataSet, HasTheSameValidationImagesForAnyLimit) {
    scratch::writeNumbered(folder_, 600, 10);
    const DataSet all = loadDataSet(data(0, 0, 100));
    const DataSet few = loadDataSet(data(50, 0, 100));
    EXPECT_EQ(positionsOf(all.validation), positionsOf(few.validation));
    const std::vector<int> many = positionsOf(all.train);
    EXPECT_EQ(positionsOf(few.train), std::vector<int>(many.begin(), many.begin() + 50));
}

TEST_F(LoadDataSet, NeverTrainsOnValidationImages) {
    scratch::writeNumbered(folder_, 300, 10);
    for (const int validation : {1, 37, 150, 299}) {
        for (const int limit : {0, 1, 150, 299, 300, 100000}) {
            const DataSet set = loadDataSet(data(limit, 0, validation));
            const int remaining = 300 - validation;
            EXPECT_EQ(set.train.count, limit == 0 ? remaining : std::min(limit, remaining));
            EXPECT_EQ(set.validation.count, validation);
            std::vector<int> both = positionsOf(set.train);
            const std::vector<int> validation = positionsOf(set.validation);
            both.insert(both.end(), validation.begin(), validation.end());
            EXPECT_EQ(std::set<int>(both.begin(), both.end()).size(), both.size());
        }
    }
}

TEST_F(LoadDataSet, PermutesTheFileForTheSplit) {
    scratch::writeNumbered(folder_, 600, 10);
    const std::vector<int> validation = positionsOf(loadDataSet(data(0, 0, 100)).validation);
    const double mean = std::accumulate(validation.begin(), validation.end(), 0.0) / 100;
    EXPECT_NEAR(mean, 299.5,
                60.0); // three and a half standard errors; 549.5 without the permutation
}

TEST_F(LoadDataSet, NeverChangesItsPermutations) {
    // With another permutation, validation accuracies of stored and new runs would not be
    // comparable.
    scratch::writeNumbered(folder_, 10, 10);
    const DataSet set = loadDataSet(data(0, 5, 3));
    EXPECT_THAT(positionsOf(set.train), ElementsAre(4, 1, 7, 5, 9, 3, 2));
    EXPECT_THAT(positionsOf(set.validation), ElementsAre(6, 8, 0));
    EXPECT_THAT(set.testIndices, ElementsAre(5, 7, 9, 4, 3));
}

TEST_F(LoadDataSet, KeepsAWholeTestFileInItsOrder) {
    scratch::writeNumbered(folder_, 10, 300);
    for (const int limit : {0, 300, 5000}) {
        const DataSet set = loadDataSet(data(0, limit));
        EXPECT_EQ(positionsOf(set.test), upTo(300));
        EXPECT_EQ(set.testIndices, upTo(300));
    }
}

TEST_F(LoadDataSet, LimitsTheTestToPartOfAPermutation) {
    scratch::writeNumbered(folder_, 10, 300);
    const DataSet fifty = loadDataSet(data(0, 50));
    EXPECT_EQ(fifty.test.count, 50);
    EXPECT_EQ(positionsOf(fifty.test), fifty.testIndices);
    EXPECT_EQ(std::set<int>(fifty.testIndices.begin(), fifty.testIndices.end()).size(), 50U);
    EXPECT_NE(fifty.testIndices, upTo(50));
    const DataSet ten = loadDataSet(data(0, 10));
    EXPECT_EQ(ten.testIndices,
              std::vector<int>(fifty.testIndices.begin(), fifty.testIndices.begin() + 10));
}

TEST_F(LoadDataSet, MeasuresChannelsOfTheTrainedImagesOnly) {
    // Two images of two channels: one is the validation image, and only the other one is measured.
    const Bytes pixels{0, 255, 51, 51, 102, 204, 7, 7};
    folder_.write("train-images-idx3-ubyte", idx({2, 2, 1, 2}, pixels));
    folder_.write("train-labels-idx1-ubyte", idx({2}, {0, 1}));
    folder_.write("t10k-images-idx3-ubyte", idx({1, 2, 1, 2}, {9, 9, 9, 9}));
    folder_.write("t10k-labels-idx1-ubyte", idx({1}, {1}));
    const DataSet set = loadDataSet(data());
    ASSERT_EQ(set.train.channels, 2);
    ASSERT_EQ(set.train.count, 1);
    if (set.train.labels[0] == 0) {
        EXPECT_THAT(set.train.pixels, ElementsAre(0, 255, 51, 51));
        EXPECT_THAT(set.mean, ElementsAre(FloatEq(0.5F), FloatEq(0.2F)));
        EXPECT_THAT(set.standardDeviation, ElementsAre(FloatEq(0.5F), 0.0F));
        EXPECT_THAT(set.inputDivisor, ElementsAre(FloatEq(0.5F), kMinStandardDeviation));
    } else {
        EXPECT_THAT(set.train.pixels, ElementsAre(102, 204, 7, 7));
        EXPECT_THAT(set.mean, ElementsAre(FloatEq(0.6F), FloatEq(7.0F / 255)));
        EXPECT_THAT(set.standardDeviation, ElementsAre(FloatEq(0.2F), 0.0F));
        EXPECT_THAT(set.inputDivisor, ElementsAre(FloatEq(0.2F), kMinStandardDeviation));
    }
}

TEST_F(LoadDataSet, NamesClassesOfUnknownSetsByNumber) {
    folder_.write("train-images-idx3-ubyte", scratch::numberedImages(4));
    folder_.write("train-labels-idx1-ubyte", idx({4}, {0, 1, 1, 0}));
    folder_.write("t10k-images-idx3-ubyte", scratch::numberedImages(2));
    folder_.write("t10k-labels-idx1-ubyte",
                  idx({2}, {1, 3})); // the largest label is in the test file
    const DataSet set = loadDataSet(data());
    EXPECT_EQ(set.name, "own");
    EXPECT_THAT(set.classNames, ElementsAre("0", "1", "2", "3"));
}

TEST_F(LoadDataSet, AcceptsLabelsUpTo255) {
    scratch::writeNumbered(folder_, 20, 20);
    folder_.write("t10k-labels-idx1-ubyte", idx({20}, Bytes(20, 255)));
    EXPECT_EQ(loadDataSet(data()).classNames.size(), 256U);
}

TEST_F(LoadDataSet, NamesClassesOfKnownSets) {
    scratch::writeNumbered(folder_, 20, 20);
    Experiment::Data known = data();
    known.name = "fashion-mnist";
    const DataSet set = loadDataSet(known);
    ASSERT_EQ(set.classNames.size(), 10U);
    EXPECT_EQ(set.classNames.front(), "T-shirt/top");
    EXPECT_EQ(set.classNames.back(), "Ankle boot");
}

TEST_F(LoadDataSet, NamesPositionAndValueOfAWrongLabel) {
    scratch::writeNumbered(folder_, 20, 20);
    Bytes labels(20, 3);
    labels[17] = 10;
    folder_.write("t10k-labels-idx1-ubyte", idx({20}, labels));
    Experiment::Data known = data();
    known.name = "mnist";
    EXPECT_EQ(messageOf([&] { loadDataSet(known); }),
              pathOf("t10k-labels-idx1-ubyte") +
                  ": label at position 17 must be from 0 to 9, is 10");
}

TEST_F(LoadDataSet, NamesBothFilesWhoseCountsDiffer) {
    scratch::writeNumbered(folder_, 20, 20);
    folder_.write("train-labels-idx1-ubyte", scratch::numberedLabels(19));
    EXPECT_EQ(error(), pathOf("train-images-idx3-ubyte") + ": holds 20 images, but " +
                           pathOf("train-labels-idx1-ubyte") + " holds 19 labels");
    scratch::writeNumbered(folder_, 20, 20);
    folder_.write("t10k-labels-idx1-ubyte", scratch::numberedLabels(21));
    EXPECT_EQ(error(), pathOf("t10k-images-idx3-ubyte") + ": holds 20 images, but " +
                           pathOf("t10k-labels-idx1-ubyte") + " holds 21 labels");
}

TEST_F(LoadDataSet, AllocatesNoMemoryForLabelsWithoutImages) {
    scratch::writeNumbered(folder_, 20, 20);
    constexpr std::uint32_t kLabels = 300'000'000;
    folder_.write("train-labels-idx1-ubyte", scratch::idxHeader({kLabels}));
    std::filesystem::resize_file(pathOf("train-labels-idx1-ubyte"), kLabels + 8); // a sparse file
    EXPECT_LT(scratch::peakGrowth([&] {
                  EXPECT_EQ(error(), pathOf("train-images-idx3-ubyte") + ": holds 20 images, but " +
                                         pathOf("train-labels-idx1-ubyte") +
                                         " holds 300000000 labels");
              }),
              100);
}

TEST_F(LoadDataSet, RefusesImagesThatNoNetworkAccepts) {
    scratch::writeNumbered(folder_, 20, 20);
    const std::string limits = "; at most 1024 channels and 20000 pixels to a side are read";
    folder_.write("train-images-idx3-ubyte", idx({20, 1025, 1, 1}, Bytes(20 * 1025)));
    EXPECT_EQ(error(), pathOf("train-images-idx3-ubyte") + ": has images of 1025 × 1 × 1" + limits);
    folder_.write("train-images-idx3-ubyte", idx({20, 20001, 1}, Bytes(20 * 20001)));
    EXPECT_EQ(error(),
              pathOf("train-images-idx3-ubyte") + ": has images of 1 × 20001 × 1" + limits);
}

TEST_F(LoadDataSet, NamesBothFilesWhoseImagesDifferInSize) {
    scratch::writeNumbered(folder_, 20, 20);
    folder_.write("t10k-images-idx3-ubyte", idx({20, 1, 4}, Bytes(80)));
    EXPECT_EQ(error(), pathOf("t10k-images-idx3-ubyte") + ": images are 1 × 1 × 4, but those of " +
                           pathOf("train-images-idx3-ubyte") + " are 1 × 2 × 2");
}

TEST_F(LoadDataSet, RefusesFilesOfTheWrongRank) {
    scratch::writeNumbered(folder_, 20, 20);
    folder_.write("train-labels-idx1-ubyte", idx({20, 1}, Bytes(20)));
    EXPECT_THAT(error(), EndsWith("train-labels-idx1-ubyte: labels must have rank 1, have rank 2"));
    folder_.write("train-images-idx3-ubyte", scratch::numberedLabels(20));
    EXPECT_THAT(error(), AllOf(StartsWith(pathOf("train-images-idx3-ubyte") + ": images must"),
                               EndsWith("have rank 1")));
}

TEST_F(LoadDataSet, SaysWhichFileIsDamaged) {
    scratch::writeNumbered(folder_, 20, 20);
    folder_.write("t10k-labels-idx1-ubyte", Bytes{0, 0, 8});
    EXPECT_THAT(error(), StartsWith(pathOf("t10k-labels-idx1-ubyte") + ": too short"));
}

TEST_F(LoadDataSet, RefusesAllTrainingImagesForValidation) {
    scratch::writeNumbered(folder_, 20, 20);
    for (const int validation : {20, 21, 2000}) {
        EXPECT_EQ(messageOf([&] { loadDataSet(data(0, 0, validation)); }),
                  "data.validation: " + std::to_string(validation) +
                      " validation images out of 20 leave no images to train on");
    }
    EXPECT_EQ(loadDataSet(data(0, 0, 19)).train.count, 1);
}

TEST_F(LoadDataSet, RefusesNegativeCounts) {
    scratch::writeNumbered(folder_, 20, 20);
    EXPECT_EQ(messageOf([&] { loadDataSet(data(-1)); }), "data.limit: must not be negative, is -1");
    EXPECT_THAT(messageOf([&] { loadDataSet(data(0, -2)); }), StartsWith("data.test_limit: "));
    EXPECT_THAT(messageOf([&] { loadDataSet(data(0, 0, -3)); }), StartsWith("data.validation: "));
}

TEST_F(LoadDataSet, HasNoValidationImagesIfNoneAreRequested) {
    scratch::writeNumbered(folder_, 20, 20);
    const DataSet set = loadDataSet(data(0, 0, 0));
    EXPECT_EQ(set.train.count, 20);
    EXPECT_EQ(set.validation.count, 0);
    EXPECT_THAT(set.validation.pixels, IsEmpty());
}

} // namespace
} // namespace asge
