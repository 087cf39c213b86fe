#include "app/window/run_presenter.h"

#include "core/base/error.h"
#include "core/data/catalogue.h"
#include "core/experiment/experiment.h"
#include "core/experiment/experiment_json.h"
#include "core/store/run_reader.h"
#include "widgets/channels/channels_view.h"
#include "widgets/common/plain_text.h"
#include "widgets/curves/curves_view.h"
#include "widgets/goodness/goodness_view.h"

#include <algorithm>

namespace asge {

namespace {

bool isLive(RunStatus status) {
    return status == RunStatus::running || status == RunStatus::paused;
}

std::vector<int> epochNumbers(const std::vector<EpochChannels>& history) {
    std::vector<int> numbers;
    for (const EpochChannels& epoch : history) {
        numbers.push_back(epoch.epoch);
    }
    return numbers;
}

/// The store doesn't keep an epoch's length, but the experiment, from which it mostly follows.
int stepsOf(const RunSummary& run) {
    try {
        return stepsPerEpoch(parseExperiment(run.experimentJson, "run"));
    } catch (const BadInput&) {
        return 0; // of another version; the curves do without
    }
}

std::optional<BranchPoint> branchOf(const std::optional<Lineage>& lineage) {
    if (!lineage) {
        return std::nullopt;
    }
    return BranchPoint{lineage->parent, plain::line(lineage->parentName), lineage->epoch,
                       lineage->step};
}

} // namespace

RunCurves curvesOf(const RunDetail& detail) {
    RunCurves curves;
    curves.id = detail.summary.id;
    curves.name = plain::line(detail.summary.name);
    curves.status = detail.summary.status;
    curves.layers = detail.layers;
    curves.epochs = detail.epochs;
    curves.steps = StepSeries(detail.steps);
    curves.interventions = detail.interventions;
    curves.segments = detail.segments;
    curves.branch = branchOf(detail.summary.lineage);
    curves.stepsPerEpoch = stepsOf(detail.summary);
    return curves;
}

ComparedRun comparedRun(const RunReader& reader, RunId id) {
    RunDetail detail = reader.detail(id);
    ComparedRun run;
    run.curves = curvesOf(detail);
    run.summary = std::move(detail.summary);
    run.images = std::move(detail.probeImages);
    run.classNames = std::move(detail.classNames);
    run.mapEpochs = reader.mapEpochs(id);
    return run;
}

RunPresenter::RunPresenter(StoreClient& store, CurvesView& curves, GoodnessView& goodness,
                           ChannelsView& channels, QObject* parent)
    : QObject(parent), store_(store), curves_(curves), goodness_(goodness), channels_(channels) {
    connect(&goodness_, &GoodnessView::epochRequested, this, &RunPresenter::requestMaps);
}

void RunPresenter::setShown(RunId id) {
    if (shown_ != id) {
        shown_ = id;
        follows_ = false; // until it is known
        emit shownChanged(id);
    }
}

void RunPresenter::show(RunId id) {
    setShown(id);
    if (live_ && live_->curves.id == id) {
        fill(*live_, true);
    } else {
        load(id);
    }
}

void RunPresenter::clear() {
    setShown(0);
    curves_.setRuns({});
    goodness_.clear();
    channels_.clear();
}

void RunPresenter::load(RunId id) {
    const auto work = [id](const RunReader& reader) {
        // All that takes long with a long run is done on the store's thread.
        RunDetail detail = reader.detail(id);
        Record record{curvesOf(detail),
                      std::move(detail.probeImages),
                      std::move(detail.classNames),
                      reader.channelHistory(id),
                      {}};
        return std::pair(std::move(record), detail.summary.epochsDone);
    };
    store_.read(this, work, [this, id](std::pair<Record, int> answer) {
        if (shown_ != id || trainingRun() == id) {
            return; // something else has been opened meanwhile
        }
        const RunCurves& curves = answer.first.curves;
        follows_ = isLive(curves.status);
        lastEpoch_ = answer.second;
        lastStep_ = curves.steps.empty() ? 0 : curves.steps.back().step;
        fill(std::move(answer.first), false);
    });
}

void RunPresenter::fill(Record record, bool live) {
    channels_.setHistory(record.curves.layers, record.channels);
    goodness_.setRun(record.images, record.classNames, record.curves.layers);
    goodness_.setEpochs(epochNumbers(record.channels));
    goodness_.setLive(live);
    if (record.maps) {
        goodness_.setLiveSnapshot(record.maps);
    }
    const RunId id = record.curves.id;
    curves_.setRuns({std::move(record.curves)});
    emit filled(id);
}

void RunPresenter::requestMaps(int epoch) {
    const RunId id = shown_;
    store_.read(
        this, [id, epoch](const RunReader& reader) { return reader.snapshot(id, epoch); },
        [this, id, epoch](const ProbeSnapshotPtr& maps) {
            if (id == shown_ && maps) {
                goodness_.setEpochSnapshot(epoch, maps);
            }
        });
}

void RunPresenter::begin(RunId id, const NewRun& description, const RunDetail* past) {
    expected_ = 0;
    live_.emplace();
    if (past != nullptr) {
        live_->curves = curvesOf(*past);
        fetchEarlierChannels(id);
    }
    live_->curves.id = id;
    live_->curves.status = RunStatus::running;
    live_->curves.name = plain::line(description.name);
    live_->curves.layers = description.layers;
    live_->curves.stepsPerEpoch = description.stepsPerEpoch;
    live_->curves.branch = branchOf(description.lineage);
    live_->images = description.probeImages;
    live_->classNames = description.classNames;
    show(id);
}

void RunPresenter::fetchEarlierChannels(RunId id) {
    store_.read(
        this, [id](const RunReader& reader) { return reader.channelHistory(id); },
        [this, id](std::vector<EpochChannels> earlier) {
            if (trainingRun() != id) {
                return;
            }
            // What has come meanwhile may be in the store as well.
            std::vector<EpochChannels>& channels = live_->channels;
            const auto end =
                std::find_if(earlier.begin(), earlier.end(), [&](const EpochChannels& each) {
                    return !channels.empty() && each.epoch >= channels.front().epoch;
                });
            channels.insert(channels.begin(), earlier.begin(), end);
            if (shown_ == id) {
                channels_.setHistory(live_->curves.layers, channels);
                goodness_.setEpochs(epochNumbers(channels));
            }
        });
}

void RunPresenter::addNews(const TrainingNews& news) {
    if (news.started) {
        begin(news.started->first, news.started->second, news.past.get());
    }
    if (!live_) {
        return;
    }
    RunCurves& curves = live_->curves;
    curves.steps.append(news.steps);
    curves_.addSteps(curves.id, news.steps);
    for (const auto& [event, maps] : news.epochs) {
        addEpoch(event, maps);
    }
    for (const Intervention& intervention : news.interventions) {
        curves.interventions.push_back(intervention);
        curves_.addIntervention(curves.id, intervention);
    }
    if (news.maps) {
        addMaps(news.maps);
    }
}

void RunPresenter::addEpoch(const EpochEvent& event, const ProbeSnapshotPtr& maps) {
    live_->curves.epochs.push_back(event);
    curves_.addEpoch(live_->curves.id, event);
    live_->channels.push_back({event.epoch, maps->channels});
    if (shown_ == trainingRun()) {
        channels_.addEpoch(live_->channels.back());
        goodness_.addEpoch(event.epoch);
    }
}

void RunPresenter::addMaps(const ProbeSnapshotPtr& maps) {
    live_->maps = maps;
    if (shown_ != trainingRun()) {
        return;
    }
    goodness_.setLiveSnapshot(maps);
    const bool insideEpoch =
        live_->channels.empty() || live_->curves.epochs.back().step < maps->step;
    if (insideEpoch) {
        // A column of its own for the epoch under way, which the finished epoch will replace.
        channels_.addEpoch({maps->epoch + 1, maps->channels});
    }
}

void RunPresenter::trainingEnded(RunStatus) {
    expected_ = 0;
    if (!live_) {
        return; // it failed before there was a run
    }
    const bool isShown = shown_ == trainingRun();
    if (isShown) {
        // What is shown is from now on what the store keeps.
        follows_ = false;
        channels_.setHistory(live_->curves.layers, live_->channels);
        goodness_.setLive(false);
    }
    live_.reset();
}

void RunPresenter::storeChanged(const std::vector<RunSummary>& runs) {
    if (shown_ == 0 || shown_ == trainingRun() || shown_ == expected_) {
        return;
    }
    const auto run = std::find_if(runs.begin(), runs.end(),
                                  [this](const RunSummary& each) { return each.id == shown_; });
    if (run == runs.end()) {
        clear();
    } else if (isLive(run->status) && !follows_) {
        loadIfLive(shown_); // somebody resumes it, or this is older than its end
    }
}

void RunPresenter::loadIfLive(RunId id) {
    store_.read(
        this, [id](const RunReader& reader) { return reader.find(id); },
        [this, id](const std::optional<RunSummary>& run) {
            if (run && isLive(run->status) && id == shown_ && id != trainingRun() && !follows_) {
                load(id); // what came after its checkpoint is gone
            }
        });
}

void RunPresenter::storeTouched() {
    if (shown_ == 0 || shown_ == trainingRun() || !follows_) {
        return;
    }
    store_.read(
        this,
        [id = shown_, epoch = lastEpoch_, step = lastStep_](const RunReader& reader) {
            return std::pair(id, reader.progress(id, epoch, step));
        },
        [this](const std::pair<RunId, RunProgress>& answer) {
            if (answer.first == shown_ && follows_) {
                takeProgress(answer.second);
            }
        });
}

void RunPresenter::takeProgress(const RunProgress& progress) {
    follows_ = isLive(progress.status);
    if (progress.epoch < lastEpoch_ || progress.step < lastStep_) {
        load(shown_); // it was resumed, and what came after its checkpoint is gone
        return;
    }
    curves_.addSteps(shown_, progress.steps);
    for (const EpochEvent& epoch : progress.epochs) {
        if (epoch.epoch > lastEpoch_) { // two answers may tell of the same
            curves_.addEpoch(shown_, epoch);
        }
    }
    for (const EpochChannels& epoch : progress.channels) {
        if (epoch.epoch > lastEpoch_) {
            channels_.addEpoch(epoch);
            goodness_.addEpoch(epoch.epoch);
        }
    }
    lastEpoch_ = progress.epoch;
    lastStep_ = progress.step;
}

} // namespace asge
