// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/affinity.h"

#include <sched.h>

namespace asge {

/// Binds the calling thread to the first processor of its mask, as OpenMP does.
inline void bindToOne() {
    cpu_set_t all;
    sched_getaffinity(0, sizeof all, &all);
    int first = 0;
    while (!CPU_ISSET(first, &all)) {
        ++first;
    }
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(first, &one);
    sched_setaffinity(0, sizeof one, &one);
}

/// Binds the calling thread while an object lives.
class BoundToOne {
  public:
    BoundToOne() { bindToOne(); }
    ~BoundToOne() { before_.applyTo(); }

  private:
    AffinityMask before_ = AffinityMask::of();
};

} // namespace asge
