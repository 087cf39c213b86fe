// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/events.h"
#include "core/run/outcomes.h"
#include "core/run/snapshot.h"
#include "core/run/step_series.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asge {

using RunId = std::int64_t;

/// Parses a run's number as the user writes it, a whole number from 1 up. Throws BadInput.
RunId runIdFromText(std::string_view text);

/// The status of a run. No training sets `interrupted` for itself: the next program that opens the
/// store gives it to a run whose process is gone.
enum class RunStatus { running, paused, finished, stopped, interrupted, failed };

/// Whether a process trains the run: it is running or paused.
constexpr bool isLive(RunStatus status) {
    return status == RunStatus::running || status == RunStatus::paused;
}
std::string_view toString(RunStatus status);
/// Throws StoreError if the word is none of the six.
RunStatus runStatusFromString(std::string_view text);

/// The shape of a layer, which never changes during a run.
struct LayerInfo {
    int channels = 0;
    int patches = 0; ///< P: the goodness map is P × P
    int height = 0;  ///< of the layer's activations
    int width = 0;
    bool pools = false;

    bool operator==(const LayerInfo&) const = default;
};

/// A setting that differs between two experiments. The values are formatted as by flatSettings; a
/// value is empty if that experiment does not have the setting.
struct SettingChange {
    std::string path; ///< "train.epochs"
    std::string before;
    std::string after;

    bool operator==(const SettingChange&) const = default;
};

/// Describes the parent of a run that did not begin with new weights. It is kept when the parent is
/// deleted.
struct Lineage {
    std::string parentUid;
    RunId parent = 0; ///< the parent's number in this store; 0 if the store does not have it
    std::string parentName;
    int epoch = 0;         ///< epochs that the parent had finished at the checkpoint
    std::int64_t step = 0; ///< step of the checkpoint; the child's first step is the next one
    std::vector<SettingChange> changes; ///< from the parent's experiment

    bool operator==(const Lineage&) const = default;
};

/// A part of a run that was trained without interruption. A run begins with its first segment, and
/// each resume adds one.
struct Segment {
    std::int64_t firstStep = 1;
    std::string started; ///< UTC, ISO 8601
    std::string device;
    std::string software;

    bool operator==(const Segment&) const = default;
};

/// Converts a run's steps to epochs, also for a branch that continues the count of a parent whose
/// epochs had a different number of steps.
struct EpochScale {
    double firstEpoch = 0;      ///< epochs that the branch's parent had finished
    std::int64_t firstStep = 0; ///< steps that the branch's parent had finished
    int stepsPerEpoch = 1;

    /// Epochs that are finished after the step; 2.5 is in the middle of the third epoch.
    double at(std::int64_t step) const {
        return firstEpoch + static_cast<double>(step - firstStep) / stepsPerEpoch;
    }
};

/// What a network's inputs are made with: (pixel / 255 − mean) / divisor, per channel of an image.
struct InputScale {
    std::vector<float> mean;
    std::vector<float> divisor;

    bool isKnown() const { return !mean.empty(); }
    bool operator==(const InputScale&) const = default;
};

/// The description of a run when it begins.
struct NewRun {
    std::string name;
    std::string experimentJson; ///< the whole experiment, defaults written out
    std::string method;
    std::string dataName;
    int epochs = 0;        ///< planned
    int stepsPerEpoch = 0; ///< for the progress display; not stored
    int batch = 1;         ///< images per step; for the progress display, not stored
    std::string device;    ///< "cpu", "cuda:0"
    std::string software;  ///< "asge 0.1.0, LibTorch 1.13.0"
    std::int64_t parameters = 0;
    std::vector<std::string> classNames;
    std::vector<LayerInfo> layers;
    ProbeImages probeImages;
    std::vector<std::string> tags = {}; ///< each accepted by tagProblem, in any order
    /// Set for a branch; `parentUid` is stored, `parent` is not.
    std::optional<Lineage> lineage = {};
    std::string dataIdentity = {}; ///< digest of the data from identityOf; empty if it is not known
    InputScale inputScale = {};

    EpochScale scale() const {
        return lineage
                   ? EpochScale{static_cast<double>(lineage->epoch), lineage->step, stepsPerEpoch}
                   : EpochScale{0, 0, stepsPerEpoch};
    }
};

/// What the run table knows of a run's beginning and end.
struct RunFacts {
    std::string created;    ///< UTC, ISO 8601
    std::string reason;     ///< why the run was stopped, failed or was interrupted; may be empty
    std::string notes;      ///< the user's notes; any text
    std::string ended = {}; ///< see RunSummary

    bool operator==(const RunFacts&) const = default;
};

