// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/compare/map_run.h"

#include <QWidget>

#include <memory>
#include <vector>

namespace asge {

/// Goodness maps of the same image at the same epoch in two runs, layer by layer, and their
/// difference, with one slider of time for both.
class MapCompareView : public QWidget {
    Q_OBJECT

  public:
    explicit MapCompareView(QWidget* parent = nullptr);
    ~MapCompareView() override;

    /// Shows the first two of them; the same runs keep what the user has chosen.
    void setRuns(std::vector<MapRun> runs);
    /// The answer to mapsRequested; null: that epoch has none.
    void setMaps(RunId run, int epoch, ProbeSnapshotPtr snapshot);

    /// .png (at 2× scale), .svg or .pdf of the maps, .csv of the shown values.
    bool exportTo(const QString& file, QString* reason = nullptr) const;

  signals:
    void mapsRequested(RunId run, int epoch);
    void message(const QString& text);

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    class Private;
    std::unique_ptr<Private> d_;
};

} // namespace asge
