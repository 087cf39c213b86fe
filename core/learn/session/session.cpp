// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/session/session.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "core/base/utc.h"
#include "core/base/version.h"
#include "core/data/catalogue.h"
#include "core/data/formats.h"
#include "core/data/identity.h"
#include "core/experiment/experiment_json.h"
#include "core/experiment/layers.h"
#include "core/experiment/settings.h"
#include "core/learn/session/data_set_cache.h"
#include "core/learn/session/describe_run.h"
#include "core/learn/session/stored_run.h"
#include "core/learn/session/training_recorder.h"
#include "core/learn/session/trouble_watch.h"
#include "core/learn/train/device.h"
#include "core/learn/train/torch_threads.h"
#include "core/learn/train/training.h"
#include "core/learn/train/training_memory.h"
#include "core/store/checkpoint_file.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"

#include <algorithm>

namespace asge {

namespace {

/// The status of a run before it is resumed; nothing if its process died without setting one.
std::optional<RunEnd> previousEndOf(const RunSummary& run) {
    const bool ended = !isLive(run.status);
    return ended ? std::optional(RunEnd{run.status, run.reason}) : std::nullopt;
}

/// Reports the loading of data to a session's listener; the session's control may stop it.
class SessionWatch : public LoadWatch {
  public:
    SessionWatch(const TrainingControl& control, SessionListener& listener)
        : control_(control), listener_(listener) {}

    void onProgress(const LoadProgress& progress) override { listener_.onLoading(progress); }
    bool isStopped() const override { return control_.isStopped(); }

  private:
    const TrainingControl& control_;
    SessionListener& listener_;
};

/// The device and the data of a training. Problems that are found quickly are found first.
struct TrainingInputs {
    TrainingInputs(const Experiment& experiment, LoadWatch& watch, SessionListener& listener,
                   DataSetCache* cache)
        : device(resolveDevice(experiment.device)) {
        usePrecision(experiment.compute.precision, device);
        DataSetCache own;
        dataSet = (cache != nullptr ? *cache : own)
                      .load(locatedData(experiment), watch, LoadFor::training);
        for (const std::string& note : shortened(dataSet->notes)) {
            listener.onNote(note);
        }
        const Experiment::Augment& augment = experiment.augment;
        if (augment.zoom < 1.0 && augment.zoomOf == ZoomOf::photograph &&
            !dataSet->train.photographs) {
            listener.onNote("augment.zoom_of: the training images are not scaled from photographs "
                            "(data.size), so parts of the images themselves are cut");
        }
    }
    const DataSet& data() const { return *dataSet; }

    const at::Device device;
    std::shared_ptr<const DataSet> dataSet;
};

/// Leaves a note if a GPU may have too little memory. The training starts nevertheless, because the
/// estimate has not been compared with the real needs on GPUs.
void noteDeviceMemory(const Experiment& experiment, const DataSet& data, const at::Device& device,
                      SessionListener& listener) {
    if (device.is_cpu()) {
        return; // makeTraining() throws
    }
    try {
        requireMemoryFor(experiment, data, device);
    } catch (const BadInput& error) {
        listener.onNote(error.what());
    }
}

/// The parent run of a branch and the checkpoint that it starts from. Throws BadInput.
struct BranchOrigin {
    BranchOrigin(const RunReader& reader, const CheckpointOf& from) {
        const std::string place = "run " + std::to_string(from.parent) + ": ";
        const auto parent = reader.find(from.parent);
        if (!parent) {
            throw BadInput(place + "no such run");
        }
        summary = *parent;
        experiment = parseExperiment(summary.experimentJson, "run " + std::to_string(from.parent));
        checkpoint = findCheckpoint(reader, from.parent, from.epoch);
    }

    Lineage lineage(const Experiment& child) const {
        return {summary.uid,      summary.id,      summary.name,
                checkpoint.epoch, checkpoint.step, changesBetween(experiment, child)};
    }

