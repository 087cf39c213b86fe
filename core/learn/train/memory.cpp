// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/train/memory.h"

#ifdef ASGE_CUDA
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAException.h>
#include <c10/cuda/CUDAGuard.h>
#include <cuda_runtime_api.h>
#endif
#include <sys/resource.h>

namespace asge {

std::int64_t peakMemory([[maybe_unused]] const at::Device& device) {
#ifdef ASGE_CUDA
    if (device.is_cuda()) {
        // The first of the statistics covers all pools of the allocator.
        return c10::cuda::CUDACachingAllocator::getDeviceStats(device.index())
            .allocated_bytes[0]
            .peak;
    }
#endif
    rusage usage{};
    constexpr std::int64_t kKibibyte = 1024;
    return getrusage(RUSAGE_SELF, &usage) == 0 ? usage.ru_maxrss * kKibibyte : 0;
}

std::int64_t freeMemory([[maybe_unused]] const at::Device& device) {
#ifdef ASGE_CUDA
    if (device.is_cuda()) {
        const c10::cuda::CUDAGuard guard(device);
        std::size_t unused = 0;
        std::size_t all = 0;
        C10_CUDA_CHECK(cudaMemGetInfo(&unused, &all));
        // Memory that LibTorch has reserved for later allocations is free as well.
        const auto stats = c10::cuda::CUDACachingAllocator::getDeviceStats(device.index());
        return static_cast<std::int64_t>(unused) + stats.reserved_bytes[0].current -
               stats.allocated_bytes[0].current;
    }
#endif
    return 0;
}

} // namespace asge
