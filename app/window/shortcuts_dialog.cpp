// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/shortcuts_dialog.h"

#include "app/window/action_list.h"
#include "widgets/common/control_states.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/style.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace asge {

namespace {

constexpr QSize kShortcutsSize{640, 560};
constexpr int kActionRole = Qt::UserRole;

enum ShortcutColumn { kActionColumn, kKeyColumn, kStandardColumn, kShortcutColumns };

QString noAction() {
    return ShortcutsDialog::tr("Choose an action whose shortcut is not fixed.");
}

QString shownKey(const QKeySequence& key) {
    return key.toString(QKeySequence::NativeText);
}

} // namespace

ShortcutsDialog::ShortcutsDialog(ActionList& actions, QWidget* parent)
    : QDialog(parent), actions_(actions), search_(new QLineEdit(this)),
      list_(new QTreeWidget(this)), key_(new QKeySequenceEdit(this)),
      conflict_(new PlainLabel(this)), assign_(new QPushButton(tr("&Assign"), this)),
      reset_(new QPushButton(tr("&Reset"), this)) {
    setObjectName("shortcutsDialog");
    setWindowTitle(tr("Keyboard shortcuts"));
    setAttribute(Qt::WA_DeleteOnClose);
    search_->setObjectName("shortcutsSearch");
    search_->setPlaceholderText(tr("Find an action or a shortcut"));
    search_->setAccessibleName(tr("Find"));
    search_->setClearButtonEnabled(true);
    list_->setObjectName("shortcutsList");
    list_->setAccessibleName(tr("Actions"));
    list_->setColumnCount(kShortcutColumns);
    list_->setHeaderLabels({tr("Action"), tr("Shortcut"), tr("Default")});
    list_->setRootIsDecorated(false);
    list_->setUniformRowHeights(true);
    list_->header()->setStretchLastSection(false);
    list_->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    list_->header()->setSectionResizeMode(kActionColumn, QHeaderView::Stretch);
    key_->setObjectName("shortcutsKey");
    key_->setAccessibleName(tr("New shortcut"));
    conflict_->setObjectName("shortcutsConflict");
    conflict_->setWordWrap(true);
    assign_->setObjectName("shortcutsAssign");
    assign_->setToolTip(tr("Give the chosen action this shortcut; without keys, none"));
    reset_->setObjectName("shortcutsReset");
    reset_->setToolTip(tr("Give the chosen action its default shortcut"));
    auto* resetAll = new QPushButton(tr("Reset a&ll"), this);
    resetAll->setObjectName("shortcutsResetAll");
    resetAll->setAutoDefault(false);
    assign_->setAutoDefault(false);
    reset_->setAutoDefault(false);

    auto* change = new QHBoxLayout;
    auto* label = new PlainLabel(tr("&New shortcut"), this);
    label->setBuddy(key_);
    change->addWidget(label);
    change->addWidget(key_, 1);
    change->addWidget(assign_);
    change->addWidget(reset_);
    change->addWidget(resetAll);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->button(QDialogButtonBox::Close)->setAutoDefault(false);
    auto* rows = new QVBoxLayout(this);
    rows->addWidget(search_);
    rows->addWidget(list_, 1);
    rows->addLayout(change);
    rows->addWidget(conflict_);
    rows->addWidget(buttons);
    resize(kShortcutsSize);

    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(search_, &QLineEdit::textChanged, this, &ShortcutsDialog::filter);
    connect(list_, &QTreeWidget::currentItemChanged, this, &ShortcutsDialog::showChosen);
    connect(key_, &QKeySequenceEdit::keySequenceChanged, this, &ShortcutsDialog::showConflict);
    connect(assign_, &QPushButton::clicked, this, &ShortcutsDialog::assign);
    connect(reset_, &QPushButton::clicked, this, &ShortcutsDialog::resetChosen);
    connect(resetAll, &QPushButton::clicked, this, [this] {
        actions_.resetShortcuts();
        fill();
    });
    fill();
}

