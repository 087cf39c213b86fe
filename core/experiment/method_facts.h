// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string_view>
#include <vector>

namespace asge {

/// What a score of a method is. Scores share a line, an axis or a column only if their quantities
/// are equal.
struct Quantity {
    std::string_view key;       ///< in JSON, CSV and TensorBoard: "accuracy"
    std::string_view title;     ///< "Class accuracy"
    std::string_view shortName; ///< for a line of a terminal: "class"
    /// What guessing reaches with that many classes; null if guessing has no fixed value.
    double (*chance)(double classes);

    bool operator==(const Quantity& other) const { return key == other.key; }
};

/// The scores that a method measures on the same images: fractions, and nats per image.
struct ScoreQuantities {
    Quantity accuracy;
    Quantity loss;
};

/// Which layers' readouts learn, or guide what their layers learn. The others are random draws.
enum class LearnedReadouts { all, last };

/// What the rest of the program needs to know of a training method. The method itself, its
/// arithmetic, is a file of core/learn/methods.
struct MethodFacts {
    std::string_view name;        ///< "asge": the value of the setting `method`
    std::string_view description; ///< one line for a list of choices
    bool learnsLocally;           ///< each layer has a loss and an update of its own
    bool hasPatches;              ///< layers are read out through patches and a random projection
    bool usesProbabilities;       ///< its loss compares class probabilities with labels
    ScoreQuantities training;     ///< of training batches
    ScoreQuantities evaluated;    ///< of validation and test images
    /// With `projection.training` "trained", all readouts learn.
    LearnedReadouts learnedReadouts = LearnedReadouts::all;
    /// What probes show to the network if it is not the plain images, as a sentence; else empty.
    std::string_view shownToNetwork = {};
    /// The same in the description of one image; "%1" is the class of its label.
    std::string_view shownLabel = {};
    /// Why the class scores of a layer are not a linear function of one goodness map, as a
    /// sentence; empty if they are.
    std::string_view notLinear = {};
    /// Whether the CPU computes its steps in lanes of fused passes, unless projections are trained.
    bool hasFusedPass = false;
};

/// All methods in the order in which a list shows them. The first is the method that the project
/// is about, the others are its baselines.
const std::vector<MethodFacts>& methodFacts();
/// The scores of most methods: the images' labels, predicted among all classes.
const ScoreQuantities& classScores();
/// The facts about the method of that name, or null.
const MethodFacts* findMethodFacts(std::string_view name);

} // namespace asge
