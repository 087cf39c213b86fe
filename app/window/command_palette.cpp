// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/command_palette.h"

#include "widgets/common/plain_text.h"
#include "widgets/common/style.h"

#include <QApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QRegularExpression>
#include <QTimer>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace asge {

namespace {

constexpr QSize kPaletteSize{620, 420};
constexpr int kTopOfWindow = 60; ///< pixels from the window's upper edge
constexpr int kIndexRole = Qt::UserRole;

const QString kPartSeparator = QStringLiteral(" › ");

/// Ranks, from the best.
enum Rank { kLastPartBegins, kWordsBegin, kContained, kNotFound = -1 };

bool anyWordBegins(const QString& path, const QString& word) {
    static const QRegularExpression kNoLetter(QStringLiteral("[^\\w]+"));
    const QStringList words = path.split(kNoLetter, Qt::SkipEmptyParts);
    return std::any_of(words.begin(), words.end(), [&](const QString& each) {
        return each.startsWith(word, Qt::CaseInsensitive);
    });
}

} // namespace

CommandPalette::CommandPalette(std::vector<Command> commands, QWidget* parent)
    : QDialog(parent), commands_(std::move(commands)), search_(new QLineEdit(this)),
      list_(new QTreeWidget(this)) {
    setObjectName("commandPalette");
    setWindowTitle(tr("All commands"));
    setAttribute(Qt::WA_DeleteOnClose);
    search_->setObjectName("paletteSearch");
    search_->setPlaceholderText(tr("Type a part of a command's name"));
    search_->setAccessibleName(tr("Command"));
    search_->setClearButtonEnabled(true);
    search_->installEventFilter(this);
    list_->setObjectName("paletteList");
    list_->setAccessibleName(tr("Commands"));
    list_->setColumnCount(2);
    list_->setHeaderHidden(true);
    list_->setRootIsDecorated(false);
    list_->setUniformRowHeights(true);
    list_->header()->setStretchLastSection(false);
    list_->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    list_->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    list_->setFocusPolicy(Qt::NoFocus);
    connect(search_, &QLineEdit::textChanged, this, &CommandPalette::showMatches);
    connect(list_, &QTreeWidget::itemClicked, this, &CommandPalette::runChosen);
    auto* rows = new QVBoxLayout(this);
    rows->addWidget(search_);
    rows->addWidget(list_, 1);
    const QSize size = kPaletteSize.boundedTo(parent->size());
    resize(size);
    const QPoint top = parent->mapToGlobal(QPoint((parent->width() - size.width()) / 2, 0));
    move(top + QPoint(0, std::min(kTopOfWindow, parent->height() - size.height())));
    showMatches();
}

int CommandPalette::rankOf(const QString& path, const QString& typed) {
    const QStringList words = typed.split(u' ', Qt::SkipEmptyParts);
    bool begin = true;
    for (const QString& word : words) {
        if (!path.contains(word, Qt::CaseInsensitive)) {
            return kNotFound;
        }
        begin = begin && anyWordBegins(path, word);
    }
    const QString last = path.section(kPartSeparator, -1);
    if (last.startsWith(typed.trimmed(), Qt::CaseInsensitive)) {
        return kLastPartBegins;
    }
    return begin ? kWordsBegin : kContained;
}

void CommandPalette::showMatches() {
    std::vector<std::pair<int, std::size_t>> ranked;
    for (std::size_t i = 0; i < commands_.size(); ++i) {
        if (const int rank = rankOf(commands_[i].path, search_->text()); rank != kNotFound) {
            ranked.emplace_back(rank + (commands_[i].enabled ? 0 : kContained + 1), i);
        }
    }
    std::sort(ranked.begin(), ranked.end());
    list_->clear();
    QList<QTreeWidgetItem*> items;
    for (const auto& [rank, index] : ranked) {
        const Command& command = commands_[index];
        auto* item = new QTreeWidgetItem({plain::line(command.path), command.shortcut});
        item->setData(0, kIndexRole, static_cast<qulonglong>(index));
        item->setSizeHint(0, QSize(0, style::rowHeight(*list_)));
        item->setDisabled(!command.enabled);
        items << item;
    }
    list_->addTopLevelItems(items);
    if (!items.isEmpty()) {
        list_->setCurrentItem(items.front());
    }
}

void CommandPalette::runChosen() {
    const QTreeWidgetItem* item = list_->currentItem();
    if (item == nullptr || item->isDisabled()) {
        return;
    }
    const auto run = commands_[item->data(0, kIndexRole).toULongLong()].run;
    accept();
    // Deferred, so that the command finds the focus where it was before.
    QTimer::singleShot(0, parentWidget(), run);
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (watched == search_ && event->type() == QEvent::KeyPress) {
        auto* key = static_cast<QKeyEvent*>(event);
        switch (key->key()) {
        case Qt::Key_Up:
        case Qt::Key_Down:
        case Qt::Key_PageUp:
        case Qt::Key_PageDown:
            QApplication::sendEvent(list_, event);
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            runChosen();
            return true;
        default:
            break;
        }
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace asge
