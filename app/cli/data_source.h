#pragma once

#include "app/cli/commands.h"
#include "core/base/error.h"
#include "core/experiment/experiment.h"

namespace asge::cli {

/// The settings of the data that a command shall read: those of an experiment's file, or of a name
/// of the catalogue or a folder, where nothing is held out unless that is asked for. Throws
/// BadInput for a source that is neither.
Experiment::Data dataSettings(const DataOptions& options);

/// Whether the source is a folder, the name of which says nothing of what it holds.
bool isFolderAlone(const DataOptions& options);

/// What was refused of an experiment's settings, with the experiment's place.
std::string dataProblem(const DataOptions& options, const std::string& what);

/// Calls `load`; what it refuses is thrown as dataProblem says it.
template <typename Load>
auto withExperiment(const DataOptions& options, const Load& load) {
    try {
        return load();
    } catch (const BadInput& error) {
        throw BadInput(dataProblem(options, error.what()));
    }
}

} // namespace asge::cli
