// SPDX-License-Identifier: GPL-3.0-or-later

// Loading folders of images.
#include "core/data/dataset.h"

#include "tests/core/data/image_files.h"

#include <gmock/gmock.h>

#include <set>
#include <thread>

namespace asge {
namespace {

using scratch::Bytes;
using scratch::messageOf;
using scratch::plainJpeg;
using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

class ImageFolder : public testing::Test {
  protected:
    /// Photographs of two classes, dark and bright; the blue channel holds their number.
    void writeClasses(const std::string& part, int count, std::uint8_t first = 0) {
        for (int i = 0; i < count; ++i) {
            const auto number = static_cast<std::uint8_t>(first + 8 * i);
            const std::string name = "/" + std::to_string(100 + i) + ".jpg";
            write(part + "/bright" + name, plainJpeg(200, 200, number));
            write(part + "/dark" + name, plainJpeg(20, 20, number));
        }
    }
    std::filesystem::path write(const std::string& name, const Bytes& bytes) {
        return folder_.write(name, bytes);
    }
    std::string at(const std::string& name) const { return (folder_.path() / name).string(); }

    Experiment::Data data(int size = 0, int validation = 1) const {
        Experiment::Data data;
        data.name = "own";
        data.path = folder_.path().string();
        data.size = size;
        data.validation = validation;
        return data;
    }
    DataSet load(int size = 0) const { return loadDataSet(data(size)); }
    std::string error(int size = 0) const {
        const std::string message = messageOf([&] { load(size); });
        EXPECT_TRUE(scratch::isOneLine(message)) << message;
        return message;
    }

