// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace asge {

/// A problem of core that names its run, "run 7: has no checkpoint", as a sentence for a view of
/// that run: "Run 7 has no checkpoint." or, of "run 7: the data have changed", "The data have
/// changed." Other problems stay as they are.
QString problemSentence(const QString& problem);
/// Whether the problem is that the store has no checkpoint of a run.
bool isLackOfCheckpoints(const QString& problem);

} // namespace asge
