// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/shown_value.h"

#include <QColor>
#include <QCoreApplication>
#include <QString>
#include <QStringList>

#include <string>
#include <vector>

namespace asge {

/// The translation context of the run table, for code that is not a member of a QObject.
struct RunsText {
    Q_DECLARE_TR_FUNCTIONS(Runs)
};

/// "✓" and the like: a shape per status.
QString statusSymbol(RunStatus status);
/// "✓ finished" and the like.
QString statusText(RunStatus status);
/// The colour of that text, legible on a dark or a light background.
QColor statusColor(RunStatus status, bool dark);
/// "1 run", "5 runs".
QString runCount(qsizetype count);
/// "3 runs", "1 run, failed", "3 runs, 1 failed": what is not finished needs attention.
QString runCount(const RunEntries& runs, const RunGroup& group);
/// The numbers of a group's runs, ascending.
std::vector<RunId> idsOf(const RunEntries& runs, const RunGroup& group);
/// "1, 2, 5", without the middle of a long list: "1, 2, …, 9".
QString idList(const std::vector<RunId>& ids);
/// The description of a field, in one line.
QString descriptionOf(const RunField& field);
QStringList toStringList(const std::vector<std::string>& texts);
/// Writes numbers in the user's locale.
NumberStyle localStyle();

} // namespace asge
