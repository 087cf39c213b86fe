// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <cstdint>
#include <optional>
#include <string>

namespace asge::cli {

struct InspectOptions {
    RunId run = 0;
    std::optional<std::int64_t> image; ///< a position in the split, from 0
    std::string split = "test";
    std::string file;      ///< an image file instead
    std::string className; ///< empty: the true label; for a file the predicted class
    std::string against;   ///< empty: the evidence of the class alone
    std::optional<int> epoch;
    std::string store;
    bool json = false;
    bool csv = false;
    int neighbours = 0; ///< nearest validation images to print per layer
    std::string png;    ///< a file to draw; empty for none
};

/// Prints, or draws, what each patch of each layer adds to a class's logit for one image, and
/// prints the validation images that are nearest to it in each layer's goodness. Returns
/// an exit status; throws asge::Error if it fails.
int inspect(const InspectOptions& options);

} // namespace asge::cli
