// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"
#include "core/run/step_series.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace asge {

/// Everything that views show of one run, except stored maps, which are read one epoch at a time.
/// A value; copies share the steps.
struct RunRecord {
    RunId id = 0;
    std::string name;
    RunStatus status = RunStatus::running;
    std::vector<LayerInfo> layers;
    std::vector<std::string> classNames;
    ProbeImages images;
    std::vector<EpochEvent> epochs;
    StepSeries steps;
    std::vector<EpochChannels> channels; ///< of finished epochs
    std::vector<Intervention> interventions;
    std::vector<Segment> segments;
    std::optional<Lineage> lineage;
    int stepsPerEpoch = 0;      ///< 0 if it is not known before the first epoch ends
    ProbeSnapshotPtr maps = {}; ///< the newest of a run that trains here; null otherwise
};

/// What happened to a run since the previous delta. The mailbox of a training and the reader of a
/// store both produce deltas, so that views need not know where a run is trained.
struct RunDelta {
    RunId run = 0;
    /// Set if everything that was known of the run is replaced: at its beginning, when it is
    /// opened, and when it went back to a checkpoint. The other members then come after it.
    std::shared_ptr<const RunRecord> reset = {};
    std::vector<StepEvent> steps = {};
    std::vector<EpochEvent> epochs = {};
    std::vector<EpochChannels> channels = {}; ///< of finished epochs
    std::vector<Intervention> interventions = {};
    ProbeSnapshotPtr maps = {};           ///< the newest, if there are newer ones
    std::optional<RunStatus> status = {}; ///< if it changed

    bool isEmpty() const;
};

/// The record of a run of the store.
RunRecord recordOf(const RunDetail& detail, std::vector<EpochChannels> channels);
/// The record of a run that begins to train. `past` is what a resumed run had reached, or null.
RunRecord recordOf(RunId id, const NewRun& description, const RunDetail* past);

} // namespace asge