/// A row of the run table. Listing thousands of them is cheap.
struct RunSummary {
    RunId id = 0;
    std::string uid; ///< the same wherever the run is copied to; empty in stores of old versions
    std::string name;
    std::string created; ///< UTC, ISO 8601, "2026-01-31T12:00:00Z"
    RunStatus status = RunStatus::running;
    std::string reason; ///< why the run was stopped, failed or was interrupted; may be empty
    std::string ended;  ///< the last sign of life of its training, UTC; empty if it still trains
    std::string method;
    std::string dataName;
    std::string networkLayers; ///< `network.layers` of the experiment
    std::string device;
    int epochs = 0;      ///< planned
    int epochsDone = 0;  ///< the last committed epoch; includes the epochs of a branch's parent
    MetricValues values; ///< of layers and predictions after the last epoch, if isListed
    double imagesPerSecond = 0; ///< mean over the committed epochs
    double seconds = 0;         ///< training time until the last committed epoch
    std::string experimentJson;
    std::vector<std::string> tags; ///< ordered by their bytes
    /// The epoch whose best layer was the most accurate on validation images; 0 if there is none.
    int bestEpoch = 0;
    MetricValues bestValues; ///< accuracies of the best epoch's predictions
    std::string notes;       ///< the user's notes; any text
    std::string color;       ///< "#rrggbb", or empty
    bool archived = false;
    std::optional<Lineage> lineage; ///< set for a branch

    /// Accuracies on the test images; nothing before the end of the first epoch.
    std::optional<Accuracies> accuracy() const { return values.predictions(MetricId::accuracy); }
    /// Test accuracies of the best epoch.
    std::optional<Accuracies> bestAccuracy() const {
        return bestValues.predictions(MetricId::accuracy);
    }
    std::vector<LayerScore> layers() const { return values.scores(Split::test); }
    RunFacts facts() const { return {created, reason, notes, ended}; }

    bool operator==(const RunSummary&) const = default;
};

/// An action of the user or the program on a run during its training, or something that it
/// noticed.
struct Intervention {
    std::int64_t step = 0; ///< finished steps when it took effect
    double seconds = 0;    ///< training time
    std::string kind;      ///< the key of a command (core/run/command.h), or "warning", …
    std::string text;      ///< what a person should know about it; may be empty
    int epoch = 0;         ///< the epoch in progress, from 1; 0 if it is not known
    int layer = 0;         ///< from 1; 0: the whole network
    std::optional<double> value = {};
    std::string source = {}; ///< as core/run/command.h lists them; empty in stores of old versions
    std::string time = {};   ///< UTC, ISO 8601; empty in stores of old versions

    bool operator==(const Intervention&) const = default;
};

/// Channel statistics of one epoch, one entry per layer.
struct EpochChannels {
    int epoch = 0;
    std::vector<ChannelStats> layers;

    bool operator==(const EpochChannels&) const = default;
};

/// A run with everything that views need, except maps, which are read one epoch at a time.
struct RunDetail {
    RunSummary summary;
    std::string software;
    std::int64_t parameters = 0;
    std::vector<std::string> classNames;
    std::vector<LayerInfo> layers;
    std::vector<EpochEvent> epochs;
    StepSeries steps;
    std::vector<Intervention> interventions;
    std::vector<Segment> segments; ///< ordered by first step; empty in stores of old versions
    ProbeImages probeImages;
    std::string dataIdentity; ///< digest of the training data; empty if it is not known
    InputScale inputScale;    ///< not known in runs of old versions
    /// One entry per finished epoch with maps. RunReader::detail leaves it empty;
    /// RunReader::channelHistory reads it.
    std::vector<EpochChannels> channels;
    /// The outcomes of finished epochs, without confusions. RunReader::detail leaves it empty;
    /// RunReader::outcomes reads it.
    std::vector<EpochOutcomes> outcomes;
};

/// The progress of a run since it was last read.
struct RunProgress {
    RunStatus status = RunStatus::running;
    int epoch = 0;         ///< the last committed epoch
    std::int64_t step = 0; ///< the last stored step
    std::vector<EpochEvent> epochs;
    std::vector<EpochChannels> channels; ///< of these epochs
    std::vector<EpochOutcomes> outcomes; ///< of these epochs, without confusions
    std::vector<StepEvent> steps;
    std::vector<Intervention> interventions; ///< those that were not known
};

/// A command that waits in the store for the training of its run, or its outcome.
struct SentCommand {
    enum class Status { waiting, applied, refused, expired };

    std::int64_t id = 0;
    RunId run = 0;
    std::string kind; ///< the key of a command
    int layer = 0;
    std::optional<double> value = {};
    std::string source; ///< "window", "terminal"
    std::string sent;   ///< UTC, ISO 8601
    Status status = Status::waiting;
    std::int64_t step = 0; ///< when it was applied
    std::string reason;    ///< why it was refused or expired

    bool operator==(const SentCommand&) const = default;
};
std::string_view toString(SentCommand::Status status);

/// Opaque bytes from which a training continues (core/learn/train/training.h), and the epoch and
/// step at which they were taken. The store keeps a run's last checkpoint, its best one, and all
/// that are marked `kept`.
struct Checkpoint {
    int epoch = 0;         ///< epochs finished
    std::int64_t step = 0; ///< steps finished; inside an epoch if the run was stopped there
    std::string bytes;
    bool best = false; ///< taken at the end of the best epoch so far
    bool kept = false; ///< not deleted when later checkpoints are written

    bool operator==(const Checkpoint&) const = default;
};

/// Describes a checkpoint in the store.
struct CheckpointInfo {
    int epoch = 0;
    std::int64_t step = 0;
    std::int64_t size = 0; ///< bytes
    bool best = false;
    bool kept = false;
    std::string sha256; ///< hexadecimal; empty in stores of old versions

    bool operator==(const CheckpointInfo&) const = default;
};

} // namespace asge
