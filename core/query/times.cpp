// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/query/times.h"

#include <charconv>

namespace asge {
namespace {

/// Whether a text has the shape "dddd-dd": digits in place of d, other characters as given.
bool hasShape(std::string_view text, std::string_view shape) {
    if (text.size() != shape.size()) {
        return false;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool digit = text[i] >= '0' && text[i] <= '9';
        if (shape[i] == 'd' ? !digit : text[i] != shape[i]) {
            return false;
        }
    }
    return true;
}

int numberIn(std::string_view text, std::size_t position, std::size_t length) {
    int number = 0;
    std::from_chars(text.data() + position, text.data() + position + length, number);
    return number;
}

std::string written(const std::tm& time, const char* pattern) {
    char text[64] = "";
    return std::string(text, std::strftime(text, sizeof text, pattern, &time));
}

} // namespace

std::optional<std::time_t> parsedTime(std::string_view utc) {
    if (!hasShape(utc, "dddd-dd-ddTdd:dd:ddZ")) {
        return std::nullopt;
    }
    std::tm time{};
    time.tm_year = numberIn(utc, 0, 4) - 1900;
    time.tm_mon = numberIn(utc, 5, 2) - 1;
    time.tm_mday = numberIn(utc, 8, 2);
    time.tm_hour = numberIn(utc, 11, 2);
    time.tm_min = numberIn(utc, 14, 2);
    time.tm_sec = numberIn(utc, 17, 2);
    const std::tm given = time;
    const std::time_t seconds = timegm(&time); // normalises values that are out of range
    const bool isValid = time.tm_mon == given.tm_mon && time.tm_mday == given.tm_mday &&
                         time.tm_hour == given.tm_hour && time.tm_min == given.tm_min &&
                         time.tm_sec == given.tm_sec;
    return isValid ? std::optional(seconds) : std::nullopt;
}

std::string localTime(std::time_t time) {
    std::tm local{};
    return localtime_r(&time, &local) != nullptr ? written(local, "%Y-%m-%dT%H:%M:%S")
                                                 : std::string();
}

std::string localDate(int daysAgo) {
    const std::time_t now = std::time(nullptr);
    std::tm day{};
    localtime_r(&now, &day);
    day.tm_mday -= daysAgo;
    day.tm_hour = 12; // noon exists on every day, even if the clocks are changed
    day.tm_isdst = -1;
    std::mktime(&day);
    return written(day, "%Y-%m-%d");
}

} // namespace asge
