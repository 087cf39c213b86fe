// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/view_scroll.h"

#include <QLabel>
#include <QScrollBar>
#include <QTest>
#include <QVBoxLayout>

#include <gtest/gtest.h>

namespace asge {
namespace {

/// A part that needs a height.
class HighPart : public QWidget {
  public:
    explicit HighPart(int height) : height_(height) {}
    QSize minimumSizeHint() const override { return {40, height_}; }
    QSize sizeHint() const override { return minimumSizeHint(); }
    void setHeight(int height) {
        height_ = height;
        updateGeometry();
    }

  private:
    int height_;
};

class ViewScrollTest : public testing::Test {
  protected:
    ViewScrollTest() : view_(new QWidget), high_(new HighPart(200)), low_(new HighPart(50)) {
        auto* column = new QVBoxLayout(view_);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(0);
        column->addWidget(high_);
        column->addWidget(low_);
        area_.setWidget(view_);
        area_.show();
    }
    void show(int height) {
        area_.resize(300, height);
        QTest::qWait(10);
    }
    int few() const { return ViewScroll::leastScroll(*view_); }

    ViewScroll area_;
    QWidget* view_;
    HighPart* high_;
    HighPart* low_;
};

TEST_F(ViewScrollTest, AFewPixelsAreTakenFromTheHighestPart) {
    for (const int missing : {1, 5, few()}) {
        show(250 - missing);
        EXPECT_EQ(area_.verticalScrollBar()->maximum(), 0) << missing;
        EXPECT_FALSE(area_.verticalScrollBar()->isVisible());
        EXPECT_EQ(view_->height(), 250 - missing);
        EXPECT_EQ(low_->geometry(), QRect(0, 200 - missing, 300, 50)) << "all of it is seen";
        EXPECT_EQ(high_->height(), 200 - missing);
    }
}

TEST_F(ViewScrollTest, MoreIsScrolled) {
    show(250 - few() - 1);
    EXPECT_EQ(area_.verticalScrollBar()->maximum(), few() + 1);
    EXPECT_EQ(high_->height(), 200);
    show(250 - few());
    EXPECT_EQ(area_.verticalScrollBar()->maximum(), 0);
    EXPECT_EQ(view_->height(), 250 - few());
    show(400);
    EXPECT_EQ(view_->height(), 400);
}

TEST_F(ViewScrollTest, FollowsThePartsOfTheView) {
    show(260);
    EXPECT_EQ(view_->height(), 260);
    high_->setHeight(215);
    QTest::qWait(10);
    EXPECT_EQ(view_->height(), 260) << "5 pixels are missing";
    EXPECT_EQ(low_->y(), 210);
    high_->setHeight(300);
    QTest::qWait(10);
    EXPECT_EQ(area_.verticalScrollBar()->maximum(), 90);
    high_->setHeight(212);
    QTest::qWait(10);
    EXPECT_EQ(area_.verticalScrollBar()->maximum(), 0);
}

TEST_F(ViewScrollTest, TheMarginBelowTheViewGoesFirst) {
    view_->layout()->setContentsMargins(0, 0, 0, 6);
    show(251);
    EXPECT_EQ(area_.verticalScrollBar()->maximum(), 0);
    EXPECT_EQ(high_->height(), 200) << "5 pixels of the margin are out of sight";
    show(246);
    EXPECT_EQ(high_->height(), 196);
    EXPECT_EQ(low_->geometry().bottom(), 245);
}

/// Lines of a text that is broken depend on the width.
TEST_F(ViewScrollTest, CountsWithTheLinesOfTexts) {
    auto* text = new QLabel("many words that need several lines in a view that is narrow");
    text->setWordWrap(true);
    view_->layout()->addWidget(text);
    area_.resize(120, 600);
    QTest::qWait(10);
    const int needed = 250 + text->heightForWidth(120);
    ASSERT_GT(text->heightForWidth(120), 2 * few());
    area_.resize(120, needed - 4);
    QTest::qWait(10);
    EXPECT_EQ(area_.verticalScrollBar()->maximum(), 0);
    EXPECT_EQ(text->height(), text->heightForWidth(120));
    EXPECT_EQ(high_->height(), 196);
}

} // namespace
} // namespace asge
