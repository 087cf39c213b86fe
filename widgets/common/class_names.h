// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

#include <string>
#include <vector>

namespace asge {

/// The name of a class as one line, or "class 7" if the run has no name for it.
QString classText(const std::vector<std::string>& names, int label);

} // namespace asge
