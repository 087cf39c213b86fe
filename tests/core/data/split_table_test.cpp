// SPDX-License-Identifier: GPL-3.0-or-later

// Tables that assign images to splits, and missing files.
#include "core/data/image_layout.h"

#include "core/base/error.h"
#include "core/data/formats.h"
#include "core/data/verdict.h"

#include "tests/core/data/image_tree.h"
#include "tests/core/data/mutate.h"
#include "tests/support/unwatched.h"

#include <gmock/gmock.h>

#include <sys/stat.h>

namespace asge {
namespace {

namespace fs = std::filesystem;

using scratch::messageOf;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

class SplitTable : public test::ImageTree {
  protected:
    /// Writes ten images per class folder.
    void writeClasses(const std::string& under = "", const std::string& ending = ".jpg") const {
        for (const std::string name : {"cat", "dog"}) {
            for (int i = 0; i < 10; ++i) {
                folder_.write(under + name + "/" + std::to_string(i) + ending, image_);
            }
        }
    }
    void writeFlat(int count, const std::string& ending = ".jpg") const {
        for (int i = 0; i < count; ++i) {
            folder_.write(std::to_string(i) + ending, image_);
        }
    }
    /// Table rows for writeClasses: of each class six training, two validation and two test images.
    template <typename Row>
    static std::string rows(const std::string& header, const Row& row) {
        std::string text = header + "\n";
        for (const std::string name : {"cat", "dog"}) {
            for (int i = 0; i < 10; ++i) {
                text += row(name, i, i < 6 ? "train" : i < 8 ? "val" : "test") + "\n";
            }
        }
        return text;
    }
    static std::vector<std::size_t> counts(const ImageLayout& layout) {
        return {layout.train.images.size(),
                layout.validation ? layout.validation->images.size() : 0,
                layout.test.images.size()};
    }
    ImageLayout layout() const { return layoutOf(folder_.path()); }
};

TEST_F(SplitTable, SplitsClassFolders) {
    writeClasses();
    const auto path = [](const std::string& name, int i) {
        return name + "/" + std::to_string(i) + ".jpg";
    };
    const std::vector<std::pair<std::string, std::string>> tables = {
        {"labels.csv", rows("filename,label,split",
                            [&](const std::string& name, int i, const std::string& split) {
                                return path(name, i) + "," + name + "," + split;
                            })},
        {"splits.csv",
         rows("path;split", [&](const std::string& name, int i,
                                const std::string& split) { return path(name, i) + ";" + split; })},
        {"names.csv", rows("filename,label,split", // only file names, which all classes have
                           [](const std::string& name, int i, const std::string& split) {
                               return std::to_string(i) + ".jpg," + name + "," + split;
                           })},
        {"numbers.csv", rows("filename,label,split",
                             [&](const std::string& name, int i, const std::string& split) {
                                 return "./" + path(name, i) + "," + (name == "cat" ? "0," : "1,") +
                                        split;
                             })},
        {"flags.csv", rows("path,is_valid,is_test",
                           [&](const std::string& name, int i, const std::string& split) {
                               return path(name, i) + (split == "val" ? ",True" : ",False") +
                                      (split == "test" ? ",True" : ",False");
                           })}};
    for (const auto& [file, table] : tables) {
        folder_.write(file, table);
        const ImageLayout read = layout();
        EXPECT_THAT(counts(read), ElementsAre(12, 4, 4)) << file;
        EXPECT_THAT(read.classes, ElementsAre("cat", "dog"));
        EXPECT_THAT(read.notes, ElementsAre(folder_.path().string() +
                                            ": the splits are taken from " + at(file)));
        fs::remove(at(file));
    }
}

TEST_F(SplitTable, SplitsAFolderOfTraining) {
    writeClasses("train/");
    folder_.write("splits.csv", rows("filename,split", [](const std::string& name, int i,
                                                          const std::string& split) {
                      return "train/" + name + "/" + std::to_string(i) + ".jpg," + split;
                  }));
    EXPECT_THAT(counts(layout()), ElementsAre(12, 4, 4));
    writeClasses("test/");
    const ImageLayout read = layout();
    EXPECT_THAT(counts(read), ElementsAre(20, 0, 20)) << "the folders say the same";
    EXPECT_THAT(read.notes, Contains(AllOf(HasSubstr("names another split for 8 images"),
                                           HasSubstr("the folders' splits are used"))));
}

TEST_F(SplitTable, NotesClassesOtherThanTheFolders) {
    writeClasses();
    folder_.write("labels.csv", rows("filename,label,split",
                                     [](const std::string& name, int i, const std::string& split) {
                                         return name + "/" + std::to_string(i) + ".jpg," +
                                                (i == 3 ? "cow" : name) + "," + split;
                                     }));
    EXPECT_THAT(layout().notes, Contains(AllOf(StartsWith(at("labels.csv") +
                                                          ": gives 2 images another class than "
                                                          "their folders do, the first " +
                                                          at("cat/3.jpg") + " 'cow'"),
                                               HasSubstr("the folders' classes are used"))));
    EXPECT_THAT(layout().classes, ElementsAre("cat", "dog"));
}

TEST_F(SplitTable, ListsOfSplitsAreReadTogether) {
    writeClasses("food/images/");
    std::string train;
    std::string test;
    for (const std::string name : {"cat", "dog"}) {
        for (int i = 0; i < 10; ++i) {
            (i < 7 ? train : test) += name + "/" + std::to_string(i) + "\n";
        }
    }
    for (const std::string place : {"food/meta/", "food/", "food/images/"}) {
        folder_.write(place + "train.txt", train);
        folder_.write(place + "test.txt", test);
        EXPECT_THAT(counts(layoutOf(at("food/images"))), ElementsAre(14, 0, 6)) << place;
        EXPECT_EQ(load("food").test.count, 6);
        fs::remove(at(place + "train.txt"));
        EXPECT_THAT(counts(layoutOf(at("food/images"))), ElementsAre(16, 0, 4))
            << "a fifth of the images";
        fs::remove(at(place + "test.txt"));
    }
}

TEST_F(SplitTable, TablesOfSplitsAreReadTogether) {
    writeFlat(12);
    std::string rows[3];
    for (int i = 0; i < 12; ++i) {
        rows[i < 6   ? 0
             : i < 8 ? 1
                     : 2] += std::to_string(i) + ".jpg," + (i % 2 == 0 ? "cat\n" : "dog\n");
    }
    folder_.write("train.csv", "filename,label\n" + rows[0]);
    folder_.write("val.csv", "filename,label\n" + rows[1]);
    folder_.write("test.csv", "filename,label\n" + rows[2]);
    EXPECT_THAT(counts(layout()), ElementsAre(6, 2, 4));
    folder_.write("test.csv", "filename,label\n" + rows[2] + "0.jpg,cat\n");
    EXPECT_THAT(messageOf([&] { layout(); }), HasSubstr("an image must belong to one split"));
}

TEST_F(SplitTable, OneTableMayNameClassesAndAnotherSplits) {
    writeFlat(10);
    std::string labels = "filename,label\n";
    std::string splits = "filename,is_train\n";
    std::string images;
    std::string numbers;
    std::string trained;
    for (int i = 0; i < 10; ++i) {
        const std::string number = std::to_string(i);
        labels += number + ".jpg," + (i % 2 == 0 ? "cat\n" : "dog\n");
        splits += number + ".jpg," + (i < 6 ? "1\n" : "0\n");
        images += number + ' ' + number + ".jpg\n";
        numbers += number + (i % 2 == 0 ? " 1\n" : " 2\n");
        trained += number + (i < 6 ? " 1\n" : " 0\n");
    }
    folder_.write("labels.csv", labels);
    folder_.write("splits.csv", splits);
    EXPECT_THAT(counts(layout()), ElementsAre(6, 0, 4));
    EXPECT_THAT(layout().notes, Contains(HasSubstr(at("labels.csv") + " and " + at("splits.csv"))));
    fs::remove(at("labels.csv"));
    fs::remove(at("splits.csv"));
    folder_.write("images.txt", images);
    folder_.write("image_class_labels.txt", numbers);
    folder_.write("train_test_split.txt", trained);
    folder_.write("classes.txt", "1 001.Cat\n2 002.Dog\n");
    fs::create_directory(at("images"));
    for (int i = 0; i < 10; ++i) {
        const std::string name = std::to_string(i) + ".jpg";
        fs::rename(at(name), at("images/" + name));
    }
    EXPECT_THAT(load().classNames, ElementsAre("001.Cat", "002.Dog"));
    EXPECT_THAT(counts(layout()), ElementsAre(6, 0, 4));
}

TEST_F(SplitTable, ReadsTheTablesOfCub) {
    writeClasses("CUB_200_2011/images/");
    folder_.write("CUB_200_2011/segmentations/cat/0.png", image_);
    folder_.write("CUB_200_2011/segmentations/dog/0.png", image_);
    folder_.write("CUB_200_2011/attributes/attributes.txt", "1 has_bill_shape\n");
    std::string images;
    std::string splits;
    std::string labels;
    int number = 0;
    for (const std::string name : {"cat", "dog"}) {
        for (int i = 0; i < 10; ++i) {
            const std::string start = std::to_string(++number) + " ";
            images += start + name + "/" + std::to_string(i) + ".jpg\n";
            splits += start + (i % 2 == 0 ? "1\n" : "0\n");
            labels += start + (name == "cat" ? "1\n" : "2\n");
        }
    }
    folder_.write("CUB_200_2011/images.txt", images);
    folder_.write("CUB_200_2011/train_test_split.txt", splits);
    folder_.write("CUB_200_2011/image_class_labels.txt", labels);
    const DataSet set = load();
    EXPECT_EQ(set.train.count, 10);
    EXPECT_EQ(set.test.count, 10);
    EXPECT_THAT(set.notes, Contains(HasSubstr("train_test_split.txt")));
    folder_.write("CUB_200_2011/train_test_split.txt", "1 1\n2 x\n");
    EXPECT_THAT(messageOf([&] { load(); }), HasSubstr("train_test_split.txt: must have 0 or 1"));
}

TEST_F(SplitTable, ColumnsOfYesAndNoNameTheSplit) {
    const std::vector<std::tuple<std::string, std::string, std::string>> cases = {
        {"is_train", "1", "0"}, {"train", "True", "False"}, {"isTest", "no", "yes"},
        {"test", "0", "1"},     {"is_training", "T", "F"},  {"Is Test", "0.0", "1.0"},
        {"is_valid", "0", "1"}, {"valid", "false", "true"}};
    writeFlat(10);
    for (const auto& [column, trained, other] : cases) {
        std::string table = "filename,label," + column + "\n";
        for (int i = 0; i < 10; ++i) {
            table += std::to_string(i) + ".jpg," + (i % 2 == 0 ? "cat," : "dog,") +
                     (i < 6 ? trained : other) + "\n";
        }
        folder_.write("labels.csv", table);
        EXPECT_THAT(counts(layout()), ElementsAre(6, 0, 4)) << column;
        folder_.write("labels.csv", table + "0.jpg,cat,maybe\n");
        EXPECT_THAT(messageOf([&] { layout(); }), HasSubstr("must have 0 or 1 in each row, has "
                                                            "'maybe'"));
    }
    folder_.write("labels.csv", "filename,label,is_train,is_val,is_test\n0,a,1,0,0\n1,b,1,0,0\n"
                                "2,a,0,1,0\n3,b,0,0,1\n4,a,0,0,0\n");
    EXPECT_THAT(counts(layout()), ElementsAre(2, 1, 1));
}

TEST_F(SplitTable, WithoutARowOfTrainingIsRefused) {
    writeFlat(4);
    folder_.write("labels.csv", "filename,label,split\n0.jpg,a,test\n1.jpg,b,test\n2.jpg,a,val\n");
    EXPECT_THAT(messageOf([&] { load(); }),
                StartsWith(at("labels.csv") + ": names no image to train on: 3 images of other "
                                              "splits, such as 'test'"));
    writeClasses("set/");
    folder_.write("set/splits.csv",
                  rows("path,split", [](const std::string& name, int i, const std::string&) {
                      return name + "/" + std::to_string(i) + ".jpg,test";
                  }));
    EXPECT_THAT(messageOf([&] { load("set"); }), HasSubstr("names no image to train on"));
}

TEST_F(SplitTable, AnImageInTwoSplitsIsRefused) {
    writeFlat(4);
    folder_.write("labels.csv", "filename,label,split\n0.jpg,a,train\n1.jpg,b,train\n"
                                "2.jpg,a,test\n2.jpg,a,train\n");
    EXPECT_THAT(messageOf([&] { load(); }),
                HasSubstr("names '2.jpg' in two splits, 'test' and 'train'"));
}

TEST_F(SplitTable, RowsWithoutFilesAreMissing) {
    writeFlat(10);
    std::string table = "filename,label\n";
    for (int i = 0; i < 15; ++i) {
        table += std::to_string(i) + ".jpg," + (i % 2 == 0 ? "cat\n" : "dog\n");
    }
    folder_.write("labels.csv", table);
    EXPECT_THAT(
        layout().missing,
        ElementsAre(
            at("labels.csv") + ": 5 files named there are not in " + folder_.path().string() +
            ": '10.jpg', '11.jpg', '12.jpg' and 2 more; add the files, or remove their rows"));
    for (int i = 10; i < 14; ++i) { // available in another format
        folder_.write("raw/" + std::to_string(i) + ".webp", "RIFF");
    }
    EXPECT_THAT(layout().missing, ElementsAre(HasSubstr(": 1 file named there is not in")));
    folder_.write("14.jpg", image_);
    EXPECT_THAT(layout().missing, IsEmpty());
}

TEST_F(SplitTable, ADataSetWithMissingFilesIsIncomplete) {
    writeFlat(10);
    std::string table = "filename,label\n";
    for (int i = 0; i < 11; ++i) {
        table += std::to_string(i) + ".jpg," + (i % 2 == 0 ? "cat\n" : "dog\n");
    }
    folder_.write("labels.csv", table);
    Experiment::Data data;
    data.name = "own";
    data.path = folder_.path().string();
    const FoundData found = findDataSet(data);
    const Verification result =
        verify(loadStored(found, data, test::unwatched()), *found.format, "own", false);
    EXPECT_EQ(result.verdict, Verdict::incomplete);
    EXPECT_THAT(result.missing, ElementsAre(HasSubstr("1 file named there is not in")));
}

TEST_F(SplitTable, RowsOfOtherSplitsAreNotMissing) {
    std::string table = "filename,label,split\n";
    for (int i = 0; i < 20; ++i) {
        folder_.write((i < 10 ? "train/" : "test/") + std::to_string(i) + ".jpg", image_);
        table += std::to_string(i) + ".jpg," + (i % 2 == 0 ? "cat" : "dog") +
                 (i < 10 ? ",train\n" : ",test\n");
    }
    folder_.write("labels.csv", table);
    EXPECT_THAT(counts(layout()), ElementsAre(10, 0, 10));
    EXPECT_THAT(layout().missing, IsEmpty());
    fs::remove(at("test/19.jpg"));
    EXPECT_THAT(layout().missing, Contains(HasSubstr(": '19.jpg'; ")));
}

TEST_F(SplitTable, NamesMayDifferInCaseAndEnding) {
    for (const std::string key : {".png", ".PNG", ".jpg", ".tif", ""}) {
        for (const std::string ending : {".PNG", ".png"}) {
            const scratch::Folder folder;
            std::string table = "image,label\n";
            for (int i = 0; i < 10; ++i) {
                folder.write("Img_" + std::to_string(i) + ending, image_);
                table += "img_" + std::to_string(i) + key + (i % 2 == 0 ? ",cat\n" : ",dog\n");
            }
            folder.write("labels.csv", table);
            const ImageLayout read = layoutOf(folder.path());
            EXPECT_THAT(counts(read), ElementsAre(8, 0, 2)) << key << ' ' << ending;
            EXPECT_THAT(read.missing, IsEmpty());
            EXPECT_THAT(read.notes,
                        Contains(HasSubstr("10 images have another extension or case there")));
        }
    }
}

TEST_F(SplitTable, ANameThatMatchesSeveralImagesIsIgnored) {
    for (int i = 0; i < 5; ++i) {
        folder_.write(std::to_string(i) + ".jpg", image_);
        folder_.write(std::to_string(i) + ".png", image_);
    }
    folder_.write("labels.csv", "image,label\n0.tif,a\n1.jpg,b\n2.jpg,a\n3.jpg,b\n4.jpg,a\n");
    const ImageLayout read = layout();
    EXPECT_EQ(read.train.images.size() + read.test.images.size(), 4U) << "the .jpg files";
}

TEST_F(SplitTable, OneColumnPerClass) {
    writeFlat(10);
    std::string table = "filename, cat, dog\n";
    for (int i = 0; i < 10; ++i) {
        table += std::to_string(i) + ".jpg," + (i % 2 == 0 ? " 1, 0\n" : " 0, 1\n");
    }
    folder_.write("_classes.csv", table);
    EXPECT_THAT(layout().classes, ElementsAre("cat", "dog"));
    EXPECT_THAT(counts(layout()), ElementsAre(8, 0, 2));
    folder_.write("_classes.csv", table + "10.jpg, 1, 1\n0.jpg, 0.5, 0.5\n");
    EXPECT_THAT(messageOf([&] { load(); }), HasSubstr("_classes.csv is not used"));
}

TEST_F(SplitTable, LinesOfJson) {
    std::string table;
    for (int i = 0; i < 10; ++i) {
        folder_.write("train/" + std::to_string(i) + ".png", image_);
        table += R"({"file_name": ")" + std::to_string(i) + R"(.png", "label": )" +
                 std::to_string(i % 2) + "}\n";
    }
    folder_.write("train/metadata.jsonl", table + "{]\n[[[[\n7\n");
    EXPECT_THAT(layout().classes, ElementsAre("0", "1"));
    EXPECT_THAT(counts(layout()), ElementsAre(8, 0, 2));
}

TEST_F(SplitTable, OtherFilesBesideClassFoldersAreIgnored) {
    writeClasses();
    ASSERT_EQ(mkfifo(at("labels.csv").c_str(), 0600), 0);
    ASSERT_EQ(mkfifo(at("test.txt").c_str(), 0600), 0);
    folder_.write("wide.csv", std::string_view("\xFF\xFE"
                                               "f\0",
                                               4));
    folder_.write("other.csv", "id,name,test\n1,x,1\n2,y,perhaps\n1,x,0\n");
    folder_.write("sets.csv", "id,set\n1,train\n1,test\n");
    EXPECT_THAT(counts(layout()), ElementsAre(16, 0, 4));
}

TEST_F(SplitTable, DamagedOnesAreReadOrRefused) {
    writeClasses();
    const std::string flags = "path,is_train\ncat/0.jpg,1\ncat/1.jpg,0\ndog/0.jpg,1\ndog/1,0\n"
                              "cat/2.jpg,1\ncat/3.jpg,1\ncat/4.jpg,1\ncat/5.jpg,1\ndog/5.jpg,1\n"
                              "dog/2.jpg,1\ndog/3.jpg,1\n";
    const std::string json = R"({"file_name": "cat/1.jpg", "split": "train"}
{"file_name": "dog/1.jpg", "split": "test"})";
    const std::string list = "cat/0.jpg 0\ncat/1.jpg 0\ndog/1.jpg 1\ndog/2.jpg 1\n";
    const std::vector<std::pair<std::string, std::string>> kinds = {
        {"labels.csv", flags}, {"metadata.jsonl", json}, {"train.txt", list}, {"test.txt", list}};
    scratch::Mutator mutator(41);
    int read = 0;
    for (int i = 0; i < 2000; ++i) {
        const auto& [file, text] = kinds[mutator.below(kinds.size())];
        const scratch::Bytes sound(text.begin(), text.end());
        folder_.write(file, mutator.mutate(sound, sound));
        try {
            const ImageLayout result = layout();
            EXPECT_FALSE(result.train.images.empty() || result.test.images.empty());
            for (const std::string& note : result.notes) {
                EXPECT_TRUE(scratch::isOneLine(note)) << note;
            }
            ++read;
        } catch (const BadInput& error) {
            EXPECT_TRUE(scratch::isOneLine(error.what())) << error.what();
        }
        if (i % 8 == 0) {
            for (const auto& [each, _] : kinds) {
                fs::remove(at(each));
            }
        }
    }
    EXPECT_GT(read, 500);
}

TEST_F(SplitTable, ASampleOfASubmissionHasNoClasses) {
    writeClasses("train/");
    for (int i = 0; i < 4; ++i) {
        folder_.write("test/" + std::to_string(i) + ".jpg", image_);
    }
    folder_.write("sample_submission.csv",
                  "id,label\n0.jpg,cat\n1.jpg,cat\n2.jpg,dog\n3.jpg,dog\n");
    EXPECT_THAT(counts(layout()), ElementsAre(16, 0, 4)) << "a fifth of the training images";
    EXPECT_THAT(layout().notes, Contains(HasSubstr("test: its 4 images are outside")));
}

TEST_F(SplitTable, NamesClassesThatAreNotTrainedOn) {
    writeClasses("train/");
    folder_.write("val/1.jpg", image_);
    folder_.write("val/2.jpg", image_);
    folder_.write("val.csv", "filename,label\n1.jpg,cat\n2.jpg,cow\n");
    EXPECT_THAT(
        layout().notes,
        Contains(HasSubstr("1 image not used, because the file gives no known class for it; no "
                           "training image has the class 'cow' of " +
                           at("val.csv"))));
    folder_.write("val.csv", "filename,label\n1.jpg,3\n2.jpg,5\n");
    EXPECT_THAT(layout().notes, Contains(AllOf(HasSubstr("val: its 2 images are"),
                                               HasSubstr("has the classes '3' and '5'"))));
}

} // namespace
} // namespace asge
