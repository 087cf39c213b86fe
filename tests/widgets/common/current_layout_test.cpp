// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/current_layout.h"

#include <QApplication>
#include <QLabel>
#include <QScrollArea>

#include <gtest/gtest.h>

namespace asge {
namespace {

TEST(CurrentLayoutTest, NeedsTheRoomOfWhatItShows) {
    QScrollArea area;
    area.setWidgetResizable(true);
    auto* view = new QWidget;
    auto* stack = new CurrentLayout(view);
    auto* empty = new QLabel("Curves appear here.");
    empty->setWordWrap(true);
    empty->setAlignment(Qt::AlignCenter);
    auto* full = new QWidget;
    full->setMinimumSize(900, 700);
    stack->addWidget(empty);
    stack->addWidget(full);
    area.setWidget(view);
    area.resize(300, 200);
    area.show();
    QApplication::processEvents();
    EXPECT_EQ(view->size(), area.viewport()->size()) << "the sentence is in the middle";
    stack->setCurrentWidget(full);
    QApplication::processEvents();
    EXPECT_EQ(view->size(), QSize(900, 700));
    stack->setCurrentWidget(empty);
    QApplication::processEvents();
    EXPECT_EQ(view->size(), area.viewport()->size());
}

} // namespace
} // namespace asge
