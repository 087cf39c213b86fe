#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace asge {

/// The class of each image as its name CLASS.NUMBER says it ("cat.0.jpg"). Nothing unless all names
/// are so, of two classes at least with two images each.
std::optional<std::vector<std::string>>
classesOfNames(const std::vector<std::filesystem::path>& images);

} // namespace asge
