// SPDX-License-Identifier: GPL-3.0-or-later

// The menus, the list of commands, the shortcuts and the help.
#include "app/window/action_list.h"
#include "app/window/command_palette.h"
#include "app/window/help_window.h"
#include "app/window/perspectives.h"
#include "core/control/engine.h"
#include "core/store/run_writer.h"
#include "tests/app/window/window_fixture.h"
#include "widgets/common/undo_history.h"
#include "widgets/runs/runs_view.h"

#include <QAbstractButton>
#include <QAction>
#include <QClipboard>
#include <QDialog>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QTableView>
#include <QTextBrowser>
#include <QTimer>
#include <QTreeWidget>

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace asge {
namespace {

class Commands : public test::WindowTest {
  protected:
    QTreeWidget& openPalette() {
        QTest::keyClick(window_.get(), Qt::Key_K, Qt::ControlModifier);
        return child<QTreeWidget>("paletteList");
    }
    /// Chooses an action in the dialog of shortcuts.
    QTreeWidgetItem* choose(const QString& path) {
        auto& list = child<QTreeWidget>("shortcutsList");
        const auto found = list.findItems(path, Qt::MatchExactly);
        EXPECT_EQ(found.size(), 1) << path.toStdString();
        list.setCurrentItem(found.front());
        return found.front();
    }
};

TEST_F(Commands, HaveNamesAndDifferentShortcuts) {
    open();
    std::set<QString> names;
    std::map<QString, QString> users;
    for (const ListedAction& each : window_->actionList().all()) {
        const QString name = each.action->objectName();
        EXPECT_FALSE(name.isEmpty()) << each.path.toStdString();
        EXPECT_TRUE(names.insert(name).second) << name.toStdString() << " names two actions";
        for (const QKeySequence& key : each.action->shortcuts()) {
            const auto [user, isNew] = users.try_emplace(key.toString(), each.path);
            EXPECT_TRUE(isNew) << key.toString().toStdString() << ": " << user->second.toStdString()
                               << " and " << each.path.toStdString();
        }
    }
    EXPECT_GT(names.size(), 50U);
}

/// The letter behind '&', in lower case; empty if there is none.
QString mnemonicOf(const QString& text) {
    return QKeySequence::mnemonic(text).toString().section('+', -1).toLower();
}

TEST_F(Commands, OfAMenuHaveDifferentMnemonics) {
    open();
    for (const QMenu* menu : window_->menuBar()->findChildren<QMenu*>()) {
        std::set<QString> letters;
        for (const QAction* action : menu->actions()) {
            const QString letter = mnemonicOf(action->text());
            EXPECT_TRUE(letter.isEmpty() || letters.insert(letter).second)
                << menu->title().toStdString() << ": " << action->text().toStdString();
        }
    }
}

/// Adds a text's mnemonic, and says which two texts have the same one.
void addMnemonic(std::map<QString, QString>& users, const QString& text) {
    const QString letter = mnemonicOf(text);
    if (!letter.isEmpty()) {
        const auto [user, isNew] = users.try_emplace(letter, text);
        EXPECT_TRUE(isNew) << "Alt+" << letter.toStdString() << ": " << user->second.toStdString()
                           << " and " << text.toStdString();
    }
}

TEST_F(Commands, WhatIsSeenAtOnceHasDifferentMnemonics) {
    open();
    for (const char* perspective : {"train", "look"}) {
        window_->perspectives().show(perspective);
        for (int i = 0; i < window_->views().count(); ++i) {
            window_->views().showView(i);
            SCOPED_TRACE(window_->views().view(i)->objectName().toStdString());
            std::map<QString, QString> users;
            for (const QAction* menu : window_->menuBar()->actions()) {
                addMnemonic(users, menu->text());
            }
            for (const QLabel* label : window_->findChildren<QLabel*>()) {
                if (label->buddy() != nullptr && label->isVisible()) {
                    addMnemonic(users, label->text());
                }
            }
            for (const QAbstractButton* button : window_->findChildren<QAbstractButton*>()) {
                if (button->isVisible()) {
                    addMnemonic(users, button->text());
                }
            }
        }
    }
}

TEST_F(Commands, AreFoundAndRunByTyping) {
    open();
    QTreeWidget& list = openPalette();
    const int all = list.topLevelItemCount();
    EXPECT_GT(all, 50);
    QTest::keyClicks(&child<QLineEdit>("paletteSearch"), "theme dark");
    ASSERT_EQ(list.topLevelItemCount(), 1);
    EXPECT_EQ(list.topLevelItem(0)->text(0), "View › Theme › Dark");
    QTest::keyClick(&child<QLineEdit>("paletteSearch"), Qt::Key_Return);
    EXPECT_TRUE(QTest::qWaitFor([&] { return child<QAction>("theme_dark").isChecked(); }));
    EXPECT_TRUE(QTest::qWaitFor([&] { return window_->findChild<CommandPalette*>() == nullptr; }));
    child<QAction>("theme_light").trigger();
}

TEST_F(Commands, ExportFindsTheButtonOfEveryView) {
    open();
    trainToTheEnd(1);
    ViewArea& views = window_->views();
    ASSERT_GE(views.count(), 14);
    int found = 0;
    for (int i = 0; i < views.count(); ++i) {
        QWidget* view = views.view(i);
        views.showView(view);
        QTest::qWait(20);
        const QToolButton* seen = nullptr; // by the mouse
        for (const QToolButton* button : view->findChildren<QToolButton*>()) {
            if (button->isVisible() && button->text().startsWith("Export")) {
                EXPECT_EQ(seen, nullptr) << view->objectName().toStdString();
                seen = button;
            }
        }
        found += seen != nullptr ? 1 : 0;
        // What a view shows, and thus has to export, may come from the store.
        EXPECT_TRUE(QTest::qWaitFor([&] { return seen == nullptr || seen->isEnabled(); }, 20000))
            << view->objectName().toStdString();
        QString opened;
        QTimer watch;
        QObject::connect(&watch, &QTimer::timeout, window_.get(), [&] {
            QWidget* popup = QApplication::activePopupWidget();
            QWidget* over = popup != nullptr ? popup : QApplication::activeModalWidget();
            if (over != nullptr) {
                opened = popup != nullptr ? popup->objectName() : QStringLiteral("dialog");
                over->close();
            }
        });
        watch.start(10);
        child<QAction>("exportView").trigger();
        const QString menu = seen == nullptr           ? QString()
                             : seen->menu() == nullptr ? QStringLiteral("dialog")
                                                       : seen->menu()->objectName();
        EXPECT_EQ(opened.toStdString(), menu.toStdString()) << view->objectName().toStdString();
    }
    EXPECT_GE(found, 11) << "all but Queue and what needs more than one run";
}

TEST_F(Commands, ValuesAreCopiedFromTables) {
    open();
    trainToTheEnd(1);
    for (const auto& [name, header] : {std::pair("events", "run,"), std::pair("queue", "#\t")}) {
        if (name == std::string("queue")) {
            child<QAction>("queueAdd").trigger();
            ASSERT_TRUE(QTest::qWaitFor(
                [&] { return child<QTableView>("queueTable").model()->rowCount() == 1; }, 20000));
        }
        QApplication::clipboard()->setText("none");
        window_->views().showView(window_->views().findView(name));
        child<QAction>("copyValues").trigger();
        EXPECT_TRUE(QApplication::clipboard()->text().startsWith(header))
            << name << ": " << QApplication::clipboard()->text().toStdString();
    }
    QApplication::clipboard()->setText("none");
    child<QTableView>("queueTable").setFocus();
    QTest::keyClick(&child<QTableView>("queueTable"), Qt::Key_C, Qt::ControlModifier);
    EXPECT_TRUE(QApplication::clipboard()->text().startsWith("#\t")) << "not a single cell";
}

TEST_F(Commands, ArrowKeysChooseAmongMatches) {
    open();
    QTreeWidget& list = openPalette();
    auto& search = child<QLineEdit>("paletteSearch");
    QTest::keyClicks(&search, "view");
    ASSERT_GT(list.topLevelItemCount(), 2);
    QTest::keyClick(&search, Qt::Key_Down);
    EXPECT_EQ(list.currentItem(), list.topLevelItem(1));
    QTest::keyClick(&search, Qt::Key_Up);
    EXPECT_EQ(list.currentItem(), list.topLevelItem(0));
    QTest::keyClicks(&search, " no such command");
    EXPECT_EQ(list.topLevelItemCount(), 0);
    QTest::keyClick(&search, Qt::Key_Return);
    QTest::keyClick(&search, Qt::Key_Escape);
    EXPECT_TRUE(QTest::qWaitFor([&] { return window_->findChild<CommandPalette*>() == nullptr; }));
}

TEST_F(Commands, ABeginningRanksAboveAPart) {
    const auto rank = &CommandPalette::rankOf;
    EXPECT_LT(rank("View › Theme › Dark", "dark"), rank("Runs › Show dark ones", "dark"));
    EXPECT_LT(rank("Runs › Show dark ones", "dark"), rank("Runs › Undarkened", "dark"));
    EXPECT_EQ(rank("Runs › Show", "dark"), -1);
    EXPECT_GE(rank("Runs › Show", ""), 0);
}

TEST_F(Commands, ShortcutsAreChangedAndKept) {
    open();
    child<QAction>("shortcuts").trigger();
    choose("Edit › All commands…");
    auto& key = child<QKeySequenceEdit>("shortcutsKey");
    EXPECT_EQ(key.keySequence(), QKeySequence("Ctrl+K"));
    key.setKeySequence(QKeySequence("Ctrl+L"));
    EXPECT_THAT(child<QLabel>("shortcutsConflict").text().toStdString(),
                testing::HasSubstr("Ctrl+L is the shortcut of View › Go to › Layers"));
    child<QPushButton>("shortcutsAssign").click();
    EXPECT_EQ(child<QAction>("commands").shortcut(), QKeySequence("Ctrl+L"));
    EXPECT_TRUE(child<QAction>("goToLayers").shortcut().isEmpty());
    window_->close();
    window_.reset();
    open();
    EXPECT_EQ(child<QAction>("commands").shortcut(), QKeySequence("Ctrl+L"));
    EXPECT_TRUE(child<QAction>("goToLayers").shortcut().isEmpty());
    QTest::keyClick(window_.get(), Qt::Key_L, Qt::ControlModifier);
    EXPECT_NE(window_->findChild<CommandPalette*>(), nullptr);
    child<QAction>("shortcuts").trigger();
    child<QPushButton>("shortcutsResetAll").click();
    EXPECT_EQ(child<QAction>("commands").shortcut(), QKeySequence("Ctrl+K"));
    EXPECT_EQ(child<QAction>("goToLayers").shortcut(), QKeySequence("Ctrl+L"));
}

TEST_F(Commands, ASearchWithoutResultChoosesNoAction) {
    open();
    child<QAction>("shortcuts").trigger();
    auto& search = child<QLineEdit>("shortcutsSearch");
    search.setText("no such command");
    EXPECT_FALSE(child<QPushButton>("shortcutsAssign").isEnabled());
    EXPECT_TRUE(child<QKeySequenceEdit>("shortcutsKey").keySequence().isEmpty());
    search.setText("all commands");
    EXPECT_TRUE(child<QPushButton>("shortcutsAssign").isEnabled());
    EXPECT_EQ(child<QKeySequenceEdit>("shortcutsKey").keySequence(), QKeySequence("Ctrl+K"));
}

TEST_F(Commands, ControlFFindsASettingFromAnywhere) {
    open();
    window_->activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(window_.get()));
    child<QAction>("goToView").trigger();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_F, Qt::ControlModifier);
    EXPECT_EQ(QApplication::focusWidget()->objectName(), "formSearch");
}

