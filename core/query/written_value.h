// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/run_field.h"

#include <optional>
#include <string>
#include <string_view>

/// Values as they are written in a filter; used only by the filter's terms.
namespace asge::filter {

/// A number as written by the user. It equals all numbers that are rounded to it.
struct Written {
    double value = 0;
    double tolerance = 0; ///< half a unit of the last written digit
};

/// The text with a decimal point instead of a decimal comma: "0.8" of "0,8". Unchanged if there are
/// several marks, and if the comma may separate thousands, as in "2,000" but not in "0,125".
std::string withDecimalPoint(std::string_view text);
/// A finite number; the tolerance is 0.
std::optional<Written> readPlain(std::string_view text);
/// A number of that kind: an accuracy is a fraction or, above 1 or with %, a percentage; a duration
/// is "90", "90s", "1h30m", "1.5h", "2d", "1:30" (minutes and seconds) or "1:30:00".
std::optional<Written> readNumber(FieldKind kind, std::string_view text);
/// The prefix of RunEntry::created that a date means: "2026-11-01", a shorter prefix such as the
/// year, a date with a time, "today" or "yesterday"; nothing for any other text.
std::optional<std::string> readDate(std::string_view text);

} // namespace asge::filter
