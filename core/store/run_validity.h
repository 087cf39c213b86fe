// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <optional>
#include <string>
#include <vector>

namespace asge {

// What the values of a run may be: this program writes no others, but a file that others made may
// hold any. All that reads a store asks here before a value is handed out, so that a number may
// decide how much is allocated or how often a loop runs, and an index may be used as one.
// Measured values may be not-a-number or infinite if the run diverged; times may not.
// Each function gives what is wrong, without the run's name; nothing if all is sound.

constexpr int kMostEpochs = 100'000;                        ///< as train.epochs
constexpr std::int64_t kMostSteps = 10'000'000'000'000;     ///< times kMostEpochs is a whole number
constexpr std::int64_t kMostRuns = 1'000'000'000'000;       ///< numbers that were given in a store
constexpr std::int64_t kMostParameters = 1'000'000'000'000; ///< of a network
constexpr int kMostLayers = 64;                             ///< as network.layers
constexpr int kMostLayerChannels = 4096;                    ///< as network.layers
constexpr int kLongestImageSide = 20'000;                   ///< as images are read
constexpr int kMostImages = 1024;                           ///< as probe.samples
constexpr int kMostClassNames = 100'000;                    ///< folders of images may be many
constexpr std::size_t kMostTags = 1000;                     ///< of a run
constexpr std::size_t kMostChanges = 1000;                  ///< of a branch's settings
constexpr std::size_t kMostInterventions = 100'000;         ///< of a run
constexpr std::size_t kLongestLine = 10'000;                ///< bytes of what stands on one line
constexpr std::size_t kLongestText = std::size_t{1} << 20U; ///< bytes of notes, of an experiment

/// What the parts of a run are held against.
struct RunShape {
    std::vector<LayerInfo> layers; ///< none if they were lost: then scores count as they are
    int images = 0;                ///< of the probe; 0 if they were lost
    int classes = 0;               ///< 0 if they were lost
};

/// Something wrong with what the run's own row, its tags or its lineage say.
struct RunFault {
    const char* part; ///< "name"
    std::string what;
    const char* remedy; ///< the statement about run ?1 that takes it away; empty: delete the run
};

/// Cheap, so that it can be asked of each of thousands of runs: the experiment is not read.
std::vector<RunFault> faultsOf(const RunSummary& run);

/// The text must be a JSON object, its numbers within the bounds of their settings, and its layers
/// those of the run; none if these were lost.
std::optional<std::string> experimentProblem(const std::string& json,
                                             const std::vector<LayerInfo>& layers);
std::optional<std::string> layersProblem(const std::vector<LayerInfo>& layers);
std::optional<std::string> classNamesProblem(const std::vector<std::string>& names);
std::optional<std::string> imagesProblem(const ProbeImages& images, std::size_t classes);
/// `before` is the epoch or step that was read before; null for the first.
std::optional<std::string> epochProblem(const EpochEvent& epoch, const EpochEvent* before,
                                        const RunShape& shape);
std::optional<std::string> stepProblem(const StepEvent& step, const StepEvent* before,
                                       const RunShape& shape);
std::optional<std::string> segmentProblem(const Segment& segment, const Segment* before);
std::optional<std::string> interventionProblem(const Intervention& intervention);
std::optional<std::string> channelsProblem(int epoch, const std::vector<ChannelStats>& channels,
                                           const RunShape& shape);
std::optional<std::string> mapsProblem(const ProbeSnapshot& snapshot, const RunShape& shape);
std::optional<std::string> checkpointsProblem(const std::vector<CheckpointInfo>& checkpoints);
/// The number of parameters and the program's name.
std::optional<std::string> factsProblem(const RunDetail& detail);
std::optional<std::string> identityProblem(const std::string& identity);
/// What a person wrote about a run: anything that isn't too long.
std::optional<std::string> notesProblem(const std::string& notes);
std::optional<std::string> colorProblem(const std::string& color);

} // namespace asge
