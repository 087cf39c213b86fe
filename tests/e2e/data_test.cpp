// SPDX-License-Identifier: GPL-3.0-or-later

// `asge data`, and the messages of other commands about unusual data.
#include "core/data/decode.h"
#include "core/data/png.h"
#include "tests/core/data/cifar_files.h"
#include "tests/e2e/process.h"
#include "tests/support/tiny_data.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <sys/stat.h>

namespace asge {
namespace {

using nlohmann::json;
using test::Ended;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class AsgeData : public testing::Test {
  protected:
    std::string at(const std::string& name) const { return (folder_.path() / name).string(); }

    static Ended data(std::vector<std::string> words) {
        words.insert(words.begin(), {ASGE_BINARY, "data"});
        return test::run(words);
    }
    static json parsed(const Ended& ended) {
        EXPECT_EQ(ended.error, "");
        return json::parse(ended.out);
    }

    /// Writes 12 × 12 drawings in two classes, three training images and one test image per class,
    /// and a damaged file.
    void writeDrawings() const {
        for (const std::string name : {"dark", "light"}) {
            const auto value = static_cast<std::uint8_t>(name == "dark" ? 51 : 204);
            for (const char* file :
                 {"train/%/1.png", "train/%/2.png", "train/%/3.png", "test/%/1.png"}) {
                std::string path = file;
                path.replace(path.find('%'), 1, name);
                std::filesystem::create_directories((folder_.path() / path).parent_path());
                writePng(folder_.path() / path,
                         {1, 12, 12, std::vector<std::uint8_t>(144, value), ""});
            }
        }
        folder_.write("train/dark/0.png", "");
    }

    scratch::Folder folder_;
    scratch::Variable root_{"ASGE_DATA", at("root")};
    scratch::Variable home_{"XDG_DATA_HOME", at("home")};
    scratch::Variable shares_{"XDG_DATA_DIRS", at("share")};
};

TEST_F(AsgeData, ListsInstalledAndMissingDataSets) {
    test::writeTinyFiles(at("root/kmnist"));
    const json list = parsed(data({"list", "--json"}));
    ASSERT_EQ(list.size(), 11U);
    EXPECT_EQ(list[0]["name"], "mnist");
    EXPECT_EQ(list[0]["folder"], nullptr);
    EXPECT_THAT(std::string(list[0]["source"]), EndsWith(" into " + at("root/mnist")));
    EXPECT_EQ(list[2]["name"], "kmnist");
    EXPECT_EQ(list[2]["folder"], at("root/kmnist"));
    EXPECT_EQ(list[2]["format"], "IDX");
    const Ended text = data({"list"});
    EXPECT_EQ(text.status, 0);
    EXPECT_THAT(text.out, AllOf(HasSubstr("not found: download https://www.cs.toronto.edu"),
                                HasSubstr("10000 images  " + at("root/kmnist"))));
}

TEST_F(AsgeData, VerifiesAgainstTheCatalogue) {
    test::writeTinyFiles(at("root/mnist"));
    const Ended ended = data({"verify", "mnist"});
    EXPECT_EQ(ended.status, 1);
    EXPECT_THAT(ended.out, AllOf(HasSubstr("missing: train-images-idx3-ubyte: is sha256 "),
                                 HasSubstr("missing: training images: is 120, published is 60000"),
                                 EndsWith("\nincomplete\n")));
    EXPECT_EQ(data({"verify", at("root/mnist")}).out, ended.out) << "by the folder's name";
    const Ended asJson = data({"verify", "mnist", "--json"});
    EXPECT_EQ(asJson.status, 1);
    EXPECT_EQ(parsed(asJson)["sound"], false);
    EXPECT_EQ(parsed(asJson)["verdict"], "incomplete");
    EXPECT_EQ(parsed(asJson)["published"], nullptr);
    EXPECT_EQ(parsed(asJson)["checks"].size(), 7U);
    std::filesystem::rename(at("root/mnist"), at("own"));
    const Ended own = data({"verify", at("own")});
    EXPECT_EQ(own.status, 0);
    EXPECT_THAT(own.out, AllOf(StartsWith(at("own") + ": IDX, images of 1 × 12 × 12, 3 classes\n"
                                                      "120 training, 0 validation, 60 test images"),
                               EndsWith("\nreadable (no published set to compare with)\n")));
}

TEST_F(AsgeData, VerifyListsSkippedFiles) {
    writeDrawings();
    const Ended ended = data({"verify", folder_.path().string()});
    EXPECT_EQ(ended.status, 1);
    EXPECT_THAT(ended.out, HasSubstr("note: " + at("train/dark/0.png") + ": is empty; skipped"));
    std::filesystem::remove(at("train/dark/0.png"));
    EXPECT_EQ(data({"verify", folder_.path().string()}).status, 0);
}

TEST_F(AsgeData, CountsAndMeasures) {
    writeDrawings();
    const Ended ended = data({"stats", folder_.path().string(), "--json", "--size", "6"});
    EXPECT_THAT(ended.error, StartsWith("asge: note: " + at("train/dark/0.png")));
    const json stats = json::parse(ended.out);
    EXPECT_EQ(stats["format"], "image folder");
    EXPECT_EQ(stats["channels"], 1);
    EXPECT_EQ(stats["height"], 6);
    EXPECT_EQ(stats["train_images"], 6);
    EXPECT_EQ(stats["skipped"], 1);
    EXPECT_NEAR(stats["mean"][0], 0.5, 1e-6);
    EXPECT_NEAR(stats["deviation"][0], 0.3, 1e-6);
    EXPECT_EQ(stats["classes"][1],
              (json{{"name", "light"}, {"train", 3}, {"validation", 0}, {"test", 1}}));
    const Ended held = data({"stats", folder_.path().string(), "--set", "data.validation=2"});
    EXPECT_THAT(held.out, HasSubstr("4 training, 2 validation, 2 test images"));
}

TEST_F(AsgeData, AcceptsAnExperimentsSettings) {
    test::writeTinyFiles(at("own"));
    Experiment experiment = test::tinyExperiment();
    experiment.data.path = at("own");
    folder_.write("tiny.json", toJson(experiment));
    EXPECT_EQ(parsed(data({"stats", at("tiny.json"), "--json"}))["validation_images"], 30);
    EXPECT_EQ(
        parsed(data({"stats", at("tiny.json"), "--json", "--set", "data.limit=7"}))["train_images"],
        7);
    EXPECT_EQ(parsed(data({"verify", at("tiny.json"), "--json"}))["train_images"], 120)
        << "the limit does not restrict verification";
}

TEST_F(AsgeData, ReadsTheRequestedLabels) {
    folder_.write("train.bin", scratch::cifarRecords({{99, 1}, {4, 2}}, 2));
    folder_.write("test.bin", scratch::cifarRecords({{98, 3}}, 2));
    std::string names;
    for (int i = 0; i < 20; ++i) {
        names += "group" + std::to_string(i) + "\n";
    }
    folder_.write("coarse_label_names.txt", names);
    const json stats =
        json::parse(data({"stats", folder_.path().string(), "--json", "--labels", "coarse"}).out);
    EXPECT_EQ(stats["classes"].size(), 20U);
    EXPECT_EQ(stats["classes"][19]["name"], "group19");
}

TEST_F(AsgeData, DrawsASheet) {
    writeDrawings();
    const std::string folder = folder_.path().string();
    folder_.write("fonts.conf", "<fontconfig></fontconfig>");
    const scratch::Variable fonts("FONTCONFIG_FILE", at("fonts.conf"));
    const Ended ended = data({"browse", folder, "--output", at("sheet.png"), "--count", "2"});
    EXPECT_EQ(ended.status, 0) << ended.error;
    EXPECT_THAT(ended.error, EndsWith("asge: note: no font was found, so there are no names on the "
                                      "sheet\n"));
    EXPECT_EQ(ended.out, "row 1: dark\nrow 2: light\n");
    std::ifstream in(at("sheet.png"), std::ios::binary);
    const Picture sheet = decodeImage(ImageBytes{std::istreambuf_iterator<char>(in), {}});
    // Two rows of two drawings, each eight times as large, with gaps of 4.
    EXPECT_EQ(sheet.width, 204);
    EXPECT_EQ(sheet.height, 204);
    const auto pixel = [&](int x, int y) {
        return int{sheet.pixels[static_cast<std::size_t>(y * 204 + x)]};
    };
    EXPECT_EQ(pixel(0, 0), 64);
    EXPECT_EQ(pixel(4, 4), 51);
    EXPECT_EQ(pixel(99, 99), 51);
    EXPECT_EQ(pixel(100, 100), 64);
    EXPECT_EQ(pixel(199, 199), 204);
    EXPECT_EQ(
        data({"browse", folder, "--output", at("one.png"), "--class", "light", "--split", "test"})
            .out,
        "row 1: light\n");
}

TEST_F(AsgeData, DrawsASheetOfManyClassesPageByPage) {
    for (int i = 100; i < 145; ++i) {
        for (const char* split : {"train/", "test/"}) {
            const std::string name = "a class with a long name, \x1b[31m" + std::to_string(i);
            const std::filesystem::path folder = folder_.path() / "set" / split / name;
            std::filesystem::create_directories(folder);
            writePng(folder / "1.png", {1, 28, 28, std::vector<std::uint8_t>(28 * 28, 64), ""});
        }
    }
    const auto browse = [&](std::vector<std::string> more) {
        more.insert(more.begin(), {"browse", at("set"), "--output", at("sheet.png")});
        return data(more);
    };
    const Ended first = browse({});
    EXPECT_EQ(first.status, 0);
    EXPECT_THAT(first.out, StartsWith("row 1: a class with a long name, ?[31m100\nrow 2: "));
    EXPECT_THAT(first.out, EndsWith("row 20: a class with a long name, ?[31m119\npage 1 of 3\n"));
    const json last = json::parse(browse({"--page", "3", "--json"}).out);
    EXPECT_EQ(last["page"], 3);
    EXPECT_EQ(last["pages"], 3);
    ASSERT_EQ(last["rows"].size(), 5U);
    EXPECT_EQ(last["rows"][0]["class_index"], 40);
    EXPECT_EQ(last["rows"][4]["class"], "a class with a long name, ?[31m144");
    EXPECT_EQ(last["rows"][4]["images"].size(), 1U);
    const Ended none = browse({"--page", "4"});
    EXPECT_EQ(none.status, 2);
    EXPECT_THAT(none.error, EndsWith("asge: --page 4: there are 3 pages\n"));
    EXPECT_THAT(browse({"--class", "3", "--page", "2"}).error,
                EndsWith("asge: --page 2: there is 1 page\n"));
}

TEST_F(AsgeData, NamesAClassThatWasChosenByItsIndex) {
    for (int i = 1; i <= 12; ++i) {
        for (const char* split : {"train/", "test/"}) {
            const std::string file = split + std::to_string(i) + "/1.png";
            std::filesystem::create_directories((folder_.path() / file).parent_path());
            writePng(folder_.path() / file,
                     {1, 12, 12, std::vector<std::uint8_t>(144, std::uint8_t(20 * i)), ""});
        }
    }
    const auto browse = [&](const std::string& name) {
        return data({"browse", folder_.path().string(), "--output", at("x.png"), "--class", name})
            .out;
    };
    EXPECT_EQ(browse("12"), "row 1: 12\n");
    EXPECT_EQ(browse("0"), "row 1: 1 (the class of index 0)\n");
}

TEST_F(AsgeData, SmallStandardDeviationsAreNotRoundedToZero) {
    test::writeTinyFiles(at("dark"));
    const auto write = [&](int lightest) {
        std::vector<std::uint8_t> pixels(std::size_t{120} * 12 * 12);
        pixels.front() = static_cast<std::uint8_t>(lightest);
        test::writeIdx(at("dark/train-images-idx3-ubyte"), {120, 12, 12}, pixels);
    };
    write(0);
    EXPECT_THAT(data({"stats", at("dark")}).out,
                HasSubstr("channel 0: mean 0, standard deviation 0\n"));
    EXPECT_EQ(json::parse(data({"stats", at("dark"), "--json"}).out)["deviation"][0], 0.0);
    write(1);
    const Ended ended = data({"stats", at("dark")});
    EXPECT_THAT(ended.out, HasSubstr("channel 0: mean 2.3e-07, standard deviation 3e-05\n"));
    EXPECT_THAT(ended.error,
                HasSubstr("channel 0 (standard deviation 3e-05); inputs are divided by one "
                          "grey level"));
}

TEST_F(AsgeData, CountsIgnoredImagesByTheirExtension) {
    writeDrawings();
    std::filesystem::remove(at("train/dark/0.png"));
    for (int i = 0; i < 20; ++i) {
        folder_.write("train/dark/" + std::to_string(i) + ".webp", "RIFF");
    }
    const Ended ended = data({"verify", folder_.path().string()});
    EXPECT_EQ(ended.status, 1);
    EXPECT_THAT(ended.out, AllOf(HasSubstr("ignored files: 20 .webp\n"),
                                 HasSubstr("missing: " + folder_.path().string() +
                                           ": holds images in formats that are not read: 20 .webp"),
                                 EndsWith("\nincomplete\n")));
    const json verified = parsed(data({"verify", folder_.path().string(), "--json"}));
    EXPECT_EQ(verified["ignored"], (json{{".webp", 20}}));
    EXPECT_EQ(verified["verdict"], "incomplete");
    EXPECT_EQ(verified["missing"].size(), 1U);
}

TEST_F(AsgeData, NamesAFileOfDataInPlaceOfAFolder) {
    const auto error = [&](const std::string& name, std::string_view contents) {
        folder_.write(name, contents);
        const Ended ended = data({"verify", at(name)});
        EXPECT_EQ(ended.status, 2);
        return ended.error;
    };
    const std::string start = "asge: " + folder_.path().string() + '/';
    EXPECT_THAT(error("set.npz", "PK\3\4"),
                StartsWith(start + "set.npz is a NumPy archive: write its images as PNG files"));
    EXPECT_THAT(error("set.tar.gz", "\x1F\x8B"),
                StartsWith(start + "set.tar.gz is an archive, which must be unpacked: tar -xzf "));
    EXPECT_THAT(error("train-images-idx3-ubyte.gz", "\x1F\x8B"),
                EndsWith("-ubyte.gz is a file, but must be the folder of a data set or an "
                         "experiment\n"));
}

TEST_F(AsgeData, NamesDataInPlaceOfAnExperiment) {
    folder_.write("set.npz", "PK\3\4");
    folder_.write("a.parquet", "PAR1");
    folder_.write("photo.jpg", "\xFF\xD8\xFF");
    folder_.write("misnamed.gz", "PK\3\4");
    folder_.write("columns/train.parquet", "PAR1");
    writeDrawings();
    test::writeTinyFiles(at("tiny set"));
    const std::string here = folder_.path().string();
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"set.npz", " is a NumPy archive: write its images as PNG files"},
        {"a.parquet", " is a Parquet file: write its images as PNG files"},
        {"photo.jpg", " is a single image, but a data set is a folder of images"},
        {"misnamed.gz", " is a ZIP archive, though its name ends in .gz, which must be unpacked: "
                        "unzip "},
        {"columns",
         " is a folder, but must be an experiment file (JSON); read as the folder of a data "
         "set: " +
             at("columns/train.parquet") + " is a Parquet file"},
        {"tiny set", " is a folder of data; set data.path to it in an experiment file, "
                     "or run: asge @ experiments/quick.json --set data.path='" +
                         at("tiny set") + "'"}};
    for (const std::string command : {"train", "bench"}) {
        for (const auto& [name, text] : cases) {
            std::string expected = "asge: " + at(name) + text;
            const auto word = expected.find('@');
            expected.replace(std::min(word, expected.size()), word < expected.size() ? 1 : 0,
                             word < expected.size() ? command : "");
            const Ended ended = test::run({ASGE_BINARY, command, at(name)});
            EXPECT_EQ(ended.status, 2);
            EXPECT_THAT(ended.error, StartsWith(expected));
        }
    }
    std::filesystem::remove_all(at("tiny set"));
    EXPECT_THAT(
        test::run({ASGE_BINARY, "train", here}).error,
        EndsWith("asge train experiments/image-folder.json --set data.path=" + here + "\n"));
    EXPECT_THAT(data({"verify", at("photo.jpg")}).error, HasSubstr("is a single image"));
}

