// SPDX-License-Identifier: GPL-3.0-or-later

// A store that can be read but not written, here one of a newer version: the window shows it and
// says what it can't do, and why.
#include "tests/app/window/window_fixture.h"

#include <QAction>

#include <fstream>

namespace asge {
namespace {

class ReadOnlyTest : public test::WindowTest {
  protected:
    /// Sets PRAGMA user_version, which is at byte 60.
    void makeNewer() const {
        std::fstream file(store(), std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(60);
        file.write("\0\0\x03\xe8", 4);
    }

    bool waitForMessage(const QString& part) {
        return QTest::qWaitFor([&] { return message().contains(part); }, 20000);
    }
};

TEST_F(ReadOnlyTest, IsShownAndSaysSo) {
    open();
    trainToTheEnd(2);
    window_.reset();
    makeNewer();
    open();
    EXPECT_TRUE(waitForMessage("open read-only")) << message().toStdString();
    EXPECT_EQ(tableRows(), 1);
    EXPECT_EQ(message().count("open read-only"), 1) << message().toStdString();
}

TEST_F(ReadOnlyTest, ExplainsWhyNothingCanBeChanged) {
    open();
    trainToTheEnd(2);
    window_.reset();
    makeNewer();
    open();
    ASSERT_TRUE(waitForMessage("open read-only"));
    child<MessageBar>("messageBar").showMessage(MessageBar::Kind::information, "other");
    window_->views().showView(3);
    child<QTableView>("runsTable").selectRow(0);
    child<QAction>("runsArchive").trigger();
    EXPECT_TRUE(waitForMessage("newer")) << message().toStdString();
    child<MessageBar>("messageBar").showMessage(MessageBar::Kind::information, "other");
    trainToTheEnd(2);
    EXPECT_TRUE(waitForMessage("newer")) << message().toStdString();
    EXPECT_EQ(storedRuns().size(), 1U);
    EXPECT_FALSE(storedRuns().front().archived);
}

} // namespace
} // namespace asge
