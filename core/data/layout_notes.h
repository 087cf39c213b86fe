#pragma once

#include "core/data/image_layout.h"
#include "core/data/image_listing.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

/// What is said of how a folder of images was understood, or can't be.
namespace asge {

/// "a, b and c"; of many the first five, and "others".
std::string fewText(std::vector<std::string> names);

/// Files that aren't images; adds them to the layout's.
void noteIgnored(const std::filesystem::path& folder, const LeftOut& leftOut, ImageLayout& layout);

/// What systems left, of all that the layout's reader has seen.
void noteSystem(const std::filesystem::path& folder, ImageLayout& layout);

/// Files that lie beside the class folders: of no class.
void noteBeside(const std::filesystem::path& folder, const FolderEntries& entries, LeftOut& leftOut,
                ImageLayout& layout);

/// A split whose images have no classes: it isn't used. `end` ends the note.
void noteUnlabelled(const std::filesystem::path& folder, const std::string& end,
                    ImageLayout& layout);

/// Folders in class folders may be what was meant. Throws BadInput if all class folders hold the
/// same ones, of three names at least: domains or variants of one data set.
void noteNested(const std::filesystem::path& folder, const std::vector<std::string>& classes,
                ImageLayout& layout);

/// Files that a table names and that aren't there: the data set is incomplete.
void addMissing(const std::filesystem::path& folder, const std::string& tables,
                const std::vector<std::string>& absent, ImageLayout& layout);

/// One class alone; its folders may be what was meant. `hint` ends the message.
[[noreturn]] void failOneClass(const std::filesystem::path& folder, const std::string& only,
                               const std::string& hint);

/// No class folders; names what the folder holds instead.
[[noreturn]] void failNoClasses(const std::filesystem::path& folder, std::size_t images,
                                const std::string& hint);

/// Class folders without an image that is read.
[[noreturn]] void failNoImages(const ImageLayout& layout);

} // namespace asge
