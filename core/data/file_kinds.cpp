// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/file_kinds.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <string_view>
#include <vector>

namespace asge {

namespace fs = std::filesystem;

namespace {

std::string inSmallLetters(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

template <std::size_t count>
bool isOneOf(const std::string& text, const std::array<std::string_view, count>& list) {
    return std::find(list.begin(), list.end(), text) != list.end();
}

/// In lower case.
constexpr std::array<std::string_view, 36> kSystemNames{
    // file servers
    "@eadir", "@tmp", "@recycle", "@recently-snapshot", "@sharebin", "#recycle", "#snapshot",
    ".@__thumb", ".snapshot", ".snapshots", "lost+found",
    // macOS
    "__macosx", ".ds_store", ".appledouble", ".appledb", ".appledesktop", ".spotlight-v100",
    ".fseventsd", ".trashes", ".temporaryitems", ".documentrevisions-v100", "icon\r",
    // Windows
    "thumbs.db", "ehthumbs.db", "desktop.ini", "$recycle.bin", "recycler",
    "system volume information",
    // desktops and tools
    ".trash", ".thumbnails", ".directory", ".ipynb_checkpoints", "__pycache__", ".git", ".svn",
    ".cache"};

/// Prefixes of names that belong to the system: ".Trash-1000", "._photo.jpg" (a file's attributes
/// on macOS).
constexpr std::array<std::string_view, 3> kSystemStarts{".trash-", "._", ".nfs0"};

constexpr std::array<std::string_view, 7> kImages{".jpg", ".jpeg", ".jpe", ".jfif",
                                                  ".jfi", ".jif",  ".png"};

constexpr std::array<std::string_view, 24> kOtherImages{
    ".webp", ".gif", ".bmp", ".dib", ".tif", ".tiff", ".heic", ".heif",
    ".avif", ".jp2", ".j2k", ".jxl", ".ppm", ".pgm",  ".pbm",  ".pnm",
    ".tga",  ".ico", ".svg", ".psd", ".dng", ".cr2",  ".nef",  ".arw"};

} // namespace

bool isSystemEntry(const std::string& name) {
    const std::string small = inSmallLetters(name);
    return isOneOf(small, kSystemNames) ||
           std::any_of(kSystemStarts.begin(), kSystemStarts.end(),
                       [&](std::string_view start) { return small.starts_with(start); });
}

bool isHidden(const fs::path& file) {
    return file.filename().native().starts_with('.');
}

std::string endingOf(const fs::path& file) {
    return inSmallLetters(file.extension().string());
}

bool hasImageEnding(const fs::path& file) {
    return isOneOf(endingOf(file), kImages);
}

bool isOtherImageEnding(const std::string& ending) {
    return isOneOf(ending, kOtherImages);
}

bool isDescription(const fs::path& file) {
    constexpr std::array<std::string_view, 5> kNames{"readme", "license", "licence", "copying",
                                                     "notice"};
    const std::string name = inSmallLetters(file.stem().string());
    const std::string ending = endingOf(file);
    return ending == ".txt" || ending == ".md" ||
           std::any_of(kNames.begin(), kNames.end(),
                       [&](std::string_view known) { return name.starts_with(known); });
}

void LeftOut::ignore(const fs::path& file) {
    if (isDescription(file) || std::find(used.begin(), used.end(), file) != used.end()) {
        return;
    }
    // Longer extensions are counted together, since a hostile folder may hold any number of them.
    constexpr std::size_t kLongest = 12;
    constexpr std::size_t kMostEndings = 100;
    std::string ending = oneLine(endingOf(file));
    const bool isNew = !ignored.contains(ending);
    if (ending.size() > kLongest || (isNew && ignored.size() >= kMostEndings)) {
        ending.clear();
    }
    ++ignored[ending];
    if (firstIgnored.empty() || file.native() < firstIgnored.native()) {
        firstIgnored = file;
    }
}

void LeftOut::add(const LeftOut& other) {
    for (const auto& [ending, count] : other.ignored) {
        ignored[ending] += count;
    }
    for (const auto& [name, count] : other.system) {
        system[name] += count;
    }
    if (firstIgnored.empty()) {
        firstIgnored = other.firstIgnored;
    }
}

int LeftOut::ignoredCount() const {
    return std::accumulate(ignored.begin(), ignored.end(), 0,
                           [](int sum, const auto& entry) { return sum + entry.second; });
}

std::string endingsText(const std::map<std::string, int>& counts) {
    std::vector<std::string> parts;
    for (const auto& [ending, count] : counts) {
        parts.push_back(std::to_string(count) + ' ' +
                        (ending.empty() ? "without a known ending" : ending));
    }
    return wordList(parts, "and");
}

} // namespace asge
