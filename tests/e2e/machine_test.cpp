// SPDX-License-Identifier: GPL-3.0-or-later

// How `asge` uses the machine: processors, affinity, time in which the process is stopped.
#include "core/base/affinity.h"
#include "core/base/cores.h"
#include "tests/e2e/asge_fixture.h"
#include "tests/e2e/threads_of.h"

#include <gmock/gmock.h>

#include <thread>

namespace asge {
namespace {

using nlohmann::json;
using test::Ended;
using test::jsonLines;

class Machine : public test::AsgeFixture {
  protected:
    /// Runs the program under another command.
    std::vector<std::string> after(std::vector<std::string> words,
                                   const std::vector<std::string>& arguments) const {
        words.push_back(ASGE_BINARY);
        words.insert(words.end(), arguments.begin(), arguments.end());
        return words;
    }
    json bench(const std::vector<std::string>& before) const {
        const Ended ended = test::run(after(
            before, {"bench", file(), "--steps", "2", "--json", "--set", "compute.path=plain"}));
        EXPECT_EQ(ended.status, 0) << ended.error;
        return jsonLines(ended.out).at(0);
    }
};

TEST_F(Machine, UsesTheProcessorsOfItsAffinityMask) {
    if (processAffinity().count() < 2) {
        GTEST_SKIP() << "the tests may use one processor alone";
    }
    const json result = bench({"/usr/bin/taskset", "-c", "0"});
    EXPECT_EQ(result["threads"], 1);
    EXPECT_THAT(result["threads_reason"].get<std::string>(),
                testing::MatchesRegex("the affinity mask has 1 of [0-9]+ processors"));
    const Ended text =
        test::run(after({"/usr/bin/taskset", "-c", "0"}, {"bench", file(), "--steps", "2"}));
    EXPECT_THAT(text.out, testing::HasSubstr("\n1 thread: the affinity mask has 1 of "));
}

TEST_F(Machine, UsesNoMoreThreadsThanOpenMpIsAllowed) {
    if (processAffinity().count() < 2) {
        GTEST_SKIP() << "the tests may use one processor alone";
    }
    const json result = bench({"/usr/bin/env", "OMP_NUM_THREADS=1"});
    EXPECT_EQ(result["threads"], 1);
    EXPECT_EQ(result["threads_reason"], "OMP_NUM_THREADS is 1");
}

TEST_F(Machine, EstimatesTheMemoryOfATraining) {
    const auto estimate = [&](std::vector<std::string> settings) {
        std::vector<std::string> words{ASGE_BINARY, "bench", file(), "--dry-run", "--json"};
        for (const std::string& setting : settings) {
            words.insert(words.end(), {"--set", setting});
        }
        const Ended ended = test::run(words);
        EXPECT_EQ(ended.status, 0) << ended.error;
        return jsonLines(ended.out).at(0);
    };
    const json small = estimate({"network.layers=8 16", "compute.path=plain"});
    for (const char* key : {"parameter_bytes", "optimizer_bytes", "good_state_bytes",
                            "activation_bytes_per_lane", "data_bytes", "machine_bytes", "lanes"}) {
        EXPECT_GT(small[key], 0) << key;
    }
    EXPECT_EQ(small["total_bytes"], small["parameter_bytes"].get<std::int64_t>() +
                                        small["optimizer_bytes"].get<std::int64_t>() +
                                        small["good_state_bytes"].get<std::int64_t>() +
                                        small["lanes"].get<std::int64_t>() *
                                            small["activation_bytes_per_lane"].get<std::int64_t>() +
                                        small["data_bytes"].get<std::int64_t>());
    const json large = estimate({"network.layers=8 16", "compute.path=plain", "train.batch=65536"});
    EXPECT_GT(large["activation_bytes_per_lane"].get<double>(),
              100 * small["activation_bytes_per_lane"].get<double>());
    EXPECT_EQ(large["parameter_bytes"], small["parameter_bytes"]);
    const Ended text = test::run({ASGE_BINARY, "bench", file(), "--dry-run", "--store", store()});
    const ThreadChoice threads = chooseThreads(2);
    const json two = estimate({"threads=2"});
    EXPECT_EQ(two["threads"], threads.count);
    EXPECT_EQ(two["threads_reason"], threads.reason);
    EXPECT_THAT(text.out, testing::HasSubstr("\n1 thread: the setting threads is 1\n"));
    EXPECT_THAT(text.out, testing::HasSubstr("\n  optimizer "));
    EXPECT_THAT(text.out, testing::HasSubstr("\n  total "));
    EXPECT_THAT(text.out, testing::HasSubstr("\ntime unknown: no run of this method on cpu"));
}

TEST_F(Machine, RefusesTrainingsThatNeedTooMuchMemory) {
    std::string layers;
    for (int i = 0; i < 64; ++i) {
        layers += "4096 ";
    }
    for (const char* command : {"train", "bench"}) {
        std::vector<std::string> words{ASGE_BINARY, command, file(), "--set",
                                       "network.layers=" + layers};
        if (words[1] == "train") {
            words.insert(words.end(), {"--store", store()});
        }
        const Ended ended = test::run(words);
        EXPECT_EQ(ended.status, 2);
        EXPECT_THAT(ended.error, testing::HasSubstr("its weights need "));
        EXPECT_THAT(ended.error, testing::HasSubstr(" GiB, optimizer "));
        EXPECT_THAT(ended.error, testing::HasSubstr("give the layers fewer channels"));
        EXPECT_EQ(std::count(ended.error.begin(), ended.error.end(), '\n'), 1) << ended.error;
    }
    const Ended batch = test::run({ASGE_BINARY, "bench", file(), "--set", "compute.path=plain",
                                   "--set", "network.layers=4096", "--set", "train.batch=65536"});
    EXPECT_EQ(batch.status, 2);
    EXPECT_THAT(batch.error, testing::HasSubstr("--set train.batch=65536: with the activations"));
}

TEST_F(Machine, LackOfMemoryIsOneLine) {
    // LibTorch does not fit into the first limits, nor a step of this training into the last one.
    for (const char* kibibytes : {"600000", "1000000", "1400000"}) {
        const std::string limited = std::string("ulimit -v ") + kibibytes + "; exec \"$@\"";
        const Ended ended = test::run({"/bin/sh", "-c", limited, "sh", ASGE_BINARY, "bench", file(),
                                       "--steps", "2", "--set", "compute.path=plain", "--set",
                                       "network.layers=1024 1024", "--set", "train.batch=120"});
        EXPECT_EQ(ended.status, 1) << kibibytes << ": " << ended.error;
        EXPECT_EQ(std::count(ended.error.begin(), ended.error.end(), '\n'), 1) << ended.error;
        EXPECT_THAT(ended.error, testing::HasSubstr("memory"));
        EXPECT_THAT(ended.error, testing::Not(testing::HasSubstr("std::bad_alloc")));
        EXPECT_LT(ended.error.size(), 600U);
    }
}

TEST_F(Machine, OpenMpBindsNoThreadOfOurs) {
    if (processAffinity().count() < 2) {
        GTEST_SKIP() << "the tests may use one processor alone";
    }
    const std::vector<std::string> binding = {"/usr/bin/env", "OMP_PROC_BIND=close",
                                              "OMP_PLACES=cores"};
    test::Process process(after(
        binding, {"train", file(), "--json", "--store", store(), "--set", "train.epochs=100000"}));
    ASSERT_TRUE(process.readUntil(
        [](const std::string& out) { return out.find("{\"epoch\":1,") != std::string::npos; },
        60000));
    EXPECT_EQ(test::boundThreads(process.pid()), 0);
    process.kill(SIGINT);
    EXPECT_EQ(process.wait().status, 130);
}

TEST_F(Machine, ThePlainPathUsesItsProcessorsIfOpenMpBindsThreads) {
    if (processAffinity().count() < 2) {
        GTEST_SKIP() << "the tests may use one processor alone";
    }
    const std::vector<std::string> binding = {"/usr/bin/env", "OMP_PROC_BIND=close",
                                              "OMP_PLACES=cores", "OMP_NUM_THREADS=2"};
    const std::vector<std::string> settings = {
        "--set", "compute.path=plain",   "--set", "threads=2",
        "--set", "network.layers=64 64", "--set", "train.batch=100",
        "--set", "train.epochs=100000"};
    std::vector<std::string> words{"bench", file(), "--steps", "2", "--json"};
    words.insert(words.end(), settings.begin(), settings.end());
    EXPECT_EQ(jsonLines(test::run(after(binding, words)).out).at(0)["threads"], 2);
    words = {"train", file(), "--json", "--store", store()};
    words.insert(words.end(), settings.begin(), settings.end());
    test::Process process(after(binding, words));
    ASSERT_TRUE(process.readUntil(
        [](const std::string& out) { return out.find("{\"epoch\":20,") != std::string::npos; },
        60000));
    EXPECT_EQ(test::busyThreads(process.pid()), 2);
    EXPECT_GT(AffinityMask::of(process.pid()).count(), 1) << "the training thread";
    process.kill(SIGINT);
    EXPECT_EQ(process.wait().status, 130);
}

TEST_F(Machine, StoppedTimeIsNoTrainingTime) {
    using Clock = std::chrono::steady_clock;
    test::Process process(command({"train", file(), "--json", "--set", "train.epochs=100000"}));
    const auto begin = Clock::now();
    ASSERT_TRUE(process.readUntil(
        [](const std::string& out) { return out.find("{\"epoch\":1,") != std::string::npos; },
        60000));
    process.kill(SIGSTOP);
    std::this_thread::sleep_for(std::chrono::seconds(6));
    process.kill(SIGCONT);
    std::this_thread::sleep_for(std::chrono::seconds(1));
    process.kill(SIGINT);
    const Ended ended = process.wait();
    const double wall = std::chrono::duration<double>(Clock::now() - begin).count();
    ASSERT_EQ(ended.status, 130) << ended.error;
    const auto lines = jsonLines(ended.out);
    EXPECT_LT(lines.at(lines.size() - 2)["seconds"].get<double>(), wall - 5);
}

} // namespace
} // namespace asge
