// SPDX-License-Identifier: GPL-3.0-or-later

// Damaged CIFAR files and photographs: each is read, left out with a note, or refused with a line
// that names it.
#include "core/base/error.h"
#include "core/data/dataset.h"

#include "tests/core/data/cifar_files.h"
#include "tests/core/data/image_files.h"
#include "tests/core/data/mutate.h"

#include <gmock/gmock.h>
#include <zlib.h>

namespace asge {
namespace {

using scratch::Bytes;
using scratch::Mutator;
using testing::HasSubstr;

/// Damages a file of a data set repeatedly.
class CifarFuzz : public testing::Test {
  protected:
    void damage(const std::string& name, const Bytes& sound, std::uint64_t seed) {
        constexpr int kFiles = 10000;
        Experiment::Data data;
        data.name = "own";
        data.path = folder_.path().string();
        data.validation = 1;
        Mutator mutator(seed);
        for (int i = 0; i < kFiles; ++i) {
            const auto file = folder_.write(name, mutator.mutate(sound, sound));
            data.labels = mutator.below(2) == 0 ? Labels::fine : Labels::coarse;
            try {
                const DataSet set = loadDataSet(data);
                ASSERT_EQ(set.train.pixels.size(), set.train.labels.size() * 3072);
                ++read_;
            } catch (const BadInput& error) {
                ASSERT_TRUE(scratch::isOneLine(error.what())) << error.what();
                // Truncated to a single record, it has one class.
                ASSERT_THAT(error.what(),
                            testing::AnyOf(HasSubstr(file.string() + ": "),
                                           HasSubstr("at least two classes are needed")));
                ++refused_;
            }
        }
        EXPECT_GT(read_, 1000);
        EXPECT_GT(refused_, 1000);
    }

    scratch::Folder folder_;
    int read_ = 0;
    int refused_ = 0;
};

TEST_F(CifarFuzz, BatchesOfTenAreReadOrRefused) {
    folder_.write("test_batch.bin", scratch::cifarRecords({{1, 1}}, 1));
    damage("data_batch_1.bin", scratch::cifarRecords({{3, 1}, {9, 2}}, 1), 8);
}

TEST_F(CifarFuzz, FilesOfAHundredAreReadOrRefused) {
    std::string names;
    for (int i = 0; i < 20; ++i) {
        names += std::to_string(i) + "\n";
    }
    folder_.write("coarse_label_names.txt", names);
    folder_.write("test.bin", scratch::cifarRecords({{1, 1}}, 2));
    damage("train.bin", scratch::cifarRecords({{99, 1}, {9, 2}}, 2), 9);
}

/// Corrects the checksums of a PNG's chunks, so that they do not reveal the damage.
Bytes withChecksums(Bytes file) {
    constexpr std::size_t kSignature = 8;
    const auto numberAt = [&](std::size_t at) {
        std::size_t number = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            number = number << 8U | file[at + i];
        }
        return number;
    };
    for (std::size_t at = kSignature; at + 12 <= file.size(); at += 12 + numberAt(at)) {
        const std::size_t length = numberAt(at);
        if (length > file.size() - at - 12) {
            break;
        }
        const auto sum = crc32(0, &file[at + 4], static_cast<uInt>(length + 4));
        for (std::size_t i = 0; i < 4; ++i) {
            file[at + 8 + length + i] = static_cast<std::uint8_t>(sum >> (24 - 8 * i));
        }
    }
    return file;
}

/// A folder of damaged photographs, with intact ones so that two classes have images.
class PhotographFuzz : public testing::Test {
  protected:
    void damage(const std::string& ending, const std::vector<Bytes>& sound, std::uint64_t seed) {
        constexpr int kRounds = 20;
        Experiment::Data data;
        data.name = "own";
        data.path = folder_.path().string();
        data.validation = 1;
        data.size = 4;
        folder_.write("train/a/sound.png", kSound);
        folder_.write("train/a/sound too.png", kSound);
        folder_.write("val/a/sound.png", kSound);
        folder_.write("train/b/sound.png", kSound);
        Mutator mutator(seed);
        for (int round = 0; round < kRounds; ++round) {
            for (int i = 0; i < kFiles; ++i) {
                const Bytes& one = sound[mutator.below(sound.size())];
                const Bytes& other = sound[mutator.below(sound.size())];
                Bytes damaged = mutator.mutate(one, other);
                if (ending == ".png" && i % 2 == 0) {
                    damaged = withChecksums(std::move(damaged));
                }
                folder_.write("train/a/" + std::to_string(i) + ending, damaged);
            }
            ASSERT_NO_FATAL_FAILURE(look(loadDataSet(data)));
        }
        EXPECT_GT(read_, 200); // checksums reveal most damage of PNG files
        EXPECT_GT(skipped_, 5000);
    }

    void look(const DataSet& set) {
        ASSERT_EQ(set.train.count + set.validation.count + set.skipped, kFiles + 3);
        ASSERT_EQ(set.train.pixels.size(), set.train.imageBytes() * set.train.labels.size());
        for (const std::string& note : set.notes) {
            ASSERT_TRUE(scratch::isOneLine(note)) << note;
            ASSERT_THAT(note,
                        testing::AnyOf(testing::StartsWith((folder_.path() / "train/a").string()),
                                       testing::EndsWith("has no image of class b")));
            ASSERT_LT(note.size(), 400U);
        }
        skipped_ += set.skipped;
        read_ += set.train.count;
    }

    static constexpr int kFiles = 500;
    const Bytes kSound = scratch::png(1, 1, PNG_COLOR_TYPE_GRAY, 8, {1});
    scratch::Folder folder_;
    int read_ = 0;
    int skipped_ = 0;
};

TEST_F(PhotographFuzz, JpegFilesAreReadOrLeftOut) {
    std::vector<scratch::JpegOptions> kinds(3);
    kinds[0].exif = scratch::exifOf(6);
    kinds[1].progressive = true;
    kinds[2].separateScans = true;
    std::vector<Bytes> sound;
    for (const scratch::JpegOptions& kind : kinds) {
        sound.push_back(scratch::jpeg(12, 9, 3, scratch::gradient(12, 9, 3), kind));
    }
    sound.push_back(scratch::jpeg(8, 8, 4, scratch::gradient(8, 8, 4)));
    damage(".jpg", sound, 10);
}

TEST_F(PhotographFuzz, PngFilesAreReadOrLeftOut) {
    damage(".png",
           {scratch::png(12, 9, PNG_COLOR_TYPE_RGB_ALPHA, 8, scratch::gradient(12, 9, 4),
                         {.interlaced = true, .exif = scratch::exifOf(6), .chunk = 64}),
            scratch::png(12, 9, PNG_COLOR_TYPE_GRAY, 8, scratch::gradient(12, 9, 1)),
            scratch::png(16, 2, PNG_COLOR_TYPE_PALETTE, 1, {1, 2, 3, 4},
                         {.palette = {{9, 8, 7}, {6, 5, 4}}, .paletteAlpha = {255, 0}})},
           11);
}

} // namespace
} // namespace asge
