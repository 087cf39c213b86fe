// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/trials.h"
#include "core/run/records.h"
#include "widgets/plot/color_key.h"
#include "widgets/plot/plot_export.h"

#include <QWidget>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace asge {

/// What the parts of the view of trials show: the same runs as rows of settings and as single runs.
struct TrialsContent {
    RunEntries runs;
    std::vector<const RunEntry*> pointers; ///< to `runs`
    Trials groups;                         ///< rows are settings
    std::size_t result = 0; ///< index in Trials::results of the accuracy that is shown
    QString title;          ///< which runs they are, for exported pictures

    /// The same with a row for each run, made when it is first needed.
    const Trials& singles() const;
    /// "Validation, best layer (%)" and the like.
    QString resultTitle() const;
    /// The run that a click on a row opens: the first that has begun; 0 if none has.
    RunId runOf(const Trial& trial) const;
    /// The values of a row's settings, one per line, then its accuracy, n and state. Plain text.
    QString describe(const Trials& trials, const Trial& trial) const;
    /// Why runs of a row count in no result, with what they have reached; empty if all count.
    QString unfinished(const Trial& trial) const;

    mutable std::optional<Trials> made = {}; ///< what singles() returns
};

using TrialsContentPtr = std::shared_ptr<const TrialsContent>;

/// The range of a result's means, in percent.
struct TrialRange {
    double least = 0;
    double most = 0;
    bool any = false;

    void add(double value);
    double part(double value) const; ///< 0 to 1; 0.5 if there is one value
};
TrialRange rangeOf(const Trials& trials, std::size_t result);
/// The colour bar of a range: the colours by `color`, which takes 0 to 1.
ColorKey::Bar colorBar(const QString& title, const TrialRange& range,
                       const std::function<QColor(double)>& color);
/// A value as "91.24", in the user's language.
QString percentNumber(double percent, int decimals = 2);
/// The shown value of a setting, with the decimal mark of the user's language and no group
/// separators; "–" for a missing one.
QString shownSetting(const TrialSetting& setting, const std::string& value);

/// "✓ finished", "✕ 2 finished, 1 failed": what needs attention first sets the symbol, as in the
/// list of runs, and the colour.
QString trialStateText(const TrialCounts& counts);
QColor trialStateColor(const TrialCounts& counts, bool dark);

/// A table or plot in the view of trials.
class TrialsPart : public QWidget {
    Q_OBJECT

  public:
    using QWidget::QWidget;

    /// Shows other trials.
    virtual void setContent(TrialsContentPtr content) = 0;
    /// What is shown, as a picture and as a table.
    virtual PlotPicture picture(const ExportTarget& target) = 0;
    virtual ExportedTable table() const = 0;

  signals:
    void openRequested(asge::RunId run);
    void message(const QString& text);
};

} // namespace asge
