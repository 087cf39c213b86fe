// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli/json_output.h"
#include "core/data/dataset.h"
#include "core/data/formats.h"

#include <array>
#include <map>
#include <string>
#include <vector>

namespace asge::cli {

/// The facts that are printed first for a data set.
struct DataHead {
    std::string name;
    FoundData found;
    ImageSize size;
    std::size_t classes;
    std::array<int, 3> counts; ///< training, validation and test images
    std::map<std::string, int> ignored;
    int skipped;
};

/// Adds "channels", "height" and "width".
void addSize(const ImageSize& size, Json& json);

/// The head as JSON, with these notes.
Json headJson(const DataHead& head, const std::vector<std::string>& notes);

/// Prints the head in lines.
void printHead(const DataHead& head);

} // namespace asge::cli