TEST_F(Commands, TheKeyOfFindIsOneOfTheShortcuts) {
    open();
    EXPECT_EQ(window_->actionList().userOf(QKeySequence("Ctrl+F"), nullptr), "Edit › Find");
    window_->actionList().setShortcut(child<QAction>("copyPicture"), QKeySequence("Ctrl+F"));
    EXPECT_TRUE(child<QAction>("find").shortcut().isEmpty()) << "or neither would do anything";
}

TEST_F(Commands, KeysOfViewsCantBeGivenToOtherActions) {
    open();
    child<QAction>("shortcuts").trigger();
    child<QLineEdit>("shortcutsSearch").setText("full screen");
    auto& key = child<QKeySequenceEdit>("shortcutsKey");
    for (const char* taken : {"Ctrl+E", "Alt+Up", "/"}) {
        key.setKeySequence(QKeySequence(taken));
        EXPECT_FALSE(child<QPushButton>("shortcutsAssign").isEnabled()) << taken;
    }
    key.setKeySequence(QKeySequence("Ctrl+J"));
    EXPECT_TRUE(child<QPushButton>("shortcutsAssign").isEnabled());
}

TEST_F(Commands, KeysThatWidgetsHandleAreListed) {
    open();
    child<QAction>("shortcuts").trigger();
    const auto& list = child<QTreeWidget>("shortcutsList");
    for (const auto& [use, key] :
         {std::pair("Zoom into a plot", "+"), std::pair("Zoom out of a plot", "-"),
          std::pair("Show all of a plot", "Home"), std::pair("Undo a stroke", "Ctrl+Z"),
          std::pair("Clear the drawing pad", "Del"), std::pair("Paste an image", "Ctrl+V"),
          std::pair("Copy the selected rows of a table", "Ctrl+C")}) {
        bool isThere = false;
        for (const QTreeWidgetItem* item :
             list.findItems(QString("In views › %1").arg(use), Qt::MatchExactly)) {
            isThere = isThere || item->text(1) == key;
        }
        EXPECT_TRUE(isThere) << use;
    }
}

