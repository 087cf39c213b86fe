// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace asge {

struct PixelSize {
    int width = 0;
    int height = 0;
};

/// The pixels from left to right − 1 and from top to bottom − 1; empty if both sides are 0.
struct PixelBox {
    int left = 0;
    int top = 0;
    int right = 0;
    int bottom = 0;

    int width() const { return right - left; }
    int height() const { return bottom - top; }
    bool operator==(const PixelBox&) const = default;
};

} // namespace asge
