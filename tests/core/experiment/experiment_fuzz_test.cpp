// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/error.h"
#include "core/experiment/experiment.h"
#include "core/experiment/problems.h"
#include "core/experiment/settings.h"

#include "core/experiment/experiment_json.h"
#include "core/experiment/flat_settings.h"
#include "tests/core/data/mutate.h"

#include <gmock/gmock.h>

namespace asge {
namespace {

using scratch::Bytes;
using scratch::Mutator;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kText = R"({"method": "asge", "data": {"name": "mnist", "limit": 100},
  "network": {"layers": "32 64M 128M", "alpha": 1.5, "goodness": "sum"},
  "projection": {"gain": 10}, "optimizer": {"learning_rate": 2e-3, "schedule": "cosine"},
  "train": {"epochs": 4, "batch": 64, "seed": 1}, "device": "cuda:0", "threads": 2,
  "probe": {"samples": 24, "batch": 128, "budget": 0.05}})";

/// Characters of JSON, and characters that parsers often mishandle.
const std::string kPieces =
    R"({}[]:,"\"\\u0000\ud800"train":"batch":1e999-0.0e--1null,true[[[[{"a":)"
    "\n\t\x01\x7f\xff\xc3\xe2\x80\xa8/*//NaN\"network\":{\"layers\":\"8m,M\"}";

Bytes bytesOf(const std::string& text) {
    return {text.begin(), text.end()};
}

void expectSound(const Experiment& experiment) {
    ASSERT_THAT(problems(experiment), IsEmpty());
    ASSERT_EQ(parseExperiment(toJson(experiment), "written"), experiment);
}

TEST(ExperimentFuzz, FilesAreReadOrRefused) {
    const scratch::Folder folder;
    Mutator mutator(5);
    int read = 0;
    int refused = 0;
    for (int i = 0; i < 10000; ++i) {
        const auto file =
            folder.write("damaged.json", mutator.mutate(bytesOf(kText), bytesOf(kPieces)));
        try {
            ASSERT_NO_FATAL_FAILURE(expectSound(loadExperiment(file)));
            ++read;
        } catch (const BadInput& error) {
            ASSERT_THAT(error.what(), HasSubstr(file.string() + ": "));
            ASSERT_TRUE(scratch::isOneLine(error.what())) << error.what();
            ASSERT_LT(std::string(error.what()).size(), 600U);
            ++refused;
        }
    }
    EXPECT_GT(read, 10);
    EXPECT_GT(refused, 5000);
}

TEST(ExperimentFuzz, OverridesAreAppliedOrRefused) {
    const scratch::Folder folder;
    const auto file = folder.write("sound.json", kText);
    Mutator mutator(6);
    int taken = 0;
    int refused = 0;
    for (int i = 0; i < 4000; ++i) {
        const Setting& setting = settings()[mutator.below(settings().size())];
        const Bytes damaged = mutator.mutate(bytesOf(setting.path + "=64"), bytesOf(kPieces));
        const std::string text(damaged.begin(), damaged.end());
        try {
            ASSERT_NO_FATAL_FAILURE(expectSound(loadExperiment(file, {text})));
            ++taken;
        } catch (const BadInput& error) {
            ASSERT_TRUE(scratch::isOneLine(error.what())) << error.what();
            ++refused;
        }
    }
    EXPECT_GT(taken, 40);
    EXPECT_GT(refused, 2000);
}

TEST(ExperimentFuzz, FlatSettingsAreReadOrRefused) {
    Mutator mutator(7);
    int read = 0;
    for (int i = 0; i < 4000; ++i) {
        const Bytes damaged = mutator.mutate(bytesOf(kText), bytesOf(kPieces));
        try {
            flatSettings(std::string(damaged.begin(), damaged.end()));
            ++read;
        } catch (const BadInput& error) {
            ASSERT_TRUE(scratch::isOneLine(error.what())) << error.what();
        }
    }
    EXPECT_GT(read, 100);
}

} // namespace
} // namespace asge
