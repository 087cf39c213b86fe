// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/typed_number.h"

#include "tests/support/locale_guard.h"

#include <gtest/gtest.h>

namespace asge {
namespace {

const QString kGap = QStringLiteral(" ");

TEST(TypedNumber, ShowsTheMarkOfTheLanguage) {
    EXPECT_EQ(shownNumber("0.005"), "0.005");
    const test::LocaleGuard german(QLocale::German);
    EXPECT_EQ(shownNumber("0.005"), "0,005");
    EXPECT_EQ(shownNumber("1e-05"), "1e-05");
    EXPECT_EQ(shownNumber("64"), "64");
    EXPECT_EQ(shownNumber("a.b"), "a.b") << "no number";
    EXPECT_EQ(shownNumbers("1 0.5", kGap), "1 0,5");
    EXPECT_EQ(shownNumbers("0.5, 1", "; "), "0,5; 1");
    EXPECT_EQ(shownNumbers("x, 1", "; "), "x, 1");
}

TEST(TypedNumber, TakesCommasAndPoints) {
    for (const QLocale::Language language : {QLocale::English, QLocale::German}) {
        const test::LocaleGuard locale(language);
        EXPECT_EQ(writtenNumber("0,005"), "0.005");
        EXPECT_EQ(writtenNumber("0.005"), "0.005");
        EXPECT_EQ(writtenNumber("1,000.5"), "1,000.5") << "no group separators";
        EXPECT_EQ(writtenNumber("1.000,5"), "1.000,5");
    }
}

TEST(TypedNumber, ListsAreThoseOfTheLanguage) {
    EXPECT_EQ(writtenNumbers("1,0.5", kGap), "1,0.5") << "commas separate";
    const test::LocaleGuard german(QLocale::German);
    for (const char* typed : {"1 0,5 2", "1; 0,5; 2", "1, 0,5, 2", "1,0.5,2", "1 0.5 2"}) {
        EXPECT_EQ(writtenNumbers(typed, kGap), "1 0.5 2") << typed;
    }
    EXPECT_EQ(writtenNumbers("1,1,1", kGap), "1 1 1");
    EXPECT_EQ(writtenNumbers("0,1; 0.2; 0,01", ", "), "0.1, 0.2, 0.01");
}

} // namespace
} // namespace asge
