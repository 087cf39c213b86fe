// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/support/hostile_case.h"

#include <vector>

namespace asge::test {

/// Cases with wrong lineages, segments, interventions and checkpoint rows.
std::vector<HostileCase> hostileHistory();

} // namespace asge::test
