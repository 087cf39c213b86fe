// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/events/event_rows.h"

#include "core/base/text.h"
#include "core/run/command.h"
#include "widgets/common/plain_text.h"
#include "widgets/events/events_text.h"
#include "widgets/plot/plot_export.h"

#include <QDateTime>

#include <algorithm>
#include <tuple>

namespace asge::events {

namespace {

/// The epoch in progress after that many finished steps.
int epochAfter(const RunCurves& run, std::int64_t step) {
    if (const std::size_t at = run.steps.find(step + 1); at < run.steps.size()) {
        return run.steps[at].epoch;
    }
    return run.steps.empty() ? (run.branch ? run.branch->epoch : 0) + 1 : run.steps.back().epoch;
}

QString statusText(RunStatus status) {
    switch (status) {
    case RunStatus::finished:
        return EventsText::tr("Finished");
    case RunStatus::stopped:
        return EventsText::tr("Stopped");
    case RunStatus::interrupted:
        return EventsText::tr("Interrupted");
    case RunStatus::failed:
        return EventsText::tr("Failed");
    case RunStatus::running:
    case RunStatus::paused:
        break;
    }
    return {};
}

Row beginRow(const RunCurves& run, const Segment& segment, bool isFirst) {
    Row row;
    row.time = segment.started;
    row.step = segment.firstStep - 1;
    row.epoch = epochAfter(run, *row.step);
    row.source = source::kProgram;
    row.what = (isFirst ? EventsText::tr("Started on %1, %2") : EventsText::tr("Resumed on %1, %2"))
                   .arg(plain::line(segment.device), plain::line(segment.software));
    return row;
}

Row branchRow(const BranchPoint& from) {
    Row row;
    row.step = from.step;
    row.epoch = from.epoch;
    row.source = source::kProgram;
    row.what = EventsText::tr("Branches off %1 after epoch %2")
                   .arg(from.parentName, QString::number(from.epoch));
    return row;
}

Row interventionRow(const RunCurves& run, const Intervention& intervention) {
    Row row;
    row.group = groupOf(intervention);
    row.time = intervention.time;
    row.step = intervention.step;
    row.epoch = intervention.epoch > 0 ? intervention.epoch : epochAfter(run, intervention.step);
    row.layer = intervention.layer;
    row.source = intervention.source;
    row.what = interventionTitle(intervention);
    if (!intervention.text.empty()) {
        row.what += EventsText::tr(": %1").arg(plain::line(intervention.text));
    }
    return row;
}

/// Whether the log has a row of its own for what the program's intervention says.
bool isTold(const Intervention& intervention, const RunCurves& run) {
    return !run.segments.empty() && intervention.source == source::kProgram &&
           intervention.kind == factsOf(CommandKind::resume).key;
}

Row pinnedRow(const RunCurves& run, const PinnedNote& note) {
    Row row;
    row.group = EventGroup::notes;
    row.step = note.step;
    row.epoch = epochAfter(run, note.step);
    row.what = EventsText::tr("Note: %1").arg(plain::line(note.text));
    return row;
}

Row endRow(const RunState& run) {
    Row row;
    row.step = run.lastStep();
    row.epoch = epochAfter(run.curves(), *row.step);
    for (const Intervention& each : run.curves().interventions) {
        row.epoch = std::max(row.epoch, each.epoch); // "stop" after the last step of an epoch
    }
    row.time = run.facts().ended;
    row.source = source::kProgram;
    row.status = run.curves().status;
    row.what = statusText(run.curves().status);
    if (!run.facts().reason.empty()) {
        row.what += EventsText::tr(": %1").arg(plain::line(run.facts().reason));
    }
    return row;
}

void sortRows(std::vector<Row>& rows) {
    std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
        const bool timed = !a.time.empty() && !b.time.empty();
        return *a.step != *b.step ? *a.step < *b.step : timed && a.time < b.time;
    });
}

} // namespace

std::vector<Row> rowsOf(const RunState& run) {
    const RunCurves& curves = run.curves();
    std::vector<Row> rows;
    if (curves.branch) {
        rows.push_back(branchRow(*curves.branch));
    }
    for (std::size_t i = 0; i < curves.segments.size(); ++i) {
        rows.push_back(beginRow(curves, curves.segments[i], i == 0));
    }
    for (const Intervention& intervention : curves.interventions) {
        if (!isTold(intervention, curves)) {
            rows.push_back(interventionRow(curves, intervention));
        }
    }
    for (const PinnedNote& note : curves.pinned) {
        rows.push_back(pinnedRow(curves, note));
    }
    sortRows(rows);
    if (!run.isTraining()) {
        rows.push_back(endRow(run));
    }
    if (curves.status == RunStatus::finished) { // what was seen at the end has no next epoch
        for (Row& row : rows) {
            row.epoch = std::min(row.epoch, run.lastEpoch());
        }
    }
    if (!run.facts().notes.empty()) {
        Row notes;
        notes.group = EventGroup::notes;
        notes.what = EventsText::tr("Notes: %1").arg(plain::line(run.facts().notes));
        rows.push_back(notes);
    }
    return rows;
}

QString groupText(EventGroup group) {
    switch (group) {
    case EventGroup::run:
        return EventsText::tr("Run");
    case EventGroup::steering:
        return EventsText::tr("Steering");
    case EventGroup::pace:
        return EventsText::tr("Pauses");
    case EventGroup::warning:
        return EventsText::tr("Warnings");
    case EventGroup::checkpoint:
        return EventsText::tr("Checkpoints");
    case EventGroup::notes:
        return EventsText::tr("Notes");
    }
    return {};
}

QString timeText(const Row& row) {
    const QDateTime time = QDateTime::fromString(QString::fromStdString(row.time), Qt::ISODate);
    return time.isValid() ? time.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"))
                          : QString();
}

QByteArray csvOf(RunId run, const std::vector<Row>& rows) {
    const auto text = [](const std::string& cell) {
        return csvField(QString::fromStdString(spreadsheetText(cell)));
    };
    QByteArray csv = "run,epoch,step,time,source,kind,layer,what\r\n";
    for (const Row& row : rows) {
        csv += QByteArray::number(qlonglong{run}) + ',' +
               (row.epoch > 0 ? QByteArray::number(row.epoch) : "") + ',' +
               (row.step ? QByteArray::number(qlonglong{*row.step}) : "") + ',' + text(row.time) +
               ',' + text(row.source) + ',' + csvField(groupText(row.group)) + ',' +
               (row.layer > 0 ? QByteArray::number(row.layer) : "") + ',' +
               text(row.what.toStdString()) + "\r\n";
    }
    return csv;
}

} // namespace asge::events
