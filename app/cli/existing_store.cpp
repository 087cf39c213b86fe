// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/existing_store.h"

#include "app/cli/output.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/store/location.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "core/store/store_options.h"

#include <filesystem>

namespace asge::cli {

StoreOptions storeOptionsFor(const std::filesystem::path& path) {
    StoreOptions options;
    options.monitor = std::make_shared<HeartbeatMonitor>(path, observationFileLocation());
    options.onWait = [](const std::string& line) { printError(line); };
    return options;
}

std::unique_ptr<RunReader> readExisting(const std::string& given) {
    const auto path = storeLocation(given);
    if (!std::filesystem::exists(path)) {
        return nullptr;
    }
    auto reader = std::make_unique<RunReader>(path, storeOptionsFor(path));
    printNotes(reader->warnings());
    return reader;
}

void noSuchRun(RunId run, const std::string& givenStore) {
    throw BadInput("run " + std::to_string(run) + ": no such run: there is no store at " +
                   storeLocation(givenStore).string());
}

std::unique_ptr<RunWriter> writeExisting(RunId run, const std::string& givenStore) {
    const auto path = storeLocation(givenStore);
    if (!std::filesystem::exists(path)) {
        noSuchRun(run, givenStore);
    }
    StoreOptions options = storeOptionsFor(path);
    options.createIfMissing = false;
    return std::make_unique<RunWriter>(path, std::move(options));
}

} // namespace asge::cli
