// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/wrapping_part.h"
#include "widgets/compare/compared_run.h"
#include "widgets/plot/plot_export.h"

#include <memory>

namespace asge {

/// One plot of any metric of any layers of several runs, over epochs, steps, time or another
/// metric. Runs that differ only in a chosen setting, such as the seed, can be drawn as their mean
/// with a band of one sample standard deviation on either side.
class CompareChart : public WrappingPart {
    Q_OBJECT

  public:
    explicit CompareChart(QWidget* parent = nullptr);
    ~CompareChart() override;

    void setRuns(const std::vector<ComparedRun>& runs);

    /// The groups of runs that are drawn as one: name and indices of the runs.
    std::vector<std::pair<QString, std::vector<std::size_t>>> groups() const;

    /// The curves of the runs; of a group the mean curve.
    std::vector<RunCurves> curves() const;
    QString grouping() const; ///< what runs are grouped by, as text; empty if they are not

    /// Like CurvesView::exportTo; the .csv has every value of the shown runs and the means of the
    /// groups.
    bool exportTo(const ExportTarget& target, QString* reason = nullptr) const;

  signals:
    void message(const QString& text);
    void grouped(); ///< the user has changed the grouping

  private:
    class Private;
    std::unique_ptr<Private> d_;
};

} // namespace asge
