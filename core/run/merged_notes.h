// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

namespace asge {

/// Applies a change of notes, from `before` to `after`, to notes that another program may have
/// changed since they were read. If `stored` equals `before`, the result is `after`. Otherwise it
/// is `after` without the lines that the other program removed, followed by the lines that it
/// added.
std::string mergedNotes(const std::string& before, const std::string& after,
                        const std::string& stored);

} // namespace asge
