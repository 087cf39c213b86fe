// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asge {

/// What a setting's value is.
enum class SettingKind {
    integer, ///< a whole number from min to max
    number,  ///< a number from min to max, greater than min if aboveMin
    choice,  ///< the name of one of choices
    text,    ///< text of min to max bytes
    layers,  ///< as parseLayers reads it
    factors, ///< numbers from min to max, separated by spaces or commas
    device,  ///< "auto", "cpu", "cuda" or "cuda:N"
};

/// A value that can be chosen.
struct Choice {
    std::string name;
    std::string description; ///< one line; empty if the name says it
};

/// One setting of an experiment: what it is called, what its values may be, what it does.
struct Setting {
    std::string path;        ///< "train.batch"
    std::string title;       ///< "Batch size", in a form
    std::string description; ///< one line, for a tooltip and for `asge settings`
    SettingKind kind = SettingKind::integer;
    double min = 0.0;
    double max = 0.0;
    bool aboveMin = false; ///< min itself is not allowed
    bool required = false; ///< has no default
    std::vector<Choice> choices = {};
    /// What 0, or an empty text, stands for, such as "all"; empty if it is a value like others.
    std::string unset = {};
    /// Whether it can change what is learned or measured. Runs that differ only in other settings,
    /// such as the number of threads, are runs of the same experiment.
    bool changesResults = true;

    bool isNumeric() const { return kind == SettingKind::integer || kind == SettingKind::number; }
    /// The choice of that name, or null.
    const Choice* findChoice(std::string_view name) const;
};

/// All settings, in the order in which toJson writes them.
const std::vector<Setting>& settings();
/// The setting at that path, or null.
const Setting* findSetting(std::string_view path);
/// The path of the setting that was probably meant by a path that is none.
std::optional<std::string> suggestSetting(const std::string& path);

/// "train" and "batch" of "train.batch"; the section of a setting at the top level is empty.
struct SplitPath {
    std::string section;
    std::string key;
};
SplitPath splitPath(const std::string& path);

/// Sets one setting from text as a person types it, and returns what is wrong with the text, such
/// as "must be a whole number from 1 to 65536, is -3"; the experiment then stays as it was. Numbers
/// may be written as ".05", "2." and "+1". Throws std::out_of_range for an unknown path.
std::optional<std::string> setSetting(Experiment& experiment, std::string_view path,
                                      std::string_view text);
/// One setting's value as text, which setSetting reads back. Throws std::out_of_range for an
/// unknown path.
std::string settingText(const Experiment& experiment, std::string_view path);

/// What a setting's values are: "a whole number from 1 to 65536".
std::string rangeOf(const Setting& setting);
/// A setting's default as `--set` takes it; empty if that is an empty text or there is none.
std::string defaultOf(const Setting& setting);

/// Why the setting at that path has no effect together with the experiment's other values, such as
/// "only SGD has momentum". Empty if it has an effect, or may have one on data that are not known
/// by name.
std::string inactiveReason(const Experiment& experiment, std::string_view path);

} // namespace asge
