// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/denormals.h"

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace asge {

namespace {

#if defined(__x86_64__)
/// Flushes results to zero, and treats denormal operands as zero.
constexpr std::uint64_t kFlush = 0x8000U | 0x0040U;

std::uint64_t modes() {
    return _mm_getcsr();
}

void setModes(std::uint64_t modes) {
    _mm_setcsr(static_cast<unsigned>(modes));
}
#elif defined(__aarch64__)
constexpr std::uint64_t kFlush = std::uint64_t{1} << 24U; // FPCR.FZ: operands and results

std::uint64_t modes() {
    std::uint64_t modes = 0;
    asm volatile("mrs %0, fpcr" : "=r"(modes));
    return modes;
}

void setModes(std::uint64_t modes) {
    asm volatile("msr fpcr, %0" : : "r"(modes));
}
#else
constexpr std::uint64_t kFlush = 0;

std::uint64_t modes() {
    return 0;
}

void setModes(std::uint64_t) {}
#endif

} // namespace

FlushDenormals::FlushDenormals() : before_(modes()) {
    setModes(before_ | kFlush);
}

FlushDenormals::~FlushDenormals() {
    setModes(before_);
}

} // namespace asge
