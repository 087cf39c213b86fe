#pragma once

#include "core/run/records.h"

#include <QStringList>

#include <vector>

namespace asge {

/// Names to tell runs apart by where there is little room. Long ones, such as a sweep gives, lose
/// the words that all of them have; short ones stay, and so do all where that would leave two
/// different ones alike, or one without a word.
QStringList shortNames(const QStringList& names);

/// The same for runs; those of one name say their number as well: "quick, run 3".
QStringList labelsOf(const std::vector<RunSummary>& runs);

} // namespace asge
