// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QLocale>

namespace asge::test {

/// A language for numbers, until the end of the test.
class LocaleGuard {
  public:
    explicit LocaleGuard(QLocale::Language language) { QLocale::setDefault(QLocale(language)); }
    ~LocaleGuard() { QLocale::setDefault(before_); }
    LocaleGuard(const LocaleGuard&) = delete;
    LocaleGuard& operator=(const LocaleGuard&) = delete;

  private:
    const QLocale before_;
};

} // namespace asge::test
