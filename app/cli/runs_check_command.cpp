// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/runs_check_command.h"

#include "app/cli/existing_store.h"
#include "app/cli/exit_status.h"
#include "app/cli/json_output.h"
#include "app/cli/output.h"
#include "core/base/counted.h"
#include "core/base/error.h"
#include "core/store/check.h"
#include "core/store/location.h"
#include "core/store/run_reader.h"

#include <filesystem>
#include <optional>

namespace asge::cli {

namespace {

Json problemsJson(const std::vector<StoreProblem>& problems) {
    Json list = Json::array();
    for (const StoreProblem& problem : problems) {
        list.push_back({{"run", problem.run == 0 ? Json(nullptr) : Json(problem.run)},
                        {"epoch", problem.epoch == 0 ? Json(nullptr) : Json(problem.epoch)},
                        {"part", problem.part},
                        {"what", problem.what}});
    }
    return list;
}

void print(const std::vector<StoreProblem>& problems) {
    for (const StoreProblem& problem : problems) {
        out() << toLine(problem) << '\n';
    }
}

void printCheck(const StoreCheck& check, const RunsOptions& options) {
    print(check.problems);
    const std::string store = storeLocation(options.store).string();
    if (check.problems.empty()) {
        out() << store << ": " << counted(check.runs, "run") << ", sound\n";
        return;
    }
    out() << store << ": damaged";
    if (options.file.empty()) {
        out() << "; 'asge runs check --salvage FILE' saves what is left of it";
    }
    out() << '\n';
    for (const auto& backup : check.backups) {
        out() << backup.string()
              << ": a copy from before the store's update, which may be complete\n";
    }
}

void printSalvage(const Salvage& salvage, const std::string& file) {
    out() << file << ": " << counted(salvage.runs, "run") << " saved"
          << (salvage.lost.empty() ? ", all complete" : "; what is missing:") << '\n';
    print(salvage.lost);
}

/// Prints the notes that a reader of the store would get, and waits, with a message, if the store
/// is locked. Other problems are found by the check itself.
void awaitLock(const std::filesystem::path& store) {
    try {
        const RunReader reader(store, storeOptionsFor(store));
        printNotes(reader.warnings());
    } catch (const StoreLocked&) {
        throw;
    } catch (const Error&) {
        // Ignored: the store may be damaged, which the check reports.
    }
}

} // namespace

int checkRuns(const RunsOptions& options) {
    const auto store = storeLocation(options.store);
    awaitLock(store);
    const StoreCheck check = checkStore(store);
    std::optional<Salvage> salvage;
    if (!options.file.empty()) {
        salvage = salvageStore(store, options.file);
    }
    if (options.json) {
        Json json{{"runs", check.runs}, {"problems", problemsJson(check.problems)}};
        json["backups"] = Json::array();
        for (const auto& backup : check.backups) {
            json["backups"].push_back(backup.string());
        }
        if (salvage) {
            json["saved"] = salvage->runs;
            json["lost"] = problemsJson(salvage->lost);
        }
        out().json(json);
    } else {
        printCheck(check, options);
        if (salvage) {
            printSalvage(*salvage, options.file);
        }
    }
    return check.problems.empty() ? ok : failure;
}

} // namespace asge::cli
