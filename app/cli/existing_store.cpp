#include "app/cli/existing_store.h"

#include "app/cli/json_output.h"
#include "core/error.h"

#include <filesystem>

namespace asge::cli {

std::unique_ptr<RunReader> readExisting(const std::string& given) {
    const auto path = storeLocation(given);
    if (!std::filesystem::exists(path)) {
        return nullptr;
    }
    try {
        const RunWriter writer(path);
    } catch (const Error&) {
        // The reader says what is wrong, where that matters to it too.
    }
    auto reader = std::make_unique<RunReader>(path);
    printNotes(reader->notes());
    return reader;
}

void noSuchRun(const RunsOptions& options) {
    throw BadInput("run " + std::to_string(options.run) + ": no such run: there is no store at " +
                   storeLocation(options.store).string());
}

std::unique_ptr<RunWriter> writeExisting(const RunsOptions& options) {
    const auto path = storeLocation(options.store);
    if (!std::filesystem::exists(path)) {
        noSuchRun(options);
    }
    return std::make_unique<RunWriter>(path);
}

} // namespace asge::cli
