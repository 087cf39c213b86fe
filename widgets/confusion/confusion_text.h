// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QCoreApplication>

namespace asge {

/// The translation context of the confusion matrix, for code that is not a member of a QObject.
struct ConfusionText {
    Q_DECLARE_TR_FUNCTIONS(Confusion)
};

} // namespace asge
