// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/compare/compare_means.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace asge::compare {
namespace {

using Step = StepSeries::Step;
using Scores = std::span<const LayerScore>;

class Average {
  public:
    void add(double value) {
        if (std::isfinite(value)) {
            sum_ += value;
            ++count_;
        }
    }
    double value() const {
        return count_ > 0 ? sum_ / count_ : std::numeric_limits<double>::quiet_NaN();
    }

  private:
    double sum_ = 0;
    int count_ = 0;
};

template <class Event, class Value>
double averageOf(const std::vector<Event>& events, Value value) {
    Average average;
    for (const Event& event : events) {
        average.add(static_cast<double>(value(event)));
    }
    return average.value();
}

/// The mean scores of events; `scoresOf` returns an event's scores.
template <class Event, class ScoresOf>
std::vector<LayerScore> averageScores(const std::vector<Event>& events, ScoresOf scoresOf) {
    std::size_t layers = 0;
    for (const Event& event : events) {
        layers = std::max(layers, Scores(scoresOf(event)).size());
    }
    std::vector<LayerScore> means(layers);
    for (std::size_t layer = 0; layer < layers; ++layer) {
        Average loss;
        Average accuracy;
        for (const Event& event : events) {
            if (const Scores scores = scoresOf(event); layer < scores.size()) {
                loss.add(scores[layer].loss);
                accuracy.add(scores[layer].accuracy);
            }
        }
        means[layer] = {loss.value(), accuracy.value()};
    }
    return means;
}

/// Merges several series by number (epoch or step). `at(series, index)` returns an event,
/// `numberOf(event)` its number; `take` is called with all events of each number, in ascending
/// order.
template <class Event, class At, class NumberOf, class Take>
void byNumber(const std::vector<std::size_t>& sizes, At at, NumberOf numberOf, Take take) {
    std::vector<std::size_t> next(sizes.size(), 0);
    std::vector<Event> same;
    while (true) {
        same.clear();
        auto least = std::numeric_limits<std::int64_t>::max();
        for (std::size_t i = 0; i < sizes.size(); ++i) {
            if (next[i] < sizes[i]) {
                least = std::min<std::int64_t>(least, numberOf(at(i, next[i])));
            }
        }
        for (std::size_t i = 0; i < sizes.size(); ++i) {
            if (next[i] < sizes[i] && numberOf(at(i, next[i])) == least) {
                same.push_back(at(i, next[i]++));
            }
        }
        if (same.empty()) {
            return;
        }
        take(same);
    }
}

EpochEvent meanEpoch(const std::vector<const EpochEvent*>& epochs) {
    const auto mean = [&epochs](auto value) {
        return averageOf(epochs, [value](const EpochEvent* epoch) { return value(*epoch); });
    };
    EpochEvent event;
    event.epoch = epochs.front()->epoch;
    event.step = std::llround(mean([](const EpochEvent& e) { return e.step; }));
    event.seconds = mean([](const EpochEvent& e) { return e.seconds; });
    std::vector<const MetricValues*> values;
    for (const EpochEvent* epoch : epochs) {
        values.push_back(&epoch->values);
    }
    event.values = meanOf(values);
    event.bestLayer = epochs.front()->bestLayer;
    return event;
}

StepEvent meanStep(const std::vector<Step>& steps) {
    const auto first = std::min_element(
        steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.epoch < b.epoch; });
    return {first->epoch, first->step, averageOf(steps, [](const Step& s) { return s.seconds; }),
            averageScores(steps, [](const Step& s) { return s.layers; })};
}

/// If a slow run ends before the others, the mean step and time would decrease; this keeps them
/// ascending.
template <class Event>
void keepAscending(Event& event, const Event& before) {
    event.step = std::max(event.step, before.step);
    event.seconds = std::max(event.seconds, before.seconds);
}

std::vector<EpochEvent> meanEpochs(const std::vector<const RunCurves*>& runs) {
    std::vector<std::size_t> sizes;
    for (const RunCurves* run : runs) {
        sizes.push_back(run->epochs.size());
    }
    std::vector<EpochEvent> means;
    byNumber<const EpochEvent*>(
        sizes, [&runs](std::size_t run, std::size_t i) { return &runs[run]->epochs[i]; },
        [](const EpochEvent* epoch) { return epoch->epoch; },
        [&means](const std::vector<const EpochEvent*>& epochs) {
            means.push_back(meanEpoch(epochs));
            if (means.size() > 1) {
                keepAscending(means.back(), means[means.size() - 2]);
            }
        });
    return means;
}

StepSeries meanSteps(const std::vector<const RunCurves*>& runs) {
    std::vector<std::size_t> sizes;
    for (const RunCurves* run : runs) {
        sizes.push_back(run->steps.size());
    }
    StepSeries means;
    StepEvent before;
    byNumber<Step>(
        sizes, [&runs](std::size_t run, std::size_t i) { return runs[run]->steps[i]; },
        [](const Step& step) { return step.step; },
        [&](const std::vector<Step>& steps) {
            StepEvent mean = meanStep(steps);
            keepAscending(mean, before);
            means.push_back(mean);
            before = std::move(mean);
        });
    return means;
}

} // namespace

RunCurves meanCurves(const std::vector<const RunCurves*>& runs, const QString& name) {
    RunCurves mean;
    mean.name = name;
    mean.status = runs.front()->status;
    mean.scores = runs.front()->scores;
    for (const RunCurves* run : runs) {
        if (run->layers.size() > mean.layers.size()) {
            mean.layers = run->layers;
        }
        mean.stepsPerEpoch = std::max(mean.stepsPerEpoch, run->stepsPerEpoch);
    }
    mean.epochs = meanEpochs(runs);
    mean.steps = meanSteps(runs);
    return mean;
}

} // namespace asge::compare
