// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/sweep/sweep.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/experiment/experiment_json.h"
#include "core/experiment/problems.h"
#include "core/sweep/sweep_reader.h"
#include "tests/core/data/mutate.h"

#include <gmock/gmock.h>

#include <map>

namespace asge {
namespace {

using scratch::messageOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const char* const kSweepBase = R"({"network": {"layers": "8 16M"}, "train": {"epochs": 3}})";

class SweepPlan : public testing::Test {
  protected:
    SweepPlan() { folder_.write("base.json", kSweepBase); }

    std::filesystem::path file() const { return folder_.path() / "sweeps" / "tiny.json"; }
    Sweep plan(const std::string& text, const std::vector<std::string>& overrides = {}) const {
        return parseSweep(text, file(), overrides);
    }
    /// The same with a base, which is in the parent folder.
    Sweep planOf(const std::string& rest, const std::vector<std::string>& overrides = {}) const {
        return plan(R"({"base": "../base.json", )" + rest + "}", overrides);
    }
    /// The error without the leading file name.
    std::string problemOf(const std::string& text,
                          const std::vector<std::string>& overrides = {}) const {
        const std::string message = messageOf([&] { plan(text, overrides); });
        const std::string place = file().string() + ": ";
        EXPECT_TRUE(message.starts_with(place)) << message;
        return message.substr(std::min(place.size(), message.size()));
    }
    std::string problemWithBase(const std::string& rest,
                                const std::vector<std::string>& overrides = {}) const {
        return problemOf(R"({"base": "../base.json", )" + rest + "}", overrides);
    }
    static std::vector<std::string> namesOf(const Sweep& sweep) {
        std::vector<std::string> names;
        for (const SweepCell& cell : sweep.cells) {
            names.push_back(cell.name);
        }
        return names;
    }

