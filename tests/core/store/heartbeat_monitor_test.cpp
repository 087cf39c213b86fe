// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/heartbeat_monitor.h"

#include "child_process.h"
#include "core/base/error.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "core/store/store_options.h"
#include "core/store/takeover.h"
#include "store_fixture.h"

#include <gmock/gmock.h>

#include <csignal>
#include <ctime>
#include <fstream>
#include <iterator>
#include <limits>

#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

namespace asge {
namespace {

using namespace test;
using namespace std::chrono_literals;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

constexpr const char* kElsewhere = "5 6 other-boot pid:[1] elsewhere";

/// A clock that tests set.
struct TestClock {
    double now = 1000;
    HeartbeatMonitor::Clock reader() {
        return [this] { return now; };
    }
};

/// Observes once per second for `seconds`; returns the last result.
OwnerState observeFor(HeartbeatMonitor& monitor, TestClock& clock, double seconds,
                      std::int64_t heartbeat) {
    OwnerState ownerState = monitor.observe(1, kElsewhere, heartbeat);
    for (double end = clock.now + seconds; clock.now < end;) {
        clock.now += 1;
        ownerState = monitor.observe(1, kElsewhere, heartbeat);
    }
    return ownerState;
}

TEST(HeartbeatMonitor, OnlyAnUnchangedHeartbeatCountsAsSilence) {
    const std::int64_t now = std::time(nullptr);
    for (const std::int64_t heartbeat :
         {std::int64_t{0}, std::int64_t{-7}, now - 120, now, now + 120, std::int64_t{2208988800},
          std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()}) {
        TestClock clock;
        HeartbeatMonitor monitor(clock.reader());
        EXPECT_EQ(observeFor(monitor, clock, kHeartbeatTimeoutSeconds - 2, heartbeat),
                  OwnerState::unknown);
        EXPECT_EQ(monitor.observe(1, kElsewhere, heartbeat / 2 + 1), OwnerState::alive)
            << "the heartbeat changed";
        EXPECT_EQ(observeFor(monitor, clock, kHeartbeatTimeoutSeconds - 2, heartbeat),
                  OwnerState::alive);
        EXPECT_EQ(observeFor(monitor, clock, 2, heartbeat), OwnerState::silent);
        EXPECT_EQ(monitor.observe(1, kElsewhere, heartbeat / 2 + 1), OwnerState::alive)
            << "it was only suspended";
    }
}

TEST(HeartbeatMonitor, OwnersOfOneRunAreObservedSeparately) {
    TestClock clock;
    HeartbeatMonitor monitor(clock.reader());
    EXPECT_EQ(observeFor(monitor, clock, kHeartbeatTimeoutSeconds, 5), OwnerState::silent);
    EXPECT_EQ(monitor.observe(1, "7 6 other-boot pid:[1] elsewhere", 5), OwnerState::unknown);
    EXPECT_EQ(monitor.observe(2, kElsewhere, 5), OwnerState::unknown);
}

TEST(HeartbeatMonitor, OneWrongClockReadingIsNotSilence) {
    TestClock clock;
    HeartbeatMonitor monitor(clock.reader());
    monitor.observe(1, kElsewhere, 5);
    for (const double leap : {30 * 86400.0, -60 * 86400.0}) {
        clock.now += leap;
        EXPECT_EQ(monitor.observe(1, kElsewhere, 5), OwnerState::unknown);
    }
}

class ObservationFile : public StoreTest {
  protected:
    OwnerState lookOnce(double time, std::int64_t heartbeat) {
        HeartbeatMonitor monitor(path(), file(), [time] { return time; });
        return monitor.observe(1, kElsewhere, heartbeat);
    }
    fs::path file() const { return folder() / "state" / "asge" / "sightings"; }
};

TEST_F(ObservationFile, ShortObservationsAddUp) {
    EXPECT_EQ(lookOnce(1000, 5), OwnerState::unknown);
    EXPECT_EQ(lookOnce(1025, 5), OwnerState::unknown);
    EXPECT_EQ(lookOnce(1050, 5), OwnerState::unknown);
    EXPECT_EQ(lookOnce(1075, 5), OwnerState::silent);
    EXPECT_EQ(lookOnce(1076, 6), OwnerState::unknown)
        << "it was alive meanwhile, but may not be now";
}

TEST_F(ObservationFile, AJumpOfTheClockIsNotSilence) {
    EXPECT_EQ(lookOnce(1000, 5), OwnerState::unknown);
    EXPECT_EQ(lookOnce(1000 + 30 * 86400, 5), OwnerState::unknown);
    EXPECT_EQ(lookOnce(1001, 5), OwnerState::unknown);
}

TEST_F(ObservationFile, IsIgnoredAfterARestartOfTheMachine) {
    EXPECT_EQ(lookOnce(1000, 5), OwnerState::unknown);
    std::ifstream in(file());
    std::string text{std::istreambuf_iterator<char>(in), {}};
    text.replace(0, 8, "anotherb");
    std::ofstream(file(), std::ios::trunc) << text;
    EXPECT_EQ(lookOnce(1029, 5), OwnerState::unknown);
    EXPECT_EQ(lookOnce(1058, 5), OwnerState::unknown);
    EXPECT_EQ(lookOnce(1087, 5), OwnerState::unknown);
}

TEST_F(ObservationFile, IsIgnoredIfItIsNotSuchAFile) {
    fs::create_directories(file());
    EXPECT_EQ(lookOnce(1000, 5), OwnerState::unknown);
    fs::remove(file());
    ASSERT_EQ(mkfifo(file().c_str(), 0600), 0);
    EXPECT_EQ(lookOnce(1000, 5), OwnerState::unknown);
    fs::remove(file());
    std::ofstream(file()) << "x y z\n";
    EXPECT_EQ(lookOnce(1000, 5), OwnerState::unknown);
}

/// A store with a run of a process that can't be looked up.
class UnseenOwner : public StoreTest {
  protected:
    void SetUp() override {
        RunWriter(path()).createRun(sampleRun());
        giveAway();
    }
    void giveAway(const std::string& more = {}) const {
        sql(std::string("UPDATE run SET owner = '") + kElsewhere + "'" + more);
    }
    StoreOptions options() { return {monitor, {}, true}; }
    void pass(double seconds) { // observing meanwhile
        const RunReader reader(path(), options());
        for (double end = clock.now + seconds; clock.now < end; clock.now += 1) {
            reader.version();
        }
    }

