// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/export_target.h"
#include "widgets/common/wrapping_part.h"
#include "widgets/compare/map_run.h"

#include <memory>
#include <vector>

namespace asge {

/// The goodness maps of one image at the same epoch in two runs, layer by layer, and their
/// difference, with one epoch slider.
class MapCompareView : public WrappingPart {
    Q_OBJECT

  public:
    explicit MapCompareView(QWidget* parent = nullptr);
    ~MapCompareView() override;

    /// Shows the first two of the runs. If the runs are the same, the user's choices stay.
    void setRuns(std::vector<MapRun> runs);
    /// The answer to mapsRequested; null if the epoch has no maps.
    void setMaps(RunId run, int epoch, ProbeSnapshotPtr snapshot);

    /// Writes the maps as .png (at 2× scale), .svg or .pdf, or the shown values as .csv. Returns
    /// false and sets `reason` if it fails.
    bool exportTo(const ExportTarget& target, QString* reason = nullptr) const;

  signals:
    void mapsRequested(RunId run, int epoch);
    void message(const QString& text);

  protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

  private:
    class Private;
    std::unique_ptr<Private> d_;
};

} // namespace asge
