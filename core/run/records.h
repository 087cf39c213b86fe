// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/events.h"
#include "core/run/snapshot.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asge {

using RunId = std::int64_t;

/// A run's number as a person writes it: a plain whole number from 1 up. Throws BadInput.
RunId runIdFromText(std::string_view text);

/// Where a run stands. `interrupted` is not how a training ends itself: the next program that opens
/// the store next gives it to a run whose process is gone.
enum class RunStatus { running, paused, finished, stopped, interrupted, failed };

/// Whether a process trains the run: it is running or paused.
constexpr bool isLive(RunStatus status) {
    return status == RunStatus::running || status == RunStatus::paused;
}
std::string_view toString(RunStatus status);
/// Throws StoreError for a word that is none of the six.
RunStatus runStatusFromString(std::string_view text);

/// One layer's fixed shape.
struct LayerInfo {
    int channels = 0;
    int patches = 0; ///< P of the P × P goodness map
    int height = 0;  ///< of the layer's activations
    int width = 0;
    bool pools = false;

    bool operator==(const LayerInfo&) const = default;
};

/// A setting in which two experiments differ, its values as flatSettings writes them; empty where
/// one of them doesn't have it.
struct SettingChange {
    std::string path; ///< "train.epochs"
    std::string before;
    std::string after;

    bool operator==(const SettingChange&) const = default;
};

/// Where a run that didn't begin with new weights comes from. It outlives its parent.
struct Lineage {
    std::string parentUid;
    RunId parent = 0; ///< the parent's number in this store; 0 where it isn't there (any more)
    std::string parentName;
    int epoch = 0;                      ///< of the checkpoint: epochs that the parent had finished
    std::int64_t step = 0;              ///< of the checkpoint: the child's first step is the next
    std::vector<SettingChange> changes; ///< of the parent's experiment

    bool operator==(const Lineage&) const = default;
};

/// A stretch of training without a break: a run begins with its first, and each resume adds one.
struct Segment {
    std::int64_t firstStep = 1;
    std::string started; ///< UTC, ISO 8601
    std::string device;
    std::string software;

    bool operator==(const Segment&) const = default;
};

/// Where a run's steps lie on its epochs, also where a branch counts on from a parent whose epochs
/// had another length.
struct EpochScale {
    double firstEpoch = 0;      ///< epochs that a branch's parent had finished
    std::int64_t firstStep = 0; ///< and its steps
    int stepsPerEpoch = 1;

    /// Epochs done after that step; 2.5 is in the middle of the third.
    double at(std::int64_t step) const {
        return firstEpoch + static_cast<double>(step - firstStep) / stepsPerEpoch;
    }
};

/// All that is known of a run when it begins.
struct NewRun {
    std::string name;
    std::string experimentJson; ///< the whole experiment, defaults written out
    std::string method;
    std::string dataName;
    int epochs = 0;        ///< planned
    int stepsPerEpoch = 0; ///< for progress while it trains; not kept, the steps themselves are
    int batch = 1;         ///< images of a step; for progress, not kept
    std::string device;    ///< "cpu", "cuda:0"
    std::string software;  ///< "asge 0.1.0, LibTorch 1.13.0"
    std::int64_t parameters = 0;
    std::vector<std::string> classNames;
    std::vector<LayerInfo> layers;
    ProbeImages probeImages;
    std::vector<std::string> tags = {};  ///< each as tagProblem wants it, in any order
    std::optional<Lineage> lineage = {}; ///< of a branch; its `parent` isn't kept, `parentUid` is
    std::string dataIdentity = {};       ///< as identityOf gives it; empty: it isn't known

    EpochScale scale() const {
        return lineage
                   ? EpochScale{static_cast<double>(lineage->epoch), lineage->step, stepsPerEpoch}
                   : EpochScale{0, 0, stepsPerEpoch};
    }
};

