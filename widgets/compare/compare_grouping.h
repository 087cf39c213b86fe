// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/compare/compare_plot.h"
#include "widgets/compare/compared_run.h"

namespace asge::compare {

/// A way to group runs: a key of groupRuns and its title; an empty key keeps runs separate.
struct Grouping {
    std::string key;
    QString name;
};

/// The groupings that are useful for these runs: none, by all settings but the seed, and by all
/// settings but each one in which the runs differ.
std::vector<Grouping> groupingsOf(const std::vector<RunSummary>& runs);
/// The runs grouped by `key`; with an empty key each on its own.
std::vector<Entry> entriesOf(const std::vector<RunSummary>& runs, const std::string& key);

} // namespace asge::compare
