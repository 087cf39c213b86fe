// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/settings.h"
#include "core/query/run_settings.h"
#include "core/run/records.h"
#include "core/run/score_facts.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace asge {

/// A run, and values derived from it, which are computed when they are first needed, so that a
/// filter over thousands of runs parses nothing twice. Not thread-safe.
class RunEntry {
  public:
    explicit RunEntry(RunSummary summary) : summary_(std::move(summary)) {}

    const RunSummary& summary() const { return summary_; }
    /// Replaces the run. A derived value is kept if its source has not changed.
    void update(RunSummary summary);
    void rename(const std::string& name);

    const RunSettings& settings() const;
    /// Whether the settings have been parsed.
    bool hasSettings() const { return settings_.has_value(); }
    /// How its scores are to be read; the number of classes is not known.
    const ScoreFacts& scoreFacts() const;
    /// The text that a filter's words are searched in, in lower case.
    const std::string& words() const;
    /// The local time at which the run was created, "2026-01-31T13:00:00"; empty if unknown.
    const std::string& created() const;

  private:
    RunSummary summary_;
    mutable std::optional<RunSettings> settings_;
    mutable std::optional<ScoreFacts> scoreFacts_;
    mutable std::string words_;
    mutable std::optional<std::string> created_;
};

using RunEntries = std::vector<std::shared_ptr<RunEntry>>;

RunEntries makeEntries(std::vector<RunSummary> runs);
/// Pointers to the entries, in the same order.
std::vector<const RunEntry*> pointersTo(const RunEntries& runs);

} // namespace asge
