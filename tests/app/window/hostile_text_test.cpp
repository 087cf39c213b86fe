// SPDX-License-Identifier: GPL-3.0-or-later

// Every text of this store looks like HTML that names a file. The window shows it in all views,
// tool tips and dialogs, and neither reads the file nor blocks on it.
#include "app/window/branch_bar.h"
#include "app/window/run_header.h"
#include "tests/app/window/window_fixture.h"
#include "tests/support/fifo_watch.h"
#include "widgets/common/plain_text.h"

#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QHelpEvent>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QToolTip>

#include <sqlite3.h>

namespace asge {
namespace {

class HostileText : public test::WindowTest {
  protected:
    HostileText() : fifo_(path() / "fifo") {}

    std::string hostile() const { return "x <img src=\"" + (path() / "fifo").string() + "\">"; }

    void sql(const std::string& statements) const {
        sqlite3* database = nullptr;
        sqlite3_open(store().c_str(), &database);
        ASSERT_EQ(sqlite3_exec(database, statements.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
            << sqlite3_errmsg(database);
        sqlite3_close(database);
    }

    /// A run, a branch of it, and their texts.
    void makeStore() {
        open();
        trainToTheEnd(2);
        window_.reset();
        const std::string text = "'" + hostile() + "'";
        const std::string tag = "'<img/src=\"" + (path() / "fifo").string() + "\">'";
        sql("UPDATE run SET name = " + text + ", device = " + text + ", software = " + text +
            ", reason = " + text + ", notes = " + text + ", data_name = " + text + ";" +
            "UPDATE class_name SET name = " + text + " || class;" +
            "INSERT OR IGNORE INTO run_tag SELECT id, " + tag + " FROM run;" +
            "INSERT INTO intervention (run, step, seconds, kind, text) SELECT id, 2, 0.1, "
            "'pause', " +
            text + " FROM run;");
    }

    /// Expects that no label takes text from data for HTML.
    void expectPlain(const std::string& where) {
        for (const QWidget* widget : QApplication::allWidgets()) {
            const auto* label = qobject_cast<const QLabel*>(widget);
            if (label == nullptr) {
                continue;
            }
            if (qobject_cast<const RichLabel*>(label) != nullptr) {
                EXPECT_FALSE(label->text().contains(QStringLiteral("<img"))) << where;
            } else if (label->isVisible()) {
                EXPECT_EQ(label->textFormat(), Qt::PlainText)
                    << where << ": " << label->text().toStdString();
            }
        }
        EXPECT_FALSE(fifo_.wasOpened()) << where;
    }

    void askForTip(QWidget* widget, QPoint point) {
        QHelpEvent help(QEvent::ToolTip, point, widget->mapToGlobal(point));
        QApplication::sendEvent(widget, &help);
        QApplication::processEvents();
    }

    /// Expects the same of the tool tips of all widgets.
    void expectPlainTips(const std::string& where) {
        QList<QPointer<QWidget>> widgets;
        for (QWidget* widget : window_->findChildren<QWidget*>()) {
            widgets.append(widget);
        }
        for (const QPointer<QWidget>& widget : widgets) {
            // a tool tip that was shown disappears after a while
            if (!widget || !widget->isVisible()) {
                continue;
            }
            askForTip(widget, widget->rect().center());
            auto* view = qobject_cast<QAbstractItemView*>(widget->parentWidget());
            if (view == nullptr || view->viewport() != widget || view->model() == nullptr) {
                continue;
            }
            for (int column = 0; column < view->model()->columnCount(); ++column) {
                const QRect cell = view->visualRect(view->model()->index(0, column));
                if (cell.isValid()) {
                    askForTip(widget, cell.center());
                }
            }
        }
        expectPlain(where + ", tips");
        QToolTip::hideText();
    }

    void showAllViews() {
        ViewArea& views = window_->views();
        for (int i = 0; i < views.count(); ++i) {
            views.showView(i);
            QTest::qWait(300);
            window_->grab();
            expectPlain(views.title(views.view(i)).toStdString());
            expectPlainTips(views.title(views.view(i)).toStdString());
        }
    }

    test::FifoWatch fifo_;
};

TEST_F(HostileText, StaysTextInEveryView) {
    makeStore();
    open();
    const auto runs = storedRuns();
    ASSERT_EQ(runs.size(), 1U);
    window_->openRun(runs.front().id);
    window_->compare({runs.front().id});
    QTest::qWait(500);
    showAllViews();
}

TEST_F(HostileText, StaysTextInDialogsAndMessages) {
    makeStore();
    open();
    const RunId id = storedRuns().front().id;
    const QString text = QString::fromStdString(hostile());
    child<MessageBar>("messageBar").showMessage(MessageBar::Kind::error, text);
    window_->grab();
    expectPlain("message");
    child<BranchBar>("branchBar").setOrigin(BranchOrigin{{id, 1}});
    window_->grab();
    expectPlain("branch bar");
    auto& table = child<QTableView>("runsTable");
    window_->views().showView(3);
    table.selectRow(0);
    for (QAction* action : window_->findChildren<QAction*>()) {
        const QString name = action->objectName();
        // The dialog for the file to export shows no text of the store, and waits for an answer.
        if (!name.startsWith(QStringLiteral("runs")) || !action->isEnabled() ||
            action->menu() != nullptr || name == QStringLiteral("runsExport")) {
            continue;
        }
        action->trigger();
        QTest::qWait(50);
        for (QWidget* top : QApplication::topLevelWidgets()) {
            if (top->isVisible()) {
                top->grab();
            }
        }
        expectPlain(name.toStdString());
        for (QDialog* dialog : window_->findChildren<QDialog*>()) {
            dialog->reject();
        }
        QTest::qWait(10);
    }
}

TEST_F(HostileText, StaysTextInMenus) {
    makeStore();
    sql("UPDATE run_tag SET tag = '&File'");
    open();
    for (QMenu* menu : window_->findChildren<QMenu*>()) {
        emit menu->aboutToShow();
        for (const QAction* action : menu->actions()) {
            const bool isTag = action->menu() == nullptr; // the menu bar's overflow has the menus
            EXPECT_FALSE(isTag && action->text() == QStringLiteral("&File"))
                << "the tag must not make a shortcut";
        }
        menu->grab();
    }
    expectPlain("menus");
}

} // namespace
} // namespace asge
