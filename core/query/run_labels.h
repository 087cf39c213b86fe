#pragma once

#include "core/run/records.h"

#include <string>
#include <vector>

namespace asge {

/// Names to tell runs apart by if there is little room. Long ones, such as a sweep gives, lose
/// the words that all of them have; short ones stay, and so do all if that would leave two
/// different ones alike, or one without a word.
std::vector<std::string> shortNames(const std::vector<std::string>& names);

/// The same for runs, each on one line; those of one name say their number as well: "quick, run 3".
std::vector<std::string> labelsOf(const std::vector<const RunSummary*>& runs);

} // namespace asge
