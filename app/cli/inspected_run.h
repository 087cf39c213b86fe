// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/control/inspector.h"
#include "core/data/image_fitter.h"
#include "core/experiment/experiment.h"
#include "core/run/records.h"

#include <memory>
#include <optional>
#include <string>

namespace asge::cli {

/// The network of a stored run, and how images are converted for it.
struct InspectedRun {
    std::unique_ptr<Inspector> inspector;
    Experiment experiment;

    const InspectedNetwork& network() const { return inspector->network(); }
    ImageFitter fitter() const;
};

/// Opens the store and prepares the network of a run's last checkpoint, or of the one at the end of
/// `epoch`. Progress goes to standard error. Throws BadInput that names the run.
InspectedRun openInspectedRun(RunId run, std::optional<int> epoch, const std::string& store);

} // namespace asge::cli
