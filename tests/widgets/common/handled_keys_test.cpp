// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/handled_keys.h"

#include <QAction>
#include <QTest>
#include <QWidget>

#include <gtest/gtest.h>

namespace asge {
namespace {

/// A drawing in a window that also has an Undo.
class HandledKeysTest : public testing::Test {
  protected:
    HandledKeysTest() {
        auto* undo = new QAction("Undo", &window_);
        undo->setShortcut(QKeySequence::Undo);
        QObject::connect(undo, &QAction::triggered, &window_, [this] { ++undone_; });
        window_.addAction(undo);
        drawing_->setFocusPolicy(Qt::StrongFocus);
        window_.show();
        window_.activateWindow();
        drawing_->setFocus();
        EXPECT_TRUE(QTest::qWaitForWindowActive(&window_));
    }

    QWidget window_;
    QWidget* drawing_ = new QWidget(&window_);
    HandledKeys* keys_ = new HandledKeys(*drawing_);
    int undone_ = 0;
    int acted_ = 0;
};

TEST_F(HandledKeysTest, DoWhatTheyAreListedFor) {
    keys_->add({Qt::Key_Plus, Qt::Key_Equal}, "Zoom in", [this] { ++acted_; });
    QTest::keyClick(drawing_, Qt::Key_Plus, Qt::ShiftModifier);
    QTest::keyClick(drawing_, Qt::Key_Plus, Qt::KeypadModifier);
    QTest::keyClick(drawing_, Qt::Key_Equal);
    EXPECT_EQ(acted_, 3);
    QTest::keyClick(drawing_, Qt::Key_Plus, Qt::ControlModifier);
    QTest::keyClick(drawing_, Qt::Key_Minus);
    EXPECT_EQ(acted_, 3) << "other keys";
    ASSERT_EQ(keys_->uses().size(), 1U);
    EXPECT_EQ(keys_->uses()[0].text, "Zoom in");
}

TEST_F(HandledKeysTest, GoBeforeShortcutsOfTheWindow) {
    QTest::keySequence(drawing_, QKeySequence::Undo);
    EXPECT_EQ(undone_, 1);
    keys_->add({QKeySequence(QKeySequence::Undo)}, "Undo a stroke", [this] { ++acted_; });
    QTest::keySequence(drawing_, QKeySequence::Undo);
    EXPECT_EQ(undone_, 1);
    EXPECT_EQ(acted_, 1);
}

TEST_F(HandledKeysTest, WithoutEffectAreLeftToOthers) {
    bool isUseful = false;
    auto* around = new HandledKeys(window_);
    around->add({Qt::Key_Escape}, "Close", [this] { ++undone_; });
    keys_->addIf({Qt::Key_Escape}, "Back", [&] {
        acted_ += isUseful ? 1 : 0;
        return isUseful;
    });
    QTest::keyClick(drawing_, Qt::Key_Escape);
    EXPECT_EQ(undone_, 1);
    isUseful = true;
    QTest::keyClick(drawing_, Qt::Key_Escape);
    EXPECT_EQ(undone_, 1);
    EXPECT_EQ(acted_, 1);
}

} // namespace
} // namespace asge
