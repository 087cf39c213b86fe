// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <string>

namespace asge {

/// What became of a run of an imported file.
struct ImportedRun {
    RunId id = 0; ///< in this store
    std::string uid;
    std::string name;
    bool made = true; ///< false: it was in this store already
};

} // namespace asge
