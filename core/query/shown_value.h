// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/run_groups.h"

#include <functional>
#include <string>
#include <utility>

/// Values as tables of runs show them; "–" stands for a missing value. The texts may come
/// from an untrusted store, so the caller must clean them before showing them.
namespace asge {

/// Writes a finite number with that many decimal places. The window uses the user's language.
using NumberStyle = std::function<std::string(double value, int decimals)>;
/// "1234.50", independent of the locale.
std::string plainNumber(double value, int decimals);

std::string shownValue(const RunField& field, const RunEntry& run, const NumberStyle& style);
/// "91.23 ± 0.12" for accuracies (mean and standard deviation); the mean alone for other numbers
/// and for a single value.
std::string shownSpread(const RunField& field, const Spread& spread, const NumberStyle& style);
/// "91.02 to 91.40, 5 runs"; empty if no run has a value.
std::string shownRange(const RunField& field, const Spread& spread, const NumberStyle& style);

/// The value as a table for programs has it: accuracies are fractions, durations seconds; empty if
/// the run has none.
std::string dataValue(const RunField& field, const RunEntry& run);

/// Whether a group shows the spread of this field, because it is measured, rather than the value
/// that all members share.
bool isSpread(const RunField& field);
/// When the first and the last run of a group was created: "2026-01-31 12:00" each.
std::pair<std::string, std::string> createdOfGroup(const RunEntries& runs, const RunGroup& group);
/// The text of a group's row in a column other than its name and its number of runs: the spread,
/// when the last run was created, the value that all members share, or nothing.
std::string shownOfGroup(const RunField& field, const RunEntries& runs, const RunGroup& group,
                         const NumberStyle& style);
/// The value that all members share, as dataValue, or nothing; not for a spread.
std::string dataOfGroup(const RunField& field, const RunEntries& runs, const RunGroup& group);

} // namespace asge
