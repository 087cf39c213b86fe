// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/queue_list_command.h"

#include "app/cli/exit_status.h"
#include "app/cli/output.h"
#include "app/cli/queue_store.h"

namespace asge::cli {

namespace {

void printRow(const QueueEntry& entry) {
    out() << format("%4d  %5lld  ", entry.position, static_cast<long long>(entry.id))
          << column(toString(entry.status), 11) << "  "
          << column(entry.run == 0 ? "-" : std::to_string(entry.run), 5) << "  " << entry.name;
    if (!entry.reason.empty()) {
        out() << " (" << entry.reason << ')';
    }
    out() << '\n';
}

} // namespace

int listQueue(const QueueOptions& options) {
    const auto entries = readEntries(options);
    if (options.json) {
        Json list = Json::array();
        for (const QueueEntry& entry : entries) {
            list.push_back(toJson(entry));
        }
        out().json(list);
        return ok;
    }
    if (entries.empty()) {
        out() << "the queue is empty; 'asge queue add EXPERIMENT.json' adds an experiment\n";
        return ok;
    }
    out() << "   #  entry  status       run    name\n";
    for (const QueueEntry& entry : entries) {
        printRow(entry);
    }
    return ok;
}

} // namespace asge::cli
