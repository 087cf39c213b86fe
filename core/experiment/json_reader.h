#pragma once

#include "core/experiment/settings.h"

#include <string>
#include <string_view>

namespace asge {

/// Reads JSON text as an experiment may be: UTF-8, no key twice, not deeply nested, not huge.
/// Throws BadInput "SOURCE: …" with line and column of a syntax error or the path of a repeated
/// key.
Json readJson(std::string_view text, const std::string& source);

} // namespace asge
