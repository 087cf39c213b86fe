// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/image_layout.h"

#include <cstddef>

namespace asge {

/// Moves a fifth of each class, at least one image of two, from the training images to the test,
/// always the same for the same files. Adds a note that ends with `unread`, which may name a file
/// with another split ("; FILE, which …"). Throws BadInput if there are too few images.
void splitAtRandom(ImageLayout& layout, std::size_t classes, const std::string& unread);

} // namespace asge
