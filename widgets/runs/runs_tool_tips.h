// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/run_rows.h"

#include <QString>

namespace asge {

/// The tool tip of a cell; empty if it would only repeat the cell's text.
QString toolTipOf(const RunField& field, const RunEntry& run);
QString toolTipOf(const RunField& field, const RunEntries& runs, const RunGroup& group);

} // namespace asge
