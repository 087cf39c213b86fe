// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/experiment/method_facts.h"

#include <algorithm>

namespace asge {

namespace {

constexpr ScoreQuantities kClassScores{
    .accuracy = {.key = "accuracy",
                 .title = "Class accuracy",
                 .shortName = "class",
                 .chance = [](double classes) { return 1 / classes; }},
    .loss = {.key = "loss", .title = "Class loss", .shortName = "class", .chance = nullptr}};

/// An image is right if it has more goodness with its true label than with a wrong one.
constexpr ScoreQuantities kPairScores{.accuracy = {.key = "positive_negative_accuracy",
                                                   .title = "Positive against negative accuracy",
                                                   .shortName = "pos/neg",
                                                   .chance = [](double) { return 0.5; }},
                                      .loss = {.key = "positive_negative_loss",
                                               .title = "Positive against negative loss",
                                               .shortName = "pos/neg",
                                               .chance = nullptr}};

} // namespace

const ScoreQuantities& classScores() {
    static const ScoreQuantities scores = kClassScores;
    return scores;
}

const std::vector<MethodFacts>& methodFacts() {
    static const std::vector<MethodFacts> all{
        {.name = "asge",
         .description = "Each layer learns from its own spatial goodness",
         .learnsLocally = true,
         .hasPatches = true,
         .usesProbabilities = true,
         .training = kClassScores,
         .evaluated = kClassScores,
         .hasFusedPass = true},
        {.name = "backprop",
         .description = "The same layers, trained end to end by backpropagation",
         .learnsLocally = false,
         .hasPatches = true,
         .usesProbabilities = true,
         .training = kClassScores,
         .evaluated = kClassScores,
         .learnedReadouts = LearnedReadouts::last},
        {.name = "deep-supervision",
         .description = "End to end, with the losses of all local heads added",
         .learnsLocally = false,
         .hasPatches = true,
         .usesProbabilities = true,
         .training = kClassScores,
         .evaluated = kClassScores},
        {.name = "channel-competition",
         .description = "Groups of channels compete for the classes (CwComp)",
         .learnsLocally = true,
         .hasPatches = false,
         .usesProbabilities = true,
         .training = kClassScores,
         .evaluated = kClassScores,
         .hasFusedPass = true},
        {.name = "mean-goodness",
         .description = "The mean activation is the goodness (DeeperForward)",
         .learnsLocally = true,
         .hasPatches = false,
         .usesProbabilities = true,
         .training = kClassScores,
         .evaluated = kClassScores},
        {.name = "forward-forward",
         .description = "Positive and negative images with an embedded label (Hinton)",
         .learnsLocally = true,
         .hasPatches = false,
         .usesProbabilities = false,
         .training = kPairScores,
         .evaluated = kClassScores,
         .shownToNetwork = "The maps are those of positive images: each image was shown with its "
                           "true label drawn into it as a wave.",
         .shownLabel = "label drawn in: %1",
         .notLinear = "Forward-forward scores each class in a separate pass, with the class drawn "
                      "into the image, so one goodness map does not hold the evidence for all "
                      "classes."},
    };
    return all;
}

const MethodFacts* findMethodFacts(std::string_view name) {
    const auto& all = methodFacts();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const MethodFacts& facts) { return facts.name == name; });
    return found == all.end() ? nullptr : &*found;
}

} // namespace asge
