// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/comparison.h"

#include <QString>
#include <QStringList>

namespace asge::compare {

/// Why a comparison leaves a run out of its plots and tables.
enum class Omission { none, noEpoch, otherQuantity, untrainedReadout };

/// A sentence that says so of these runs; empty if there are none.
QString textOf(Omission omission, const QStringList& runs);

/// What no plot and no table of these runs can show or compare: runs without results, and the
/// accuracies of runs that were tested on different images. Empty if there is nothing.
QString omissionsOf(const comparison::Runs& runs);

} // namespace asge::compare
