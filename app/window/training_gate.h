// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/control/session.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>

namespace asge {

/// Passes on a training's events and can hold the training between two batches, so that pictures
/// show it at that moment. Unlike a pause, this is not stored as an intervention, not shown, and
/// not part of the training time.
class TrainingGate : public SessionListener {
  public:
    /// `held` is called on the training thread when it begins to wait.
    TrainingGate(SessionListener& behind, std::function<void()> held)
        : behind_(behind), held_(std::move(held)) {}

    void holdAfter(double epochs); ///< from any thread; 2.5 is the middle of the third epoch
    void open(); ///< from any thread: lets the training continue and does not hold it again

    void onLoading(const LoadProgress& progress) override { behind_.onLoading(progress); }
    void onNote(const std::string& note) override { behind_.onNote(note); }
    void onStarted(RunId run, const NewRun& description) override;
    void onResumed(RunId run, const NewRun& description, const RunDetail& past) override;
    void onStep(const StepEvent& event) override;
    bool wantsProbes() const override { return behind_.wantsProbes(); }
    void onProbe(ProbeSnapshotPtr maps) override { behind_.onProbe(std::move(maps)); }
    void onProbeTime(const ProbeTime& time) override { behind_.onProbeTime(time); }
    void onEpoch(const EpochEvent& event, ProbeSnapshotPtr maps) override {
        behind_.onEpoch(event, std::move(maps));
    }
    void onIntervention(const Intervention& intervention) override {
        behind_.onIntervention(intervention);
    }
    void onPaused(bool paused) override { behind_.onPaused(paused); }
    void onWentBack(std::int64_t step) override { behind_.onWentBack(step); }
    bool hasUser() const override { return behind_.hasUser(); }
    void onTrouble(const std::string& trouble) override { behind_.onTrouble(trouble); }
    void onGivenUp(const std::string& trouble) override { behind_.onGivenUp(trouble); }

  private:
    SessionListener& behind_;
    std::function<void()> held_;
    EpochScale scale_; ///< used only by the training thread
    std::mutex mutex_;
    std::condition_variable opened_;
    std::optional<double> holdAfter_; ///< epochs
};

} // namespace asge
