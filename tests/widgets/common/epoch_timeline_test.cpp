// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/epoch_timeline.h"

#include <QApplication>
#include <QLabel>
#include <QSlider>

#include <gtest/gtest.h>

namespace asge {
namespace {

class EpochTimelineTest : public testing::Test {
  protected:
    EpochTimelineTest() {
        timeline_.resize(600, 30);
        timeline_.show();
    }
    /// The slider's width with that caption.
    int widthWith(const QString& caption) {
        timeline_.setCaption(caption);
        QApplication::processEvents();
        return timeline_.findChild<QSlider*>()->width();
    }
    int advance(const QString& text) const {
        return timeline_.fontMetrics().horizontalAdvance(text);
    }

    EpochTimeline timeline_;
};

TEST_F(EpochTimelineTest, TheSliderTakesWhatTheCaptionsOfTheRunLeave) {
    timeline_.setEpochs({1, 2, 3});
    const int width = widthWith("epoch 3 of 3");
    const auto* caption = timeline_.findChild<QLabel*>();
    EXPECT_LE(caption->width(), advance("epoch 3 of 3 · reading…") + 8);
    EXPECT_EQ(widthWith("epoch 1 of 3 · reading…"), width) << "it stays where it is";
    EXPECT_EQ(widthWith("epoch 2 of 3 · no maps"), width);
}

TEST_F(EpochTimelineTest, KeepsRoomForWhatAppearsWhileARunTrains) {
    timeline_.setLive(true);
    const int width = widthWith("live · waiting for maps");
    EXPECT_EQ(widthWith("live · epoch 1, step 1,234"), width);
    EXPECT_EQ(widthWith("live · end of epoch 1, step 1,875"), width);
    const int longer = widthWith("live · end of epoch 1, step 1,111,111");
    EXPECT_LT(longer, width);
    EXPECT_EQ(widthWith("live · epoch 1, step 12"), longer) << "it does not move back and forth";
    timeline_.clear();
    timeline_.setEpochs({1});
    EXPECT_GT(widthWith("epoch 1 of 1"), width) << "another run";
}

TEST_F(EpochTimelineTest, MarksHaveAKey) {
    const auto* key = timeline_.findChild<QLabel*>("goodnessEpochKey");
    const auto* slider = timeline_.findChild<QSlider*>();
    timeline_.setEpochs({1, 2, 3});
    EXPECT_FALSE(key->isVisible());
    EXPECT_EQ(slider->toolTip(), "") << "there is no mark";
    timeline_.setMarks({{2, 1, "Layer 1: frozen"}}, 3);
    EXPECT_TRUE(key->isVisible());
    EXPECT_TRUE(key->text().startsWith(u'▲'));
    EXPECT_TRUE(key->toolTip().contains("acted on the training"));
    EXPECT_TRUE(slider->toolTip().contains(u'▲')) << "also where the key has no room";
    timeline_.resize(300, 30);
    QApplication::processEvents();
    EXPECT_FALSE(key->isVisible()) << "the slider needs the room";
    timeline_.resize(600, 30);
    QApplication::processEvents();
    EXPECT_TRUE(key->isVisible());
    timeline_.clear();
    EXPECT_FALSE(key->isVisible());
}

} // namespace
} // namespace asge
