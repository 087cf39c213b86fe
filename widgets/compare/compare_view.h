// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/compare/compared_run.h"

#include <QWidget>

#include <memory>

namespace asge {

/// Several runs laid over one another: their curves, any metric in one chart, the ladder of layers,
/// goodness maps and their difference, a table of results with the best in bold, and a table of
/// only the settings that differ.
class CompareView : public QWidget {
    Q_OBJECT

  public:
    explicit CompareView(QWidget* parent = nullptr);
    ~CompareView() override;

    void setRuns(std::vector<ComparedRun> runs);
    /// The answer to mapsRequested; null: that epoch has none.
    void setMaps(RunId run, int epoch, ProbeSnapshotPtr snapshot);

  signals:
    void mapsRequested(RunId run, int epoch); ///< a stored epoch's maps are to be shown
    void message(const QString& text);

  private:
    class Private;
    std::unique_ptr<Private> d_;
};

} // namespace asge
