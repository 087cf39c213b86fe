#pragma once

#include "app/cli/json_output.h"
#include "core/query/run_groups.h"

namespace asge::cli {

/// A run's value in a field: a number (fractions, seconds), a text, an array of tags; null if it
/// has none. Moments are in UTC.
Json fieldJson(const RunField& field, const RunEntry& run);
/// {"mean": …, "standard_deviation": …, "n": …}; null for what too few values have.
Json spreadJson(const Spread& spread);
/// What a group has of a field: a spread as above, or the value that all members have, or null.
Json fieldJson(const RunField& field, const RunEntries& runs, const RunGroup& group);

} // namespace asge::cli
