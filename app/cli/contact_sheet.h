#pragma once

#include "core/data/dataset.h"
#include "core/data/picture.h"

#include <vector>

namespace asge::cli {

/// Images of a set beside one another, one row of the picture for each row of positions in the set.
/// Small images are enlarged so that a person sees their pixels.
Picture contactSheet(const ImageSet& images, const std::vector<std::vector<int>>& rows);

} // namespace asge::cli
