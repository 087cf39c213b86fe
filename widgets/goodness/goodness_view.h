// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <QWidget>

#include <memory>
#include <vector>

namespace asge {

/// Goodness maps of probe images: a gallery to pick from; for the picked images, per layer, the
/// P × P map over the dimmed image and the strongest channels' maps, with a legend.
class GoodnessView : public QWidget {
    Q_OBJECT

  public:
    explicit GoodnessView(QWidget* parent = nullptr);
    ~GoodnessView() override;

    /// Starts on a run: its probe images and layers, no maps yet.
    void setRun(const ProbeImages& images, const std::vector<std::string>& classNames,
                const std::vector<LayerInfo>& layers);
    void clear();

    /// Epochs that have stored maps, ascending; they are the slider's stops.
    void setEpochs(const std::vector<int>& epochs);
    void addEpoch(int epoch);
    /// Whether the run trains now: the slider then has 'live' as its last stop.
    void setLive(bool live);

    /// The newest maps of the training run; shown while the slider stands on 'live'.
    void setLiveSnapshot(ProbeSnapshotPtr snapshot);
    /// The answer to epochRequested; dropped where the slider has moved on.
    void setEpochSnapshot(int epoch, ProbeSnapshotPtr snapshot);

    /// .png (at 2× scale), .svg or .pdf of the maps, .csv of the shown goodness values.
    bool exportTo(const QString& file, QString* reason = nullptr) const;

  signals:
    void epochRequested(int epoch); ///< the slider asks for a stored epoch's maps
    void message(const QString& text);

  private:
    class Private;
    std::unique_ptr<Private> d_;
};

} // namespace asge
