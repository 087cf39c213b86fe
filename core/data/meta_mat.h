// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace asge {

/// The synsets ("n02119789") of ImageNet's development kit in the order of their numbers, from 1,
/// as its meta.mat (MATLAB 5) lists them. Only the ids are searched for; the file's structure is
/// not parsed. Throws BadInput if the file can't be read, has no ids, or unpacks to more than 256
/// MiB.
std::vector<std::string> readSynsetsOfMeta(const std::filesystem::path& file);

} // namespace asge
