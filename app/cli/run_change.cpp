// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/run_change.h"

#include "app/cli/output.h"

namespace asge::cli {

void printChange(const RunsOptions& options, const std::string& what, const Json& json) {
    if (options.json) {
        Json all{{"run", options.run}};
        all.update(json);
        out().json(all);
    } else {
        out() << "run " << options.run << ": " << what << '\n';
    }
}

} // namespace asge::cli
