// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/save_dialog.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>
#include <QMessageBox>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <gmock/gmock.h>

#include <functional>

namespace asge {
namespace {

const std::vector<FileKind> kKinds{{"PNG file", "png"}, {"SVG file", "svg"}};

class SaveDialogTest : public testing::Test {
  protected:
    /// Opens the dialog and calls `act` with it; returns what the user chose.
    QString ask(const std::function<void(QFileDialog&)>& act) {
        QTimer::singleShot(0, &parent_, [&act] {
            auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
            ASSERT_NE(dialog, nullptr);
            act(*dialog);
        });
        return askForFileToWrite(&parent_, "Export", "view", kKinds);
    }
    static void accept(QFileDialog& dialog, const QString& name) {
        dialog.findChild<QLineEdit*>("fileNameEdit")->setText(name);
        QMetaObject::invokeMethod(&dialog, "accept");
    }
    /// Answers the question whether a file is to be replaced.
    void answer(QMessageBox::StandardButton button) {
        QTimer::singleShot(0, &parent_, [this, button] {
            auto* question = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
            ASSERT_NE(question, nullptr) << "the user is not asked";
            ++asked_;
            QTest::mouseClick(question->button(button), Qt::LeftButton);
        });
    }
    QString path(const char* name) const { return folder_.filePath(QString::fromLatin1(name)); }

    QTemporaryDir folder_;
    QWidget parent_;
    int asked_ = 0;
};

TEST_F(SaveDialogTest, BeginsInAFolderThatIsThere) {
    const QString before = folderToWrite();
    EXPECT_TRUE(QFileInfo(before).isDir());
    setFolderToWrite(path("no such folder"));
    const QString begin = folderToWrite();
    EXPECT_TRUE(QFileInfo(begin).isDir()) << begin.toStdString();
    EXPECT_NE(begin, QDir::rootPath());
    ask([&](QFileDialog& dialog) {
        EXPECT_EQ(dialog.directory().absolutePath(), QDir(begin).absolutePath());
        dialog.reject();
    });
    setFolderToWrite(before);
}

TEST_F(SaveDialogTest, AsksBeforeAFileIsReplacedWhoseEndingWasNotTyped) {
    QFile existing(path("view.png"));
    ASSERT_TRUE(existing.open(QIODevice::WriteOnly));
    EXPECT_EQ(ask([&](QFileDialog& dialog) {
                  answer(QMessageBox::No);
                  accept(dialog, path("view"));
                  dialog.reject();
              }),
              QString());
    EXPECT_EQ(asked_, 1);
    EXPECT_EQ(ask([&](QFileDialog& dialog) {
                  answer(QMessageBox::Yes);
                  accept(dialog, path("view"));
              }),
              path("view.png"));
    EXPECT_EQ(asked_, 2);
}

TEST_F(SaveDialogTest, AppendsTheEndingOfTheChosenKind) {
    EXPECT_EQ(ask([&](QFileDialog& dialog) { accept(dialog, path("new")); }), path("new.png"));
    EXPECT_EQ(ask([&](QFileDialog& dialog) {
                  dialog.selectNameFilter(dialog.nameFilters().at(1));
                  emit dialog.filterSelected(dialog.nameFilters().at(1));
                  accept(dialog, path("new"));
              }),
              path("new.svg"));
    EXPECT_EQ(ask([&](QFileDialog& dialog) { accept(dialog, path("given.svg")); }),
              path("given.svg"));
}

TEST_F(SaveDialogTest, BeginsInTheFolderThatWasChosenLast) {
    ask([&](QFileDialog& dialog) { accept(dialog, path("a")); });
    QString begins;
    ask([&](QFileDialog& dialog) {
        begins = dialog.directory().absolutePath();
        dialog.reject();
    });
    EXPECT_EQ(begins, folder_.path());
}

} // namespace
} // namespace asge
