// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <QStringList>

#include <vector>

namespace asge {

/// Short names that tell runs apart in little room, from core/query/run_labels.h.
QStringList labelsOf(const std::vector<RunSummary>& runs);

} // namespace asge
