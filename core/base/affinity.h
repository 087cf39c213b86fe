#pragma once

#include <sys/types.h>

#include <functional>
#include <thread>
#include <utility>
#include <vector>

namespace asge {

/// The processors that a thread may run on.
class AffinityMask {
  public:
    /// Of a thread; 0 is the calling one. Empty if the system does not tell.
    static AffinityMask of(pid_t thread = 0);

    int count() const; ///< processors
    /// Lets a thread run on them, and on no others. A mask that the system refuses, because none of
    /// its processors is left to the process say, changes nothing.
    void applyTo(pid_t thread = 0) const;

  private:
    std::vector<unsigned long> bits_;
};

/// The mask of the process: of the thread that calls this first. Programs do so before main
/// (early_affinity.h): with OMP_PROC_BIND or OMP_PLACES, which clusters set, OpenMP binds the
/// thread that loads it to one core, and every thread that is started from there on inherits that.
const AffinityMask& processAffinity();

/// A thread that may run on all processors of the process, whatever thread starts it.
template <typename Thread = std::thread, typename Work>
Thread startThread(Work work) {
    return Thread([work = std::move(work)]() mutable {
        processAffinity().applyTo();
        work();
    });
}

/// Runs `load`, which loads libraries that bind threads or start some, and then gives the process'
/// mask to the calling thread and to those that `load` has started.
void loadUnbound(const std::function<void()>& load);

} // namespace asge