TEST_F(AsgeData, RefusesTrainingImagesOfOneClass) {
    test::writeTinyFiles(at("own"));
    test::writeIdx(at("own/train-labels-idx1-ubyte"), {120}, std::vector<std::uint8_t>(120, 1));
    Experiment experiment = test::tinyExperiment();
    experiment.data.path = at("own");
    folder_.write("tiny.json", toJson(experiment));
    const Ended ended =
        test::run({ASGE_BINARY, "train", at("tiny.json"), "--store", at("runs.sqlite")});
    EXPECT_EQ(ended.status, 2);
    EXPECT_THAT(ended.error, HasSubstr("all training images are of one class, '1'"));
    EXPECT_EQ(data({"verify", at("own")}).status, 2);
}

TEST_F(AsgeData, KnowsAPublishedSetInAFolderOfAnyName) {
    const std::filesystem::path files = "/usr/share/datasets/fashion-mnist";
    if (!std::filesystem::exists(files)) {
        GTEST_SKIP() << "fashion-mnist isn't installed (apt-get install dataset-fashion-mnist)";
    }
    std::filesystem::create_directory_symlink(files, at("clothes"));
    const Ended ended = data({"verify", at("clothes")});
    EXPECT_EQ(ended.status, 0);
    EXPECT_THAT(ended.out,
                EndsWith("\nsound: complete, and equal to fashion-mnist as published\n"));
    const json verified = parsed(data({"verify", at("clothes"), "--json"}));
    EXPECT_EQ(verified["verdict"], "sound");
    EXPECT_EQ(verified["published"], "fashion-mnist");
}

