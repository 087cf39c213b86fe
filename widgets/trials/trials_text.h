// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QCoreApplication>

namespace asge {

/// The translation context of the view of trials, for code that is not a member of a QObject.
struct TrialsText {
    Q_DECLARE_TR_FUNCTIONS(Trials)
};

} // namespace asge
