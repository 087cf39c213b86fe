// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/outcomes.h"
#include "tests/widgets/run_records.h"

#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace asge::test {

/// What the layers of an imaginary network make of `images` images of `classes` classes. Layers get
/// better with their depth and with the epoch; some pairs of classes are confused often.
inline ImageOutcomes outcomesOfImages(int layers, int classes, int images, int epoch,
                                      unsigned seed) {
    std::mt19937 random(seed * 1000 + static_cast<unsigned>(epoch));
    const auto uniform = [&random] {
        return static_cast<double>(random()) / static_cast<double>(std::mt19937::max());
    };
    ImageOutcomes outcomes;
    outcomes.classes = classes;
    outcomes.scorers.resize(static_cast<std::size_t>(layers) + 1);
    for (int i = 0; i < images; ++i) {
        outcomes.labels.push_back(i % classes);
    }
    for (int scorer = 0; scorer <= layers; ++scorer) {
        ScorerOutcomes& made = outcomes.scorers[static_cast<std::size_t>(scorer)];
        const double depth = static_cast<double>(std::min(scorer + 1, layers)) / layers;
        const double skill = 0.45 + 0.3 * depth + 0.22 * epoch / (epoch + 2.0);
        for (int i = 0; i < images; ++i) {
            const int label = i % classes;
            const bool hard = label % 10 == 6 || label % 10 == 0;
            const bool right = uniform() < (hard ? skill * 0.8 : skill);
            const int near = label % 10 == 6 ? label - 6 : label % 10 == 0 ? label + 6 : label + 1;
            const int wrong =
                uniform() < 0.7 ? near % classes : static_cast<int>(random() % unsigned(classes));
            made.predicted.push_back(right || wrong == label ? label : wrong);
            made.confidence.push_back(0.5F);
            if (scorer < layers) {
                const double size = std::abs(2.5 * depth * std::log(1e-6 + uniform()));
                const bool correct = made.predicted.back() == label;
                made.margin.push_back(static_cast<float>(correct ? size : -0.4 * size - 1e-4));
            }
        }
    }
    for (int from = 0; from < layers; ++from) {
        for (int to = from; to < layers; ++to) {
            std::int64_t correct = 0;
            const int scorer = from == to ? from : from == 0 && to == layers - 1 ? layers : to;
            for (int i = 0; i < images; ++i) {
                correct += outcomes.scorers[static_cast<std::size_t>(scorer)]
                               .predicted[static_cast<std::size_t>(i)] == i % classes;
            }
            outcomes.rangeCorrect.push_back(
                std::min<std::int64_t>(images, correct + (from == to ? 0 : images / 200)));
        }
    }
    return outcomes;
}

/// The outcomes of an epoch with confusions. Validation has `images` images, test twice as many.
inline EpochOutcomes epochOutcomes(int layers, int classes, int images, int epoch) {
    EpochOutcomes outcomes;
    outcomes.epoch = epoch;
    outcomes.splits = {
        countOutcomes(Split::validation, outcomesOfImages(layers, classes, images, epoch, 1)),
        countOutcomes(Split::test, outcomesOfImages(layers, classes, 2 * images, epoch, 2))};
    return outcomes;
}

inline EpochOutcomes withoutConfusions(EpochOutcomes outcomes) {
    for (SplitOutcomes& each : outcomes.splits) {
        each.confusions.reset();
    }
    return outcomes;
}

/// The record of a run that has outcomes for each of its epochs.
inline RunRecord recordWithOutcomes(RunId id, int epochs, int classes, int images,
                                    std::vector<std::string> names = {}) {
    RunRecord record = tinyRecord(id, epochs, RunStatus::finished);
    const int layers = static_cast<int>(record.layers.size());
    for (int epoch = 1; epoch <= epochs; ++epoch) {
        record.outcomes.push_back(withoutConfusions(epochOutcomes(layers, classes, images, epoch)));
    }
    for (int label = static_cast<int>(names.size()); label < classes; ++label) {
        names.push_back("class " + std::to_string(label));
    }
    record.classNames = std::move(names);
    return record;
}

inline const std::vector<std::string> kFashionNames{
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
    "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};

} // namespace asge::test
