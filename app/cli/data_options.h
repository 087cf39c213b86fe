// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

namespace asge::cli {

/// The options of the `data` commands.
struct DataOptions {
    std::string source;                 ///< a data set's name, a folder, or an experiment file
    std::vector<std::string> overrides; ///< "key.path=value"
    int size = 0;                       ///< data.size, unless 0
    std::string labels;                 ///< data.labels, unless empty
    bool json = false;
    std::string output; ///< browse: the PNG file
    std::string split = "train";
    std::string className; ///< the only class to show, by name or index; empty for all
    int count = 10;        ///< images per class
    int page = 1;          ///< browse: counted from 1
};

} // namespace asge::cli