    scratch::Folder folder_;
};

TEST_F(SweepPlan, OfABaseAloneIsOneRun) {
    const Sweep sweep = plan(R"({"base": "../base.json"})");
    EXPECT_EQ(sweep.name, "tiny") << "the name of the file";
    EXPECT_EQ(sweep.tag, "sweep:tiny");
    EXPECT_THAT(sweep.varies, IsEmpty());
    ASSERT_EQ(sweep.cells.size(), 1U);
    EXPECT_EQ(sweep.cells[0].name, "tiny");
    EXPECT_EQ(sweep.cells[0].experiment, loadExperiment(folder_.path() / "base.json"));
}

TEST_F(SweepPlan, TakesEveryCombinationWithOneSeedAfterAnother) {
    const Sweep sweep = planOf(R"("name": "patch-count", "seeds": [5, 7],
        "grid": {"network.patch_rule": ["linear", "root"], "network.alpha": [0.5, 1, 2.0]})");
    EXPECT_THAT(sweep.varies, ElementsAre("network.patch_rule", "network.alpha"));
    EXPECT_FALSE(sweep.isSparse);
    EXPECT_THAT(sweep.rows, ElementsAre(ElementsAre("linear", "0.5"), ElementsAre("linear", "1"),
                                        ElementsAre("linear", "2"), ElementsAre("root", "0.5"),
                                        ElementsAre("root", "1"), ElementsAre("root", "2")));
    ASSERT_EQ(sweep.cells.size(), 12U);
    EXPECT_EQ(sweep.cells[0].name,
              "patch-count: network.patch_rule=linear network.alpha=0.5 seed=5");
    EXPECT_EQ(sweep.cells[11].name, "patch-count: network.patch_rule=root network.alpha=2 seed=7");
    for (std::size_t i = 0; i < 12; ++i) {
        const SweepCell& cell = sweep.cells[i];
        EXPECT_EQ(cell.row, i % 6);
        EXPECT_EQ(cell.experiment.train.seed, i < 6 ? 5 : 7);
        EXPECT_EQ(cell.experiment.network.alpha, i % 3 == 0 ? 0.5 : i % 3 == 1 ? 1 : 2);
        EXPECT_EQ(cell.experiment.network.patchRule,
                  i % 6 < 3 ? PatchRule::linear : PatchRule::root);
        EXPECT_EQ(cell.experiment.train.epochs, 3);
    }
}

TEST_F(SweepPlan, TakesAListOfCellsTimesTheGrid) {
    const Sweep sweep = planOf(R"("set": {"train.epochs": 4, "projection.gain": 2},
        "cells": [{}, {"train.order": "greedy"}, {"train.order": "greedy", "train.epochs": 16}],
        "grid": {"projection.gain": [1, 3], "train.batch": [64]})");
    EXPECT_THAT(sweep.varies, ElementsAre("train.order", "train.epochs", "projection.gain"))
        << "a setting with a single value does not vary";
    EXPECT_THAT(sweep.rows,
                ElementsAre(ElementsAre("together", "4", "1"), ElementsAre("together", "4", "3"),
                            ElementsAre("greedy", "4", "1"), ElementsAre("greedy", "4", "3"),
                            ElementsAre("greedy", "16", "1"), ElementsAre("greedy", "16", "3")));
    EXPECT_TRUE(sweep.isSparse);
    EXPECT_THAT(sweep.labels, ElementsAre("projection.gain=1", "projection.gain=3",
                                          "train.order=greedy projection.gain=1",
                                          "train.order=greedy projection.gain=3",
                                          "train.order=greedy train.epochs=16 projection.gain=1",
                                          "train.order=greedy train.epochs=16 projection.gain=3"));
    EXPECT_EQ(namesOf(sweep)[1], "tiny: projection.gain=3");
}

TEST_F(SweepPlan, LabelsARowWithoutChangesBase) {
    const Sweep sweep = planOf(R"("cells": [{}, {"projection.gain": 1}])");
    EXPECT_THAT(sweep.labels, ElementsAre("base", "projection.gain=1"));
    EXPECT_EQ(namesOf(sweep)[0], "tiny: base");
}

TEST_F(SweepPlan, OverridesApplyToAllCells) {
    const Sweep sweep = planOf(R"("set": {"train.epochs": 4}, "seeds": [1, 2],
        "cells": [{"train.batch": 8}, {"train.batch": 16}])",
                               {"train.epochs=9", "device=cpu"});
    for (const SweepCell& cell : sweep.cells) {
        EXPECT_EQ(cell.experiment.train.epochs, 9);
        EXPECT_EQ(cell.experiment.device, "cpu");
    }
    EXPECT_EQ(messageOf([&] { planOf(R"("cells": [{"train.batch": 8}, {}])", {"train.batch=4"}); }),
              "--set train.batch=4: is varied by " + file().string());
    EXPECT_THAT(messageOf([&] { planOf(R"("seeds": [1])", {"train.seed=4"}); }),
                HasSubstr("--set train.seed=4: is varied by "));
    EXPECT_EQ(messageOf([&] { planOf(R"("seeds": [1])", {"train.bach=4"}); }),
              "--set train.bach=4: no such setting; did you mean train.batch?");
}

TEST_F(SweepPlan, NamesWhatIsWrong) {
    const std::vector<std::pair<std::string, std::string>> cases{
        {R"("bases": 1)", "bases: no such key; did you mean base?"},
        {R"("name": 3)", "name: must be text"},
        {R"("name": "two words")",
         "name: holds a blank, a comma or a control character, but must be usable as a tag"},
        {R"("name": "")", "name: is blank"},
        {R"("set": [])", R"(set: must be an object of settings, such as {"train.epochs": 4})"},
        {R"("set": {"train.bach": 3})",
         "set.train.bach: no such setting; did you mean train.batch?"},
        {R"("set": {"train": {"batch": 3}})",
         "set.train: is a section; settings are written as train.epochs, train.batch, train.seed, "
         "train.order, train.label_smoothing, train.patience, "
         "train.freeze_patience and train.on_nonfinite"},
        {R"("set": {"train.batch": 0})",
         "set.train.batch: must be a whole number from 1 to 65536, is 0"},
        {R"("set": {"train.seed": 1}, "seeds": [1])",
         "set.train.seed: seeds are also given in the list \"seeds\""},
        {R"("grid": 3)",
         R"(grid: must be an object of lists, such as {"network.alpha": [0.5, 1]})"},
        {R"("grid": {"network.alpha": 1})",
         "grid.network.alpha: must be a list of values, at least one"},
        {R"("grid": {"network.alpha": []})",
         "grid.network.alpha: must be a list of values, at least one"},
        {R"("grid": {"network.alpha": [1, "a"]})",
         R"(grid.network.alpha: must be a number from 0.01 to 100, is "a")"},
        {R"("grid": {"train.seed": [1]})",
         "grid.train.seed: seeds must be given in the list \"seeds\""},
        {R"("grid": {"network.alpha": [1, 2, 1.0]})",
         "rows 1 and 3 train the same experiment (network.alpha=1)"},
        {R"("cells": {})", "cells: must be a list of objects of settings, at least one"},
        {R"("cells": [{}, {"projection.gain": 0}])",
         "cells[2].projection.gain: must be a number above 0 and at most 1000000, is 0"},
        {R"("cells": [{}, {}])", "rows 1 and 2 train the same experiment (base)"},
        {R"("cells": [{}, {"device": "cpu"}])",
         "rows 1 and 2 train the same experiment (device=cpu)"},
        {R"("cells": [{"train.batch": 8}], "grid": {"train.batch": [8]})",
         "cells[1].train.batch: is also in the grid"},
        {R"("seeds": 1)", "seeds: must be a list of whole numbers, at least one"},
        {R"("seeds": [1, 2, 1])", "seeds: 1 is listed twice"},
        {R"("seeds": [-1])", "seeds: must be a whole number from 0 to 9007199254740992, is -1"},
        {R"("set": {"probe.samples": 200})",
         "probe.batch: must be at least probe.samples (200), is 128"},
        {R"("seeds": [1], "seeds": [2])", "seeds: duplicate key"},
    };
    for (const auto& [text, problem] : cases) {
        EXPECT_EQ(problemWithBase(text), problem) << text;
    }
    EXPECT_EQ(problemOf("[]"), "must be a JSON object with a base and cells, a grid or seeds");
    EXPECT_EQ(problemOf("{}"),
              "base: must be given: the experiment file that the cells are based on");
    EXPECT_THAT(problemOf("{"), HasSubstr("line 1, column 2"));
}

TEST_F(SweepPlan, NamesTheBasesMistakesInTheBase) {
    const std::string base = (folder_.path() / "base.json").string();
    EXPECT_EQ(problemOf(R"({"base": "base.json"})"),
              "base: " + (folder_.path() / "sweeps" / "base.json").string() + ": no such file");
    EXPECT_EQ(problemOf(R"({"base": 7})"),
              "base: must be the name of an experiment file, or an experiment");
    folder_.write("base.json", R"({"network": {"layers": "8", "alpha": -1}})");
    EXPECT_THAT(problemOf(R"({"base": "../base.json"})"),
                HasSubstr("base: " + base + ": network.alpha: must be"));
    folder_.write("base.json", R"({"train": {}})");
    EXPECT_THAT(problemOf(R"({"base": "../base.json"})"), HasSubstr("network.layers: is required"));
    EXPECT_EQ(planOf(R"("set": {"network.layers": "8"})").cells.size(), 1U)
        << "the sweep may set it";
    folder_.write("base.json", R"({"network": {"layers": "8"}, "probe": {"samples": 200}})");
    EXPECT_EQ(planOf(R"("set": {"probe.batch": 200})").cells.size(), 1U);
}

TEST_F(SweepPlan, ReportsAllProblemsAtOnce) {
    const std::string at = "; " + file().string() + ": ";
    EXPECT_EQ(problemWithBase(R"("nam": "x", "set": {"train.batch": 0},
                  "grid": {"network.alpha": [0, 1000]}, "cells": [{"train.epochs": 0}, 5])"),
              "nam: no such key; did you mean name?" + at +
                  "set.train.batch: must be a whole number from 1 to 65536, is 0" + at +
                  "grid.network.alpha: must be a number from 0.01 to 100, is 0" + at +
                  "grid.network.alpha: must be a number from 0.01 to 100, is 1000" + at +
                  "cells[1].train.epochs: must be a whole number from 1 to 100000, is 0" + at +
                  R"(cells[2]: must be an object of settings, such as {"train.epochs": 4})");
    std::string seeds = "-1";
    for (int i = 2; i <= 25; ++i) {
        seeds += ", -" + std::to_string(i);
    }
    EXPECT_THAT(problemWithBase("\"seeds\": [" + seeds + "]"),
                testing::EndsWith("is -20; and 5 more"));
}

TEST_F(SweepPlan, HasABoundedNumberOfCells) {
    std::string list;
    for (int i = 1; i <= 200; ++i) {
        list += (i == 1 ? "" : ", ") + std::to_string(i);
    }
    EXPECT_EQ(problemWithBase(R"("grid": {"train.batch": [)" + list + R"(], "train.epochs": [)" +
                              list + R"(], "network.alpha": [1, 2, 3, 4, 5, 6, 7, 8, 9],
                              "probe.samples": [)" +
                              list + "]}"),
              "has more than 10000 cells");
}

/// The outline finds what is wrong with single values, and the size, without building all rows.
TEST_F(SweepPlan, HasAnOutline) {
    const auto outline = [&](const std::string& rest) {
        return outlineSweep(R"({"base": "../base.json", )" + rest + "}", file());
    };
    const std::string parts = R"("cells": [{}, {"train.epochs": 9}], "seeds": [1, 2, 3])";
    const SweepOutline found =
        outline(R"("grid": {"train.batch": [16, 32], "projection.gain": [1, 2, 5]}, )" + parts);
    EXPECT_EQ(found.rows, 12U);
    EXPECT_EQ(found.seeds, 3U);
    EXPECT_EQ(outline(parts).rows, 2U);
    for (const std::string wrong :
         {R"("grid": {"train.batch": [16, 0]})", R"("cells": [{}, {"train.epochs": -9}])",
          R"("grid": {"projection.gain": [1, 5], "network.layers": ["8", "8 16 32MMMMMMMM"]})",
          R"("seeds": [1, 1])"}) {
        EXPECT_EQ(messageOf([&] { outline(wrong); }), messageOf([&] { planOf(wrong); })) << wrong;
        EXPECT_NE(messageOf([&] { outline(wrong); }), "") << wrong;
    }
    std::string many = "1";
    for (int i = 2; i <= 101; ++i) {
        many += ", " + std::to_string(i);
    }
    EXPECT_THAT(messageOf([&] {
                    outline(R"("grid": {"train.batch": [)" + many + R"(], "train.epochs": [)" +
                            many + "]}");
                }),
                HasSubstr("more than 10000 cells"));
}

TEST_F(SweepPlan, LongNamesAreShortened) {
    const Sweep sweep = planOf(R"("grid": {"data.path": [")" + std::string(300, 'a') + R"(", ")" +
                               std::string(300, 'b') + R"("]})");
    EXPECT_THAT(sweep.cells[0].name, testing::EndsWith("aaa…"));
    EXPECT_LE(sweep.cells[0].name.size(), 200U);
}

