// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/formats.h"

namespace asge {

/// Checks what was loaded from `folder`, in any format. What is evidently missing (training images
/// of a class) and images in formats that can't be read are added to `images.missing`. Throws
/// BadInput if fewer than two classes have training images, because a network could then be right
/// without having learnt anything.
void judge(StoredImages& images, const std::filesystem::path& folder);

} // namespace asge
