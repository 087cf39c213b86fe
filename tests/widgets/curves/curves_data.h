// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/run_data.h"

#include <QString>
#include <QWidget>

#include <cmath>

namespace asge::test {

/// Values of a run that identify the layer, the split and the progress.
inline LayerScore score(int layer, double progress, double offset) {
    return {.loss = 2.0 / (1.0 + progress) + 0.1 * layer + offset,
            .accuracy = 0.1 + 0.08 * layer + 0.3 * progress / (1.0 + progress) + 0.1 * offset};
}

inline StepEvent step(int layers, int epoch, std::int64_t number) {
    StepEvent event;
    event.epoch = epoch;
    event.step = number;
    event.seconds = 0.25 * static_cast<double>(number);
    for (int l = 0; l < layers; ++l) {
        event.layers.push_back(score(l, static_cast<double>(number) / 100.0, 0.05));
    }
    return event;
}

inline EpochEvent epoch(int layers, int number, int stepsPerEpoch) {
    EpochEvent event;
    event.epoch = number;
    event.step = static_cast<std::int64_t>(number) * stepsPerEpoch;
    event.seconds = 0.25 * static_cast<double>(event.step) + 0.1;
    for (const Split split : kImageSplits) {
        std::vector<LayerScore> scores;
        for (int l = 0; l < layers; ++l) {
            scores.push_back(score(l, number, 0.01 * static_cast<int>(split)));
        }
        event.values.setScores(split, scores);
    }
    event.values.set(
        MetricId::accuracy, Split::test,
        Predictions{.last = event.test().back().accuracy, .fusion = 0.625, .best = 0.5625});
    return event;
}

/// A run with `epochs` finished epochs and `extra` steps of the next one.
inline RunCurves run(RunId id, int layers, int epochs, int stepsPerEpoch, int extra = 0) {
    RunCurves run;
    run.id = id;
    run.name = QStringLiteral("run %1").arg(id);
    for (int l = 0; l < layers; ++l) {
        run.layers.push_back(
            {.channels = 32 << l, .patches = 4, .height = 8, .width = 8, .pools = false});
    }
    for (std::int64_t s = 1; s <= epochs * stepsPerEpoch + extra; ++s) {
        run.steps.push_back(step(layers, static_cast<int>((s - 1) / stepsPerEpoch) + 1, s));
    }
    for (int e = 1; e <= epochs; ++e) {
        run.epochs.push_back(epoch(layers, e, stepsPerEpoch));
    }
    return run;
}

template <class Widget>
Widget* child(const QWidget& view, const char* name) {
    return view.findChild<Widget*>(QString::fromLatin1(name));
}

inline std::vector<StepEvent> eventsOf(const StepSeries& steps) {
    std::vector<StepEvent> events;
    for (const StepSeries::Step& s : steps) {
        events.push_back({s.epoch, s.step, s.seconds, {s.layers.begin(), s.layers.end()}});
    }
    return events;
}

/// Lets `edit` change a run's steps.
template <typename Edit>
void editSteps(RunCurves& run, Edit edit) {
    std::vector<StepEvent> events = eventsOf(run.steps);
    edit(events);
    run.steps = StepSeries(events);
}

} // namespace asge::test
