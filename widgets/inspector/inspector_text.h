// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QCoreApplication>

namespace asge {

/// Translations of the inspector's texts.
struct InspectorText {
    Q_DECLARE_TR_FUNCTIONS(Inspector)
};

} // namespace asge
