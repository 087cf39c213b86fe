#pragma once

#include "core/data/formats.h"

namespace asge {

/// Judges what was loaded from `folder`, whatever its format. What is evidently not there (classes
/// without training images; images in formats that are not read) is added to `images.missing`.
/// Throws BadInput if fewer than two classes have training images: a network would be right about
/// every image and have learnt nothing.
void judge(StoredImages& images, const std::filesystem::path& folder);

} // namespace asge
