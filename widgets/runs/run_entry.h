#pragma once

#include "core/experiment/settings.h"
#include "core/run/records.h"
#include "widgets/runs/run_settings.h"

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <optional>

namespace asge {

/// A run of the table, with what is derived from it at the first question for it: a filter over
/// thousands parses nothing twice.
class RunEntry {
  public:
    explicit RunEntry(RunSummary summary) : summary_(std::move(summary)) {}

    const RunSummary& summary() const { return summary_; }
    /// The run as it is now. What was derived stays where its source has not changed.
    void update(RunSummary summary);
    void rename(const std::string& name);

    const RunSettings& settings() const;
    bool hasSettings() const { return settings_.has_value(); } ///< they have been read
    /// All that a filter's free word may stand in, lower case.
    const QString& words() const;
    /// When it began, by this computer's clock: "2026-01-31T13:00:00"; empty where it isn't known.
    const QString& created() const;
    QStringList tags() const;

  private:
    RunSummary summary_;
    mutable std::optional<RunSettings> settings_;
    mutable QString words_;
    mutable std::optional<QString> created_;
};

/// "✓ finished" and the like.
QString statusText(RunStatus status);
/// 42 s as "0:42", an hour as "1:00:00".
QString durationText(double seconds);
/// "1 run", "5 runs".
QString runCount(qsizetype count);
/// Whether something trains it now.
bool isActive(RunStatus status);

} // namespace asge
