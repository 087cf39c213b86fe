// SPDX-License-Identifier: GPL-3.0-or-later

#include "child_process.h"
#include "core/base/error.h"
#include "core/experiment/layers.h"
#include "core/store/check.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "store_fixture.h"

#include <gmock/gmock.h>

#include <set>

namespace asge {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;
using Status = QueueEntry::Status;
using Ids = std::vector<std::int64_t>;

NewQueueEntry sampleEntry(const std::string& name, int epochs = 3) {
    NewQueueEntry entry{name, {"queued", "small"}, {}};
    entry.experiment.network.layers = parseLayers("4 8M");
    entry.experiment.train.epochs = epochs;
    return entry;
}

class QueueTest : public StoreTest {
  protected:
    Ids add(RunWriter& writer, const std::vector<std::string>& names) {
        std::vector<NewQueueEntry> entries;
        for (const std::string& name : names) {
            entries.push_back(sampleEntry(name));
        }
        return writer.addToQueue(entries);
    }
    Queue queue() const { return RunReader(path()).queue(); }
    std::vector<std::string> names() const {
        std::vector<std::string> names;
        for (const QueueEntry& entry : queue().entries) {
            names.push_back(entry.name);
        }
        return names;
    }
    QueueEntry only() const {
        const auto entries = queue().entries;
        EXPECT_EQ(entries.size(), 1U);
        return entries.at(0);
    }
    /// A process on another machine, which can't be looked up.
    static constexpr const char* kElsewhere = "17 4711 other-boot pid:[1] elsewhere";
};

TEST_F(QueueTest, WithdrawsOnlyWhatStillWaits) {
    RunWriter writer(path());
    const Ids ids = add(writer, {"one", "two", "three"});
    writer.takeFromQueue();
    writer.withdrawFromQueue({ids[0], ids[1], 4711});
    EXPECT_THAT(names(), ElementsAre("one", "three")) << "the first one is being trained";
}

TEST_F(QueueTest, KeepsWhatWasAdded) {
    RunWriter writer(path());
    const NewQueueEntry added = sampleEntry("first", 7);
    const Ids ids = writer.addToQueue({added});
    const QueueEntry entry = only();
    EXPECT_EQ(Ids{entry.id}, ids);
    EXPECT_EQ(entry.position, 1);
    EXPECT_EQ(entry.name, "first");
    EXPECT_EQ(entry.tags, added.tags);
    EXPECT_EQ(entry.experiment, added.experiment);
    EXPECT_EQ(entry.status, Status::waiting);
    EXPECT_EQ(entry.run, 0);
    EXPECT_FALSE(entry.added.empty());
}

/// A reader remembers experiments by their text.
TEST_F(QueueTest, AnExperimentThatChangesIsReadAgain) {
    RunWriter writer(path());
    const Ids ids = writer.addToQueue({sampleEntry("a", 3), sampleEntry("b", 3)});
    const RunReader reader(path());
    const auto epochs = [&] {
        std::vector<int> found;
        for (const QueueEntry& entry : reader.queue().entries) {
            found.push_back(entry.experiment.train.epochs);
        }
        return found;
    };
    EXPECT_EQ(epochs(), (std::vector<int>{3, 3}));
    EXPECT_EQ(epochs(), (std::vector<int>{3, 3}));
    sql("UPDATE queue SET experiment = replace(experiment, '\"epochs\": 3', '\"epochs\": 8')"
        " WHERE id = " +
        std::to_string(ids[1]));
    EXPECT_EQ(epochs(), (std::vector<int>{3, 8}));
    sql("UPDATE queue SET experiment = '{' WHERE id = " + std::to_string(ids[0]));
    EXPECT_EQ(epochs(), (std::vector<int>{8}));
    EXPECT_EQ(reader.queue().leftOut.size(), 1U);
}

TEST_F(QueueTest, RelativePathsBecomeAbsolute) {
    RunWriter writer(path());
    NewQueueEntry entry = sampleEntry("first");
    entry.experiment.data.path = "somewhere/data";
    writer.addToQueue({entry});
    EXPECT_EQ(only().experiment.data.path, std::filesystem::absolute("somewhere/data").string());
}

TEST_F(QueueTest, IsInOrder) {
    RunWriter writer(path());
    const Ids ids = add(writer, {"a", "b", "c"});
    const Ids more = add(writer, {"d"});
    EXPECT_THAT(names(), ElementsAre("a", "b", "c", "d"));
    writer.moveInQueue(more[0], 1);
    EXPECT_THAT(names(), ElementsAre("d", "a", "b", "c"));
    writer.moveInQueue(ids[0], 3);
    EXPECT_THAT(names(), ElementsAre("d", "b", "a", "c"));
    writer.moveInQueue(ids[1], 99);
    EXPECT_THAT(names(), ElementsAre("d", "a", "c", "b"));
    for (int i = 0; i < 4; ++i) {
        EXPECT_EQ(queue().entries[static_cast<std::size_t>(i)].position, i + 1);
    }
    writer.removeFromQueue({ids[0], more[0]});
    EXPECT_THAT(names(), ElementsAre("c", "b"));
}

TEST_F(QueueTest, RefusesWhatIsInvalid) {
    RunWriter writer(path());
    const Ids ids = add(writer, {"a"});
    EXPECT_THAT(errorOf<BadInput>([&] {
                    add(writer, {"b", "two\nlines"});
                }),
                StartsWith("queue entry name: "));
    EXPECT_THAT(names(), ElementsAre("a")) << "all or none";
    EXPECT_EQ(errorOf<BadInput>([&] { writer.moveInQueue(99, 1); }),
              "queue entry 99: no such entry");
    EXPECT_THAT(errorOf<BadInput>([&] { writer.moveInQueue(ids[0], 0); }), HasSubstr("position"));
    EXPECT_EQ(errorOf<BadInput>([&] {
                  writer.removeFromQueue({ids[0], 99});
              }),
              "queue entry 99: no such entry");
    EXPECT_THAT(names(), ElementsAre("a")) << "all or none";
}

TEST_F(QueueTest, AnEntryIsTakenOnceAndEnds) {
    RunWriter writer(path());
    const Ids ids = add(writer, {"a", "b", "c"});
    const auto first = writer.takeFromQueue();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->name, "a");
    EXPECT_EQ(first->status, Status::running);
    const auto second = RunWriter(path()).takeFromQueue();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->name, "b") << "the owner of the first one lives";
    EXPECT_THAT(errorOf<BadInput>([&] { writer.removeFromQueue({ids[0]}); }),
                HasSubstr("is being trained"));
    const RunId run = writer.createRun(sampleRun());
    writer.setQueueRun(ids[0], run);
    writer.endQueueEntry(ids[0], {Status::failed, "no data"});
    const auto entries = queue().entries;
    EXPECT_EQ(entries[0].status, Status::failed);
    EXPECT_EQ(entries[0].reason, "no data");
    EXPECT_EQ(entries[0].run, run);
    writer.endQueueEntry(ids[1], {Status::finished, {}});
    EXPECT_EQ(writer.clearQueue(), 1);
    EXPECT_THAT(names(), ElementsAre("a", "c")) << "a failed one stays";
    EXPECT_EQ(writer.takeFromQueue()->name, "c");
    EXPECT_FALSE(writer.takeFromQueue());
}

