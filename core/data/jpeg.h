// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/decoders.h"

#include <memory>

namespace asge::decoders {

/// A reader of a JPEG file's rows. `bytes` and `stop` must outlive it, and `stop` must not throw.
/// Throws like RowReader.
std::unique_ptr<RowReader> openJpeg(const ImageBytes& bytes, const Stop& stop);

} // namespace asge::decoders
