// What `asge` makes of the machine: processors, affinity, time in which it does not run.
#include "core/machine/affinity.h"
#include "tests/e2e/asge_fixture.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <thread>

namespace asge {
namespace {

using nlohmann::json;
using test::Ended;
using test::jsonLines;

class Machine : public test::AsgeFixture {
  protected:
    /// The program with a command in front of it.
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

/// Threads that may use one processor alone, by /proc.
int boundThreads(pid_t process) {
    int bound = 0;
    const auto tasks = "/proc/" + std::to_string(process) + "/task";
    for (const auto& task : std::filesystem::directory_iterator(tasks)) {
        bound += AffinityMask::of(std::stoi(task.path().filename())).count() == 1 ? 1 : 0;
    }
    return bound;
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
    EXPECT_EQ(boundThreads(process.pid()), 0);
    process.kill(SIGINT);
    EXPECT_EQ(process.wait().status, 130);
}

TEST_F(Machine, TimeInWhichTheProcessIsStoppedIsNoTrainingTime) {
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
