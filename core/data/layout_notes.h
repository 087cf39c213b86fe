// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/image_layout.h"
#include "core/data/image_listing.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

/// Notes and errors about the layout of a folder of images.
namespace asge {

/// "a, b and c"; if there are many, the first five and "others".
std::string fewText(std::vector<std::string> names);

/// Notes files that are not images, and adds them to the layout's.
void noteIgnored(const std::filesystem::path& folder, const LeftOut& leftOut, ImageLayout& layout);

/// Notes the files of operating systems and tools that the layout's reader has found.
void noteSystem(const std::filesystem::path& folder, ImageLayout& layout);

/// Notes files beside the class folders, which have no class.
void noteBeside(const std::filesystem::path& folder, const FolderEntries& entries, LeftOut& leftOut,
                ImageLayout& layout);

/// Notes that a split is not used because its images have no classes. `end` is appended to the
/// note.
void noteUnlabelled(const std::filesystem::path& folder, const std::string& end,
                    ImageLayout& layout);

/// Notes folders inside class folders, which may be the intended classes. Throws BadInput if all
/// class folders hold the same folders, with at least three names: they are domains or variants of
/// one data set.
void noteNested(const std::filesystem::path& folder, const std::vector<std::string>& classes,
                ImageLayout& layout);

/// Adds to `layout.missing` the files that a table names but that do not exist.
void addMissing(const std::filesystem::path& folder, const std::string& tables,
                const std::vector<std::string>& absent, ImageLayout& layout);

/// There is a single class; its subfolders may be the intended classes. `hint` is appended to the
/// message.
[[noreturn]] void failOneClass(const std::filesystem::path& folder, const std::string& only,
                               const std::string& hint);

/// There are no class folders; the message says what the folder holds instead.
[[noreturn]] void failNoClasses(const std::filesystem::path& folder, std::size_t images,
                                const std::string& hint);

/// There are class folders, but no image that can be read.
[[noreturn]] void failNoImages(const ImageLayout& layout);

} // namespace asge
