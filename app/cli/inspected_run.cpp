// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/inspected_run.h"

#include "app/cli/existing_store.h"
#include "app/cli/json_output.h"
#include "app/cli/load_bar.h"
#include "core/base/error.h"
#include "core/control/engine.h"
#include "core/experiment/experiment_json.h"
#include "core/store/run_reader.h"

namespace asge::cli {

ImageFitter InspectedRun::fitter() const {
    return {network().channels, network().height, network().width, experiment.data};
}

InspectedRun openInspectedRun(RunId run, std::optional<int> epoch, const std::string& store) {
    const std::string place = "run " + std::to_string(run);
    const auto reader = readExisting(store);
    if (!reader) {
        noSuchRun(run, store);
    }
    const auto summary = reader->find(run);
    if (!summary) {
        throw BadInput(place + ": no such run");
    }
    InspectedRun opened;
    try {
        opened.experiment = parseExperiment(summary->experimentJson, place);
        LoadBar bar;
        opened.inspector = loadEngine().inspect(*reader, run, epoch, bar);
    } catch (const BadInput& error) {
        throw BadInput(withPlace(error.what(), place));
    }
    return opened;
}

} // namespace asge::cli
