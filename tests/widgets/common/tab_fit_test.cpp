// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/tab_fit.h"

#include <QApplication>
#include <QMenu>
#include <QTabBar>
#include <QTest>
#include <QToolButton>

#include <gtest/gtest.h>

namespace asge {
namespace {

class TabFitTest : public testing::Test {
  protected:
    TabFitTest() : fit_(bar_) {
        bar_.setDrawBase(true);
        for (const char* name : {"Curves", "Goodness", "Evidence", "Inspector", "Confusion",
                                 "Margins", "Ladder", "Images"}) {
            bar_.addTab(QString::fromLatin1(name));
        }
    }
    void show(int width) {
        bar_.resize(width, bar_.sizeHint().height());
        bar_.show();
        fit_.fit();
        QApplication::processEvents();
    }
    QToolButton& button() { return *bar_.findChild<QToolButton*>("tabsMenuButton"); }
    int shownTabs() const {
        int shown = 0;
        for (int tab = 0; tab < bar_.count(); ++tab) {
            shown += bar_.isTabVisible(tab) ? 1 : 0;
        }
        return shown;
    }
    /// No tab is cut, and none is below the button.
    void expectWholeTabs() {
        const int room = button().isVisible() ? button().x() : bar_.width();
        for (int tab = 0; tab < bar_.count(); ++tab) {
            if (bar_.isTabVisible(tab)) {
                EXPECT_GE(bar_.tabRect(tab).left(), 0) << tab;
                EXPECT_LE(bar_.tabRect(tab).right(), room) << tab;
            }
        }
        for (const char* arrow : {"ScrollLeftButton", "ScrollRightButton"}) {
            const auto* scroll = bar_.findChild<QToolButton*>(QLatin1String(arrow));
            EXPECT_TRUE(scroll == nullptr || !scroll->isVisible()) << arrow;
        }
    }

    QTabBar bar_;
    TabFit fit_;
};

TEST_F(TabFitTest, AllTabsAreShownIfTheyHaveRoom) {
    show(2000);
    EXPECT_EQ(shownTabs(), bar_.count());
    EXPECT_FALSE(button().isVisible());
    expectWholeTabs();
}

TEST_F(TabFitTest, OnlyWholeTabsAreShown) {
    for (int width = 120; width < 900; width += 13) {
        SCOPED_TRACE(width);
        show(width);
        for (const int current : {0, 3, bar_.count() - 1}) {
            bar_.setCurrentIndex(current);
            QApplication::processEvents();
            EXPECT_TRUE(bar_.isTabVisible(current)) << current;
            EXPECT_EQ(button().isVisible(), shownTabs() < bar_.count());
            expectWholeTabs();
        }
    }
    show(2000);
    EXPECT_EQ(shownTabs(), bar_.count()) << "those that were hidden are back";
    expectWholeTabs();
}

TEST_F(TabFitTest, TheMenuLeadsToEachTab) {
    show(260);
    ASSERT_TRUE(button().isVisible());
    QMenu& menu = *bar_.findChild<QMenu*>("tabsMenu");
    for (int tab = bar_.count() - 1; tab >= 0; --tab) {
        button().click();
        ASSERT_TRUE(menu.isVisible());
        ASSERT_EQ(menu.actions().size(), bar_.count());
        EXPECT_TRUE(menu.actions().at(bar_.currentIndex())->isChecked());
        menu.actions().at(tab)->trigger();
        menu.close();
        EXPECT_EQ(bar_.currentIndex(), tab);
        EXPECT_TRUE(bar_.isTabVisible(tab));
    }
}

TEST_F(TabFitTest, ATabThatIsAddedIsFitted) {
    show(260);
    bar_.setCurrentIndex(bar_.addTab("Channels"));
    QApplication::processEvents();
    expectWholeTabs();
}

} // namespace
} // namespace asge
