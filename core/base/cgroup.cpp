// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/cgroup.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace asge {

namespace {

namespace fs = std::filesystem;

/// A mounted hierarchy of control groups.
struct Hierarchy {
    bool unified = false; ///< version 2
    std::string options;  ///< in version 1: the controllers, among other options
    std::string root;     ///< the group that is mounted
    fs::path mount;
};

/// One line of /proc/self/cgroup.
struct Membership {
    std::string controllers; ///< "cpu,cpuacct"; empty for version 2
    std::string path;
};

/// Whether "a,b,c" lists the name.
bool lists(const std::string& names, const std::string& name) {
    return ("," + names + ",").find("," + name + ",") != std::string::npos;
}

/// Parses the lines of /proc/self/mountinfo, "31 23 0:28 ROOT MOUNT OPTIONS … - TYPE SOURCE
/// OPTIONS".
std::vector<Hierarchy> hierarchies(const fs::path& root) {
    std::vector<Hierarchy> found;
    std::ifstream file(root / "proc/self/mountinfo");
    for (std::string line; std::getline(file, line);) {
        const auto dash = line.find(" - ");
        if (dash == std::string::npos) {
            continue;
        }
        std::istringstream before(line.substr(0, dash));
        std::istringstream after(line.substr(dash + 3));
        std::string skipped;
        Hierarchy hierarchy;
        std::string mount;
        before >> skipped >> skipped >> skipped >> hierarchy.root >> mount;
        std::string type;
        after >> type >> skipped >> hierarchy.options;
        if (type == "cgroup" || type == "cgroup2") {
            hierarchy.unified = type == "cgroup2";
            hierarchy.mount = root / fs::path(mount).relative_path();
            found.push_back(std::move(hierarchy));
        }
    }
    return found;
}

std::vector<Membership> memberships(const fs::path& root) {
    std::vector<Membership> found;
    std::ifstream file(root / "proc/self/cgroup");
    for (std::string line; std::getline(file, line);) {
        const auto first = line.find(':');
        const auto second = line.find(':', first + 1);
        if (first != std::string::npos && second != std::string::npos) {
            found.push_back({line.substr(first + 1, second - first - 1), line.substr(second + 1)});
        }
    }
    return found;
}

/// The folder of a group below the mount. In a container, the mount's root may be the container's
/// own group, although the path is the one outside of the container.
fs::path folderOf(const Hierarchy& hierarchy, const std::string& path) {
    std::string below = path;
    if (hierarchy.root != "/") {
        const bool inside = path == hierarchy.root || path.starts_with(hierarchy.root + "/");
        below = inside ? path.substr(hierarchy.root.size()) : "";
    }
    return (hierarchy.mount / fs::path(below).relative_path()).lexically_normal();
}

/// The numbers in a file of one line; none for "max" or if the file does not exist.
std::vector<double> numbersIn(const fs::path& path) {
    std::ifstream file(path);
    std::vector<double> numbers;
    for (double number = 0; file >> number;) {
        numbers.push_back(number);
    }
    return numbers;
}

std::optional<double> processorsOf(const fs::path& group, bool unified) {
    std::vector<double> both = numbersIn(group / (unified ? "cpu.max" : "cpu.cfs_quota_us"));
    if (!unified && !both.empty()) {
        const std::vector<double> period = numbersIn(group / "cpu.cfs_period_us");
        both.insert(both.end(), period.begin(), period.end());
    }
    // A quota of −1 means unlimited.
    return both.size() == 2 && both[0] > 0 && both[1] > 0 ? std::optional(both[0] / both[1])
                                                          : std::nullopt;
}

std::optional<double> memoryOf(const fs::path& group, bool unified) {
    constexpr double kNoLimit = 1e18; // version 1 writes a huge number for "unlimited"
    const auto numbers = numbersIn(group / (unified ? "memory.max" : "memory.limit_in_bytes"));
    return numbers.size() == 1 && numbers[0] >= 0 && numbers[0] < kNoLimit
               ? std::optional(numbers[0])
               : std::nullopt;
}

/// The smallest limit of a controller over a group and all groups above it, in all hierarchies.
template <typename LimitOf>
std::optional<double> smallest(const fs::path& root, const std::string& controller,
                               const LimitOf& limitOf) {
    std::optional<double> least;
    const auto groups = memberships(root);
    for (const Hierarchy& hierarchy : hierarchies(root)) {
        for (const Membership& member : groups) {
            const bool same = hierarchy.unified ? member.controllers.empty()
                                                : lists(member.controllers, controller) &&
                                                      lists(hierarchy.options, controller);
            if (!same) {
                continue;
            }
            const fs::path top = hierarchy.mount.lexically_normal();
            for (fs::path group = folderOf(hierarchy, member.path);; group = group.parent_path()) {
                if (const auto limit = limitOf(group, hierarchy.unified)) {
                    least = least ? std::min(*least, *limit) : *limit;
                }
                if (group == top || !group.has_relative_path()) {
                    break;
                }
            }
        }
    }
    return least;
}

} // namespace

CgroupLimits cgroupLimits(const fs::path& root) {
    CgroupLimits limits;
    limits.processors = smallest(root, "cpu", processorsOf);
    if (const auto bytes = smallest(root, "memory", memoryOf)) {
        limits.memory = static_cast<std::int64_t>(*bytes);
    }
    return limits;
}

} // namespace asge
