// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/file_dialog.h"

#include "core/base/locked_files.h"
#include "tests/support/opened_files.h"

#include <QApplication>
#include <QLineEdit>
#include <QMessageBox>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QTreeView>

#include <gmock/gmock.h>

#include <fstream>

namespace asge {
namespace {

class FileDialogTest : public testing::Test {
  protected:
    FileDialogTest() {
        for (const char* name : {"runs.sqlite", "runs.sqlite-wal", "runs.sqlite-shm", "unknown"}) {
            std::ofstream(path(name)) << "SQLite format 3";
        }
    }
    std::string path(const char* name) const {
        return folder_.filePath(QString::fromLatin1(name)).toStdString();
    }

    QTemporaryDir folder_;
};

/// Closing a file that another part of the program has locked drops its locks.
TEST_F(FileDialogTest, OpensNoFileThatItLists) {
    test::OpenedFiles opened(folder_.path().toStdString());
    FileDialog dialog(nullptr, "Export", folder_.path());
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.open();
    auto* list = dialog.findChild<QTreeView*>("treeView");
    ASSERT_NE(list, nullptr);
    ASSERT_TRUE(QTest::qWaitFor([&] { return list->model()->rowCount(list->rootIndex()) == 4; }));
    dialog.setViewMode(QFileDialog::Detail);
    QTest::keyClicks(dialog.findChild<QLineEdit*>(), folder_.path() + "/ru"); // completes names
    QTest::qWait(300);
    EXPECT_THAT(opened.take(), testing::IsEmpty());
}

TEST_F(FileDialogTest, ShowsSizesAndDatesInFull) {
    FileDialog dialog(nullptr, "Open", folder_.path());
    dialog.open();
    auto* list = dialog.findChild<QTreeView*>("treeView");
    ASSERT_TRUE(QTest::qWaitFor([&] { return list->model()->rowCount(list->rootIndex()) == 4; }));
    for (int column = 0; column < list->model()->columnCount(); ++column) {
        const QString text = list->model()->index(0, column, list->rootIndex()).data().toString();
        EXPECT_GT(list->columnWidth(column), list->fontMetrics().horizontalAdvance(text))
            << text.toStdString();
    }
}

TEST_F(FileDialogTest, TheOpenStoreIsNotOverwritten) {
    const LockedFile locked(path("runs.sqlite"));
    FileDialog dialog(nullptr, "Export", folder_.path());
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.open();
    dialog.selectFile("runs.sqlite-wal");
    QString text;
    QTimer::singleShot(0, &dialog, [&] {
        auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
        ASSERT_NE(box, nullptr);
        text = box->text();
        box->accept();
    });
    dialog.accept();
    EXPECT_EQ(text, "runs.sqlite-wal belongs to the store that is open. Choose another name.");
    EXPECT_TRUE(dialog.isVisible());
}

} // namespace
} // namespace asge