    scratch::Folder folder_;
};

/// The first red and blue value of each image, rounded to the values that were written.
std::vector<std::pair<int, int>> colorsOf(const ImageSet& set) {
    std::vector<std::pair<int, int>> colors;
    Bytes pixels(set.imageBytes());
    for (int i = 0; i < set.count; ++i) {
        readImage(set, i, pixels.data());
        colors.emplace_back((pixels.front() + 10) / 20 * 20, (pixels.back() + 4) / 8 * 8);
    }
    return colors;
}

Bytes bytesOf(const ImageSet& set) {
    Bytes all(set.imageBytes() * static_cast<std::size_t>(set.count));
    for (int i = 0; i < set.count; ++i) {
        readImage(set, i, all.data() + set.imageBytes() * static_cast<std::size_t>(i));
    }
    return all;
}

TEST_F(ImageFolder, HasClassesAndPixels) {
    writeClasses("train", 4);
    writeClasses("val", 2, 100);
    const DataSet set = load();
    EXPECT_THAT(set.classNames, ElementsAre("bright", "dark"));
    EXPECT_THAT(set.notes, IsEmpty());
    EXPECT_EQ(set.train.count, 7);
    EXPECT_EQ(set.validation.count, 1);
    EXPECT_EQ(set.train.channels, 3);
    EXPECT_EQ(set.train.height, 8);
    EXPECT_EQ(set.train.pixels.size(), 7U * 3 * 8 * 8);
    EXPECT_THAT(set.test.labels, ElementsAre(0, 0, 1, 1));
    EXPECT_THAT(colorsOf(set.test), ElementsAre(std::pair(200, 104), std::pair(200, 112),
                                                std::pair(20, 104), std::pair(20, 112)));
    for (int i = 0; i < set.train.count; ++i) {
        EXPECT_EQ(set.train.labels[static_cast<std::size_t>(i)] == 0,
                  colorsOf(set.train)[static_cast<std::size_t>(i)].first == 200);
    }
    // Channels are planar, not interleaved.
    EXPECT_NEAR(set.test.pixels[63], 200, 3);
    EXPECT_NEAR(set.test.pixels[2 * 64], 100, 6);
}

TEST_F(ImageFolder, ReadsEveryEndingAndBothFormatsInOrder) {
    writeClasses("test", 1);
    write("train/bright/b.JPEG", plainJpeg(200, 200, 8));
    write("train/bright/a.Png",
          scratch::png(8, 8, PNG_COLOR_TYPE_RGB, 8, scratch::plain(8, 8, {200, 200, 0})));
    write("train/bright/c/deep.jpg", plainJpeg(200, 200, 16));
    write("train/dark/a.JPG", plainJpeg(20, 20, 24));
    const DataSet set = loadDataSet(data(0, 0));
    EXPECT_EQ(set.train.count, 4);
    EXPECT_EQ(set.train.labels.size(), 4U);
    const auto colors = colorsOf(set.train);
    EXPECT_EQ(std::set(colors.begin(), colors.end()),
              (std::set<std::pair<int, int>>{{200, 0}, {200, 8}, {200, 16}, {20, 24}}));
    EXPECT_THAT(set.notes, IsEmpty());
}

TEST_F(ImageFolder, IsGreyIfAllImagesAre) {
    const Bytes grey = scratch::jpeg(8, 8, 1, scratch::plain(8, 8, {100}));
    for (const char* name : {"train/a/1.jpg", "train/a/2.jpg", "train/b/1.jpg", "val/a/1.jpg"}) {
        write(name, grey);
    }
    EXPECT_EQ(load().train.channels, 1);
    EXPECT_EQ(load().test.pixels, Bytes(64, 100));
    write("val/b/1.jpg", plainJpeg(1, 2, 3));
    const DataSet set = load();
    EXPECT_EQ(set.train.channels, 3);
    EXPECT_EQ(set.train.pixels, Bytes(2 * 3 * 64, 100))
        << "grey values are repeated in three channels";
}

TEST_F(ImageFolder, UsesTestAndValFolders) {
    writeClasses("train", 3);
    writeClasses("val", 1, 40);
    writeClasses("test", 1, 80);
    Experiment::Data settings = data();
    settings.validation = 1000; // ignored if there is a folder val
    settings.limit = 4;
    const DataSet set = loadDataSet(settings);
    EXPECT_EQ(set.train.count, 4);
    EXPECT_THAT(colorsOf(set.validation), ElementsAre(std::pair(200, 40), std::pair(20, 40)));
    EXPECT_THAT(colorsOf(set.test), ElementsAre(std::pair(200, 80), std::pair(20, 80)));
}

TEST_F(ImageFolder, LeavesOutUnreadableFilesWithANote) {
    writeClasses("train", 3);
    writeClasses("val", 1);
    const Bytes sound = plainJpeg(1, 2, 3);
    const Bytes half(sound.begin(), sound.begin() + static_cast<std::ptrdiff_t>(sound.size() - 9));
    const Bytes almost(sound.begin(), sound.end() - 2);
    const auto empty = write("train/bright/0empty.jpg", {});
    const auto gif = write("train/bright/1gif.jpg", {'G', 'I', 'F', '8', '9', 'a'});
    const auto cut = write("train/bright/2cut.jpg", half);
    const auto mended = write("train/dark/3mended.jpg", almost);
    const auto link = folder_.path() / "train/dark/4link.jpg";
    std::filesystem::create_symlink("nowhere", link);
    const DataSet set = load();
    EXPECT_EQ(set.train.count + set.validation.count, 7);
    EXPECT_EQ(set.skipped, 4);
    ASSERT_THAT(set.notes, SizeIs(5));
    EXPECT_THAT(set.notes,
                testing::IsSupersetOf(
                    {empty.string() + ": is empty; skipped",
                     gif.string() + ": is a GIF image, not a JPEG or PNG file; skipped",
                     mended.string() + ": its end marker is missing; all its pixels were read",
                     link.string() + ": no such file; skipped"}));
    EXPECT_THAT(set.notes, testing::Contains(AllOf(StartsWith(cut.string() + ": damaged JPEG: "),
                                                   EndsWith("; skipped"))));
    for (const std::string& note : set.notes) {
        EXPECT_TRUE(scratch::isOneLine(note)) << note;
    }
}

TEST_F(ImageFolder, IgnoresFilesThatAreNotImages) {
    writeClasses("train", 10);
    writeClasses("val", 1);
    for (const char* name : {"train/README", "train/dark/license.TXT", "train/.DS_Store",
                             "train/dark/._100.jpg", "train/.hidden/1.jpg", "notes.bin"}) {
        write(name, {1});
    }
    const std::string systems = folder_.path().string() +
                                ": skipped files of operating systems and tools: 1 "
                                ".DS_Store and 1 ._*";
    EXPECT_THAT(load().notes, ElementsAre(systems));
    const auto first = write("train/bright/a.bmp", {1});
    write("train/labels.csv", {1});
    std::filesystem::create_directory_symlink(at("val/dark"), at("train/dark/link"));
    EXPECT_THAT(load().notes,
                ElementsAre(HasSubstr("holds images in formats that are not read: 1 .bmp; convert"),
                            at("train") +
                                ": 3 files ignored that are not JPEG or PNG by their ending (1 "
                                "without a known ending, 1 .bmp and 1 .csv), the first " +
                                first.string(),
                            systems));
    EXPECT_EQ(load().ignored, (std::map<std::string, int>{{"", 1}, {".bmp", 1}, {".csv", 1}}));
}

TEST_F(ImageFolder, DoesNotReadALargeFileThatDoesNotBeginLikeAnImage) {
    writeClasses("train", 2);
    writeClasses("val", 1);
    const auto sparse = write("train/dark/sparse.jpg", {});
    std::filesystem::resize_file(sparse, 250U << 20U);
    EXPECT_LT(scratch::peakGrowth([&] {
                  EXPECT_THAT(load().notes,
                              ElementsAre(sparse.string() + ": is neither a JPEG nor a PNG file; "
                                                            "skipped"));
              }),
              100);
}

TEST_F(ImageFolder, HasABoundedDepth) {
    writeClasses("train", 2);
    writeClasses("val", 1);
    std::string folder = "train/dark/";
    for (int i = 0; i < 30; ++i) {
        folder += "d/";
    }
    write(folder + "1.jpg", plainJpeg(1, 2, 3));
    EXPECT_EQ(load().train.count, 4) << "one is a validation image";
    for (int i = 0; i < 40; ++i) {
        folder += "d/";
    }
    write(folder + "1.jpg", plainJpeg(1, 2, 3));
    EXPECT_EQ(error(), at("train/dark") + ": has folders nested more than 64 deep");
}

TEST_F(ImageFolder, NamesAClassWithoutImages) {
    writeClasses("train", 2);
    writeClasses("val", 1);
    std::filesystem::create_directory(at("train/empty"));
    EXPECT_EQ(error(), at("train/empty") + ": no image of this class can be used");
    const auto bad = write("train/empty/1.jpg", {});
    EXPECT_EQ(error(), at("train/empty") + ": no image of this class can be used (" + bad.string() +
                           ": is empty; skipped)");
    write("train/empty/2.jpg", plainJpeg(1, 2, 3));
    EXPECT_THAT(load().notes, testing::Contains(at("val") + ": has no image of class empty"));
}

TEST_F(ImageFolder, NamesAClassThatTrainingLacks) {
    writeClasses("train", 2);
    writeClasses("val", 1);
    std::filesystem::create_directory(at("val/daRk"));
    EXPECT_EQ(error(), at("val/daRk") + ": there is no such class among the training images");
}

TEST_F(ImageFolder, NamesTheFolderThatIsMissing) {
    writeClasses("test", 1);
    EXPECT_EQ(error(), folder_.path().string() + ": has no folder train beside test");
    std::filesystem::create_directory(at("train"));
    EXPECT_EQ(error(), at("train") + ": has no class folders");
}

TEST_F(ImageFolder, NeedsASizeIfImagesDifferInSize) {
    writeClasses("train", 1);
    writeClasses("val", 1);
    const auto other =
        write("val/dark/other.jpg", scratch::jpeg(30, 20, 3, scratch::plain(30, 20, {20, 20, 80})));
    EXPECT_EQ(error(), "data.size: must give the side length to scale the images to, because their "
                       "sizes differ: " +
                           other.string() + " is 30 × 20, " + at("train/bright/100.jpg") +
                           " is 8 × 8");
    const DataSet set = load(12);
    EXPECT_EQ(set.train.height, 12);
    EXPECT_EQ(set.train.width, 12);
    EXPECT_THAT(colorsOf(set.test),
                ElementsAre(std::pair(200, 0), std::pair(20, 0), std::pair(20, 80)));
}

TEST_F(ImageFolder, StreamsImagesThatDoNotFitMemory) {
    // 512 × 512 × 3 bytes: two images are more than a MiB.
    writeClasses("train", 3);
    writeClasses("val", 1);
    const auto bad = write("train/dark/0bad.jpg", {});
    Experiment::Data settings = data(512, 2);
    settings.limit = 3;
    const DataSet kept = loadDataSet(settings);
    settings.memory = 1;
    const DataSet streamed = loadDataSet(settings);
    EXPECT_EQ(kept.train.reader, nullptr);
    for (const auto set : {&DataSet::train, &DataSet::validation, &DataSet::test}) {
        EXPECT_NE((streamed.*set).reader, nullptr);
        EXPECT_THAT((streamed.*set).pixels, IsEmpty());
        EXPECT_EQ((streamed.*set).labels, (kept.*set).labels);
        EXPECT_TRUE(bytesOf(streamed.*set) == bytesOf(kept.*set));
    }
    EXPECT_EQ(streamed.train.count, 3);
    EXPECT_EQ(streamed.mean, kept.mean);
    EXPECT_EQ(streamed.standardDeviation, kept.standardDeviation);
    EXPECT_EQ(streamed.inputDivisor, kept.inputDivisor);
    EXPECT_EQ(streamed.notes, kept.notes);
    EXPECT_EQ(streamed.notes.front(), bad.string() + ": is empty; skipped");
}

TEST_F(ImageFolder, StreamsToManyThreads) {
    writeClasses("train", 4);
    writeClasses("val", 2);
    Experiment::Data settings = data(512, 2);
    settings.memory = 1;
    const DataSet set = loadDataSet(settings);
    const Bytes expected = bytesOf(set.train);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] { EXPECT_TRUE(bytesOf(set.train) == expected); });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
}

