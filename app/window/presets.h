// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"

#include <QString>

#include <utility>
#include <vector>

namespace asge {

/// Makes the program's resources (icons, experiments) available. Call it before they are used.
void useResources();

/// The experiments that are installed with the program, and their titles. A new window shows the
/// first one.
std::vector<std::pair<QString, Experiment>> builtInExperiments();

} // namespace asge