class SweepStates : public SweepPlan {
  protected:
    Sweep sweep = planOf(R"("seeds": [1, 2, 3])");

    RunSummary runOf(RunId id, std::size_t cell, RunStatus status) const {
        RunSummary run;
        run.id = id;
        run.status = status;
        run.reason = "epoch 2, step 9: layer 1: the sky fell";
        run.tags = {"a", sweep.tag, "z"};
        run.experimentJson = toJson(sweep.cells[cell].experiment);
        return run;
    }
    std::vector<CellState::Kind> kinds(const std::vector<RunSummary>& runs) const {
        std::vector<CellState::Kind> kinds;
        for (const CellState& state : states(runs)) {
            kinds.push_back(state.kind);
        }
        return kinds;
    }
    std::vector<CellState> states(const std::vector<RunSummary>& runs,
                                  const std::set<RunId>& passedOver = {}) const {
        const LastCheckpoint last = [&](RunId run) -> std::optional<CheckpointInfo> {
            const auto found = steps_.find(run);
            return found == steps_.end()
                       ? std::nullopt
                       : std::optional(CheckpointInfo{
                             found->second / 10, found->second, 0, false, false, {}});
        };
        return cellStates(sweep, runs, last, passedOver);
    }

    std::map<RunId, int> steps_; ///< of runs that have a checkpoint; an epoch has ten steps
};

