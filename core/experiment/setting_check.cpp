// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/experiment/setting_check.h"

#include "core/base/text.h"
#include "core/experiment/layers.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <functional>
#include <utility>

namespace asge {

namespace {

std::string quotedList(const std::vector<Choice>& choices) {
    std::vector<std::string> words;
    for (const Choice& choice : choices) {
        words.push_back('"' + choice.name + '"');
    }
    return wordList(words, "or");
}

} // namespace

std::string rangeText(const Setting& setting) {
    if (setting.aboveMin) {
        return "above " + numberText(setting.min) + " and at most " + numberText(setting.max);
    }
    return "from " + numberText(setting.min) + " to " + numberText(setting.max);
}

std::string wantedText(const Setting& setting) {
    switch (setting.kind) {
    case SettingKind::integer:
        return "a whole number " + rangeText(setting);
    case SettingKind::number:
        return "a number " + rangeText(setting);
    case SettingKind::layers:
        return R"(text such as "32 64M 128M 256M")";
    case SettingKind::factors:
        return R"(text such as "1 1 0.5")";
    case SettingKind::device:
        return R"("auto", "cpu", "cuda" or "cuda:N" with N )" + rangeText(setting);
    case SettingKind::choice:
        return quotedList(setting.choices);
    case SettingKind::text:
        break;
    }
    return "text";
}

namespace {

/// What the value is, for the end of a message.
std::string found(const Json& value) {
    if (value.is_object()) {
        return "an object";
    }
    if (value.is_array()) {
        return "a list";
    }
    if (value.is_number_float() && !std::isfinite(value.get<double>())) {
        return numberText(value.get<double>());
    }
    return oneLine(value.dump(-1, ' ', false, Json::error_handler_t::replace), 80);
}

bool isInRange(const Setting& setting, double value) {
    // Written so that NaN is outside.
    return (setting.aboveMin ? value > setting.min : value >= setting.min) && value <= setting.max;
}

/// In whole numbers: as a double, 2^53 + 1 would be 2^53.
bool isWholeInRange(const Setting& setting, const Json& value) {
    if (value.is_number_unsigned() &&
        value.get<std::uint64_t>() > static_cast<std::uint64_t>(setting.max)) {
        return false; // also what doesn't fit below
    }
    return value.is_number_integer() &&
           value.get<std::int64_t>() >= static_cast<std::int64_t>(setting.min) &&
           value.get<std::int64_t>() <= static_cast<std::int64_t>(setting.max);
}

bool isDevice(const Setting& setting, const std::string& value) {
    if (setting.findChoice(value) != nullptr) {
        return true;
    }
    constexpr std::string_view kPrefix = "cuda:";
    if (!value.starts_with(kPrefix)) {
        return false;
    }
    const std::string index = value.substr(kPrefix.size());
    int parsed = -1;
    std::from_chars(index.data(), index.data() + index.size(), parsed);
    // Comparing the text keeps out signs, leading zeros and what follows the number.
    return std::to_string(parsed) == index && isInRange(setting, parsed);
}

std::optional<std::string> whatIsWrongWithText(const Setting& setting, const std::string& value) {
    if (findInvalidUtf8(value)) {
        return "must be UTF-8 text";
    }
    if (holdsControl(value)) {
        return "must be text without control characters, is " + found(value);
    }
    if (value.empty() && setting.min > 0) {
        return "must not be empty";
    }
    if (!isInRange(setting, static_cast<double>(value.size()))) {
        return "must be text of at most " + numberText(setting.max) + " bytes, has " +
               std::to_string(value.size());
    }
    return std::nullopt;
}

/// Makes the text of a value. Only messages need it, and thousands of values are checked.
using ShownValue = std::function<std::string()>;

/// "must be X, is Y", unless the value is valid.
std::optional<std::string> unless(bool valid, const Setting& setting, const ShownValue& is) {
    if (valid) {
        return std::nullopt;
    }
    return "must be " + wantedText(setting) + ", is " + is();
}

std::optional<std::string> whatIsWrongWithString(const Setting& setting, const std::string& value,
                                                 const ShownValue& is) {
    switch (setting.kind) {
    case SettingKind::choice:
        return unless(setting.findChoice(value) != nullptr, setting, is);
    case SettingKind::device:
        return unless(isDevice(setting, value), setting, is);
    case SettingKind::layers: {
        std::string wrong = readLayers(value).wrong;
        return wrong.empty() ? std::nullopt : std::optional(std::move(wrong));
    }
    case SettingKind::factors: {
        std::string wrong = readFactors(value).wrong;
        return wrong.empty() ? std::nullopt : std::optional(std::move(wrong));
    }
    default:
        return whatIsWrongWithText(setting, value);
    }
}

/// A number as people write it, which JSON does not know in all forms: "2.", ".05", "+1", " 3 ".
/// The text itself if it is no number, and also if its number is not finite.
Json numberOrText(std::string_view text) {
    constexpr std::string_view kBlanks = " \t";
    const std::size_t begin = std::min(text.find_first_not_of(kBlanks), text.size());
    std::string_view rest = text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
    std::string literal;
    if (rest.starts_with('+') || rest.starts_with('-')) {
        literal = rest.starts_with('-') ? "-" : "";
        rest.remove_prefix(1);
    }
    literal += rest.starts_with('.') ? "0" : "";
    const std::size_t point = rest.find('.');
    const bool endsWithPoint =
        point != std::string_view::npos && point > 0 &&
        (point + 1 == rest.size() || rest[point + 1] == 'e' || rest[point + 1] == 'E');
    literal += endsWithPoint ? std::string(rest.substr(0, point + 1)) + "0" +
                                   std::string(rest.substr(point + 1))
                             : std::string(rest);
    Json value = Json::parse(literal, nullptr, false);
    return value.is_number() && std::isfinite(value.get<double>()) ? value : Json(text);
}

} // namespace

std::optional<std::string> valueProblem(const Setting& setting, const Json& value,
                                        const std::string& typed) {
    const ShownValue is = [&] {
        return value.is_number() && !typed.empty() ? oneLine(typed, 80) : found(value);
    };
    switch (setting.kind) {
    case SettingKind::integer:
        return unless(isWholeInRange(setting, value), setting, is);
    case SettingKind::number:
        return unless(value.is_number() && isInRange(setting, value.get<double>()), setting, is);
    default:
        if (value.is_string()) {
            return whatIsWrongWithString(setting, value.get<std::string>(), is);
        }
        return unless(false, setting, is);
    }
}

std::optional<std::string> setValue(Experiment& experiment, const SettingRow& row,
                                    const Json& value, const std::string& typed) {
    if (auto wrong = valueProblem(row.setting, value, typed)) {
        return wrong;
    }
    row.set(experiment, value);
    return std::nullopt;
}

Json valueOfText(const Setting& setting, std::string_view text) {
    return setting.isNumeric() ? numberOrText(text) : Json(text);
}

} // namespace asge
