// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/queue_change_command.h"

#include "app/cli/exit_status.h"
#include "app/cli/output.h"
#include "app/cli/queue_list_command.h"
#include "app/cli/queue_store.h"
#include "core/base/counted.h"
#include "core/store/location.h"

#include <algorithm>
#include <filesystem>
#include <limits>

namespace asge::cli {

namespace {

void printRemoved(const QueueOptions& options, int entries) {
    if (options.json) {
        out().json({{"removed", entries}});
    } else {
        out() << counted(entries, "entry", "entries") << " removed\n";
    }
}

constexpr std::int64_t kLast = std::numeric_limits<int>::max();

} // namespace

int moveInQueue(const QueueOptions& options) {
    writeQueue(options)->moveInQueue(options.entries.front(),
                                     static_cast<int>(std::min(options.position, kLast)));
    return listQueue(options);
}

int removeFromQueue(const QueueOptions& options) {
    writeQueue(options)->removeFromQueue(options.entries);
    printRemoved(options, static_cast<int>(options.entries.size()));
    return ok;
}

int clearQueue(const QueueOptions& options) {
    const bool exists = std::filesystem::exists(storeLocation(options.store));
    printRemoved(options, exists ? writeQueue(options)->clearQueue() : 0);
    return ok;
}

} // namespace asge::cli
