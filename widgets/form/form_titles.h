#pragma once

#include "core/experiment/experiment.h"

#include <QString>

#include <string>
#include <vector>

/// The form's words for what core declares.
namespace asge {

/// The form's title of a setting; one that a later version of core adds shows its key.
QString settingTitle(const std::string& path);
/// The form's groups from top to bottom: "basic", then a section each.
std::vector<std::string> formGroups();
QString formGroupTitle(const std::string& group);
/// The settings of a group, from top to bottom.
std::vector<const Setting*> settingsOfGroup(const std::string& group);
/// What one of a setting's choices means, in a line; empty where its word says it.
QString choiceMeaning(const std::string& path, const std::string& choice);
/// A data set's name as people write it: "Fashion-MNIST" of fashion-mnist.
QString dataTitle(const std::string& name);
/// Of an experiment that ships: its data set, and what else its file is called after:
/// "CIFAR-10, backprop" of cifar-10-backprop.
QString presetTitle(const QString& file, const std::string& dataName);

} // namespace asge
