// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QCoreApplication>

namespace asge {

/// The translation context of what the views of maps share, for code that is not a member of a
/// QObject.
struct MapsText {
    Q_DECLARE_TR_FUNCTIONS(Maps)
};

} // namespace asge
