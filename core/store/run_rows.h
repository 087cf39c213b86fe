// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"
#include "core/store/codec.h"
#include "core/store/run_status.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <optional>
#include <string>

namespace asge {

/// Throws `damage` that names the run if there is a problem.
inline void requireNone(RunId id, const char* part, const std::optional<std::string>& problem) {
    if (problem) {
        throw damage(runPrefix(id) + part + ": " + *problem);
    }
}

} // namespace asge
