// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/evidence.h"
#include "core/run/run_delta.h"
#include "widgets/common/run_data.h"

#include <QObject>

#include <map>
#include <optional>

namespace asge {

/// One run as the views show it, whether it trains in this window, trains in another process, or
/// has ended. Only deltas change it, and its signals say what each delta added. The steps are kept
/// here once and shared by the views.
class RunState : public QObject {
    Q_OBJECT

  public:
    explicit RunState(QObject* parent = nullptr);

    /// Ignores a delta of another run unless the delta resets the state.
    void apply(const RunDelta& delta);
    /// Says whether the run trains in this window; if so, `maps` holds the newest maps.
    void setLive(bool live);

    RunId id() const { return curves_.id; }
    bool isLive() const { return isLive_; }
    const RunCurves& curves() const { return curves_; }
    const std::string& experimentJson() const { return experimentJson_; }
    const RunFacts& facts() const { return facts_; }
    void setFacts(const RunFacts& facts);
    /// Whether a process trains the run, this one or another.
    bool isTraining() const { return isLive_ || asge::isLive(curves_.status); }
    const ProbeImages& images() const { return images_; }
    const std::vector<std::string>& classNames() const { return classNames_; }
    const std::vector<EpochChannels>& channels() const { return channels_; } ///< of finished epochs
    /// Of finished epochs, in their order, without confusions. Runs of old versions have only those
    /// that were computed.
    const std::vector<EpochOutcomes>& outcomes() const { return outcomes_; }
    /// Each layer's share of the time of a step; empty unless the run trains in this window.
    const std::vector<double>& layerShares() const { return layerShares_; }
    const ProbeSnapshotPtr& maps() const { return maps_; } ///< the newest; null if there are none
    /// False if it is known that the store has none, so that no network can be shown images.
    bool hasCheckpoint() const { return hasCheckpoint_; }
    void setWithoutCheckpoint();   ///< who asked for one was told so
    int lastEpoch() const;         ///< last finished epoch; 0 before the first
    std::int64_t lastStep() const; ///< 0 before the first

    /// Asks for the maps of a stored epoch. The answer is storedMapsRead, if the epoch has maps.
    void requestMaps(int epoch) { emit storedMapsRequested(epoch); }
    void setStoredMaps(int epoch, const ProbeSnapshotPtr& maps) {
        emit storedMapsRead(epoch, maps);
    }

    /// Asks for the outcomes of a stored epoch with their confusions. The answer is outcomesRead;
    /// its `splits` are empty if the epoch has none.
    void requestOutcomes(int epoch);
    void setStoredOutcomes(const EpochOutcomes& outcomes) { emit outcomesRead(outcomes); }

    /// Adds outcomes, with confusions, that were computed from the checkpoint of a step; they
    /// replace those of the same epoch. They are kept in memory while the state has that run and
    /// that epoch is not trained again. The signal is outcomesAdded.
    void addComputed(const EpochOutcomes& outcomes, std::int64_t step);
    /// The step of the checkpoint from which an epoch's outcomes were computed; nothing if they
    /// are the training's.
    std::optional<std::int64_t> computedAt(int epoch) const;
    /// Whether outcomes are being computed, and why the last computation failed; empty if it did
    /// not.
    struct Computation {
        bool runs = false;
        QString problem;

        bool operator==(const Computation&) const = default;
    };
    const Computation& computation() const { return computation_; }
    void setComputation(const Computation& computation);

    /// The training of linear probes on the run's newest checkpoint, in the background; `problem`
    /// says why the last one failed.
    struct Probing {
        bool runs = false;
        QString what;         ///< what it does now
        double fraction = -1; ///< of that; negative if it is not known
        QString problem;

        bool operator==(const Probing&) const = default;
    };
    const Probing& probing() const { return probing_; }
    void setProbing(const Probing& probing);
    /// Asks for linear probes. The answers are probingChanged and valuesAdded.
    void requestLinearProbes() { emit linearProbesRequested(); }
    void stopLinearProbes() { emit linearProbesStopped(); }
    /// Adds values that were measured afterwards at the end of an epoch, and stored with it.
    void addValues(int epoch, const MetricValues& values);

    /// Asks for the readouts of a stored epoch. The answer is readoutsRead; if `readouts` is null,
    /// `why` says why they are not known.
    void requestReadouts(int epoch) { emit readoutsRequested(epoch); }
    void setStoredReadouts(int epoch, const ReadoutsPtr& readouts, const QString& why) {
        emit readoutsRead(epoch, readouts, why);
    }

    /// Asks for the probabilities of the probe images in the stored epochs after `epoch`. The
    /// answer is probabilitiesRead.
    void requestProbabilities(int after) { emit probabilitiesRequested(after); }
    void setStoredProbabilities(const std::vector<EpochProbabilities>& epochs) {
        emit probabilitiesRead(epochs);
    }

  signals:
    void wasReset(); ///< everything changed
    void stepsAdded(const std::vector<asge::StepEvent>& steps);
    void epochAdded(const asge::EpochEvent& epoch);
    void interventionAdded(const asge::Intervention& intervention);
    void channelsAdded(const asge::EpochChannels& epoch); ///< of a finished epoch
    /// of a finished epoch, or of one that replaces an epoch's earlier outcomes
    void outcomesAdded(const asge::EpochOutcomes& epoch);
    void mapsChanged();
    void liveChanged(bool live);
    void storedMapsRequested(int epoch);
    void storedMapsRead(int epoch, asge::ProbeSnapshotPtr maps);
    void outcomesRequested(int epoch);
    void outcomesRead(const asge::EpochOutcomes& outcomes);
    void computationChanged();
    void checkpointsGone(); ///< hasCheckpoint() is false from now on
    void probingChanged();
    void linearProbesRequested();
    void linearProbesStopped();
    void valuesAdded(int epoch); ///< to a finished epoch
    void readoutsRequested(int epoch);
    void readoutsRead(int epoch, asge::ReadoutsPtr readouts, const QString& why);
    void probabilitiesRequested(int after);
    void probabilitiesRead(const std::vector<asge::EpochProbabilities>& epochs);
    void statusChanged();
    void factsChanged();

  private:
    void reset(const RunRecord& record);
    void goBack(std::int64_t step, LaterSteps later);
    void put(EpochOutcomes epoch);

    /// Outcomes that the store does not have.
    struct Computed {
        EpochOutcomes outcomes;
        std::int64_t step = 0;
    };

    RunCurves curves_;
    std::string experimentJson_;
    RunFacts facts_;
    ProbeImages images_;
    std::vector<std::string> classNames_;
    std::vector<EpochChannels> channels_;
    std::vector<EpochOutcomes> outcomes_;
    std::map<int, Computed> computed_; ///< by epoch
    Computation computation_;
    Probing probing_;
    ProbeSnapshotPtr maps_;
    std::vector<double> layerShares_;
    bool isLive_ = false;
    bool hasCheckpoint_ = true;
};

/// The parts of a record that plots need.
RunCurves curvesOf(const RunRecord& record);

} // namespace asge
