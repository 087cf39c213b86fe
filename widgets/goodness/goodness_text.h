// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QCoreApplication>

namespace asge {

/// The translation context of the goodness maps, for code that is not a member of a QObject.
struct GoodnessText {
    Q_DECLARE_TR_FUNCTIONS(Goodness)
};

} // namespace asge
