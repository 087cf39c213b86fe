// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/events/event_rows.h"

#include "core/base/text.h"
#include "core/run/command.h"
#include "widgets/common/plain_text.h"
#include "widgets/events/events_text.h"
#include "widgets/plot/plot_export.h"

#include <QDateTime>

#include <algorithm>
#include <set>
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

/// Whether the log has a separate row for what the program's intervention says.
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

namespace {

QDateTime localTime(const Row& row) {
    return QDateTime::fromString(QString::fromStdString(row.time), Qt::ISODate).toLocalTime();
}

} // namespace

QString timeText(const Row& row) {
    const QDateTime time = localTime(row);
    return time.isValid() ? time.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")) : QString();
}

bool areOfOneDay(const std::vector<Row>& rows) {
    std::set<QDate> days;
    for (const Row& row : rows) {
        if (const QDateTime time = localTime(row); time.isValid()) {
            days.insert(time.date());
        }
    }
    return days.size() <= 1;
}

QString shortTimeText(const Row& row, bool oneDay) {
    const QDateTime time = localTime(row);
    return time.isValid()
               ? time.toString(oneDay ? QStringLiteral("HH:mm:ss") : QStringLiteral("MM-dd HH:mm"))
               : QString();
}

TextTable tableOf(RunId run, const std::vector<Row>& rows) {
    TextTable table{{"run", "epoch", "step", "time", "source", "kind", "layer", "what"}, {}, {}};
    for (const Row& row : rows) {
        table.rows.push_back({std::to_string(run), row.epoch > 0 ? std::to_string(row.epoch) : "",
                              row.step ? std::to_string(*row.step) : "", row.time, row.source,
                              groupText(row.group).toStdString(),
                              row.layer > 0 ? std::to_string(row.layer) : "",
                              row.what.toStdString()});
    }
    return table;
}

} // namespace asge::events
