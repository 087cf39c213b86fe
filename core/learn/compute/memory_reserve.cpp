// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/compute/memory_reserve.h"

#include "core/base/memory.h"

#include <c10/core/CPUAllocator.h>
#include <torch/version.h>

#include <sys/mman.h>

#include <cstddef>
#include <new>

// LibTorch 2.3 made allocations change the allocator, and added copies of what was allocated.
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 3)
#define ASGE_ALLOCATES_CONST
#define ASGE_COPIES_DATA
#else
#define ASGE_ALLOCATES_CONST const
#endif

namespace asge {

namespace {

constexpr std::size_t kReserve = std::size_t{64} << 20U; ///< bytes
/// Bytes; smaller allocations are not worth the two system calls.
constexpr std::size_t kLeastChecked = std::size_t{64} << 10U;

/// Whether this many bytes of address space are left.
bool isLeft(std::size_t bytes) {
    void* const place =
        mmap(nullptr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (place == MAP_FAILED) {
        return false;
    }
    munmap(place, bytes);
    return true;
}

class ReservingAllocator : public c10::Allocator {
  public:
    explicit ReservingAllocator(c10::Allocator& allocator) : allocator_(allocator) {}

    c10::DataPtr allocate(std::size_t bytes) ASGE_ALLOCATES_CONST override {
        if (bytes >= kLeastChecked && !isLeft(bytes + kReserve)) {
            throw std::bad_alloc();
        }
        return allocator_.allocate(bytes);
    }
    c10::DeleterFnPtr raw_deleter() const override { return allocator_.raw_deleter(); }
#ifdef ASGE_COPIES_DATA
    void copy_data(void* to, const void* from, std::size_t bytes) const override {
        allocator_.copy_data(to, from, bytes);
    }
#endif

  private:
    c10::Allocator& allocator_;
};

} // namespace

void keepMemoryReserve() {
    if (!addressSpaceLimit()) {
        return;
    }
    // It is never destroyed: tensors may be freed while the program ends.
    static auto* const allocator = new ReservingAllocator(*c10::GetCPUAllocator());
    c10::SetCPUAllocator(allocator);
}

} // namespace asge