void ShortcutsDialog::fill() {
    const QAction* before = chosen();
    list_->clear();
    for (const ListedAction& each : actions_.all()) {
        if (each.action->objectName().isEmpty()) {
            continue; // an entry that comes and goes, such as a recent file
        }
        auto* item = new QTreeWidgetItem({plain::line(each.path), shownKey(each.action->shortcut()),
                                          shownKey(ActionList::standardShortcut(*each.action))});
        item->setSizeHint(kActionColumn, QSize(0, style::rowHeight(*list_)));
        item->setData(kActionColumn, kActionRole, QVariant::fromValue<QObject*>(each.action));
        list_->addTopLevelItem(item);
        if (each.action == before || before == nullptr) {
            list_->setCurrentItem(item);
            before = each.action;
        }
    }
    for (const FixedKey& each : actions_.fixedKeys()) {
        auto* item = new QTreeWidgetItem(
            {tr("In views › %1").arg(plain::line(each.use)), shownKey(each.key), tr("fixed")});
        item->setSizeHint(kActionColumn, QSize(0, style::rowHeight(*list_)));
        list_->addTopLevelItem(item);
    }
    filter();
    showChosen();
}

void ShortcutsDialog::filter() {
    for (int i = 0; i < list_->topLevelItemCount(); ++i) {
        QTreeWidgetItem* item = list_->topLevelItem(i);
        const QString text = item->text(kActionColumn) + u' ' + item->text(kKeyColumn);
        item->setHidden(!text.contains(search_->text(), Qt::CaseInsensitive));
    }
    chooseShown();
}

/// What a filter hides can't be changed: chooses the first action that is shown instead, if any.
void ShortcutsDialog::chooseShown() {
    if (list_->currentItem() != nullptr && !list_->currentItem()->isHidden()) {
        return;
    }
    QTreeWidgetItem* first = nullptr;
    for (int i = 0; first == nullptr && i < list_->topLevelItemCount(); ++i) {
        QTreeWidgetItem* item = list_->topLevelItem(i);
        first = item->isHidden() ? nullptr : item;
    }
    list_->setCurrentItem(first);
}

QAction* ShortcutsDialog::chosen() const {
    const QTreeWidgetItem* item = list_->currentItem();
    return item == nullptr
               ? nullptr
               : qobject_cast<QAction*>(item->data(kActionColumn, kActionRole).value<QObject*>());
}

void ShortcutsDialog::showChosen() {
    const QAction* action = chosen();
    setUsable(*reset_, action != nullptr ? QString() : noAction());
    key_->setKeySequence(action == nullptr ? QKeySequence() : action->shortcut());
    showConflict();
}

void ShortcutsDialog::showConflict() {
    const QAction* action = chosen();
    const QKeySequence key = key_->keySequence();
    const QString user = actions_.userOf(key, action);
    const QString fixed = action != nullptr && key != action->shortcut() &&
                                  key != ActionList::standardShortcut(*action)
                              ? actions_.fixedUseOf(key)
                              : QString();
    conflict_->setText(
        !fixed.isEmpty() ? tr("%1 is a key of the views and can't be changed: %2. Choose "
                              "another one.")
                               .arg(shownKey(key), fixed)
        : user.isEmpty()
            ? QString()
            : tr("%1 is the shortcut of %2, which will lose it.").arg(shownKey(key), user));
    assign_->setText(user.isEmpty() ? tr("&Assign") : tr("T&ake over"));
    setUsable(*assign_, action == nullptr ? noAction()
                        : fixed.isEmpty() ? QString()
                                          : conflict_->text());
}

void ShortcutsDialog::assign() {
    if (QAction* action = chosen()) {
        actions_.setShortcut(*action, key_->keySequence());
        fill();
    }
}

void ShortcutsDialog::resetChosen() {
    if (QAction* action = chosen()) {
        actions_.setShortcut(*action, ActionList::standardShortcut(*action));
        fill();
    }
}

} // namespace asge
