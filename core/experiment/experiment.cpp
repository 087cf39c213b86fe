#include "core/experiment/experiment.h"

#include "core/error.h"
#include "core/experiment/files.h"
#include "core/experiment/json_reader.h"
#include "core/experiment/settings.h"
#include "core/experiment/text.h"

#include <algorithm>
#include <fstream>
#include <stdexcept>

namespace asge {

namespace {

constexpr std::uintmax_t kLargestFile = 1U << 20U;
constexpr std::size_t kLongestShown = 100; // of keys and arguments in messages

/// A value that the text or an override gives.
struct Given {
    const SettingRow* row = nullptr;
    Json value;
    std::string place; ///< begins a message: "quick.json: train.batch", "--set train.batch=x"
};

using Givens = std::vector<Given>;

std::string noSuchSetting(const std::string& path) {
    const std::string what = "no such setting";
    const auto meant = suggestSetting(path);
    return meant ? what + "; did you mean " + *meant + "?" : what;
}

/// A key as messages show it; the empty one would show nothing.
std::string shownKey(const std::string& key) {
    return key.empty() ? "\"\"" : oneLine(key, kLongestShown);
}

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

/// The document's settings in its order; throws for keys that aren't settings.
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

Given readOverride(const std::string& text) {
    const std::string place = "--set " + oneLine(text, kLongestShown);
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) {
        throw BadInput(place + ": must be written as KEY=VALUE, such as train.batch=64");
    }
    const std::string path = text.substr(0, equals);
    const SettingRow* row = findRow(path);
    if (row != nullptr) {
        return {row, overrideValue(row->setting, text.substr(equals + 1)), place};
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

Experiment build(const Givens& givens, const std::string& source) {
    Experiment experiment;
    for (const Given& given : givens) {
        if (const auto wrong = whatIsWrong(given.row->setting, given.value)) {
            throw BadInput(given.place + ": " + *wrong);
        }
        given.row->set(experiment, given.value);
    }
    requireAll(givens, source);
    for (const Problem& problem : crossProblems(experiment)) {
        throw BadInput(source + ": " + problem.field + ": " + problem.what);
    }
    return experiment;
}

Experiment parse(std::string_view json, const std::string& source,
                 const std::vector<std::string>& overrides) {
    const std::string shown = oneLine(source);
    Givens givens = takeDocument(readJson(json, source), shown);
    for (const std::string& text : overrides) {
        lay(readOverride(text), givens);
    }
    return build(givens, shown);
}

std::string readSmallFile(const std::filesystem::path& file) {
    const std::uintmax_t size = regularFileSize(file);
    if (size > kLargestFile) {
        throw BadInput(shownName(file) + ": is larger than 1 MiB, too large for an experiment");
    }
    std::ifstream in(file, std::ios::binary);
    std::string text(size, '\0');
    in.read(text.data(), static_cast<std::streamsize>(size));
    if (!in && !in.eof()) {
        throw BadInput(shownName(file) + ": can't be read; is reading it permitted?");
    }
    text.resize(static_cast<std::size_t>(in.gcount()));
    return text;
}

std::string flatText(const Json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
}

void flatten(const Json& value, const std::string& path,
             std::vector<std::pair<std::string, std::string>>& flat) {
    if (value.is_object() && !value.empty()) {
        for (const auto& [key, inner] : value.items()) {
            flatten(inner, path.empty() ? key : path + "." + key, flat);
        }
    } else {
        flat.emplace_back(path, flatText(value));
    }
}

} // namespace

Experiment parseExperiment(std::string_view json, const std::string& source,
                           const std::vector<std::string>& overrides) {
    return parse(json, source, overrides);
}

Experiment loadExperiment(const std::filesystem::path& file,
                          const std::vector<std::string>& overrides) {
    return parse(readSmallFile(file), shownName(file), overrides);
}

std::string withPlace(const std::string& message, const std::filesystem::path& file,
                      const std::vector<std::string>& overrides) {
    const std::size_t colon = message.find(": ");
    const std::string path = message.substr(0, std::min(colon, message.size()));
    if (colon == std::string::npos || findRow(path) == nullptr) {
        return message;
    }
    const auto last =
        std::find_if(overrides.rbegin(), overrides.rend(), [&](const std::string& text) {
            return text.substr(0, text.find('=')) == path;
        });
    return last == overrides.rend()
               ? shownName(file) + ": " + message
               : "--set " + oneLine(*last, kLongestShown) + message.substr(colon);
}

std::string toJson(const Experiment& experiment) {
    Json document = Json::object();
    for (const SettingRow& row : settingRows()) {
        const auto [section, key] = splitPath(row.setting.path);
        Json& holder = section.empty() ? document : document[section];
        holder[key] = row.get(experiment);
    }
    constexpr int kIndent = 2;
    return document.dump(kIndent, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string settingText(const Experiment& experiment, std::string_view path) {
    const SettingRow* row = findRow(path);
    if (row == nullptr) {
        throw std::out_of_range("no setting is called " + std::string(path));
    }
    return flatText(row->get(experiment));
}

std::vector<Problem> problems(const Experiment& experiment) {
    std::vector<Problem> found;
    for (const SettingRow& row : settingRows()) {
        if (auto wrong = whatIsWrong(row.setting, row.get(experiment))) {
            found.push_back({row.setting.path, std::move(*wrong)});
        }
    }
    for (Problem& problem : crossProblems(experiment)) {
        const std::string section = splitPath(problem.field).section;
        // Two settings can only be compared where each is sound.
        if (std::none_of(found.begin(), found.end(), [&](const Problem& other) {
                return splitPath(other.field).section == section;
            })) {
            found.push_back(std::move(problem));
        }
    }
    return found;
}

std::vector<std::pair<std::string, std::string>> flatSettings(std::string_view json) {
    const std::string source = "experiment";
    const Json document = readJson(json, source);
    if (!document.is_object()) {
        throw BadInput(source + ": must be a JSON object");
    }
    std::vector<std::pair<std::string, std::string>> flat;
    for (const auto& [key, value] : document.items()) {
        flatten(value, key, flat);
    }
    return flat;
}

} // namespace asge