TEST_F(AsgeData, BadInputIsOneLineAndExitStatus2) {
    writeDrawings();
    const std::string folder = folder_.path().string();
    const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
        {{"verify", "mnist"}, "asge: data.name: no files of 'mnist' in " + at("root/mnist")},
        {{"verify", "nonsense"}, "asge: data.name: no data set is known as 'nonsense'"},
        {{"verify", at("none.json")}, "none.json: no such file"},
        {{"stats", folder, "--size", "5000"}, "--size"},
        {{"stats", folder, "--set", "data.size=-1"}, "--set data.size=-1: "},
        {{"stats", folder, "--set", "data.validation=6"}, "data.validation: "},
        {{"browse", folder}, "--output"},
        {{"browse", folder, "--output", at("x.png"), "--class", "grey"},
         "there are dark and light"},
        {{"browse", folder, "--output", at("x.png"), "--split", "validation"},
         "--split validation"},
        {{"nothing"}, "nothing"},
    };
    for (const auto& [words, place] : cases) {
        const Ended ended = data(words);
        EXPECT_EQ(ended.status, 2) << words[0] << ' ' << ended.out;
        EXPECT_THAT(ended.error, HasSubstr(place));
        EXPECT_THAT(ended.error, EndsWith("\n"));
    }
}

