// SPDX-License-Identifier: GPL-3.0-or-later

// Ends of the window from outside: signals, and the end of the display server. Its training must be
// stopped after the current batch, with a checkpoint within the epoch.
#include "core/experiment/experiment_json.h"
#include "core/experiment/layers.h"
#include "core/store/run_reader.h"
#include "tests/e2e/process.h"
#include "tests/support/tiny_data.h"

#include <gmock/gmock.h>

#include <fstream>

namespace asge {
namespace {

using test::Ended;
using test::Process;

class WorkbenchSignals : public testing::Test {
  protected:
    WorkbenchSignals() {
        writeExperiment(60000, 3); // an epoch takes longer than the test
    }

    void writeExperiment(int trainingImages, int epochs) const {
        const ImageSet images = test::tinyImages(trainingImages, 1);
        test::writeTinyFiles(folder_.path() / "data");
        test::writeIdx(folder_.path() / "data" / "train-images-idx3-ubyte",
                       {images.count, images.height, images.width}, images.pixels);
        test::writeIdx(folder_.path() / "data" / "train-labels-idx1-ubyte", {images.count},
                       {images.labels.begin(), images.labels.end()});
        Experiment experiment = test::tinyExperiment();
        experiment.data.path = (folder_.path() / "data").string();
        experiment.network.layers = parseLayers("32 32 32");
        experiment.train.epochs = epochs;
        std::ofstream(file("tiny.json")) << toJson(experiment);
    }

    std::string file(const std::string& name) const { return (folder_.path() / name).string(); }

    /// The window with these environment variables, and its settings in the test's folder.
    std::vector<std::string> window(std::vector<std::string> variables,
                                    const std::vector<std::string>& options) const {
        std::vector<std::string> words = {"/usr/bin/env"};
        words.insert(words.end(), variables.begin(), variables.end());
        words.insert(words.end(), {"XDG_CONFIG_HOME=" + file("config"), WORKBENCH_BINARY, "--store",
                                   file("runs.sqlite")});
        words.insert(words.end(), options.begin(), options.end());
        return words;
    }
    std::vector<std::string> training(const std::vector<std::string>& variables = {}) const {
        return window(variables, {"--train", file("tiny.json")});
    }

    /// Waits until the run has steps in the epoch after `epochs` finished ones.
    bool hasSteps(Process& process, int epochs = 0) const {
        const auto looks = [&](const std::string&) {
            if (!std::filesystem::exists(file("runs.sqlite"))) {
                return false;
            }
            try {
                const RunReader reader(file("runs.sqlite"));
                const auto runs = reader.runs();
                if (runs.empty() || runs[0].epochsDone < epochs) {
                    return false;
                }
                const RunDetail run = reader.detail(1);
                return !run.steps.empty() && run.steps.back().epoch > runs[0].epochsDone;
            } catch (const std::exception&) {
                return false; // the store is being created
            }
        };
        return process.readUntil(looks, 60000);
    }

    void expectStoppedBy(const std::string& cause) const {
        const RunReader reader(file("runs.sqlite"));
        const auto runs = reader.runs();
        ASSERT_EQ(runs.size(), 1U);
        EXPECT_EQ(runs[0].status, RunStatus::stopped);
        EXPECT_EQ(runs[0].epochsDone, 0) << "the run is within its first epoch";
        const auto checkpoint = reader.checkpoint(1);
        ASSERT_TRUE(checkpoint.has_value());
        EXPECT_GT(checkpoint->step, 0);
        EXPECT_EQ(runs[0].reason,
                  "stopped by " + cause + " at step " + std::to_string(checkpoint->step));
    }

