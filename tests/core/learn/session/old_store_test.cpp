// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/experiment/layers.h"
#include "core/learn/session/evaluate_run.h"
#include "core/learn/session/session.h"
#include "core/learn/train/training.h"
#include "core/store/check.h"
#include "core/store/checkpoint_content.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "tests/core/store/old_checkpoints.h"
#include "tests/core/store/version4_store.h"
#include "tests/support/tiny_data.h"
#include "tests/support/unwatched.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>

#include <fstream>

namespace asge {
namespace {

using test::fromBase64;
using test::kOldAdamW;
using test::kOldSgd;

/// The experiment of the old checkpoints.
Experiment oldExperiment(const std::filesystem::path& folder) {
    Experiment experiment;
    experiment.data.path = folder.string();
    experiment.data.validation = 30;
    experiment.network.layers = parseLayers("2M 2");
    experiment.optimizer.learningRate = 0.01;
    experiment.train.epochs = 4;
    experiment.train.batch = 20;
    experiment.device = "cpu";
    experiment.threads = 1;
    experiment.probe.samples = 3;
    experiment.probe.batch = 6;
    experiment.checkpoint.keep = 0;
    return experiment;
}

Experiment oldSgdExperiment(const std::filesystem::path& folder) {
    Experiment experiment = oldExperiment(folder);
    experiment.optimizer.name = OptimizerKind::sgd;
    experiment.projection.training = ProjectionTraining::trained;
    experiment.compute.path = ComputePath::plain;
    return experiment;
}

class OldStore : public testing::Test {
  protected:
    OldStore() { test::writeTinyFiles(dataFolder()); }

    std::filesystem::path dataFolder() const { return folder_.path() / "data"; }
    std::filesystem::path storePath(const std::string& name) const { return folder_.path() / name; }

