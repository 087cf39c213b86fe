// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"

#include <string>
#include <vector>

namespace asge {

/// Something that is wrong with an experiment.
struct Problem {
    std::string field; ///< "train.batch"
    std::string what;  ///< "must be a whole number from 1 to 65536, is -3"
};

/// Every problem of the values, without throwing; empty if the experiment is valid.
std::vector<Problem> problems(const Experiment& experiment);
/// Problems between settings of which each is valid by itself.
std::vector<Problem> crossProblems(const Experiment& experiment);

} // namespace asge