TEST_F(QueueTest, AnEntryThatIsPutBackKeepsItsPlaceAndItsRun) {
    RunWriter writer(path());
    const Ids ids = add(writer, {"a", "b"});
    writer.takeFromQueue();
    const RunId run = writer.createRun(sampleRun());
    writer.setQueueRun(ids[0], run);
    writer.endQueueEntry(ids[0], {Status::waiting, {}});
    EXPECT_EQ(queue().entries[0].status, Status::waiting);
    const auto again = writer.takeFromQueue();
    ASSERT_TRUE(again);
    EXPECT_EQ(again->id, ids[0]);
    EXPECT_EQ(again->run, run);
    writer.endQueueEntry(ids[0], {Status::waiting, {}});
    writer.setStatus(run, RunStatus::stopped);
    writer.remove(run);
    EXPECT_EQ(queue().entries[0].run, 0) << "a deleted run is trained anew";
}

TEST_F(QueueTest, TwoProcessesNeverTakeTheSameEntry) {
    constexpr int kEntries = 40;
    {
        RunWriter writer(path());
        for (int i = 0; i < kEntries; ++i) {
            add(writer, {"entry"});
        }
    }
    const auto takeAll = [this](const ChildProcess::Report& report) {
        RunWriter writer(path());
        while (const auto entry = writer.takeFromQueue()) {
            report(static_cast<int>(entry->id));
            writer.endQueueEntry(entry->id, {Status::finished, {}});
        }
    };
    ChildProcess one(takeAll);
    ChildProcess two(takeAll);
    auto taken = one.rest();
    const auto others = two.rest();
    taken.insert(taken.end(), others.begin(), others.end());
    EXPECT_TRUE(one.wait());
    EXPECT_TRUE(two.wait());
    EXPECT_EQ(taken.size(), std::size_t{kEntries});
    EXPECT_EQ(std::set<int>(taken.begin(), taken.end()).size(), std::size_t{kEntries});
}