TEST_F(ImageFolder, NamesAFileThatIsMissingWhenItIsRead) {
    writeClasses("train", 3);
    writeClasses("val", 1);
    Experiment::Data settings = data(512);
    settings.memory = 1;
    const DataSet set = loadDataSet(settings);
    Bytes pixels(set.test.imageBytes());
    std::filesystem::remove(at("val/bright/100.jpg"));
    EXPECT_EQ(messageOf([&] { readImage(set.test, 0, pixels.data()); }),
              at("val/bright/100.jpg") + ": no such file");
    settings.size = 0;
    settings.memory = 4096;
}

TEST_F(ImageFolder, IsSplitLikeAnyOther) {
    for (int i = 0; i < 10; ++i) {
        const std::string name = (i < 5 ? "/few/" : "/many/") + std::to_string(i) + ".png";
        const Bytes image =
            scratch::png(1, 1, PNG_COLOR_TYPE_GRAY, 8, {static_cast<std::uint8_t>(i)});
        write("train" + name, image);
        write("val" + name, image);
    }
    Experiment::Data settings = data(0, 3);
    settings.testLimit = 5;
    const DataSet set = loadDataSet(settings);
    // As LoadDataSet.NeverChangesItsPermutations.
    EXPECT_THAT(set.train.pixels, ElementsAre(4, 1, 7, 5, 9, 3, 2));
    EXPECT_THAT(set.validation.pixels, ElementsAre(6, 8, 0));
    EXPECT_THAT(set.test.pixels, ElementsAre(5, 7, 9, 4, 3));
    settings.limit = 2;
    EXPECT_THAT(loadDataSet(settings).train.pixels, ElementsAre(4, 1));
}

TEST_F(ImageFolder, SaysWhatAKnownNameStandsFor) {
    writeClasses("train", 2);
    writeClasses("val", 1);
    Experiment::Data settings = data();
    settings.name = "fashion-mnist";
    const DataSet set = loadDataSet(settings);
    EXPECT_THAT(set.classNames, ElementsAre("bright", "dark"));
    EXPECT_THAT(set.notes,
                ElementsAre("data.name: fashion-mnist has images of 1 × 28 × 28, but " +
                            folder_.path().string() +
                            " holds images of 3 × 8 × 8; give another data set a different name"));
}

TEST(Notes, AreShortened) {
    EXPECT_THAT(shortened(std::vector<std::string>(20, "note")), SizeIs(20));
    const auto notes = shortened(std::vector<std::string>(51, "note"));
    EXPECT_THAT(notes, SizeIs(21));
    EXPECT_EQ(notes.back(), "and 31 more: asge data verify lists all");
}

} // namespace
} // namespace asge
