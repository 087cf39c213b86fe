// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/training_output.h"

#include "app/cli/json_output.h"
#include "app/cli/output.h"
#include "app/cli/progress.h"
#include "core/base/counted.h"
#include "core/run/epoch_progress.h"
#include "core/store/run_reader.h"

#include <unistd.h>

#include <iostream>

namespace asge::cli {

std::unique_ptr<SessionListener> makeTrainingListener(bool json) {
    if (json) {
        return std::make_unique<JsonLines>(std::cout);
    }
    return std::make_unique<Progress>(std::cout, isatty(STDOUT_FILENO) != 0);
}

void printTrainingEnd(const SessionResult& result, const std::filesystem::path& store, bool json) {
    const RunSummary run = RunReader(store).find(result.run).value();
    if (json) {
        out().json(toJson(run)).flush();
        return;
    }
    (out() << "run " << run.id << ": " << toString(run.status) << " after "
           << counted(finishedEpochs(run), "epoch") << ", kept in " << store.string() << '\n')
        .flush();
}

} // namespace asge::cli
