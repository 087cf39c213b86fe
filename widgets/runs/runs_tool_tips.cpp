// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/runs/runs_tool_tips.h"

#include "widgets/runs/runs_columns.h"
#include "widgets/runs/runs_text.h"

#include <QDateTime>
#include <QLocale>

namespace asge {

QString toolTipOf(const RunField& field, const RunEntry& run) {
    const RunSummary& s = run.summary();
    switch (field.source()) {
    case RunField::Source::created: {
        const QDateTime created =
            QDateTime::fromString(QString::fromStdString(s.created), Qt::ISODate);
        const QString utc = QString::fromStdString(s.created);
        return created.isValid()
                   ? QLocale().toString(created.toLocalTime(), QLocale::LongFormat) + u'\n' + utc
                   : utc;
    }
    case RunField::Source::status:
        return s.reason.empty() ? statusText(s.status)
                                : QStringLiteral("%1: %2").arg(statusText(s.status),
                                                               QString::fromStdString(s.reason));
    case RunField::Source::name:
    case RunField::Source::notes: {
        const QString notes = QString::fromStdString(s.notes).trimmed();
        const QString name = QString::fromStdString(s.name);
        return notes.isEmpty() ? name : name + QStringLiteral("\n\n") + notes;
    }
    case RunField::Source::parent:
        return s.lineage ? RunsText::tr("Branched off %1 after epoch %2")
                               .arg(shownValue(field, run), QString::number(s.lineage->epoch))
                         : QString();
    default:
        return field.isNumeric() ? QString() : shownValue(field, run);
    }
}

QString toolTipOf(const RunField& field, const RunEntries& runs, const RunGroup& group) {
    if (field.source() == RunField::Source::name) {
        return toStringList(groupParts(group, runs)).join(u'\n');
    }
    if (field.source() == RunField::Source::created) {
        const auto [first, last] = createdOfGroup(runs, group);
        return RunsText::tr("%1 to %2")
            .arg(QString::fromStdString(first), QString::fromStdString(last));
    }
    if (field.source() == RunField::Source::id) {
        return idList(idsOf(runs, group));
    }
    return field.isNumeric() ? shownRange(field, spreadOf(field, runs, group))
                             : shownOfGroup(field, runs, group);
}

} // namespace asge
