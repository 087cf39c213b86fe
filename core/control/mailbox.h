#pragma once

#include "core/control/session.h"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace asge {

/// What has happened in a session since somebody last looked. Steps, epochs and interventions are
/// all there, in order; of the maps only the newest.
struct TrainingNews {
    std::optional<LoadProgress> loading; ///< the newest, until the run has started
    std::vector<std::string> notes;      ///< about the data
    std::optional<std::pair<RunId, NewRun>> started;
    std::shared_ptr<const RunDetail> past; ///< of a run that goes on, what it had come to
    std::vector<StepEvent> steps;
    std::vector<std::pair<EpochEvent, ProbeSnapshotPtr>> epochs;
    std::vector<Intervention> interventions;
    ProbeSnapshotPtr maps;
    std::optional<std::string> trouble; ///< the newest word of the store's; empty: it is over
    std::optional<std::string> givenUp; ///< the trouble with which the store was given up
};

/// Hands a session's news from the training thread to another one, of which it never waits.
class Mailbox : public SessionListener {
  public:
    /// `wake` is called on the training thread when there is something in an empty mailbox; not
    /// again until take() has emptied it.
    explicit Mailbox(std::function<void()> wake) : wake_(std::move(wake)) {}

    TrainingNews take(); ///< any thread

    void onLoading(const LoadProgress& progress) override;
    void onNote(const std::string& note) override;
    void onStarted(RunId run, const NewRun& description) override;
    void onResumed(RunId run, const NewRun& description, const RunDetail& past) override;
    void onStep(const StepEvent& event) override;
    bool wantsProbes() const override { return true; }
    void onProbe(ProbeSnapshotPtr maps) override;
    void onEpoch(const EpochEvent& event, ProbeSnapshotPtr maps) override;
    void onIntervention(const Intervention& intervention) override;
    void onTrouble(const std::string& trouble) override;
    void onGivenUp(const std::string& trouble) override;

  private:
    template <typename Add>
    void put(const Add& add);

    std::function<void()> wake_;
    std::mutex mutex_;
    TrainingNews news_;
    bool woken_ = false;
};

} // namespace asge
