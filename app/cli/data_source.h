// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli/data_options.h"
#include "core/base/error.h"
#include "core/experiment/experiment.h"

namespace asge::cli {

/// The data settings of the experiment file, data set name or folder that the user gave. A name or
/// folder has no validation images unless the overrides ask for them. Throws BadInput if the source
/// is none of these.
Experiment::Data dataSettings(const DataOptions& options);

/// Whether the source is a folder, so that the data set's name is unknown.
bool isFolderAlone(const DataOptions& options);

/// `what`, an error about the settings, with the experiment's file and field in front.
std::string dataProblem(const DataOptions& options, const std::string& what);

/// Calls `load`, and rethrows its BadInput with the message of dataProblem.
template <typename Load>
auto withExperiment(const DataOptions& options, const Load& load) {
    try {
        return load();
    } catch (const BadInput& error) {
        throw BadInput(dataProblem(options, error.what()));
    }
}

} // namespace asge::cli
