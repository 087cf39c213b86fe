// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/maps/map_values.h"

#include <QFont>
#include <QRect>
#include <QSize>

#include <optional>
#include <vector>

namespace asge {

/// What is at a point of a picture of maps.
struct MapSpot {
    enum class Kind {
        nothing,
        image,
        patch,   ///< of a large map
        channel, ///< a patch of a small map
        caption, ///< the text below a large map
    };
    Kind kind = Kind::nothing;
    int row = 0;
    int layer = 0;   ///< for all kinds but an image
    int channel = 0; ///< index among the small maps of the cell
    int i = 0;       ///< row of the patch
    int j = 0;       ///< column of the patch

    bool operator==(const MapSpot&) const = default;
};

/// The positions of everything in a picture of maps: a header (the names of the layers), rows and a
/// footer (the legend). The first column holds images, the others one layer each. A viewport keeps
/// header, footer and first column in place and scrolls the rest. Coordinates are logical pixels of
/// the whole picture. Columns begin kGap before their contents, and texts below maps reach to the
/// next column.
class MapLayout {
  public:
    virtual ~MapLayout() = default;

    QSize size() const; ///< of the whole picture
    int headerHeight() const { return headerHeight_; }
    int footerHeight() const { return footerHeight_; }
    int imageColumnWidth() const { return imageColumnWidth_; }
    int columnWidth() const { return columnWidth_; }
    int rowHeight() const { return rowHeight_; }
    int rows() const { return rows_; }
    int rowTop(int row) const { return headerHeight_ + row * rowHeight_; }
    /// The layers that have a column, ascending and without gaps. In all functions, `layer` is one
    /// of these.
    const std::vector<int>& layers() const { return layers_; }

    QRect header(int layer) const;
    virtual QRect image(int row) const = 0;
    QRect map(int row, int layer) const;
    /// The text below a map.
    virtual QRect caption(int row, int layer) const = 0;
    /// The small map of that index.
    virtual QRect smallMap(int row, int layer, int index) const = 0;
    virtual int smallMaps(int row, int layer) const = 0;
    /// The layer whose patches a cell shows; null if it shows none.
    virtual const LayerInfo* info(int row, int layer) const = 0;

    /// The rectangle of a patch within a map's rectangle: drawnPatch as drawn (cells meet without
    /// overlapping), the other as its exact bounds (neighbours may share a pixel of the grid).
    static QRect drawnPatch(const QRect& map, const LayerInfo& layer, int i, int j);
    static QRect exactPatch(const QRect& map, const LayerInfo& layer, int i, int j);

    MapSpot spotAt(const QPoint& point) const;
    /// The rectangle of a spot (for a patch, its exact bounds); none for Kind::nothing.
    std::optional<QRect> rectOf(const MapSpot& spot) const;

    /// The colour bar in the footer, and the notes beside it, which may take several lines.
    QRect bar(const QRect& footer) const;
    QRect notes(const QRect& footer) const;
    /// The title of the scale, which may take several lines, so that its unit is never cut.
    QRect titleRect(const QRect& footer) const;
    /// The channels and the shape of a layer.
    static QString channelsText(const LayerInfo& layer);
    static QString mapText(const LayerInfo& layer);

    QFont font() const { return font_; }
    QFont smallFont() const { return smallFont_; }
    QFont boldFont() const { return boldFont_; }
    QFont smallBoldFont() const { return smallBoldFont_; }
    /// That of the name of an image's class: bold, and small in narrow columns.
    QFont captionFont() const { return hasSmallCaptions_ ? smallBoldFont_ : boldFont_; }
    int line() const { return line_; }
    int smallLine() const { return smallLine_; }

    /// The width of the text below a map.
    virtual int textWidth() const { return columnWidth_ - kGap; }

    static constexpr int kGap = 10;
    static constexpr int kTitleName = 200; ///< pixels of the name of a class in a title

  protected:
    explicit MapLayout(const QFont& font);
    int columnLeft(int layer) const;
    /// The texts below maps and images, in pixels.
    struct TextWidths {
        int whole = 0; ///< with everything in one line
        int least = 0; ///< with long texts in two lines
    };
    /// Makes all columns equally wide, that of the images too: `free` pixels, but not narrower than
    /// a map and the texts, nor much wider.
    void fitColumns(int free, const TextWidths& texts);
    /// Makes room in a footer of that width for the title, the notes and `below` pixels more. It
    /// needs hasBar_ and captionLines_.
    void placeFooter(int width, const QString& title, const QString& notes, int below);

    int rows_ = 0;
    std::vector<int> layers_;
    int line_ = 0;      ///< height of a line of text
    int smallLine_ = 0; ///< height of a line of small text
    int headerHeight_ = 0;
    int footerHeight_ = 0;
    int imageColumnWidth_ = 0;
    int columnWidth_ = 0;
    int rowHeight_ = 0;
    int rightMargin_ = 0;
    QSize tile_;          ///< of images and maps
    bool hasBar_ = false; ///< one colour bar, in the footer
    bool hasSmallCaptions_ = false;
    int captionLines_ = 0; ///< above the title
    int titleLines_ = 1;   ///< above the colour bar
    int footerWidth_ = 0;  ///< that the footer was placed for

  private:
    bool findPatch(const QRect& map, const QPoint& point, MapSpot& spot) const;

    QFont font_, smallFont_, boldFont_, smallBoldFont_;
};

} // namespace asge
