// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/outcomes.h"
#include "core/run/records.h"
#include "core/run/step_series.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace asge {

/// Everything that views show of a run, except stored maps, which are read one epoch at a time.
/// Copies share the steps.
struct RunRecord {
    RunId id = 0;
    std::string name;
    RunStatus status = RunStatus::running;
    RunFacts facts;
    std::vector<LayerInfo> layers;
    std::vector<std::string> classNames;
    ProbeImages images;
    std::vector<EpochEvent> epochs;
    StepSeries steps;
    std::vector<EpochChannels> channels; ///< of finished epochs
    std::vector<EpochOutcomes> outcomes; ///< of finished epochs, without confusions
    std::vector<Intervention> interventions;
    std::vector<Segment> segments;
    std::optional<Lineage> lineage;
    std::string experimentJson;
    int stepsPerEpoch = 0;      ///< 0 if it is not known before the first epoch ends
    ProbeSnapshotPtr maps = {}; ///< newest maps of a run that this process trains; null otherwise
    bool hasCheckpoint = true;  ///< false if it is known that the store has none
};

/// What happened to a run since the previous delta. The mailbox of a training and the reader of a
/// store both produce deltas, so that views need not know where a run is trained.
struct RunDelta {
    RunId run = 0;
    /// Set if the delta replaces the whole record: at the beginning of the run, when it is opened,
    /// and after it went back to a checkpoint. The other members then follow this record.
    std::shared_ptr<const RunRecord> reset = {};
    /// Set if the run went back to this step: what the views have after it is gone. The other
    /// members follow this step.
    std::optional<std::int64_t> wentBackTo = {};
    /// Set if the run ended with the state after this step: of what came later only steps are left,
    /// those of this delta too.
    std::optional<std::int64_t> endedAt = {};
    std::vector<StepEvent> steps = {};
    std::vector<EpochEvent> epochs = {};
    std::vector<EpochChannels> channels = {}; ///< of finished epochs
    std::vector<EpochOutcomes> outcomes = {}; ///< of finished epochs
    std::vector<Intervention> interventions = {};
    ProbeSnapshotPtr maps = {}; ///< newest maps; null if there are no newer ones
    /// The newest shares of the layers in the time of a step; empty if there are no newer ones.
    /// Known only in the process that trains the run.
    std::vector<double> layerShares = {};
    std::optional<RunStatus> status = {}; ///< set if the status changed

    bool isEmpty() const;
};

/// Makes the record of a stored run.
RunRecord recordOf(const RunDetail& detail, std::vector<EpochChannels> channels,
                   std::vector<EpochOutcomes> outcomes = {});
/// Makes the record of a run that begins to train. `past` is the stored state of a resumed run, or
/// null.
RunRecord recordOf(RunId id, const NewRun& description, const RunDetail* past);

} // namespace asge
