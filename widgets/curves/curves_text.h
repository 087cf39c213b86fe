// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QCoreApplication>

namespace asge {

/// The translation context of the curves, for code that is not a member of a QObject.
struct CurvesText {
    Q_DECLARE_TR_FUNCTIONS(Curves)
};

} // namespace asge