TEST_F(AsgeData, ATrainingNotesSkippedFiles) {
    writeDrawings();
    Experiment experiment = test::tinyExperiment();
    experiment.data.path = folder_.path().string();
    experiment.data.validation = 1;
    experiment.train.epochs = 1;
    experiment.probe.samples = 1;
    experiment.probe.batch = 1;
    folder_.write("drawings.json", toJson(experiment));
    const std::string note = "asge: note: " + at("train/dark/0.png") + ": is empty; skipped\n";
    const std::vector<std::string> store{"--store", at("runs.sqlite")};
    const auto run = [&](std::vector<std::string> words, bool stores) {
        words.insert(words.begin(), ASGE_BINARY);
        if (stores) {
            words.insert(words.end(), store.begin(), store.end());
        }
        const Ended ended = test::run(words);
        EXPECT_EQ(ended.status, 0) << ended.error;
        return ended.error;
    };
    EXPECT_EQ(run({"train", at("drawings.json")}, true), note);
    EXPECT_EQ(run({"train", at("drawings.json"), "--json"}, true), note);
    EXPECT_EQ(run({"eval", "1"}, true), note);
    EXPECT_EQ(run({"bench", at("drawings.json"), "--steps", "1"}, false), note);
}

TEST_F(AsgeData, NamesTheOptionThatPhotographsOfDifferentSizesNeed) {
    for (const std::string name : {"a", "b"}) {
        for (const int side : {4, 5, 6}) {
            std::filesystem::create_directories(at("set/" + name));
            writePng(at("set/" + name + "/" + std::to_string(side) + ".png"),
                     {1, side, side,
                      std::vector<std::uint8_t>(static_cast<std::size_t>(side * side)), ""});
        }
    }
    const Ended ended = data({"verify", at("set")});
    EXPECT_EQ(ended.status, 2);
    EXPECT_THAT(ended.error, AllOf(StartsWith("asge: data.size: must give the side length"),
                                   EndsWith("; --size 64, for example\n")));
    EXPECT_EQ(data({"verify", at("set"), "--size", "64"}).status, 0);
}

