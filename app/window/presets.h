// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"

#include <QString>

#include <utility>
#include <vector>

namespace asge {

/// Links the program's resources (icons, experiments) in; to be called before they are used.
void useResources();

/// The experiments that are installed with the program, with their titles. The first is what a new
/// window shows.
std::vector<std::pair<QString, Experiment>> builtInExperiments();

} // namespace asge
