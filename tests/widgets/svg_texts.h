// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QRegularExpression>
#include <QStringList>

namespace asge::test {

/// The texts of a picture, in the order in which they are drawn.
inline QStringList textsOf(const QByteArray& svg) {
    static const QRegularExpression text(QStringLiteral("<text[^>]*>([^<]*)</text>"));
    QStringList texts;
    auto found = text.globalMatch(QString::fromUtf8(svg));
    while (found.hasNext()) {
        texts << found.next().captured(1).trimmed();
    }
    return texts;
}

} // namespace asge::test
