// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <gtest/gtest.h>

#include <QByteArray>

namespace asge::test {

/// The lines of an exported CSV file, separated by '\n'. In the file each ends in CR LF, as RFC
/// 4180 says and `asge` writes them.
inline QByteArray csvLines(QByteArray csv) {
    EXPECT_EQ(csv.count('\n'), csv.count("\r\n"));
    EXPECT_EQ(csv.count('\r'), csv.count("\r\n"));
    EXPECT_TRUE(csv.endsWith("\r\n"));
    return csv.replace("\r\n", "\n");
}

} // namespace asge::test
