// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/compute/memory_reserve.h"

#include <ATen/ATen.h>

#include <gtest/gtest.h>

#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <new>
#include <vector>

namespace asge {
namespace {

constexpr std::int64_t kMebibyte = std::int64_t{1} << 20U;

/// Bytes of address space that this process uses.
std::int64_t usedAddressSpace() {
    std::int64_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    return pages * sysconf(_SC_PAGESIZE);
}

bool canMap(std::int64_t bytes) {
    return mmap(nullptr, static_cast<std::size_t>(bytes), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS,
                -1, 0) != MAP_FAILED;
}

/// Limits the address space to 256 MiB more than is used now, allocates tensors until there is no
/// memory, and exits with 0 if enough is left then for what libraries allocate besides.
[[noreturn]] void allocateUntilNoneIsLeft() {
    const auto limit = static_cast<rlim_t>(usedAddressSpace() + 256 * kMebibyte);
    const rlimit limits{limit, limit};
    setrlimit(RLIMIT_AS, &limits);
    keepMemoryReserve();
    std::vector<at::Tensor> tensors;
    try {
        while (tensors.size() < 100) {
            tensors.push_back(at::empty({kMebibyte}, at::kFloat));
        }
    } catch (const std::bad_alloc&) {
        std::_Exit(canMap(60 * kMebibyte) && tensors.size() > 20 ? 0 : 1);
    }
    std::_Exit(2);
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kIsSanitized = true;
#else
constexpr bool kIsSanitized = false;
#endif

TEST(MemoryReserveTest, TensorsLeaveAddressSpaceForTheLibraries) {
    if (kIsSanitized) {
        GTEST_SKIP() << "a sanitizer has mapped all its memory before";
    }
    EXPECT_EXIT(allocateUntilNoneIsLeft(), testing::ExitedWithCode(0), "");
}

} // namespace
} // namespace asge
