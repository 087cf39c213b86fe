// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/control/mailbox.h"

#include "core/run/command.h"

#include <algorithm>
#include <utility>

namespace asge {

template <typename Add>
void Mailbox::put(const Add& add) {
    bool first = false;
    {
        const std::lock_guard lock(mutex_);
        add(news_);
        first = !std::exchange(woken_, true);
    }
    if (first) {
        wake_();
    }
}

template <typename Add>
void Mailbox::putDelta(const Add& add) {
    put([&](TrainingNews& news) {
        news.run.run = run_;
        add(news.run);
    });
}

TrainingNews Mailbox::take() {
    const std::lock_guard lock(mutex_);
    woken_ = false;
    return std::exchange(news_, {});
}

void Mailbox::onLoading(const LoadProgress& progress) {
    put([&](TrainingNews& news) { news.loading = progress; });
}

void Mailbox::onNote(const std::string& note) {
    put([&](TrainingNews& news) { news.notes.push_back(note); });
}

void Mailbox::onStarted(RunId run, const NewRun& description) {
    begin(run, description, nullptr);
}

void Mailbox::onResumed(RunId run, const NewRun& description, const RunDetail& past) {
    begin(run, description, &past);
}

void Mailbox::begin(RunId run, const NewRun& description, const RunDetail* past) {
    // A long past is converted here, on the training thread, instead of by the receiver.
    auto record = std::make_shared<const RunRecord>(recordOf(run, description, past));
    put([&](TrainingNews& news) {
        news.started = description;
        news.run.run = run;
        news.run.reset = std::move(record);
    });
    run_ = run;
}

void Mailbox::onStep(const StepEvent& event) {
    putDelta([&](RunDelta& delta) { delta.steps.push_back(event); });
}

void Mailbox::onProbe(ProbeSnapshotPtr maps) {
    putDelta([&](RunDelta& delta) { delta.maps = std::move(maps); });
}

void Mailbox::onProbeTime(const ProbeTime& time) {
    put([&](TrainingNews& news) { news.probeTime = time; });
}

void Mailbox::onLayerShares(const std::vector<double>& shares) {
    putDelta([&](RunDelta& delta) { delta.layerShares = shares; });
}

void Mailbox::onEpoch(const EpochEvent& event, const EpochMeasurements& measured) {
    putDelta([&](RunDelta& delta) {
        delta.epochs.push_back(event);
        if (measured.maps) {
            delta.channels.push_back({event.epoch, measured.maps->channels});
            delta.maps = measured.maps;
        }
        if (!measured.outcomes.empty()) {
            delta.outcomes.push_back({event.epoch, measured.outcomes});
        }
    });
}

void Mailbox::onIntervention(const Intervention& intervention) {
    putDelta([&](RunDelta& delta) { delta.interventions.push_back(intervention); });
}

void Mailbox::onPaused(bool paused) {
    putDelta(
        [&](RunDelta& delta) { delta.status = paused ? RunStatus::paused : RunStatus::running; });
}

void Mailbox::onWentBack(std::int64_t step, LaterSteps later) {
    putDelta([&](RunDelta& delta) {
        if (later == LaterSteps::kept) {
            delta.endedAt = step;
        } else {
            delta.wentBackTo = std::min(step, delta.wentBackTo.value_or(step));
            std::erase_if(delta.steps, [=](const StepEvent& each) { return each.step > step; });
        }
        std::erase_if(delta.epochs, [=](const EpochEvent& each) { return each.step > step; });
        for (Intervention& each : delta.interventions) {
            if (each.step > step && changesTraining(each)) {
                markUndone(each);
            }
        }
        const int last = delta.epochs.empty() ? 0 : delta.epochs.back().epoch;
        std::erase_if(delta.channels, [=](const EpochChannels& each) { return each.epoch > last; });
        std::erase_if(delta.outcomes, [=](const EpochOutcomes& each) { return each.epoch > last; });
    });
}

void Mailbox::onTrouble(const std::string& trouble) {
    put([&](TrainingNews& news) { news.trouble = trouble; });
}

void Mailbox::onGivenUp(const std::string& trouble) {
    put([&](TrainingNews& news) {
        news.trouble.reset(); // the training no longer waits for the store
        news.givenUp = trouble;
    });
}

} // namespace asge
