// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/runs/runs_group_button.h"

#include "widgets/common/plain_text.h"
#include "widgets/runs/runs_text.h"

#include <QMenu>

#include <algorithm>

namespace asge {
namespace {

constexpr int kMostTags = 30;

QString titleOfKey(const std::string& key) {
    if (key == kAllButSeed) {
        return RunsText::tr("seeds");
    }
    if (key == kTags) {
        return RunsText::tr("tags");
    }
    const QString path = QString::fromStdString(key);
    return key.starts_with(kTagPrefix) ? path : path.section(u'.', -1);
}

} // namespace

RunsGroupButton::RunsGroupButton(const RunsModel& model, QWidget* parent)
    : QToolButton(parent), model_(model) {
    setObjectName(QStringLiteral("runsGroupBy"));
    setPopupMode(QToolButton::InstantPopup);
    setFocusPolicy(Qt::TabFocus);
    setToolTip(RunsText::tr("Combine runs into groups, a row each, with mean ± standard "
                            "deviation.\nSelect two groups to see how they differ."));
    setMenu(new QMenu(this));
    connect(menu(), &QMenu::aboutToShow, this, &RunsGroupButton::fill);
    setKeys({});
}

void RunsGroupButton::setKeys(const std::vector<std::string>& keys) {
    keys_ = keys;
    QStringList titles;
    for (const std::string& key : keys) {
        titles << titleOfKey(key);
    }
    QString text = titles.join(QStringLiteral(", "));
    if (text.size() > 24) {
        text = titles.front() + RunsText::tr(" and %1 more").arg(titles.size() - 1);
    }
    const QString room(2, QChar::Nbsp); // room for the arrow
    setText((titles.isEmpty() ? RunsText::tr("Group")
                              : RunsText::tr("Group: %1").arg(plain::button(text))) +
            room);
}

void RunsGroupButton::toggle(const std::string& key) {
    std::vector<std::string> keys = keys_;
    const auto found = std::find(keys.begin(), keys.end(), key);
    if (found != keys.end()) {
        keys.erase(found);
    } else if (key == kAllButSeed) {
        keys = {key}; // this key includes all others
    } else {
        std::erase(keys, kAllButSeed);
        keys.push_back(key);
    }
    setKeys(keys);
    emit keysChanged();
}

void RunsGroupButton::addKey(QMenu* menu, const std::string& key, const QString& title) {
    QAction* action = menu->addAction(plain::button(title));
    action->setCheckable(true);
    action->setChecked(std::find(keys_.begin(), keys_.end(), key) != keys_.end());
    connect(action, &QAction::triggered, this, [this, key] { toggle(key); });
}

void RunsGroupButton::fill() {
    menu()->clear();
    QAction* off = menu()->addAction(RunsText::tr("Off"));
    off->setCheckable(true);
    off->setChecked(keys_.empty());
    connect(off, &QAction::triggered, this, [this] {
        setKeys({});
        emit keysChanged();
    });
    addKey(menu(), kAllButSeed, RunsText::tr("Everything but the seed"));
    menu()->addSeparator();
    const auto& differing = model_.differingSettings();
    for (const std::string& path : differing) {
        addKey(menu(), path, QString::fromStdString(path));
    }
    if (differing.empty()) {
        menu()->addAction(RunsText::tr("No setting differs between runs"))->setEnabled(false);
    }
    QMenu* others = menu()->addMenu(RunsText::tr("Other settings"));
    for (const RunColumn& column : model_.columns()) {
        if (column.group == ColumnGroup::settings && !differing.contains(column.field.path())) {
            addKey(others, column.field.path(), QString::fromStdString(column.field.name()));
        }
    }
    QMenu* tags = menu()->addMenu(RunsText::tr("Tags"));
    addKey(tags, kTags, RunsText::tr("All tags of a run"));
    tags->addSeparator();
    const auto seen = model_.valuesSeen(RunField::ofSource(RunField::Source::tag));
    for (const QString& tag : seen.mid(0, kMostTags)) {
        addKey(tags, kTagPrefix + tag.toStdString(), tag);
    }
}

} // namespace asge
