// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/compare/compared_run.h"

#include <QWidget>

#include <memory>

namespace asge {

/// A comparison of several runs: their curves, any metric in one chart, the accuracy by layer,
/// goodness maps and their difference, a table of results with the best in bold, and a table of the
/// settings that differ.
class CompareView : public QWidget {
    Q_OBJECT

  public:
    explicit CompareView(QWidget* parent = nullptr);
    ~CompareView() override;

    void setRuns(std::vector<ComparedRun> runs);
    /// The answer to mapsRequested; null if the epoch has no maps.
    void setMaps(RunId run, int epoch, ProbeSnapshotPtr snapshot);

  signals:
    void mapsRequested(RunId run, int epoch); ///< the maps of a stored epoch are needed
    void message(const QString& text);

  private:
    class Private;
    std::unique_ptr<Private> d_;
};

} // namespace asge
