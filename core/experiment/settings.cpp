// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/experiment/settings.h"

#include "core/base/text.h"
#include "core/experiment/setting_check.h"

#include <algorithm>
#include <stdexcept>

namespace asge {

namespace {

const SettingRow& rowAt(std::string_view path) {
    const SettingRow* row = findRow(path);
    if (row == nullptr) {
        throw std::out_of_range("no setting is called " + std::string(path));
    }
    return *row;
}

} // namespace

const Choice* Setting::findChoice(std::string_view name) const {
    const auto found = std::find_if(choices.begin(), choices.end(),
                                    [&](const Choice& choice) { return choice.name == name; });
    return found == choices.end() ? nullptr : &*found;
}

const std::vector<Setting>& settings() {
    static const std::vector<Setting> all = [] {
        std::vector<Setting> list;
        for (const SettingRow& row : settingRows()) {
            list.push_back(row.setting);
        }
        return list;
    }();
    return all;
}

const Setting* findSetting(std::string_view path) {
    const auto& all = settings();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const Setting& setting) { return setting.path == path; });
    return found == all.end() ? nullptr : &*found;
}

SplitPath splitPath(const std::string& path) {
    const std::size_t dot = path.find('.');
    if (dot == std::string::npos) {
        return {"", path};
    }
    return {path.substr(0, dot), path.substr(dot + 1)};
}

std::optional<std::string> suggestSetting(const std::string& path) {
    std::vector<std::string> paths;
    std::vector<std::string> keys;
    for (const Setting& setting : settings()) {
        paths.push_back(setting.path);
        keys.push_back(splitPath(setting.path).key);
    }
    const auto pathOf = [&](const std::string& key) -> std::optional<std::string> {
        const auto found = std::find(keys.begin(), keys.end(), key);
        return found == keys.end()
                   ? std::nullopt
                   : std::optional(paths[static_cast<std::size_t>(found - keys.begin())]);
    };
    // A right key in the wrong section, or without one, is nearer than any whole path.
    const std::string key = splitPath(path).key;
    if (auto sameKey = pathOf(key)) {
        return sameKey;
    }
    if (auto meant = closest(path, paths)) {
        return meant;
    }
    const auto meantKey = closest(key, keys);
    return meantKey ? pathOf(*meantKey) : std::nullopt;
}

std::optional<std::string> setSetting(Experiment& experiment, std::string_view path,
                                      std::string_view text) {
    const SettingRow& row = rowAt(path);
    return setValue(experiment, row, valueOfText(row.setting, text), std::string(text));
}

std::string settingText(const Experiment& experiment, std::string_view path) {
    const Json value = rowAt(path).get(experiment);
    return value.is_string() ? value.get<std::string>() : value.dump();
}

std::string rangeOf(const Setting& setting) {
    const std::string most = numberText(setting.max);
    switch (setting.kind) {
    case SettingKind::layers:
        return wantedText(setting) + ", of at most " + most + " layers";
    case SettingKind::factors:
        return wantedText(setting) + ", each " + rangeText(setting);
    case SettingKind::text:
        return wantedText(setting) + " of " +
               (setting.min > 0 ? numberText(setting.min) + " to " : "at most ") + most + " bytes";
    default:
        return wantedText(setting);
    }
}

std::string defaultOf(const Setting& setting) {
    return setting.required ? "" : settingText(Experiment{}, setting.path);
}

std::string inactiveReason(const Experiment& experiment, std::string_view path) {
    const SettingRow* row = findRow(path);
    const bool isInactive =
        row != nullptr && row->effect.condition != nullptr && !row->effect.condition(experiment);
    return isInactive ? std::string(row->effect.otherwise) : std::string();
}

} // namespace asge
