// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/store/life_watch.h"

#include <functional>
#include <memory>
#include <string>

namespace asge {

/// How a program uses a store; nothing of it need be given.
struct StoreUse {
    /// What is seen of runs that are trained elsewhere. A program's reader and writer share one, so
    /// that they agree; null for one of the object's own.
    std::shared_ptr<LifeWatch> watch = {};
    /// Called with a line that names the store when it has been locked by another program for over
    /// a second; a writer calls it from its own thread too.
    std::function<void(const std::string&)> onWait = {};
    bool makes = true; ///< a writer makes a store that is missing
};

} // namespace asge
