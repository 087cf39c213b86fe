// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/cores.h"

#include "core/base/cgroup.h"
#include "core/base/memory.h"
#include "tests/support/tiny_data.h"

#include <gmock/gmock.h>

#include <fstream>

namespace asge {
namespace {

/// A folder with simulated /proc and /sys.
class FakeMachine : public testing::Test {
  protected:
    void write(const std::string& file, const std::string& text) {
        const auto path = root() / file;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path) << text;
    }
    void unified(const std::string& group, const std::string& mountedGroup = "/") {
        write("proc/self/cgroup", "0::" + group + "\n");
        write("proc/self/mountinfo",
              "41 31 0:38 " + mountedGroup + " /sys/fs/cgroup rw,relatime - cgroup2 cgroup2 rw\n");
    }
    void version1(const std::string& group, const std::string& mountedGroup = "/") {
        write("proc/self/cgroup",
              "4:memory:" + group + "\n3:cpu,cpuacct:" + group + "\n1:name=systemd:/x\n");
        write("proc/self/mountinfo",
              "22 1 0:5 / / rw - ext4 /dev/sda rw\n32 31 0:29 " + mountedGroup +
                  " /sys/fs/cgroup/cpu rw shared:1 - cgroup cgroup rw,cpu,cpuacct\n35 31 0:32 " +
                  mountedGroup + " /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n");
    }
    std::filesystem::path root() const { return folder_.path(); }
    CgroupLimits limits() const { return cgroupLimits(root()); }

