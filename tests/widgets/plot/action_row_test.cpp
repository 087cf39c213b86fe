// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/action_row.h"

#include <QAction>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace asge {
namespace {

/// A row of three buttons, with a gap before the third, above a part that takes the other room.
class ActionRowTest : public testing::Test {
  protected:
    ActionRowTest() {
        for (const char* name : {"first", "second", "third"}) {
            auto& action = actions_.emplace_back(std::make_unique<QAction>(QLatin1String(name)));
            action->setObjectName(QLatin1String(name));
            if (buttons_.size() == 2) {
                row_->addGap();
            }
            buttons_.push_back(row_->add(action.get()));
        }
        auto* column = new QVBoxLayout(&view_);
        column->setContentsMargins(0, 0, 0, 0);
        column->addWidget(row_);
        column->addWidget(below_, 1);
        view_.show();
    }
    void showAt(int width) {
        view_.resize(width, 300);
        QApplication::processEvents();
    }
    int widthOfAll() const {
        return buttons_[0]->width() + buttons_[1]->width() + buttons_[2]->width();
    }

    std::vector<std::unique_ptr<QAction>> actions_;
    QWidget view_;
    ActionRow* row_ = new ActionRow(&view_);
    QWidget* below_ = new QWidget(&view_);
    std::vector<QToolButton*> buttons_;
};

TEST_F(ActionRowTest, ShowsAllButtonsAtAnyWidth) {
    showAt(400);
    EXPECT_EQ(buttons_[0]->y(), buttons_[2]->y());
    for (const int width : {widthOfAll() - 10, buttons_[1]->sizeHint().width()}) {
        showAt(width);
        EXPECT_EQ(view_.width(), width) << "the row makes the view wide";
        for (const QToolButton* button : buttons_) {
            SCOPED_TRACE(button->objectName().toStdString());
            EXPECT_TRUE(button->isVisible());
            EXPECT_TRUE(row_->rect().contains(button->geometry()));
            EXPECT_EQ(button->size(), button->sizeHint());
        }
        EXPECT_GE(below_->y(), row_->y() + buttons_[2]->geometry().bottom());
    }
}

TEST_F(ActionRowTest, GapsSeparateGroupsButBeginNoLine) {
    showAt(400);
    const auto gapBefore = [&](std::size_t i) {
        return buttons_[i]->x() - buttons_[i - 1]->geometry().right() - 1;
    };
    EXPECT_GT(gapBefore(2), gapBefore(1));
    showAt(widthOfAll() - 10);
    EXPECT_GT(buttons_[2]->y(), buttons_[1]->y());
    EXPECT_EQ(buttons_[2]->x(), buttons_[0]->x());
}

TEST_F(ActionRowTest, ButtonsAreTheirActions) {
    showAt(400);
    int pressed = 0;
    QObject::connect(actions_[1].get(), &QAction::triggered, &view_, [&] { ++pressed; });
    auto* button = view_.findChild<QToolButton*>(QStringLiteral("secondButton"));
    ASSERT_NE(button, nullptr);
    QTest::mouseClick(button, Qt::LeftButton);
    EXPECT_EQ(pressed, 1);
    actions_[1]->setEnabled(false);
    EXPECT_FALSE(button->isEnabled());
    EXPECT_FALSE(button->autoRaise()) << "a word without a frame is no button";
}

} // namespace
} // namespace asge