using Kind = CellState::Kind;

TEST_F(SweepStates, FollowTheStatusOfTheirRuns) {
    EXPECT_THAT(kinds({}), ElementsAre(Kind::open, Kind::open, Kind::open));
    EXPECT_THAT(kinds({runOf(4, 2, RunStatus::paused), runOf(3, 1, RunStatus::running),
                       runOf(2, 0, RunStatus::finished)}),
                ElementsAre(Kind::done, Kind::taken, Kind::taken));
    EXPECT_THAT(kinds({runOf(4, 2, RunStatus::failed), runOf(3, 1, RunStatus::interrupted),
                       runOf(2, 0, RunStatus::stopped)}),
                ElementsAre(Kind::resumable, Kind::resumable, Kind::resumable));
}

TEST_F(SweepStates, TheNewestFinishedRunCounts) {
    const auto states =
        this->states({runOf(9, 0, RunStatus::failed), runOf(8, 0, RunStatus::running),
                      runOf(7, 0, RunStatus::finished), runOf(6, 0, RunStatus::finished),
                      runOf(5, 1, RunStatus::failed), runOf(4, 1, RunStatus::stopped)});
    EXPECT_EQ(states[0].kind, Kind::done);
    EXPECT_EQ(states[0].run, 7);
    EXPECT_EQ(states[1].run, 5) << "the latest attempt";
    EXPECT_EQ(states[1].status, RunStatus::failed);
    EXPECT_EQ(states[1].step, 0);
    EXPECT_EQ(states[2].run, 0);
    EXPECT_EQ(states[2].kind, Kind::open);
}

