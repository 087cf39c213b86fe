// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/experiment/experiment_json.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "core/experiment/json_reader.h"
#include "core/experiment/setting_values.h"

#include <algorithm>

namespace asge {

namespace {

constexpr std::size_t kLongestShown = 100; // of keys and arguments in messages

Experiment parse(std::string_view json, const std::string& source,
                 const std::vector<std::string>& overrides) {
    const std::string shown = oneLine(source);
    SettingValues values = readDocument(readJson(json, source), shown);
    for (const std::string& text : overrides) {
        replaceValue(readOverride(text), values);
    }
    return buildExperiment(values, shown);
}

} // namespace

Experiment parseExperiment(std::string_view json, const std::string& source,
                           const std::vector<std::string>& overrides) {
    return parse(json, source, overrides);
}

Experiment loadExperiment(const std::filesystem::path& file,
                          const std::vector<std::string>& overrides) {
    return parse(readSmallFile(file, "an experiment"), shownName(file), overrides);
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

} // namespace asge
