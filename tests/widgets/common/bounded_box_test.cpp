// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/bounded_box.h"

#include <QAbstractItemView>
#include <QTest>

#include <gtest/gtest.h>

namespace asge {
namespace {

TEST(BoundedBox, IsAsWideAsTheChosenTextWithinBounds) {
    BoundedBox box;
    box.setHelp("The metric");
    box.addItems({"epochs", "Best layer (by validation), test accuracy of the whole network"});
    const int narrow = box.sizeHint().width();
    EXPECT_GT(narrow, box.fontMetrics().horizontalAdvance("epochs"));
    EXPECT_EQ(box.toolTip(), "The metric");
    box.setCurrentIndex(1);
    EXPECT_GT(box.sizeHint().width(), narrow);
    EXPECT_LT(box.sizeHint().width(), box.fontMetrics().horizontalAdvance(box.itemText(1)));
    EXPECT_TRUE(box.toolTip().contains(box.itemText(1))) << "which is shortened";
    box.resize(box.sizeHint());
    box.show();
    box.showPopup();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(box.view()->window()));
    EXPECT_GE(box.view()->width(), box.fontMetrics().horizontalAdvance(box.itemText(1)));
    box.hidePopup();
}

} // namespace
} // namespace asge
