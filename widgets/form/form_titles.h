// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/settings.h"

#include <QString>

#include <string>
#include <vector>

/// The translated texts for what core declares.
namespace asge {

/// The translated title of the setting at `path`; an unknown path is returned unchanged.
QString settingTitle(const std::string& path);
/// A stored value of that setting as readers see it: "all" for 0 training images, "0,5" of "0.5" in
/// a language with a decimal comma; "–" for no value.
QString settingValue(const std::string& path, const std::string& value);
/// The form's groups from top to bottom: "basic", then one per section.
std::vector<std::string> formGroups();
QString formGroupTitle(const std::string& group);
/// The settings of a group, from top to bottom.
std::vector<const Setting*> settingsOfGroup(const std::string& group);
/// The translated description of one of a setting's choices; empty if its name says enough.
QString choiceMeaning(const std::string& path, const std::string& choice);
/// The title of an experiment that is installed with the program, from its data set and the rest of
/// its file's name: "CIFAR-10, backprop" for cifar-10-backprop.
QString presetTitle(const QString& file, const std::string& dataName);

} // namespace asge
