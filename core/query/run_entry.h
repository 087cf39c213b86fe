#pragma once

#include "core/experiment/settings.h"
#include "core/query/run_settings.h"
#include "core/run/records.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace asge {

/// A run that is asked for, with what is derived from it at the first question for it: a filter
/// over thousands parses nothing twice. For one thread at a time.
class RunEntry {
  public:
    explicit RunEntry(RunSummary summary) : summary_(std::move(summary)) {}

    const RunSummary& summary() const { return summary_; }
    /// The run as it is now. What was derived stays if its source has not changed.
    void update(RunSummary summary);
    void rename(const std::string& name);

    const RunSettings& settings() const;
    bool hasSettings() const { return settings_.has_value(); } ///< they have been read
    /// All that a filter's free word may stand in, in lower case.
    const std::string& words() const;
    /// When it began, by this computer's clock: "2026-01-31T13:00:00"; empty if it isn't known.
    const std::string& created() const;

  private:
    RunSummary summary_;
    mutable std::optional<RunSettings> settings_;
    mutable std::string words_;
    mutable std::optional<std::string> created_;
};

using RunEntries = std::vector<std::shared_ptr<RunEntry>>;

RunEntries makeEntries(std::vector<RunSummary> runs);
/// In their order; they stay the entries'.
std::vector<const RunEntry*> pointersTo(const RunEntries& runs);


} // namespace asge