TEST_F(QueueTest, AnEntryOfADeadProcessIsTakenAgain) {
    { RunWriter(path()).addToQueue({sampleEntry("a"), sampleEntry("b")}); }
    ChildProcess child([this](const ChildProcess::Report& report) {
        RunWriter writer(path());
        const auto entry = writer.takeFromQueue();
        writer.setQueueRun(entry->id, writer.createRun(sampleRun()));
        report(static_cast<int>(entry->id));
        pause();
    });
    const int id = child.next();
    const RunReader reader(path());
    EXPECT_EQ(reader.queue().entries[0].status, Status::running);
    const std::int64_t version = reader.version();
    child.kill();
    child.wait();
    EXPECT_EQ(reader.queue().entries[0].status, Status::interrupted);
    EXPECT_GT(reader.version(), version) << "a window notices";
    RunWriter writer(path());
    const auto again = writer.takeFromQueue();
    ASSERT_TRUE(again);
    EXPECT_EQ(again->id, id);
    EXPECT_EQ(again->run, 1) << "which is resumed";
}

TEST_F(QueueTest, AnEntryOfADeadProcessCanBeRemoved) {
    { RunWriter(path()).addToQueue({sampleEntry("a")}); }
    ChildProcess child([this](const ChildProcess::Report& report) {
        RunWriter writer(path());
        report(static_cast<int>(writer.takeFromQueue()->id));
        pause();
    });
    const int id = child.next();
    child.kill();
    child.wait();
    RunWriter(path()).removeFromQueue({id});
    EXPECT_THAT(names(), IsEmpty());
}

/// Judges processes of other machines by an own clock.
class QueueOfOthers : public QueueTest {
  protected:
    StoreOptions options() { return {monitor_, {}, true}; }
    void pass(const RunReader& reader, double seconds) {
        for (const double end = now_ + seconds; now_ < end; now_ += 1) {
            reader.version();
        }
    }

    double now_ = 1000;
    std::shared_ptr<HeartbeatMonitor> monitor_ =
        std::make_shared<HeartbeatMonitor>([this] { return now_; });
};

TEST_F(QueueOfOthers, ASilentOwnerIsGoneABeatingOneIsNot) {
    RunWriter writer(path(), options());
    add(writer, {"a"});
    writer.takeFromQueue();
    sql(std::string("UPDATE queue SET heartbeat = 5, owner = '") + kElsewhere + "'");
    const RunReader reader(path(), options());
    EXPECT_EQ(reader.queue().entries[0].status, Status::running);
    pass(reader, 50);
    sql("UPDATE queue SET heartbeat = 6");
    pass(reader, 50);
    EXPECT_EQ(reader.queue().entries[0].status, Status::running);
    EXPECT_FALSE(writer.takeFromQueue());
    pass(reader, 61);
    EXPECT_EQ(reader.queue().entries[0].status, Status::interrupted);
    EXPECT_TRUE(writer.takeFromQueue());
}

TEST_F(QueueOfOthers, OneThatWasTakenOverIsNotChanged) {
    RunWriter writer(path(), options());
    const Ids ids = add(writer, {"a"});
    writer.takeFromQueue();
    sql(std::string("UPDATE queue SET owner = '") + kElsewhere + "'");
    const RunId run = writer.createRun(sampleRun());
    EXPECT_THAT(errorOf<StoreError>([&] { writer.setQueueRun(ids[0], run); }),
                HasSubstr("taken over"));
    writer.endQueueEntry(ids[0], {Status::finished, {}});
    EXPECT_EQ(queue().entries[0].status, Status::running);
}

TEST_F(QueueTest, TheOwnersHeartbeatContinues) {
    RunWriter writer(path());
    add(writer, {"a"});
    writer.takeFromQueue();
    const std::int64_t before = integer("SELECT heartbeat FROM queue");
    bool beats = false;
    for (int i = 0; i < 80 && !beats; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        beats = integer("SELECT heartbeat FROM queue") != before;
    }
    EXPECT_TRUE(beats);
}

/// A fault in one entry, and a part of the line that says so.
struct FaultyEntry {
    const char* sql;
    const char* line;
};

class FaultyQueue : public QueueTest, public testing::WithParamInterface<FaultyEntry> {};

