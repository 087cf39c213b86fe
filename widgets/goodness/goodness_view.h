// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"
#include "widgets/common/epoch_marks.h"

#include <QWidget>

#include <memory>
#include <vector>

namespace asge {

/// The goodness maps of probe images: a gallery to pick images from, and for each picked image and
/// layer the P × P map over the dimmed image and the maps of the strongest channels, with a legend.
class GoodnessView : public QWidget {
    Q_OBJECT

  public:
    explicit GoodnessView(QWidget* parent = nullptr);
    ~GoodnessView() override;

    /// Shows a run: its probe images and layers, without maps.
    void setRun(const ProbeImages& images, const std::vector<std::string>& classNames,
                const std::vector<LayerInfo>& layers);
    void clear();

    /// Sets the epochs with stored maps, ascending. They are the stops of the slider.
    void setEpochs(const std::vector<int>& epochs);
    void addEpoch(int epoch);
    /// Says that `last` is the last finished epoch, and in `kept` of which epochs there are maps if
    /// not of all.
    void setFinished(int last, const QString& kept);
    /// Says whether the run is training; the slider then has 'live' as its last stop.
    void setLive(bool live);

    /// Marks the run's interventions on the slider.
    void setMarks(std::vector<EpochMark> marks);

    /// Sets the newest maps of the training run. They are shown while the slider is at 'live'.
    void setLiveSnapshot(ProbeSnapshotPtr snapshot);
    /// The answer to epochRequested. It is ignored if the slider has moved on.
    void setEpochSnapshot(int epoch, ProbeSnapshotPtr snapshot);

    /// Writes the maps as .png (at 2× scale), .svg or .pdf, or the shown goodness values as .csv.
    /// Returns false and sets `reason` if it fails.
    bool exportTo(const QString& file, QString* reason = nullptr) const;

  signals:
    void epochRequested(int epoch); ///< the maps of a stored epoch are needed
    void message(const QString& text);

  private:
    class Private;
    std::unique_ptr<Private> d_;
};

} // namespace asge
