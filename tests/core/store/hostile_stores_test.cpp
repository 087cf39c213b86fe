// SPDX-License-Identifier: GPL-3.0-or-later

// Hostile files: whatever a store holds is read without harm and named if it is invalid, and valid
// runs beside it can still be used.
#include "tests/support/hostile_cases.h"
#include "tests/support/hostile_stores.h"

#include "core/base/error.h"
#include "core/store/check.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <stdexcept>

#include <unistd.h>

namespace asge {
namespace {

using namespace test;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;
namespace fs = std::filesystem;

bool isLong() {
    return std::getenv("ASGE_LONG_TESTS") != nullptr;
}

std::string linesOf(const StoreCheck& check) {
    std::string lines;
    for (const StoreProblem& problem : check.problems) {
        lines += toLine(problem) + '\n';
    }
    return lines;
}

/// A temporary folder, in memory if possible, because these tests are not about the disk.
class MemoryFolder {
  public:
    MemoryFolder() {
        const bool memory = access("/dev/shm", W_OK) == 0;
        const fs::path place = memory ? fs::path("/dev/shm") : fs::temp_directory_path();
        std::string name = (place / "asge-hostile-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) {
            throw std::runtime_error("no temporary folder");
        }
        path_ = name;
    }
    ~MemoryFolder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    MemoryFolder(const MemoryFolder&) = delete;
    MemoryFolder& operator=(const MemoryFolder&) = delete;

    const fs::path& path() const { return path_; }

  private:
    fs::path path_;
};

class HostileStores : public ::testing::Test {
  protected:
    HostileStores() { makeSoundStore(sound_); }

    fs::path folder() const { return folder_.path(); }
    fs::path path() const { return folder() / "runs.sqlite"; }

    /// Makes a fresh copy of the valid store without logs.
    fs::path fresh() const {
        for (const char* ending : {"-wal", "-shm", "-journal"}) {
            fs::remove(path().string() + ending);
        }
        fs::copy_file(sound_, path(), fs::copy_options::overwrite_existing);
        return path();
    }

    void expectUsable(RunId id) const {
        const RunReader reader(path());
        std::vector<RunId> listed;
        for (const RunSummary& run : reader.runs()) {
            listed.push_back(run.id);
        }
        EXPECT_THAT(listed, Contains(id));
        EXPECT_EQ(reader.detail(id).epochs.size(), 2U);
        EXPECT_EQ(reader.channelHistory(id).size(), 2U);
        EXPECT_NE(reader.snapshot(id, 2), nullptr);
    }

    void expectJudged(const HostileCase& hostile, RunWriter& other) const {
        const StoreCheck check = checkStore(path());
        if (hostile.harm == Harm::none) {
            EXPECT_EQ(linesOf(check), "");
            EXPECT_EQ(RunReader(path()).detail(1).summary.id, 1);
            return;
        }
        EXPECT_THAT(check.problems, Not(IsEmpty()));
        EXPECT_THROW(other.importRuns(path()), BadInput);
        if (hostile.harm == Harm::run) {
            expectUsable(2);
        } else {
            EXPECT_THROW(RunReader{path()}, StoreError);
            EXPECT_THROW(RunWriter{path()}, Error);
        }
    }

    /// Expects that the salvaged store, if there is one, has no problems.
    void expectSavedSound() const {
        const fs::path saved = folder() / "other.sqlite.saved";
        if (fs::exists(saved)) {
            EXPECT_EQ(linesOf(checkStore(saved)), "");
        }
    }

    const MemoryFolder folder_;
    const fs::path sound_ = folder() / "sound.sqlite";
    const std::int64_t kilobytes_ = usage().kilobytes; ///< memory that earlier tests had used
};

TEST_F(HostileStores, TheValidOneHasNoProblems) {
    fresh();
    EXPECT_EQ(linesOf(checkStore(path())), "");
    RunWriter other(folder() / "other.sqlite");
    EXPECT_THAT(readEverything(path(), other), IsEmpty());
}

/// In parts, so that several processes can share the cases.
class ShapedStores : public HostileStores, public testing::WithParamInterface<std::size_t> {};

constexpr std::size_t kShapedParts = 4;

TEST_P(ShapedStores, AreNamedAndOtherRunsStayUsable) {
    RunWriter other(folder() / "other.sqlite");
    const std::vector<HostileCase>& cases = hostileCases();
    EXPECT_GE(cases.size(), 150U);
    for (std::size_t i = GetParam(); i < cases.size(); i += kShapedParts) {
        const HostileCase& hostile = cases[i];
        if (hostile.slow && !isLong()) {
            continue;
        }
        SCOPED_TRACE(hostile.name);
        fresh();
        try {
            applyCase(hostile, path());
        } catch (const std::runtime_error& error) {
            ADD_FAILURE() << error.what();
            continue;
        }
        const double before = usage().seconds;
        if (hostile.harm != Harm::any) {
            expectJudged(hostile, other);
        }
        for (const std::string& line : readEverything(path(), other)) {
            EXPECT_EQ(line.find('\n'), std::string::npos) << line;
        }
        expectSavedSound();
        EXPECT_LT(usage().seconds - before, 90); // each of about ten calls has a time limit
    }
    EXPECT_LT(usage().kilobytes - kilobytes_, 1 << 20);
}

INSTANTIATE_TEST_SUITE_P(Parts, ShapedStores, testing::Range<std::size_t>(0, kShapedParts));

TEST_F(HostileStores, MutationsDoNoHarm) {
    const std::uint64_t seeds = isLong() ? 20'000 : 100;
    RunWriter other(folder() / "other.sqlite");
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        mutateStore(fresh(), seed);
        readEverything(path(), other);
        expectSavedSound();
    }
    EXPECT_LT(usage().kilobytes - kilobytes_, 1 << 20);
}

TEST_F(HostileStores, RowsOfARefusedFileAreSalvaged) {
    applyCase({"", Harm::store,
               "CREATE TRIGGER boo AFTER UPDATE ON run BEGIN UPDATE run SET name = 'taken'; END;"
               "DROP TABLE run_tag; CREATE VIEW run_tag AS SELECT 1 AS run, 'x' AS tag"},
              fresh());
    const fs::path saved = folder() / "saved.sqlite";
    EXPECT_EQ(salvageStore(path(), saved).runs, 3);
    EXPECT_EQ(linesOf(checkStore(saved)), "");
    const RunReader reader(saved);
    EXPECT_EQ(reader.find(1)->name, "victim");
    EXPECT_EQ(reader.detail(1).epochs.size(), 2U);
    EXPECT_THAT(reader.find(1)->tags, IsEmpty());
}

TEST_F(HostileStores, AValidRunIsImportedFromBesideAFaultyOne) {
    applyCase({"", Harm::run, "UPDATE run SET epochs = -1 WHERE id = 1"}, fresh());
    RunWriter other(folder() / "other.sqlite");
    EXPECT_THROW(other.importRuns(path()), BadInput);
    EXPECT_EQ(other.importRuns(path(), 2).at(0).name, "good");
}

} // namespace
} // namespace asge