TEST_F(SweepStates, OfResumableRunsTheOneWithTheMostStepsCounts) {
    steps_ = {{4, 44}, {5, 512}, {6, 401}};
    const std::vector<RunSummary> runs{
        runOf(7, 0, RunStatus::stopped), runOf(6, 0, RunStatus::failed),
        runOf(5, 0, RunStatus::interrupted), runOf(4, 0, RunStatus::stopped)};
    const auto states = this->states(runs);
    EXPECT_EQ(states[0].kind, Kind::resumable);
    EXPECT_EQ(states[0].run, 5);
    EXPECT_EQ(states[0].epoch, 51);
    EXPECT_EQ(states[0].step, 512);
    EXPECT_EQ(this->states(runs, {5})[0].run, 6);
    EXPECT_EQ(this->states(runs, {4, 5, 6, 7})[0].kind, Kind::open);
    EXPECT_TRUE(takesPlaceOf(sweep.cells[0])(runs[2]));
    EXPECT_FALSE(takesPlaceOf(sweep.cells[0], {5})(runs[2]));
}

TEST_F(SweepStates, ARunThatDivergedWouldDivergeAgain) {
    steps_ = {{3, 44}};
    RunSummary run = runOf(4, 0, RunStatus::failed);
    run.reason = "epoch 3, step 12: layer 1: the local loss is not finite; a lower "
                 "optimizer.learning_rate or projection.gain may help";
    const auto states = this->states({run, runOf(3, 0, RunStatus::stopped)});
    EXPECT_EQ(states[0].kind, Kind::failed);
    EXPECT_EQ(states[0].run, 4);
    EXPECT_EQ(states[0].reason, run.reason);
    EXPECT_EQ(kinds({run, runOf(3, 0, RunStatus::paused)})[0], Kind::taken);
    EXPECT_EQ(kinds({run, runOf(3, 0, RunStatus::finished)})[0], Kind::done);
}

TEST_F(SweepStates, ABranchIsNotARunOfACell) {
    for (const RunStatus status : {RunStatus::finished, RunStatus::stopped}) {
        RunSummary run = runOf(4, 0, status);
        run.lineage = Lineage{"uid", 3, "parent", 1, 10, {}};
        EXPECT_EQ(kinds({run})[0], Kind::open) << "it began with other weights than the cell";
        EXPECT_FALSE(takesPlaceOf(sweep.cells[0])(run));
    }
}

