// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/session/session.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "core/base/version.h"
#include "core/data/catalogue.h"
#include "core/data/formats.h"
#include "core/data/identity.h"
#include "core/experiment/experiment_json.h"
#include "core/experiment/layers.h"
#include "core/experiment/settings.h"
#include "core/learn/session/data_keeper.h"
#include "core/learn/session/describe_run.h"
#include "core/learn/session/kept_training.h"
#include "core/learn/session/stored_run.h"
#include "core/learn/session/trouble_watch.h"
#include "core/learn/train/device.h"
#include "core/learn/train/training.h"
#include "core/learn/train/training_memory.h"
#include "core/store/checkpoint_file.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"

#include <algorithm>

namespace asge {

namespace {

/// As it was before it was resumed; nothing where its process died without a word.
std::optional<RunEnd> endOf(const RunSummary& run) {
    const bool ended = !isLive(run.status);
    return ended ? std::optional(RunEnd{run.status, run.reason}) : std::nullopt;
}

/// Tells a session's listener of loading, which its control may stop.
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

/// What a training needs beside its experiment; made in the order in which things can go wrong.
struct Ground {
    Ground(const Experiment& experiment, LoadWatch& watch, SessionListener& listener,
           DataKeeper* keeper)
        : device(resolveDevice(experiment.device)) {
        usePrecision(experiment.compute.precision, device);
        DataKeeper own;
        kept = (keeper != nullptr ? *keeper : own)
                   .load(placedData(experiment), watch, LoadFor::training);
        for (const std::string& note : shortened(kept->notes)) {
            listener.onNote(note);
        }
        const Experiment::Augment& augment = experiment.augment;
        if (augment.zoom < 1.0 && augment.zoomOf == ZoomOf::photograph &&
            !kept->train.photographs) {
            listener.onNote("augment.zoom_of: the training images are not scaled from photographs "
                            "(data.size), so parts of the images themselves are cut");
        }
    }
    const DataSet& data() const { return *kept; }

