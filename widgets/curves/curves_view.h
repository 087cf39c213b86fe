// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/run_data.h"

#include <QWidget>

#include <memory>

namespace asge {

/// Local accuracy and local loss, one line a layer, over epochs, steps or time. One run: a line a
/// layer in the layer's colour, test solid, train dashed. Several runs: a colour a run.
class CurvesView : public QWidget {
    Q_OBJECT

  public:
    explicit CurvesView(QWidget* parent = nullptr);
    ~CurvesView() override;

    /// Shows these runs in place of what was shown; an empty list shows the empty state.
    void setRuns(std::vector<RunCurves> runs);
    /// A shown run has more steps, epochs or interventions than before; a run that is not shown is
    /// ignored. The steps are shared, not copied. The lines grow as PlotPacer allows.
    void updateRun(const RunCurves& run);

    /// Writes what is seen: .png (at 2× scale), .svg, .pdf by the name's ending, or .csv with every
    /// point of every shown run (not only those drawn). False, with a reason, where it can't.
    bool exportTo(const QString& file, QString* reason = nullptr) const;

  signals:
    void message(const QString& text); ///< something worth a line in the status bar

  private:
    class Private;
    std::unique_ptr<Private> d_;
};

} // namespace asge
