// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <string>

namespace asge {

/// The result of importing a run.
struct ImportedRun {
    RunId id = 0; ///< its number in this store
    std::string uid;
    std::string name;
    bool isNew = true; ///< false if this store already had the run
};

} // namespace asge
