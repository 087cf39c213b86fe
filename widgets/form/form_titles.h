// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/settings.h"

#include <QString>

#include <string>
#include <vector>

/// The form's texts for what core declares.
namespace asge {

/// The title of the setting at that path, translated; a path that is no setting stays as it is.
QString settingTitle(const std::string& path);
/// The form's groups from top to bottom: "basic", then a section each.
std::vector<std::string> formGroups();
QString formGroupTitle(const std::string& group);
/// The settings of a group, from top to bottom.
std::vector<const Setting*> settingsOfGroup(const std::string& group);
/// The description of one of a setting's choices, translated; empty if its name says it.
QString choiceMeaning(const std::string& path, const std::string& choice);
/// The title of an experiment that is installed with the program: its data set and the rest of its
/// file's name, "CIFAR-10, backprop" of cifar-10-backprop.
QString presetTitle(const QString& file, const std::string& dataName);

} // namespace asge
