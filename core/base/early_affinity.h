// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/affinity.h"

/// Include this only in the file of main(). With OMP_PROC_BIND, libgomp binds the thread that loads
/// it, and Qt loads it before main() (QtCore needs libb2, which needs libgomp). So the process'
/// mask must be read earlier: functions in this section of the program run before any library is
/// initialised.
namespace asge::early {

inline void noteAffinity(int /*argc*/, char** /*argv*/, char** /*environment*/) {
    processAffinity();
}

[[gnu::section(".preinit_array"),
  gnu::used]] static void (*const kNoteAffinity)(int, char**, char**) = noteAffinity;

} // namespace asge::early
