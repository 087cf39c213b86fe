// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/store/run_reader.h"

namespace asge {

/// Throws BadInput unless the store lists the run. The text names the store and says what it has,
/// or why it leaves the run out. Called on the store's thread.
void requireListed(const RunReader& reader, RunId id);

} // namespace asge
