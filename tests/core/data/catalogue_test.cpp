#include "core/data/catalogue.h"

#include "core/data/formats.h"
#include "core/data/idx_format.h"

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

/// All that decides where data sets are searched leads into a folder of its own.
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
        EXPECT_EQ(entry.trainImages % static_cast<int>(entry.classNames.size()), 0);
        EXPECT_FALSE(entry.source.empty());
        for (const KnownFile& file : entry.files) {
            EXPECT_EQ(file.sha256.size(), 64U);
        }
    }
    EXPECT_EQ(names,
              (std::set<std::string>{"mnist", "fashion-mnist", "kmnist", "emnist-balanced",
                                     "emnist-letters", "emnist-digits", "cifar-10", "cifar-100"}));
    EXPECT_EQ(findInCatalogue("emnist-balanced")->classNames.size(), 47U);
    EXPECT_EQ(findInCatalogue("emnist-letters")->classNames.size(), 26U);
    EXPECT_EQ(findInCatalogue("cifar-100")->classNames.size(), 100U);
    EXPECT_EQ(findInCatalogue("Mnist"), nullptr);
    EXPECT_EQ(findInCatalogue(""), nullptr);
}

TEST_F(Catalogue, SearchesAPathAlone) {
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
    EXPECT_EQ(stepsPerEpoch(experiment), 907) << "2,000 are held out";
    experiment.data.path = at("own");
    EXPECT_EQ(stepsPerEpoch(experiment), 938);
    experiment.data.limit = 0;
    EXPECT_EQ(stepsPerEpoch(experiment), 0) << "nobody knows without the files";
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
    scratch::writeNumbered(folder_, 2, 2, "asge-data/mnist/"); // must not be taken instead
    const std::string message = messageOf([&] { filesOf(named("mnist", at("empty"))); });
    EXPECT_EQ(message, "data.path: " + at("empty") + ": there is no such folder");
    fs::create_directory(at("empty"));
    EXPECT_EQ(
        messageOf([&] { filesOf(named("mnist", at("empty"))); }),
        "data.path: " + at("empty") +
            " has no files of a data set: train-images-idx3-ubyte (or .gz), "
            "data_batch_1.bin, train.bin or train/CLASS/*.jpg or *.png, CLASS/*.jpg or *.png");
}

TEST_F(Catalogue, SaysWhereAMissingSetBelongs) {
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
    scratch::writeNumbered(folder_, 2, 2, "asge-data/cifar/"); // no path, so it isn't looked for
    EXPECT_EQ(messageOf([] { findDataSet(named("cifar")); }),
              "data.name: no data set is known as 'cifar'; known are mnist, fashion-mnist, "
              "kmnist, emnist-balanced, emnist-letters, emnist-digits, cifar-10 and cifar-100; "
              "another one needs data.path");
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
