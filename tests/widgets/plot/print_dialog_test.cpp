// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/print_dialog.h"

#include "core/base/locked_files.h"
#include "tests/support/opened_files.h"
#include "widgets/common/save_dialog.h"

#include <QApplication>
#include <QFileDialog>
#include <QLineEdit>
#include <QMessageBox>
#include <QPrinter>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>

#include <gmock/gmock.h>

#include <fstream>

namespace asge {
namespace {

/// A store is destroyed by what is printed over it, and loses its locks if it is opened to see
/// whether it can be written.
TEST(PrintDialogTest, LeavesTheOpenStoreAlone) {
    const QTemporaryDir folder;
    const std::string store = folder.filePath("runs.sqlite").toStdString();
    std::ofstream(store) << "SQLite format 3";
    const LockedFile locked(store);
    test::OpenedFiles opened(folder.path().toStdString());
    QPrinter printer(QPrinter::HighResolution);
    PrintDialog dialog(&printer, QStringLiteral("ladder"), nullptr);
    dialog.open();
    auto* name = dialog.findChild<QLineEdit*>("filename");
    auto* browse = dialog.findChild<QToolButton*>("fileBrowser");
    ASSERT_TRUE(name != nullptr && browse != nullptr) << "Qt's dialog has changed";
    name->setText(QString::fromStdString(store));
    QString warning;
    QString chooser;
    QTimer answer;
    QObject::connect(&answer, &QTimer::timeout, &dialog, [&] {
        QWidget* over = QApplication::activeModalWidget();
        if (auto* box = qobject_cast<QMessageBox*>(over)) {
            warning = box->text();
            box->reject();
        } else if (auto* files = qobject_cast<QFileDialog*>(over)) {
            chooser = files->objectName();
            files->setDirectory(folder.path());
            QTimer::singleShot(200, files, &QDialog::reject);
        }
    });
    answer.start(50);
    dialog.accept();
    EXPECT_TRUE(dialog.isVisible());
    EXPECT_TRUE(warning.contains("belongs to the store")) << warning.toStdString();
    QTest::mouseClick(browse, Qt::LeftButton);
    EXPECT_EQ(chooser.toStdString(), "saveDialog");
    name->clear();
    QTest::keyClicks(name, folder.path() + "/ru");
    QTest::qWait(300);
    EXPECT_THAT(opened.take(), testing::IsEmpty());
    EXPECT_EQ(std::filesystem::file_size(store), 15U);
}

TEST(PrintDialogTest, BeginsInTheFolderOfTheLastExportAndRemembersItsOwn) {
    const QTemporaryDir first;
    const QTemporaryDir second;
    setFolderToWrite(first.path());
    QPrinter printer(QPrinter::HighResolution);
    PrintDialog dialog(&printer, QStringLiteral("ladder"), nullptr);
    dialog.open();
    auto* name = dialog.findChild<QLineEdit*>("filename");
    ASSERT_NE(name, nullptr);
    EXPECT_EQ(name->text(), first.filePath(QStringLiteral("ladder.pdf")));
    name->setText(second.filePath(QStringLiteral("mine.pdf")));
    dialog.accept();
    EXPECT_FALSE(dialog.isVisible());
    EXPECT_EQ(printer.outputFileName(), second.filePath(QStringLiteral("mine.pdf")));
    EXPECT_EQ(folderToWrite(), second.path());
}

} // namespace
} // namespace asge
