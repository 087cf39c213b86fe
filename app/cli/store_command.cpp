// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/commands.h"
#include "app/cli/existing_store.h"
#include "app/cli/output.h"
#include "core/base/counted.h"
#include "core/base/error.h"
#include "core/export/tensorboard.h"
#include "core/store/check.h"
#include "core/store/imported_run.h"
#include "core/store/location.h"
#include "core/store/run_export.h"
#include "core/store/run_reader.h"
#include "core/store/store_copy.h"

#include <algorithm>

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
          << (salvage.lost.empty() ? ", all of each" : "; what is missing:") << '\n';
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

[[noreturn]] void noSuchStore(const std::string& given) {
    throw BadInput(storeLocation(given).string() + ": there is no such run store");
}

} // namespace

int exportRun(const RunsOptions& options) {
    const auto store = readExisting(options.store);
    if (!store) {
        options.all ? noSuchStore(options.store) : noSuchRun(options.run, options.store);
    }
    if (options.all) {
        exportStore(storeLocation(options.store), options.file, options.force);
        if (options.json) {
            out().json({{"runs", store->runs().size()}, {"file", options.file}});
        } else {
            out() << "all runs: exported to " << options.file << '\n';
        }
        return ok;
    }
    asge::exportRun(storeLocation(options.store), options.run, options.file,
                    {options.force, options.checkpoints});
    if (options.json) {
        out().json({{"run", options.run}, {"file", options.file}});
    } else {
        out() << "run " << options.run << ": exported to " << options.file << '\n';
    }
    return ok;
}

int writeTensorboard(const RunsOptions& options) {
    const auto store = readExisting(options.store);
    if (!store) {
        noSuchRun(options.run, options.store);
    }
    const std::string file = asge::writeTensorboard(store->detail(options.run), options.file);
    if (options.json) {
        out().json({{"run", options.run}, {"file", file}});
    } else {
        out() << "run " << options.run << ": scalars written to " << file << '\n';
    }
    return ok;
}

int importRuns(const RunsOptions& options) {
    const auto path = storeLocation(options.store);
    const auto runs =
        importInto(path, options.file, options.run == 0 ? std::nullopt : std::optional(options.run),
                   storeOptionsFor(path));
    const auto isHere = [](const ImportedRun& run) {
        return "run " + std::to_string(run.id) + " is already this run";
    };
    if (std::none_of(runs.begin(), runs.end(), [](const auto& run) { return run.isNew; })) {
        throw BadInput(options.file + ": " + isHere(runs.front()));
    }
    for (const ImportedRun& run : runs) {
        if (options.json) {
            out().json(
                {{"run", run.id}, {"uid", run.uid}, {"name", run.name}, {"imported", run.isNew}});
        } else if (run.isNew) {
            out() << "run " << run.id << ": imported, " << run.name << '\n';
        } else {
            out() << isHere(run) << ": " << run.name << '\n';
        }
    }
    return ok;
}

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
