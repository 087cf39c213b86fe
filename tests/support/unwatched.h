// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/load_watch.h"

namespace asge::test {

/// For loading that nobody watches.
inline LoadWatch& unwatched() {
    static LoadWatch nobody; // it has no state
    return nobody;
}

} // namespace asge::test
