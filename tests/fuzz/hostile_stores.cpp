// SPDX-License-Identifier: GPL-3.0-or-later

// Hostile stores through the operations of `asge`: check, list, query, compare, show, import, eval
// and resume, in one process. Prints what went wrong and with which seed; exits with 1 then.
#include "tests/support/hostile_stores.h"

#include "app/cli/commands.h"
#include "core/base/error.h"
#include "core/control/control.h"
#include "core/control/engine.h"
#include "core/control/session.h"
#include "core/query/run_field.h"
#include "core/store/run_writer.h"
#include "tests/support/tiny_data.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

namespace asge::test {
namespace {

namespace fs = std::filesystem;

constexpr unsigned kMostSeconds = 60; ///< of wall-clock time, for an operation on a busy computer
constexpr double kMostProcessorSeconds = 10;
constexpr std::int64_t kMostKilobytes = 1 << 20; ///< beside what is used before the first store

/// What is under way, for the message of a hang.
std::array<char, 200> underWay{};
/// Where this program's own messages go; what the operations print goes nowhere.
int terminal = STDERR_FILENO;

void tellHang(int) {
    const std::string_view text = underWay.data();
    static_cast<void>(write(terminal, text.data(), text.size()));
    static_cast<void>(write(terminal, ": hangs\n", 8));
    _exit(1);
}

class StopAfter : public SessionListener {
  public:
    StopAfter(TrainingControl& control, int epoch) : control_(control), epoch_(epoch) {}
    void onEpoch(const EpochEvent& event, const EpochMeasurements&) override {
        if (event.epoch == epoch_) {
            control_.stop();
        }
    }

  private:
    TrainingControl& control_;
    const int epoch_;
};

/// Two runs of two epochs that are to have three.
void trainSound(const fs::path& folder, const fs::path& file) {
    writeTinyFiles(folder / "data");
    Experiment experiment = tinyExperiment();
    experiment.data.path = (folder / "data").string();
    RunWriter writer(file);
    for (const char* name : {"victim", "good"}) {
        TrainingControl control;
        StopAfter listener(control, 2);
        loadEngine().train(experiment, {name, {"tag"}, {}}, writer, control, listener);
    }
}

constexpr std::array kEndings{"", "-wal", "-shm", "-journal"};

void removeStore(const fs::path& file) {
    for (const char* ending : kEndings) {
        fs::remove(file.string() + ending);
    }
}

void copyStore(const fs::path& from, const fs::path& to) {
    removeStore(to);
    for (const char* ending : kEndings) {
        if (fs::exists(from.string() + ending)) {
            fs::copy_file(from.string() + ending, to.string() + ending);
        }
    }
}

class Fuzzer {
  public:
    explicit Fuzzer(const fs::path& folder)
        : sound_(folder / "sound.sqlite"), mutated_(folder / "mutated.sqlite"),
          file_(folder / "runs.sqlite"), other_(folder / "other.sqlite") {
        trainSound(folder, sound_);
        options_.store = file_.string();
        kilobytes_ = usage().kilobytes;
    }

    bool run(std::uint64_t seed) {
        seed_ = seed;
        copyStore(sound_, mutated_);
        mutateStore(mutated_, seed);
        for (const bool json : {false, true}) {
            options_.json = json;
            operate("check", [&] { cli::checkRuns(options_); });
            operate("list", [&] { cli::listRuns(options_); });
            operate("query", [&] { queryRuns(); });
            operate("compare", [&] {
                cli::compareRuns(
                    {{1, 2}, json ? "seed" : "", "", file_.string(), !json, false, json});
            });
            for (const RunId id : {1, 2}) {
                options_.run = id;
                operate("show", [&] { cli::showRun(options_); });
            }
        }
        operate("import", [&] {
            cli::RunsOptions import;
            import.store = other_.string();
            import.file = file_.string();
            cli::importRuns(import);
        });
        operate("eval", [&] { cli::eval({1, "", file_.string(), false}); });
        operate("inspect", [&] {
            cli::InspectOptions inspect;
            inspect.run = 1;
            inspect.image = 3;
            inspect.store = file_.string();
            inspect.json = true;
            cli::inspect(inspect);
        });
        operate("predict", [&] {
            cli::PredictOptions predict;
            predict.run = 1;
            predict.files = {(file_.parent_path() / "data" / "t10k-images-idx3-ubyte").string()};
            predict.store = file_.string();
            predict.csv = true;
            cli::predict(predict);
        });
        operate("resume", [&] {
            cli::TrainOptions train;
            train.store = file_.string();
            train.resume = 1;
            cli::train(train);
        });
        const bool fits = usage().kilobytes - kilobytes_ < kMostKilobytes;
        if (!fits) {
            dprintf(terminal, "seed %llu: more than 1 GB\n", static_cast<unsigned long long>(seed));
        }
        return fits;
    }

  private:
    /// Every fifth field in a filter, as a column and to sort by; then all of them in groups.
    void queryRuns() const {
        const auto& names = RunField::names();
        for (std::size_t i = seed_ % 5; i < names.size(); i += 5) {
            const std::string& name = names[i];
            cli::RunsOptions options = options_;
            const std::string value =
                RunField::named(name)->kind() == FieldKind::date ? "2026" : "1";
            options.query = {
                "is:archived or " + name + " : " + value + " or not y", {name}, "-" + name, {}};
            cli::listRuns(options);
        }
        cli::RunsOptions options = options_;
        options.query = {std::nullopt, RunField::names(), "name", {"seed"}};
        cli::listRuns(options);
    }

    template <typename Operation>
    void operate(const char* name, const Operation& operation) {
        copyStore(mutated_, file_);
        removeStore(other_);
        std::snprintf(underWay.data(), underWay.size(), "seed %llu: %s",
                      static_cast<unsigned long long>(seed_), name);
        const double before = usage().seconds;
        alarm(kMostSeconds);
        try {
            operation();
        } catch (const Error&) {
            // It is refused, and says why.
        }
        alarm(0);
        if (const double took = usage().seconds - before; took > kMostProcessorSeconds) {
            dprintf(terminal, "%s: took %.1f s\n", underWay.data(), took);
            std::exit(1);
        }
    }

    const fs::path sound_;
    const fs::path mutated_; ///< what each operation gets a copy of
    const fs::path file_;
    const fs::path other_;
    cli::RunsOptions options_;
    std::uint64_t seed_ = 0;
    std::int64_t kilobytes_ = 0;
};

int fuzz(std::uint64_t first, std::uint64_t count) {
    signal(SIGALRM, tellHang);
    const TemporaryFolder folder;
    Fuzzer fuzzer(folder.path());
    terminal = dup(STDERR_FILENO);
    const int nothing = open("/dev/null", O_WRONLY);
    dup2(nothing, STDOUT_FILENO);
    dup2(nothing, STDERR_FILENO);
    bool sound = true;
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        sound = fuzzer.run(seed) && sound;
        if ((seed - first + 1) % 100 == 0) {
            dprintf(terminal, "%llu seeds, %lld MB\n",
                    static_cast<unsigned long long>(seed - first + 1),
                    static_cast<long long>(usage().kilobytes >> 10));
        }
    }
    std::fflush(stdout);
    dup2(terminal, STDERR_FILENO); // a sanitizer may have something to say at the end
    return sound ? 0 : 1;
}

} // namespace
} // namespace asge::test

/// hostile_stores [COUNT [FIRST]]
int main(int argc, char** argv) {
    const std::uint64_t count = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 100;
    const std::uint64_t first = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
    return asge::test::fuzz(first, count);
}
