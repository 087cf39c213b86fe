// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/error.h"
#include "core/data/catalogue.h"
#include "core/data/dataset.h"

#include "tests/core/data/scratch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string_view>

namespace asge {
namespace {

namespace fs = std::filesystem;

/// An additional folder of data sets for tests: $ASGE_TEST_DATA, or shared/data beside the
/// project's folder.
fs::path testData() {
    if (const char* given = std::getenv("ASGE_TEST_DATA")) {
        return given;
    }
    const fs::path root = fs::path(__FILE__).parent_path() / ".." / ".." / "..";
    return root / ".." / "shared" / "data";
}

/// The settings of a data set; nothing if it is not available.
std::optional<Experiment::Data> find(const std::string& name) {
    Experiment::Data data;
    data.name = name;
    for (const std::string& path : {std::string(), (testData() / name).string()}) {
        data.path = path;
        const auto folders = dataFolders(data);
        if (std::any_of(folders.begin(), folders.end(),
                        [](const fs::path& folder) { return fs::is_directory(folder); })) {
            return data;
        }
    }
    return std::nullopt;
}

std::vector<int> countsOf(const DataSet& set, std::initializer_list<const ImageSet*> parts) {
    std::vector<int> counts(set.classNames.size());
    for (const ImageSet* part : parts) {
        for (const int label : part->labels) {
            ++counts[static_cast<std::size_t>(label)];
        }
    }
    return counts;
}

std::set<std::string_view> imagesOf(const ImageSet& set) {
    const std::size_t size = set.pixels.size() / static_cast<std::size_t>(set.count);
    std::set<std::string_view> images;
    for (std::size_t first = 0; first < set.pixels.size(); first += size) {
        images.emplace(reinterpret_cast<const char*>(&set.pixels[first]), size);
    }
    return images;
}

TEST(FashionMnist, IsCompleteBalancedAndAsPublished) {
    const auto data = find("fashion-mnist");
    if (!data) {
        GTEST_SKIP() << "fashion-mnist is not installed (apt-get install dataset-fashion-mnist)";
    }
    const DataSet set = loadDataSet(*data);
    EXPECT_EQ(set.train.count, 58000);
    EXPECT_EQ(set.validation.count, 2000);
    EXPECT_EQ(set.test.count, 10000);
    EXPECT_EQ(set.train.channels, 1);
    EXPECT_EQ(set.train.height, 28);
    EXPECT_EQ(set.train.width, 28);
    EXPECT_EQ(countsOf(set, {&set.train, &set.validation}), std::vector<int>(10, 6000));
    EXPECT_EQ(countsOf(set, {&set.test}), std::vector<int>(10, 1000));
    ASSERT_EQ(set.mean.size(), 1U);
    EXPECT_NEAR(set.mean[0], 0.2860, 0.001);
    EXPECT_NEAR(set.inputDivisor[0], 0.3530, 0.001);
    // The first test image is an ankle boot.
    EXPECT_EQ(set.classNames[static_cast<std::size_t>(set.test.labels[0])], "Ankle boot");
}

TEST(FashionMnist, HasBalancedValidationImages) {
    auto data = find("fashion-mnist");
    if (!data) {
        GTEST_SKIP() << "fashion-mnist is not installed (apt-get install dataset-fashion-mnist)";
    }
    data->limit = 12800;
    data->testLimit = 2000;
    const DataSet set = loadDataSet(*data);
    EXPECT_EQ(set.train.count, 12800);
    EXPECT_EQ(set.test.count, 2000);
    for (const int count : countsOf(set, {&set.validation})) {
        EXPECT_NEAR(count, 200, 54); // four standard deviations of a uniform draw
    }
    const auto trained = imagesOf(set.train);
    const auto validation = imagesOf(set.validation);
    EXPECT_EQ(trained.size(), 12800U);
    EXPECT_EQ(validation.size(), 2000U);
    for (const std::string_view image : validation) {
        EXPECT_EQ(trained.count(image), 0U);
    }
}

TEST(Mnist, IsCompleteAndAsPublished) {
    const auto data = find("mnist");
    if (!data) {
        GTEST_SKIP() << "mnist is not available (set ASGE_TEST_DATA to the folder that holds it)";
    }
    const DataSet set = loadDataSet(*data);
    EXPECT_EQ(set.train.count + set.validation.count, 60000);
    EXPECT_EQ(set.test.count, 10000);
    const std::vector<int> published{5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949};
    EXPECT_EQ(countsOf(set, {&set.train, &set.validation}), published);
    EXPECT_NEAR(set.mean[0], 0.1307, 0.001);
    EXPECT_NEAR(set.inputDivisor[0], 0.3081, 0.001);
    EXPECT_EQ(set.test.labels[0], 7);
}

std::optional<Experiment::Data> findFolder(const std::string& folder) {
    auto data = find(folder);
    if (data) {
        data->validation = 0;
    }
    return data;
}

TEST(Cifar10, SubsetIsAsItsRecordsSay) {
    const auto data = findFolder("cifar10-exact-subset");
    if (!data) {
        GTEST_SKIP() << "cifar10-exact-subset is not available (set ASGE_TEST_DATA)";
    }
    const DataSet set = loadDataSet(*data);
    EXPECT_EQ(set.train.count, 1017);
    EXPECT_EQ(set.test.count, 1017);
    EXPECT_EQ(set.train.imageBytes(), 3072U);
    EXPECT_EQ(set.notes.size(), 1U) << "only one batch is available";
    ASSERT_EQ(set.classNames.size(), 10U);
    EXPECT_EQ(set.classNames, findInCatalogue("cifar-10")->classNames);
    // The means of all training images are 0.491, 0.482, 0.447, the standard deviations 0.247,
    // 0.243, 0.262.
    const std::vector<float> mean{0.491F, 0.482F, 0.447F};
    const std::vector<float> deviation{0.247F, 0.243F, 0.262F};
    for (std::size_t i = 0; i < mean.size(); ++i) {
        EXPECT_NEAR(set.mean[i], mean[i], 0.03);
        EXPECT_NEAR(set.inputDivisor[i], deviation[i], 0.02);
    }
}

TEST(Cifar100, SubsetHasAllClassesOfBothKinds) {
    auto data = findFolder("cifar100-exact-subset");
    if (!data) {
        GTEST_SKIP() << "cifar100-exact-subset is not available (set ASGE_TEST_DATA)";
    }
    const DataSet fine = loadDataSet(*data);
    EXPECT_EQ(fine.train.count, 1117);
    EXPECT_EQ(fine.test.count, 916);
    EXPECT_EQ(fine.classNames, findInCatalogue("cifar-100")->classNames);
    const auto counts = countsOf(fine, {&fine.train, &fine.test});
    EXPECT_GT(*std::min_element(counts.begin(), counts.end()), 0);
    data->labels = Labels::coarse;
    const DataSet coarse = loadDataSet(*data);
    ASSERT_EQ(coarse.classNames.size(), 20U);
    EXPECT_EQ(coarse.classNames.front(), "aquatic_mammals");
    // Each fine label belongs to one coarse label.
    std::map<int, std::set<int>> groups;
    for (std::size_t i = 0; i < fine.train.labels.size(); ++i) {
        groups[fine.train.labels[i]].insert(coarse.train.labels[i]);
    }
    for (const auto& [label, group] : groups) {
        EXPECT_EQ(group.size(), 1U) << fine.classNames[static_cast<std::size_t>(label)];
    }
}

/// Real photographs: most have 100 × 100 pixels, three 3024 × 3024 and zero padding by the camera.
TEST(SignLanguageDigits, AreReadWithTheThreeOddFiles) {
    const fs::path archive = testData() / "sign-language-digits.tar.gz";
    if (!fs::exists(archive)) {
        GTEST_SKIP() << "sign-language-digits.tar.gz is not available (set ASGE_TEST_DATA)";
    }
    const scratch::Folder folder;
    const std::string command =
        "tar -xzf '" + archive.string() + "' -C '" + folder.path().string() + "'";
    ASSERT_EQ(std::system(command.c_str()), 0);
    Experiment::Data data;
    data.name = "sign-language-digits";
    data.path = (folder.path() / data.name).string();
    data.size = 48;
    data.validation = 200;
    const DataSet set = loadDataSet(data);
    EXPECT_EQ(set.train.count, 1453);
    EXPECT_EQ(set.validation.count, 200);
    EXPECT_EQ(set.test.count, 409);
    EXPECT_EQ(set.train.channels, 3);
    EXPECT_EQ(set.classNames.size(), 10U);
    EXPECT_EQ(set.skipped, 0);
    ASSERT_EQ(set.notes.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) {
        const std::string name =
            std::vector{"train/7/IMG_5874", "train/7/IMG_5978", "val/7/IMG_5935"}[i];
        EXPECT_NE(set.notes[i].find(name), std::string::npos) << set.notes[i];
        EXPECT_NE(set.notes[i].find("bytes follow its end marker"), std::string::npos);
    }
}

} // namespace
} // namespace asge
