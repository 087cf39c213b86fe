// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/memory.h"

#include "core/base/cgroup.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>

namespace asge {

std::optional<std::int64_t> addressSpaceLimit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) {
        return std::nullopt;
    }
    return static_cast<std::int64_t>(limit.rlim_cur);
}

MachineMemory machineMemory(const std::filesystem::path& root) {
    MachineMemory memory{std::int64_t{sysconf(_SC_PHYS_PAGES)} * sysconf(_SC_PAGESIZE),
                         "this machine has"};
    if (const auto limit = cgroupLimits(root).memory; limit && *limit < memory.bytes) {
        memory = {*limit, "the control group allows"};
    }
    if (const auto limit = addressSpaceLimit(); limit && *limit < memory.bytes) {
        memory = {*limit, "the limit of the address space (ulimit -v) allows"};
    }
    return memory;
}

std::string memoryText(double bytes) {
    constexpr double kKibibyte = 1024;
    constexpr double kMebibyte = kKibibyte * 1024;
    constexpr double kGibibyte = kMebibyte * 1024;
    char text[48];
    if (bytes >= kGibibyte) {
        std::snprintf(text, sizeof text, "%.1f GiB", bytes / kGibibyte);
    } else if (bytes >= kMebibyte) {
        std::snprintf(text, sizeof text, "%.1f MiB", bytes / kMebibyte);
    } else {
        std::snprintf(text, sizeof text, "%.1f KiB", bytes / kKibibyte);
    }
    return text;
}

} // namespace asge