TEST_F(Commands, UndoOfADrawingGoesBeforeThatOfTheWindow) {
    open();
    EXPECT_TRUE(window_->actionList().fixedUseOf(QKeySequence("Ctrl+Z")).isEmpty())
        << "the window's Undo keeps its key";
    EXPECT_FALSE(window_->actionList().fixedUseOf(QKeySequence("+")).isEmpty());
}

/// A key of the window and one of a view would make both do nothing.
TEST_F(Commands, NoActionHasAKeyOfTheViews) {
    open();
    for (const ListedAction& each : window_->actionList().all()) {
        const bool isOfWindow = each.action->shortcutContext() == Qt::WindowShortcut;
        for (const QKeySequence& key : each.action->shortcuts()) {
            EXPECT_TRUE(!isOfWindow || window_->actionList().fixedUseOf(key).isEmpty())
                << each.path.toStdString();
        }
    }
}

TEST_F(Commands, ViewsAreReachedByKeys) {
    open();
    for (int i = 0; i < window_->views().count(); ++i) {
        const int digit = Qt::Key_1 + i % 9;
        QTest::keyClick(window_.get(), static_cast<Qt::Key>(digit),
                        i < 9 ? Qt::ControlModifier : Qt::ControlModifier | Qt::ShiftModifier);
        EXPECT_EQ(window_->views().current(), window_->views().view(i));
    }
    QTest::keyClick(window_.get(), Qt::Key_PageDown, Qt::ControlModifier);
    EXPECT_EQ(window_->views().current(), window_->views().view(0));
    QTest::keyClick(window_.get(), Qt::Key_PageUp, Qt::ControlModifier);
    EXPECT_EQ(window_->views().current(), window_->views().view(window_->views().count() - 1));
}

