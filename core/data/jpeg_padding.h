// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/picture.h"

#include <optional>

namespace asge::decoders {

/// A JPEG file without the zeros before its markers; nothing if the zeros may have overwritten
/// tables.
std::optional<ImageBytes> withoutPadding(const ImageBytes& jpeg);

} // namespace asge::decoders
