// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/run_feed.h"

#include "core/base/error.h"
#include "core/run/command.h"
#include "core/store/run_reader.h"
#include "widgets/common/plain_text.h"

#include <algorithm>
#include <utility>

namespace asge {

namespace {

/// Whether the store has a checkpoint of the run, also if those that it has are damaged: who asks
/// for one is told so.
bool hasCheckpoint(const RunReader& reader, RunId id) {
    try {
        return !reader.checkpoints(id).empty();
    } catch (const Error&) {
        return true;
    }
}

/// All of a run as one delta. Runs on the store's thread, because converting a long history takes
/// long.
RunDelta wholeRun(const RunReader& reader, RunId id) {
    RunDelta delta;
    delta.run = id;
    RunRecord record = recordOf(reader.detail(id), reader.channelHistory(id), reader.outcomes(id));
    record.hasCheckpoint = isLive(record.status) || hasCheckpoint(reader, id); // one may come
    delta.reset = std::make_shared<const RunRecord>(std::move(record));
    return delta;
}

/// Whether a training went back to an earlier state, which may have undone interventions that are
/// known already. Steps since then stay if it ended there.
bool wentBack(const RunProgress& progress) {
    return std::any_of(progress.interventions.begin(), progress.interventions.end(),
                       [](const Intervention& each) { return each.kind == "nonfinite"; });
}

/// What was added to a run after that epoch, step and number of interventions. If the run has gone
/// back to an earlier checkpoint, all of the run.
RunDelta newOf(const RunReader& reader, RunId id, int epoch, std::int64_t step,
               std::int64_t interventions) {
    RunProgress progress = reader.progress(id, epoch, step, interventions);
    if (progress.epoch < epoch || progress.step < step || wentBack(progress)) {
        return wholeRun(reader, id);
    }
    RunDelta delta;
    delta.run = id;
    delta.steps = std::move(progress.steps);
    delta.epochs = std::move(progress.epochs);
    delta.channels = std::move(progress.channels);
    delta.outcomes = std::move(progress.outcomes);
    delta.interventions = std::move(progress.interventions);
    delta.status = progress.status;
    return delta;
}

} // namespace

StateRequests::StateRequests(StoreClient& store, RunState& state, QObject* parent)
    : QObject(parent), store_(store), state_(state) {
    connect(&state, &RunState::storedMapsRequested, this, [this](int epoch) {
        answer([epoch](const RunReader& reader, RunId id) { return reader.snapshot(id, epoch); },
               [this, epoch](const ProbeSnapshotPtr& maps) {
                   if (maps) {
                       state_.setStoredMaps(epoch, maps);
                   }
               });
    });
    connect(&state, &RunState::outcomesRequested, this, [this](int epoch) {
        answer([epoch](const RunReader& reader, RunId id) { return reader.outcomes(id, epoch); },
               [this](const EpochOutcomes& outcomes) { state_.setStoredOutcomes(outcomes); });
    });
    connect(&state, &RunState::probabilitiesRequested, this, [this](int after) {
        answer(
            [after](const RunReader& reader, RunId id) { return reader.probabilities(id, after); },
            [this](const std::vector<EpochProbabilities>& epochs) {
                state_.setStoredProbabilities(epochs);
            });
    });
    connect(&state, &RunState::readoutsRequested, this, &StateRequests::readReadouts);
}

/// Reads on the store's thread. The answer is dropped if the state is another run's by then.
template <typename Read, typename Take>
void StateRequests::answer(Read read, Take take) {
    const RunId id = state_.id();
    store_.read(
        this, [id, read](const RunReader& reader) { return read(reader, id); },
        [this, id, take](const auto& found) {
            if (state_.id() == id) {
                take(found);
            }
        });
}

void StateRequests::readReadouts(int epoch) {
    const RunId id = state_.id();
    const auto& done = state_.curves().interventions;
    if (constantRun_ == id && std::none_of(done.begin(), done.end(), [](const Intervention& each) {
            return findCommand(each.kind) == CommandKind::redraw;
        })) {
        state_.setStoredReadouts(epoch, constant_.readouts, {});
        return;
    }
    answer([epoch](const RunReader& reader, RunId run) { return reader.readouts(run, epoch); },
           [this, id, epoch](const StoredReadouts& found) {
               if (found.areConstant) {
                   constantRun_ = id;
                   constant_ = found;
               }
               state_.setStoredReadouts(epoch, found.readouts, plain::line(found.why));
           });
}

RunFeed::RunFeed(StoreClient& store, QObject* parent) : QObject(parent), store_(store) {
    new StateRequests(store, state_, this); // owned by this feed
    // a failed request gets no answer
    connect(&store_, &StoreClient::failed, this, [this] { isFollowing_ = false; });
}

void RunFeed::wait(RunId run) {
    run_ = run;
    follows_ = false;
}

void RunFeed::load(RunId run) {
    if (run_ != run) {
        wait(run);
    }
    store_.read(
        this, [run](const RunReader& reader) { return wholeRun(reader, run); },
        [this, run](const RunDelta& whole) {
            if (run_ == run) {
                follows_ = isLive(whole.reset->status);
                state_.apply(whole);
                emit loaded(run);
            }
        });
}

void RunFeed::storeChanged(const RunSummary& run) {
    if (run.id != run_) {
        return;
    }
    if (state_.id() == run_) {
        state_.setFacts(run.facts());
    }
    if (isLive(run.status) && !follows_) {
        loadIfLive(); // another process resumed it, or this summary is older than its end
    }
}

void RunFeed::loadIfLive() {
    store_.read(
        this, [id = run_](const RunReader& reader) { return reader.find(id); },
        [this](const std::optional<RunSummary>& run) {
            if (run && run->id == run_ && isLive(run->status) && !follows_) {
                load(run_); // what came after its checkpoint was deleted
            }
        });
}

void RunFeed::storeTouched() {
    if (run_ == 0 || !follows_ || isFollowing_) {
        return;
    }
    isFollowing_ = true;
    const auto work = [id = run_, epoch = state_.lastEpoch(), step = state_.lastStep(),
                       known = std::ssize(state_.curves().interventions)](const RunReader& reader) {
        return newOf(reader, id, epoch, step, known);
    };
    store_.read(this, work, [this](const RunDelta& delta) {
        isFollowing_ = false;
        apply(delta);
    });
}

void RunFeed::apply(const RunDelta& delta) {
    if (delta.run == run_ && follows_ && state_.id() == run_) {
        state_.apply(delta);
        follows_ = isLive(state_.curves().status);
    }
}

} // namespace asge
