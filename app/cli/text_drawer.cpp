// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/text_drawer.h"

#include "core/base/text.h"

#include <fontconfig/fontconfig.h>
#include <ft2build.h>
#include FT_FREETYPE_H

#include <algorithm>
#include <map>
#include <vector>

namespace asge::cli {

namespace {

template <auto destroy>
struct Destroyer {
    template <typename T>
    void operator()(T* object) const {
        destroy(object);
    }
};

template <typename T, auto destroy>
using Owned = std::unique_ptr<T, Destroyer<destroy>>;

using OwnedConfig = Owned<FcConfig, FcConfigDestroy>;
using OwnedPattern = Owned<FcPattern, FcPatternDestroy>;
using OwnedFontSet = Owned<FcFontSet, FcFontSetDestroy>;
using OwnedLibrary = Owned<FT_LibraryRec_, FT_Done_FreeType>;
using OwnedFace = Owned<FT_FaceRec_, FT_Done_Face>;

/// All fonts, the most suitable first. Only outline fonts: bitmap fonts have fixed sizes.
OwnedFontSet sortedFonts(FcConfig* config) {
    const OwnedPattern wanted(FcPatternBuild(nullptr, FC_FAMILY, FcTypeString, "sans-serif",
                                             FC_SCALABLE, FcTypeBool, FcTrue, FC_COLOR, FcTypeBool,
                                             FcFalse, nullptr));
    if (!wanted) {
        return nullptr;
    }
    FcConfigSubstitute(config, wanted.get(), FcMatchPattern);
    FcDefaultSubstitute(wanted.get());
    FcResult result = FcResultMatch;
    return OwnedFontSet(FcFontSort(config, wanted.get(), FcTrue, nullptr, &result));
}

OwnedFace openFace(FT_Library library, FcPattern* font, int size) {
    FcChar8* file = nullptr;
    int index = 0;
    FcPatternGetInteger(font, FC_INDEX, 0, &index);
    FT_Face face = nullptr;
    if (FcPatternGetString(font, FC_FILE, 0, &file) != FcResultMatch ||
        FT_New_Face(library, reinterpret_cast<const char*>(file), index, &face) != 0) {
        return nullptr;
    }
    OwnedFace owned(face);
    const bool fits =
        FT_IS_SCALABLE(face) && FT_Set_Pixel_Sizes(face, 0, static_cast<FT_UInt>(size)) == 0;
    return fits ? std::move(owned) : nullptr;
}

bool hasCharacter(FcPattern* font, char32_t character) {
    FcCharSet* characters = nullptr; // owned by the pattern
    return FcPatternGetCharSet(font, FC_CHARSET, 0, &characters) == FcResultMatch &&
           FcCharSetHasChar(characters, character) == FcTrue;
}

/// FreeType gives lengths in 64ths of a pixel.
int wholePixels(FT_Pos length) {
    return static_cast<int>((length + 32) >> 6);
}

std::vector<std::string_view> charactersOf(std::string_view text) {
    std::vector<std::string_view> characters;
    std::size_t begin = 0;
    for (std::size_t i = 1; i <= text.size(); ++i) {
        const bool ends =
            i == text.size() || (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;
        if (ends) {
            characters.push_back(text.substr(begin, i - begin));
            begin = i;
        }
    }
    return characters;
}

void blend(std::uint8_t& pixel, std::uint8_t level, std::uint8_t cover) {
    constexpr int kOpaque = 255;
    pixel = static_cast<std::uint8_t>((pixel * (kOpaque - cover) + level * cover + kOpaque / 2) /
                                      kOpaque);
}

void drawBitmap(Picture& picture, int left, int top, const FT_Bitmap& bitmap, std::uint8_t level) {
    for (int y = 0; y < static_cast<int>(bitmap.rows); ++y) {
        for (int x = 0; x < static_cast<int>(bitmap.width); ++x) {
            const int toX = left + x;
            const int toY = top + y;
            if (toX < 0 || toY < 0 || toX >= picture.width || toY >= picture.height) {
                continue;
            }
            const std::size_t pixel =
                static_cast<std::size_t>(toY) * static_cast<std::size_t>(picture.width) +
                static_cast<std::size_t>(toX);
            const auto channels = static_cast<std::size_t>(picture.channels);
            for (std::size_t channel = 0; channel < channels; ++channel) {
                blend(picture.pixels[pixel * channels + channel], level,
                      bitmap.buffer[y * bitmap.pitch + x]);
            }
        }
    }
}

} // namespace

/// The fonts of the system. A font is opened when it is first needed.
class TextDrawer::Fonts {
  public:
    static std::unique_ptr<Fonts> open(int size) {
        FT_Library library = nullptr;
        if (FT_Init_FreeType(&library) != 0) {
            return nullptr;
        }
        auto fonts = std::unique_ptr<Fonts>(new Fonts(OwnedLibrary(library), size));
        return fonts->chooseFirst() ? std::move(fonts) : nullptr;
    }

