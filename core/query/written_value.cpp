// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/query/written_value.h"

#include "core/query/letters.h"
#include "core/query/times.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace asge::filter {
namespace {

/// The unit of a number's last digit; the number has no exponent.
double lastUnit(std::string_view number) {
    const auto point = number.find('.');
    return point == std::string_view::npos
               ? 1.0
               : std::pow(10.0, -static_cast<double>(number.size() - point - 1));
}

std::optional<Written> readAccuracy(std::string_view text) {
    const bool percentage = text.ends_with('%');
    if (percentage) {
        text.remove_suffix(1);
    }
    auto written = readPlain(text);
    if (!written) {
        return std::nullopt;
    }
    // The table shows percentages, so fusion>92 means 92 %; no accuracy is above 1.
    const double scale = percentage || written->value > 1 ? 0.01 : 1.0;
    return Written{written->value * scale, 0.5 * lastUnit(text) * scale + 1e-12};
}

std::size_t digitsAt(std::string_view text, std::size_t position) {
    const auto end = text.find_first_not_of("0123456789", std::min(position, text.size()));
    return (end == std::string_view::npos ? text.size() : end) - std::min(position, text.size());
}

/// "1:30" is minutes and seconds, "1:30:00" has hours in front.
std::optional<Written> readClock(std::string_view text) {
    double seconds = 0;
    int parts = 0;
    for (bool hasMore = true; hasMore; ++parts) {
        const std::size_t digits = digitsAt(text, 0);
        const auto part = readPlain(text.substr(0, digits));
        hasMore = digits < text.size() && text[digits] == ':';
        const bool isLast = digits == text.size();
        if (!part || (!hasMore && !isLast) || (isLast && digits != 2)) {
            return std::nullopt;
        }
        seconds = 60 * seconds + part->value;
        text.remove_prefix(digits + (hasMore ? 1 : 0));
    }
    return parts == 2 || parts == 3 ? std::optional(Written{seconds, 0.5}) : std::nullopt;
}

struct Unit {
    std::string_view name;
    double seconds;
};

/// The unit at the beginning of a text; without a unit, seconds.
Unit unitAt(std::string_view text) {
    static constexpr Unit kUnits[] = {{"d", 86400}, {"h", 3600}, {"min", 60},
                                      {"m", 60},    {"sec", 1},  {"s", 1}};
    for (const Unit& unit : kUnits) {
        if (text.starts_with(unit.name)) {
            return unit;
        }
    }
    return {"", 1};
}

/// Parses "1h30m": numbers with units.
std::optional<Written> readDuration(std::string_view text) {
    if (const auto clock = readClock(text)) {
        return clock;
    }
    if (text.empty()) {
        return std::nullopt;
    }
    Written sum;
    while (!text.empty()) {
        std::size_t length = digitsAt(text, 0);
        const bool hasWhole = length > 0;
        if (length < text.size() && text[length] == '.') {
            length += 1 + digitsAt(text, length + 1);
        }
        const auto number = readPlain(text.substr(0, length));
        if (!number || (!hasWhole && length < 2)) {
            return std::nullopt;
        }
        const Unit unit = unitAt(text.substr(length));
        sum.value += number->value * unit.seconds;
        sum.tolerance = 0.5 * lastUnit(text.substr(0, length)) * unit.seconds;
        text.remove_prefix(length + unit.name.size());
    }
    return sum;
}

bool isBetween(std::string_view two, int low, int high) {
    const int number = 10 * (two[0] - '0') + (two[1] - '0');
    return number >= low && number <= high;
}

} // namespace

std::string withDecimalPoint(std::string_view text) {
    constexpr std::string_view kMarks = ",.";
    std::string written(text);
    const auto comma = text.find_first_of(kMarks);
    if (comma == std::string_view::npos || text[comma] != ',' ||
        text.find_last_of(kMarks) != comma) {
        return written;
    }
    const std::string_view front = text.substr(0, comma);
    const std::string_view whole = front.substr(front.find_last_not_of("0123456789") + 1);
    const std::size_t behind = digitsAt(text, comma + 1);
    constexpr std::size_t kGroup = 3;
    const bool mayBeGroup = behind == kGroup && whole.size() <= kGroup && !whole.starts_with('0');
    if (!whole.empty() && behind > 0 && !mayBeGroup) {
        written[comma] = '.';
    }
    return written;
}

std::optional<Written> readPlain(std::string_view text) {
    text = trimmed(text);
    if (text.starts_with('+') && !text.starts_with("+-")) {
        text.remove_prefix(1);
    }
    double value = 0;
    const auto [read, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || read != text.data() + text.size() ||
        !std::isfinite(value)) {
        return std::nullopt;
    }
    return Written{value, 1e-12 * std::abs(value)};
}

std::optional<Written> readNumber(FieldKind kind, std::string_view text) {
    switch (kind) {
    case FieldKind::accuracy:
        return readAccuracy(text);
    case FieldKind::duration:
        return readDuration(lowered(text));
    case FieldKind::count: {
        auto written = readPlain(text);
        if (written) {
            written->tolerance =
                0; // integers such as seeds are compared exactly; they have up to 16 digits
        }
        return written;
    }
    default:
        return readPlain(text);
    }
}

std::optional<std::string> readDate(std::string_view text) {
    std::string iso = lowered(text);
    if (iso == "today" || iso == "yesterday") {
        return localDate(iso == "today" ? 0 : 1);
    }
    constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:dd";
    for (const std::size_t length : {4U, 7U, 10U, 13U, 16U, 19U}) {
        if (iso.size() != length) {
            continue;
        }
        if (length > 10 && (iso[10] == 't' || iso[10] == ' ')) {
            iso[10] = 'T';
        }
        for (std::size_t i = 0; i < length; ++i) {
            const bool digit = iso[i] >= '0' && iso[i] <= '9';
            if (kShape[i] == 'd' ? !digit : iso[i] != kShape[i]) {
                return std::nullopt;
            }
        }
        const std::string_view read = iso;
        const auto fits = [&](std::size_t position, int low, int high) {
            return length <= position || isBetween(read.substr(position, 2), low, high);
        };
        const bool sound = fits(5, 1, 12) && fits(8, 1, 31) && fits(11, 0, 23) && fits(14, 0, 59) &&
                           fits(17, 0, 59);
        return sound ? std::optional(iso) : std::nullopt;
    }
    return std::nullopt;
}

} // namespace asge::filter
