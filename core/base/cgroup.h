#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace asge {

/// What control groups allow this process: of each kind the smallest limit on the way from its own
/// group up to the root, since every group on that way binds it. Nothing if there is no limit.
struct CgroupLimits {
    std::optional<double> processors;   ///< processor time per time: 0.5 is half a processor
    std::optional<std::int64_t> memory; ///< bytes
};

/// Reads both versions of control groups (v1 `cpu.cfs_quota_us` and `memory.limit_in_bytes`, v2
/// `cpu.max` and `memory.max`). `root` is the folder that holds /proc and /sys; tests give their
/// own. What cannot be read sets no limit.
CgroupLimits cgroupLimits(const std::filesystem::path& root = "/");

} // namespace asge
