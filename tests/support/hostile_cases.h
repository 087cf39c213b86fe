// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/support/hostile_case.h"

#include <vector>

namespace asge::test {

/// All cases; they are made once.
const std::vector<HostileCase>& hostileCases();

} // namespace asge::test
