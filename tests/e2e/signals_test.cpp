// SPDX-License-Identifier: GPL-3.0-or-later

// Effects of signals, lost output and limits on trainings of the command line.
#include "core/store/run_reader.h"
#include "tests/e2e/asge_fixture.h"
#include "tests/support/small_disk.h"

#include <gmock/gmock.h>

#include <thread>

namespace asge {
namespace {

using test::Ended;
using test::json;
using testing::HasSubstr;

class Signals : public test::AsgeFixture {
  protected:
    /// A shell command, which can ignore signals, set limits and use pipes.
    static std::vector<std::string> shell(const std::string& line) {
        return {"/bin/bash", "-c", line};
    }
    std::string training(const std::string& settings) const {
        return std::string(ASGE_BINARY) + " train '" + file() + "' --store '" + store() + "' " +
               settings;
    }
    static bool hasEpoch(const std::string& out) { return out.find("epoch") != std::string::npos; }
    RunSummary onlyRun() const {
        const auto all = RunReader(store()).runs();
        EXPECT_EQ(all.size(), 1U);
        return all.at(0);
    }
    void expectStoppedBy(const std::string& cause) const {
        EXPECT_EQ(onlyRun().status, RunStatus::stopped);
        EXPECT_THAT(onlyRun().reason, testing::StartsWith("stopped by " + cause + " at step "));
        EXPECT_TRUE(RunReader(store()).checkpoint(1).has_value());
    }
    static void pass(int milliseconds) {
        std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
    }
};

const std::string kLong = "--set train.epochs=100000 ";
const std::string kLostLine = "asge: the output could not be written";

TEST_F(Signals, NohupIgnoresAHangUp) {
    test::Process process(shell("trap '' HUP; exec " + training(kLong)));
    ASSERT_TRUE(process.readUntil(hasEpoch, 60000));
    process.kill(SIGHUP);
    process.kill(SIGHUP);
    pass(300);
    EXPECT_EQ(onlyRun().status, RunStatus::running);
    process.kill(SIGTERM);
    EXPECT_EQ(process.wait().status, 130);
    expectStoppedBy("SIGTERM");
}

/// A shell without job control starts background jobs with SIGINT ignored.
TEST_F(Signals, ABackgroundJobIsNotInterruptedFromTheKeyboard) {
    test::Process process(shell("trap '' INT; exec " + training(kLong)));
    ASSERT_TRUE(process.readUntil(hasEpoch, 60000));
    process.kill(SIGINT);
    pass(300);
    EXPECT_EQ(onlyRun().status, RunStatus::running);
    process.kill(SIGHUP);
    EXPECT_EQ(process.wait().status, 130);
    expectStoppedBy("SIGHUP");
}

TEST_F(Signals, TheLimitOnProcessorTimeStopsWithACheckpoint) {
    test::Process process(command({"train", file(), "--set", "train.epochs=100000"}));
    ASSERT_TRUE(process.readUntil(hasEpoch, 60000));
    process.kill(SIGXCPU);
    pass(50);
    process.kill(SIGXCPU); // the system repeats this signal
    const Ended ended = process.wait();
    EXPECT_EQ(ended.status, 130);
    EXPECT_THAT(ended.out, HasSubstr("run 1: stopped after"));
    expectStoppedBy("SIGXCPU");
}

TEST_F(Signals, WarningsOfBatchSystemsDoTheSame) {
    test::Process process(command({"train", file(), "--set", "train.epochs=100000"}));
    ASSERT_TRUE(process.readUntil(hasEpoch, 60000));
    process.kill(SIGUSR1);
    EXPECT_EQ(process.wait().status, 130);
    expectStoppedBy("SIGUSR1");
}

TEST_F(Signals, TimeoutSignalsTwiceAndIsOneRequest) {
    const Ended ended = test::run(shell("exec timeout 4 " + training(kLong)));
    EXPECT_EQ(ended.status, 124);
    expectStoppedBy("SIGTERM");
}

TEST_F(Signals, ATrainingSurvivesTheEndOfItsReader) {
    for (const char* option : {"", "--json"}) {
        const Ended ended = test::run(
            shell("set -o pipefail; " + training("--set train.epochs=20 " + std::string(option)) +
                  " | head -1"));
        EXPECT_EQ(ended.status, 1);
        EXPECT_EQ(std::count(ended.out.begin(), ended.out.end(), '\n'), 1) << ended.out;
        EXPECT_THAT(ended.error, testing::StartsWith(kLostLine));
        EXPECT_EQ(std::count(ended.error.begin(), ended.error.end(), '\n'), 1) << ended.error;
        const auto all = RunReader(store()).runs();
        EXPECT_EQ(all[0].status, RunStatus::finished);
        EXPECT_EQ(all[0].epochsDone, 20);
    }
}

TEST_F(Signals, ATrainingSurvivesClosedStreams) {
    const Ended ended = test::run(shell(training("--set train.epochs=5") + " <&- >&- 2>&-"));
    EXPECT_EQ(ended.status, 1);
    EXPECT_EQ(onlyRun().status, RunStatus::finished);
    EXPECT_EQ(test::integrity(store()), "ok");
    const Ended lost = test::run(shell(training("--set train.epochs=5") + " >&-"));
    EXPECT_EQ(lost.status, 1);
    EXPECT_THAT(lost.error, testing::StartsWith(kLostLine));
}

TEST_F(Signals, ATrainingSurvivesTheEndOfItsTerminal) {
    std::unique_ptr<test::Process> process;
    const std::string words = "trap '' HUP; exec " + training("--set train.epochs=800");
    process = std::make_unique<test::Process>(shell(words), 100);
    ASSERT_TRUE(process->readUntil(
        [](const std::string& out) { return out.find("ETA") != std::string::npos; }, 60000));
    process->hangUp();
    const Ended ended = process->wait();
    EXPECT_EQ(ended.status, 1);
    EXPECT_THAT(ended.error, testing::StartsWith(kLostLine));
    EXPECT_EQ(onlyRun().status, RunStatus::finished);
}

TEST_F(Signals, TheLimitOnAFilesSizeOnlyLosesTheOutput) {
    // The output is at the limit already; the store stays below it.
    const std::string out = (folder_.path() / "out").string();
    const Ended ended =
        test::run(shell("ulimit -f 2000; head -c 2048000 /dev/zero > '" + out + "'; exec " +
                        training("--set train.epochs=5") + " >> '" + out + "'"));
    EXPECT_EQ(ended.status, 1);
    EXPECT_THAT(ended.error, testing::StartsWith(kLostLine));
    EXPECT_EQ(onlyRun().status, RunStatus::finished);
    EXPECT_EQ(std::filesystem::file_size(out), 2048000U);
}

TEST_F(Signals, ATrainingWithAStoreAtTheLimitWaitsAndGivesItUp) {
    test::Process process(
        shell("ulimit -f 400; exec " + training("--set train.epochs=100000 --json")));
    ASSERT_TRUE(process.readErrorUntil(
        [](const std::string& text) {
            return text.find("the training waits") != std::string::npos;
        },
        60000));
    process.kill(SIGTERM);
    const Ended ended = process.wait();
    EXPECT_EQ(ended.status, 1);
    EXPECT_THAT(ended.error, HasSubstr("; stopping: results that were not written are lost"));
    EXPECT_THAT(ended.error, Not(HasSubstr("the training continues")));
    EXPECT_EQ(test::integrity(store()), "ok");
    // The status may or may not have had room; in the latter case the next opening sets it.
    EXPECT_THAT(runs()[0]["status"], testing::AnyOf("stopped", "interrupted"));
}

TEST_F(Signals, ATrainingStoppedOnAFullDiskReportsItsEnd) {
    const test::SmallDisk disk(folder_.path() / "disk", "400k");
    if (!disk.isThere()) {
        GTEST_SKIP() << "a file system can't be mounted here";
    }
    const std::string small = (folder_.path() / "disk" / "runs.sqlite").string();
    for (const bool withRoom : {false, true}) {
        std::filesystem::remove(small);
        test::Process process(
            {ASGE_BINARY, "train", file(), "--set", "train.epochs=100000", "--store", small});
        ASSERT_TRUE(process.readErrorUntil(
            [](const std::string& text) { return text.find("waits") != std::string::npos; },
            60000));
        process.kill(SIGTERM);
        if (withRoom) {
            disk.grow(); // a later write must not be reported as the training continuing
        }
        const Ended ended = process.wait();
        EXPECT_EQ(ended.status, ended.error.find("are lost") != std::string::npos ? 1 : 130);
        EXPECT_THAT(ended.error, Not(HasSubstr("the training continues")));
        if (!withRoom) {
            EXPECT_EQ(ended.error,
                      "asge: " + small +
                          ": disk is full; the training waits, and continues when it can write "
                          "again\nasge: " +
                          small +
                          ": disk is full; stopping: results that were not written are lost; the "
                          "run keeps those that were\nasge: " +
                          small + ": disk is full\n");
        }
        EXPECT_EQ(test::integrity(small), "ok");
    }
}

TEST_F(Signals, ASweepHandlesSignalsAlike) {
    const std::string sweep = (folder_.path() / "sweep.json").string();
    std::ofstream(sweep) << R"({"name": "two", "base": "tiny.json", "seeds": [1, 2]})";
    const std::string words =
        std::string(ASGE_BINARY) + " sweep '" + sweep + "' --store '" + store() + "' ";
    const Ended piped = test::run(shell("set -o pipefail; " + words + "| head -1"));
    EXPECT_EQ(piped.status, 1);
    EXPECT_THAT(piped.error, testing::StartsWith(kLostLine));
    EXPECT_EQ(RunReader(store()).runs().size(), 2U);
    test::Process process(shell("exec " + words + kLong), 100);
    ASSERT_TRUE(process.readUntil(
        [](const std::string& out) { return out.find("ETA") != std::string::npos; }, 60000));
    process.kill(SIGXCPU);
    EXPECT_EQ(process.wait().status, 130);
    EXPECT_THAT(RunReader(store()).runs().front().reason,
                testing::StartsWith("stopped by SIGXCPU"));
}

TEST_F(Signals, OtherCommandsEndAtOnceWithTheStatusOfAnInterruption) {
    ASSERT_EQ(asge({"train", file(), "--set", "train.epochs=1"}).status, 0);
    // A benchmark of many steps runs until a signal ends it.
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        test::Process process({ASGE_BINARY, "bench", file(), "--steps", "1000000"});
        ASSERT_TRUE(test::catches(process.pid(), signal, 30000));
        process.kill(signal);
        const Ended ended = process.wait();
        EXPECT_EQ(ended.status, 130) << signal;
        EXPECT_EQ(ended.error, "");
    }
}

} // namespace
} // namespace asge
