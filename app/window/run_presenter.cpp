// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/run_presenter.h"

#include "core/run/command.h"
#include "core/store/run_reader.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/run_page.h"

#include <algorithm>
#include <utility>

namespace asge {

namespace {

/// All of a run as one delta. Runs on the store's thread, because converting a long history takes
/// long.
RunDelta wholeRun(const RunReader& reader, RunId id) {
    RunDelta delta;
    delta.run = id;
    delta.reset = std::make_shared<const RunRecord>(
        recordOf(reader.detail(id), reader.channelHistory(id), reader.outcomes(id)));
    return delta;
}

/// What was added to a run after that epoch, step and number of interventions. If the run has gone
/// back to an earlier checkpoint, all of the run.
RunDelta newOf(const RunReader& reader, RunId id, int epoch, std::int64_t step,
               std::int64_t interventions) {
    RunProgress progress = reader.progress(id, epoch, step, interventions);
    if (progress.epoch < epoch || progress.step < step) {
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

RunPresenter::RunPresenter(StoreClient& store, std::vector<RunPage*> pages, QObject* parent)
    : QObject(parent), store_(store), pages_(std::move(pages)) {
    for (RunState* state : {&training_, &stored_}) {
        connect(state, &RunState::storedMapsRequested, this,
                [this, state](int epoch) { readMaps(*state, epoch); });
        connect(state, &RunState::outcomesRequested, this,
                [this, state](int epoch) { readOutcomes(*state, epoch); });
        connect(state, &RunState::readoutsRequested, this,
                [this, state](int epoch) { readReadouts(*state, epoch); });
        connect(state, &RunState::probabilitiesRequested, this,
                [this, state](int after) { readProbabilities(*state, after); });
        connect(state, &RunState::statusChanged, this, &RunPresenter::statusChanged);
        connect(state, &RunState::liveChanged, this, &RunPresenter::statusChanged);
    }
    // a failed request gets no answer
    connect(&store_, &StoreClient::failed, this, [this] { isFollowing_ = false; });
}

void RunPresenter::setShown(RunId id) {
    if (shown_ != id) {
        shown_ = id;
        follows_ = false; // until known
        emit shownChanged(id);
    }
}

void RunPresenter::setPageState(RunState& state) {
    if (std::exchange(pageState_, &state) != &state) {
        for (RunPage* page : pages_) {
            page->setRun(&state);
        }
    }
    emit filled(state.id());
}

void RunPresenter::show(RunId id) {
    setShown(id);
    if (trainingRun() == id) {
        setPageState(training_);
    } else {
        load(id);
    }
}

void RunPresenter::clear() {
    setShown(0);
    pageState_ = nullptr;
    for (RunPage* page : pages_) {
        page->setRun(nullptr);
    }
}

void RunPresenter::load(RunId id) {
    store_.read(
        this, [id](const RunReader& reader) { return wholeRun(reader, id); },
        [this, id](const RunDelta& whole) {
            if (shown_ != id || trainingRun() == id) {
                return; // another run was opened meanwhile
            }
            follows_ = isLive(whole.reset->status);
            stored_.apply(whole);
            setPageState(stored_);
        });
}

void RunPresenter::readMaps(RunState& state, int epoch) {
    const RunId id = state.id();
    store_.read(
        this, [id, epoch](const RunReader& reader) { return reader.snapshot(id, epoch); },
        [&state, id, epoch](const ProbeSnapshotPtr& maps) {
            if (maps && state.id() == id) {
                state.setStoredMaps(epoch, maps);
            }
        });
}

void RunPresenter::readOutcomes(RunState& state, int epoch) {
    const RunId id = state.id();
    store_.read(
        this, [id, epoch](const RunReader& reader) { return reader.outcomes(id, epoch); },
        [&state, id](const EpochOutcomes& outcomes) {
            if (state.id() == id) {
                state.setStoredOutcomes(outcomes);
            }
        });
}

void RunPresenter::readReadouts(RunState& state, int epoch) {
    const RunId id = state.id();
    const auto& done = state.curves().interventions;
    if (constantRun_ == id && std::none_of(done.begin(), done.end(), [](const Intervention& each) {
            return findCommand(each.kind) == CommandKind::redraw;
        })) {
        state.setStoredReadouts(epoch, constantReadouts_.readouts, {});
        return;
    }
    store_.read(
        this, [id, epoch](const RunReader& reader) { return reader.readouts(id, epoch); },
        [this, &state, id, epoch](const StoredReadouts& found) {
            if (state.id() != id) {
                return;
            }
            if (found.areConstant) {
                constantRun_ = id;
                constantReadouts_ = found;
            }
            state.setStoredReadouts(epoch, found.readouts, plain::line(found.why));
        });
}

void RunPresenter::readProbabilities(RunState& state, int after) {
    const RunId id = state.id();
    store_.read(
        this, [id, after](const RunReader& reader) { return reader.probabilities(id, after); },
        [&state, id](const std::vector<EpochProbabilities>& epochs) {
            if (state.id() == id) {
                state.setStoredProbabilities(epochs);
            }
        });
}

void RunPresenter::apply(const RunDelta& delta) {
    if (delta.reset) {
        expected_ = 0;
        trains_ = true;
        training_.setLive(true);
    }
    training_.apply(delta);
    if (delta.reset) {
        show(training_.id());
    }
}

void RunPresenter::trainingEnded(RunStatus status) {
    expected_ = 0;
    if (std::exchange(trains_, false)) {
        RunDelta end;
        end.run = training_.id();
        end.status = status;
        training_.apply(end);
        if (shown_ == training_.id()) {
            follows_ = false; // from now on the store's state of the run is shown
        }
        training_.setLive(false);
    }
}

void RunPresenter::storeChanged(const std::vector<RunSummary>& runs) {
    const auto run = std::find_if(runs.begin(), runs.end(),
                                  [this](const RunSummary& each) { return each.id == shown_; });
    if (run != runs.end() && pageState_ != nullptr && pageState_->id() == shown_) {
        pageState_->setFacts(run->facts());
    }
    if (shown_ == 0 || shown_ == trainingRun() || shown_ == expected_) {
        return;
    }
    if (run == runs.end()) {
        clear();
    } else if (isLive(run->status) && !follows_) {
        loadIfLive(shown_); // another process resumed it, or this summary is older than its end
    }
}

void RunPresenter::loadIfLive(RunId id) {
    store_.read(
        this, [id](const RunReader& reader) { return reader.find(id); },
        [this, id](const std::optional<RunSummary>& run) {
            if (run && isLive(run->status) && id == shown_ && id != trainingRun() && !follows_) {
                load(id); // what came after its checkpoint was deleted
            }
        });
}

void RunPresenter::storeTouched() {
    if (shown_ == 0 || shown_ == trainingRun() || !follows_ || isFollowing_) {
        return;
    }
    isFollowing_ = true;
    const auto work = [id = shown_, epoch = stored_.lastEpoch(), step = stored_.lastStep(),
                       known =
                           std::ssize(stored_.curves().interventions)](const RunReader& reader) {
        return newOf(reader, id, epoch, step, known);
    };
    store_.read(this, work, [this](const RunDelta& delta) {
        isFollowing_ = false;
        applyFollowed(delta);
    });
}

void RunPresenter::applyFollowed(const RunDelta& delta) {
    if (delta.run != shown_ || !follows_ || stored_.id() != shown_) {
        return;
    }
    stored_.apply(delta);
    follows_ = isLive(stored_.curves().status);
}

} // namespace asge
