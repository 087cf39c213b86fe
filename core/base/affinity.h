// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <sys/types.h>

#include <functional>
#include <thread>
#include <utility>
#include <vector>

namespace asge {

/// A set of processors that a thread may run on.
class AffinityMask {
  public:
    /// The mask of a thread; 0 is the calling thread. Empty if the system does not report it.
    static AffinityMask of(pid_t thread = 0);

    int count() const; ///< number of processors
    /// Restricts a thread to these processors. If the system refuses the mask, for example because
    /// the process may use none of its processors, nothing changes.
    void applyTo(pid_t thread = 0) const;

  private:
    std::vector<unsigned long> bits_;
};

/// The mask of the process, which is that of the thread that calls this function first. Programs
/// call it before main (early_affinity.h): with OMP_PROC_BIND or OMP_PLACES, which clusters set,
/// OpenMP binds the thread that loads it to one core, and every thread started later inherits that.
const AffinityMask& processAffinity();

/// Starts a thread that may run on all processors of the process, even if the calling thread may
/// not.
template <typename Thread = std::thread, typename Work>
Thread startThread(Work work) {
    return Thread([work = std::move(work)]() mutable {
        processAffinity().applyTo();
        work();
    });
}

/// Calls `load`, which loads libraries that bind or start threads, then applies the process' mask
/// to the calling thread and to the threads that `load` has started.
void loadUnbound(const std::function<void()>& load);

} // namespace asge
