// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/screen.h"

#include <QDir>
#include <QGuiApplication>
#include <QSettings>

#include <gtest/gtest.h>

namespace asge {
namespace {

TEST(NameProgram, IsThatOfTheDesktopEntry) {
    const QString before = QCoreApplication::applicationName();
    setProgramNames();
    const QDir packaging(QString::fromLatin1(SOURCE_FOLDER) + QStringLiteral("/packaging"));
    const QStringList entries = packaging.entryList({QStringLiteral("*.desktop")});
    ASSERT_EQ(entries.size(), 1);
    const QString id = QFileInfo(entries.front()).completeBaseName();
    QSettings entry(packaging.filePath(entries.front()), QSettings::IniFormat);
    EXPECT_EQ(entry.value(QStringLiteral("Desktop Entry/StartupWMClass")).toString(), id);
    EXPECT_EQ(QGuiApplication::desktopFileName(), id) << "Wayland's app_id";
    EXPECT_EQ(QCoreApplication::applicationName(), id) << "the class on X11";
    QCoreApplication::setApplicationName(before);
}

} // namespace
} // namespace asge
