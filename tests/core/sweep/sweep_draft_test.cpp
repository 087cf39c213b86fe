// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/sweep/sweep_draft.h"

#include "core/base/error.h"
#include "core/sweep/sweep_reader.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

namespace asge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

/// A folder with an experiment and a sweep.
class SweepDraftTest : public testing::Test {
  protected:
    SweepDraftTest()
        : folder_(std::filesystem::path(testing::TempDir()) /
                  ("sweep_draft_" +
                   std::string(testing::UnitTest::GetInstance()->current_test_info()->name()))) {
        std::filesystem::create_directories(folder_ / "sweeps");
        write("base.json",
              R"({"data": {"name": "fashion-mnist"}, "network": {"layers": "32 64M"}})");
    }
    ~SweepDraftTest() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path write(const std::string& name, const std::string& text) {
        std::ofstream(folder_ / name) << text;
        return folder_ / name;
    }

    std::filesystem::path folder_;
};

TEST_F(SweepDraftTest, AFileIsReadAndWrittenAgain) {
    const auto file = write("sweeps/gain.json",
                            R"({"name": "gain", "base": "../base.json", "set": {"train.epochs": 2},
        "cells": [{}, {"train.order": "greedy"}], "grid": {"projection.gain": [1, 2.5]},
        "seeds": [3, 4]})");
    const SweepDraft draft = loadSweepDraft(file);
    EXPECT_EQ(draft.name, "gain");
    EXPECT_THAT(draft.grid, ElementsAre(Pair("projection.gain", "1, 2.5")));
    EXPECT_EQ(draft.seeds, "3, 4");
    EXPECT_EQ(draft.cellCount, 2U);
    EXPECT_EQ(draft.baseFile, (folder_ / "base.json").string());
    const std::string json = sweepJsonFor(draft, folder_ / "sweeps");
    EXPECT_THAT(json, HasSubstr(R"("../base.json")"));
    const Sweep before = loadSweep(file);
    const Sweep after = parseSweep(json, file);
    const Sweep inlined = parseSweep(sweepJson(draft), "elsewhere/sweep");
    ASSERT_EQ(before.cells.size(), 8U);
    ASSERT_EQ(after.cells.size(), 8U);
    ASSERT_EQ(inlined.cells.size(), 8U);
    for (std::size_t i = 0; i < before.cells.size(); ++i) {
        EXPECT_EQ(trainingKey(after.cells[i].experiment), trainingKey(before.cells[i].experiment));
        EXPECT_EQ(trainingKey(inlined.cells[i].experiment),
                  trainingKey(before.cells[i].experiment));
    }
}

TEST_F(SweepDraftTest, AnExperimentInTheFileIsABase) {
    const auto file = write("inline.json", R"({"base": {"data": {"name": "fashion-mnist"},
        "network": {"layers": "16"}}, "grid": {"train.batch": [8, 16]}})");
    EXPECT_EQ(loadSweep(file).cells.size(), 2U);
    const SweepDraft draft = loadSweepDraft(file);
    EXPECT_TRUE(draft.baseFile.empty());
    EXPECT_EQ(parseSweep(sweepJsonFor(draft, folder_), file).cells.size(), 2U);
}

TEST_F(SweepDraftTest, FaultsOfAnInlineBaseAreNamed) {
    for (const auto& [text, what] :
         {std::pair(R"({"base": {"network": {"layers": "16"}, "train": {"batch": 0}}})",
                    "base: train.batch"),
          std::pair(R"({"base": {"netwrk": {}}})", "base: netwrk"),
          std::pair(R"({"base": 3})", "or an experiment")}) {
        try {
            parseSweep(text, "s.json");
            ADD_FAILURE() << text;
        } catch (const BadInput& error) {
            EXPECT_THAT(error.what(), HasSubstr(what));
        }
    }
}

TEST_F(SweepDraftTest, ValuesOfTheWrongKindAreNamed) {
    Experiment experiment;
    experiment.network.layers = {{32, false}};
    SweepDraft draft = draftOf(experiment, "test");
    for (const char* values : {"1, x", "1,,2", "1.5", ""}) {
        draft.grid = {{"train.batch", values}};
        try {
            parseSweep(sweepJson(draft), "sweep");
            ADD_FAILURE() << values;
        } catch (const BadInput& error) {
            EXPECT_THAT(error.what(), HasSubstr("grid.train.batch"));
        }
    }
    draft.grid = {{"network.layers", "16, 16 32M"}};
    EXPECT_EQ(parseSweep(sweepJson(draft), "sweep").rows.size(), 2U);
}

} // namespace
} // namespace asge
