// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/support/hostile_case.h"

#include <vector>

namespace asge::test {

/// Cases with checkpoints whose size and digest are right and whose content no training can have
/// written.
std::vector<HostileCase> hostileCheckpoints();

} // namespace asge::test
