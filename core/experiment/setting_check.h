// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/setting_table.h"

#include <optional>
#include <string>
#include <string_view>

/// What a setting's value must be. For core's own files only.
namespace asge {

/// "from 1 to 65536", "above 0 and at most 10".
std::string rangeText(const Setting& setting);
/// What a value must be: "a whole number from 1 to 65536".
std::string wantedText(const Setting& setting);

/// What a value must be and what it is, as Problem::what; nothing if it is valid. A number that
/// was typed is shown as it was, `typed`.
std::optional<std::string> valueProblem(const Setting& setting, const Json& value,
                                        const std::string& typed = {});

/// Sets a value that has been read from text or JSON, or returns what is wrong with it, as
/// valueProblem does.
std::optional<std::string> setValue(Experiment& experiment, const SettingRow& row,
                                    const Json& value, const std::string& typed = {});

/// The value that a typed text stands for: a number if the setting is numeric and the text is one,
/// otherwise the text. It need not be valid.
Json valueOfText(const Setting& setting, std::string_view text);

} // namespace asge