TEST_F(Commands, OneHistoryUndoesFormAndRuns) {
    {
        RunWriter writer(store());
        TrainingControl control;
        SessionListener listener;
        experiment_.train.epochs = 1;
        loadEngine().train(experiment_, "old name", writer, control, listener);
    }
    open();
    window_->training().setExperiment(experiment_, "tiny");
    const auto epochs = [&] { return window_->training().experiment().train.epochs; };
    auto& field = child<QLineEdit>("train.epochs");
    field.selectAll();
    QTest::keyClicks(&field, "25");
    EXPECT_EQ(epochs(), 25);
    showRuns();
    auto& table = child<QTableView>("runsTable");
    ASSERT_TRUE(QTest::qWaitFor([&] { return table.model()->rowCount() == 1; }, 60000));
    const QString renamed = QStringLiteral("new name");
    for (int column = 0; column < table.model()->columnCount(); ++column) {
        if (table.model()->index(0, column).data().toString() == "old name") {
            table.model()->setData(table.model()->index(0, column), renamed);
        }
    }
    const auto isCalled = [&](const char* name) {
        return QTest::qWaitFor([&] { return storedRuns()[0].name == name; }, 60000);
    };
    EXPECT_TRUE(isCalled("new name"));
    EXPECT_EQ(child<QAction>("undo").text(), "&Undo: Renamed run 1");
    window_->setFocus();
    QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier);
    EXPECT_TRUE(isCalled("old name"));
    EXPECT_EQ(child<QAction>("undo").text(), "&Undo: Changed Epochs");
    QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier);
    EXPECT_EQ(epochs(), 1) << "both digits are one step";
    QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    EXPECT_EQ(epochs(), 25);
    QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    EXPECT_TRUE(isCalled("new name"));
    EXPECT_FALSE(child<QAction>("redo").isEnabled());
}