    RunSummary summary;
    Experiment experiment;
    Checkpoint checkpoint;
};

/// The training time at a checkpoint: that of the last epoch or step before it.
double secondsUntil(const RunDetail& past, const Checkpoint& checkpoint) {
    double seconds = 0;
    for (const EpochEvent& epoch : past.epochs) {
        if (epoch.step <= checkpoint.step) {
            seconds = std::max(seconds, epoch.seconds);
        }
    }
    for (const StepSeries::Step& step : past.steps) {
        if (step.step <= checkpoint.step) {
            seconds = std::max(seconds, step.seconds);
        }
    }
    return seconds;
}

/// Returns `other` if it is not empty and this machine lacks `own`; otherwise `own`.
std::string availableDevice(const std::string& own, const std::string& other,
                            SessionListener& listener) {
    if (other.empty()) {
        return own;
    }
    try {
        resolveDevice(own);
        return own;
    } catch (const BadInput& error) {
        listener.onNote(std::string(error.what()) + "; the run continues on '" + other + "'");
        return other;
    }
}

/// Puts the training at the run's checkpoint, if it has one. Throws CannotResume for a branch
/// without a checkpoint.
void restore(Training& training, const RunDetail& past,
             const std::optional<Checkpoint>& checkpoint) {
    const RunSummary& summary = past.summary;
    if (checkpoint) {
        useCheckpoint(summary.id, *checkpoint, [&] {
            training.resume(*checkpoint, secondsUntil(past, *checkpoint), past.interventions,
                            summary.lineage.has_value());
        });
    } else {
        training.repeat(past.interventions);
    }
    if (!checkpoint && summary.lineage) {
        throw CannotResume("run " + std::to_string(summary.id) +
                           ": is a branch that ended before it had a checkpoint of its own; "
                           "branch off its parent again");
    }
}

/// Removes the epochs and steps after `step`.
void dropAfter(RunDetail& past, std::int64_t step) {
    std::erase_if(past.epochs, [=](const EpochEvent& epoch) { return epoch.step > step; });
    past.steps.truncate(past.steps.find(step + 1));
    const int lastEpoch = past.epochs.empty() ? 0 : past.epochs.back().epoch;
    std::erase_if(past.channels,
                  [=](const EpochChannels& epoch) { return epoch.epoch > lastEpoch; });
    std::erase_if(past.outcomes,
                  [=](const EpochOutcomes& epoch) { return epoch.epoch > lastEpoch; });
}

/// Checked before the checkpoint, whose own error would name a tensor and not the setting.
void requireSameNetwork(const Experiment& parent, const Experiment& child) {
    if (parent.network.layers != child.network.layers) {
        throw BadInput("network.layers: a branch must have its parent's, '" +
                       layersText(parent.network.layers) + "', not '" +
                       layersText(child.network.layers) + "'");
    }
}

/// How a branch begins.
struct BranchStart {
    std::string note;                        ///< set if the parent was trained on other data
    std::vector<Intervention> interventions; ///< those of the parent that the branch takes over
};

/// Sets the training to the origin's checkpoint and adds the lineage to the description of the
/// branch.
BranchStart startFrom(const BranchOrigin& origin, RunId parent, const RunWriter& store,
                      LoadWatch& watch, Training& training, NewRun& description,
                      const Experiment& experiment, const DataSet& data) {
    BranchStart start;
    const RunReader reader(store.path());
    const auto interventions = reader.interventions(parent);
    useCheckpoint(parent, origin.checkpoint, [&] {
        start.interventions =
            training.branchFrom(origin.checkpoint, origin.experiment, interventions);
    });
    for (Intervention& each : start.interventions) {
        each.text = "taken over from run " + std::to_string(parent);
    }
    description.epochs = training.steering().experiment.train.epochs;
    const std::string before = reader.description(parent).dataIdentity;
    if (training.isInsideEpoch()) { // the first part of the epoch was trained on the parent's data
        requireSameData(parent, before, experiment, data, watch,
                        "a branch from the end of an epoch can continue with them");
    }
    description.lineage = origin.lineage(experiment);
    if (experiment.data != origin.experiment.data || before.empty() ||
        before == description.dataIdentity) {
        return start;
    }
    description.lineage->changes.push_back({"data (SHA-256)", before, description.dataIdentity});
    start.note = "run " + std::to_string(parent) +
                 " was trained on other images or labels than those that " +
                 shownName(findDataSet(locatedData(experiment)).folder) + " holds now";
    return start;
}

} // namespace

std::vector<SettingChange> changesBetween(const Experiment& before, const Experiment& after) {
    std::vector<SettingChange> changes;
    for (const Setting& setting : settings()) {
        std::string old = settingText(before, setting.path);
        std::string now = settingText(after, setting.path);
        if (old != now) {
            changes.push_back({setting.path, std::move(old), std::move(now)});
        }
    }
    return changes;
}

SessionResult trainInStore(const Experiment& experiment, const RunLabel& label, RunWriter& store,
                           TrainingControl& control, SessionListener& listener,
                           const std::optional<CheckpointOf>& from, DataSetCache* cache) {
    if (const auto problem = nameProblem(label.name)) {
        throw BadInput("run name: " + *problem); // thrown before any data are read
    }
    std::optional<BranchOrigin> origin;
    if (from) {
        origin.emplace(RunReader(store.path()), *from);
        requireSameNetwork(origin->experiment, experiment);
    }
    SessionWatch watch(control, listener);
    const TrainingInputs inputs(experiment, watch, listener, cache);
    const DataSet& data = inputs.data();
    if (origin) {
        requireSameShape(RunReader(store.path()).description(from->parent), data);
        readCheckedCheckpoint(from->parent, origin->checkpoint, origin->experiment, data, false);
    }
    noteDeviceMemory(experiment, data, inputs.device, listener);
    const auto made = makeTraining(experiment, data, inputs.device);
    Training& training = *made;
    setTorchThreads(experiment, training.network());
    NewRun description = describeRun(experiment, label.name, data, training, inputs.device);
    description.tags = label.tags;
    description.dataIdentity = identityOf(data, watch);
    BranchStart start;
    if (origin) {
        start =
            startFrom(*origin, from->parent, store, watch, training, description, experiment, data);
        if (!start.note.empty()) {
            listener.onNote(start.note);
        }
    }
    const TroubleWatch trouble(store, control, listener);
    const auto begin = [&] {
        const auto [run, isNew] = store.createRunUnless(description, label.isMatch);
        return TrainingRecorder::Begun{run, isNew};
    };
    const auto started = [&](RunId run) {
        for (const Intervention& each : start.interventions) {
            store.addIntervention(run, each);
        }
        if (origin) {
            // A checkpoint of its own lets the branch be resumed even if its parent is deleted.
            store.saveCheckpoint(run, training.checkpoint());
        }
        listener.onStarted(run, description);
        for (const Intervention& each : start.interventions) {
            listener.onIntervention(each);
        }
    };
    return TrainingRecorder(training, store, control, listener).run(begin, started);
}

SessionResult resumeInStore(RunId run, RunWriter& store, TrainingControl& control,
                            SessionListener& listener, const std::string& otherDevice,
                            DataSetCache* cache) {
    const std::string place = "run " + std::to_string(run);
    const RunReader reader(store.path());
    const auto found = reader.find(run);
    if (!found) {
        throw BadInput(place + ": no such run");
    }
    if (found->status == RunStatus::finished) {
        throw RunUnavailable(place + ": is finished; a branch can continue it with other settings");
    }
    Experiment experiment = parseExperiment(found->experimentJson, place);
    experiment.device = availableDevice(experiment.device, otherDevice, listener);
    SessionWatch watch(control, listener);
    const TrainingInputs inputs(experiment, watch, listener, cache);
    const DataSet& data = inputs.data();
    // Read after the data, which take long to load: another process may have trained the run
    // meanwhile.
    RunDetail past = reader.detail(run);
    past.channels = reader.channelHistory(run);
    past.outcomes = reader.outcomes(run);
    const RunSummary& summary = past.summary;
    requireSameData(run, past.dataIdentity, experiment, data, watch,
                    "a branch can continue with them");
    const auto checkpoint = reader.checkpoint(run);
    if (checkpoint) {
        readCheckedCheckpoint(run, *checkpoint, experiment, data);
    }
    noteDeviceMemory(experiment, data, inputs.device, listener);
    const auto made = makeTraining(experiment, data, inputs.device);
    Training& training = *made;
    setTorchThreads(experiment, training.network());
    NewRun description = describeRun(experiment, summary.name, data, training, inputs.device);
    description.lineage = summary.lineage;
    description.epochs = steeringAfter(experiment, past.interventions).experiment.train.epochs;

    restore(training, past, checkpoint);
    const TroubleWatch trouble(store, control, listener);
    const auto begin = [&] {
        // Results after the checkpoint are deleted only now.
        store.resume(run, description.device, description.software, training.steps());
        return TrainingRecorder::Begun{run, true};
    };
    const auto started = [&](RunId) {
        dropAfter(past, training.steps());
        Intervention resumed;
        resumed.step = training.steps();
        resumed.seconds = training.seconds();
        resumed.kind = factsOf(CommandKind::resume).key;
        resumed.source = source::kProgram;
        resumed.time = isoTime(unixTime());
        store.addIntervention(run, resumed);
        listener.onResumed(run, description, past);
        listener.onIntervention(resumed);
    };
    return TrainingRecorder(training, store, control, listener)
        .run(begin, started, previousEndOf(summary));
}

} // namespace asge
