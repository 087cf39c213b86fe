// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QLocale>
#include <QString>

/// Numbers in fields that the user types into. Settings, files and `asge` have a decimal point; a
/// field shows the mark of the user's language (QLocale()) and takes that one, a comma and a point.
/// There are no group separators.
namespace asge {

/// The user's language without group separators, for values of settings outside of fields: they
/// look like those that are typed.
QLocale settingLocale();
/// "0,002" of "0.002" if the user's language has a decimal comma. A text that is no number stays.
QString shownNumber(const QString& written);
/// "0.002" of "0,002" and of "0.002". A text with several marks, which is no number, stays.
QString writtenNumber(const QString& typed);

/// Whether the user's language has a decimal comma, so that commas hardly separate numbers.
bool hasDecimalComma();
/// The numbers of a list: "0,5; 1; 2" of "0.5, 1, 2". Without a decimal comma in the user's
/// language, lists stay as they are, because commas separate their numbers.
QString shownNumbers(const QString& written, const QString& separator);
/// The list with decimal points and `separator` between the numbers. Semicolons, gaps, and commas
/// before a gap separate; if the user's language has a decimal comma, so does a comma within a
/// number, unless a point or another comma is there too.
QString writtenNumbers(const QString& typed, const QString& separator);

} // namespace asge