TEST_P(FaultyQueue, DoesNotHideTheOthers) {
    const auto [change, line] = GetParam();
    {
        RunWriter writer(path());
        add(writer, {"a", "b", "c"});
    }
    sql(std::string("PRAGMA ignore_check_constraints = 1; UPDATE queue SET ") + change +
        " WHERE name = 'a'");
    const Queue read = queue();
    ASSERT_EQ(read.entries.size(), 2U);
    EXPECT_EQ(read.entries[0].name, "b");
    EXPECT_EQ(read.entries[0].position, 2);
    ASSERT_EQ(read.leftOut.size(), 1U);
    EXPECT_THAT(read.leftOut[0], StartsWith("queue entry "));
    EXPECT_THAT(read.leftOut[0], HasSubstr(line));
    EXPECT_EQ(read.leftOut[0].find('\n'), std::string::npos);
    EXPECT_LT(read.leftOut[0].size(), 6000U);
    RunWriter writer(path());
    EXPECT_EQ(writer.takeFromQueue()->name, "b");
    const std::int64_t id = integer("SELECT id FROM queue ORDER BY position LIMIT 1");
    writer.removeFromQueue({id});
    EXPECT_THAT(queue().leftOut, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Rows, FaultyQueue,
    testing::Values(
        FaultyEntry{"name = 'a' || char(10)", "its name holds a control character"},
        FaultyEntry{"name = printf('%.*c', 300, 'x')", "its name is longer than 200 bytes"},
        FaultyEntry{"tags = 'a b'", "its tags"}, FaultyEntry{"tags = ',,'", "its tags"},
        FaultyEntry{"experiment = '{}'", "network.layers"},
        FaultyEntry{"experiment = 'no' || char(10) || 'JSON'", "its experiment"},
        FaultyEntry{"experiment = printf('%.*c', 2000000, ' ')",
                    "its experiment is longer than 1048576 bytes"},
        FaultyEntry{"experiment = replace(experiment, '\"epochs\": 3', '\"epochs\": -3')",
                    "train.epochs"},
        FaultyEntry{"added = 'yesterday'", "its time"},
        FaultyEntry{"status = 'sleeping'", "its status is 'sleeping'"},
        FaultyEntry{"run = -7", "its run"},
        FaultyEntry{"reason = printf('%.*c', 2000000, 'x')", "its reason"},
        FaultyEntry{"id = -9223372036854775808", "its number"}));

TEST_F(QueueTest, IsCheckedAndSalvaged) {
    {
        RunWriter writer(path());
        const Ids ids = add(writer, {"a", "b", "c"});
        writer.takeFromQueue();
        writer.endQueueEntry(ids[0], {Status::finished, {}});
    }
    EXPECT_THAT(checkStore(path()).problems, IsEmpty());
    sql("UPDATE queue SET experiment = '' WHERE name = 'b'");
    const auto problems = checkStore(path()).problems;
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_THAT(toLine(problems[0]), StartsWith("store: queue: queue entry 2: its experiment"));
    const auto copy = folder() / "copy.sqlite";
    EXPECT_EQ(salvageStore(path(), copy).lost.size(), 1U);
    const auto entries = RunReader(copy).queue().entries;
    ASSERT_EQ(entries.size(), 1U) << "the finished one is not trained again";
    EXPECT_EQ(entries[0].name, "c");
}

TEST_F(QueueTest, AnyPositionsHaveAnOrder) {
    RunWriter writer(path());
    const Ids ids = add(writer, {"a", "b", "c"});
    sql("UPDATE queue SET position = 9223372036854775807 WHERE name = 'a'");
    sql("UPDATE queue SET position = -9223372036854775807 - 1 WHERE name = 'c'");
    EXPECT_THAT(names(), ElementsAre("c", "b", "a"));
    add(writer, {"d"});
    EXPECT_THAT(names(), ElementsAre("c", "b", "a", "d"));
    sql("UPDATE queue SET position = 5");
    writer.moveInQueue(ids[2], 1);
    EXPECT_THAT(names(), ElementsAre("c", "a", "b", "d"));
}

TEST_F(QueueTest, HasALimit) {
    RunWriter writer(path());
    add(writer, {"a"});
    sql("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9999)"
        " INSERT INTO queue (position, name, tags, experiment, added, status)"
        " SELECT i + 1, 'x', '', '', '', 'waiting' FROM n");
    EXPECT_THAT(errorOf<BadInput>([&] { add(writer, {"b"}); }),
                HasSubstr("more than 10000 entries"));
    EXPECT_EQ(queue().leftOut.size(), 9999U);
    sql("INSERT INTO queue (position, name, tags, experiment, added, status)"
        " VALUES (1, 'x', '', '', '', 'waiting')");
    EXPECT_THAT(errorOf<StoreError>([&] { queue(); }), HasSubstr("more than 10000 entries"));
    EXPECT_EQ(RunReader(path()).runs().size(), 0U) << "the runs stay readable";
}

} // namespace
} // namespace asge
