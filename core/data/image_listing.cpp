// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/image_listing.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/byte_source.h"

#include <algorithm>
#include <system_error>

namespace asge {

namespace fs = std::filesystem;

namespace {

/// Limited, because each level needs an open folder and a longer path.
constexpr int kDeepestFolder = 64;
/// Limits the number of names in a note.
constexpr std::size_t kMostSystemNames = 20;

void requireListed(const std::error_code& error, const fs::path& folder) {
    if (error) {
        refuse(folder, "can't be listed: " + error.message());
    }
}

/// Whether the entry never belongs to a data set.
bool isSkipped(const fs::path& file, LeftOut& leftOut) {
    const std::string name = file.filename().string();
    if (!isSystemEntry(name)) {
        return isHidden(file);
    }
    const std::string shown = name.starts_with("._") ? "._*" : oneLine(name, 100);
    if (leftOut.system.contains(shown) || leftOut.system.size() < kMostSystemNames) {
        ++leftOut.system[shown];
    }
    return true;
}

/// Whether an entry is a link to its folder or one above it, in which the same images would be
/// found again under other names.
bool leadsUp(const fs::directory_entry& entry, const fs::path& folder) {
    std::error_code error;
    if (!entry.is_symlink(error)) {
        return false;
    }
    const fs::path target = fs::canonical(entry.path(), error);
    const fs::path place = fs::canonical(folder, error);
    const auto [rest, _] = std::mismatch(target.begin(), target.end(), place.begin(), place.end());
    return !error && rest == target.end();
}

bool byBytes(const fs::path& a, const fs::path& b) {
    return a.native() < b.native();
}

} // namespace

FolderEntries entriesOf(const fs::path& folder, LeftOut& leftOut) {
    std::error_code error;
    FolderEntries entries;
    fs::directory_iterator it(folder, error);
    for (const fs::directory_iterator end; !error && it != end; it.increment(error)) {
        std::error_code ignored;
        if (isSkipped(it->path(), leftOut)) {
            continue;
        }
        if (leadsUp(*it, folder)) {
            leftOut.ignore(it->path());
        } else if (it->is_directory(ignored)) {
            entries.folders.push_back(it->path().filename().string());
        } else {
            (hasImageEnding(it->path()) ? entries.images : entries.others).push_back(it->path());
        }
    }
    requireListed(error, folder);
    std::sort(entries.folders.begin(), entries.folders.end());
    std::sort(entries.images.begin(), entries.images.end(), byBytes);
    std::sort(entries.others.begin(), entries.others.end(), byBytes);
    return entries;
}

FolderEntries entriesIfListed(const fs::path& folder) {
    LeftOut ignored;
    try {
        return entriesOf(folder, ignored);
    } catch (const BadInput&) {
        return {};
    }
}

std::vector<fs::path> imagesBelow(const fs::path& folder, LeftOut& leftOut) {
    std::error_code error;
    std::vector<fs::path> images;
    fs::recursive_directory_iterator it(folder, error);
    for (const fs::recursive_directory_iterator end; !error && it != end; it.increment(error)) {
        std::error_code ignored;
        const bool isFolder = it->is_directory(ignored);
        if (isFolder && it.depth() >= kDeepestFolder) {
            refuse(folder,
                   "has folders nested more than " + std::to_string(kDeepestFolder) + " deep");
        }
        if (isSkipped(it->path(), leftOut)) {
            it.disable_recursion_pending();
        } else if (!isFolder && hasImageEnding(it->path())) {
            images.push_back(it->path());
        } else if (!isFolder || it->is_symlink(ignored)) {
            leftOut.ignore(it->path());
        }
    }
    requireListed(error, folder);
    std::sort(images.begin(), images.end(), byBytes);
    return images;
}

std::vector<fs::path> filesBelow(const fs::path& folder, std::size_t most) {
    LeftOut uncounted;
    std::error_code error;
    std::vector<fs::path> files;
    fs::recursive_directory_iterator it(folder, error);
    for (const fs::recursive_directory_iterator end; !error && it != end && files.size() < most;
         it.increment(error)) {
        std::error_code ignored;
        const bool isFolder = it->is_directory(ignored);
        if (isSkipped(it->path(), uncounted) || (isFolder && it.depth() >= kDeepestFolder)) {
            it.disable_recursion_pending();
        } else if (!isFolder) {
            files.push_back(it->path());
        }
    }
    return files;
}

} // namespace asge
