// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/channel_statistics.h"

#include "tests/core/data/image_files.h"
#include "tests/support/unwatched.h"

#include <gmock/gmock.h>

#include <cmath>

namespace asge {
namespace {

using testing::Contains;
using testing::HasSubstr;

/// `count` images of one channel of 10 × 10 pixels with the value `level`, except the first pixel.
ImageSet nearlyConstant(int count, int level, int first) {
    ImageSet set{count, 1, 10, 10, {}, std::vector<int>(static_cast<std::size_t>(count))};
    set.pixels.assign(set.imageBytes() * static_cast<std::size_t>(count),
                      static_cast<std::uint8_t>(level));
    set.pixels.front() = static_cast<std::uint8_t>(first);
    return set;
}

class Memory : public ImageReader {
  public:
    explicit Memory(ImageSet set) : set_(std::move(set)) {}
    void read(int index, std::uint8_t* pixels) const override { readImage(set_, index, pixels); }

  private:
    ImageSet set_;
};

TEST(ChannelStatisticsTest, AConstantChannelHasStandardDeviationZero) {
    for (const int level : {0, 77, 255}) {
        const ChannelStatistics found =
            channelStatistics(nearlyConstant(50, level, level), test::unwatched());
        EXPECT_FLOAT_EQ(found.mean.front(), static_cast<float>(level) / 255);
        EXPECT_EQ(found.standardDeviation.front(), 0.0F);
    }
}

TEST(ChannelStatisticsTest, ASmallStandardDeviationIsExactForAnyMean) {
    constexpr int kCount = 4000; // 400,000 pixels, one of which is a grey level lighter
    const double expected = std::sqrt((1 - 1 / 4e5) / 4e5) / 255;
    for (const int level : {0, 77, 254}) {
        const ChannelStatistics found =
            channelStatistics(nearlyConstant(kCount, level, level + 1), test::unwatched());
        EXPECT_NEAR(found.standardDeviation.front(), expected, 1e-6 * expected) << level;
    }
}

TEST(ChannelStatisticsTest, EveryImageCountsWhereverTheImagesAre) {
    constexpr int kCount = 12000;
    ImageSet set = nearlyConstant(kCount, 9, 200);
    for (std::size_t i = 0; i < set.pixels.size(); ++i) {
        set.pixels[i] = static_cast<std::uint8_t>(i * i % 251);
    }
    const ChannelStatistics kept = channelStatistics(set, test::unwatched());
    ImageSet streamed{kCount, 1, 10, 10, {}, set.labels, std::make_shared<Memory>(set)};
    EXPECT_EQ(channelStatistics(streamed, test::unwatched()).mean, kept.mean);
    EXPECT_EQ(channelStatistics(streamed, test::unwatched()).standardDeviation,
              kept.standardDeviation);
    set.pixels[100 * 7 + 3] ^= 128U; // of an image that may not be in a sample of 10,000
    streamed.reader = std::make_shared<Memory>(set);
    EXPECT_NE(channelStatistics(streamed, test::unwatched()).mean, kept.mean);
}

TEST(ChannelStatisticsTest, AStreamedFolderEqualsOneInMemoryBeyondTenThousandImages) {
    constexpr int kCount = 10100;
    const scratch::Folder folder;
    for (int i = 0; i < kCount; ++i) {
        const auto grey = static_cast<std::uint8_t>(i < kCount - 40 ? i % 7 : 250);
        const std::string part = i % 2 == 0 ? "train/a/" : "train/b/";
        folder.write(part + std::to_string(i) + ".png",
                     scratch::png(12, 12, PNG_COLOR_TYPE_GRAY, 8, scratch::Bytes(144, grey)));
    }
    for (const char* name : {"test/a/1.png", "test/b/1.png"}) {
        folder.write(name, scratch::png(12, 12, PNG_COLOR_TYPE_GRAY, 8, scratch::Bytes(144, 3)));
    }
    Experiment::Data data;
    data.name = "own";
    data.path = folder.path().string();
    data.validation = 30;
    const DataSet kept = loadDataSet(data);
    data.memory = 1;
    const DataSet streamed = loadDataSet(data);
    ASSERT_NE(streamed.train.reader, nullptr);
    EXPECT_GT(streamed.train.count, 10000);
    EXPECT_EQ(streamed.mean, kept.mean);
    EXPECT_EQ(streamed.standardDeviation, kept.standardDeviation);
    EXPECT_EQ(streamed.inputDivisor, kept.inputDivisor);
}

TEST(ChannelStatisticsTest, InputsStayBounded) {
    const scratch::Folder folder;
    scratch::Bytes dark(100);
    dark.front() = 1;
    for (const char* name : {"train/a/1.png", "train/b/1.png", "test/a/1.png", "test/b/1.png"}) {
        folder.write(name, scratch::png(10, 10, PNG_COLOR_TYPE_GRAY, 8, dark));
    }
    Experiment::Data data;
    data.name = "own";
    data.path = folder.path().string();
    data.validation = 0;
    const DataSet set = loadDataSet(data);
    EXPECT_GT(set.standardDeviation.front(), 0.0F);
    EXPECT_LT(set.standardDeviation.front(), kMinStandardDeviation);
    EXPECT_EQ(set.inputDivisor.front(), kMinStandardDeviation);
    EXPECT_THAT(set.notes,
                Contains(HasSubstr("hardly vary in channel 0 (standard deviation 0.00039); "
                                   "inputs are")));
}

} // namespace
} // namespace asge
