#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace asge {

/// Whether an operating system, a file server or a tool made the entry of that name for itself
/// ("@eaDir", "Thumbs.db", ".Trash-1000"): it is never part of a data set.
bool isSystemEntry(const std::string& name);

/// Whether the name begins with a dot.
bool isHidden(const std::filesystem::path& file);

/// What stands behind the last dot of a file's name, with the dot and in small letters; "" if there
/// is none.
std::string endingOf(const std::filesystem::path& file);

/// Whether the ending is that of a JPEG or PNG file, which are read.
bool hasImageEnding(const std::filesystem::path& file);

/// Whether an ending (as of endingOf) is that of an image in a format that is not read.
bool isOtherImageEnding(const std::string& ending);

/// Whether people put a file of that name beside images to describe them (README, LICENSE, *.txt).
bool isDescription(const std::filesystem::path& file);

/// What a folder holds besides the images that are read.
struct LeftOut {
    std::map<std::string, int> ignored;      ///< files that are not JPEG or PNG, by endingOf
    std::filesystem::path firstIgnored;      ///< the first of them by its name's bytes
    std::map<std::string, int> system;       ///< entries of operating systems and tools, by name
    std::vector<std::filesystem::path> used; ///< name the images' classes, so they aren't ignored

    void ignore(const std::filesystem::path& file); ///< counts it, unless it is a description
    void add(const LeftOut& other);
    int ignoredCount() const;
};

/// "200 .webp and 1 without an ending".
std::string endingsText(const std::map<std::string, int>& counts);

} // namespace asge
