#pragma once

#include <ctime>
#include <optional>
#include <string>
#include <string_view>

/// Times and durations as the table of runs and its filters write them.
namespace asge {

/// The seconds since 1970 of a run's "2026-01-31T12:00:00Z"; nothing for any other text.
std::optional<std::time_t> momentOf(std::string_view utc);
/// By this computer's clock and time zone: "2026-01-31T13:00:00".
std::string localTime(std::time_t moment);
/// The local date so many days ago: "2026-01-31".
std::string localDate(int daysAgo);
/// 42 s as "0:42", an hour as "1:00:00". `seconds` are rounded; they must be finite.
std::string durationText(double seconds);

} // namespace asge