    test::TemporaryFolder folder_;
};

TEST_F(WorkbenchSignals, StopTheTrainingWithACheckpoint) {
    for (const auto& [signal, name] :
         {std::pair(SIGTERM, "SIGTERM"), std::pair(SIGINT, "SIGINT"), std::pair(SIGHUP, "SIGHUP"),
          std::pair(SIGXCPU, "SIGXCPU")}) {
        std::filesystem::remove(file("runs.sqlite"));
        Process process(training());
        ASSERT_TRUE(hasSteps(process)) << name;
        process.kill(signal);
        process.kill(signal);
        const Ended ended = process.wait();
        EXPECT_EQ(ended.status, 130) << name << ' ' << ended.error;
        expectStoppedBy(name);
    }
    EXPECT_TRUE(std::filesystem::exists(file("config/asge/workbench.conf")))
        << "settings are saved as at every end";
}

TEST_F(WorkbenchSignals, KeepEveryStepForResuming) {
    constexpr int kEpochs = 2;
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
        std::filesystem::remove(file("runs.sqlite"));
        writeExperiment(6000, kEpochs);
        Process process(training());
        ASSERT_TRUE(hasSteps(process, 1)) << strsignal(signal);
        process.kill(signal);
        EXPECT_EQ(process.wait().status, 130) << strsignal(signal);
        {
            const RunReader reader(file("runs.sqlite"));
            const RunDetail run = reader.detail(1);
            EXPECT_EQ(run.summary.status, RunStatus::stopped);
            ASSERT_FALSE(run.epochs.empty());
            const auto checkpoint = reader.checkpoint(1);
            ASSERT_TRUE(checkpoint.has_value());
            EXPECT_EQ(checkpoint->step, run.steps.back().step);
            EXPECT_GT(checkpoint->step, run.epochs.back().step) << "within the second epoch";
        }
        const Ended resumed =
            test::run({ASGE_BINARY, "train", "--resume", "1", "--store", file("runs.sqlite")});
        EXPECT_EQ(resumed.status, 0) << resumed.error;
        const RunDetail run = RunReader(file("runs.sqlite")).detail(1);
        EXPECT_EQ(run.summary.status, RunStatus::finished);
        EXPECT_EQ(std::ssize(run.steps), run.epochs.back().step) << "none is lost or repeated";
    }
}

TEST_F(WorkbenchSignals, EndTheIdleWindow) {
    Process process(window({}, {}));
    ASSERT_TRUE(test::catches(process.pid(), SIGTERM, 30000));
    process.kill(SIGTERM);
    EXPECT_EQ(process.wait().status, 130);
}

TEST_F(WorkbenchSignals, IgnoredOnesStayIgnored) {
    auto words = training();
    words.insert(words.begin(), {"/bin/bash", "-c", "trap '' HUP; exec \"$@\"", "bash"});
    Process process(words);
    ASSERT_TRUE(hasSteps(process));
    process.kill(SIGHUP);
    process.readUntil([](const std::string&) { return false; }, 500);
    EXPECT_EQ(RunReader(file("runs.sqlite")).runs()[0].status, RunStatus::running);
    process.kill(SIGTERM);
    EXPECT_EQ(process.wait().status, 130);
    expectStoppedBy("SIGTERM");
}

class WorkbenchDisplay : public WorkbenchSignals {
  protected:
    void SetUp() override {
        if (access(kServer, X_OK) != 0) {
            GTEST_SKIP() << kServer << " is not installed";
        }
        server_ = std::make_unique<Process>(
            std::vector<std::string>{kServer, "-displayfd", "1", "-screen", "0", "1600x1000x24"});
        std::string number;
        ASSERT_TRUE(server_->readUntil(
            [&](const std::string& out) {
                number = out.substr(0, out.find('\n'));
                return out.find('\n') != std::string::npos;
            },
            30000));
        display_ = {"-u", "QT_QPA_PLATFORM", "-u", "WAYLAND_DISPLAY", "DISPLAY=:" + number};
        display_.emplace_back("LC_ALL=C.UTF-8");
    }

    static constexpr const char* kServer = "/usr/bin/Xvfb";
    std::unique_ptr<Process> server_;
    std::vector<std::string> display_;
};

TEST_F(WorkbenchDisplay, ThatEndsStopsTheTrainingWithACheckpoint) {
    Process process(training(display_));
    ASSERT_TRUE(hasSteps(process));
    server_->kill(SIGKILL);
    const Ended ended = process.wait();
    EXPECT_EQ(ended.status, 1) << ended.signal;
    EXPECT_EQ(ended.error,
              "asge-workbench: the display is gone; a run that is training is stopped and kept\n");
    expectStoppedBy("the loss of the display");
}

/// Without Qt's warning, Qt only calls exit().
TEST_F(WorkbenchDisplay, ThatEndsSilentlyDoesTheSame) {
    display_.emplace_back("QT_LOGGING_RULES=*.warning=false");
    Process process(training(display_));
    ASSERT_TRUE(hasSteps(process));
    server_->kill(SIGKILL);
    EXPECT_EQ(process.wait().status, 1);
    expectStoppedBy("an abrupt end of the window");
}

TEST_F(WorkbenchDisplay, ThatEndsClosesTheIdleWindowWithoutACrash) {
    Process process(window(display_, {}));
    ASSERT_TRUE(test::catches(process.pid(), SIGTERM, 30000));
    process.readUntil([](const std::string&) { return false; }, 1500);
    server_->kill(SIGKILL);
    const Ended ended = process.wait();
    EXPECT_EQ(ended.status, 1) << ended.signal;
}

} // namespace
} // namespace asge
