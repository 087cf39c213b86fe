// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/settings.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

/// The table of settings as the parsers and the writer use it. For core's own files only: it
/// brings the JSON library along.
namespace asge {

using Json = nlohmann::ordered_json; ///< keeps the order of the text

/// When a setting has an effect.
struct Effect {
    bool (*condition)(const Experiment& experiment) = nullptr; ///< null: always
    std::string_view otherwise = {}; ///< why it has none while the condition does not hold
};

/// A setting, and how it is read from and written to an experiment.
struct SettingRow {
    Setting setting;
    Effect effect;
    Json (*get)(const Experiment& experiment);
    void (*set)(Experiment& experiment, const Json& value); ///< value must be valid
};

/// In the order in which toJson writes them.
const std::vector<SettingRow>& settingRows();
/// The row of the setting at that path, or null.
const SettingRow* findRow(std::string_view path);

} // namespace asge
