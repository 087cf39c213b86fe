// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace asge {

/// Settings as pairs of path and text: {"train.batch", "64"}.
using FlatSettings = std::vector<std::pair<std::string, std::string>>;

/// The settings of an experiment's JSON in its order, strings without quotes. Keys need not be
/// known settings. Throws BadInput for text that is not a JSON object.
FlatSettings flatSettings(std::string_view json);

} // namespace asge
