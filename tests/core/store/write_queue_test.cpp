// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/error.h"
#include "core/store/write_queue.h"
#include "store_fixture.h"

#include <gmock/gmock.h>
#include <sqlite3.h>

#include <atomic>
#include <future>
#include <optional>

namespace asge {
namespace {

using namespace test;
using namespace std::chrono_literals;
using ::testing::HasSubstr;

/// The outcome of a write, which must outlive the write.
struct Outcome {
    std::atomic<int> applied = 0;
    std::promise<std::optional<Failure>> promise;
    std::future<std::optional<Failure>> future = promise.get_future();

    /// Waits for the write; throws if it failed.
    void get() {
        if (const auto failure = future.get()) {
            failure->raise();
        }
    }
};

class TestWrite : public Write {
  public:
    using Apply = std::function<void(SQLite::Database&)>;
    TestWrite(Outcome& outcome, Apply apply, bool isRetried)
        : outcome_(outcome), apply_(std::move(apply)), isRetried_(isRetried) {}

    void apply(SQLite::Database& database) override {
        ++outcome_.applied;
        apply_(database);
    }
    void finish(const std::optional<Failure>& failure) override {
        outcome_.promise.set_value(failure);
    }
    bool isRetried() const override { return isRetried_; }

  private:
    Outcome& outcome_;
    Apply apply_;
    bool isRetried_;
};

class WriteQueueTest : public StoreTest {
  protected:
    void SetUp() override {
        // Opened first, because a store with a foreign table can't be opened.
        store.emplace(openToWrite(path()));
        sql("CREATE TABLE t (x INTEGER PRIMARY KEY)");
    }
    void open(WriteQueue::Options options = {}) {
        queue.emplace(std::move(*store), path(), std::move(options));
    }
    void push(Outcome& outcome, TestWrite::Apply apply,
              WriteQueue::Urgency urgency = WriteQueue::Urgency::now) {
        queue->push(std::make_unique<TestWrite>(outcome, std::move(apply), false), urgency);
    }
    void pushRetried(Outcome& outcome, TestWrite::Apply apply) {
        queue->push(std::make_unique<TestWrite>(outcome, std::move(apply), true));
    }
    /// Keeps the queue's thread busy until the promise is fulfilled, so that writes are batched.
    void hold(Outcome& outcome, std::promise<void>& release) {
        push(outcome, [until = release.get_future().share()](SQLite::Database&) { until.wait(); });
        ASSERT_TRUE(eventually([&] { return outcome.applied == 1; }));
    }
    static TestWrite::Apply insert(int x) {
        return [x](SQLite::Database& database) {
            database.exec("INSERT INTO t VALUES (" + std::to_string(x) + ")");
        };
    }
    std::string values() const { return text("SELECT coalesce(group_concat(x), '') FROM t"); }

