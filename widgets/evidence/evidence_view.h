// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/evidence.h"
#include "core/run/records.h"
#include "widgets/common/epoch_marks.h"

#include <QVariantMap>
#include <QWidget>

#include <memory>
#include <vector>

namespace asge {

/// What each patch adds to or takes from the logit of a class: a gallery to pick images from, and
/// for each picked image and layer the signed P × P map over the faded image, the sum that makes
/// the logit, and the channels that add and take most, with a legend. A layer or a channel can be
/// enlarged.
class EvidenceView : public QWidget {
    Q_OBJECT

  public:
    explicit EvidenceView(QWidget* parent = nullptr);
    ~EvidenceView() override;

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

    /// Sets the newest maps of the training run, with their readouts. They are shown while the
    /// slider is at 'live'.
    void setLiveMaps(ProbeSnapshotPtr maps);
    /// The answers to mapsRequested and readoutsRequested. If there are no readouts, `why` says
    /// why.
    void setEpochMaps(int epoch, ProbeSnapshotPtr maps);
    void setEpochReadouts(int epoch, ReadoutsPtr readouts, const QString& why);

    /// Writes the picture as .png (at 2× scale), .svg or .pdf, or the shown values as .csv. Returns
    /// false and sets `reason` if it fails.
    bool exportTo(const QString& file, QString* reason = nullptr) const;

    QVariantMap saveState() const;
    void restoreState(const QVariantMap& state);

  signals:
    void mapsRequested(int epoch);     ///< the maps of a stored epoch are needed
    void readoutsRequested(int epoch); ///< the readouts of a stored epoch are needed
    void message(const QString& text);

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    class Private;
    std::unique_ptr<Private> d_;
};

} // namespace asge
