// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <string>
#include <vector>

namespace asge::cli {

struct ControlOptions {
    RunId run = 0;
    std::vector<std::string> words; ///< the command and its arguments: rate 2 0.5
    bool list = false;
    int timeout = 60; ///< seconds to wait for the answer
    std::string store;
    bool json = false;
};

/// Sends a command to the process that trains a run and prints the answer: exit status 2 if it was
/// refused, 1 if it expired. With `list`, prints the state of the run and the commands that were
/// sent to it.
int control(const ControlOptions& options);

/// The commands and what they do, one per line, for the help.
std::string commandHelp();

} // namespace asge::cli