    TestClock clock;
    std::shared_ptr<HeartbeatMonitor> monitor = std::make_shared<HeartbeatMonitor>(clock.reader());
};

TEST_F(UnseenOwner, OpeningNeverInterruptsTheRunWhateverItsHeartbeat) {
    for (const char* heartbeat : {"0", "-5", "unixepoch() - 120", "unixepoch() + 120", "2208988800",
                                  "9223372036854775807"}) {
        giveAway(std::string(", heartbeat = ") + heartbeat);
        const RunWriter writer(path());
        EXPECT_EQ(RunReader(path()).find(1)->status, RunStatus::running) << heartbeat;
        EXPECT_EQ(text("SELECT status FROM run"), "running") << heartbeat;
    }
}

TEST_F(UnseenOwner, AMachineOfTheSameNameIsADifferentOne) {
    ProcessIdentity clone = thisProcess();
    clone.bootId = "another-boot";
    sql("UPDATE run SET owner = '" + toText(clone) + "'");
    RunWriter writer(path());
    EXPECT_EQ(text("SELECT status FROM run"), "running");
    EXPECT_THROW(writer.resume(1, "cpu", "x", 0), BadInput);
}

TEST_F(UnseenOwner, SilenceInterruptsTheRunForReadersAndWriters) {
    pass(kHeartbeatTimeoutSeconds + 1);
    const RunReader reader(path(), options());
    EXPECT_EQ(reader.find(1)->status, RunStatus::interrupted);
    EXPECT_EQ(reader.find(1)->reason,
              "the process that trained it (pid 5) on host elsewhere has stopped updating its "
              "heartbeat, before its first epoch was finished");
    EXPECT_EQ(reader.runs().at(0).status, RunStatus::interrupted);
    EXPECT_EQ(reader.detail(1).summary.status, RunStatus::interrupted);
    EXPECT_EQ(text("SELECT status FROM run"), "running") << "readers write nothing";
    const RunWriter writer(path(), options());
    EXPECT_EQ(text("SELECT status FROM run"), "interrupted");
}

TEST_F(UnseenOwner, ReadersSeeAChangeOfVersion) {
    const RunReader reader(path(), options());
    const auto version = reader.version();
    EXPECT_EQ(reader.version(), version);
    pass(kHeartbeatTimeoutSeconds + 1);
    EXPECT_GT(reader.version(), version);
}

TEST_F(UnseenOwner, ItsCellOfASweepIsTrainedAgain) {
    RunWriter writer(path(), options());
    const auto taken = [](const RunSummary& run) { return run.status == RunStatus::running; };
    EXPECT_FALSE(writer.createRunUnless(sampleRun(), taken).isNew);
    pass(kHeartbeatTimeoutSeconds + 1);
    EXPECT_TRUE(writer.createRunUnless(sampleRun(), taken).isNew);
}

TEST_F(UnseenOwner, NoChangeBeforeTheProcessIsKnownToBeGone) {
    RunWriter writer(path(), options());
    const std::string what =
        "run 1: is running, perhaps by pid 5 on host elsewhere, which can't be "
        "seen from here; once its heartbeat has been watched for 60 s without "
        "a change, it counts as interrupted";
    EXPECT_EQ(errorOf<BadInput>([&] { writer.remove(1); }), what);
    EXPECT_EQ(errorOf<BadInput>([&] { writer.discard(1); }), what);
    EXPECT_EQ(errorOf<BadInput>([&] { writer.resume(1, "cpu", "x", 0); }), what);
    pass(kHeartbeatTimeoutSeconds + 1);
    writer.resume(1, "cpu", "x", 0);
    EXPECT_EQ(text("SELECT status FROM run"), "running");
}

TEST_F(UnseenOwner, AReaderNoticesADeadProcess) {
    ProcessIdentity dead = thisProcess();
    dead.startTime += 1;
    sql("UPDATE run SET owner = '" + toText(dead) + "'");
    const RunReader reader(path());
    EXPECT_EQ(reader.runs().at(0).status, RunStatus::interrupted);
    EXPECT_THAT(reader.find(1)->reason, HasSubstr("ended without closing the run"));
    EXPECT_EQ(text("SELECT status FROM run"), "running");
}

TEST_F(UnseenOwner, AResumeWaitsForSilence) {
    int observations = 0;
    const auto passTenSeconds = [&] {
        ++observations;
        clock.now += 10;
        return false;
    };
    std::vector<std::string> reported;
    EXPECT_TRUE(awaitOwnerEnd(
        path(), 1, *monitor, [&](const std::string& line) { reported.push_back(line); },
        passTenSeconds, 0ms));
    EXPECT_EQ(observations, 1 + 60 / 10);
    EXPECT_THAT(reported, testing::ElementsAre(
                              "run 1: may still be trained by pid 5 on host elsewhere: watching "
                              "its heartbeat for up to 60 s"));
}

TEST_F(UnseenOwner, AResumeIsRefusedAfterTheFirstHeartbeat) {
    int looks = 0;
    const auto beat = [&] {
        ++looks;
        sql("UPDATE run SET heartbeat = heartbeat - 100");
        return false;
    };
    EXPECT_EQ(errorOf<BadInput>([&] {
                  awaitOwnerEnd(
                      path(), 1, *monitor, [](const std::string&) {}, beat, 0ms);
              }),
              "run 1: is being trained by pid 5 on host elsewhere; stop it first");
    EXPECT_EQ(looks, 2);
}

TEST_F(UnseenOwner, AResumeCanBeStoppedWhileItWaits) {
    EXPECT_FALSE(awaitOwnerEnd(
        path(), 1, *monitor, [](const std::string&) {}, [] { return true; }));
}

TEST_F(UnseenOwner, ForceIsRefusedForALiveProcess) {
    RunWriter writer(path());
    writer.forceInterrupted(1);
    EXPECT_EQ(text("SELECT status FROM run"), "interrupted");
    writer.resume(1, "cpu", "x", 0);
    EXPECT_THAT(errorOf<BadInput>([&] { writer.forceInterrupted(1); }),
                HasSubstr("on this computer; stop that first"));
}

TEST_F(UnseenOwner, AProcessThatLostItsRunWritesNothing) {
    RunWriter writer(path());
    const RunId id = writer.createRun(sampleRun());
    commitSample(writer, id, 1);
    for (const char* status :
         {"running", "finished"}) { // set by the process that took the run over
        sql(std::string("UPDATE run SET owner = '") + kElsewhere + "', status = '" + status +
            "' WHERE id = 2");
        const std::string lost = "run 2: is owned by another process (pid 5)";
        EXPECT_EQ(errorOf<StoreError>([&] { commitSample(writer, id, 2); }), lost);
        EXPECT_EQ(errorOf<StoreError>([&] {
                      writer.addIntervention(id, {1, 1, "stop", ""});
                  }),
                  lost);
        for (const RunStatus end : {RunStatus::failed, RunStatus::finished, RunStatus::running}) {
            EXPECT_EQ(errorOf<StoreError>([&] { writer.setStatus(id, end); }), lost);
        }
        EXPECT_EQ(text("SELECT status FROM run WHERE id = 2"), status);
    }
    EXPECT_EQ(integer("SELECT count(*) FROM intervention"), 0);
    EXPECT_EQ(RunReader(path()).find(id)->epochsDone, 1);
}

TEST_F(UnseenOwner, AHeartbeatChangesEvenIfTheClockStandsStill) {
    sql("UPDATE run SET heartbeat = unixepoch() + 100000, owner = '" + toText(thisProcess()) + "'");
    RunWriter writer(path());
    const auto first = integer("SELECT heartbeat FROM run");
    writer.setStatus(1, RunStatus::running);
    const auto second = integer("SELECT heartbeat FROM run");
    writer.setStatus(1, RunStatus::running);
    EXPECT_NE(first, second);
    EXPECT_NE(second, integer("SELECT heartbeat FROM run"));
}

/// Owns a run in a new PID namespace; reports 1 when it does.
void trainInAnotherNamespace(const fs::path& path, const ChildProcess::Report& report) {
    if (unshare(CLONE_NEWPID | CLONE_NEWNS) != 0) {
        report(0);
        return;
    }
    const pid_t inside = fork();
    if (inside != 0) {
        waitpid(inside, nullptr, 0);
        return;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
    mount("proc", "/proc", "proc", 0, nullptr);
    RunWriter writer(path);
    writer.createRun(sampleRun("inside"));
    report(1);
    std::this_thread::sleep_for(30s);
    _exit(0);
}

TEST(Namespaces, ARunOfAnotherNamespaceIsAliveWhateverItsClock) {
    const TempFolder folder;
    const fs::path path = folder.path() / "runs.sqlite";
    ChildProcess child([&](const auto& report) { trainInAnotherNamespace(path, report); });
    if (child.next() != 1) {
        GTEST_SKIP() << "only root can make namespaces";
    }
    for (const int shift : {-120, 120}) {
        HeartbeatMonitor monitor;
        SQLite::Database(path.string(), SQLite::OPEN_READWRITE, 5000)
            .exec("UPDATE run SET heartbeat = heartbeat + " + std::to_string(shift));
        RunWriter writer(path);
        EXPECT_EQ(RunReader(path).find(1)->status, RunStatus::running);
        EXPECT_THROW(writer.remove(1), BadInput);
        EXPECT_THAT(errorOf<BadInput>([&] {
                        awaitOwnerEnd(
                            path, 1, monitor, [](const std::string&) {}, [] { return false; });
                    }),
                    HasSubstr("is being trained by pid 1 on host"));
    }
}

} // namespace
} // namespace asge
