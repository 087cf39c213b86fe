// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/buddy_state.h"

#include <QApplication>
#include <QFormLayout>
#include <QLabel>
#include <QSpinBox>

#include <gtest/gtest.h>

namespace asge {
namespace {

/// The style of the program does this for every label that is shown.
TEST(BuddyState, ALabelIsDisabledWithItsField) {
    QWidget view;
    auto* form = new QFormLayout(&view);
    auto* field = new QSpinBox(&view);
    form->addRow(QStringLiteral("Epoch"), field);
    const QWidget* label = form->labelForField(field);
    field->setEnabled(false);
    view.show();
    EXPECT_FALSE(label->isEnabled());
    field->setEnabled(true);
    EXPECT_TRUE(label->isEnabled());
    view.setEnabled(false);
    view.setEnabled(true);
    EXPECT_TRUE(label->isEnabled());
    field->setEnabled(false);
    EXPECT_FALSE(label->isEnabled());
}

TEST(BuddyState, ALabelCanOutliveItsField) {
    QLabel label(QStringLiteral("Epoch"));
    followBuddy(label);
    EXPECT_TRUE(label.isEnabled()) << "it has none";
    auto* field = new QSpinBox;
    label.setBuddy(field);
    followBuddy(label);
    field->setEnabled(false);
    EXPECT_FALSE(label.isEnabled());
    delete field;
    EXPECT_FALSE(label.isEnabled());
}

} // namespace
} // namespace asge
