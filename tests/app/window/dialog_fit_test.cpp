// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/dialog_fit.h"

#include <QApplication>
#include <QMessageBox>

#include <gtest/gtest.h>

namespace asge {
namespace {

TEST(DialogFitTest, ATitleHasRoomAboveAShortMessage) {
    const DialogFit fit(*qApp);
    QMessageBox box(QMessageBox::Information, "Empty the bin of this store", "Empty.");
    const int needed = box.fontMetrics().horizontalAdvance(box.windowTitle());
    for (int i = 0; i < 2; ++i) {
        box.show();
        QApplication::processEvents();
        EXPECT_GE(box.width(), needed + 100);
        EXPECT_LE(box.width(), needed + 400) << "shown again, it does not grow";
        box.hide();
    }
}

} // namespace
} // namespace asge
