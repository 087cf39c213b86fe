// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace asge {

/// The memory that this process can use at most, and what sets the limit.
struct MachineMemory {
    std::int64_t bytes = 0;
    std::string source; ///< "this machine has", "the control group allows"
};

/// The limit of this process' address space (ulimit -v) in bytes; nothing if there is none.
std::optional<std::int64_t> addressSpaceLimit();

/// The machine's memory, or the limit of a control group or of the address space if that is
/// smaller. `root` holds /proc and /sys, for cgroupLimits.
MachineMemory machineMemory(const std::filesystem::path& root = "/");

/// "384 MiB", "1.5 GiB"
std::string memoryText(double bytes);

} // namespace asge
