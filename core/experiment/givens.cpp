#include "core/experiment/givens.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/experiment/json_reader.h"

#include <algorithm>

namespace asge {

namespace {

constexpr std::size_t kLongestKey = 100; // of keys and arguments in messages

/// A key such as "train.batch": 64, which is a path, but has to be an object in an object.
std::string flatKeyMessage(const std::string& path) {
    const auto [section, key] = splitPath(path);
    return "settings of a section stand in an object: \"" + section + "\": {\"" + key + "\": …}";
}

void takeSection(const std::string& name, const Json& section, const std::string& source,
                 Givens& givens) {
    for (const auto& [key, value] : section.items()) {
        const std::string path = name + "." + key;
        const SettingRow* row = findRow(path);
        const std::string place = source + ": " + name + "." + shownKey(key);
        if (row == nullptr) {
            throw BadInput(place + ": " + noSuchSetting(path));
        }
        givens.push_back({row, value, place});
    }
}

void takeTopLevel(const std::string& key, const Json& value, const std::string& source,
                  Givens& givens) {
    const std::string place = source + ": " + shownKey(key);
    const SettingRow* row = findRow(key);
    if (row != nullptr && splitPath(key).section.empty()) {
        givens.push_back({row, value, place});
    } else if (row != nullptr) {
        throw BadInput(place + ": " + flatKeyMessage(key));
    } else if (settingsOf(key).empty() || key.empty()) {
        throw BadInput(place + ": " + noSuchSetting(key));
    } else if (!value.is_object()) {
        throw BadInput(place + ": must be an object with " + settingsOf(key));
    } else {
        takeSection(key, value, source, givens);
    }
}

bool isText(const Setting& setting) {
    return setting.kind != SettingKind::integer && setting.kind != SettingKind::number;
}

/// An override's value is JSON where it can be; a text needs no quotes.
Json overrideValue(const Setting& setting, const std::string& text) {
    Json value;
    try {
        value = readJson(text, "value");
    } catch (const BadInput&) {
        return text;
    }
    return isText(setting) && !value.is_string() ? Json(text) : value;
}

/// Where the value of a setting was given; where its default doesn't fit, the source and its path.
std::string placeOf(const std::string& path, const Givens& givens, const std::string& source) {
    const auto given = std::find_if(givens.begin(), givens.end(), [&](const Given& each) {
        return each.row->setting.path == path;
    });
    return given != givens.end() ? given->place : source + ": " + path;
}

void requireAll(const Givens& givens, const std::string& source) {
    for (const SettingRow& row : settingRows()) {
        const bool isGiven = std::any_of(givens.begin(), givens.end(),
                                         [&](const Given& given) { return given.row == &row; });
        if (row.setting.required && !isGiven) {
            throw BadInput(source + ": " + row.setting.path + ": must be given (" +
                           row.setting.description + ")");
        }
    }
}

} // namespace

std::string noSuchSetting(const std::string& path) {
    const std::string what = "no such setting";
    const auto meant = suggestSetting(path);
    return meant ? what + "; did you mean " + *meant + "?" : what;
}

std::string shownKey(const std::string& key) {
    return key.empty() ? "\"\"" : oneLine(key, kLongestKey);
}

Givens takeDocument(const Json& document, const std::string& source) {
    if (!document.is_object()) {
        throw BadInput(source + ": must be a JSON object of settings, is " +
                       (document.is_array() ? "a list" : "a single value"));
    }
    Givens givens;
    for (const auto& [key, value] : document.items()) {
        takeTopLevel(key, value, source, givens);
    }
    return givens;
}

Given readOverride(const std::string& text) {
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

void lay(Given given, Givens& over) {
    const auto same = std::find_if(over.begin(), over.end(),
                                   [&](const Given& other) { return other.row == given.row; });
    if (same == over.end()) {
        over.push_back(std::move(given));
    } else {
        *same = std::move(given);
    }
}

Experiment buildExperiment(const Givens& givens, const std::string& source) {
    Experiment experiment;
    for (const Given& given : givens) {
        if (const auto wrong = whatIsWrong(given.row->setting, given.value, given.typed)) {
            throw BadInput(given.place + ": " + *wrong);
        }
        given.row->set(experiment, given.value);
    }
    requireAll(givens, source);
    for (const Problem& problem : crossProblems(experiment)) {
        throw BadInput(placeOf(problem.field, givens, source) + ": " + problem.what);
    }
    return experiment;
}

} // namespace asge
