// SPDX-License-Identifier: GPL-3.0-or-later

// Public data sets in the layout of their archives, and similar ones.
#include "core/data/image_layout.h"

#include "core/data/formats.h"

#include "tests/core/data/image_tree.h"

#include <gmock/gmock.h>

namespace asge {
namespace {

namespace fs = std::filesystem;

using scratch::messageOf;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class PublicSets : public test::ImageTree {
  protected:
    void writeImages(const std::string& under, int count = 5,
                     const std::string& ending = ".jpg") const {
        for (int i = 0; i < count; ++i) {
            folder_.write(under + "/" + std::to_string(i) + ending, image_);
        }
    }
    void expectCounts(int train, int validation, int test, const std::string& under = "") const {
        const DataSet set = load(under);
        EXPECT_EQ(set.train.count, train);
        EXPECT_EQ(set.validation.count, validation);
        EXPECT_EQ(set.test.count, test);
    }
    std::string error(const std::string& under = "") const {
        return messageOf([&] { load(under); });
    }
};

TEST_F(PublicSets, AClassMayBeNamedTrain) {
    for (const char* name : {"car", "plane", "train"}) {
        writeImages(name);
    }
    const DataSet set = load();
    EXPECT_THAT(set.classNames, ElementsAre("car", "plane", "train"));
    EXPECT_THAT(set.notes, Contains(StartsWith(at("train") +
                                               ": is read as a class, not as the training split")));
    const scratch::Folder whole;
    for (const char* split : {"train", "test"}) {
        for (const char* name : {"car", "plane", "train"}) {
            whole.write(std::string(split) + "/" + name + "/1.jpg", image_);
        }
    }
    for (const fs::path& path : {whole.path(), whole.path() / "train"}) {
        Experiment::Data data;
        data.name = "own";
        data.path = path.string();
        data.validation = 0;
        EXPECT_EQ(loadDataSet(data).test.count, 3) << path;
    }
}

TEST_F(PublicSets, AFolderTrainBesideOtherFilesIsNotAClass) {
    writeImages("train");
    writeImages("extra");
    writeImages("masks");
    EXPECT_THAT(error(), StartsWith(at("train") + ": has no class folders, but 5 images"));
    writeImages("car");
    writeImages("plane");
    folder_.write("train.csv", "filename,label\n0.jpg,a\n1.jpg,b\n2.jpg,a\n3.jpg,b\n4.jpg,b\n");
    EXPECT_THAT(load().classNames, ElementsAre("a", "b")) << "from the table";
}

TEST_F(PublicSets, AFolderTrainBesideOneFolderMayBeAClass) {
    writeImages("train");
    writeImages("car");
    EXPECT_THAT(error(), AllOf(StartsWith(at("train") + ": has no class folders"),
                               HasSubstr("; if it is a class like car beside it, rename it")));
}

TEST_F(PublicSets, LooseImagesOfAnyFormatAreNamed) {
    for (const char* file : {"scans/1.tif", "scans/2.tif", "scans/readme.txt"}) {
        folder_.write(file, "II*");
    }
    EXPECT_THAT(error(), HasSubstr(at("scans") + " holds images in formats that are not read: 2 "
                                                 ".tif; convert them to PNG or JPEG"));
    writeImages("other", 1);
    fs::remove_all(at("scans"));
    EXPECT_THAT(error(), HasSubstr(at("other") + " holds 1 image outside of class folders"));
    folder_.write("other/set.npz", "PK");
    EXPECT_THAT(error(), HasSubstr("set.npz is a NumPy archive"));
}

TEST_F(PublicSets, ClassesBesideATestFolderMustBeMoved) {
    for (const char* name : {"cat", "dog", "test"}) {
        writeImages(name);
    }
    EXPECT_THAT(error(), HasSubstr("has no folder train beside test; if its folders cat and dog "
                                   "are the classes, move them into a folder train"));
}

TEST_F(PublicSets, CatsAndDogs) {
    for (int i = 0; i < 10; ++i) {
        folder_.write("train/cat." + std::to_string(i) + ".jpg", image_);
        folder_.write("train/dog." + std::to_string(i) + ".jpg", image_);
        folder_.write("test1/" + std::to_string(i) + ".jpg", image_);
    }
    folder_.write("sampleSubmission.csv", "id,label\n0,0\n1,0\n2,1\n");
    expectCounts(16, 0, 4);
    EXPECT_THAT(load().classNames, ElementsAre("cat", "dog"));
    EXPECT_THAT(
        load().notes,
        Contains(at("train") + ": the classes are taken from the images' names, CLASS.NUMBER"));
    EXPECT_THAT(load().notes, Contains(StartsWith(at("test1") + ": its 10 images are outside")));
    fs::rename(at("train"), at("photos"));
    fs::remove_all(at("test1"));
    expectCounts(16, 0, 4, "photos");
    folder_.write("photos/other.jpg", image_);
    EXPECT_THAT(error("photos"), HasSubstr("21 images outside of class folders"));
}

TEST_F(PublicSets, SplitsWithACommonPrefix) {
    for (const char* name : {"glacier", "sea"}) {
        writeImages(std::string("seg_train/seg_train/") + name);
        writeImages(std::string("seg_test/seg_test/") + name);
        writeImages(std::string("gtsrb/Final_Training/Images/") + name);
        writeImages(std::string("gtsrb/Final_Test/Images"));
    }
    writeImages("seg_pred/seg_pred");
    fs::rename(at("gtsrb"), fs::path(at("seg_train")).parent_path() / "other_gtsrb");
    expectCounts(10, 0, 10);
    EXPECT_THAT(load().notes, Contains(HasSubstr("folders not used: other_gtsrb and "
                                                 "seg_pred")));
    expectCounts(10, 0, 10, "seg_train");
    expectCounts(8, 0, 2, "other_gtsrb");
}

TEST_F(PublicSets, FoldersWithinSplits) {
    for (const char* split : {"training_set/training_set/", "test_set/test_set/"}) {
        writeImages(std::string(split) + "cats");
        writeImages(std::string(split) + "dogs");
    }
    expectCounts(10, 0, 10);
}

TEST_F(PublicSets, GtsrbWithItsTables) {
    std::string table = "Width,Height,Roi.X1,ClassId,Path\n";
    for (int i = 0; i < 6; ++i) {
        const std::string file = "Test/0000" + std::to_string(i) + ".png";
        folder_.write(file, image_);
        table += "8,8,1," + std::to_string(i % 2) + "," + file + "\n";
    }
    writeImages("Train/0");
    writeImages("Train/1");
    writeImages("Meta");
    folder_.write("Test.csv", table);
    expectCounts(10, 0, 6);
    EXPECT_THAT(load().notes, Contains(HasSubstr("; its boxes are not used")));
}

TEST_F(PublicSets, SplitsWithinClasses) {
    for (const std::string name : {"cat", "dog"}) {
        writeImages(name + "/train", 6);
        writeImages(name + "/val", 2);
        writeImages(name + "/test", 3);
    }
    expectCounts(12, 4, 6);
    EXPECT_THAT(load().notes, Contains(HasSubstr("the splits are given by the folders in each "
                                                 "class folder")));
}

TEST_F(PublicSets, MasksAndAnnotationsAreNotClasses) {
    writeImages("pets/images");
    writeImages("pets/annotations/trimaps", 5, ".png");
    folder_.write("pets/annotations/list.txt", "0 1 1 1\n");
    EXPECT_THAT(error("pets"),
                HasSubstr(at("pets/images") + " holds 5 images outside of class folders"));
    writeImages("VOC2012/JPEGImages");
    writeImages("VOC2012/SegmentationClass", 5, ".png");
    writeImages("VOC2012/SegmentationObject", 5, ".png");
    folder_.write("VOC2012/Annotations/0.xml", "<annotation/>");
    EXPECT_THAT(error("VOC2012"), HasSubstr("holds 5 images outside of class folders"));
}

TEST_F(PublicSets, BoxesAreNotClasses) {
    for (const std::string split : {"train", "valid", "test"}) {
        writeImages("yolo/" + split + "/images");
        folder_.write("yolo/" + split + "/labels/0.txt", "0 0.5 0.5 1 1\n");
    }
    folder_.write("yolo/data.yaml", "nc: 2\nnames: ['cat', 'dog']\n");
    EXPECT_THAT(error("yolo"), StartsWith(at("yolo/train/images") + ": has no class folders, "
                                                                    "but 5 images"));
    writeImages("coco/train2017");
    writeImages("coco/val2017");
    folder_.write("coco/annotations/instances_train2017.json", "{}");
    EXPECT_THAT(error("coco"), StartsWith(at("coco/train2017") + ": has no class folders"));
}

TEST_F(PublicSets, NestedClassesAreNoted) {
    for (const std::string kingdom : {"Aves", "Fungi"}) {
        writeImages(kingdom + "/1");
        writeImages(kingdom + "/2");
    }
    EXPECT_THAT(load().classNames, ElementsAre("Aves", "Fungi"));
    EXPECT_THAT(load().notes, Contains(StartsWith(
                                  at("Aves") + ": its folders (1 and 2) are not used as classes")));
}

TEST_F(PublicSets, EurosatWithItsTables) {
    std::string rows[3];
    for (int i = 0; i < 10; ++i) {
        for (const std::string name : {"Forest", "River"}) {
            const std::string file = name + "/" + name + "_" + std::to_string(i) + ".jpg";
            folder_.write("EuroSAT/" + file, image_);
            rows[i < 6   ? 0
                 : i < 8 ? 1
                         : 2] += std::to_string(i) + "," + file + "," +
                                 (name == "River" ? "1," : "0,") + name + "\n";
        }
    }
    folder_.write("EuroSAT/train.csv", ",Filename,Label,ClassName\n" + rows[0]);
    folder_.write("EuroSAT/validation.csv", ",Filename,Label,ClassName\n" + rows[1]);
    folder_.write("EuroSAT/test.csv", ",Filename,Label,ClassName\n" + rows[2]);
    expectCounts(12, 4, 4, "EuroSAT");
    EXPECT_THAT(load().classNames, ElementsAre("Forest", "River"));
}

TEST_F(PublicSets, ImagenetteAgreesWithItsTable) {
    std::string table = "path,noisy_labels_0,is_valid\n";
    for (const std::string split : {"train", "val"}) {
        for (const std::string id : {"n01440764", "n02102040"}) {
            writeImages(split + "/" + id);
            table += split + "/" + id + "/0.jpg," + id + (split == "val" ? ",True\n" : ",False\n");
        }
    }
    folder_.write("noisy_imagenette.csv", table);
    expectCounts(10, 0, 10);
    EXPECT_THAT(load().notes, IsEmpty());
}

TEST_F(PublicSets, GtsrbInTheLayoutOfItsArchive) {
    std::string table = "Filename;Width;Height;Roi.X1;ClassId\n";
    for (int i = 0; i < 6; ++i) {
        const std::string number = "0000" + std::to_string(i);
        folder_.write("Final_Test/Images/" + number + ".png", image_);
        table += number + ".ppm;8;8;1;" + std::to_string(i % 2) + "\n";
    }
    folder_.write("Final_Test/Images/GT-final_test.csv", table);
    writeImages("Final_Training/Images/00000");
    writeImages("Final_Training/Images/00001");
    expectCounts(10, 0, 6);
}

TEST_F(PublicSets, DomainsOfTheSameClassesAreNotClasses) {
    for (const std::string domain : {"amazon/images/", "dslr/images/", "webcam/images/"}) {
        for (const char* name : {"bike", "mug", "pen"}) {
            writeImages(domain + name, 2);
        }
    }
    EXPECT_THAT(error(), HasSubstr(": its folders amazon, dslr and webcam each hold the same "
                                   "folders, bike, mug and pen: if these are the classes, give one "
                                   "of the outer folders as the data set"));
    expectCounts(3, 0, 3, "dslr");
}

TEST_F(PublicSets, NumberedPartsAreNotClasses) {
    std::string table = "lesion_id,image_id,dx\n";
    for (int i = 0; i < 20; ++i) {
        const std::string name = "ISIC_" + std::to_string(i);
        folder_.write("images_part_" + std::to_string(1 + i / 10) + "/" + name + ".jpg", image_);
        table += "L," + name + (i % 2 == 0 ? ",nv\n" : ",mel\n");
    }
    folder_.write("HAM10000_metadata.csv", table);
    EXPECT_THAT(load().classNames, ElementsAre("mel", "nv"));
    expectCounts(16, 0, 4);
}

TEST_F(PublicSets, ListsMayNameClasses) {
    std::string train;
    std::string val;
    for (int i = 0; i < 8; ++i) {
        folder_.write("train/" + std::to_string(i) + ".jpg", image_);
        folder_.write("val/v" + std::to_string(i) + ".jpg", image_);
        train += std::to_string(i) + ".jpg " + std::to_string(i % 2) + "\n";
        val += "val/v" + std::to_string(i) + ".jpg " + std::to_string(i % 2) + "\n";
    }
    folder_.write("train.txt", train);
    folder_.write("val.txt", val);
    expectCounts(8, 0, 8);
}

TEST_F(PublicSets, SplitsThatAreNotReadAreNoted) {
    writeImages("Images/n02085620-Chihuahua");
    writeImages("Images/n02085782-Spaniel");
    folder_.write("test_list.mat", "MATLAB 5.0 MAT-file");
    EXPECT_THAT(load().notes, Contains(HasSubstr("not trained on; " + at("test_list.mat") +
                                                 ", which may define the usual test split")));
}

TEST_F(PublicSets, FormatsBelowASplitAreNamed) {
    const std::vector<std::tuple<std::string, std::string, std::string>> cases = {
        {"train/train-00000-of-00001.parquet", "PAR1", "is a Parquet file"},
        {"data/train-00000-of-00001.parquet", "PAR1", "is a Parquet file"},
        {"train/data-00000-of-00001.arrow", "\xFF\xFF\xFF\xFF", "is an Arrow file"},
        {"train/images.npy", "\x93NUMPY", "is a NumPy array"},
        {"train/cat/1.npy", "\x93NUMPY", "is a NumPy array"},
        {"train/data.npz", "PK\3\4", "is a NumPy archive"},
        {"training/training.pt", "PK\3\4", "is a PyTorch file"},
        {"train/x.pth", "\x80\x02}q", "is a PyTorch file"},
        {"mnist/3.0.1/mnist-train.tfrecord-00000-of-00001", "x", "is a TFRecord file"},
        {"train-00000-of-01024", "x", "is a TFRecord file"},
        {"train/00-512x512-798.tfrec", "x", "is a TFRecord file"},
        {"train/data.h5", "\x89HDF\r\n\x1A\n", "is an HDF5 file"},
        {"train/shard-000000.tar", "1.jpg", "is a shard of a WebDataset"},
        {"train_lmdb/data.mdb", "x", "is an LMDB database"},
        {"train/train.rec", "x", "is a RecordIO file"},
        {"train/train_32x32.mat", "MATLAB 5.0 MAT-file, ", "is a MATLAB file"},
        {"train/faces.pkl", "\x80\x04x", "holds data that Python pickled"},
        {"val/dataset.beton", "x", "is an FFCV file"},
    };
    for (const auto& [name, start, text] : cases) {
        const scratch::Folder folder;
        const auto file = folder.write(name, std::string_view(start));
        Experiment::Data data;
        data.name = "own";
        data.path = folder.path().string();
        const std::string message = messageOf([&] { loadDataSet(data); });
        EXPECT_THAT(message, HasSubstr(file.string() + ' ' + text)) << name;
        EXPECT_THAT(message, HasSubstr("write its images as PNG files into train/CLASS"));
        EXPECT_TRUE(scratch::isOneLine(message)) << message;
    }
}

} // namespace
} // namespace asge
