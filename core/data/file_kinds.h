// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace asge {

/// Whether an entry of that name is made by an operating system, a file server or a tool for its
/// own use ("@eaDir", "Thumbs.db", ".Trash-1000"). Such entries are never part of a data set.
bool isSystemEntry(const std::string& name);

/// Whether the name begins with a dot.
bool isHidden(const std::filesystem::path& file);

/// The extension of a file's name in lower case, with the dot; "" if there is none.
std::string endingOf(const std::filesystem::path& file);

/// Whether the extension is that of a JPEG or PNG file, which can be read.
bool hasImageEnding(const std::filesystem::path& file);

/// Whether an extension (as of endingOf) is that of an image format that can't be read.
bool isOtherImageEnding(const std::string& ending);

/// Whether a file of that name usually describes the images beside it (README, LICENSE, *.txt).
bool isDescription(const std::filesystem::path& file);

/// The contents of a folder besides the images that are read.
struct LeftOut {
    std::map<std::string, int> ignored; ///< files that are neither JPEG nor PNG, by extension
    std::filesystem::path
        firstIgnored; ///< the first of these files, in the order of the names' bytes
    std::map<std::string, int> system; ///< entries of operating systems and tools, by name
    std::vector<std::filesystem::path>
        used; ///< files that name the images' classes; they are not counted as ignored

    void
    ignore(const std::filesystem::path& file); ///< counts the file, unless isDescription() is true
    void add(const LeftOut& other);
    int ignoredCount() const;
};

/// "200 .webp and 1 without an ending".
std::string endingsText(const std::map<std::string, int>& counts);

} // namespace asge
