// SPDX-License-Identifier: GPL-3.0-or-later

#include "child_process.h"
#include "core/base/error.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "store_fixture.h"

#include <gmock/gmock.h>

#include <atomic>
#include <memory>
#include <random>

namespace asge {
namespace {

using namespace test;
using namespace std::chrono_literals;
using Concurrency = StoreTest;

/// Writes a run of `epochs` epochs with three steps each, as fast as the store accepts them.
RunId train(RunWriter& writer, const std::string& name, int epochs) {
    const RunId id = writer.createRun(sampleRun(name));
    for (int epoch = 1; epoch <= epochs; ++epoch) {
        for (int step = 3 * epoch - 2; step <= 3 * epoch; ++step) {
            writer.addSteps(id, {sampleStep(step, epoch)});
        }
        commitSample(writer, id, epoch);
    }
    writer.setStatus(id, RunStatus::finished);
    return id;
}

/// Expects what a reader must find of such a run at any moment.
void expectConsistent(const RunReader& reader, RunId id) {
    const RunDetail detail = reader.detail(id);
    const auto epochs = detail.epochs.size();
    EXPECT_EQ(detail.summary.epochsDone, static_cast<int>(epochs));
    EXPECT_GE(detail.steps.size(), 3 * epochs); // an epoch's steps are written with it or before it
    for (std::size_t i = 0; i < epochs; ++i) {
        EXPECT_EQ(detail.epochs[i], sampleEpoch(static_cast<int>(i) + 1));
    }
    for (std::size_t i = 0; i < detail.steps.size(); ++i) {
        EXPECT_EQ(detail.steps[i].step, static_cast<std::int64_t>(i) + 1);
    }
    if (epochs > 0) {
        EXPECT_EQ(detail.summary.layers(), detail.epochs.back().test());
        if (const auto maps = reader.snapshot(id, 1)) { // else the run was deleted meanwhile
            EXPECT_EQ(*maps, *sampleSnapshot(1));
        }
    }
}

/// Reads repeatedly until `stop` is set; returns how often.
int readUntil(const std::filesystem::path& path, const std::atomic<bool>& stop) {
    const RunReader reader(path);
    int rounds = 0;
    for (; !stop || rounds == 0; ++rounds) {
        for (const RunSummary& run : reader.runs()) {
            try {
                expectConsistent(reader, run.id);
            } catch (const BadInput&) {
                EXPECT_FALSE(reader.find(run.id)); // deleted meanwhile
            }
        }
    }
    return rounds;
}

/// Reads in a thread until the object is destroyed.
class BackgroundReader {
  public:
    explicit BackgroundReader(const std::filesystem::path& path)
        : thread_([this, path] { rounds_ = readUntil(path, stop_); }) {}
    ~BackgroundReader() {
        stop_ = true;
        thread_.join();
        EXPECT_GT(rounds_, 0);
    }
    BackgroundReader(const BackgroundReader&) = delete;
    BackgroundReader& operator=(const BackgroundReader&) = delete;

  private:
    std::atomic<bool> stop_ = false;
    int rounds_ = 0;
    std::thread thread_;
};

TEST_F(Concurrency, OneWriterManyThreads) {
    RunWriter writer(path());
    {
        const BackgroundReader reader(path());
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&writer, i] {
                const RunId id = train(writer, std::to_string(i), 8);
                writer.rename(id, "renamed");
                writer.addIntervention(id, {1, 1, "note", "x"});
                if (i == 0) {
                    writer.remove(id);
                }
            });
        }
        for (auto& thread : threads) {
            thread.join();
        }
    }
    const auto runs = RunReader(path()).runs();
    ASSERT_EQ(runs.size(), 3U);
    for (const auto& run : runs) {
        EXPECT_EQ(run.epochsDone, 8);
        EXPECT_EQ(run.status, RunStatus::finished);
    }
}

