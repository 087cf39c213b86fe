#include "app/cli/existing_store.h"

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
    } catch (const StoreError&) {
        // The reader says what is wrong, where that matters to it too.
    }
    return std::make_unique<RunReader>(path);
}

} // namespace asge::cli
