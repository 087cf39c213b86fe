#pragma once

#include "core/query/run_groups.h"

#include <functional>
#include <string>

/// Values as tables of runs show them; "–" stands for one that is missing. They may hold text from
/// others, which whoever shows it cleans.
namespace asge {

/// A finite number with so many decimal places: the window writes it as the user's language does.
using NumberStyle = std::function<std::string(double value, int decimals)>;
/// "1234.50", whatever the locale.
std::string plainNumber(double value, int decimals);

std::string shownValue(const RunField& field, const RunEntry& run, const NumberStyle& style);
/// "91.23 ± 0.12" of accuracies (mean and standard deviation), or the mean alone of other numbers
/// and of a single value.
std::string shownSpread(const RunField& field, const Spread& spread, const NumberStyle& style);
/// "91.02 to 91.40, 5 runs"; empty if no run has a value.
std::string shownRange(const RunField& field, const Spread& spread, const NumberStyle& style);

/// Whether a group shows the spread of this field, as of what is measured, and not the value that
/// all members have.
bool isSpread(const RunField& field);
/// What a group's row shows in a column that is neither its name nor its number of runs: the
/// spread, or the value that all members have, or nothing.
std::string shownOfGroup(const RunField& field, const RunEntries& runs, const RunGroup& group,
                         const NumberStyle& style);

} // namespace asge
