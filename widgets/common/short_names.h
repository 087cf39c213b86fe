// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <QStringList>

#include <vector>

namespace asge {

/// Names to tell runs apart by if there is little room, as core/query/run_labels.h makes them.
QStringList labelsOf(const std::vector<RunSummary>& runs);

} // namespace asge
