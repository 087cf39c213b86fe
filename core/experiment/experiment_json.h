// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace asge {

/// Reads an experiment from JSON; `source` (a file name) begins the errors. Unknown keys, wrong
/// types, values out of range and duplicate keys throw BadInput "SOURCE: FIELD: WHAT"; a syntax
/// error gives line and column. `network.layers` is required, every other key has a default.
/// `overrides` as in loadExperiment.
Experiment parseExperiment(std::string_view json, const std::string& source,
                           const std::vector<std::string>& overrides = {});
/// Reads a file of at most 1 MiB, then as parseExperiment. `overrides` are "key.path=value" texts
/// that replace the file's values before the experiment is checked. Errors in them begin with
/// "--set key.path=value: ".
Experiment loadExperiment(const std::filesystem::path& file,
                          const std::vector<std::string>& overrides = {});
/// Adds the place of a setting to an error that is found only after parsing, such as "device:
/// there is no …": the override that gave it, otherwise the file. Messages that do not begin with a
/// setting stay as they are.
std::string withPlace(const std::string& message, const std::filesystem::path& file,
                      const std::vector<std::string>& overrides = {});
/// All of an experiment, defaults written out, keys in a fixed order, indented: what the store
/// keeps.
std::string toJson(const Experiment& experiment);

} // namespace asge