    const at::Device device;
    std::shared_ptr<const DataSet> kept;
};

/// For a GPU the estimate has not been compared with what trainings really take there, so a
/// training that may not fit is begun all the same.
void noteDeviceMemory(const Experiment& experiment, const DataSet& data, const at::Device& device,
                      SessionListener& listener) {
    if (device.is_cpu()) {
        return; // makeTraining refuses it
    }
    try {
        requireMemoryFor(experiment, data, device);
    } catch (const BadInput& error) {
        listener.onNote(error.what());
    }
}

/// The parent, and its checkpoint that is meant. Throws BadInput.
struct Origin {
    Origin(const RunReader& reader, const CheckpointOf& from) {
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

/// Training time until a checkpoint: until the epoch or the step that came right before it.
double secondsUntil(const RunDetail& past, const Checkpoint& checkpoint) {
    double seconds = 0;
    for (const EpochEvent& epoch : past.epochs) {
        if (epoch.step <= checkpoint.step) {
            seconds = std::max(seconds, epoch.seconds);
        }
    }
    for (const StepEvent& step : past.steps) {
        if (step.step <= checkpoint.step) {
            seconds = std::max(seconds, step.seconds);
        }
    }
    return seconds;
}

/// `own`, or `other`, if there is one and this machine lacks `own`.
std::string deviceThatIsHere(const std::string& own, const std::string& other,
                             SessionListener& listener) {
    if (other.empty()) {
        return own;
    }
    try {
        resolveDevice(own);
        return own;
    } catch (const BadInput& error) {
        listener.onNote(std::string(error.what()) + "; the run goes on on '" + other + "'");
        return other;
    }
}

/// What is left of a run that goes on after that step: its steps and epochs until there.
void cutAfter(RunDetail& past, std::int64_t step) {
    std::erase_if(past.epochs, [=](const EpochEvent& epoch) { return epoch.step > step; });
    std::erase_if(past.steps, [=](const StepEvent& each) { return each.step > step; });
    const int lastEpoch = past.epochs.empty() ? 0 : past.epochs.back().epoch;
    std::erase_if(past.channels,
                  [=](const EpochChannels& epoch) { return epoch.epoch > lastEpoch; });
}

/// The child's network must be the parent's; the checkpoint's own error names a tensor.
void requireSameNetwork(const Experiment& parent, const Experiment& child) {
    if (parent.network.layers != child.network.layers) {
        throw BadInput("network.layers: a branch has its parent's, '" +
                       layersText(parent.network.layers) + "', and not '" +
                       layersText(child.network.layers) + "'");
    }
}

/// Puts the training at the origin's checkpoint and says so in the child's description. Gives a
/// note if the parent was trained on other data.
std::string beginFrom(const Origin& origin, RunId parent, const RunWriter& store, LoadWatch& watch,
                      Training& training, NewRun& description, const Experiment& experiment,
                      const DataSet& data) {
    useCheckpoint(parent, origin.checkpoint,
                  [&] { training.branchFrom(origin.checkpoint, origin.experiment); });
    const std::string before = RunReader(store.path()).detail(parent).dataIdentity;
    if (training.isInsideEpoch()) { // whose other images have been seen already
        requireSameData(parent, before, experiment, data, watch,
                        "a branch off the end of an epoch can go on with them");
    }
    description.lineage = origin.lineage(experiment);
    if (experiment.data != origin.experiment.data || before.empty() ||
        before == description.dataIdentity) {
        return {};
    }
    description.lineage->changes.push_back({"data (SHA-256)", before, description.dataIdentity});
    return "run " + std::to_string(parent) +
           " was trained on other images or labels than those that " +
           shownName(findDataSet(placedData(experiment)).folder) + " holds now";
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
                           const std::optional<CheckpointOf>& from, DataKeeper* keeper) {
    if (const auto problem = nameProblem(label.name)) {
        throw BadInput("run name: " + *problem); // before any data are read
    }
    std::optional<Origin> origin;
    if (from) {
        origin.emplace(RunReader(store.path()), *from);
        requireSameNetwork(origin->experiment, experiment);
    }
    SessionWatch watch(control, listener);
    const Ground ground(experiment, watch, listener, keeper);
    const DataSet& data = ground.data();
    if (origin) {
        requireSameShape(RunReader(store.path()).detail(from->parent), data);
        readChecked(from->parent, origin->checkpoint, origin->experiment, data, false);
    }
    noteDeviceMemory(experiment, data, ground.device, listener);
    const auto made = makeTraining(experiment, data, ground.device);
    Training& training = *made;
    useThreads(experiment, training.network());
    NewRun description = describeRun(experiment, label.name, data, training, ground.device);
    description.tags = label.tags;
    description.dataIdentity = identityOf(data, watch);
    if (origin) {
        const auto note =
            beginFrom(*origin, from->parent, store, watch, training, description, experiment, data);
        if (!note.empty()) {
            listener.onNote(note);
        }
    }
    const TroubleWatch trouble(store, control, listener);
    const auto begin = [&] {
        const auto [run, isNew] = store.createRunUnless(description, label.isMatch);
        return KeptTraining::Begun{run, isNew};
    };
    const auto started = [&](RunId run) {
        if (origin) {
            // Its own from the beginning, so that it can go on whatever becomes of its parent.
            store.saveCheckpoint(run, training.checkpoint());
        }
        listener.onStarted(run, description);
    };
    return KeptTraining(training, store, control, listener).run(begin, started);
}

SessionResult resumeInStore(RunId run, RunWriter& store, TrainingControl& control,
                            SessionListener& listener, const std::string& otherDevice,
                            DataKeeper* keeper) {
    const std::string place = "run " + std::to_string(run);
    const RunReader reader(store.path());
    const auto found = reader.find(run);
    if (!found) {
        throw BadInput(place + ": no such run");
    }
    if (found->status == RunStatus::finished) {
        throw RunUnavailable(place +
                             ": is finished; a branch can go on from it with other settings");
    }
    Experiment experiment = parseExperiment(found->experimentJson, place);
    experiment.device = deviceThatIsHere(experiment.device, otherDevice, listener);
    SessionWatch watch(control, listener);
    const Ground ground(experiment, watch, listener, keeper);
    const DataSet& data = ground.data();
    // Only now: reading the data takes long, and another process may have trained it meanwhile.
    RunDetail past = reader.detail(run);
    past.channels = reader.channelHistory(run);
    const RunSummary& summary = past.summary;
    requireSameData(run, past.dataIdentity, experiment, data, watch,
                    "a branch can go on with them");
    const auto checkpoint = reader.checkpoint(run);
    if (checkpoint) {
        readChecked(run, *checkpoint, experiment, data);
    }
    noteDeviceMemory(experiment, data, ground.device, listener);
    const auto made = makeTraining(experiment, data, ground.device);
    Training& training = *made;
    useThreads(experiment, training.network());
    NewRun description = describeRun(experiment, summary.name, data, training, ground.device);
    description.lineage = summary.lineage;

    if (checkpoint) {
        useCheckpoint(run, *checkpoint, [&] {
            training.resume(*checkpoint, secondsUntil(past, *checkpoint),
                            summary.lineage.has_value());
        });
    } else if (summary.lineage) {
        throw CannotResume(place +
                           ": is a branch that ended before it had a checkpoint of its own; "
                           "branch off its parent again");
    }
    const TroubleWatch trouble(store, control, listener);
    const auto begin = [&] {
        // Only now is anything of it dropped.
        store.resume(run, description.device, description.software, training.steps());
        return KeptTraining::Begun{run, true};
    };
    const auto started = [&](RunId) {
        cutAfter(past, training.steps());
        const Intervention resumed{training.steps(), training.seconds(), "resume", {}};
        store.addIntervention(run, resumed);
        listener.onResumed(run, description, past);
        listener.onIntervention(resumed);
    };
    return KeptTraining(training, store, control, listener).run(begin, started, endOf(summary));
}

} // namespace asge
