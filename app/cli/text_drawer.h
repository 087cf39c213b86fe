#pragma once

#include "core/data/picture.h"

#include <memory>
#include <string>
#include <string_view>

namespace asge::cli {

/// Draws lines of text into pictures, with the fonts of the system (fontconfig finds them, FreeType
/// draws). Letters stand one after another from left to right, as scripts that join or turn them
/// are not laid out; a character that no font has is drawn as a box. Texts may come from anybody:
/// they are cleaned (oneLine). Sizes are in pixels.
class TextDrawer {
  public:
    /// With letters of `size` pixels. Null where the system has no font that can be used.
    static std::unique_ptr<TextDrawer> open(int size);
    ~TextDrawer();
    TextDrawer(const TextDrawer&) = delete;
    TextDrawer& operator=(const TextDrawer&) = delete;

    int lineHeight() const; ///< from one line to the next
    int widthOf(std::string_view text);
    /// `text` if it is at most `width` wide, else its beginning and its end with "…" in between;
    /// empty where not even that has room.
    std::string fitted(std::string_view text, int width);
    /// Draws `text` from `left` on, in a line of lineHeight() that begins at `top`, with grey level
    /// `level`. What lies outside of the picture is cut off.
    void draw(Picture& picture, int left, int top, std::string_view text, std::uint8_t level);

  private:
    class Fonts;
    explicit TextDrawer(std::unique_ptr<Fonts> fonts);

    const std::unique_ptr<Fonts> fonts_;
};

} // namespace asge::cli
