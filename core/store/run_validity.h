// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/queue_entry.h"
#include "core/run/records.h"

#include <optional>
#include <string>
#include <vector>

namespace asge {

// The validity rules for the values of a run. This program writes only valid values, but a file
// from another source may hold any. All reads of a store check values here before they return them,
// so that a number may be used as a size or loop bound and an index as an index. Measured values
// may be NaN or infinite if the run diverged; times may not. Each function returns what is wrong,
// without the run's name, or nothing if all is valid.

constexpr int kMostEpochs = 100'000; ///< bound of train.epochs
/// Small enough that times kMostEpochs it does not overflow.
constexpr std::int64_t kMostSteps = 10'000'000'000'000;
constexpr std::int64_t kMostRuns = 1'000'000'000'000;       ///< largest number of a run
constexpr std::int64_t kMostQueueIds = 1'000'000'000'000;   ///< largest number of a queue entry
constexpr std::int64_t kMostParameters = 1'000'000'000'000; ///< per network
constexpr int kMostLayers = 64;                             ///< bound of network.layers
constexpr int kMostLayerChannels = 4096;                    ///< bound of network.layers
constexpr int kLongestImageSide = 20'000;                   ///< bound of the image readers
constexpr int kMostImages = 1024;                           ///< bound of probe.samples
constexpr int kMostClassNames = 100'000;                    ///< image folders may have many classes
constexpr std::size_t kMostTags = 1000;                     ///< per run
constexpr std::size_t kMostChanges = 1000;                  ///< changed settings per branch
constexpr std::size_t kMostInterventions = 100'000;         ///< per run
constexpr std::size_t kLongestLine = 10'000;                ///< bytes of a text of one line
constexpr std::size_t kLongestText = std::size_t{1} << 20U; ///< bytes of notes or an experiment

/// The shape that the parts of a run are checked against.
struct RunShape {
    /// Empty if they were lost: then the number of scores is not checked.
    std::vector<LayerInfo> layers;
    int images = 0;  ///< number of probe images; 0 if they were lost
    int classes = 0; ///< number of classes; 0 if they were lost
};

/// A fault in a run's own row, its tags or its lineage.
struct RunFault {
    const char* part; ///< "name"
    std::string what;
    const char* remedy; ///< SQL statement that removes the fault of run ?1; empty if the run must
                        ///< be deleted
};

/// Cheap enough for thousands of runs: the experiment is not parsed.
std::vector<RunFault> faultsOf(const RunSummary& run);

/// The text must be a JSON object, its numbers must be within the bounds of their settings, and its
/// layers must be those of the run. `layers` is empty if they were lost.
std::optional<std::string> experimentProblem(const std::string& json,
                                             const std::vector<LayerInfo>& layers);
std::optional<std::string> layersProblem(const std::vector<LayerInfo>& layers);
std::optional<std::string> classNamesProblem(const std::vector<std::string>& names);
std::optional<std::string> imagesProblem(const ProbeImages& images, std::size_t classes);
/// `before` is the previous epoch or step; null for the first.
std::optional<std::string> epochProblem(const EpochEvent& epoch, const EpochEvent* before,
                                        const RunShape& shape);
std::optional<std::string> stepProblem(const StepEvent& step, const StepEvent* before,
                                       const RunShape& shape);
std::optional<std::string> segmentProblem(const Segment& segment, const Segment* before);
std::optional<std::string> interventionProblem(const Intervention& intervention);
std::optional<std::string> commandProblem(const SentCommand& command);
/// `experiment` is the entry's experiment as it is stored; it is not parsed.
std::optional<std::string> queueEntryProblem(const QueueEntry& entry,
                                             const std::string& experiment);
std::optional<std::string> channelsProblem(int epoch, const std::vector<ChannelStats>& channels,
                                           const RunShape& shape);
std::optional<std::string> mapsProblem(const ProbeSnapshot& snapshot, const RunShape& shape);
std::optional<std::string> checkpointsProblem(const std::vector<CheckpointInfo>& checkpoints);
/// Checks the number of parameters and the software's name.
std::optional<std::string> factsProblem(const RunDetail& detail);
std::optional<std::string> identityProblem(const std::string& identity);
/// `channels` is that of the run's images; 0 if it has none.
std::optional<std::string> inputScaleProblem(const InputScale& scale, int channels);
/// The user's notes may be any text that is not too long.
std::optional<std::string> notesProblem(const std::string& notes);
std::optional<std::string> colorProblem(const std::string& color);

} // namespace asge
