// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/compute/kernels.h"

namespace asge::kernels {

namespace {

std::vector<PatchRange> patchesOf(int length, int patches) {
    std::vector<PatchRange> ranges(static_cast<std::size_t>(length), PatchRange{0, 0});
    for (int patch = 0; patch < patches; ++patch) {
        const int begin = patch * length / patches;
        const int end = ((patch + 1) * length + patches - 1) / patches;
        for (int i = begin; i < end; ++i) {
            PatchRange& range = ranges[static_cast<std::size_t>(i)];
            range =
                range.count == 0 ? PatchRange{patch, 1} : PatchRange{range.first, range.count + 1};
        }
    }
    return ranges;
}

int countIn(const std::vector<PatchRange>& ranges, int patch) {
    int count = 0;
    for (const PatchRange& range : ranges) {
        count += patch >= range.first && patch < range.first + range.count ? 1 : 0;
    }
    return count;
}

} // namespace

MapPlan::MapPlan(int channels, int height, int width, int patches, Pool pool, Norm norm, bool sum)
    : rows_(patchesOf(height, patches)), columns_(patchesOf(width, patches)) {
    for (int i = 0; i < patches; ++i) {
        for (int j = 0; j < patches; ++j) {
            const int area = countIn(rows_, i) * countIn(columns_, j);
            scale_.push_back(sum ? 1.0F : 1.0F / static_cast<float>(area));
        }
    }
    const std::ptrdiff_t depth = channels;
    const std::ptrdiff_t size = depth * height * width;
    const std::ptrdiff_t pooledSize = depth * (height / 2) * (width / 2);
    shape_ = {channels,
              height,
              width,
              patches,
              pool,
              norm,
              size,
              depth * patches * patches,
              pool == Pool::none ? size : pooledSize,
              rows_.data(),
              columns_.data(),
              scale_.data()};
}

std::vector<const Kernels*> availableKernels() {
    std::vector<const Kernels*> sets{&baselineKernels()};
#ifdef ASGE_X86_KERNELS
    if (__builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0) {
        sets.push_back(&avx2Kernels());
        if (__builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
            __builtin_cpu_supports("avx512vl") != 0 && __builtin_cpu_supports("avx512dq") != 0) {
            sets.push_back(&avx512Kernels());
        }
    }
#endif
    return sets;
}

const Kernels& bestKernels() {
    return *availableKernels().back();
}

} // namespace asge::kernels
