// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/run_rows.h"
#include "core/query/shown_value.h"
#include "core/query/text_table.h"

#include <vector>

namespace asge {

/// The rows of a table of runs as text, for a terminal or a paper. If rows are
/// groups, two columns are in front: what distinguishes the group, and its number of runs; the run
/// of an open group has its name and no number there.
TextTable runsTable(const RunEntries& runs, const RunRows& rows,
                    const std::vector<RunField>& columns, const NumberStyle& style);

/// The same for programs: the columns have the names of their fields, accuracies are fractions and
/// durations seconds; of a group, what is measured has a mean and a standard deviation, as
/// "fusion_mean" and "fusion_sd". A missing value is empty.
TextTable runsData(const RunEntries& runs, const RunRows& rows,
                   const std::vector<RunField>& columns);

} // namespace asge