    test::TemporaryFolder folder_;
};

TEST_F(FakeMachine, HasNoLimitsWithoutFilesOfLimits) {
    EXPECT_FALSE(limits().processors);
    EXPECT_FALSE(limits().memory);
    unified("/user");
    write("sys/fs/cgroup/user/cpu.max", "max 100000\n");
    write("sys/fs/cgroup/user/memory.max", "max\n");
    EXPECT_FALSE(limits().processors);
    EXPECT_FALSE(limits().memory);
    version1("/user");
    write("sys/fs/cgroup/cpu/user/cpu.cfs_quota_us", "-1\n");
    write("sys/fs/cgroup/cpu/user/cpu.cfs_period_us", "100000\n");
    write("sys/fs/cgroup/memory/user/memory.limit_in_bytes", "9223372036854771712\n");
    EXPECT_FALSE(limits().processors);
    EXPECT_FALSE(limits().memory);
}

TEST_F(FakeMachine, TheSmallestLimitOnTheWayUpCounts) {
    unified("/slice/job/step");
    write("sys/fs/cgroup/slice/cpu.max", "150000 100000\n");
    write("sys/fs/cgroup/slice/job/cpu.max", "400000 100000\n");
    write("sys/fs/cgroup/slice/job/step/cpu.max", "max 100000\n");
    write("sys/fs/cgroup/slice/memory.max", "3000000\n");
    write("sys/fs/cgroup/slice/job/memory.max", "2000000\n");
    EXPECT_EQ(limits().processors, 1.5);
    EXPECT_EQ(limits().memory, 2000000);
}

TEST_F(FakeMachine, ReadsVersion1) {
    version1("/job/step");
    write("sys/fs/cgroup/cpu/job/cpu.cfs_quota_us", "50000\n");
    write("sys/fs/cgroup/cpu/job/cpu.cfs_period_us", "100000\n");
    write("sys/fs/cgroup/cpu/job/step/cpu.cfs_quota_us", "200000\n");
    write("sys/fs/cgroup/cpu/job/step/cpu.cfs_period_us", "100000\n");
    write("sys/fs/cgroup/memory/job/step/memory.limit_in_bytes", "1048576\n");
    EXPECT_EQ(limits().processors, 0.5);
    EXPECT_EQ(limits().memory, 1048576);
}

TEST_F(FakeMachine, AContainerSeesItsGroupAsTheRoot) {
    version1("/docker/abc", "/docker/abc");
    write("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "100000\n");
    write("sys/fs/cgroup/cpu/cpu.cfs_period_us", "50000\n");
    EXPECT_EQ(limits().processors, 2);
    unified("/", "/");
    write("sys/fs/cgroup/cpu.max", "100000 100000\n");
    EXPECT_EQ(limits().processors, 1);
    // A path outside of the mounted hierarchy.
    unified("/../other", "/docker/abc");
    EXPECT_EQ(limits().processors, 1);
}

TEST_F(FakeMachine, TheFactsIncludeTheQuota) {
    unified("/job");
    write("sys/fs/cgroup/job/cpu.max", "50000 100000\n");
    const ProcessorFacts facts = processorFacts(root());
    EXPECT_EQ(facts.quota, 0.5);
    EXPECT_GE(facts.online, facts.allowed);
    EXPECT_GE(facts.allowed, 1);
}

TEST_F(FakeMachine, MemoryIsTheSmallerOfTheMachinesAndTheGroups) {
    const MachineMemory whole = machineMemory(root());
    EXPECT_EQ(whole.source, "this machine has");
    EXPECT_GT(whole.bytes, 0);
    unified("/job");
    write("sys/fs/cgroup/job/memory.max", "104857600\n");
    EXPECT_EQ(machineMemory(root()).bytes, 104857600);
    EXPECT_EQ(machineMemory(root()).source, "the control group allows");
    write("sys/fs/cgroup/job/memory.max", "1000000000000000\n"); // more than the machine has
    EXPECT_EQ(machineMemory(root()).bytes, whole.bytes);
}

TEST(Memory, HasReadableTexts) {
    EXPECT_EQ(memoryText(512), "0.5 KiB");
    EXPECT_EQ(memoryText(1.5 * 1024 * 1024), "1.5 MiB");
    EXPECT_EQ(memoryText(20.0 * 1024 * 1024 * 1024), "20.0 GiB");
}

TEST(Cores, TheSmallestFactCountsAndIsTheReason) {
    const auto choose = [](const ProcessorFacts& facts, int wanted = 0) {
        const ThreadChoice choice = chooseThreads(facts, wanted);
        return std::to_string(choice.count) + ": " + choice.reason;
    };
    EXPECT_EQ(choose({32, 32, {}, ""}), "32: the machine has 32 processors");
    EXPECT_EQ(choose({1, 1, {}, ""}), "1: the machine has 1 processor");
    EXPECT_EQ(choose({2, 1, {}, ""}), "1: the affinity mask has 1 of 2 processors");
    EXPECT_EQ(choose({32, 32, 1.0, ""}), "1: the control group's quota is 1 processor");
    EXPECT_EQ(choose({32, 32, 0.5, ""}), "1: the control group's quota is 0.5 processors");
    EXPECT_EQ(choose({32, 32, 2.5, ""}), "3: the control group's quota is 2.5 processors");
    EXPECT_EQ(choose({4, 4, 64.0, ""}), "4: the machine has 4 processors");
    EXPECT_EQ(choose({32, 8, 4.0, "2"}), "2: OMP_NUM_THREADS is 2");
    EXPECT_EQ(choose({32, 8, 4.0, " 3,2"}), "3: OMP_NUM_THREADS is 3");
    EXPECT_EQ(choose({32, 8, 4.0, "16"}), "4: the control group's quota is 4 processors");
    for (const char* ignored : {"0", "-1", "many", ""}) {
        EXPECT_EQ(choose({2, 2, {}, ignored}), "2: the machine has 2 processors") << ignored;
    }
    EXPECT_EQ(choose({4, 4, {}, ""}, 3), "3: the setting threads is 3");
    EXPECT_EQ(choose({4, 2, {}, ""}, 3), "2: the affinity mask has 2 of 4 processors");
}

} // namespace
} // namespace asge
