// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/run_lookup.h"

#include "core/base/counted.h"
#include "core/base/error.h"

#include <algorithm>

namespace asge {

namespace {

bool hasRun(const std::vector<RunSummary>& runs, RunId id) {
    return std::any_of(runs.begin(), runs.end(),
                       [id](const RunSummary& run) { return run.id == id; });
}

/// "7 runs, 1 to 9".
std::string contentsOf(const std::vector<RunSummary>& runs) {
    if (runs.empty()) {
        return "no runs";
    }
    const auto [least, most] = std::minmax_element(
        runs.begin(), runs.end(),
        [](const RunSummary& one, const RunSummary& other) { return one.id < other.id; });
    const std::string ids = std::to_string(least->id) +
                            (runs.size() > 1 ? " to " + std::to_string(most->id) : std::string());
    return counted(runs.size(), "run") + ", " + ids;
}

} // namespace

void requireListed(const RunReader& reader, RunId id) {
    const std::vector<RunSummary> runs = reader.runs();
    if (hasRun(runs, id)) {
        return;
    }
    const std::string run = "run " + std::to_string(id) + ":";
    for (const std::string& fault : reader.leftOut()) {
        if (fault.starts_with(run)) {
            throw BadInput(fault);
        }
    }
    const std::string store = reader.path().string();
    if (hasRun(reader.bin(), id)) {
        throw BadInput(run + " in the bin of " + store +
                       "; File › Restore runs from the bin… restores it");
    }
    throw BadInput(run + " no such run in " + store + ", which has " + contentsOf(runs));
}

} // namespace asge
