// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"
#include "widgets/goodness/goodness_scene.h"
#include "widgets/maps/map_view.h"
#include "widgets/maps/snapshot_cache.h"

class QComboBox;
class QSlider;
class QSpinBox;

namespace asge {

/// The goodness maps of probe images: a gallery to pick images from, and for each picked image and
/// layer the P × P map over the dimmed image and the maps of the strongest channels, with a legend.
class GoodnessView : public MapView {
    Q_OBJECT

  public:
    explicit GoodnessView(QWidget* parent = nullptr);

    /// How the scores of the run that setRun() shows next are to be read.
    void setScores(const ScoreFacts& scores) { scene_.setScores(scores); }
    /// The number of that run, for the table of values.
    void setRunId(RunId run) { run_ = run; }

    QVariantMap saveState() const override;
    void restoreState(const QVariantMap& state) override;

  protected:
    void forget() override;
    void picksChanged() override;
    void keepMaps(int epoch, const ProbeSnapshotPtr& maps) override { cache_.put(epoch, maps); }
    void showStop() override;
    void lacksMaps(int epoch) override;
    QString sentence() const override;
    QString pictureText() const override;
    bool hasMaps() const override { return scene_.values() != nullptr; }
    QString hindrance() const override;
    QString pictureTitle() const override;
    QByteArray csv() const override;

  private:
    QWidget* makeTools();
    void showMaps(const ProbeSnapshotPtr& maps);

    GoodnessScene scene_;
    RunId run_ = 0;
    SnapshotCache cache_;
    QComboBox* scale_;
    QSlider* opacity_;
    QSpinBox* channels_;
    QWidget* tools_ = nullptr; ///< these controls and the export
};

} // namespace asge
