// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/store/run_writer.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

#include <unistd.h>

namespace asge::test {

/// An empty folder for one test, which is removed with its content.
class TempFolder {
  public:
    TempFolder();
    ~TempFolder();
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

class StoreTest : public ::testing::Test {
  protected:
    std::filesystem::path path() const { return folder_.path() / "runs.sqlite"; }
    const std::filesystem::path& folder() const { return folder_.path(); }

    /// Runs SQL on the store through a separate connection.
    void sql(const std::string& statements) const;
    std::int64_t integer(const std::string& query) const;
    std::string text(const std::string& query) const;

  private:
    TempFolder folder_;
};

/// Becomes the user nobody until the end of the scope, because permissions do not apply to root.
class AsNobody {
  public:
    AsNobody() : root_(geteuid() == 0 && seteuid(65534) == 0) {}
    ~AsNobody() {
        if (root_ && seteuid(0) != 0) {
            ADD_FAILURE() << "root's rights could not be restored";
        }
    }
    AsNobody(const AsNobody&) = delete;
    AsNobody& operator=(const AsNobody&) = delete;

  private:
    bool root_;
};

/// A run with two layers and 3 × 2 × 2 × 2 probe images; no field has its default value.
NewRun sampleRun(const std::string& name = "first");
StepEvent sampleStep(std::int64_t step, int epoch = 1);
EpochEvent sampleEpoch(int epoch);
/// Maps for sampleRun's probe images.
ProbeSnapshotPtr sampleSnapshot(int epoch);
SplitOutcomes sampleOutcomes();
Checkpoint sampleCheckpoint(int epoch);
/// Commits a sample epoch and waits until it is on disk.
void commitSample(RunWriter& writer, RunId id, int epoch);
/// The SQL of versionN_store.h with the bytes of sampleCheckpoint(2), because its own checkpoint is
/// not a valid container: safetensors came after those versions.
std::string withCheckpoint(std::string sql);

/// Calls `action` and returns the message of the exception that it throws. Fails the test if it
/// throws none or another one, or if the message has several lines.
template <typename Expected, typename Action>
std::string errorOf(Action&& action) {
    try {
        action();
    } catch (const Expected& error) {
        const std::string what = error.what();
        EXPECT_EQ(what.find('\n'), std::string::npos) << what;
        return what;
    } catch (const std::exception& error) {
        ADD_FAILURE() << "unexpected exception: " << error.what();
        return error.what();
    }
    ADD_FAILURE() << "nothing was thrown";
    return {};
}

/// Waits until `condition` is true, for at most ten seconds; returns whether it is.
template <typename Condition>
bool eventually(Condition&& condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (std::chrono::steady_clock::now() < deadline) {
        if (condition()) {
            return true;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return condition();
}

} // namespace asge::test
