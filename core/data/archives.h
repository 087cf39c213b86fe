#pragma once

#include <filesystem>
#include <string>

namespace asge {

/// A file's name as a shell takes it.
std::string shellQuoted(const std::filesystem::path& file);

/// An archive, told by its first bytes, else by its ending.
struct Archive {
    /// "an archive", "a ZIP archive, though its name ends in .gz"; empty for another file.
    std::string what;
    std::string command; ///< unpacks it into a folder, or the outer of two packings
};
Archive archiveOf(const std::filesystem::path& file, const std::filesystem::path& folder);

} // namespace asge
