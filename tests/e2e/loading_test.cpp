// SPDX-License-Identifier: GPL-3.0-or-later

// Trainings whose data take long to load.
#include "tests/e2e/asge_fixture.h"

#include "core/data/picture.h"
#include "core/data/png.h"
#include "core/store/run_reader.h"

#include <gmock/gmock.h>

#include <random>
#include <thread>

namespace asge {
namespace {

using test::Ended;
using test::json;
using testing::HasSubstr;

class SlowLoading : public test::AsgeFixture {
  protected:
    SlowLoading() {
        setenv("XDG_CACHE_HOME", (folder_.path() / "cache").c_str(), 1);
        std::mt19937 random(1); // noise takes the longest to decode
        for (const char* split : {"train", "test"}) {
            for (const char* name : {"cat", "dog"}) {
                const auto folder = folder_.path() / "photos" / split / name;
                std::filesystem::create_directories(folder);
                Picture picture{3, kSide, kSide, {}, {}};
                for (int i = 0; i < 3 * kSide * kSide; ++i) {
                    picture.pixels.push_back(static_cast<std::uint8_t>(random()));
                }
                writePng(folder / "0.png", picture);
                const int copies = std::string(split) == "train" ? kCopies : 2;
                for (int i = 1; i < copies; ++i) {
                    std::filesystem::create_hard_link(folder / "0.png",
                                                      folder / (std::to_string(i) + ".png"));
                }
            }
        }
    }
    std::vector<std::string> training() const {
        return command({"train", file(), "--set", "data.path=" + photos(), "--set", "data.size=16",
                        "--set", "data.validation=2"});
    }
    std::string photos() const { return (folder_.path() / "photos").string(); }

    static constexpr int kSide = 1000;
    static constexpr int kCopies = 1000; ///< several seconds of work
};

TEST_F(SlowLoading, EndsAtOnceAndCreatesNoRun) {
    for (const auto& [signal, milliseconds] :
         {std::pair(SIGINT, 30), std::pair(SIGTERM, 300), std::pair(SIGINT, 900)}) {
        test::Process process(training());
        std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
        const auto begin = std::chrono::steady_clock::now();
        process.kill(signal);
        const Ended ended = process.wait();
        const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
        if (milliseconds >= 300) { // earlier there may be no signal handler yet
            EXPECT_EQ(ended.status, 130);
            EXPECT_EQ(ended.error, "asge: stopped before the first batch; no run was created\n");
        }
        EXPECT_LT(passed.count(), 1.0) << "0.1 s on an idle machine";
        if (std::filesystem::exists(store())) {
            EXPECT_THAT(RunReader(store()).runs(), testing::IsEmpty());
        }
    }
}

TEST_F(SlowLoading, ReportsItsProgress) {
    auto words = training();
    words.emplace_back("--json");
    test::Process process(words);
    const auto hasProgress = [](const std::string& out) {
        return out.find("reading training images") != std::string::npos &&
               out.find('\n', out.find("reading training images")) != std::string::npos;
    };
    ASSERT_TRUE(process.readUntil(hasProgress, 60000));
    process.kill(SIGTERM);
    const Ended ended = process.wait();
    const std::vector<json> lines = test::jsonLines(ended.out);
    ASSERT_FALSE(lines.empty());
    EXPECT_EQ(lines.back()["loading"], "reading training images");
    EXPECT_GT(lines.back()["done"], 0);
    EXPECT_LE(lines.back()["done"], lines.back()["total"]);
}

TEST_F(SlowLoading, OnATerminalABarShowsTheProgress) {
    test::Process process(training(), 80);
    const auto hasBar = [](const std::string& out) {
        return out.find("left", out.find("reading training images ")) != std::string::npos;
    };
    ASSERT_TRUE(process.readUntil(hasBar, 60000));
    process.kill(SIGINT);
    const Ended ended = process.wait();
    EXPECT_THAT(ended.out, testing::EndsWith("\r\033[K")) << "no bar is left behind";
    EXPECT_THAT(ended.error, HasSubstr("no run was created"));
}

TEST_F(SlowLoading, AnInterruptedResumeDoesNotChangeTheRun) {
    auto small = training();
    for (const char* setting : {"data.limit=20", "train.epochs=100000"}) {
        small.insert(small.end(), {"--set", setting});
    }
    {
        test::Process process(small);
        ASSERT_TRUE(process.readUntil(
            [](const std::string& out) { return out.find("epoch") != std::string::npos; }, 60000));
        process.kill(SIGINT);
        ASSERT_EQ(process.wait().status, 130);
    }
    const RunSummary before = RunReader(store()).find(1).value();
    test::Process process(command({"train", "--resume", "1"}));
    ASSERT_TRUE(test::catches(process.pid(), SIGTERM, 30000)); // before LibTorch is loaded
    process.kill(SIGTERM);
    const Ended ended = process.wait();
    EXPECT_EQ(ended.status, 130);
    EXPECT_EQ(ended.error, "asge: stopped before the first batch; run 1 is unchanged\n");
    const RunSummary after = RunReader(store()).find(1).value();
    EXPECT_EQ(after.status, before.status);
    EXPECT_EQ(after.reason, before.reason);
    EXPECT_EQ(after.epochsDone, before.epochsDone);
}

} // namespace
} // namespace asge
