// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli/json_output.h"
#include "core/query/run_groups.h"

namespace asge::cli {

/// A run's value of a field: a number (fractions, seconds), a text, or an array of tags; null if
/// the run has no value. Times are in UTC.
Json fieldJson(const RunField& field, const RunEntry& run);
/// {"mean": …, "standard_deviation": …, "n": …}; a member is null if there are too few values for
/// it.
Json spreadJson(const Spread& spread);
/// A group's value of a field: a spread as above, the value that all members share, or null.
Json fieldJson(const RunField& field, const RunEntries& runs, const RunGroup& group);

} // namespace asge::cli
