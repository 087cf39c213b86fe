// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/row_copy.h"

#include <QApplication>
#include <QClipboard>
#include <QListView>
#include <QShortcut>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>
#include <QVBoxLayout>

#include <gtest/gtest.h>

namespace asge {
namespace {

/// A table of three rows in a view whose Ctrl+C copies a picture.
class RowCopyTest : public testing::Test {
  protected:
    RowCopyTest() {
        auto* column = new QVBoxLayout(&view_);
        column->addWidget(table_);
        table_->setObjectName("someTable");
        table_->setSelectionBehavior(QAbstractItemView::SelectRows);
        table_->setHorizontalHeaderLabels({"name", "hidden", "share"});
        for (int row = 0; row < 3; ++row) {
            for (int cell = 0; cell < 3; ++cell) {
                table_->setItem(row, cell,
                                new QTableWidgetItem(QString("%1.%2").arg(row).arg(cell)));
            }
        }
        table_->hideColumn(1);
        auto* picture = new QShortcut(QKeySequence::Copy, &view_);
        picture->setContext(Qt::WidgetWithChildrenShortcut);
        QObject::connect(picture, &QShortcut::activated, &view_, [this] { ++pictures_; });
        rows_ = new RowCopy(*table_, [this] { return shownTexts(*table_); });
        view_.show();
        view_.activateWindow();
        table_->setFocus();
        EXPECT_TRUE(QTest::qWaitForWindowActive(&view_));
    }
    std::string copied() {
        QApplication::clipboard()->clear();
        QTest::keySequence(table_, QKeySequence::Copy);
        return QApplication::clipboard()->text().toStdString();
    }

    QWidget view_;
    QTableWidget* table_ = new QTableWidget(3, 3, &view_);
    RowCopy* rows_ = nullptr;
    int pictures_ = 0;
};

TEST_F(RowCopyTest, CopiesTheSelectedRowsBelowTheHeads) {
    QSignalSpy messages(rows_, &RowCopy::message);
    table_->selectRow(1);
    EXPECT_EQ(copied(), "name\tshare\n1.0\t1.2\n");
    EXPECT_EQ(pictures_, 0) << "the view's own Ctrl+C";
    ASSERT_EQ(messages.count(), 1);
    EXPECT_EQ(messages[0][0].toString(), "Copied 1 row");
}

TEST_F(RowCopyTest, CopiesAllRowsIfNoneIsSelected) {
    table_->clearSelection();
    EXPECT_EQ(copied(), "name\tshare\n0.0\t0.2\n1.0\t1.2\n2.0\t2.2\n");
}

TEST_F(RowCopyTest, CopiesSeveralRowsFromEachViewOfThem) {
    auto* list = new QListView(&view_);
    list->setModel(table_->model());
    list->setSelectionModel(table_->selectionModel());
    rows_->addView(*list);
    table_->selectRow(0);
    table_->selectionModel()->select(table_->model()->index(2, 0),
                                     QItemSelectionModel::Select | QItemSelectionModel::Rows);
    EXPECT_EQ(copied(), "name\tshare\n0.0\t0.2\n2.0\t2.2\n");
    QApplication::clipboard()->clear();
    list->show();
    list->setFocus();
    QTest::keySequence(list, QKeySequence::Copy);
    EXPECT_EQ(QApplication::clipboard()->text(), "name\tshare\n0.0\t0.2\n2.0\t2.2\n");
}

TEST_F(RowCopyTest, IsAnActionOfTheTable) {
    table_->selectRow(2);
    ASSERT_EQ(table_->actions().size(), 1);
    EXPECT_EQ(table_->actions().front()->objectName(), "someTableCopyRows");
    table_->actions().front()->trigger();
    EXPECT_EQ(QApplication::clipboard()->text(), "name\tshare\n2.0\t2.2\n");
}

} // namespace
} // namespace asge
