// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/control/session.h"

#include <utility>

namespace asge {

/// Passes on all events to another listener, for listeners that add something to some of them.
class ForwardingListener : public SessionListener {
  public:
    explicit ForwardingListener(SessionListener& behind) : behind_(behind) {}

    void onLoading(const LoadProgress& progress) override { behind_.onLoading(progress); }
    void onNote(const std::string& note) override { behind_.onNote(note); }
    void onStarted(RunId run, const NewRun& description) override {
        behind_.onStarted(run, description);
    }
    void onResumed(RunId run, const NewRun& description, const RunDetail& past) override {
        behind_.onResumed(run, description, past);
    }
    void onStep(const StepEvent& event) override { behind_.onStep(event); }
    bool wantsProbes() const override { return behind_.wantsProbes(); }
    void onProbe(ProbeSnapshotPtr maps) override { behind_.onProbe(std::move(maps)); }
    void onProbeTime(const ProbeTime& time) override { behind_.onProbeTime(time); }
    void onLayerShares(const std::vector<double>& shares) override {
        behind_.onLayerShares(shares);
    }
    void onEpoch(const EpochEvent& event, const EpochMeasurements& measured) override {
        behind_.onEpoch(event, measured);
    }
    void onIntervention(const Intervention& intervention) override {
        behind_.onIntervention(intervention);
    }
    void onPaused(bool paused) override { behind_.onPaused(paused); }
    void onWentBack(std::int64_t step, LaterSteps later) override {
        behind_.onWentBack(step, later);
    }
    bool hasUser() const override { return behind_.hasUser(); }
    void onTrouble(const std::string& trouble) override { behind_.onTrouble(trouble); }
    void onGivenUp(const std::string& trouble) override { behind_.onGivenUp(trouble); }

  private:
    SessionListener& behind_;
};

} // namespace asge
