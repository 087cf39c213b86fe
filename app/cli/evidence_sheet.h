// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli/image_evidence.h"
#include "core/data/picture.h"

#include <array>
#include <cstdint>

namespace asge::cli {

class TextDrawer;

constexpr int kEvidenceTextSize = 15; ///< in pixels

/// The colour of evidence on a scale from -1 (blue) over 0 (white) to 1 (red); values outside are
/// cut off, and NaN is grey.
std::array<std::uint8_t, 3> evidenceColour(double value);

/// Draws the image and, beside it, a map of each layer's evidence. Each map has its own scale,
/// symmetric about 0, with its ends written below it. Without a drawer there is no text.
Picture evidenceSheet(const ImageEvidence& result, TextDrawer* drawer);

} // namespace asge::cli
