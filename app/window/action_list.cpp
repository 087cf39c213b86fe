// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/action_list.h"
#include "widgets/common/handled_keys.h"
#include "widgets/common/key_use.h"

#include <QAction>
#include <QMenu>
#include <QMenuBar>
#include <QSettings>
#include <QShortcut>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace asge {

namespace {

const char* const kStandardProperty = "standardShortcut";
const QString kPathSeparator = QStringLiteral(" › ");

QString settingOf(const QAction& action) {
    return QStringLiteral("shortcuts/") + action.objectName();
}

/// A text without the mark of its mnemonic: "&&" stands for '&'.
QString withoutMnemonic(QString text) {
    text.replace(QStringLiteral("&&"), QStringLiteral("\x01"));
    text.remove(u'&');
    return text.replace(u'\x01', u'&');
}

void addMenu(const QString& path, const QList<QAction*>& actions, std::set<QAction*>& known,
             std::vector<ListedAction>& all) {
    for (QAction* action : actions) {
        const QString text = withoutMnemonic(action->text());
        if (action->isSeparator() || text.isEmpty() || !known.insert(action).second) {
            continue;
        }
        const QString here = path.isEmpty() ? text : path + kPathSeparator + text;
        if (action->menu() != nullptr) {
            addMenu(here, action->menu()->actions(), known, all);
        } else {
            all.push_back({here, action});
        }
    }
}

} // namespace

ActionList::ActionList(QMenuBar& menus, std::vector<QWidget*> views, QSettings& settings,
                       QObject* parent)
    : QObject(parent), menus_(menus), views_(std::move(views)), settings_(settings) {}

std::vector<ListedAction> ActionList::all() const {
    std::vector<ListedAction> all;
    std::set<QAction*> known;
    addMenu({}, menus_.actions(), known, all);
    for (const QWidget* view : views_) {
        QList<QAction*> named;
        for (QAction* action : view->findChildren<QAction*>()) {
            if (!action->objectName().isEmpty() && action->menu() == nullptr) {
                named << action;
            }
        }
        addMenu(view->accessibleName(), named, known, all);
    }
    return all;
}

std::vector<FixedKey> ActionList::fixedKeys() const {
    std::map<std::pair<QString, QKeySequence>, bool> found; // whether it goes first
    for (const QShortcut* each : menus_.window()->findChildren<QShortcut*>()) {
        if (const QString use = keyUse(*each); !use.isEmpty()) {
            found.emplace(std::pair(use, each->key()), false);
        }
    }
    for (const HandledKeys* each : menus_.window()->findChildren<HandledKeys*>()) {
        for (const HandledKeys::Use& use : each->uses()) {
            for (const QKeySequence& key : use.keys) {
                found.emplace(std::pair(use.text, key), true);
            }
        }
    }
    const std::vector<ListedAction> listed = all();
    for (const QAction* each : menus_.window()->findChildren<QAction*>()) {
        const bool isListed = std::any_of(listed.begin(), listed.end(),
                                          [=](const auto& other) { return other.action == each; });
        for (const QKeySequence& key : isListed ? QList<QKeySequence>() : each->shortcuts()) {
            if (each->shortcutContext() != Qt::WindowShortcut && !each->text().isEmpty()) {
                found.emplace(std::pair(withoutMnemonic(each->text()), key), false);
            }
        }
    }
    std::vector<FixedKey> keys;
    for (const auto& [use, goesFirst] : found) {
        keys.push_back({use.first, use.second, goesFirst});
    }
    return keys;
}

QString ActionList::fixedUseOf(const QKeySequence& key) const {
    const std::vector<ListedAction> listed = all();
    const bool isStandard =
        std::any_of(listed.begin(), listed.end(), [&](const ListedAction& each) {
            return standardShortcut(*each.action) == key;
        });
    for (const FixedKey& each : fixedKeys()) {
        if (!key.isEmpty() && each.key == key && !(each.goesFirst && isStandard)) {
            return each.use;
        }
    }
    return {};
}

void ActionList::restoreShortcuts() {
    for (const ListedAction& each : all()) {
        each.action->setProperty(kStandardProperty, each.action->shortcut());
        const QString setting = settingOf(*each.action);
        if (settings_.contains(setting)) {
            each.action->setShortcut(
                QKeySequence(settings_.value(setting).toString(), QKeySequence::PortableText));
        }
    }
}

QKeySequence ActionList::standardShortcut(const QAction& action) {
    return action.property(kStandardProperty).value<QKeySequence>();
}

QString ActionList::userOf(const QKeySequence& key, const QAction* except) const {
    for (const ListedAction& each : all()) {
        if (!key.isEmpty() && each.action != except && each.action->shortcuts().contains(key)) {
            return each.path;
        }
    }
    return {};
}

void ActionList::setShortcut(QAction& action, const QKeySequence& key) {
    const auto assign = [this](QAction& changed, const QKeySequence& to) {
        changed.setShortcut(to);
        if (to == standardShortcut(changed)) {
            settings_.remove(settingOf(changed));
        } else {
            settings_.setValue(settingOf(changed), to.toString(QKeySequence::PortableText));
        }
    };
    for (const ListedAction& each : all()) {
        if (!key.isEmpty() && each.action != &action && each.action->shortcuts().contains(key)) {
            assign(*each.action, {});
        }
    }
    assign(action, key);
}

void ActionList::resetShortcuts() {
    for (const ListedAction& each : all()) {
        setShortcut(*each.action, standardShortcut(*each.action));
    }
}

} // namespace asge
