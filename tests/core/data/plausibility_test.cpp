// SPDX-License-Identifier: GPL-3.0-or-later

// Checks whether a network can be trained on a data set that has been loaded.
#include "core/data/plausibility.h"

#include "core/data/verdict.h"

#include "tests/core/data/cifar_files.h"
#include "tests/core/data/idx_files.h"
#include "tests/core/data/image_files.h"
#include "tests/support/unwatched.h"

#include <gmock/gmock.h>

namespace asge {
namespace {

using scratch::Bytes;
using scratch::idx;
using scratch::messageOf;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Plausibility : public testing::Test {
  protected:
    Experiment::Data data(const std::string& name = "own") const {
        Experiment::Data data;
        data.name = name;
        data.path = folder_.path().string();
        data.validation = 0;
        return data;
    }
    Verification verification(const std::string& name = "own", bool isNameMeant = false) const {
        const FoundData found = findDataSet(data(name));
        return verify(loadStored(found, data(name), test::unwatched()), *found.format, name,
                      isNameMeant);
    }
    /// Writes IDX files of images with these training labels.
    void writeLabels(const Bytes& labels) const {
        const auto count = static_cast<int>(labels.size());
        scratch::writeNumbered(folder_, count, 2);
        folder_.write("train-labels-idx1-ubyte", idx({static_cast<std::uint32_t>(count)}, labels));
    }

    scratch::Folder folder_;
};

TEST_F(Plausibility, OneClassIsNotADataSet) {
    for (const Bytes& labels : {Bytes(6, 0), Bytes(6, 7)}) {
        writeLabels(labels);
        EXPECT_EQ(messageOf([&] { loadDataSet(data()); }),
                  folder_.path().string() + ": all training images are of one class, '" +
                      std::to_string(labels.front()) + "'; at least two classes are needed");
    }
    folder_.write("train-labels-idx1-ubyte", idx({6}, {3, 3, 3, 3, 3, 3}));
    EXPECT_THAT(messageOf([&] { loadDataSet(data("fashion-mnist")); }),
                HasSubstr("of one class, 'Dress'"));
}

TEST_F(Plausibility, OneClassOfRecordsIsNotADataSet) {
    folder_.write("data_batch_1.bin", scratch::cifarRecords({{1, 1}, {1, 2}}, 1));
    folder_.write("test_batch.bin", scratch::cifarRecords({{2, 1}}, 1));
    EXPECT_THAT(messageOf([&] { loadDataSet(data()); }), HasSubstr("of one class, 'automobile'"));
}

TEST_F(Plausibility, OneClassFolderIsNotADataSetButItsFoldersMayBe) {
    const Bytes image = scratch::plainJpeg(1, 2, 3);
    folder_.write("train/animals/cat/1.jpg", image);
    folder_.write("train/animals/dog/1.jpg", image);
    folder_.write("val/animals/cat/1.jpg", image);
    const std::string train = (folder_.path() / "train").string();
    EXPECT_EQ(messageOf([&] { loadDataSet(data()); }),
              train + "/animals: is the only class folder in " + train +
                  "; at least two classes are needed; if its folders are the classes (cat and "
                  "dog), move them up into " +
                  train);
}

TEST_F(Plausibility, ADamagedLabelLeavesClassesEmpty) {
    writeLabels({0, 1, 2, 255, 1, 0});
    EXPECT_THAT(loadDataSet(data()).notes,
                Contains(folder_.path().string() +
                         ": 252 of 256 classes have no training images: '3', '4', '5', '6', '7', "
                         "'8', '9', '10' and 244 more; the largest label, 255, occurs once, at "
                         "position 3 of the training images; it may be damaged"));
    const Verification result = verification();
    EXPECT_EQ(result.verdict, Verdict::incomplete);
    EXPECT_THAT(result.missing, ElementsAre(HasSubstr("252 of 256 classes")));
}

TEST_F(Plausibility, LabelsWithGapsLeaveClassesEmpty) {
    writeLabels({0, 20, 40, 0, 20, 40});
    EXPECT_EQ(verification().verdict, Verdict::incomplete);
    EXPECT_THAT(verification().missing, ElementsAre(HasSubstr("38 of 41 classes")));
}

TEST_F(Plausibility, LabelsFromOneAreNamed) {
    Bytes labels;
    for (int i = 0; i < 52; ++i) {
        labels.push_back(static_cast<std::uint8_t>(1 + i % 26));
    }
    writeLabels(labels);
    EXPECT_THAT(verification().missing,
                ElementsAre(AllOf(HasSubstr("1 of 27 classes has no training images: '0'"),
                                  HasSubstr("data.name=emnist-letters"))));
}

TEST_F(Plausibility, FullClassesLackNothing) {
    writeLabels({0, 1, 2, 0, 1, 2});
    EXPECT_EQ(verification().verdict, Verdict::readable);
    EXPECT_THAT(verification().missing, IsEmpty());
    EXPECT_THAT(loadDataSet(data()).notes, Not(Contains(HasSubstr("classes have no"))));
}

TEST_F(Plausibility, AMissingBatchMakesASetIncomplete) {
    for (const int batch : {1, 2, 4, 5}) {
        std::vector<std::pair<int, int>> records;
        for (int i = 0; i < 10; ++i) {
            records.emplace_back(i, 20 * i);
        }
        folder_.write("data_batch_" + std::to_string(batch) + ".bin",
                      scratch::cifarRecords(records, 1));
    }
    folder_.write("test_batch.bin", scratch::cifarRecords({{2, 1}}, 1));
    const Verification result = verification();
    EXPECT_EQ(result.verdict, Verdict::incomplete);
    EXPECT_THAT(result.missing, Contains(folder_.path().string() +
                                         ": lacks data_batch_3.bin: 40 training images are there"));
    EXPECT_THAT(result.missing, Contains("training images: is 40, published is 50000"));
}

TEST_F(Plausibility, ImagesThatAreNotReadMakeASetIncomplete) {
    for (const std::string name : {"a", "b"}) {
        folder_.write("train/" + name + "/1.jpg", scratch::plainJpeg(1, 2, 3));
        folder_.write("test/" + name + "/1.jpg", scratch::plainJpeg(1, 2, 3));
        for (int i = 0; i < 20; ++i) {
            folder_.write("train/" + name + "/" + std::to_string(i) + ".WebP", "RIFF");
        }
    }
    const FoundData found = findDataSet(data());
    const StoredImages images = loadStored(found, data(), test::unwatched());
    EXPECT_EQ(images.ignored, (std::map<std::string, int>{{".webp", 40}}));
    EXPECT_EQ(verification().verdict, Verdict::incomplete);
    EXPECT_THAT(verification().missing, ElementsAre(HasSubstr("40 .webp")));
}

TEST_F(Plausibility, AFileThatIsDamagedMakesASetIncomplete) {
    for (const char* name : {"train/a/1.jpg", "train/b/1.jpg", "test/a/1.jpg", "test/b/1.jpg"}) {
        folder_.write(name, scratch::plainJpeg(1, 2, 3));
    }
    EXPECT_EQ(verification().verdict, Verdict::readable);
    folder_.write("train/a/2.jpg", "");
    EXPECT_EQ(verification().verdict, Verdict::incomplete);
    EXPECT_THAT(verification().missing, ElementsAre(HasSubstr("1 file could not be read")));
}

TEST_F(Plausibility, NamesTheSpellingThatIsRead) {
    writeLabels({0, 1, 0, 1});
    folder_.write("t10k-labels-idx1-ubyte.gz", "");
    folder_.write("t10k-labels.idx1-ubyte", "");
    const std::string read = (folder_.path() / "t10k-labels-idx1-ubyte").string() + ": is read; ";
    EXPECT_THAT(verification().notes,
                ElementsAre(read + "t10k-labels-idx1-ubyte.gz in the same folder is ignored",
                            read + "t10k-labels.idx1-ubyte in the same folder is ignored"));
}

TEST(Verdicts, APublishedSetIsRecognisedByItsContents) {
    Experiment::Data data;
    data.name = "fashion-mnist";
    const std::filesystem::path files = "/usr/share/datasets/fashion-mnist";
    if (!std::filesystem::exists(files)) {
        GTEST_SKIP() << "fashion-mnist is not installed (apt-get install dataset-fashion-mnist)";
    }
    data.path = files.string();
    const FoundData found = findDataSet(data);
    for (const std::string name : {"fashion-mnist", "clothes"}) {
        data.name = name;
        const Verification result =
            verify(loadStored(found, data, test::unwatched()), *found.format, name, true);
        EXPECT_EQ(result.verdict, Verdict::sound) << name;
        EXPECT_EQ(result.published, "fashion-mnist");
    }
    data.name = "mnist"; // these are not its digits
    StoredImages images = loadStored(found, data, test::unwatched());
    EXPECT_THAT(verify(images, *found.format, "mnist", true).missing,
                ElementsAre(HasSubstr("data.name: the images are those of fashion-mnist")));
    EXPECT_EQ(verify(images, *found.format, "mnist", false).verdict, Verdict::sound);
    images.train.pixels.back() ^= 1U;
    EXPECT_EQ(verify(images, *found.format, "clothes", true).verdict, Verdict::readable);
    EXPECT_EQ(verify(images, *found.format, "fashion-mnist", true).verdict, Verdict::incomplete);
}

} // namespace
} // namespace asge
