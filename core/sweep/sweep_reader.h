// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/sweep/sweep.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace asge {

/// Reads a sweep:
///
///     {"name": "gain", "base": "../quick.json", "set": {"train.epochs": 2},
///      "cells": [{}, {"train.order": "greedy"}], "grid": {"projection.gain": [1, 10]},
///      "seeds": [1, 2, 3]}
///
/// The rows are each of `cells` combined with each combination of `grid`, whose last setting
/// changes fastest; only `base` is required, which may also be an experiment itself. The value of a
/// setting comes from, in order of precedence: an override ("key.path=value"), the cell or the
/// grid, `set`, the base. Throws BadInput "FILE: FIELD: WHAT" that lists all errors on one line.
Sweep loadSweep(const std::filesystem::path& file, const std::vector<std::string>& overrides = {});
/// Like loadSweep, for its text; `base` is relative to `file`'s folder.
Sweep parseSweep(std::string_view json, const std::filesystem::path& file,
                 const std::vector<std::string>& overrides = {});

/// The size of a sweep: it has rows × seeds cells.
struct SweepOutline {
    std::size_t rows = 0;
    std::size_t seeds = 0; ///< 1 if none are given
};
/// Reads a sweep like parseSweep, but builds only some 150 of its rows, which takes 10 ms instead
/// of 500 ms for the largest one. Throws for all errors of single values and for most of values
/// that do not fit together; rows that train the same experiment are not found.
SweepOutline outlineSweep(std::string_view json, const std::filesystem::path& file);

} // namespace asge
