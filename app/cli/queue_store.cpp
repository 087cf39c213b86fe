// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/queue_store.h"

#include "app/cli/existing_store.h"
#include "app/cli/output.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/store/location.h"

#include <charconv>
#include <filesystem>

namespace asge::cli {

std::vector<QueueEntry> readEntries(const RunReader& store) {
    Queue queue = store.queue();
    for (const std::string& line : queue.leftOut) {
        printError(line);
    }
    return std::move(queue.entries);
}

std::vector<QueueEntry> readEntries(const QueueOptions& options) {
    const auto store = readExisting(options.store);
    return store ? readEntries(*store) : std::vector<QueueEntry>();
}

std::unique_ptr<RunWriter> writeQueue(const QueueOptions& options) {
    const auto path = storeLocation(options.store);
    if (!std::filesystem::exists(path)) {
        throw BadInput("the queue is empty: there is no store at " + path.string());
    }
    StoreOptions storeOptions = storeOptionsFor(path);
    storeOptions.createIfMissing = false;
    return std::make_unique<RunWriter>(path, std::move(storeOptions));
}

std::int64_t positiveFromText(std::string_view text, std::string_view what) {
    std::int64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [read, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || read != end || number < 1) {
        throw BadInput("'" + oneLine(text, 40) + "' is not " + std::string(what) +
                       ", which is a whole number from 1 up");
    }
    return number;
}

void printEntry(const QueueOptions& options, const QueueEntry& entry) {
    if (options.json) {
        out().json(toJson(entry)).flush();
        return;
    }
    out() << "entry " << entry.id << ": " << entry.name << ": " << toString(entry.status);
    if (!entry.reason.empty()) {
        out() << ": " << entry.reason;
    }
    (out() << '\n').flush();
}

} // namespace asge::cli
