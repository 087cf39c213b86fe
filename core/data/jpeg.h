#pragma once

#include "core/data/decoders.h"

#include <memory>

namespace asge::decoders {

/// The rows of a JPEG file. The reader must not outlive `bytes` and `stop`, which throws nothing.
/// Throws as RowReader does.
std::unique_ptr<RowReader> openJpeg(const ImageBytes& bytes, const Stop& stop);

} // namespace asge::decoders
