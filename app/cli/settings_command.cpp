// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/settings_command.h"

#include "app/cli/exit_status.h"
#include "app/cli/output.h"
#include "core/experiment/settings.h"

namespace asge::cli {

namespace {

/// The type name of a value in JSON, such as "integer".
const char* kindName(SettingKind kind) {
    switch (kind) {
    case SettingKind::integer:
        return "integer";
    case SettingKind::number:
        return "number";
    case SettingKind::choice:
        return "choice";
    case SettingKind::text:
        return "text";
    case SettingKind::layers:
        return "layers";
    case SettingKind::factors:
        return "factors";
    case SettingKind::device:
        return "device";
    }
    return "";
}

/// A default as JSON: a number if the setting is numeric, null if it is required.
Json defaultJson(const Setting& setting) {
    const std::string text = defaultOf(setting);
    if (setting.required) {
        return nullptr;
    }
    return setting.isNumeric() ? Json::parse(text) : Json(text);
}

Json settingJson(const Setting& setting) {
    Json json = {{"setting", setting.path},
                 {"kind", kindName(setting.kind)},
                 {"default", defaultJson(setting)},
                 {"range", rangeOf(setting)},
                 {"meaning", setting.description}};
    if (setting.isNumeric()) {
        json["min"] = setting.min;
        json["max"] = setting.max;
        json["above_min"] = setting.aboveMin;
    }
    if (!setting.choices.empty()) {
        for (const Choice& choice : setting.choices) {
            json["choices"].push_back(choice.name);
        }
    }
    return json;
}

void print(const Setting& setting) {
    const std::string text = defaultOf(setting);
    out() << setting.path << " = "
          << (setting.required ? "(required)"
              : text.empty()   ? "\"\""
                               : text)
          << "\n    " << setting.description << "\n    " << rangeOf(setting) << '\n';
}

} // namespace

int listSettings(const SettingsOptions& options) {
    if (!options.json) {
        for (const Setting& setting : settings()) {
            print(setting);
        }
        return ok;
    }
    Json list = Json::array();
    for (const Setting& setting : settings()) {
        list.push_back(settingJson(setting));
    }
    out().json(list).flush();
    return ok;
}

} // namespace asge::cli
