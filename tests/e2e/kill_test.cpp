// SPDX-License-Identifier: GPL-3.0-or-later

// Trainings that are killed at any time while a second process reads the store and a third one
// writes to it.
#include "core/store/run_reader.h"
#include "tests/e2e/asge_fixture.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <random>
#include <thread>

namespace asge {
namespace {

using nlohmann::json;
using test::Ended;
using test::integrity;
using test::Process;

/// The number of kills. Each takes about a second; with ASGE_LONG_TESTS there are two hundred.
int kills() {
    return std::getenv("ASGE_LONG_TESTS") != nullptr ? 200 : 6;
}

class Kill : public test::AsgeFixture {
  protected:
    /// A shell loop that runs a command until the file `stop` exists. It ends with status 3 as soon
    /// as the command fails.
    std::vector<std::string> again(const std::string& commands) const {
        return {"/bin/sh", "-c",
                "while [ ! -e " + stop() + " ]; do { " + commands +
                    "; } >/dev/null || exit 3; done"};
    }
    std::string stop() const { return (folder_.path() / "stop").string(); }
    std::string runsCommand(const std::string& words) const {
        return std::string(ASGE_BINARY) + " runs " + words + " --store " + store();
    }

    /// Trains until killed: usually after the first epoch, otherwise at any time after the start.
    Ended trainAndKill(const std::string& name) {
        Process training(command({"train", file(), "--json", "--name", name, "--set",
                                  "train.epochs=100000", "--set", "data.validation=10"}));
        const auto any = [](const std::string& out) { return out.find('\n') != std::string::npos; };
        const auto none = [](const std::string&) { return false; };
        if (random_() % 4 != 0) {
            EXPECT_TRUE(training.readUntil(any, 60000));
            // `readUntil` would wait in steps of its own.
            std::this_thread::sleep_for(std::chrono::microseconds(random_() % 150000));
        } else {
            training.readUntil(none, static_cast<int>(random_() % 1500));
        }
        training.kill(SIGKILL);
        return training.wait();
    }

    /// Checks that the store has every printed epoch and marks the run as interrupted. Returns
    /// false if there is no run.
    bool expectKept(const std::string& name, const std::string& printed) const {
        const RunReader reader(store());
        const auto all = reader.runs();
        const auto run = std::find_if(all.begin(), all.end(),
                                      [&](const RunSummary& one) { return one.name == name; });
        if (run == all.end()) {
            EXPECT_EQ(printed, "");
            return false;
        }
        EXPECT_EQ(run->status, RunStatus::interrupted) << name;
        EXPECT_THAT(run->reason, testing::HasSubstr("ended without closing the run")) << name;
        std::map<int, EpochEvent> kept;
        for (const EpochEvent& epoch : reader.detail(run->id).epochs) {
            kept[epoch.epoch] = epoch;
        }
        // The last line may be incomplete.
        for (const json& line : test::jsonLines(printed.substr(0, printed.rfind('\n') + 1))) {
            const auto epoch = kept.find(line["epoch"]);
            if (epoch == kept.end()) {
                ADD_FAILURE() << name << " lost epoch " << line["epoch"];
                continue;
            }
            EXPECT_EQ(epoch->second.accuracy().fusion, line["accuracy"]["fusion"]);
        }
        EXPECT_TRUE(kept.empty() || reader.checkpoint(run->id)) << name;
        return true;
    }

    std::mt19937 random_{17};
};

TEST_F(Kill, AtAnyTimeLosesNoCommittedEpoch) {
    ASSERT_EQ(asge({"train", file(), "--json", "--name", "whole"}).status, 0);
    Process reader(again(runsCommand("list --json") + " && " + runsCommand("show 1 --json")));
    Process writer(again(runsCommand("tag 1 +a -b") + " && " + runsCommand("tag 1 +b -a")));
    int begun = 0;
    for (int i = 1; i <= kills(); ++i) {
        const std::string name = "kill " + std::to_string(i);
        const Ended ended = trainAndKill(name);
        ASSERT_EQ(ended.signal, SIGKILL) << ended.error;
        ASSERT_EQ(integrity(store()), "ok") << name;
        ASSERT_EQ(asge({"runs", "list"}).status, 0);
        begun += expectKept(name, ended.out) ? 1 : 0;
    }
    std::ofstream(stop()) << "";
    const Ended read = reader.wait();
    const Ended written = writer.wait();
    EXPECT_EQ(read.status, 0) << read.error;
    EXPECT_EQ(written.status, 0) << written.error;
    EXPECT_GE(begun, kills() / 2);
    EXPECT_EQ(asge({"runs", "check"}).status, 0);
    EXPECT_EQ(runs().back()["tags"].size(), 1U);
}

} // namespace
} // namespace asge
