// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/network_drive.h"

#include <algorithm>
#include <array>
#include <utility>

#include <sys/vfs.h>

namespace asge {
namespace {

// linux/magic.h does not define all of them.
constexpr std::array<std::pair<unsigned long, std::string_view>, 9> kNetwork{{
    {0x6969, "NFS"},
    {0x517B, "SMB"},
    {0xFF534D42, "CIFS"},
    {0xFE534D42, "SMB"},
    {0x5346414F, "AFS"},
    {0x6B414653, "AFS"},
    {0x01021997, "9p"},
    {0x00C36400, "Ceph"},
    {0x0BD00BD0, "Lustre"},
}};

} // namespace

std::string_view networkFileSystem(long type) {
    // The type has 32 bits; if `long` has 32 bits too, the types of CIFS are negative.
    const auto bits = static_cast<unsigned long>(type) & 0xFFFFFFFFUL;
    const auto* found = std::find_if(kNetwork.begin(), kNetwork.end(),
                                     [&](const auto& known) { return known.first == bits; });
    return found == kNetwork.end() ? std::string_view() : found->second;
}

std::string_view networkFileSystemOf(const std::filesystem::path& file) {
    struct statfs system = {};
    if (statfs(file.c_str(), &system) != 0) {
        return {};
    }
    return networkFileSystem(static_cast<long>(system.f_type));
}

} // namespace asge
