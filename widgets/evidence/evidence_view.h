// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/evidence.h"
#include "widgets/evidence/evidence_scene.h"
#include "widgets/evidence/evidence_stock.h"
#include "widgets/maps/map_view.h"
#include "widgets/plot/plot_pacer.h"

#include <functional>

class QLabel;

namespace asge {

class EvidenceControls;

/// The run B that the run of the view, A, is compared with.
struct OtherEvidence {
    QString ownName; ///< "A: run 7, narrow layers"
    QString name;    ///< "B: run 12, wide layers"
    ProbeImages images;
    std::vector<std::string> classNames;
    std::vector<LayerInfo> layers;
    std::function<bool(int epoch)> hasMaps;
    /// The epoch of B that is compared with an epoch of A; 0: none.
    std::function<int(int epoch)> epochFor;
    RunId run = 0;
};

/// For each image of A, the position of the same image (its number, label and pixels) among those
/// of B; -1 if B does not have it. Both must be valid (see invalidReason).
std::vector<int> sameImages(const ProbeImages& a, const ProbeImages& b);

/// What each patch adds to or takes from the logit of a class: a gallery to pick images from, and
/// for each picked image and layer the signed P × P map over the faded image, the sum that makes
/// the logit, and the channels that add and take most, with a legend. A layer or a channel can be
/// enlarged. A second run is shown beside the first, or the difference of both.
class EvidenceView : public MapView {
    Q_OBJECT

  public:
    explicit EvidenceView(QWidget* parent = nullptr);

    /// The answer to readoutsRequested. If there are no readouts, `why` says why.
    void setEpochReadouts(int epoch, ReadoutsPtr readouts, const QString& why);

    /// The number of the run that is shown, for the table of values.
    void setRunId(RunId run) { run_ = run; }
    void setUntrained(std::size_t ofA, std::size_t ofB); ///< see EvidenceScene
    /// Says why the method of the run that will be shown has no evidence; empty: it has.
    void setUndefined(const QString& why) { undefined_ = why; }
    bool isBare() const override { return MapView::isBare() || !undefined_.isEmpty(); }
    /// Compares with B, or with no run.
    void setOther(std::optional<OtherEvidence> other);
    void otherEpochsChanged(); ///< B has finished an epoch
    /// The answers to otherMapsRequested and otherReadoutsRequested.
    void setOtherMaps(int epoch, ProbeSnapshotPtr maps);
    void setOtherReadouts(int epoch, ReadoutsPtr readouts, const QString& why);

    QVariantMap saveState() const override;
    void restoreState(const QVariantMap& state) override;

  signals:
    void readoutsRequested(int epoch); ///< the readouts of a stored epoch are needed
    void otherMapsRequested(int epoch);
    void otherReadoutsRequested(int epoch);

  protected:
    void forget() override;
    void picksChanged() override { compute(); }
    void keepMaps(int epoch, const ProbeSnapshotPtr& maps) override { stock_.putMaps(epoch, maps); }
    void showStop() override;
    void stopChanged() override;
    void showLive() override;
    QString sentence() const override;
    QString pictureText() const override;
    bool hasMaps() const override { return scene_.maps().maps != nullptr || !sentence_.isEmpty(); }
    QString fullCaption(const QString& epoch) const override;
    void flush() override;
    QString hindrance() const override;
    QString pictureTitle() const override;
    bool showsOther() const override { return scene_.runs() != EvidenceRuns::a; }
    QByteArray csv() const override;
    void showEvent(QShowEvent* event) override;

  private:
    QWidget* makeTools();
    void connectControls();
    void connectCanvas();
    std::optional<EvidenceStock::Found> findStop();
    std::optional<EvidenceStock::Found> findOther();
    int otherEpoch() const;
    void showFound(const EvidenceStock::Found& ofA, const EvidenceStock::Found& ofB);
    void setClasses(int count);
    void fillChoices();
    void setNote(const QString& text);
    void compute();
    bool draw();
    void drawn();
    void chooseLayer();
    void chooseChannel(int layer, int channel);
    void nextChannel();
    void stepImages(int direction);

    EvidenceScene scene_;
    RunId run_ = 0;
    EvidenceControls* controls_;
    QLabel* note_; ///< why B is not shown
    PlotPacer pacer_;
    EvidenceStock stock_;
    EvidenceStock otherStock_;
    std::optional<OtherEvidence> other_;
    QString otherFault_;   ///< why B can't be compared at all; empty if it can
    int shownOther_ = 0;   ///< the epoch of B that is shown; 0: none
    int columns_ = 0;      ///< layers to choose from
    int classes_ = 0;      ///< to choose from
    QString undefined_;    ///< why the run has no evidence at all; empty if it has
    QString sentence_;     ///< why the stop has no evidence; empty if it has
    bool isStale_ = false; ///< the stop must be shown when the view is drawn next
};

} // namespace asge
