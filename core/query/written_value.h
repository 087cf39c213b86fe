#pragma once

#include "core/query/run_field.h"

#include <optional>
#include <string>
#include <string_view>

/// Values as they are written in a filter. For the filter's terms alone.
namespace asge::filter {

/// A number as it was written: what is shown rounded is meant rounded if it is to be equal.
struct Written {
    double value = 0;
    double tolerance = 0; ///< half a unit of the last digit
};

/// A finite number, to all of its digits.
std::optional<Written> readPlain(std::string_view text);
/// A number of that kind: an accuracy is a fraction or, above 1 or with %, a percentage; a duration
/// is "90", "90s", "1h30m", "1.5h", "2d", "1:30" (minutes and seconds) or "1:30:00".
std::optional<Written> readNumber(FieldKind kind, std::string_view text);
/// The beginning of RunEntry::created that is meant by "2026-11-01", by its beginning down to the
/// year, with a time of the day behind it, or by "today" and "yesterday"; nothing for another text.
std::optional<std::string> readDate(std::string_view text);

} // namespace asge::filter
