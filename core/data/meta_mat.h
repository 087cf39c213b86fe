#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace asge {

/// The synsets ("n02119789") of ImageNet's development kit in the order of their numbers, from 1,
/// as its meta.mat (MATLAB 5) lists them. The file's structure isn't read, only the ids in their
/// order. Throws BadInput if it can't be read, holds none, or unpacks to more than 256 MiB.
std::vector<std::string> readSynsetsOfMeta(const std::filesystem::path& file);

} // namespace asge
