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
/// Rows are each of `cells` with each combination of `grid`, whose last setting changes fastest;
/// only `base` must be there. A setting's value is the base's, unless `set`, unless a cell or the
/// grid, unless an override ("key.path=value") has another one. Throws BadInput "FILE: FIELD: WHAT"
/// that names all that is wrong, one after another on one line.
Sweep loadSweep(const std::filesystem::path& file, const std::vector<std::string>& overrides = {});
/// As loadSweep, of its text; `base` is looked for in `file`'s folder.
Sweep parseSweep(std::string_view json, const std::filesystem::path& file,
                 const std::vector<std::string>& overrides = {});

} // namespace asge