TEST_F(SweepStates, OnlyRunsOfTheSweepWithTheExactExperimentCount) {
    RunSummary run = runOf(1, 0, RunStatus::finished);
    run.tags = {"sweep:tin", "sweep:tiny2"};
    EXPECT_EQ(kinds({run})[0], Kind::open);

    Experiment other = sweep.cells[0].experiment;
    other.device = "cuda:1";
    other.threads = 7;
    other.probe = {5, 50, 0.5};
    run = runOf(1, 0, RunStatus::finished);
    run.experimentJson = toJson(other);
    EXPECT_EQ(kinds({run})[0], Kind::done) << "device and probes do not matter";
    EXPECT_TRUE(takesPlaceOf(sweep.cells[0])(run));
    EXPECT_FALSE(takesPlaceOf(sweep.cells[1])(run));

    other.optimizer.learningRate *= 1 + 1e-15;
    run.experimentJson = toJson(other);
    EXPECT_EQ(kinds({run})[0], Kind::open);
    EXPECT_FALSE(takesPlaceOf(sweep.cells[0])(run));

    run.experimentJson = R"({"from": "the future"})";
    EXPECT_EQ(kinds({run})[0], Kind::open);
    EXPECT_FALSE(takesPlaceOf(sweep.cells[0])(run));
}

TEST_F(SweepStates, DefaultsNeedNotBeWritten) {
    RunSummary run = runOf(1, 0, RunStatus::finished);
    run.experimentJson =
        kSweepBase; // without the defaults, as an older program may have written it
    EXPECT_EQ(kinds({run})[0], Kind::done);
}

TEST(Sweeps, OfTheProjectAreValid) {
    const auto experiments = std::filesystem::path(__FILE__).parent_path() / "../../../experiments";
    if (!std::filesystem::is_directory(experiments)) {
        GTEST_SKIP() << "the source folder does not exist";
    }
    int count = 0;
    for (const char* folder : {"ablations", "published"}) {
        for (const auto& entry : std::filesystem::directory_iterator(experiments / folder)) {
            const Sweep sweep = loadSweep(entry.path());
            EXPECT_THAT(sweep.name, testing::EndsWith(entry.path().stem().string()))
                << "the table's name is that of the file";
            EXPECT_GE(sweep.rows.size(), 2U) << entry.path();
            EXPECT_EQ(sweep.cells.size(), 3 * sweep.rows.size()) << "three seeds";
            ++count;
        }
    }
    EXPECT_GE(count, 8);
}

const std::string kSoundSweep = R"({"name": "fuzz", "base": "../base.json",
  "set": {"train.epochs": 4, "data.limit": 100}, "cells": [{}, {"train.order": "greedy"}],
  "grid": {"network.patch_rule": ["linear", "power"], "network.alpha": [0.5, 1, 2]},
  "seeds": [1, 2, 3]})";
const std::string kSweepPieces =
    R"({}[]:,"\"\\u0000\ud800"seeds":1e999-0.0e--1null,true[[[[{"grid":{"train.seed":[)"
    "\n\t\x01\x7f\xff\xc3\xe2\x80\xa8/*//NaN\"cells\":[{}],\"base\":\"/\"";

TEST_F(SweepPlan, DamagedFilesAreReadOrRefused) {
    scratch::Mutator mutator(8);
    const auto bytesOf = [](const std::string& text) {
        return scratch::Bytes(text.begin(), text.end());
    };
    int read = 0;
    int refused = 0;
    for (int i = 0; i < 10000; ++i) {
        const auto damaged = mutator.mutate(bytesOf(kSoundSweep), bytesOf(kSweepPieces));
        try {
            const Sweep sweep = plan(std::string(damaged.begin(), damaged.end()));
            ASSERT_THAT(sweep.cells, testing::Not(IsEmpty()));
            for (const SweepCell& cell : sweep.cells) {
                ASSERT_THAT(problems(cell.experiment), IsEmpty());
                ASSERT_EQ(nameProblem(cell.name), std::nullopt) << cell.name;
                ASSERT_LT(cell.row, sweep.rows.size());
            }
            ASSERT_EQ(tagProblem(sweep.tag), std::nullopt);
            ++read;
        } catch (const BadInput& error) {
            ASSERT_THAT(error.what(), testing::StartsWith(file().string() + ": "));
            ASSERT_TRUE(scratch::isOneLine(error.what())) << error.what();
            ++refused;
        }
    }
    EXPECT_GT(read, 100);
    EXPECT_GT(refused, 5000);
}

} // namespace
} // namespace asge
