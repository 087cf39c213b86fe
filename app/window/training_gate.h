// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/control/session.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>

namespace asge {

/// Lets a training's news through and can hold the training between two batches, for pictures of it
/// as it is at that moment. Unlike a pause, holding it is nobody's act on the run: nothing of it is
/// stored or shown, and training time does not count it.
class TrainingGate : public SessionListener {
  public:
    /// `held` is called on the training thread when it begins to wait.
    TrainingGate(SessionListener& behind, std::function<void()> held)
        : behind_(behind), held_(std::move(held)) {}

    void holdAfter(double epochs); ///< any thread; 2.5: in the middle of the third epoch
    void open();                   ///< any thread: goes on, and is not held again

    void onLoading(const LoadProgress& progress) override { behind_.onLoading(progress); }
    void onNote(const std::string& note) override { behind_.onNote(note); }
    void onStarted(RunId run, const NewRun& description) override;
    void onResumed(RunId run, const NewRun& description, const RunDetail& past) override;
    void onStep(const StepEvent& event) override;
    bool wantsProbes() const override { return behind_.wantsProbes(); }
    void onProbe(ProbeSnapshotPtr maps) override { behind_.onProbe(std::move(maps)); }
    void onEpoch(const EpochEvent& event, ProbeSnapshotPtr maps) override {
        behind_.onEpoch(event, std::move(maps));
    }
    void onIntervention(const Intervention& intervention) override {
        behind_.onIntervention(intervention);
    }
    void onTrouble(const std::string& trouble) override { behind_.onTrouble(trouble); }
    void onGivenUp(const std::string& trouble) override { behind_.onGivenUp(trouble); }

  private:
    SessionListener& behind_;
    std::function<void()> held_;
    EpochScale scale_; ///< of the training thread alone
    std::mutex mutex_;
    std::condition_variable opened_;
    std::optional<double> holdAfter_; ///< epochs
};

} // namespace asge
