// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/support/hostile_case.h"

#include <vector>

namespace asge::test {

/// Cases with wrong shapes of layers, classes, goodness maps, channel statistics and probe images.
std::vector<HostileCase> hostileShapes();

} // namespace asge::test
