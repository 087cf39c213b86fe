// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/utc.h"

#include <ctime>

namespace asge {

std::int64_t unixTime() {
    return static_cast<std::int64_t>(std::time(nullptr));
}

std::string isoTime(std::int64_t seconds) {
    const auto time = static_cast<std::time_t>(seconds);
    std::tm utc{};
    gmtime_r(&time, &utc);
    std::string text(sizeof "-2147483648-01-31T12:00:00Z", '\0');
    text.resize(std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc));
    return text;
}

} // namespace asge
