// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/control/steering.h"
#include "widgets/common/run_state.h"

#include <QString>

#include <vector>

namespace asge::layers {

/// What the panel shows of a layer, apart from its steering.
struct LayerValues {
    QString shape;              ///< "128 × 14 × 14 · P 2"
    bool isTrained = true;      ///< its readout learns; if not, there are no accuracies
    bool ofBatches = true;      ///< accuracies of training batches, not of the epochs' test images
    double accuracy = 0;        ///< mean over the last batches, or of the last epoch; NaN: unknown
    std::vector<double> recent; ///< accuracies for the sparkline, in their order
    double timeShare = -1;      ///< of the time of a step; −1: not measured
    int channels = 0;
    int dead = -1; ///< dead channels after the last epoch; −1: not measured
};

std::vector<LayerValues> valuesOf(const RunState& run);

/// What the accuracies are, as a sentence without its end: "Local accuracy: mean over …".
QString accuracyText(const RunState& run, bool ofBatches);

/// The steering of a run as its interventions left it. Without layers if the experiment can't be
/// read (another version wrote it).
Steering steeringOf(const RunState& run);

/// Why a command can't be given to the run now, as a sentence for a tool tip; empty if it can.
QString problemOf(const RunState& run, const Steering& steering, const Command& command);

/// The present value of what a command changes: a factor or a setting.
double presentValue(const Steering& steering, const Command& command);
/// The command that undoes another one, whose effect is not there yet. Nothing if it can't be
/// undone.
std::optional<Command> inverseOf(const Steering& steering, const Command& command);

} // namespace asge::layers