TEST_F(AsgeData, DoesNotWaitForAPipeInPlaceOfItsCache) {
    const scratch::Variable cache("XDG_CACHE_HOME", at("cache"));
    writeDrawings();
    const std::string sound = data({"stats", folder_.path().string()}).out;
    EXPECT_THAT(sound, HasSubstr("6 training"));
    for (const char* ending : {"", "-journal", "-wal"}) {
        const std::string pipe = at("cache/asge/images.sqlite") + ending;
        std::filesystem::remove_all(at("cache"));
        std::filesystem::create_directories(at("cache/asge"));
        ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
        const Ended ended = test::run(
            {"/usr/bin/timeout", "20", ASGE_BINARY, "data", "stats", folder_.path().string()});
        EXPECT_EQ(ended.status, 0);
        EXPECT_EQ(ended.out, sound);
        EXPECT_TRUE(std::filesystem::is_fifo(pipe));
    }
}

/// Photographs that take several seconds to read.
class LargePhotographs : public AsgeData {
  protected:
    void SetUp() override {
        constexpr int kSide = 4000;
        writePng(at("one.png"), {1, kSide, kSide, std::vector<std::uint8_t>(kSide * kSide), ""});
        for (const std::string place : {"train/a/", "train/b/", "test/a/", "test/b/"}) {
            std::filesystem::create_directories(at("set/" + place));
            for (int i = 0; i < 30; ++i) {
                std::filesystem::create_hard_link(at("one.png"),
                                                  at("set/" + place + std::to_string(i) + ".png"));
            }
        }
        folder_.write("one.json",
                      R"({"data": {"path": ")" + at("set") +
                          R"(", "size": 8, "validation": 4}, "network": {"layers": "4"}})");
        folder_.write("sweep.json", R"({"base": "one.json", "seeds": [1, 2]})");
    }
    /// Interrupts a command while its progress bar is shown.
    Ended interrupted(const std::string& words) const {
        test::Process process({"/bin/sh", "-c", "exec '" ASGE_BINARY "' " + words + " 3>&2 2>&1"},
                              80);
        EXPECT_TRUE(process.readUntil(
            [](const std::string& out) { return out.find("images") != std::string::npos; },
            60'000));
        process.kill(SIGINT);
        return process.wait();
    }

    scratch::Variable cache_{"XDG_CACHE_HOME", at("cache")};
};

TEST_F(LargePhotographs, LeaveNoBarOnTheTerminalWhenTheUserInterrupts) {
    for (const std::string command : {"verify", "stats"}) {
        const Ended ended = interrupted("data " + command + " --size 8 '" + at("set") + "'");
        EXPECT_EQ(ended.status, 130);
        EXPECT_THAT(ended.out, AllOf(HasSubstr("reading training images"), EndsWith("\r\033[K")));
    }
}

TEST_F(LargePhotographs, AreNotWaitedForByAStoppedSweep) {
    const Ended ended =
        interrupted("sweep '" + at("sweep.json") + "' --store '" + at("store") + "'");
    EXPECT_EQ(ended.status, 130);
    EXPECT_THAT(ended.out,
                EndsWith("\r\033[Kasge: stopped before the first batch; the same command "
                         "starts the sweep\r\n"));
}

} // namespace
} // namespace asge
