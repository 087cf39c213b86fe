// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/process_identity.h"

#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

namespace asge {
namespace {

const std::string kFields = " 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 424242 20 21";

/// A child process that has ended and, if `reap`, was reaped.
pid_t endedChild(bool reap) {
    const pid_t child = fork();
    if (child == 0) {
        _exit(0);
    }
    siginfo_t info{};
    waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | (reap ? 0 : WNOWAIT));
    return child;
}

TEST(ProcessIdentity, TextRoundTrips) {
    const ProcessIdentity self = thisProcess();
    EXPECT_EQ(self.pid, getpid());
    EXPECT_GT(self.startTime, 0U);
    EXPECT_EQ(parseProcessIdentity(toText(self)), self);
    const ProcessIdentity odd{7, 0, "-", "-", "a host with spaces"};
    EXPECT_EQ(parseProcessIdentity(toText(odd)), odd);
    for (const char* text : {"", "x", "12", "12 13 b n", "12 13 b n ", "-4 1 b n h", "0 1 b n h",
                             "12x 13 b n h", "12 13  n h", "99999999999999999999 1 b n h"}) {
        EXPECT_FALSE(parseProcessIdentity(text)) << text;
    }
}

TEST(ProcessIdentity, StartTimeIsFoundWhateverTheCommandsName) {
    EXPECT_EQ(startTimeFromStat("12 (asge) S" + kFields), 424242U);
    EXPECT_EQ(startTimeFromStat("12 (a) R 1 (b)) S" + kFields), 424242U);
    EXPECT_EQ(startTimeFromStat("12 () (x) S" + kFields), 424242U);
    EXPECT_EQ(startTimeFromStat("12 (asge) Z" + kFields), 0U);
    for (const char* text : {"", "12", "12 (asge", "12 (asge) S 1 2", "12 (asge) S x y"}) {
        EXPECT_FALSE(startTimeFromStat(text)) << text;
    }
}

TEST(Liveness, OfVisibleProcesses) {
    const ProcessIdentity self = thisProcess();
    EXPECT_EQ(livenessOf(toText(self), self), Liveness::alive);

    ProcessIdentity reused = self;
    reused.startTime += 1;
    EXPECT_EQ(livenessOf(toText(reused), self), Liveness::ended);

    ProcessIdentity other = self;
    other.pid = getppid();
    other.startTime = 0; // unknown: only the process number is checked
    EXPECT_EQ(livenessOf(toText(other), self), Liveness::alive);

    other.pid = endedChild(true);
    EXPECT_EQ(livenessOf(toText(other), self), Liveness::ended);
    other.host = "renamed"; // the namespace decides, not the host name
    EXPECT_EQ(livenessOf(toText(other), self), Liveness::ended);

    const pid_t zombie = endedChild(false);
    other.pid = zombie;
    EXPECT_EQ(livenessOf(toText(other), self), Liveness::ended);
    waitpid(zombie, nullptr, 0);
}

TEST(Liveness, OfProcessesThatAreNotVisible) {
    const ProcessIdentity self = thisProcess();
    ProcessIdentity restarted = self; // or a clone of this machine with the same name
    restarted.bootId = "another-boot";
    ProcessIdentity elsewhere = restarted;
    elsewhere.host = "elsewhere";
    ProcessIdentity contained = self;
    contained.pidNamespace = "pid:[1]";
    contained.pid = 1 << 30;
    ProcessIdentity otherClock = self; // start times can't be compared
    otherClock.pidNamespace += ",time:[1]";
    ProcessIdentity unknown = self;
    unknown.bootId = unknown.pidNamespace = "-";
    unknown.pid = 1 << 30;
    for (const std::string& owner :
         {toText(restarted), toText(elsewhere), toText(contained), toText(otherClock),
          toText(unknown), std::string("what is this"), std::string()}) {
        EXPECT_EQ(livenessOf(owner, self), Liveness::notVisible) << owner;
    }
    EXPECT_EQ(livenessOf(toText(unknown), unknown), Liveness::notVisible);
}

} // namespace
} // namespace asge
