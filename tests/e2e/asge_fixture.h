// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment_json.h"
#include "tests/e2e/process.h"
#include "tests/e2e/store_file.h"
#include "tests/support/tiny_data.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

/// Shared by the tests of the built program.
namespace asge::test {

using nlohmann::json;

inline std::vector<json> jsonLines(const std::string& text) {
    std::vector<json> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(json::parse(line));
    }
    return lines;
}

/// A tiny experiment, its data, and an empty store.
class AsgeFixture : public testing::Test {
  protected:
    AsgeFixture() {
        // Commands must not use the state folder of the user who runs the tests.
        setenv("XDG_STATE_HOME", (folder_.path() / "state").c_str(), 1);
        writeTinyFiles(folder_.path() / "data");
        Experiment experiment = tinyExperiment();
        experiment.data.path = (folder_.path() / "data").string();
        std::ofstream(file()) << toJson(experiment);
    }

    std::string file() const { return (folder_.path() / "tiny.json").string(); }
    std::string store() const { return (folder_.path() / "runs.sqlite").string(); }

    std::vector<std::string> command(std::vector<std::string> words) const {
        words.insert(words.begin(), ASGE_BINARY);
        if (words[1] != "--version") {
            words.insert(words.end(), {"--store", store()});
        }
        return words;
    }
    Ended asge(const std::vector<std::string>& words) const { return run(command(words)); }
    json runs() const { return json::parse(asge({"runs", "list", "--json"}).out); }

    TemporaryFolder folder_;
};

} // namespace asge::test