    /// Makes the old store with this checkpoint.
    std::filesystem::path store(const std::string& name, const std::string& checkpoint) const {
        SQLite::Database database(storePath(name).string(),
                                  SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        database.exec(test::kVersion4Store);
        SQLite::Statement data(database,
                               "UPDATE run SET experiment = replace(experiment, 'DATA_FOLDER', ?)");
        data.bind(1, dataFolder().string());
        data.exec();
        SQLite::Statement part(database, "INSERT INTO checkpoint_part VALUES (1, 7, 0, ?)");
        part.bind(1, checkpoint.data(), static_cast<int>(checkpoint.size()));
        part.exec();
        SQLite::Statement row(database, "UPDATE checkpoint SET size = ?, sha256 = ?");
        row.bind(1, static_cast<std::int64_t>(checkpoint.size()));
        row.bind(2, sha256OfBytes(checkpoint));
        row.exec();
        return storePath(name);
    }

    static SessionResult goOn(const std::filesystem::path& path) {
        RunWriter writer(path);
        TrainingControl control;
        SessionListener silent;
        return resumeInStore(1, writer, control, silent);
    }

    const std::filesystem::path& folder() const { return folder_.path(); }

  private:
    test::TemporaryFolder folder_;
};

std::string converted(const std::string& bytes) {
    return toBytes(readCheckpointContent(bytes));
}

/// The last checkpoint of a run after it was resumed.
Checkpoint endOfTraining(const Experiment& experiment, const std::string& bytes) {
    const DataSet data = loadDataSet(experiment.data);
    Training training(experiment, data, at::kCPU);
    training.resume({1, 7, bytes}, 0);
    TrainingControl control;
    EXPECT_TRUE(training.run(control, {}));
    return training.checkpoint();
}

TEST_F(OldStore, ContinuesBitForBitAsFromTheNewForm) {
    const std::string bytes = fromBase64(kOldAdamW);
    const auto old = store("old.sqlite", bytes);
    const auto fresh = store("new.sqlite", converted(bytes));
    EXPECT_EQ(goOn(old).status, RunStatus::finished);
    EXPECT_EQ(goOn(fresh).status, RunStatus::finished);
    const RunReader one(old);
    const RunReader other(fresh);
    EXPECT_EQ(one.detail(1).epochs.size(), 4U);
    ASSERT_TRUE(one.checkpoint(1));
    EXPECT_EQ(one.checkpoint(1)->step, 20);
    EXPECT_TRUE(one.checkpoint(1)->bytes == other.checkpoint(1)->bytes);
    EXPECT_EQ(one.checkpoints(1), other.checkpoints(1));
    EXPECT_EQ(evaluateRun(one, 1, test::unwatched()).values.scores(Split::test),
              one.detail(1).epochs.back().test());
}

TEST_F(OldStore, CanBeEvaluatedAndBranched) {
    const auto old = store("old.sqlite", fromBase64(kOldAdamW));
    EXPECT_EQ(evaluateRun(RunReader(old), 1, test::unwatched()).step, 7);
    RunWriter writer(old);
    TrainingControl control;
    SessionListener silent;
    const SessionResult branch = trainInStore(oldExperiment(dataFolder()), "branch", writer,
                                              control, silent, CheckpointOf{1, {}});
    EXPECT_EQ(branch.status, RunStatus::finished);
}

TEST_F(OldStore, SgdAndATrainedProjectionContinueToo) {
    const std::string bytes = fromBase64(kOldSgd);
    const Experiment experiment = oldSgdExperiment(dataFolder());
    EXPECT_TRUE(endOfTraining(experiment, bytes).bytes ==
                endOfTraining(experiment, converted(bytes)).bytes);
}

/// On a processor that rounds like the one on which the old checkpoint was made, the result equals
/// an uninterrupted training; others may round differently.
TEST_F(OldStore, EqualsAnUninterruptedTraining) {
    for (auto [experiment, old] :
         {std::pair(oldExperiment(dataFolder()), fromBase64(kOldAdamW)),
          std::pair(oldSgdExperiment(dataFolder()), fromBase64(kOldSgd))}) {
        experiment.checkpoint.minutes = 1e-6;
        const DataSet data = loadDataSet(experiment.data);
        Training training(experiment, data, at::kCPU);
        TrainingControl control;
        std::string atSeven;
        TrainingHooks hooks;
        hooks.onCheckpoint = [&](const Checkpoint& state) {
            atSeven = state.step == 7 ? state.bytes : atSeven;
        };
        EXPECT_TRUE(training.run(control, hooks));
        const std::string end = training.checkpoint().bytes;
        if (atSeven.empty() || atSeven != converted(old)) {
            continue;
        }
        EXPECT_TRUE(endOfTraining(experiment, old).bytes == end);
    }
}

TEST_F(OldStore, AHostileCheckpointIsNamedAndDoesNotChangeTheRun) {
    std::string bytes = fromBase64(kOldAdamW);
    bytes.replace(bytes.find("FloatStorage"), 12, "FloatStorags");
    const auto path = store("hostile.sqlite", bytes);
    const auto messageOf = [&](const auto& use) -> std::string {
        try {
            use();
        } catch (const Error& error) {
            return error.what();
        }
        return "no error";
    };
    const auto refused = testing::AllOf(
        testing::StartsWith("run 1: its checkpoint of step 7 can't be used: "),
        testing::HasSubstr("--branch ID@EPOCH"), testing::Not(testing::HasSubstr("\n")));
    EXPECT_THAT(messageOf([&] { goOn(path); }), refused);
    EXPECT_THAT(messageOf([&] { evaluateRun(RunReader(path), 1, test::unwatched()); }), refused);
    EXPECT_EQ(RunReader(path).find(1)->status, RunStatus::stopped);
}

/// LibTorch's reader would run the code in the archive, which creates a file.
TEST_F(OldStore, CodeInACheckpointIsNotRun) {
    const auto path = store("hostile.sqlite", fromBase64(test::kHostileArchive));
    const std::filesystem::path before = std::filesystem::current_path();
    std::filesystem::current_path(folder());
    EXPECT_THROW(goOn(path), Error);
    EXPECT_THROW(evaluateRun(RunReader(path), 1, test::unwatched()), Error);
    EXPECT_FALSE(checkStore(path).problems.empty());
    EXPECT_FALSE(std::filesystem::exists(folder() / "HOSTILE"));
    std::filesystem::current_path(before);
}

TEST_F(OldStore, OfAHugeNetworkTakesNoMemory) {
    const auto path = store("huge.sqlite", fromBase64(kOldAdamW));
    SQLite::Database(path.string(), SQLite::OPEN_READWRITE)
        .exec("PRAGMA foreign_keys = ON; DELETE FROM epoch; DELETE FROM step;"
              "UPDATE run SET last_epoch = 0, best_epoch = 0, experiment ="
              " replace(experiment, '2M 2', '2M 4096 4096 4096 4096');"
              "UPDATE layer SET channels = 4096 WHERE layer = 1;"
              "INSERT INTO layer VALUES (1, 2, 4096, 1, 6, 6, 0), (1, 3, 4096, 1, 6, 6, 0),"
              " (1, 4, 4096, 1, 6, 6, 0)");
    const auto refused = [](const Error& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("its checkpoint of step 7"));
    };
    try {
        evaluateRun(RunReader(path), 1, test::unwatched());
        FAIL() << "no error";
    } catch (const Error& error) {
        refused(error);
    }
    try {
        goOn(path);
        FAIL() << "no error";
    } catch (const Error& error) {
        refused(error);
    }
}

TEST_F(OldStore, ABranchWithinAnEpochNeedsTheSameData) {
    const auto path = store("old.sqlite", fromBase64(kOldAdamW));
    std::fstream images(dataFolder() / "train-images-idx3-ubyte",
                        std::ios::in | std::ios::out | std::ios::binary);
    images.seekp(100);
    images << "other pixels";
    images.close();
    RunWriter writer(path);
    TrainingControl control;
    SessionListener silent;
    try {
        trainInStore(oldExperiment(dataFolder()), "branch", writer, control, silent,
                     CheckpointOf{1, {}});
        FAIL() << "no error";
    } catch (const BadInput& error) {
        EXPECT_THAT(error.what(), testing::StartsWith("the data of run 1 have changed: "));
    }
    EXPECT_THROW(evaluateRun(RunReader(path), 1, test::unwatched()), BadInput);
}

TEST(HugeNetwork, IsRefusedBeforeItTakesMemory) {
    Experiment experiment;
    for (int i = 0; i < 64; ++i) {
        experiment.network.layers.push_back({4096, false});
    }
    try {
        makeNetwork(experiment, {3, 512, 512, 4000000}, at::kCPU);
        FAIL() << "no error";
    } catch (const BadInput& error) {
        EXPECT_THAT(error.what(), testing::StartsWith("network.layers: its weights need "));
    }
}

} // namespace
} // namespace asge
