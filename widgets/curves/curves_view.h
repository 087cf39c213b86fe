// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/export_target.h"
#include "widgets/common/run_data.h"

#include <QWidget>

#include <memory>

namespace asge {

/// Local accuracy and local loss over epochs, steps or time. For one run: a line per layer in the
/// layer's colour, test solid, train dashed. For several runs: a colour per run.
class CurvesView : public QWidget {
    Q_OBJECT

  public:
    explicit CurvesView(QWidget* parent = nullptr);
    ~CurvesView() override;

    /// Shows these runs in place of what was shown; an empty list shows the empty state.
    void setRuns(std::vector<RunCurves> runs);
    /// Takes over what was added to a shown run (steps, epochs, interventions); other runs are
    /// ignored. The steps are shared, not copied. PlotPacer decides when the lines are drawn.
    void updateRun(const RunCurves& run);

    /// Zooms to the surroundings of a step of the only run and points it out. Returns false if
    /// there is nothing to show.
    bool showStep(std::int64_t step);
    /// The step of the only run at which the cursor pointed last; nothing if there is none.
    std::optional<std::int64_t> pointedStep() const;

    /// Writes the visible plots (.png at 2× scale, .svg, .pdf by the name's ending) or a .csv with
    /// every point of every shown run, drawn or not. Returns false and sets `reason` if it fails.
    bool exportTo(const ExportTarget& target, QString* reason = nullptr) const;

  signals:
    void message(const QString& text); ///< for the status bar

  private:
    class Private;
    std::unique_ptr<Private> d_;
};

} // namespace asge
