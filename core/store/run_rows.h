#pragma once

#include "core/run/records.h"
#include "core/store/codec.h"
#include "core/store/run_status.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <optional>
#include <string>

namespace asge {

// What the reads of runs have in common.

inline LayerScore scoreAt(const SQLite::Statement& row, int column) {
    return {realAt(row, column), realAt(row, column + 1)};
}

inline Accuracies accuraciesAt(const SQLite::Statement& row, int column) {
    return {realAt(row, column), realAt(row, column + 1), realAt(row, column + 2)};
}

/// Nothing where none of the three was measured.
inline std::optional<Accuracies> measuredAt(const SQLite::Statement& row, int column) {
    for (int i = column; i < column + 3; ++i) {
        if (!row.isColumnNull(i)) {
            return accuraciesAt(row, column);
        }
    }
    return std::nullopt;
}

/// Throws `damage` that names the run if there is a problem.
inline void requireNone(RunId id, const char* part, const std::optional<std::string>& problem) {
    if (problem) {
        throw damage(runPlace(id) + part + ": " + *problem);
    }
}

} // namespace asge
