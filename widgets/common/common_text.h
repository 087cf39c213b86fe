// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QCoreApplication>

namespace asge {

/// The translation context of the widgets in general, for code that is not a member of a QObject.
struct CommonText {
    Q_DECLARE_TR_FUNCTIONS(Common)
};

} // namespace asge
