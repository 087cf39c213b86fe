// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/picture.h"

#include <memory>
#include <string>
#include <string_view>

namespace asge::cli {

/// Draws lines of text into pictures with the system's fonts (found by fontconfig, drawn by
/// FreeType). Characters are placed from left to right; scripts that join or reorder letters are
/// not laid out. A character that no font has is drawn as a box. Texts are cleaned (oneLine),
/// because they may come from anybody. Sizes are in pixels.
class TextDrawer {
  public:
    /// With letters of `size` pixels; null if the system has no usable font.
    static std::unique_ptr<TextDrawer> open(int size);
    ~TextDrawer();
    TextDrawer(const TextDrawer&) = delete;
    TextDrawer& operator=(const TextDrawer&) = delete;

    int lineHeight() const; ///< from one line to the next
    int widthOf(std::string_view text);
    /// `text` if it is at most `width` wide, otherwise its beginning and end with "…" in between;
    /// empty if not even that fits.
    std::string fitted(std::string_view text, int width);
    /// Draws `text` from `left` on, in a line of lineHeight() that begins at `top`, with grey level
    /// `level`. Parts outside of the picture are cut off.
    void draw(Picture& picture, int left, int top, std::string_view text, std::uint8_t level);

  private:
    class Fonts;
    explicit TextDrawer(std::unique_ptr<Fonts> fonts);

    const std::unique_ptr<Fonts> fonts_;
};

} // namespace asge::cli
