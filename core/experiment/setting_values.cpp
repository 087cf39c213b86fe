// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/experiment/setting_values.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/experiment/json_reader.h"
#include "core/experiment/problems.h"
#include "core/experiment/setting_check.h"

#include <algorithm>

namespace asge {

namespace {

constexpr std::size_t kLongestKey = 100; // of keys and arguments in messages

/// A key such as "train.batch": 64, which is a path, but has to be an object in an object.
std::string flatKeyMessage(const std::string& path) {
    const auto [section, key] = splitPath(path);
    return "settings of a section belong into an object: \"" + section + "\": {\"" + key + "\": …}";
}

void takeSection(const std::string& name, const Json& section, const std::string& source,
                 SettingValues& values) {
    for (const auto& [key, value] : section.items()) {
        const std::string path = name + "." + key;
        const SettingRow* row = findRow(path);
        const std::string place = source + ": " + name + "." + shownKey(key);
        if (row == nullptr) {
            throw BadInput(place + ": " + noSuchSetting(path));
        }
        values.push_back({row, value, place});
    }
}

bool isSection(const std::string& name) {
    return !name.empty() &&
           std::any_of(settings().begin(), settings().end(), [&](const Setting& setting) {
               return setting.path.size() > name.size() && setting.path[name.size()] == '.' &&
                      setting.path.starts_with(name);
           });
}

void takeTopLevel(const std::string& key, const Json& value, const std::string& source,
                  SettingValues& values) {
    const std::string place = source + ": " + shownKey(key);
    const SettingRow* row = findRow(key);
    if (row != nullptr && splitPath(key).section.empty()) {
        values.push_back({row, value, place});
    } else if (row != nullptr) {
        throw BadInput(place + ": " + flatKeyMessage(key));
    } else if (!isSection(key)) {
        throw BadInput(place + ": " + noSuchSetting(key));
    } else if (!value.is_object()) {
        throw BadInput(place + ": must be an object with " + settingsOf(key));
    } else {
        takeSection(key, value, source, values);
    }
}

/// An override's text as a value. Quotes of JSON around it are removed.
Json overrideValue(const Setting& setting, const std::string& text) {
    const Json quoted = Json::parse(text, nullptr, false);
    if (quoted.is_string()) {
        return quoted;
    }
    return !setting.isNumeric() || quoted.is_discarded() ? valueOfText(setting, text) : quoted;
}

/// The place where a setting's value was given; if it is a default that does not fit, the source
/// and the path.
std::string placeOf(const std::string& path, const SettingValues& values,
                    const std::string& source) {
    const auto given = std::find_if(values.begin(), values.end(), [&](const SettingValue& each) {
        return each.row->setting.path == path;
    });
    return given != values.end() ? given->place : source + ": " + path;
}

void requireAll(const SettingValues& values, const std::string& source) {
    for (const SettingRow& row : settingRows()) {
        const bool isGiven =
            std::any_of(values.begin(), values.end(),
                        [&](const SettingValue& given) { return given.row == &row; });
        if (row.setting.required && !isGiven) {
            throw BadInput(source + ": " + row.setting.path + ": is required (" +
                           row.setting.description + ")");
        }
    }
}

} // namespace

std::string settingsOf(std::string_view section) {
    std::vector<std::string> paths;
    for (const Setting& setting : settings()) {
        if (splitPath(setting.path).section == section) {
            paths.push_back(setting.path);
        }
    }
    return wordList(paths, "and");
}

std::string noSuchSetting(const std::string& path) {
    const std::string what = "no such setting";
    const auto meant = suggestSetting(path);
    return meant ? what + "; did you mean " + *meant + "?" : what;
}

std::string shownKey(const std::string& key) {
    return key.empty() ? "\"\"" : oneLine(key, kLongestKey);
}

SettingValues readDocument(const Json& document, const std::string& source) {
    if (!document.is_object()) {
        throw BadInput(source + ": must be a JSON object of settings, is " +
                       (document.is_array() ? "a list" : "a single value"));
    }
    SettingValues values;
    for (const auto& [key, value] : document.items()) {
        takeTopLevel(key, value, source, values);
    }
    return values;
}

SettingValue readOverride(const std::string& text) {
    const std::string place = "--set " + oneLine(text, kLongestKey);
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) {
        throw BadInput(place + ": must be written as KEY=VALUE, such as train.batch=64");
    }
    const std::string path = text.substr(0, equals);
    const SettingRow* row = findRow(path);
    if (row != nullptr) {
        const std::string typed = text.substr(equals + 1);
        return {row, overrideValue(row->setting, typed), place, typed};
    }
    if (!path.empty() && !settingsOf(path).empty()) {
        throw BadInput(place + ": is a section; set " + settingsOf(path));
    }
    throw BadInput(place + ": " + noSuchSetting(path));
}

void replaceValue(SettingValue value, SettingValues& values) {
    const auto same = std::find_if(values.begin(), values.end(), [&](const SettingValue& other) {
        return other.row == value.row;
    });
    if (same == values.end()) {
        values.push_back(std::move(value));
    } else {
        *same = std::move(value);
    }
}

Experiment buildExperiment(const SettingValues& values, const std::string& source) {
    Experiment experiment;
    for (const SettingValue& given : values) {
        if (const auto wrong = setValue(experiment, *given.row, given.value, given.typed)) {
            throw BadInput(given.place + ": " + *wrong);
        }
    }
    requireAll(values, source);
    for (const Problem& problem : crossProblems(experiment)) {
        throw BadInput(placeOf(problem.field, values, source) + ": " + problem.what);
    }
    return experiment;
}

} // namespace asge
