// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/support/hostile_case.h"

#include <vector>

namespace asge::test {

/// Cases with wrong numbers in the rows of a run, its epochs and its steps.
std::vector<HostileCase> hostileValues();

} // namespace asge::test
