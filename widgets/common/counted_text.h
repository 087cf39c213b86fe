// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/counted.h"

#include <QString>

namespace asge {

/// The translated singular or plural of a word, as inNumber() and counted() choose it.
inline QString wordText(std::integral auto count, std::string_view singular,
                        std::string_view plural = {}) {
    return QString::fromStdString(inNumber(count, singular, plural));
}

/// "1 run", "2 runs".
inline QString countedText(std::integral auto count, std::string_view singular,
                           std::string_view plural = {}) {
    return QString::fromStdString(counted(count, singular, plural));
}

} // namespace asge