TEST_F(Concurrency, OneRunManyThreads) {
    RunWriter writer(path());
    const RunId id = writer.createRun(sampleRun());
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&writer, id, i] {
            for (int step = 1; step <= 200; ++step) {
                writer.addSteps(id, {sampleStep(200 * i + step)});
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    writer.setStatus(id, RunStatus::finished);
    EXPECT_EQ(RunReader(path()).detail(id).steps.size(), 800U);
}

TEST_F(Concurrency, TwoWritersInTwoThreads) {
    RunWriter first(path());
    RunWriter second(path());
    const BackgroundReader reader(path());
    std::thread other([&] { train(second, "second", 15); });
    train(first, "first", 15);
    other.join();
    EXPECT_EQ(integer("SELECT count(*) FROM epoch"), 30);
    EXPECT_EQ(integer("SELECT count(*) FROM run WHERE status = 'finished'"), 2);
}

TEST_F(Concurrency, TwoWritersInTwoProcesses) {
    ChildProcess child([&](const auto&) {
        RunWriter writer(path());
        train(writer, "child", 30);
    });
    RunWriter writer(path());
    {
        const BackgroundReader reader(path());
        train(writer, "parent", 30);
        EXPECT_TRUE(child.wait());
    }
    const RunReader reader(path());
    ASSERT_EQ(reader.runs().size(), 2U);
    for (const auto& run : reader.runs()) {
        EXPECT_EQ(run.epochsDone, 30);
        EXPECT_EQ(run.status, RunStatus::finished) << run.reason;
        expectConsistent(reader, run.id);
    }
    EXPECT_EQ(text("PRAGMA integrity_check"), "ok");
}

TEST_F(Concurrency, ManyProcessesOpenANewStoreAtOnce) {
    std::vector<std::unique_ptr<ChildProcess>> children;
    for (int i = 0; i < 6; ++i) {
        children.push_back(std::make_unique<ChildProcess>([&](const auto&) {
            RunWriter writer(path());
            writer.setStatus(writer.createRun(sampleRun()), RunStatus::finished);
        }));
    }
    for (auto& child : children) {
        EXPECT_TRUE(child->wait());
    }
    EXPECT_EQ(integer("SELECT count(*) FROM run WHERE status = 'finished'"), 6);
    EXPECT_EQ(text("PRAGMA integrity_check"), "ok");
}

TEST_F(Concurrency, ALiveProcessKeepsItsRuns) {
    ChildProcess child([&](const auto& report) {
        RunWriter writer(path());
        const RunId id = writer.createRun(sampleRun());
        commitSample(writer, id, 1);
        commitSample(writer, id, 2);
        const RunId paused = writer.createRun(sampleRun());
        writer.setStatus(paused, RunStatus::paused);
        report(1);
        std::this_thread::sleep_for(60s);
    });
    ASSERT_EQ(child.next(), 1);
    const std::string pid = "(pid " + std::to_string(child.pid()) + ")";
    {
        RunWriter writer(path());
        const RunReader reader(path());
        EXPECT_EQ(reader.find(1)->status, RunStatus::running);
        EXPECT_EQ(reader.find(2)->status, RunStatus::paused);
        EXPECT_EQ(errorOf<BadInput>([&] { writer.remove(2); }), "run 2: is paused; stop it first");
        EXPECT_EQ(errorOf<StoreError>([&] { writer.setStatus(1, RunStatus::running); }),
                  "run 1: is owned by another process " + pid);
        EXPECT_EQ(errorOf<BadInput>([&] { writer.resume(1, "cpu", "x", 200); }),
                  "run 1: is running; stop it first");
        EXPECT_EQ(errorOf<StoreError>([&] { commitSample(writer, 1, 3); }),
                  "run 1: is owned by another process " + pid);
        writer.rename(1, "any process may rename it");
    }
    child.kill();
    ASSERT_EQ(child.next(), -1); // ended, not yet reaped
    RunWriter writer(path());
    const RunReader reader(path());
    EXPECT_EQ(reader.find(1)->status, RunStatus::interrupted);
    EXPECT_EQ(reader.find(1)->reason, "the process that trained it " + pid +
                                          " ended without closing the run, after epoch 2");
    EXPECT_EQ(reader.find(2)->reason,
              "the process that trained it " + pid +
                  " ended without closing the run, before its first epoch was finished");
    writer.resume(1, "cpu", "x", 200); // this process continues it
    commitSample(writer, 1, 3);
    writer.remove(2);
    EXPECT_EQ(reader.find(1)->epochsDone, 3);
}

TEST_F(Concurrency, AHeartbeatRevertsAWrongInterruption) {
    RunWriter writer(path());
    const RunId id = writer.createRun(sampleRun());
    const RunId taken = writer.createRun(sampleRun());
    const RunId idle = writer.createRun(sampleRun());
    writer.setStatus(idle, RunStatus::stopped);
    sql("UPDATE run SET heartbeat = 5, status = 'interrupted', reason = 'gone';"
        "UPDATE run SET owner = '5 6 b n h' WHERE id = 2");
    const RunReader reader(path());
    EXPECT_TRUE(eventually([&] { return reader.find(id)->status == RunStatus::running; }));
    EXPECT_EQ(reader.find(id)->reason, "");
    EXPECT_GT(integer("SELECT heartbeat FROM run WHERE id = 1"), 5);
    EXPECT_EQ(reader.find(taken)->status, RunStatus::interrupted);
    EXPECT_EQ(reader.find(idle)->status, RunStatus::interrupted);
    EXPECT_EQ(integer("SELECT heartbeat FROM run WHERE id > 1 LIMIT 1"), 5);
}

TEST_F(Concurrency, KilledWhileItWrites) {
    std::mt19937 random(std::random_device{}());
    for (int round = 1; round <= 8; ++round) {
        ChildProcess child([&](const auto& report) {
            RunWriter writer(path());
            const RunId id = writer.createRun(sampleRun());
            for (int epoch = 1;; ++epoch) {
                for (int step = 3 * epoch - 2; step <= 3 * epoch; ++step) {
                    writer.addSteps(id, {sampleStep(step, epoch)});
                }
                Checkpoint checkpoint{epoch, 3 * epoch, std::string(300'000, 'x')};
                writer.commitEpoch(id, sampleEpoch(epoch), sampleSnapshot(epoch), checkpoint).get();
                report(epoch);
            }
        });
        int kept = child.next();
        ASSERT_EQ(kept, 1);
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 150'000));
        child.kill();
        const auto rest = child.rest();
        kept = rest.empty() ? kept : rest.back();

        EXPECT_EQ(text("PRAGMA integrity_check"), "ok");
        // A reader can read the store after a crash without a writer.
        EXPECT_GE(RunReader(path()).runs().front().epochsDone, kept);
        RunWriter writer(path());
        const RunReader reader(path());
        const RunSummary run = reader.runs().front();
        EXPECT_EQ(run.id, round);
        EXPECT_EQ(run.status, RunStatus::interrupted);
        EXPECT_GE(run.epochsDone, kept);
        EXPECT_LE(run.epochsDone, kept + 1);
        EXPECT_THAT(run.reason,
                    ::testing::EndsWith("after epoch " + std::to_string(run.epochsDone)));
        expectConsistent(reader, run.id);
        EXPECT_EQ(reader.checkpoint(run.id)->epoch, run.epochsDone);
    }
}

} // namespace
} // namespace asge
