// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/run/run_delta.h"

#include "core/base/error.h"
#include "core/base/utc.h"
#include "core/experiment/data_facts.h"
#include "core/experiment/experiment_json.h"

#include <utility>

namespace asge {

namespace {

/// The store does not keep the number of steps per epoch, but it follows from the experiment for
/// known data sets. 0 if the experiment is of another version.
int stepsPerEpochOf(const std::string& experimentJson) {
    try {
        return stepsPerEpoch(parseExperiment(experimentJson, "run"));
    } catch (const BadInput&) {
        return 0;
    }
}

/// The finished steps of a run that begins, or is resumed with this past.
std::int64_t stepsBefore(const NewRun& description, const RunDetail* past) {
    if (past != nullptr && !past->steps.empty()) {
        return past->steps.back().step;
    }
    return description.lineage ? description.lineage->step : 0;
}

} // namespace

bool RunDelta::isEmpty() const {
    return !reset && !wentBackTo && !endedAt && steps.empty() && epochs.empty() &&
           channels.empty() && outcomes.empty() && interventions.empty() && !maps &&
           layerShares.empty() && !status;
}

RunRecord recordOf(const RunDetail& detail, std::vector<EpochChannels> channels,
                   std::vector<EpochOutcomes> outcomes) {
    RunRecord record;
    record.id = detail.summary.id;
    record.name = detail.summary.name;
    record.status = detail.summary.status;
    record.facts = detail.summary.facts();
    record.layers = detail.layers;
    record.classNames = detail.classNames;
    record.images = detail.probeImages;
    record.epochs = detail.epochs;
    record.steps = detail.steps;
    record.channels = std::move(channels);
    record.outcomes = std::move(outcomes);
    record.interventions = detail.interventions;
    record.segments = detail.segments;
    record.lineage = detail.summary.lineage;
    record.experimentJson = detail.summary.experimentJson;
    record.stepsPerEpoch = stepsPerEpochOf(detail.summary.experimentJson);
    return record;
}

RunRecord recordOf(RunId id, const NewRun& description, const RunDetail* past) {
    RunRecord record =
        past != nullptr ? recordOf(*past, past->channels, past->outcomes) : RunRecord();
    const std::string now = isoTime(unixTime());
    record.id = id;
    record.facts.reason.clear();
    record.facts.ended.clear();
    if (past == nullptr) {
        record.facts.created = now;
    }
    record.segments.push_back(
        {stepsBefore(description, past) + 1, now, description.device, description.software});
    record.name = description.name;
    record.status = RunStatus::running;
    record.layers = description.layers;
    record.classNames = description.classNames;
    record.images = description.probeImages;
    record.lineage = description.lineage;
    record.experimentJson = description.experimentJson;
    record.stepsPerEpoch = description.stepsPerEpoch;
    return record;
}

} // namespace asge
