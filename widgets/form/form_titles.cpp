// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/form/form_titles.h"

#include "core/experiment/data_facts.h"
#include "core/experiment/setting_words.h"
#include "core/experiment/settings.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/typed_number.h"
#include "widgets/form/form_text.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <array>
#include <map>

namespace asge {
namespace {

/// The settings of the first group, from top to bottom: those that matter most.
constexpr std::array kBasicSettings{
    "method",       "data.name",   "network.layers", "optimizer.learning_rate",
    "train.epochs", "train.batch", "train.seed"};

using Texts = std::map<std::string, QString>;

QString translated(const std::string& text) {
    return QCoreApplication::translate("Settings", text.c_str());
}

std::string groupOf(const std::string& path) {
    if (std::find(kBasicSettings.begin(), kBasicSettings.end(), path) != kBasicSettings.end()) {
        return "basic";
    }
    const std::size_t dot = path.find('.');
    return dot == std::string::npos ? "compute" : path.substr(0, dot);
}

} // namespace

QString settingTitle(const std::string& path) {
    const Setting* setting = findSetting(path);
    return setting == nullptr ? QString::fromStdString(path) : translated(setting->title);
}

QString settingValue(const std::string& path, const std::string& value) {
    const std::string word = wordFor(path, value);
    return value.empty()  ? QStringLiteral("–")
           : word.empty() ? shownNumber(plain::line(value))
                          : FormText::tr(word.c_str());
}

std::vector<std::string> formGroups() {
    std::vector<std::string> groups{"basic",     "data",  "augment", "network", "projection",
                                    "optimizer", "train", "compute", "probe"};
    for (const Setting& setting : settings()) {
        const std::string group = groupOf(setting.path);
        if (std::find(groups.begin(), groups.end(), group) == groups.end()) {
            groups.push_back(group); // a group of a later version
        }
    }
    return groups;
}

std::vector<const Setting*> settingsOfGroup(const std::string& group) {
    std::vector<const Setting*> found;
    for (const char* path : kBasicSettings) {
        if (group == "basic") {
            found.push_back(findSetting(path));
        }
    }
    for (const Setting& setting : settings()) {
        if (group != "basic" && groupOf(setting.path) == group) {
            found.push_back(&setting);
        }
    }
    return found;
}

QString formGroupTitle(const std::string& group) {
    static const std::map<std::string, QString> titles{
        {"basic", FormText::tr("Basics")},          {"data", FormText::tr("Data")},
        {"augment", FormText::tr("Augmentation")},  {"network", FormText::tr("Network")},
        {"projection", FormText::tr("Projection")}, {"optimizer", FormText::tr("Optimizer")},
        {"train", FormText::tr("Training")},        {"checkpoint", FormText::tr("Checkpoints")},
        {"compute", FormText::tr("Computation")},   {"probe", FormText::tr("Probe")},
    };
    const auto found = titles.find(group);
    return found == titles.end() ? QString::fromStdString(group) : found->second;
}

QString choiceMeaning(const std::string& path, const std::string& name) {
    const Setting* setting = findSetting(path);
    const Choice* choice = setting == nullptr ? nullptr : setting->findChoice(name);
    return choice == nullptr || choice->description.empty() ? QString()
                                                            : translated(choice->description);
}

QString presetTitle(const QString& file, const std::string& dataName) {
    QString rest = file;
    const QString data = QString::fromStdString(dataName);
    if (rest.startsWith(data)) {
        rest.remove(0, data.size());
    }
    const QString more = rest.split('-', Qt::SkipEmptyParts).join(' ');
    return more.isEmpty()
               ? QString::fromStdString(dataTitle(dataName))
               : QStringLiteral("%1, %2").arg(QString::fromStdString(dataTitle(dataName)), more);
}

} // namespace asge
