// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QCoreApplication>

namespace asge {

/// Translations of the inspector's texts.
struct InspectorText {
    Q_DECLARE_TR_FUNCTIONS(Inspector)
};

/// The topic of the inspector's questions to Inspection.
inline QString inspectorTopic() {
    return QStringLiteral("inspector");
}

} // namespace asge
