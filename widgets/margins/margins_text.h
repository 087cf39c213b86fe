// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QCoreApplication>

namespace asge {

/// The translation context of the margins, for code that is not a member of a QObject.
struct MarginsText {
    Q_DECLARE_TR_FUNCTIONS(Margins)
};

} // namespace asge
