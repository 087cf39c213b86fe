// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/control/session.h"
#include "core/run/run_delta.h"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace asge {

/// What has happened in a session since the last call of Mailbox::take.
struct TrainingNews {
    std::optional<LoadProgress> loading; ///< the latest progress, until the run has started
    std::vector<std::string> notes;      ///< about the data, and of the training
    std::optional<NewRun> started;       ///< the description of the run that was started or resumed
    RunDelta run; ///< complete and in order, except for maps, of which only the latest are kept
    std::optional<ProbeTime> probeTime; ///< the latest, of the epoch in progress
    std::optional<std::string> trouble; ///< the store's latest trouble; empty: the trouble is over
    std::optional<std::string> givenUp; ///< the trouble because of which the store was given up
};

/// Passes a session's news from the training thread to another thread. The training thread never
/// waits.
class Mailbox : public SessionListener {
  public:
    /// `wake` is called on the training thread when something is put into an empty mailbox, and not
    /// again until take() has emptied it.
    explicit Mailbox(std::function<void()> wake, bool hasUser = true)
        : wake_(std::move(wake)), hasUser_(hasUser) {}

    TrainingNews take(); ///< may be called on any thread

    void onLoading(const LoadProgress& progress) override;
    void onNote(const std::string& note) override;
    void onStarted(RunId run, const NewRun& description) override;
    void onResumed(RunId run, const NewRun& description, const RunDetail& past) override;
    void onStep(const StepEvent& event) override;
    bool wantsProbes() const override { return true; }
    void onProbe(ProbeSnapshotPtr maps) override;
    void onProbeTime(const ProbeTime& time) override;
    void onLayerShares(const std::vector<double>& shares) override;
    void onEpoch(const EpochEvent& event, const EpochMeasurements& measured) override;
    void onIntervention(const Intervention& intervention) override;
    void onPaused(bool paused) override;
    bool hasUser() const override { return hasUser_; }
    void onWentBack(std::int64_t step, LaterSteps later) override;
    void onTrouble(const std::string& trouble) override;
    void onGivenUp(const std::string& trouble) override;

  private:
    void begin(RunId run, const NewRun& description, const RunDetail* past);
    template <typename Add>
    void put(const Add& add);
    template <typename Add>
    void putDelta(const Add& add);

    std::function<void()> wake_;
    const bool hasUser_;
    RunId run_ = 0; ///< used only on the training thread
    // Guarded by mutex_:
    std::mutex mutex_;
    TrainingNews news_;
    bool woken_ = false;
};

} // namespace asge
