// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/runs_tag_command.h"

#include "app/cli/existing_store.h"
#include "app/cli/exit_status.h"
#include "app/cli/output.h"
#include "app/cli/run_change.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/store/run_reader.h"

namespace asge::cli {

int tagRun(const RunsOptions& options) {
    std::vector<std::string> added;
    std::vector<std::string> removed;
    for (const std::string& change : options.tags) {
        if (change.front() != '+' && change.front() != '-') {
            throw BadInput("'" + oneLine(change, 2 * kLongestTag) +
                           "' must begin with + to add a tag or with - to remove it");
        }
        (change.front() == '+' ? added : removed).push_back(change.substr(1));
    }
    const auto writer = writeExisting(options.run, options.store);
    writer->changeTags(options.run, added, removed);
    const RunSummary run = RunReader(writer->path()).find(options.run).value();
    printChange(options, run.tags.empty() ? "no tags" : "tags " + tagsText(run),
                {{"tags", run.tags}});
    return ok;
}

} // namespace asge::cli
