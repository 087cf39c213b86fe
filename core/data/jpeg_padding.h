#pragma once

#include "core/data/picture.h"

#include <optional>

namespace asge::decoders {

/// A JPEG file without the zeros that stand before its markers; none where they may stand in the
/// place of tables that were lost.
std::optional<ImageBytes> withoutPadding(const ImageBytes& jpeg);

} // namespace asge::decoders
