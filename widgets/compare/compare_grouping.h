// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/compare/compare_plot.h"
#include "widgets/compare/compared_run.h"

namespace asge::compare {

/// A way to take runs together: a key of groupRuns and what it is called; no key keeps runs apart.
struct Grouping {
    std::string key;
    QString name;
};

/// Those that make sense for these runs: each on its own, all but the seed, and each setting in
/// which they differ.
std::vector<Grouping> groupingsOf(const std::vector<RunSummary>& runs);
/// The runs by that key, each on its own without one.
std::vector<Entry> entriesOf(const std::vector<RunSummary>& runs, const std::string& key);

} // namespace asge::compare
