// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QComboBox>
#include <QPushButton>
#include <QTableWidget>
#include <QTest>
#include <QWidget>

namespace asge::test {

/// Varies a setting in the dialog for sweeps as the user does: by a part of its title or its path,
/// with values that are separated by commas.
inline void varySetting(const QWidget& dialog, const QString& setting, const QString& values) {
    dialog.findChild<QComboBox*>("sweepSetting")->setEditText(setting);
    QTest::mouseClick(dialog.findChild<QPushButton*>("sweepVary"), Qt::LeftButton);
    auto* settings = dialog.findChild<QTableWidget*>("sweepSettings");
    settings->item(settings->rowCount() - 1, 1)->setText(values);
}

} // namespace asge::test
