// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/support/hostile_case.h"

#include <vector>

namespace asge::test {

/// Cases with another schema than that of their version, and with damaged pages.
std::vector<HostileCase> hostileSchemas();

} // namespace asge::test
