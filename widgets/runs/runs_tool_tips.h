// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/run_rows.h"

#include <QString>

namespace asge {

/// What a run's or a heading's cell says beyond its text; empty if that is all.
QString toolTipOf(const RunField& field, const RunEntry& run);
QString toolTipOf(const RunField& field, const RunEntries& runs, const RunGroup& group);

} // namespace asge
