// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <string>

namespace asge {

/// The current time in Unix seconds.
std::int64_t unixTime();
/// Formats Unix seconds as UTC, ISO 8601: "2026-01-31T12:00:00Z".
std::string isoTime(std::int64_t seconds);

} // namespace asge
