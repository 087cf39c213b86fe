// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace asge {

/// The limits that control groups set for this process: for each resource the smallest limit of its
/// own group and all groups above it. Nothing if there is no limit.
struct CgroupLimits {
    std::optional<double> processors;   ///< processor time per time: 0.5 is half a processor
    std::optional<std::int64_t> memory; ///< in bytes
};

/// Reads the limits from both versions of control groups (v1 `cpu.cfs_quota_us` and
/// `memory.limit_in_bytes`, v2 `cpu.max` and `memory.max`). `root` is the folder that holds /proc
/// and /sys; tests use another one. Files that can't be read set no limit.
CgroupLimits cgroupLimits(const std::filesystem::path& root = "/");

} // namespace asge
