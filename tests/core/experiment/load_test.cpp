// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/experiment/experiment.h"

#include "core/experiment/experiment_json.h"
#include "core/experiment/layers.h"
#include "tests/core/data/scratch.h"

#include <gmock/gmock.h>

namespace asge {
namespace {

namespace fs = std::filesystem;

using scratch::messageOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class LoadExperiment : public testing::Test {
  protected:
    Experiment load(const std::vector<std::string>& overrides) const {
        return loadExperiment(file_, overrides);
    }
    std::string errorOf(const std::vector<std::string>& overrides) const {
        const std::string message = messageOf([&] { load(overrides); });
        EXPECT_TRUE(scratch::isOneLine(message)) << message;
        return message;
    }

    scratch::Folder folder_;
    fs::path file_ = folder_.write("some.json", R"({"network": {"layers": "32 64M"},
        "train": {"batch": 16}, "device": "cpu"})");
};

TEST_F(LoadExperiment, ReadsAFile) {
    const Experiment experiment = load({});
    EXPECT_EQ(experiment.train.batch, 16);
    EXPECT_EQ(experiment.device, "cpu");
}

TEST_F(LoadExperiment, NamesTheFileInErrors) {
    const fs::path file = folder_.write("bad.json", R"({"train": {"bach": 3}})");
    EXPECT_EQ(messageOf([&] { loadExperiment(file); }),
              file.string() + ": train.bach: no such setting; did you mean train.batch?");
}

TEST_F(LoadExperiment, SaysWhyAFileCanNotBeRead) {
    EXPECT_EQ(messageOf([&] { loadExperiment(folder_.path() / "none.json"); }),
              (folder_.path() / "none.json").string() + ": no such file");
    EXPECT_THAT(messageOf([&] { loadExperiment(folder_.path()); }),
                EndsWith(": is a directory, not a file"));
    EXPECT_EQ(messageOf([&] { loadExperiment("/dev/zero"); }), "/dev/zero: is not a regular file");
    EXPECT_EQ(messageOf([&] { loadExperiment(""); }), "'': no such file");
}

TEST_F(LoadExperiment, ReadsUpToOneMebibyte) {
    std::string text = R"({"network": {"layers": "32"}})";
    text.resize(1U << 20U, ' ');
    EXPECT_NO_THROW(loadExperiment(folder_.write("full.json", text)));
    text += ' ';
    EXPECT_THAT(messageOf([&] { loadExperiment(folder_.write("over.json", text)); }),
                EndsWith("over.json: is larger than 1 MiB, too large for an experiment"));
}

TEST_F(LoadExperiment, RefusesAFileThatIsNotText) {
    const fs::path file = folder_.write("image.json", "\x89PNG\r\n\x1a\n");
    EXPECT_EQ(messageOf([&] { loadExperiment(file); }),
              file.string() + ": is not UTF-8 text (byte 1)");
    EXPECT_THAT(messageOf([&] { loadExperiment(folder_.write("empty.json", "")); }),
                HasSubstr("empty.json: line 1, column 1: syntax error"));
}

TEST_F(LoadExperiment, AppliesOverridesToTheFile) {
    const Experiment e = load({"train.batch=8", "train.epochs=2", "device=cuda:1",
                               "optimizer.learning_rate=1e-3", "data.path=/a=b c"});
    EXPECT_EQ(e.train.batch, 8);
    EXPECT_EQ(e.train.epochs, 2);
    EXPECT_EQ(e.device, "cuda:1");
    EXPECT_DOUBLE_EQ(e.optimizer.learningRate, 1e-3);
    EXPECT_EQ(e.data.path, "/a=b c");
    EXPECT_EQ(e.network.layers.size(), 2U);
}

TEST_F(LoadExperiment, TakesTextsWithAndWithoutQuotes) {
    EXPECT_EQ(load({"device=\"cuda\""}).device, "cuda");
    EXPECT_EQ(load({"network.layers=8,16M"}).network.layers,
              (std::vector<LayerSpec>{{8, false}, {16, true}}));
    EXPECT_EQ(load({"network.layers=8"}).network.layers, (std::vector<LayerSpec>{{8, false}}));
    EXPECT_EQ(load({"data.name=1234"}).data.name, "1234");
    EXPECT_EQ(load({"data.path=true"}).data.path, "true");
    EXPECT_EQ(load({"data.path="}).data.path, "");
}

TEST_F(LoadExperiment, TakesTheLastOfTwoOverrides) {
    EXPECT_EQ(load({"train.batch=8", "train.batch=9"}).train.batch, 9);
}

TEST_F(LoadExperiment, DoesNotCheckOverriddenValuesOfTheFile) {
    const fs::path file =
        folder_.write("bad.json", R"({"network": {"layers": "x"}, "train": {"batch": 0}})");
    EXPECT_EQ(loadExperiment(file, {"train.batch=1", "network.layers=8"}).train.batch, 1);
    EXPECT_THAT(messageOf([&] { loadExperiment(file, {"network.layers=8"}); }),
                StartsWith(file.string() + ": train.batch: must be"));
    const fs::path empty = folder_.write("empty.json", "{}");
    EXPECT_EQ(loadExperiment(empty, {"network.layers=8"}).network.layers.size(), 1U);
}

TEST_F(LoadExperiment, NamesTheOverrideThatIsWrong) {
    EXPECT_EQ(errorOf({"train.batch=x"}),
              "--set train.batch=x: must be a whole number from 1 to 65536, is \"x\"");
    EXPECT_EQ(errorOf({"train.batch="}),
              "--set train.batch=: must be a whole number from 1 to 65536, is \"\"");
    EXPECT_EQ(errorOf({"train.batch=64.0"}),
              "--set train.batch=64.0: must be a whole number from 1 to 65536, is 64.0");
    EXPECT_EQ(errorOf({R"(train.batch={"a":1})"}),
              R"(--set train.batch={"a":1}: must be a whole number from 1 to 65536, is an object)");
    EXPECT_EQ(errorOf({"network.layers=8 y"}), "--set network.layers=8 y: 'y' is not a number of "
                                               "channels, optionally followed by M");
    EXPECT_EQ(errorOf({"train.bach=3"}),
              "--set train.bach=3: no such setting; did you mean train.batch?");
    EXPECT_EQ(errorOf({"batch=3"}), "--set batch=3: no such setting; did you mean train.batch?");
    EXPECT_EQ(errorOf({"train={}"}),
              "--set train={}: is a section; set train.epochs, train.batch, train.seed, "
              "train.order, train.label_smoothing, train.patience, "
              "train.freeze_patience and train.on_nonfinite");
    EXPECT_EQ(errorOf({"train.batch"}),
              "--set train.batch: must be written as KEY=VALUE, such as train.batch=64");
    EXPECT_EQ(errorOf({""}), "--set : must be written as KEY=VALUE, such as train.batch=64");
    EXPECT_EQ(errorOf({"=3"}), "--set =3: no such setting");
}

TEST_F(LoadExperiment, NamesTheEmptyKey) {
    EXPECT_EQ(messageOf([&] { loadExperiment(folder_.write("e.json", R"({"": 1})")); }),
              (folder_.path() / "e.json").string() + R"(: "": no such setting)");
    EXPECT_THAT(
        messageOf([&] { loadExperiment(folder_.write("e.json", R"({"train": {"": 1}})")); }),
        HasSubstr(R"(: train."": no such setting)"));
}

TEST_F(LoadExperiment, NamesTheFileInLaterProblems) {
    EXPECT_EQ(withPlace("device: there is no cuda:5", "a/quick.json"),
              "a/quick.json: device: there is no cuda:5");
    EXPECT_EQ(withPlace("network.layers: layer 4: too small", "quick.json", {"device=cpu"}),
              "quick.json: network.layers: layer 4: too small");
    EXPECT_EQ(
        withPlace("device: no", "quick.json", {"device=cuda", "train.batch=1", "device=cuda:5"}),
        "--set device=cuda:5: no");
    for (const char* message : {"/data/x.gz: damaged", "disk is full", "train: odd", ""}) {
        EXPECT_EQ(withPlace(message, "quick.json", {"train=1"}), message);
    }
}

TEST_F(LoadExperiment, SurvivesHostileOverrides) {
    EXPECT_LT(errorOf({"train.batch=" + std::string(300000, '[')}).size(), 400U);
    EXPECT_LT(errorOf({std::string(300000, 'x') + "=1"}).size(), 400U);
    EXPECT_THAT(errorOf({"data.path=\xff"}), HasSubstr("must be UTF-8"));
    EXPECT_THAT(errorOf({"device=\n"}), StartsWith("--set device=?: must be"));
}

TEST_F(LoadExperiment, ReadsTheExperimentsOfTheProject) {
    const fs::path root = fs::path(__FILE__).parent_path() / ".." / ".." / "..";
    if (!fs::is_directory(root / "experiments")) {
        GTEST_SKIP() << "the source folder does not exist";
    }
    int count = 0;
    for (const fs::directory_entry& entry : fs::directory_iterator(root / "experiments")) {
        if (entry.path().extension() == ".json") {
            EXPECT_NO_THROW(loadExperiment(entry.path())) << entry.path();
            ++count;
        }
    }
    EXPECT_GE(count, 2);
    Experiment quick = loadExperiment(root / "experiments" / "quick.json");
    EXPECT_EQ(quick.data.limit, 12800);
    EXPECT_EQ(quick.train.epochs, 4);
    EXPECT_EQ(quick.train.batch, 16);
    const Experiment defaults;
    quick.data.limit = defaults.data.limit;
    quick.train.epochs = defaults.train.epochs;
    quick.train.batch = defaults.train.batch;
    Experiment expected;
    expected.network.layers = parseLayers("32 64M 128M 256M");
    EXPECT_EQ(quick, expected) << "the ablations vary the defaults";
}

} // namespace
} // namespace asge
