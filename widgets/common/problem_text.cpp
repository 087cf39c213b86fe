// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/problem_text.h"

#include <QRegularExpression>

namespace asge {

QString problemSentence(const QString& problem) {
    static const QRegularExpression place(QStringLiteral("^run (\\d+): (?=.)"));
    const QRegularExpressionMatch found = place.match(problem);
    if (!found.hasMatch()) {
        return problem;
    }
    const QString rest = problem.mid(found.capturedLength());
    QString sentence = rest.startsWith(QStringLiteral("has "))
                           ? QStringLiteral("Run %1 ").arg(found.captured(1)) + rest
                           : rest.at(0).toUpper() + rest.mid(1);
    return sentence.endsWith(u'.') ? sentence : sentence + u'.';
}

bool isLackOfCheckpoints(const QString& problem) {
    static const QRegularExpression whole(QStringLiteral("^run \\d+: has no checkpoint$"));
    return whole.match(problem).hasMatch();
}

} // namespace asge
