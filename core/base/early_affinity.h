#pragma once

#include "core/base/affinity.h"

/// For the file of main() alone. With OMP_PROC_BIND, libgomp binds the thread that loads it, and Qt
/// loads it before main() (QtCore needs libb2, which needs libgomp). So the process' mask is noted
/// earlier: what the program itself has in this section runs before any library is initialised.
namespace asge::early {

inline void noteAffinity(int /*argc*/, char** /*argv*/, char** /*environment*/) {
    processAffinity();
}

[[gnu::section(".preinit_array"),
  gnu::used]] static void (*const kNoteAffinity)(int, char**, char**) = noteAffinity;

} // namespace asge::early
