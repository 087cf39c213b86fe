// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string_view>
#include <vector>

namespace asge {

/// What the rest of the program needs to know of a training method. The method itself, its
/// arithmetic, is a file of core/learn/methods.
struct MethodFacts {
    std::string_view name;        ///< "asge": the value of the setting `method`
    std::string_view description; ///< one line for a list of choices
    bool learnsLocally;           ///< each layer has a loss and an update of its own
    bool hasPatches;              ///< layers are read out through patches and a random projection
    bool usesProbabilities;       ///< its loss compares class probabilities with labels
    /// Why the class scores of a layer are not a linear function of one goodness map, as a
    /// sentence; empty if they are.
    std::string_view notLinear = {};
};

/// All methods in the order in which a list shows them. The first is the method that the project
/// is about, the others are its baselines.
const std::vector<MethodFacts>& methodFacts();
/// The facts about the method of that name, or null.
const MethodFacts* findMethodFacts(std::string_view name);

} // namespace asge
