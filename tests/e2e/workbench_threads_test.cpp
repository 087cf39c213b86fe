// SPDX-License-Identifier: GPL-3.0-or-later

// The processors that the window's threads may use.
#include "core/experiment/experiment_json.h"
#include "core/experiment/layers.h"
#include "core/store/run_reader.h"
#include "tests/e2e/process.h"
#include "tests/e2e/threads_of.h"
#include "tests/support/tiny_data.h"

#include <gtest/gtest.h>

#include <fstream>

namespace asge {
namespace {

class WorkbenchThreads : public testing::Test {
  protected:
    WorkbenchThreads() {
        test::writeTinyFiles(folder_.path() / "data");
        Experiment experiment = test::tinyExperiment();
        experiment.data.path = (folder_.path() / "data").string();
        experiment.network.layers = parseLayers("32 32");
        experiment.train.epochs = 100000;
        experiment.threads = 2;
        std::ofstream(file("tiny.json")) << toJson(experiment);
    }

    std::string file(const std::string& name) const { return (folder_.path() / name).string(); }

    bool hasAnEpoch(test::Process& process) const {
        const auto looks = [&](const std::string&) {
            try {
                const auto runs = RunReader(file("runs.sqlite")).runs();
                return !runs.empty() && runs.front().epochsDone > 0;
            } catch (const std::exception&) {
                return false; // the store is being created
            }
        };
        return process.readUntil(looks, 60000);
    }

    test::TemporaryFolder folder_;
};

TEST_F(WorkbenchThreads, AreNotBoundByOpenMp) {
    if (processAffinity().count() < 2) {
        GTEST_SKIP() << "the tests may use one processor alone";
    }
    test::Process process({"/usr/bin/env", "OMP_PROC_BIND=close", "OMP_PLACES=cores",
                           "OMP_NUM_THREADS=2", "QT_QPA_PLATFORM=offscreen",
                           "XDG_CONFIG_HOME=" + file("config"), WORKBENCH_BINARY, "--store",
                           file("runs.sqlite"), "--train", file("tiny.json")});
    ASSERT_TRUE(hasAnEpoch(process));
    const auto threads = test::threadsOf(process.pid());
    EXPECT_GT(threads.size(), 6U)
        << "the threads of the window, the store, and the training with its lanes";
    for (const test::ThreadOf& thread : threads) {
        EXPECT_TRUE(thread.id != process.pid() || thread.processors > 1) << "the GUI thread";
    }
    // The training thread is OpenMP's first thread, and OpenMP has started one more.
    EXPECT_LE(test::boundThreads(process.pid()), 2);
    process.kill(SIGTERM);
    EXPECT_EQ(process.wait().status, 130);
}

} // namespace
} // namespace asge
