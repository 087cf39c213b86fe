#pragma once

#include "core/data/image_layout.h"

#include <cstddef>

namespace asge {

/// Takes a fifth of each class, at least one image of two, out of the training images for the test:
/// always the same of the same files. Notes it, with `unread`, which may name files that tell
/// another split ("; FILE isn't read"). Throws BadInput if there are too few images.
void splitAtRandom(ImageLayout& layout, std::size_t classes, const std::string& unread);

} // namespace asge
