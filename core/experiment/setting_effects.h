// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"

/// When settings have an effect. In doubt, or if a value is invalid anyway, a condition holds.
namespace asge::effects {

bool mayBePhotographs(const Experiment& experiment);
bool mayHaveColours(const Experiment& experiment);
bool hasCoarseLabels(const Experiment& experiment);
bool scalesPhotographs(const Experiment& experiment);
bool hasPatches(const Experiment& experiment);
bool learnsLocally(const Experiment& experiment);
bool usesProbabilities(const Experiment& experiment);
bool mayHaveLaterLayers(const Experiment& experiment);
bool mayPool(const Experiment& experiment);
bool isSgd(const Experiment& experiment);

} // namespace asge::effects
