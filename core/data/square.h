#pragma once

#include "core/data/picture.h"

namespace asge {

/// The centre square of a picture, scaled to `side` × `side` pixels: what scaling the shorter side
/// and cutting the centre gives. Pixels are weighted by a triangle as wide as two of the coarser
/// grid's pixels, so nothing aliases. Exact integers: every machine gets the same pixels.
Picture squareOf(const Picture& picture, int side);

} // namespace asge
