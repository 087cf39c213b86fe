// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/dataset.h"

#include "tests/core/data/cifar_files.h"
#include "tests/core/data/idx_files.h"

#include <gmock/gmock.h>

namespace asge {
namespace {

using scratch::Bytes;
using scratch::messageOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;

class CifarFormat : public testing::Test {
  protected:
    Experiment::Data data(Labels labels = Labels::fine) const {
        Experiment::Data data;
        data.name = "own";
        data.path = folder_.path().string();
        data.validation = 0;
        data.labels = labels;
        return data;
    }
    std::string at(const std::string& name) const { return (folder_.path() / name).string(); }
    std::string error() const {
        return messageOf([&] { loadDataSet(data()); });
    }

    scratch::Folder folder_;
};

TEST_F(CifarFormat, ReadsAllBatchesOfTen) {
    for (int i = 1; i <= 5; ++i) {
        folder_.write("data_batch_" + std::to_string(i) + ".bin",
                      scratch::cifarRecords({{i, 2 * i}, {i + 4, 100 + i}}, 1));
    }
    folder_.write("test_batch.bin", scratch::cifarRecords({{9, 7}, {0, 8}}, 1));
    folder_.write("batches.meta.txt", "airplane\nautomobile\nbird\ncat\r\ndeer\ndog\nfrog\nhorse\n"
                                      "ship\nlorry\n\n");
    const DataSet set = loadDataSet(data());
    EXPECT_EQ(set.train.count, 10);
    EXPECT_EQ(set.train.channels, 3);
    EXPECT_EQ(set.train.height, 32);
    EXPECT_EQ(set.classNames[3], "cat");
    EXPECT_EQ(set.classNames[9], "lorry");
    EXPECT_THAT(set.test.labels, ElementsAre(9, 0));
    EXPECT_EQ(set.test.pixels.size(), 2U * 3072);
    // Red, green, blue planes; see cifarRecords.
    EXPECT_EQ(set.test.pixels[0], 7);
    EXPECT_EQ(set.test.pixels[1024], 8);
    EXPECT_EQ(set.test.pixels[3071], 9);
    EXPECT_EQ(set.test.pixels[3072], 8);
    EXPECT_THAT(set.notes, ElementsAre(HasSubstr("1 of 10 classes has no training images: "
                                                 "'airplane'")));
    for (int i = 0; i < set.train.count; ++i) {
        const int mark = set.train.pixels[static_cast<std::size_t>(i) * 3072];
        EXPECT_EQ(set.train.labels[static_cast<std::size_t>(i)], mark > 100 ? mark - 96 : mark / 2);
    }
}

TEST_F(CifarFormat, NotesBatchesThatAreMissing) {
    folder_.write("data_batch_2.bin", scratch::cifarRecords({{1, 1}, {2, 2}}, 1));
    folder_.write("test_batch.bin", scratch::cifarRecords({{1, 1}}, 1));
    const DataSet set = loadDataSet(data());
    EXPECT_EQ(set.train.count, 2);
    EXPECT_EQ(set.classNames[9], "truck") << "from the catalogue, without a file of names";
    ASSERT_FALSE(set.notes.empty());
    EXPECT_EQ(set.notes.front(), folder_.path().string() +
                                     ": lacks data_batch_1.bin, data_batch_3.bin, "
                                     "data_batch_4.bin and data_batch_5.bin: 2 training images "
                                     "are there");
    std::filesystem::remove(at("data_batch_2.bin"));
    EXPECT_EQ(error(), folder_.path().string() + ": has no file data_batch_1.bin beside "
                                                 "test_batch.bin");
}

TEST_F(CifarFormat, ReadsBothLabelsOfAHundred) {
    folder_.write("cifar-100-binary/train.bin", scratch::cifarRecords({{99, 1}, {4, 2}}, 2));
    folder_.write("cifar-100-binary/test.bin", scratch::cifarRecords({{98, 3}}, 2));
    const DataSet fine = loadDataSet(data());
    EXPECT_EQ(fine.classNames.size(), 100U);
    EXPECT_EQ(fine.classNames[98], "woman");
    EXPECT_THAT(fine.test.labels, ElementsAre(98));
    EXPECT_EQ(fine.test.pixels[0], 3);
    EXPECT_EQ(messageOf([&] { loadDataSet(data(Labels::coarse)); }),
              at("cifar-100-binary/coarse_label_names.txt") + ": must name 20 classes, names 0");
    std::string names;
    for (int i = 0; i < 20; ++i) {
        names += "group " + std::to_string(i) + "\n";
    }
    folder_.write("cifar-100-binary/coarse_label_names.txt", names);
    const DataSet coarse = loadDataSet(data(Labels::coarse));
    EXPECT_EQ(coarse.classNames.back(), "group 19");
    EXPECT_THAT(coarse.test.labels, ElementsAre(18)) << "the label modulo 20; see cifarRecords";
}

TEST_F(CifarFormat, NamesTheInvalidFile) {
    folder_.write("data_batch_1.bin", scratch::cifarRecords({{1, 1}, {10, 2}}, 1));
    EXPECT_EQ(error(), at("data_batch_1.bin") + ": label at position 1 must be from 0 to 9, is 10");
    folder_.write("data_batch_1.bin", Bytes(3074));
    EXPECT_EQ(error(),
              at("data_batch_1.bin") + ": must hold records of 3073 bytes, has 3074 bytes");
    folder_.write("data_batch_1.bin", Bytes());
    EXPECT_THAT(error(), EndsWith("has 0 bytes"));
    folder_.write("data_batch_1.bin", scratch::cifarRecords({{1, 1}}, 1));
    EXPECT_EQ(error(), folder_.path().string() +
                           ": has no file test_batch.bin beside the data set's other files");
    folder_.write("test_batch.bin", scratch::cifarRecords({{1, 1}}, 1));
    folder_.write("batches.meta.txt", "one\ntwo\n");
    EXPECT_EQ(error(), at("batches.meta.txt") + ": must name 10 classes, names 2");
}

TEST_F(CifarFormat, IsNotScaled) {
    folder_.write("data_batch_1.bin", scratch::cifarRecords({{1, 1}, {2, 1}}, 1));
    folder_.write("test_batch.bin", scratch::cifarRecords({{1, 1}}, 1));
    Experiment::Data settings = data();
    settings.size = 32;
    EXPECT_EQ(loadDataSet(settings).train.count, 2);
    settings.size = 48;
    EXPECT_EQ(messageOf([&] { loadDataSet(settings); }),
              "data.size: is 48, but only the photographs of image folders are scaled; " +
                  folder_.path().string() + " holds CIFAR-10 binary files of 32 × 32");
}

/// EMNIST's IDX files have a prefix, their images are transposed, and their letters are numbered
/// from 1.
TEST(Emnist, IsTurnedAndNumberedFromZero) {
    const scratch::Folder folder;
    for (const char* part : {"train", "test"}) {
        const std::string start = std::string("emnist-letters-") + part;
        folder.write(start + "-images-idx3-ubyte", scratch::idx({2, 2, 3}, {1, 2, 3, 4, 5, 6, //
                                                                            7, 8, 9, 10, 11, 12}));
        folder.write(start + "-labels-idx1-ubyte", scratch::idx({2}, {1, 26}));
    }
    Experiment::Data data;
    data.name = "emnist-letters";
    data.path = folder.path().string();
    data.validation = 0;
    const DataSet set = loadDataSet(data);
    EXPECT_EQ(set.test.height, 3);
    EXPECT_EQ(set.test.width, 2);
    EXPECT_THAT(set.test.pixels, ElementsAre(1, 4, 2, 5, 3, 6, 7, 10, 8, 11, 9, 12));
    EXPECT_THAT(set.test.labels, ElementsAre(0, 25));
    EXPECT_EQ(set.classNames[25], "Z");
    const auto labels =
        folder.write("emnist-letters-test-labels-idx1-ubyte", scratch::idx({2}, {1, 0}));
    EXPECT_EQ(messageOf([&] { loadDataSet(data); }),
              labels.string() + ": label at position 1 must be from 1 to 26, is 0");
}

} // namespace
} // namespace asge
