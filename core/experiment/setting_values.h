// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/setting_table.h"

#include <string>
#include <string_view>
#include <vector>

/// How an experiment is assembled from the values of a file and those that replace them. For the
/// parsers of experiments and sweeps only.
namespace asge {

/// The value that a document or an override gives to a setting.
struct SettingValue {
    const SettingRow* row = nullptr;
    Json value;
    std::string place;      ///< begins a message: "quick.json: train.batch", "--set train.batch=x"
    std::string typed = {}; ///< the value as an override's text has it; empty in a document
};

using SettingValues = std::vector<SettingValue>;

/// The document's settings in its order. Throws BadInput for keys that are not settings.
SettingValues readDocument(const Json& document, const std::string& source);
/// The value that "key.path=value" gives. Throws BadInput "--set key.path=value: …".
SettingValue readOverride(const std::string& text);
/// Replaces the value of the same setting in `values`, or adds it.
void replaceValue(SettingValue value, SettingValues& values);
/// Throws BadInput for a value that is not valid, and then for what is missing or contradictory;
/// `source` begins those messages.
Experiment buildExperiment(const SettingValues& values, const std::string& source);

/// "train.epochs, train.batch and train.seed" of "train"; empty if no setting is in the section.
std::string settingsOf(std::string_view section);
/// "no such setting", with a guess at what was meant.
std::string noSuchSetting(const std::string& path);
/// A key as messages show it; an empty one is shown as quotes.
std::string shownKey(const std::string& key);

} // namespace asge
