// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <ctime>
#include <optional>
#include <string>
#include <string_view>

/// Times in the table of runs and its filters.
namespace asge {

/// The seconds since 1970 of a time such as "2026-01-31T12:00:00Z"; nothing for any other text.
std::optional<std::time_t> parsedTime(std::string_view utc);
/// The local time, such as "2026-01-31T13:00:00".
std::string localTime(std::time_t time);
/// The local date `daysAgo` days ago, such as "2026-01-31".
std::string localDate(int daysAgo);

} // namespace asge
