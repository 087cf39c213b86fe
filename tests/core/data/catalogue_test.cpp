// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/catalogue.h"

#include "core/data/dataset.h"
#include "core/data/formats.h"
#include "core/data/idx_format.h"
#include "core/experiment/settings.h"
#include "tests/core/data/idx_files.h"

#include <gmock/gmock.h>

#include <set>

namespace asge {
namespace {

namespace fs = std::filesystem;

using scratch::messageOf;
using scratch::Variable;
using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

Experiment::Data named(const std::string& name, const std::string& path = "") {
    Experiment::Data data;
    data.name = name;
    data.path = path;
    return data;
}

IdxFiles filesOf(const Experiment::Data& data) {
    return idxFilesIn(findDataSet(data).folder, data);
}

/// Redirects all folders in which data sets are searched to a temporary folder.
class Catalogue : public testing::Test {
  protected:
    std::string at(const std::string& under) const { return (folder_.path() / under).string(); }

    scratch::Folder folder_;
    Variable asgeData_{"ASGE_DATA", at("asge-data")};
    Variable home_{"HOME", at("home")};
    Variable dataHome_{"XDG_DATA_HOME", at("data-home")};
    Variable dataDirectories_{"XDG_DATA_DIRS", at("first") + ":" + at("second")};
};

TEST_F(Catalogue, KnowsItsDataSets) {
    std::set<std::string> names;
    for (const CatalogueEntry& entry : catalogue()) {
        names.insert(entry.name);
        EXPECT_EQ(findInCatalogue(entry.name), &entry);
        EXPECT_EQ(std::set<std::string>(entry.classNames.begin(), entry.classNames.end()).size(),
                  entry.classNames.size());
        EXPECT_FALSE(entry.source.empty());
        for (const KnownFile& file : entry.files) {
            EXPECT_EQ(file.sha256.size(), 64U);
        }
    }
    EXPECT_EQ(names,
              (std::set<std::string>{"mnist", "fashion-mnist", "kmnist", "emnist-balanced",
                                     "emnist-letters", "emnist-digits", "emnist-mnist",
                                     "emnist-byclass", "emnist-bymerge", "cifar-10", "cifar-100"}));
    EXPECT_EQ(findInCatalogue("emnist-byclass")->classNames.size(), 62U);
    EXPECT_EQ(findInCatalogue("emnist-balanced")->classNames.size(), 47U);
    EXPECT_EQ(findInCatalogue("emnist-letters")->classNames.size(), 26U);
    EXPECT_EQ(findInCatalogue("cifar-100")->classNames.size(), 100U);
    EXPECT_EQ(findInCatalogue("Mnist"), nullptr);
    EXPECT_EQ(findInCatalogue(""), nullptr);
}

TEST_F(Catalogue, SearchesOnlyTheGivenPath) {
    EXPECT_THAT(dataFolders(named("mnist", "some/where")), ElementsAre("some/where"));
}

TEST_F(Catalogue, SearchesFoldersInOrder) {
    EXPECT_THAT(dataFolders(named("mnist")),
                ElementsAre(at("asge-data/mnist"), at("data-home/asge/data/mnist"),
                            at("first/datasets/mnist"), at("second/datasets/mnist")));
}

TEST_F(Catalogue, HasDefaultsForVariablesThatAreNotSet) {
    for (const auto& unset : {std::optional<std::string>(), std::optional<std::string>("")}) {
        const Variable asgeData("ASGE_DATA", unset);
        const Variable dataHome("XDG_DATA_HOME", unset);
        const Variable dataDirectories("XDG_DATA_DIRS", unset);
        EXPECT_THAT(dataFolders(named("mnist")),
                    ElementsAre(at("home/.local/share/asge/data/mnist"),
                                "/usr/local/share/datasets/mnist", "/usr/share/datasets/mnist"));
        const Variable home("HOME", unset);
        EXPECT_EQ(dataFolders(named("mnist")).size(), 2U);
    }
}

TEST_F(Catalogue, IgnoresRelativeBaseDirectories) {
    const Variable dataHome("XDG_DATA_HOME", "relative");
    const Variable dataDirectories("XDG_DATA_DIRS", "also/relative::" + at("absolute"));
    EXPECT_THAT(dataFolders(named("mnist")),
                ElementsAre(at("asge-data/mnist"), at("home/.local/share/asge/data/mnist"),
                            at("absolute/datasets/mnist")));
}

TEST_F(Catalogue, TakesTheFirstFolderThatHasFiles) {
    scratch::writeNumbered(folder_, 2, 2, "second/datasets/mnist/");
    EXPECT_EQ(filesOf(named("mnist")).testLabels,
              at("second/datasets/mnist/t10k-labels-idx1-ubyte"));
    scratch::writeNumbered(folder_, 2, 2, "data-home/asge/data/mnist/");
    EXPECT_EQ(filesOf(named("mnist")).testLabels,
              at("data-home/asge/data/mnist/t10k-labels-idx1-ubyte"));
    scratch::writeNumbered(folder_, 2, 2, "asge-data/mnist/");
    EXPECT_EQ(filesOf(named("mnist")).testLabels, at("asge-data/mnist/t10k-labels-idx1-ubyte"));
}

TEST_F(Catalogue, FindsEverySpelling) {
    folder_.write("train-images-idx3-ubyte", "");
    folder_.write("train-labels-idx1-ubyte.gz", "");
    folder_.write("t10k-images.idx3-ubyte", "");
    folder_.write("t10k-labels.idx1-ubyte.gz", "");
    const IdxFiles files = filesOf(named("own", folder_.path().string()));
    EXPECT_EQ(files.trainImages, at("train-images-idx3-ubyte"));
    EXPECT_EQ(files.trainLabels, at("train-labels-idx1-ubyte.gz"));
    EXPECT_EQ(files.testImages, at("t10k-images.idx3-ubyte"));
    EXPECT_EQ(files.testLabels, at("t10k-labels.idx1-ubyte.gz"));
}

TEST_F(Catalogue, TakesARelativePathFromTheCurrentFolder) {
    scratch::writeNumbered(folder_, 2, 2, "own/");
    const fs::path before = fs::current_path();
    fs::current_path(folder_.path());
    const IdxFiles files = filesOf(named("own", "own"));
    fs::current_path(before);
    EXPECT_EQ(files.trainImages, "own/train-images-idx3-ubyte");
}

TEST_F(Catalogue, NamesTheFileThatIsMissingAmongOthers) {
    scratch::writeNumbered(folder_, 2, 2, "asge-data/mnist/");
    fs::remove(at("asge-data/mnist/t10k-images-idx3-ubyte"));
    EXPECT_EQ(messageOf([] { filesOf(named("mnist")); }),
              at("asge-data/mnist") + ": has no file t10k-images-idx3-ubyte (or .gz) beside the "
                                      "data set's other files");
}

TEST_F(Catalogue, NamesEveryFolderThatWasSearched) {
    const std::string message = messageOf([] { filesOf(named("fashion-mnist")); });
    EXPECT_THAT(message, AllOf(StartsWith("data.name: no files of 'fashion-mnist'"),
                               HasSubstr(at("asge-data/fashion-mnist")),
                               HasSubstr(at("data-home/asge/data/fashion-mnist")),
                               HasSubstr(at("first/datasets/fashion-mnist")),
                               HasSubstr(at("second/datasets/fashion-mnist")),
                               EndsWith("apt-get install dataset-fashion-mnist")));
    EXPECT_TRUE(scratch::isOneLine(message));
}

TEST_F(Catalogue, KnowsTheStepsOfAnEpoch) {
    Experiment experiment;
    experiment.train.batch = 64;
    EXPECT_EQ(stepsPerEpoch(experiment), 907) << "58,000 images and a smaller last batch";
    experiment.data.limit = 12800;
    EXPECT_EQ(stepsPerEpoch(experiment), 200);
    experiment.data.limit = 60000;
    EXPECT_EQ(stepsPerEpoch(experiment), 907) << "2,000 are validation images";
    experiment.data.path = at("own");
    EXPECT_EQ(stepsPerEpoch(experiment), 938);
    experiment.data.limit = 0;
    EXPECT_EQ(stepsPerEpoch(experiment), 0) << "not known without the files";
}

TEST_F(Catalogue, KnowsTheSizeOfImages) {
    Experiment::Data data = named("fashion-mnist");
    EXPECT_EQ(imageSize(data), (ImageSize{1, 28, 28}));
    EXPECT_EQ(imageSize(named("cifar-100")), (ImageSize{3, 32, 32}));
    EXPECT_EQ(imageSize(named("own", at("own"))), ImageSize{});
    EXPECT_EQ(imageSize(named("mnist", at("own"))), (ImageSize{1, 28, 28}));
    data.path = at("photographs");
    data.size = 64;
    EXPECT_EQ(imageSize(data), (ImageSize{0, 64, 64}));
}

TEST_F(Catalogue, NamesThePathThatWasSearched) {
    scratch::writeNumbered(folder_, 2, 2, "asge-data/mnist/"); // must not be used instead
    const std::string message = messageOf([&] { filesOf(named("mnist", at("empty"))); });
    EXPECT_EQ(message, "data.path: " + at("empty") + ": there is no such folder");
    fs::create_directory(at("empty"));
    EXPECT_EQ(
        messageOf([&] { filesOf(named("mnist", at("empty"))); }),
        "data.path: " + at("empty") +
            " has no files of a data set; these are read: IDX: train-images-idx3-ubyte (or .gz); "
            "CIFAR-10 binary: data_batch_1.bin; CIFAR-100 binary: train.bin; STL-10 binary: "
            "train_X.bin; image folder: train/CLASS/*.jpg or CLASS/*.jpg, or *.png");
}

TEST_F(Catalogue, NamesTheSetWhoseFilesTheFolderHolds) {
    folder_.write("letters/emnist-letters-train-images-idx3-ubyte", scratch::numberedImages(2));
    EXPECT_EQ(messageOf([&] { findDataSet(named("fashion-mnist", at("letters"))); }),
              "data.name: is fashion-mnist, but " + at("letters") +
                  " holds other files: set data.name=emnist-letters");
}

TEST_F(Catalogue, NotesThatUnscaledImagesAreNotCut) {
    scratch::writeNumbered(folder_, 4, 2, "own/");
    Experiment::Data data = named("own", at("own"));
    data.validation = 1;
    const auto notes = [&] { return loadDataSet(data).notes; };
    const auto isSaid = testing::Contains(StartsWith("data.centre_crop: has no effect"));
    EXPECT_THAT(notes(), testing::Not(isSaid));
    data.centreCrop = 0.5;
    EXPECT_THAT(notes(), isSaid);
}

TEST_F(Catalogue, SaysWhereToPutAMissingSet) {
    EXPECT_THAT(messageOf([] { findDataSet(named("cifar-10")); }),
                EndsWith("get them: download https://www.cs.toronto.edu/~kriz/"
                         "cifar-10-binary.tar.gz and unpack it into " +
                         at("asge-data/cifar-10")));
    const Variable asgeData("ASGE_DATA", std::nullopt);
    EXPECT_THAT(messageOf([] { findDataSet(named("mnist")); }),
                EndsWith(" into " + at("data-home/asge/data/mnist")));
}

TEST_F(Catalogue, SaysHowToUnpackAnArchive) {
    folder_.write("asge-data/cifar-10/cifar-10-binary.tar.gz", "");
    const std::string folder = at("asge-data/cifar-10");
    EXPECT_EQ(messageOf([] { findDataSet(named("cifar-10")); }),
              "data.name: " + folder +
                  " holds the archive cifar-10-binary.tar.gz, which must be unpacked: tar -xzf " +
                  folder + "/cifar-10-binary.tar.gz -C " + folder);
    folder_.write("my data/gzip.zip", "");
    EXPECT_THAT(messageOf([&] { findDataSet(named("own", at("my data"))); }),
                AllOf(StartsWith("data.path: "), EndsWith("unzip '" + at("my data/gzip.zip") +
                                                          "' -d '" + at("my data") + "'")));
}

TEST_F(Catalogue, MentionsAnArchiveThatMayAlreadyBeUnpacked) {
    folder_.write("own/set.tar.gz", "");
    folder_.write("own/set/notes.txt", "");
    const std::string folder = at("own");
    EXPECT_EQ(messageOf([&] { findDataSet(named("own", folder)); }),
              "data.path: " + folder +
                  " holds the archive set.tar.gz, and the folders beside it hold no data set; if "
                  "it is not unpacked yet: tar -xzf " +
                  folder + "/set.tar.gz -C " + folder);
    scratch::writeNumbered(folder_, 2, 2, "own/set/");
    EXPECT_EQ(findDataSet(named("own", folder)).folder, folder + "/set");
}

TEST_F(Catalogue, FindsFilesInFoldersOfTheOnlySet) {
    scratch::writeNumbered(folder_, 2, 2, "own/MNIST/raw/");
    for (const char* path : {"own", "own/MNIST", "own/MNIST/raw"}) {
        EXPECT_EQ(findDataSet(named("digits", at(path))).folder, at("own/MNIST/raw"));
    }
    scratch::writeNumbered(folder_, 2, 2, "own/FashionMNIST/raw/");
    EXPECT_THAT(
        messageOf([&] { findDataSet(named("digits", at("own"))); }),
        EndsWith("name one of them: " + at("own/FashionMNIST/raw") + ", " + at("own/MNIST/raw")));
}

TEST_F(Catalogue, NamesUnsupportedFormats) {
    const std::vector<std::tuple<std::string, std::string, std::string>> cases = {
        {"images.npz", "PK\3\4", "is a NumPy archive: write its images as PNG files into"},
        {"images.npy", "\x93NUMPY", "is a NumPy array: "},
        {"images.dat", "\x93NUMPY", "is a NumPy array: "},
        {"train_32x32.mat", "MATLAB 5.0 MAT-file, ", "is a MATLAB file: "},
        {"a.parquet", "PAR1", "is a Parquet file: "},
        {"a.arrow", "ARROW1", "is an Arrow file: "},
        {"a.h5", "\x89HDF\r\n\x1A\n", "is an HDF5 file: "},
        {"train-000000.tar", "1.jpg", "is a shard of a WebDataset: "},
        {"train.tfrecord-00000-of-00010", "x", "is a TFRecord file: "},
        {"data_batch_1", "\x80\x02}q",
         "is CIFAR-10 that Python pickled; a pickle is a program, "
         "which is never run: download https://www.cs.toronto.edu/"
         "~kriz/cifar-10-binary.tar.gz instead"},
        {"train", "\x80\x02}q", "is CIFAR-100 that Python pickled"},
        {"faces.pkl", "\x80\x04x", "holds data that Python pickled"},
        {"model.pt", "PK\3\4", "is a PyTorch file: "},
    };
    for (const auto& [name, start, text] : cases) {
        for (const std::string under : {"own/", "own/inner/"}) {
            const scratch::Folder folder;
            const auto file = folder.write(under + name, std::string_view(start));
            const std::string place = (folder.path() / "own").string();
            const std::string message = messageOf([&] { findDataSet(named("own", place)); });
            EXPECT_THAT(message, StartsWith("data.path: " + file.string() + ' ' + text));
            EXPECT_TRUE(scratch::isOneLine(message)) << message;
            EXPECT_THAT(messageOf([&] { findDataSet(named("own", file.string())); }),
                        HasSubstr(text));
        }
    }
}

TEST_F(Catalogue, NamesTheRealFormatOfAMisnamedFile) {
    scratch::writeNumbered(folder_, 2, 2, "own/");
    const auto file = folder_.write("own/train-images-idx3-ubyte.gz", "");
    fs::remove(at("own/train-images-idx3-ubyte"));
    const auto error = [&] { return messageOf([&] { loadDataSet(named("own", at("own"))); }); };
    folder_.write("own/train-images-idx3-ubyte.gz", "<!DOCTYPE html><html>");
    EXPECT_THAT(error(), StartsWith(file.string() + ": is a web page (HTML or XML), not the file"));
    folder_.write("own/train-images-idx3-ubyte.gz", "\n<HTML><body>");
    EXPECT_THAT(error(), StartsWith(file.string() + ": is a web page"));
    folder_.write("own/train-images-idx3-ubyte.gz",
                  scratch::gzip(scratch::gzip(scratch::numberedImages(2))));
    EXPECT_EQ(error(), file.string() + ": is packed with gzip twice: unpack it once with gunzip");
    folder_.write("own/train-images-idx3-ubyte.gz", "version https://git-lfs.github.com/spec/v1");
    EXPECT_THAT(error(), StartsWith(file.string() + ": is a Git LFS pointer"));
}

TEST_F(Catalogue, ReadsEverySplitOfEmnistUnderAnyName) {
    const auto write = [&](const std::string& split, int largest) {
        for (const char* part : {"train", "test"}) {
            const std::string start = "own/gzip/emnist-" + split + "-" + part;
            folder_.write(start + "-images-idx3-ubyte.gz",
                          scratch::gzip(scratch::idx({2, 1, 2}, {1, 2, 3, 4})));
            folder_.write(
                start + "-labels-idx1-ubyte.gz",
                scratch::gzip(scratch::idx({2}, {1, static_cast<std::uint8_t>(largest)})));
        }
    };
    const std::vector<std::pair<std::string, int>> splits = {{"letters", 26}, {"balanced", 46},
                                                             {"byclass", 61}, {"bymerge", 46},
                                                             {"digits", 9},   {"mnist", 9}};
    for (const auto& [split, largest] : splits) {
        fs::remove_all(at("own"));
        write(split, largest);
        Experiment::Data data = named("characters", at("own"));
        data.validation = 0;
        const DataSet set = loadDataSet(data);
        EXPECT_EQ(set.train.height, 2) << "transposed";
        EXPECT_EQ(set.classNames, findInCatalogue("emnist-" + split)->classNames);
        EXPECT_EQ(set.test.labels.back(), largest - (split == "letters" ? 1 : 0));
    }
    for (const auto& [split, largest] : splits) {
        write(split, largest);
    }
    EXPECT_EQ(messageOf([&] { loadDataSet(named("characters", at("own"))); }),
              "data.name: must name the data set to read, because " + at("own/gzip") +
                  " holds the files of several: emnist-balanced, emnist-letters, emnist-digits, "
                  "emnist-mnist, emnist-byclass or emnist-bymerge");
    Experiment::Data data = named("emnist-byclass", at("own"));
    data.validation = 0;
    EXPECT_EQ(loadDataSet(data).classNames.size(), 62U);
}

TEST_F(Catalogue, QuotesAnArchivesNameForTheShell) {
    folder_.write("own/x';touch y;'.zip", "");
    EXPECT_THAT(messageOf([&] { findDataSet(named("own", at("own"))); }),
                HasSubstr("unzip '" + at("own/x") + R"('\'';touch y;'\''.zip' -d )"));
}

TEST_F(Catalogue, FindsWhatTheOfficialArchivesUnpackTo) {
    folder_.write("asge-data/cifar-10/cifar-10-batches-bin/test_batch.bin", "");
    folder_.write("asge-data/cifar-100/cifar-100-binary/train.bin", "");
    folder_.write("asge-data/emnist-digits/gzip/emnist-digits-test-images-idx3-ubyte.gz", "");
    for (const auto& [name, under] :
         {std::pair("cifar-10", "cifar-10-batches-bin"), std::pair("cifar-100", "cifar-100-binary"),
          std::pair("emnist-digits", "gzip")}) {
        EXPECT_EQ(findDataSet(named(name)).folder, at("asge-data/") + name + "/" + under);
    }
}

TEST_F(Catalogue, NamesTheKnownSetsForAnUnknownOne) {
    scratch::writeNumbered(folder_, 2, 2,
                           "asge-data/cifar/"); // not searched, because no path is given
    EXPECT_EQ(
        messageOf([] { findDataSet(named("cifar")); }),
        "data.name: no data set is known as 'cifar'; known are mnist, fashion-mnist, "
        "kmnist, emnist-balanced, emnist-letters, emnist-digits, emnist-mnist, emnist-byclass, "
        "emnist-bymerge, cifar-10 and cifar-100; "
        "for another data set, set data.path");
    EXPECT_TRUE(scratch::isOneLine(messageOf([] { findDataSet(named("a\nb")); })));
}

TEST(ImageSizeTest, IsKnownByNameOrMadeByTheExperiment) {
    EXPECT_EQ(imageSize(named("mnist")), (ImageSize{1, 28, 28}));
    EXPECT_EQ(imageSize(named("fashion-mnist")), (ImageSize{1, 28, 28}));
    EXPECT_EQ(imageSize(named("kmnist", "/data/kmnist")), (ImageSize{1, 28, 28}));
    EXPECT_EQ(imageSize(named("cifar-10")), (ImageSize{3, 32, 32}));
    EXPECT_EQ(imageSize(named("cifar-100")), (ImageSize{3, 32, 32}));
    EXPECT_EQ(imageSize(named("photographs", "/data/photographs")), ImageSize{});
    Experiment::Data scaled = named("photographs", "/data/photographs");
    scaled.size = 64;
    EXPECT_EQ(imageSize(scaled), (ImageSize{0, 64, 64}));
    scaled.path.clear();
    EXPECT_EQ(imageSize(scaled), ImageSize{});
}

TEST(ImageSizeTest, AgreesWithTheSettingsThatHaveNoEffect) {
    for (const CatalogueEntry& entry : catalogue()) {
        Experiment experiment;
        experiment.data = named(entry.name);
        const bool grey = imageSize(experiment.data).channels == 1;
        EXPECT_EQ(!inactiveReason(experiment, "augment.grey").empty(), grey) << entry.name;
    }
}

} // namespace
} // namespace asge
