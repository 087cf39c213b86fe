// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/run_entry.h"

#include <string>

namespace asge {

/// A key for the images on which a run's accuracies were measured: the data set, which of its
/// classes, and how many images of the split (validation or test). The accuracies of runs with
/// different keys can't be compared.
std::string measuredImages(const RunEntry& run, Split split);

/// A key for a run's data set and which of its classes, whatever the number of images.
std::string measuredDataSet(const RunEntry& run);

} // namespace asge
