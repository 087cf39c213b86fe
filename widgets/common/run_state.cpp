// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/run_state.h"

#include "core/run/command.h"

#include "widgets/common/plain_text.h"

#include <algorithm>
#include <utility>

namespace asge {

namespace {

std::optional<BranchPoint> branchOf(const std::optional<Lineage>& lineage) {
    if (!lineage) {
        return std::nullopt;
    }
    return BranchPoint{lineage->parent, plain::line(lineage->parentName), lineage->epoch,
                       lineage->step};
}

/// Whether the record has that epoch as it was known before, and without outcomes.
bool isUnchanged(int epoch, const std::vector<EpochEvent>& before, const RunRecord& record) {
    const auto find = [epoch](const auto& all) {
        return std::find_if(all.begin(), all.end(),
                            [epoch](const auto& each) { return each.epoch == epoch; });
    };
    const auto old = find(before);
    const auto now = find(record.epochs);
    return old != before.end() && now != record.epochs.end() && old->step == now->step &&
           old->seconds == now->seconds && find(record.outcomes) == record.outcomes.end();
}

} // namespace

RunCurves curvesOf(const RunRecord& record) {
    RunCurves curves;
    curves.id = record.id;
    curves.name = plain::line(record.name);
    curves.status = record.status;
    curves.layers = record.layers;
    curves.epochs = record.epochs;
    curves.steps = record.steps;
    curves.interventions = record.interventions;
    curves.segments = record.segments;
    curves.pinned = pinnedNotes(record.facts.notes);
    curves.branch = branchOf(record.lineage);
    curves.scores =
        scoreFactsOf(record.experimentJson, record.classNames.size(), record.layers.size());
    curves.stepsPerEpoch = record.stepsPerEpoch;
    return curves;
}

RunState::RunState(QObject* parent) : QObject(parent) {}

int RunState::lastEpoch() const {
    return curves_.epochs.empty() ? 0 : curves_.epochs.back().epoch;
}

std::int64_t RunState::lastStep() const {
    return curves_.steps.empty() ? 0 : curves_.steps.back().step;
}

void RunState::setLive(bool live) {
    if (isLive_ != live) {
        isLive_ = live;
        emit liveChanged(live);
    }
}

void RunState::setFacts(const RunFacts& facts) {
    if (facts_ != facts) {
        facts_ = facts;
        curves_.pinned = pinnedNotes(facts.notes);
        emit factsChanged();
    }
}

void RunState::reset(const RunRecord& record) {
    std::erase_if(computed_, [&](const auto& each) {
        return record.id != id() || !isUnchanged(each.first, curves_.epochs, record);
    });
    curves_ = curvesOf(record);
    experimentJson_ = record.experimentJson;
    facts_ = record.facts;
    images_ = record.images;
    classNames_ = record.classNames;
    channels_ = record.channels;
    outcomes_ = record.outcomes;
    for (const auto& [epoch, computed] : computed_) {
        put(computed.outcomes);
    }
    computation_ = {};
    probing_ = {};
    maps_ = record.maps;
    layerShares_.clear();
    hasCheckpoint_ = record.hasCheckpoint;
    emit wasReset();
}

/// Removes what came after that step, but for steps that are kept.
void RunState::goBack(std::int64_t step, LaterSteps later) {
    if (later == LaterSteps::dropped) {
        curves_.steps.truncate(curves_.steps.find(step + 1));
    }
    std::erase_if(curves_.epochs, [=](const EpochEvent& each) { return each.step > step; });
    for (Intervention& each : curves_.interventions) {
        if (each.step > step && changesTraining(each)) {
            markUndone(each);
        }
    }
    const int last = lastEpoch();
    std::erase_if(channels_, [=](const EpochChannels& each) { return each.epoch > last; });
    std::erase_if(outcomes_, [=](const EpochOutcomes& each) { return each.epoch > last; });
    std::erase_if(computed_, [=](const auto& each) { return each.first > last; });
    emit wasReset();
}

/// Adds outcomes in the order of the epochs, without their confusions: of many classes they are
/// large.
void RunState::put(EpochOutcomes epoch) {
    for (SplitOutcomes& split : epoch.splits) {
        split.confusions.reset();
    }
    const auto place =
        std::lower_bound(outcomes_.begin(), outcomes_.end(), epoch.epoch,
                         [](const EpochOutcomes& each, int wanted) { return each.epoch < wanted; });
    if (place != outcomes_.end() && place->epoch == epoch.epoch) {
        *place = std::move(epoch);
    } else {
        outcomes_.insert(place, std::move(epoch));
    }
}

void RunState::requestOutcomes(int epoch) {
    const auto found = computed_.find(epoch);
    if (found != computed_.end()) {
        emit outcomesRead(EpochOutcomes(found->second.outcomes));
    } else {
        emit outcomesRequested(epoch);
    }
}

void RunState::addComputed(const EpochOutcomes& outcomes, std::int64_t step) {
    computed_[outcomes.epoch] = {outcomes, step};
    put(outcomes);
    emit outcomesAdded(outcomes);
}

std::optional<std::int64_t> RunState::computedAt(int epoch) const {
    const auto found = computed_.find(epoch);
    return found == computed_.end() ? std::nullopt : std::optional(found->second.step);
}

void RunState::setComputation(const Computation& computation) {
    if (computation_ != computation) {
        computation_ = computation;
        emit computationChanged();
    }
}

/// Of a run that trains, the first one may just not be written yet.
void RunState::setWithoutCheckpoint() {
    if (!isTraining() && std::exchange(hasCheckpoint_, false)) {
        computation_ = {}; // its problem is said by all who show that there is no checkpoint
        emit checkpointsGone();
    }
}

void RunState::setProbing(const Probing& probing) {
    if (probing_ != probing) {
        probing_ = probing;
        emit probingChanged();
    }
}

void RunState::addValues(int epoch, const MetricValues& values) {
    const auto found = std::find_if(curves_.epochs.begin(), curves_.epochs.end(),
                                    [=](const EpochEvent& each) { return each.epoch == epoch; });
    if (found == curves_.epochs.end()) {
        return;
    }
    for (const MetricValues::Entry& entry : values.entries()) {
        found->values.set(entry.metric, entry.split, entry.place, entry.value);
    }
    emit valuesAdded(epoch);
}

void RunState::apply(const RunDelta& delta) {
    if (delta.reset) {
        reset(*delta.reset);
    } else if (delta.run != id()) {
        return;
    }
    if (!delta.layerShares.empty()) {
        layerShares_ = delta.layerShares;
    }
    if (delta.wentBackTo) {
        goBack(*delta.wentBackTo, LaterSteps::dropped);
    }
    if (delta.status && *delta.status != curves_.status) {
        curves_.status = *delta.status;
        emit statusChanged();
    }
    if (!delta.steps.empty()) {
        curves_.steps.append(delta.steps);
        emit stepsAdded(delta.steps);
    }
    // Before their epochs, which else seem to lack them: views would offer to compute them.
    for (const EpochOutcomes& epoch : delta.outcomes) {
        computed_.erase(epoch.epoch);
        put(epoch);
    }
    for (const EpochEvent& epoch : delta.epochs) {
        curves_.epochs.push_back(epoch);
        hasCheckpoint_ = true; // its training stores them
        emit epochAdded(epoch);
    }
    for (const EpochChannels& epoch : delta.channels) {
        channels_.push_back(epoch);
        emit channelsAdded(epoch);
    }
    for (const EpochOutcomes& epoch : delta.outcomes) {
        emit outcomesAdded(epoch);
    }
    for (const Intervention& intervention : delta.interventions) {
        curves_.interventions.push_back(intervention);
        emit interventionAdded(intervention);
    }
    if (delta.maps) {
        maps_ = delta.maps;
        emit mapsChanged();
    }
    if (delta.endedAt) {
        goBack(*delta.endedAt, LaterSteps::kept);
    }
}

} // namespace asge
