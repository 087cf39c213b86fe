// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/undo_history.h"

#include <gtest/gtest.h>

namespace asge {
namespace {

class UndoHistoryTest : public testing::Test {
  protected:
    /// Sets the value as a step of the part.
    void set(const QObject& part, int value, const QString& key = {}) {
        const int before = value_;
        value_ = value;
        history_.add(
            &part, QString("set %1").arg(value),
            [this, before] {
                value_ = before;
                return possible_;
            },
            [this, value] {
                value_ = value;
                return possible_;
            },
            key);
    }

    UndoHistory history_;
    QObject a_, b_;
    int value_ = 0;
    bool possible_ = true;
};

TEST_F(UndoHistoryTest, UndoesAndRepeatsInOrder) {
    EXPECT_FALSE(history_.canUndo());
    history_.undo();
    set(a_, 1);
    set(b_, 2);
    EXPECT_EQ(history_.undoText(), "set 2");
    history_.undo();
    EXPECT_EQ(value_, 1);
    EXPECT_EQ(history_.undoText(), "set 1");
    EXPECT_EQ(history_.redoText(), "set 2");
    history_.undo();
    EXPECT_EQ(value_, 0);
    EXPECT_FALSE(history_.canUndo());
    history_.redo();
    history_.redo();
    EXPECT_EQ(value_, 2);
    EXPECT_FALSE(history_.canRedo());
}

TEST_F(UndoHistoryTest, ANewChangeDropsUndoneOnes) {
    set(a_, 1);
    history_.undo();
    set(a_, 3);
    EXPECT_FALSE(history_.canRedo());
    history_.undo();
    EXPECT_EQ(value_, 0);
}

TEST_F(UndoHistoryTest, ChangesOfOneKeyAreOneStep) {
    set(a_, 1, "epochs");
    set(a_, 12, "epochs");
    set(b_, 20, "epochs");
    history_.undo();
    EXPECT_EQ(value_, 12) << "another part's";
    history_.undo();
    EXPECT_EQ(value_, 0);
    history_.redo();
    EXPECT_EQ(value_, 12);
}

TEST_F(UndoHistoryTest, StepsOfAPartAreDropped) {
    set(a_, 1);
    set(b_, 2);
    set(a_, 3);
    set(b_, 4);
    history_.undo();
    history_.drop(&a_);
    EXPECT_EQ(history_.undoText(), "set 2");
    EXPECT_EQ(history_.redoText(), "set 4");
    history_.drop(&b_);
    EXPECT_FALSE(history_.canUndo());
    EXPECT_FALSE(history_.canRedo());
}

TEST_F(UndoHistoryTest, WhatIsNotPossibleIsDropped) {
    set(a_, 1);
    set(a_, 2);
    possible_ = false;
    history_.undo();
    EXPECT_EQ(history_.undoText(), "set 1");
    EXPECT_FALSE(history_.canRedo());
}

TEST_F(UndoHistoryTest, UndoingIsNoNewChange) {
    history_.add(
        &a_, "first",
        [this] {
            set(b_, 7); // as a form does, which reports every change
            return true;
        },
        [] { return true; });
    history_.undo();
    EXPECT_EQ(value_, 7);
    EXPECT_FALSE(history_.canUndo());
    EXPECT_TRUE(history_.canRedo());
}

TEST_F(UndoHistoryTest, AStepMayDropItsPart) {
    set(b_, 1);
    history_.add(
        &a_, "ends a training",
        [this] {
            history_.drop(&a_);
            return true;
        },
        [] { return true; });
    history_.undo();
    EXPECT_EQ(history_.undoText(), "set 1");
    EXPECT_FALSE(history_.canRedo());
}

} // namespace
} // namespace asge
