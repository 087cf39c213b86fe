// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QCoreApplication>

#include <string_view>

namespace asge {

/// The translation context of the Layers panel, for code that is not a member of a QObject.
struct LayersText {
    Q_DECLARE_TR_FUNCTIONS(Layers)

  public:
    /// A text of core's tables.
    static QString of(std::string_view text) {
        return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
    }
};

} // namespace asge
