// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/load_watch.h"

namespace asge::test {

/// A watch for loading data without reports.
inline LoadWatch& unwatched() {
    static LoadWatch watch; // LoadWatch has no state
    return watch;
}

} // namespace asge::test