    FT_Face first() { return faceAt(first_); }

    /// A character's rendered glyph, or null if rendering fails. It is valid until the next call.
    FT_GlyphSlot glyph(char32_t character) {
        FT_Face face = faceFor(character);
        const FT_UInt index =
            FT_Get_Char_Index(face, character); // index 0 is the box for missing characters
        return FT_Load_Glyph(face, index, FT_LOAD_RENDER | FT_LOAD_TARGET_LIGHT) == 0 ? face->glyph
                                                                                      : nullptr;
    }

    int advanceOf(char32_t character) {
        const auto [place, isNew] = advances_.try_emplace(character, 0);
        if (isNew) {
            const FT_GlyphSlot measured = glyph(character);
            place->second = measured != nullptr ? wholePixels(measured->advance.x) : 0;
        }
        return place->second;
    }

  private:
    Fonts(OwnedLibrary library, int size)
        : size_(size), library_(std::move(library)), config_(FcInitLoadConfigAndFonts()),
          sorted_(config_ ? sortedFonts(config_.get()) : nullptr) {}

    /// Selects the first font that can be opened and has letters; returns false if there is none.
    bool chooseFirst() {
        for (int i = 0; sorted_ && i < sorted_->nfont; ++i) {
            if (hasCharacter(sorted_->fonts[i], U'a') && faceAt(i) != nullptr) {
                first_ = i;
                return true;
            }
        }
        return false;
    }

    FT_Face faceAt(int i) {
        const auto found = faces_.find(i);
        if (found != faces_.end()) {
            return found->second.get();
        }
        return faces_.emplace(i, openFace(library_.get(), sorted_->fonts[i], size_))
            .first->second.get();
    }

    FT_Face faceFor(char32_t character) {
        for (int i = first_; i < sorted_->nfont; ++i) {
            if (hasCharacter(sorted_->fonts[i], character) && faceAt(i) != nullptr) {
                return faceAt(i);
            }
        }
        return first();
    }

    const int size_;
    const OwnedLibrary library_;
    const OwnedConfig config_;
    const OwnedFontSet sorted_;
    std::map<int, OwnedFace> faces_; ///< by index in sorted_; null for a font that can't be used
    int first_ = 0;
    std::map<char32_t, int> advances_; ///< cache of the characters' widths
};

TextDrawer::TextDrawer(std::unique_ptr<Fonts> fonts) : fonts_(std::move(fonts)) {}

TextDrawer::~TextDrawer() = default;

std::unique_ptr<TextDrawer> TextDrawer::open(int size) {
    auto fonts = Fonts::open(size);
    return fonts ? std::unique_ptr<TextDrawer>(new TextDrawer(std::move(fonts))) : nullptr;
}

int TextDrawer::lineHeight() const {
    return wholePixels(fonts_->first()->size->metrics.height);
}

int TextDrawer::widthOf(std::string_view text) {
    int width = 0;
    for (const char32_t character : codePoints(oneLine(text))) {
        width += fonts_->advanceOf(character);
    }
    return width;
}

std::string TextDrawer::fitted(std::string_view text, int width) {
    const std::string clean = oneLine(text);
    if (widthOf(clean) <= width) {
        return clean;
    }
    const std::vector<std::string_view> characters = charactersOf(clean);
    std::string begin;
    std::string end;
    std::string shown;
    for (std::size_t kept = 0; kept < characters.size(); ++kept) {
        const std::string longer = begin + "…" + end;
        if (widthOf(longer) > width) {
            break;
        }
        shown = longer;
        if (kept % 2 == 0) {
            begin += characters[kept / 2];
        } else {
            end.insert(0, characters[characters.size() - 1 - kept / 2]);
        }
    }
    return shown;
}

void TextDrawer::draw(Picture& picture, int left, int top, std::string_view text,
                      std::uint8_t level) {
    const int baseline = top + wholePixels(fonts_->first()->size->metrics.ascender);
    for (const char32_t character : codePoints(oneLine(text))) {
        if (const FT_GlyphSlot glyph = fonts_->glyph(character)) {
            drawBitmap(picture, left + glyph->bitmap_left, baseline - glyph->bitmap_top,
                       glyph->bitmap, level);
        }
        left += fonts_->advanceOf(character);
    }
}

} // namespace asge::cli
