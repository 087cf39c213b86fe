// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/labelled_field.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QWidget>

#include <gtest/gtest.h>

namespace asge {
namespace {

TEST(LabelledField, TheLabelIsDisabledWithItsField) {
    QWidget row;
    auto* layout = new QHBoxLayout(&row);
    auto* field = new QComboBox(&row);
    field->setEnabled(false);
    addLabelledField(layout, QStringLiteral("&Scale"), field, &row);
    const auto* label = row.findChild<QLabel*>();
    ASSERT_NE(label, nullptr);
    EXPECT_FALSE(label->isEnabled());
    field->setEnabled(true);
    EXPECT_TRUE(label->isEnabled());
    field->setEnabled(false);
    EXPECT_FALSE(label->isEnabled());
}

} // namespace
} // namespace asge