/// A line of the run table: cheap to list by the thousand.
struct RunSummary {
    RunId id = 0;
    std::string uid; ///< the same wherever the run is copied to; empty in stores of old versions
    std::string name;
    std::string created; ///< UTC, ISO 8601, "2026-01-31T12:00:00Z"
    RunStatus status = RunStatus::running;
    std::string reason; ///< why it stopped, failed or was interrupted; may be empty
    std::string method;
    std::string dataName;
    std::string networkLayers; ///< `network.layers` of the experiment
    std::string device;
    int epochs = 0;      ///< planned
    int epochsDone = 0;  ///< the last one committed; a branch counts its parent's as well
    MetricValues values; ///< of layers and predictions after the last epoch, on each metric's
                         ///< listedSplit
    double imagesPerSecond = 0; ///< mean over the committed epochs
    double seconds = 0;         ///< training time until the last committed epoch
    std::string experimentJson;
    std::vector<std::string> tags; ///< in their bytes' order
    /// The epoch whose best layer was the most accurate on validation images; 0 if there is none.
    int bestEpoch = 0;
    MetricValues bestValues; ///< of that epoch: the accuracies of its predictions
    std::string notes;       ///< what the user wrote about it; any text
    std::string color;       ///< "#rrggbb", or empty
    bool archived = false;
    std::optional<Lineage> lineage; ///< of a branch

    /// On the test images; nothing before the first epoch has ended.
    std::optional<Accuracies> accuracy() const { return values.predictions(MetricId::accuracy); }
    /// Of the best epoch.
    std::optional<Accuracies> bestAccuracy() const {
        return bestValues.predictions(MetricId::accuracy);
    }
    std::vector<LayerScore> layers() const { return values.scores(Split::test); }

    bool operator==(const RunSummary&) const = default;
};

/// Something that a person or the program did to a run, at a moment of its training.
struct Intervention {
    std::int64_t step = 0;
    double seconds = 0;
    std::string kind; ///< "pause", "resume", "stop", …
    std::string text;

    bool operator==(const Intervention&) const = default;
};

/// Channel statistics of one epoch, one entry per layer.
struct EpochChannels {
    int epoch = 0;
    std::vector<ChannelStats> layers;

    bool operator==(const EpochChannels&) const = default;
};

/// A run as the views need it; maps are read separately, one epoch at a time.
struct RunDetail {
    RunSummary summary;
    std::string software;
    std::int64_t parameters = 0;
    std::vector<std::string> classNames;
    std::vector<LayerInfo> layers;
    std::vector<EpochEvent> epochs;
    std::vector<StepEvent> steps;
    std::vector<Intervention> interventions;
    std::vector<Segment> segments; ///< by their first step; none in stores of old versions
    ProbeImages probeImages;
    std::string dataIdentity; ///< of what it is trained on; empty if it is not known
    /// Of finished epochs; RunReader::detail leaves it empty, RunReader::channelHistory reads it.
    std::vector<EpochChannels> channels;
};

/// What a run has reached since the last look.
struct RunProgress {
    RunStatus status = RunStatus::running;
    int epoch = 0;         ///< the last committed one
    std::int64_t step = 0; ///< the last one that is kept
    std::vector<EpochEvent> epochs;
    std::vector<EpochChannels> channels; ///< of these epochs
    std::vector<StepEvent> steps;
};

/// Opaque bytes from which `core/learn/train/training.h` goes on, and where they were taken. A
/// run's last checkpoint is always there; of those before it, the best one is and those to be kept
/// are.
struct Checkpoint {
    int epoch = 0;         ///< epochs finished
    std::int64_t step = 0; ///< steps finished; inside an epoch when the run was stopped there
    std::string bytes;
    bool best = false; ///< taken at the end of the best epoch so far
    bool kept = false; ///< stays when later ones come

    bool operator==(const Checkpoint&) const = default;
};

/// A checkpoint that is in the store.
struct CheckpointInfo {
    int epoch = 0;
    std::int64_t step = 0;
    std::int64_t size = 0; ///< bytes
    bool best = false;
    bool kept = false;
    std::string sha256; ///< hexadecimal; empty for those of old versions

    bool operator==(const CheckpointInfo&) const = default;
};

} // namespace asge
