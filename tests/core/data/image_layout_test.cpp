// SPDX-License-Identifier: GPL-3.0-or-later

// The supported layouts of image folders.
#include "core/data/image_layout.h"

#include "core/data/formats.h"

#include "tests/core/data/image_files.h"
#include "tests/core/data/image_tree.h"

#include <gmock/gmock.h>

#include <set>

namespace asge {
namespace {

namespace fs = std::filesystem;

using scratch::messageOf;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class Layout : public test::ImageTree {
  protected:
    void writeImages(const std::string& under, int count) const {
        for (int i = 0; i < count; ++i) {
            folder_.write(under + "/" + std::to_string(100 + i) + ".jpg", image_);
        }
    }
    /// Class folders with 5 images each.
    void writeClasses(const std::string& under, const std::vector<std::string>& names) const {
        for (const std::string& name : names) {
            writeImages(under + (under.empty() ? "" : "/") + name, 5);
        }
    }
};

TEST_F(Layout, KnowsTheUsualNamesOfSplits) {
    for (const std::string train : {"train", "training", "Train", "train_images", "trn"}) {
        for (const std::string val : {"val", "valid", "validation", "dev", "Validation"}) {
            for (const std::string test : {"test", "testing", "TEST"}) {
                const scratch::Folder folder;
                for (const std::string& split : {train, val, test}) {
                    folder.write(split + "/a/1.jpg", image_);
                    folder.write(split + "/b/1.jpg", image_);
                }
                const ImageLayout layout = layoutOf(folder.path());
                EXPECT_EQ(layout.train.folder, folder.path() / train);
                EXPECT_EQ(layout.test.folder, folder.path() / test);
                ASSERT_TRUE(layout.validation);
                EXPECT_EQ(layout.validation->folder, folder.path() / val);
                EXPECT_THAT(layout.notes, IsEmpty());
            }
        }
    }
}

TEST_F(Layout, NamesFoldersThatAreNotUsed) {
    for (const char* split : {"train", "test", "valid", "dev", "extra"}) {
        writeClasses(split, {"a", "b"});
    }
    const ImageLayout layout = layoutOf(folder_.path());
    EXPECT_EQ(layout.validation->folder, at("valid"));
    EXPECT_THAT(layout.notes,
                ElementsAre(folder_.path().string() + ": folders not used: dev and extra"));
}

TEST_F(Layout, SkipsFilesOfOperatingSystemsAtEveryLevel) {
    writeClasses("train", {"a", "b"});
    writeClasses("val", {"a", "b"});
    int count = 0;
    for (const std::string place : {"", "train/", "val/", "train/a/", "val/b/deep/"}) {
        for (const std::string name :
             {"@eaDir", "__MACOSX", "lost+found", ".Trash-1000", ".ipynb_checkpoints",
              "$RECYCLE.BIN", "System Volume Information", "@Recycle", "__pycache__"}) {
            folder_.write(place + name + "/photo.jpg/SYNOPHOTO_THUMB_M.jpg", image_);
            folder_.write(place + name + "/cat/1.jpg", image_);
            ++count;
        }
        folder_.write(place + "Thumbs.db", "x");
        folder_.write(place + ".DS_Store", "x");
    }
    EXPECT_EQ(count, 45);
    const DataSet set = load();
    EXPECT_THAT(set.classNames, ElementsAre("a", "b"));
    EXPECT_EQ(set.train.count, 10);
    EXPECT_EQ(set.test.count, 10);
    EXPECT_THAT(set.ignored, IsEmpty());
    EXPECT_THAT(set.notes,
                ElementsAre(AllOf(
                    StartsWith(folder_.path().string() + ": skipped files of operating systems "),
                    HasSubstr("5 @eaDir"), HasSubstr("5 Thumbs.db"), HasSubstr("5 .Trash-1000"),
                    HasSubstr("5 lost+found"))));
}

TEST_F(Layout, ReadsEveryEndingOfJpeg) {
    writeClasses("val", {"a", "b"});
    writeClasses("train", {"b"});
    for (const char* name : {"1.jfif", "2.JPE", "3.jif", "4.Jfi", "5.jpeg"}) {
        folder_.write(std::string("train/a/") + name, image_);
    }
    EXPECT_EQ(load().train.count, 10);
    EXPECT_THAT(load().notes, IsEmpty());
}

TEST_F(Layout, SplitsClassFoldersWithoutSplits) {
    for (const char* name : {"cat", "dog", "owl"}) {
        writeImages(name, 10);
    }
    fs::create_directory(at("empty"));
    const DataSet set = load();
    EXPECT_THAT(set.classNames, ElementsAre("cat", "dog", "owl"));
    EXPECT_EQ(set.train.count, 24);
    EXPECT_THAT(set.test.labels, ElementsAre(0, 0, 1, 1, 2, 2));
    EXPECT_THAT(set.notes,
                ElementsAre(folder_.path().string() + ": folders without images are not classes: "
                                                      "empty",
                            HasSubstr("a fifth of each class, 6 of 30 images, chosen at random by "
                                      "a fixed seed, are tested on and not trained on")));
    // The same files, whatever their folder.
    const scratch::Folder other;
    fs::copy(folder_.path(), other.path() / "moved", fs::copy_options::recursive);
    const auto tested = [](const ImageLayout& layout, const fs::path& root) {
        std::set<std::string> names;
        for (const ListedImage& image : layout.test.images) {
            names.insert(image.file.lexically_relative(root).string());
        }
        return names;
    };
    const auto names = tested(layoutOf(folder_.path()), folder_.path());
    EXPECT_EQ(names.size(), 6U);
    EXPECT_EQ(names, tested(layoutOf(other.path() / "moved"), other.path() / "moved"));
    for (const ListedImage& image : layoutOf(folder_.path()).train.images) {
        EXPECT_FALSE(names.contains(image.file.lexically_relative(folder_.path()).string()));
    }
}

TEST_F(Layout, SplitsTrainingImagesWithoutATest) {
    writeClasses("train", {"a", "b"});
    const DataSet set = load();
    EXPECT_EQ(set.train.count, 8);
    EXPECT_EQ(set.test.count, 2);
    EXPECT_THAT(set.notes, ElementsAre(StartsWith(at("train") + ": there are no test images")));
}

TEST_F(Layout, IgnoresAFlatOrEmptyTest) {
    writeClasses("train", {"a", "b"});
    writeClasses("val", {"a", "b"});
    fs::create_directory(at("test"));
    DataSet set = load();
    EXPECT_EQ(set.test.count, 10) << "the images of val";
    EXPECT_EQ(set.train.count, 10);
    EXPECT_THAT(set.notes, ElementsAre(at("test") + ": has no images, and is not used"));
    writeImages("test", 3);
    set = load();
    EXPECT_EQ(set.test.count, 10);
    EXPECT_THAT(set.notes, ElementsAre(StartsWith(at("test") + ": its 3 images are outside of "
                                                               "class folders")));
    fs::remove_all(at("test"));
    writeImages("test/images", 3);
    EXPECT_THAT(load().notes, ElementsAre(StartsWith(at("test") + ": its 3 images")));
    fs::remove_all(at("val"));
    EXPECT_EQ(load().test.count, 2) << "a fifth of train";
}

TEST_F(Layout, FindsTheDataSetOfASplit) {
    writeClasses("own/train", {"a", "b"});
    writeClasses("own/valid", {"a", "b"});
    for (const std::string under : {"own/train", "own/train/", "own/valid"}) {
        const DataSet set = load(under);
        EXPECT_EQ(set.train.count, 10) << under;
        EXPECT_EQ(set.test.count, 10);
        EXPECT_THAT(set.notes, ElementsAre(AllOf(StartsWith("data.path: " + at(under)),
                                                 EndsWith("; the whole data set is read"))));
    }
    EXPECT_THAT(load("own").notes, IsEmpty());
}

TEST_F(Layout, FindsTheDataSetBelow) {
    writeClasses("archive/photos-1.0/train", {"a", "b"});
    writeClasses("archive/photos-1.0/test", {"a", "b"});
    folder_.write("archive/photos-1.0.zip", "PK");
    folder_.write("archive/__MACOSX/train/a/1.jpg", image_);
    EXPECT_EQ(load("archive").train.count, 10);
    EXPECT_EQ(load().train.count, 10) << "also for the folder above";
    writeClasses("flat/photos", {"a", "b"});
    EXPECT_EQ(load("flat").train.count, 8) << "without splits";
}

TEST_F(Layout, RefusesSeveralDataSets) {
    for (const char* name : {"one", "two"}) {
        writeClasses(std::string(name) + "/train", {"a", "b"});
        writeClasses(std::string(name) + "/test", {"a", "b"});
    }
    EXPECT_EQ(messageOf([&] { load(); }),
              "data.path: " + folder_.path().string() +
                  " holds several data sets; name one of them: " + at("one") + ", " + at("two"));
}

TEST_F(Layout, NamesTheRemedyForImagesWithoutClasses) {
    writeImages("train", 3);
    writeClasses("val", {"a", "b"});
    EXPECT_THAT(messageOf([&] { load(); }),
                StartsWith(at("train") + ": has no class folders, but 3 images directly: "));
    writeClasses("train", {"a", "b"});
    EXPECT_THAT(load().notes,
                Contains(StartsWith(at("train") + ": 3 images outside the class folders")));
    EXPECT_EQ(load().train.count, 10);
}

TEST_F(Layout, AJpegMayHaveZerosBetweenItsMarkers) {
    writeClasses("train", {"b"});
    writeClasses("val", {"a", "b"});
    scratch::Bytes padded;
    for (std::size_t i = 0; i < image_.size(); ++i) {
        const bool isMarker = image_[i] == 0xFF && i + 1 < image_.size() &&
                              (image_[i + 1] == 0xE0 || image_[i + 1] == 0xDB ||
                               image_[i + 1] == 0xC0 || image_[i + 1] == 0xDA);
        padded.insert(padded.end(), isMarker ? 5U : 0U, 0);
        padded.push_back(image_[i]);
    }
    ASSERT_GT(padded.size(), image_.size() + 15);
    const auto file = folder_.write("train/a/padded.jpg", padded);
    EXPECT_EQ(load().train.count, 6);
    EXPECT_THAT(load().notes,
                Contains(file.string() +
                         ": it has zero bytes between its markers; all its pixels were read"));
    padded[3] = 7; // not padding
    folder_.write("train/a/padded.jpg", padded);
    folder_.write("train/a/sound.jpg", image_);
    EXPECT_EQ(load().skipped, 1);
}

TEST_F(Layout, OfTwoFoldersTheUsualNameIsUsed) {
    writeClasses("Train", {"a", "b"});
    writeClasses("train", {"c", "d"});
    EXPECT_THAT(layoutOf(folder_.path()).classes, ElementsAre("c", "d"));
}

TEST_F(Layout, ALinkToAParentIsNotAClass) {
    writeClasses("train", {"a", "b"});
    fs::create_directory_symlink(".", at("train/c"));
    fs::create_directory_symlink("..", at("train/d"));
    const ImageLayout layout = layoutOf(folder_.path());
    EXPECT_THAT(layout.classes, ElementsAre("a", "b"));
    EXPECT_EQ(layout.train.images.size() + layout.test.images.size(), 10U);
}

TEST_F(Layout, NamesTheUnsupportedFormats) {
    for (const char* file : {"train/a/1.webp", "train/b/2.webp"}) {
        folder_.write(file, "RIFF");
    }
    EXPECT_THAT(
        messageOf([&] { load(); }),
        HasSubstr("train: has no images that can be read (JPEG or PNG, by their extension); it "
                  "has 2 .webp: convert images to PNG or JPEG"));
}

} // namespace
} // namespace asge
