// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace asge {

/// The class of each image if all names have the form CLASS.NUMBER ("cat.0.jpg") and there are at
/// least two classes with at least two images each; otherwise nothing.
std::optional<std::vector<std::string>>
classesOfNames(const std::vector<std::filesystem::path>& images);

} // namespace asge
