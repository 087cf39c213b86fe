// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/support/hostile_case.h"

#include <vector>

namespace asge::test {

/// Cases with texts that are too long, malformed, or made to deceive a terminal or a widget.
std::vector<HostileCase> hostileTexts();

} // namespace asge::test
