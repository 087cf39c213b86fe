// SPDX-License-Identifier: GPL-3.0-or-later

// Images without class folders, whose classes are listed in a file beside them.
#include "core/data/image_labels.h"

#include "core/base/error.h"
#include "core/data/dataset.h"
#include "core/data/image_layout.h"

#include "tests/core/data/image_files.h"
#include "tests/core/data/image_tree.h"
#include "tests/core/data/mutate.h"

#include <gmock/gmock.h>
#include <zlib.h>

namespace asge {
namespace {

namespace fs = std::filesystem;

using scratch::messageOf;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class ImageLabelsTest : public test::ImageTree {
  protected:
    void writeImages(const std::vector<std::string>& files) const {
        for (const std::string& file : files) {
            folder_.write(file, image_);
        }
    }
};

TEST_F(ImageLabelsTest, AreReadFromATableBesideTheImages) {
    for (const std::string images : {"", "images/"}) {
        for (const std::string key : {"1.jpg", "1", "images/1.jpg"}) {
            fs::remove_all(at("set"));
            std::string table = "filename,label\r\n";
            for (int i = 0; i < 20; ++i) {
                const std::string number = std::to_string(i);
                writeImages({"set/" + images + number + ".jpg"});
                std::string row = key;
                row.replace(row.find('1'), 1, number);
                table += row + ',' + (i % 2 == 0 ? "\"cat, black\"" : "dog") + "\r\n";
            }
            writeImages({"set/" + images + "unknown.jpg"});
            folder_.write("set/labels.csv", table);
            const DataSet set = load("set");
            EXPECT_THAT(set.classNames, ElementsAre("cat, black", "dog"));
            EXPECT_EQ(set.train.count, 16);
            EXPECT_THAT(set.test.labels, ElementsAre(0, 0, 1, 1));
            EXPECT_THAT(set.notes, ElementsAre(AllOf(StartsWith(at("set")),
                                                     HasSubstr("classes are taken from " +
                                                               at("set/labels.csv")),
                                                     HasSubstr("1 image not used")),
                                               HasSubstr("a fifth of each class")));
        }
    }
}

TEST_F(ImageLabelsTest, MayNameTheirSplits) {
    writeImages({"1.jpg", "2.jpg", "3.jpg", "4.jpg", "5.jpg", "6.jpg"});
    folder_.write("table.tsv", "image_id\tclass\tsplit\n1\ta\ttrain\n2\tb\ttraining\n3\ta\tval\n"
                               "4\tb\tvalid\n5\ta\ttest\n6\tb\ttest\n");
    const DataSet set = load();
    EXPECT_EQ(set.train.count, 2);
    EXPECT_EQ(set.validation.count, 2);
    EXPECT_EQ(set.test.count, 2);
}

TEST_F(ImageLabelsTest, AreReadFromOneTablePerSplit) {
    writeImages({"train/1.jpg", "train/2.jpg", "test/3.jpg", "test/4.jpg"});
    folder_.write("train.csv", "image,breed\n1,pug\n2,collie\n");
    EXPECT_THAT(messageOf([&] { load(); }), HasSubstr("too few images"));
    folder_.write("test.csv", "image,breed\n3,pug\n4,collie\n");
    const DataSet set = load();
    EXPECT_THAT(set.classNames, ElementsAre("collie", "pug"));
    EXPECT_THAT(set.test.labels, ElementsAre(0, 1));
}

TEST_F(ImageLabelsTest, ThatAreDamagedAreReadOrRefused) {
    const std::string table = "filename,label,split\n1.jpg,\"a\"\"b\",train\n2.jpg,c,train\n"
                              "3.jpg,\"a\"\"b\",test\n4.jpg,c,val\n";
    const scratch::Bytes sound(table.begin(), table.end());
    writeImages({"1.jpg", "2.jpg", "3.jpg", "4.jpg"});
    scratch::Mutator mutator(21);
    int read = 0;
    for (int i = 0; i < 1000; ++i) {
        folder_.write("labels.csv", mutator.mutate(sound, sound));
        try {
            const DataSet set = load();
            EXPECT_GT(set.train.count, 1);
            EXPECT_GT(set.test.count, 0);
            for (const std::string& text : set.classNames) {
                EXPECT_TRUE(scratch::isOneLine(text)) << text;
            }
            ++read;
        } catch (const BadInput& error) {
            EXPECT_TRUE(scratch::isOneLine(error.what())) << error.what();
        }
    }
    EXPECT_GT(read, 100);
    EXPECT_LT(read, 1000);
}

TEST_F(ImageLabelsTest, OfTinyImageNetAreRead) {
    for (const std::string id : {"n01443537", "n01629819"}) {
        const std::string folder = "tiny/train/" + id;
        writeImages({folder + "/images/" + id + "_0.JPEG", folder + "/images/" + id + "_1.JPEG"});
        folder_.write(folder + "/" + id + "_boxes.txt", id + "_0.JPEG\t0\t0\t1\t1\n");
    }
    writeImages({"tiny/val/images/val_0.JPEG", "tiny/val/images/val_1.JPEG",
                 "tiny/val/images/val_2.JPEG", "tiny/test/images/test_0.JPEG"});
    folder_.write("tiny/val/val_annotations.txt", "val_0.JPEG\tn01629819\t0\t32\t44\t62\n"
                                                  "val_1.JPEG\tn01443537\t0\t32\t44\t62\n"
                                                  "val_2.JPEG\tn01629819\t0\t32\t44\t62\n");
    folder_.write("tiny/wnids.txt", "n01629819\nn01443537\n");
    folder_.write("tiny/words.txt", "n00001740\tentity\nn01443537\tgoldfish, Carassius auratus\n"
                                    "n01629819\tEuropean fire salamander, Salamandra\n");
    for (const char* under : {"", "tiny", "tiny/train"}) {
        const DataSet set = load(under);
        EXPECT_THAT(set.classNames, ElementsAre("goldfish", "European fire salamander"));
        EXPECT_EQ(set.train.count, 4);
        EXPECT_THAT(set.test.labels, ElementsAre(0, 1, 1)) << "ordered by class";
        EXPECT_THAT(set.notes, Contains(HasSubstr("test: its 1 image is")));
    }
}

/// ImageNet as unpacked from Kaggle's archive or from the archives of its own site.
class ImageNet : public ImageLabelsTest {
  protected:
    void writeImageNet(const std::string& data) const {
        for (const std::string id : {"n01440764", "n02012849", "n03126707"}) {
            writeImages({data + "/train/" + id + "/" + id + "_10026.JPEG"});
        }
        for (int i = 1; i <= 4; ++i) {
            writeImages({data + "/val/ILSVRC2012_val_0000000" + std::to_string(i) + ".JPEG"});
        }
    }
    void expectRead(const std::string& under) const {
        const ImageLayout layout = layoutOf(at(under));
        std::vector<std::string> read;
        for (const ListedImage& image : layout.test.images) {
            read.push_back(image.file.stem().string().substr(22) +
                           layout.classes[static_cast<std::size_t>(image.label)]);
        }
        EXPECT_THAT(read,
                    testing::UnorderedElementsAre("1crane (n03126707)", "2tench",
                                                  "3crane (n02012849)", "4crane (n03126707)"));
    }
};

TEST_F(ImageNet, IsReadWithItsTable) {
    writeImageNet("net/ILSVRC/Data/CLS-LOC");
    writeImages({"net/ILSVRC/Data/CLS-LOC/test/ILSVRC2012_test_00000001.JPEG"});
    folder_.write("net/ILSVRC/Annotations/CLS-LOC/train/n01440764/n01440764_10026.xml", "<x/>");
    folder_.write("net/ILSVRC/Annotations/CLS-LOC/val/ILSVRC2012_val_00000001.xml", "<x/>");
    folder_.write("net/LOC_val_solution.csv", "ImageId,PredictionString\n"
                                              "ILSVRC2012_val_00000002,n01440764 1 2 3 4 \n"
                                              "ILSVRC2012_val_00000001,n03126707 1 2 3 4 \n"
                                              "ILSVRC2012_val_00000004,n03126707 1 2 3 4 \n"
                                              "ILSVRC2012_val_00000003,n02012849 5 6 7 8 \n");
    folder_.write("net/LOC_synset_mapping.txt", "n01440764 tench, Tinca tinca\nn02012849 crane\n"
                                                "n03126707 crane\n");
    expectRead("net/ILSVRC/Data/CLS-LOC");
    EXPECT_EQ(load("net").test.count, 4) << "found in a folder below";
}

TEST_F(ImageNet, HasNoClassesInTheSampleOfASubmission) {
    writeImageNet("net/ILSVRC/Data/CLS-LOC");
    writeImages({"net/ILSVRC/Data/CLS-LOC/test/ILSVRC2012_test_00000001.JPEG"});
    folder_.write("net/LOC_val_solution.csv", "ImageId,PredictionString\n"
                                              "ILSVRC2012_val_00000001,n01440764 1 2 3 4 \n");
    folder_.write("net/LOC_sample_submission.csv", "ImageId,PredictionString\n"
                                                   "ILSVRC2012_test_00000001,n01440764 1 1 1 1\n");
    const ImageLayout layout = layoutOf(at("net/ILSVRC/Data/CLS-LOC"));
    EXPECT_EQ(layout.test.folder.filename(), "val")
        << "the classes of the test images are not known";
    EXPECT_THAT(layout.notes, testing::Not(Contains(HasSubstr("sample_submission"))));
}

scratch::Bytes metaMat(bool compressed, bool wide) {
    scratch::Bytes contents;
    for (const std::string id : {"n03126707", "n01440764", "n02012849"}) {
        for (const char character : id) {
            contents.push_back(static_cast<std::uint8_t>(character));
            contents.insert(contents.end(), wide ? 1U : 0U, 0);
        }
        contents.insert(contents.end(), 7, 0);
    }
    if (compressed) {
        scratch::Bytes packed(compressBound(contents.size()));
        uLongf size = packed.size();
        compress(packed.data(), &size, contents.data(), contents.size());
        packed.resize(size);
        contents = packed;
    }
    const std::string start = "MATLAB 5.0 MAT-file";
    scratch::Bytes file(start.begin(), start.end());
    file.resize(128, ' ');
    for (const std::size_t number :
         {compressed ? std::size_t{15} : std::size_t{14}, contents.size()}) {
        for (const unsigned shift : {0U, 8U, 16U, 24U}) {
            file.push_back(static_cast<std::uint8_t>(number >> shift));
        }
    }
    file.insert(file.end(), contents.begin(), contents.end());
    return file;
}

TEST_F(ImageNet, IsReadWithTheDevelopmentKit) {
    writeImageNet("net");
    const std::string kit = "net/ILSVRC2012_devkit_t12/data/";
    folder_.write(kit + "ILSVRC2012_validation_ground_truth.txt", "1\n2\n3\n1\n");
    folder_.write("net/synset_words.txt",
                  "n01440764 tench, Tinca tinca\nn02012849 crane\nn03126707 crane\n");
    EXPECT_THAT(messageOf([&] { layoutOf(at("net")); }),
                AllOf(StartsWith(at(kit)), HasSubstr("meta.mat or map_clsloc.txt")));
    for (const bool compressed : {false, true}) {
        for (const bool wide : {false, true}) {
            folder_.write(kit + "meta.mat", metaMat(compressed, wide));
            expectRead("net");
        }
    }
    folder_.write(kit + "map_clsloc.txt",
                  "n03126707 1 crane\nn01440764 2 tench\nn02012849 3 crane\n");
    fs::remove(at(kit + "meta.mat"));
    expectRead("net");
    folder_.write(kit + "ILSVRC2012_validation_ground_truth.txt", "1\n2\n4\n1\n");
    EXPECT_THAT(messageOf([&] { layoutOf(at("net")); }),
                EndsWith("line 3 must be a number from 1 to 3, is '4'"));
    folder_.write(kit + "ILSVRC2012_validation_ground_truth.txt", "1\n2\n");
    EXPECT_THAT(messageOf([&] { layoutOf(at("net")); }),
                EndsWith("has 2 lines, but " + at("net/val") + " has 4 images"));
}

TEST_F(ImageLabelsTest, OfAnotherSplitAreNotUsed) {
    std::string right = "filename,label\n";
    std::string wrong = "filename,label\n";
    for (int i = 0; i < 10; ++i) {
        const std::string file = std::to_string(i) + ".jpg";
        writeImages({"train/" + file, "test/" + file});
        right += file + (i % 2 == 0 ? ",cat\n" : ",dog\n");
        wrong += file + ",bird\n";
    }
    folder_.write("test.csv", wrong);
    EXPECT_THAT(messageOf([&] { load(); }), HasSubstr("train: has no class folders"));
    folder_.write("train.csv", right);
    EXPECT_THAT(load().classNames, ElementsAre("cat", "dog"));
}

TEST_F(ImageLabelsTest, AreNotGuessedFromColumnsOfOtherNames) {
    std::string table = "filename,width,height,y\n";
    for (int i = 0; i < 10; ++i) {
        writeImages({std::to_string(i) + ".jpg"});
        table += std::to_string(i) + ".jpg," + std::to_string(16 + i % 2) + ",16,cat\n";
    }
    folder_.write("labels.csv", table);
    EXPECT_THAT(messageOf([&] { load(); }),
                HasSubstr("labels.csv with the columns filename and label"));
}

TEST_F(ImageLabelsTest, AreMatchedByTheColumnThatNamesFiles) {
    std::string table = "id,name,label\n";
    for (int i = 0; i < 10; ++i) {
        writeImages({std::to_string(i) + ".jpg"});
        table +=
            std::to_string(9 - i) + "," + std::to_string(i) + ".jpg," + (i < 2 ? "cat\n" : "dog\n");
    }
    folder_.write("labels.csv", table);
    const DataSet set = load();
    EXPECT_EQ(std::count(set.train.labels.begin(), set.train.labels.end(), 0) +
                  std::count(set.test.labels.begin(), set.test.labels.end(), 0),
              2);
}

TEST_F(ImageLabelsTest, OfAnImageWithTwoClassesAreIgnored) {
    std::string table = "filename,label\n";
    for (int i = 0; i < 10; ++i) {
        writeImages({std::to_string(i) + ".jpg"});
        table += std::to_string(i) + ".jpg," + (i % 2 == 0 ? "cat\n" : "dog\n");
    }
    folder_.write("labels.csv", table + "3.jpg,cat\n");
    const DataSet set = load();
    EXPECT_EQ(set.train.count + set.test.count, 9);
    EXPECT_THAT(set.notes, Contains(HasSubstr("1 image not used")));
}

TEST_F(ImageLabelsTest, OfAnUnknownSplitAreRefused) {
    std::string table = "filename,label,split\n";
    for (int i = 0; i < 10; ++i) {
        writeImages({std::to_string(i) + ".jpg"});
        table += std::to_string(i) + ".jpg," + (i % 2 == 0 ? "cat," : "dog,") +
                 (i < 4 ? "eval\n" : "train\n");
    }
    folder_.write("labels.csv", table);
    EXPECT_THAT(
        messageOf([&] { load(); }),
        HasSubstr(
            "labels.csv: its column of splits has 'eval'; only train, val and test are allowed"));
}

TEST_F(ImageLabelsTest, AnUnusableTableIsNamedWithTheReason) {
    for (int i = 0; i < 10; ++i) {
        writeImages({"images/" + std::to_string(i) + ".jpg"});
    }
    const auto problemOf = [&](const std::string& table) {
        folder_.write("labels.csv", table);
        return messageOf([&] { load(); });
    };
    EXPECT_THAT(problemOf("idx,fname,y\n0,0.jpg,cat\n"),
                HasSubstr("labels.csv is not used: its first line must name the columns"));
    EXPECT_THAT(problemOf("filename,label\nx0.jpg,cat\nx1.jpg,dog\n"),
                HasSubstr("labels.csv names none of its images; its first row names 'x0.jpg'"));
    EXPECT_THAT(problemOf(std::string("\xFF\xFE"
                                      "f\0i\0",
                                      6)),
                HasSubstr("is UTF-16 text"));
}

TEST_F(ImageLabelsTest, AreReadWithTheLineEndsOfEverySystem) {
    for (const char* end : {"\n", "\r\n", "\r"}) {
        std::string table = std::string("filename,label") + end;
        for (int i = 0; i < 10; ++i) {
            writeImages({"images/" + std::to_string(i) + ".jpg"});
            table += "images\\" + std::to_string(i) + ".jpg,\"of two\nlines " +
                     std::to_string(i % 2) + "\"" + end;
        }
        folder_.write("labels.csv", table);
        EXPECT_EQ(load().classNames.size(), 2U);
    }
}

} // namespace
} // namespace asge
