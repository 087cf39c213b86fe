// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/setting_table.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace asge {

/// Far more than an experiment needs, and little enough that every later step is quick.
constexpr std::size_t kMostExperimentValues = 4096;

/// Reads JSON text as an experiment may be: UTF-8, no key twice, not deeply nested, at most
/// `mostValues` values. Throws BadInput "SOURCE: …" with line and column of a syntax error or the
/// path of a repeated key.
Json readJson(std::string_view text, const std::string& source,
              std::size_t mostValues = kMostExperimentValues);

} // namespace asge
