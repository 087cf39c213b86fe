// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/text_table.h"
#include "widgets/common/intervention_text.h"
#include "widgets/common/run_state.h"

#include <QString>

#include <optional>
#include <vector>

namespace asge::events {

/// A row of a run's log.
struct Row {
    EventGroup group = EventGroup::run;
    std::string time;                 ///< UTC, ISO 8601; empty if it is not known
    int epoch = 0;                    ///< the epoch in progress, from 1; 0 if it is not known
    std::optional<std::int64_t> step; ///< finished steps
    int layer = 0;                    ///< from 1; 0: the whole network
    std::string source;               ///< core/run/command.h
    QString what;                     ///< one line
    std::optional<RunStatus> status;  ///< of the row that says how the run ended

    bool operator==(const Row&) const = default;
};

/// The log of a run in the order of its steps: its beginnings, interventions, warnings,
/// checkpoints, its end and the user's notes.
std::vector<Row> rowsOf(const RunState& run);

QString groupText(EventGroup group);
/// The local time, "2026-01-31 13:00:00"; empty if it is not known.
QString timeText(const Row& row);
/// Whether the known times are of one local day.
bool areOfOneDay(const std::vector<Row>& rows);
/// A shorter text: "13:00:00" if all are of one day, else "01-31 13:00".
QString shortTimeText(const Row& row, bool oneDay);
/// For programs: run, epoch, step, time, source, kind, layer, what. The time is UTC.
TextTable tableOf(RunId run, const std::vector<Row>& rows);

} // namespace asge::events