TEST_F(Commands, ANoteNeedsARun) {
    open();
    child<QAction>("pinNote").trigger();
    EXPECT_THAT(message().toStdString(), testing::HasSubstr("No run is shown"));
    EXPECT_EQ(window_->findChild<QDialog*>("pinNoteDialog"), nullptr);
}

TEST_F(Commands, HelpIsSearched) {
    open();
    QTest::keyClick(window_.get(), Qt::Key_F1);
    ASSERT_NE(window_->findChild<HelpWindow*>("helpWindow"), nullptr);
    auto& help = child<HelpWindow>("helpWindow");
    EXPECT_EQ(child<QLineEdit>("helpSearch").geometry().right(),
              child<QTextBrowser>("helpText").geometry().right());
    EXPECT_TRUE(help.shownText().contains("arXiv 2509.12394"));
    auto& topics = child<QListWidget>("helpTopics");
    QTest::keyClicks(&child<QLineEdit>("helpSearch"), "is:archived");
    for (int i = 0; i < topics.count(); ++i) {
        EXPECT_EQ(topics.item(i)->isHidden(), HelpWindow::topics()[i] != "filters") << i;
    }
    EXPECT_TRUE(help.shownText().contains("is:archived"));
    child<QLineEdit>("helpSearch").clear();
    help.showTopic("shortcuts");
    EXPECT_TRUE(help.shownText().contains("Ctrl+K"));
    help.close();
    ASSERT_TRUE(QTest::qWaitFor([&] { return window_->findChild<HelpWindow*>() == nullptr; }));
    const QString name = "![run](/a/fifo) <img src='/a/fifo'> *x* | y";
    window_->history().add(
        window_.get(), name, [] { return true; }, [] { return true; });
    child<QAction>("helpShortcuts").trigger();
    auto& again = child<HelpWindow>("helpWindow");
    EXPECT_TRUE(again.shownText().contains("Undo: " + name)) << again.shownText().toStdString();
    for (const QString& topic : HelpWindow::topics()) {
        again.showTopic(topic);
        EXPECT_GT(again.shownText().size(), 300) << topic.toStdString();
    }
}

} // namespace
} // namespace asge