    std::optional<SQLite::Database> store;
    std::optional<WriteQueue> queue;
};

TEST_F(WriteQueueTest, AFinishedWriteIsVisibleToOthers) {
    open();
    for (int i = 1; i <= 20; ++i) {
        Outcome outcome;
        push(outcome, insert(i));
        outcome.get();
        EXPECT_EQ(integer("SELECT count(*) FROM t"), i);
    }
}

TEST_F(WriteQueueTest, AFailureConcernsOnlyItsWrite) {
    open();
    std::array<Outcome, 6> outcomes;
    std::promise<void> release;
    hold(outcomes[0], release);
    push(outcomes[1], insert(1));
    push(outcomes[2], [](SQLite::Database& database) {
        insert(2)(database);
        throw BadInput("run 5: wrong");
    });
    push(outcomes[3], [](SQLite::Database& database) {
        insert(3)(database);
        insert(1)(database);
    });
    push(outcomes[4], [](SQLite::Database&) { throw std::runtime_error("odd"); });
    push(outcomes[5], insert(5));
    release.set_value();
    outcomes[1].get();
    EXPECT_EQ(errorOf<BadInput>([&] { outcomes[2].get(); }), "run 5: wrong");
    EXPECT_THAT(errorOf<StoreError>([&] { outcomes[3].get(); }),
                HasSubstr(path().string() + ": cannot be used (UNIQUE constraint failed"));
    EXPECT_EQ(errorOf<StoreError>([&] { outcomes[4].get(); }), path().string() + ": odd");
    outcomes[5].get();
    EXPECT_EQ(values(), "1,5"); // the failed writes are rolled back
    EXPECT_EQ(outcomes[5].applied, 1);
}

TEST_F(WriteQueueTest, AWriteThatBreaksItsTransactionDoesNotFailOthers) {
    open();
    std::array<Outcome, 4> outcomes;
    std::promise<void> release;
    hold(outcomes[0], release);
    push(outcomes[1], insert(1));
    push(outcomes[2], [](SQLite::Database& database) {
        insert(2)(database);
        throw SQLite::Exception("full", SQLITE_FULL);
    });
    push(outcomes[3], insert(3));
    release.set_value();
    outcomes[1].get();
    EXPECT_EQ(errorOf<StoreError>([&] { outcomes[2].get(); }), path().string() + ": disk is full");
    outcomes[3].get();
    EXPECT_EQ(values(), "1,3");
}

TEST_F(WriteQueueTest, AWriteWaitsForALock) {
    WriteQueue::Options options;
    options.lockTimeout = 20s;
    open(std::move(options));
    SQLite::Database other(path().string(), SQLite::OPEN_READWRITE);
    other.exec("BEGIN IMMEDIATE");
    Outcome outcome;
    push(outcome, insert(1));
    EXPECT_EQ(outcome.future.wait_for(800ms), std::future_status::timeout);
    other.exec("INSERT INTO t VALUES (7); COMMIT");
    outcome.get();
    EXPECT_EQ(values(), "1,7");
}

TEST_F(WriteQueueTest, TheWaitForALockTimesOut) {
    WriteQueue::Options options;
    options.lockTimeout = 50ms;
    open(std::move(options));
    std::array<Outcome, 4> outcomes;
    std::promise<void> release;
    hold(outcomes[0], release);
    SQLite::Database other(path().string(), SQLite::OPEN_READWRITE, 10000);
    push(outcomes[1], insert(1));
    push(outcomes[2], insert(2));
    push(outcomes[3], insert(3));
    release.set_value();
    other.exec("BEGIN IMMEDIATE"); // before or after the three writes
    Outcome late;
    push(late, insert(4));
    EXPECT_EQ(errorOf<StoreError>([&] { late.get(); }),
              path().string() + ": is locked by another process; waiting for it timed out");
    other.exec("ROLLBACK");
    Outcome after;
    push(after, insert(5));
    after.get();
    EXPECT_EQ(integer("SELECT count(*) FROM t WHERE x = 5"), 1);
    EXPECT_EQ(integer("SELECT count(*) FROM t WHERE x = 4"), 0);
}

TEST_F(WriteQueueTest, ARetriedWriteOutlastsALock) {
    WriteQueue::Options options;
    options.lockTimeout = 10ms;
    options.retryInterval = 10ms;
    open(std::move(options));
    SQLite::Database other(path().string(), SQLite::OPEN_READWRITE);
    other.exec("BEGIN IMMEDIATE");
    std::array<Outcome, 3> outcomes;
    pushRetried(outcomes[0], insert(1));
    ASSERT_TRUE(eventually([&] { return queue->trouble().has_value(); }));
    EXPECT_THAT(*queue->trouble(), HasSubstr(path().string() + ": is locked by another process"));
    push(outcomes[1], insert(2));
    EXPECT_THAT(errorOf<StoreError>([&] { outcomes[1].get(); }), HasSubstr("is locked"));
    pushRetried(outcomes[2], insert(3));
    other.exec("ROLLBACK");
    outcomes[0].get();
    outcomes[2].get();
    EXPECT_TRUE(eventually([&] { return !queue->trouble(); }));
    EXPECT_EQ(values(), "1,3");
}

TEST_F(WriteQueueTest, ARetriedWriteFailsIfItIsWrongItself) {
    open();
    std::array<Outcome, 2> outcomes;
    pushRetried(outcomes[0], [](SQLite::Database&) { throw BadInput("run 5: wrong"); });
    pushRetried(outcomes[1],
                [](SQLite::Database&) { throw SQLite::Exception("malformed", SQLITE_CORRUPT); });
    EXPECT_EQ(errorOf<BadInput>([&] { outcomes[0].get(); }), "run 5: wrong");
    EXPECT_THAT(errorOf<StoreError>([&] { outcomes[1].get(); }), HasSubstr("is damaged"));
    EXPECT_EQ(queue->trouble(), std::nullopt);
}

TEST_F(WriteQueueTest, WritesThatAreNotUrgentAreBatched) {
    WriteQueue::Options options;
    options.batchDelay = 1h;
    open(std::move(options));
    Outcome lazy;
    push(lazy, insert(1), WriteQueue::Urgency::soon);
    EXPECT_EQ(lazy.future.wait_for(50ms), std::future_status::timeout);
    Outcome urgent;
    push(urgent, insert(2));
    urgent.get();
    EXPECT_EQ(lazy.future.wait_for(0s), std::future_status::ready); // written before the urgent one
    Outcome last;
    push(last, insert(3), WriteQueue::Urgency::soon);
    queue.reset();
    last.get();
    EXPECT_EQ(values(), "1,2,3");
}

TEST_F(WriteQueueTest, AMissingFileIsWrittenBackWithoutAWrite) {
    sql("INSERT INTO t VALUES (7)");
    WriteQueue::Options options;
    options.heartbeatInterval = 10ms;
    open(std::move(options));
    for (const char* ending : {"", "-wal", "-shm"}) {
        std::filesystem::remove(path().string() + ending);
    }
    EXPECT_TRUE(eventually([&] { return std::filesystem::exists(path()); }));
    EXPECT_EQ(values(), "7");
}

TEST_F(WriteQueueTest, TheHeartbeatGoesOnWhenIdle) {
    std::array<Outcome, 3> outcomes;
    std::atomic<std::size_t> beats = 0;
    WriteQueue::Options options;
    options.heartbeatInterval = 10ms;
    options.heartbeat = [&]() -> std::unique_ptr<Write> {
        const std::size_t beat = beats++;
        return beat < outcomes.size() ? std::make_unique<TestWrite>(
                                            outcomes[beat], insert(static_cast<int>(beat)), false)
                                      : nullptr;
    };
    open(std::move(options));
    for (Outcome& outcome : outcomes) {
        outcome.get();
    }
    EXPECT_TRUE(eventually([&] { return beats > 5; }));
    EXPECT_EQ(values(), "0,1,2");
    queue.reset();
}

} // namespace
} // namespace asge
