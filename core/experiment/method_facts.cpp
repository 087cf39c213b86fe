// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/experiment/method_facts.h"

#include <algorithm>

namespace asge {

const std::vector<MethodFacts>& methodFacts() {
    static const std::vector<MethodFacts> all{
        {.name = "asge",
         .description = "Each layer learns from its own spatial goodness",
         .learnsLocally = true,
         .hasPatches = true,
         .usesProbabilities = true},
        {.name = "backprop",
         .description = "The same layers, trained end to end by backpropagation",
         .learnsLocally = false,
         .hasPatches = true,
         .usesProbabilities = true},
        {.name = "deep-supervision",
         .description = "End to end, with the losses of all local heads added",
         .learnsLocally = false,
         .hasPatches = true,
         .usesProbabilities = true},
        {.name = "channel-competition",
         .description = "Groups of channels compete for the classes (CwComp)",
         .learnsLocally = true,
         .hasPatches = false,
         .usesProbabilities = true},
        {.name = "mean-goodness",
         .description = "The mean activation is the goodness (DeeperForward)",
         .learnsLocally = true,
         .hasPatches = false,
         .usesProbabilities = true},
        {.name = "forward-forward",
         .description = "Positive and negative images with an embedded label (Hinton)",
         .learnsLocally = true,
         .hasPatches = false,
         .usesProbabilities = false,
         .notLinear =
             "Forward-forward scores each class in a pass of its own, with the class drawn "
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
