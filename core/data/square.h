// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/picture.h"

namespace asge {

/// The centre square of a picture, scaled to `side` × `side` pixels. The filter is a triangle that
/// is two pixels of the coarser grid wide, which avoids aliasing. The arithmetic is exact, so every
/// machine computes the same pixels.
Picture squareOf(const Picture& picture, int side);

} // namespace asge
