// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/goodness/goodness_scene.h"

#include <QFont>
#include <QRect>
#include <QSize>

#include <algorithm>
#include <optional>

namespace asge {

/// The positions of everything in the picture of the maps. It consists of a header (the names of
/// the layers), a row per image and a footer (the legend). The first column holds the image, the
/// others one layer each. A viewport keeps header, footer and first column in place and scrolls the
/// rest. Coordinates are logical pixels of the whole picture.
class GoodnessLayout {
  public:
    /// Fits the columns into `width` within their minimum and maximum widths.
    GoodnessLayout(const GoodnessScene& scene, const QFont& font, int width);

    QSize size() const; ///< of the whole picture
    int headerHeight() const { return headerHeight_; }
    int footerHeight() const { return footerHeight_; }
    int imageColumnWidth() const { return std::max(tile_.width(), kLeastCaption) + 2 * kGap; }
    int columnWidth() const { return columnWidth_; }
    int rowHeight() const { return rowHeight_; }
    int rows() const { return rows_; }

    QRect header(int layer) const;
    QRect image(int row) const;
    QRect imageCaption(int row) const; ///< class, position and fusion prediction below the image
    QRect map(int row, int layer) const;
    QRect prediction(int row, int layer) const;
    /// The small map of a channel, and the two lines of text below it.
    QRect channel(int row, int layer, int index) const;
    QRect channelCaption(int row, int layer, int index) const;

    /// The rectangle of a patch within a map's rectangle: drawnPatch as drawn (cells meet without
    /// overlapping), the other as its exact bounds (neighbours may share a pixel of the grid).
    static QRect drawnPatch(const QRect& map, const LayerInfo& layer, int i, int j);
    static QRect exactPatch(const QRect& map, const LayerInfo& layer, int i, int j);

    GoodnessSpot spotAt(const QPoint& point) const;
    /// The rectangle of a spot (for a patch, its exact bounds); none for Kind::none.
    std::optional<QRect> rectOf(const GoodnessSpot& spot) const;

    /// The colour bar in the footer, and the notes beside it, which may take several lines.
    QRect bar(const QRect& footer) const;
    QRect notes(const QRect& footer) const;
    static QString noteText();
    /// The channels and the shape of a layer, on two lines if the columns are narrow.
    static QString channelsText(const LayerInfo& layer);
    static QString mapText(const LayerInfo& layer);
    bool splitsHeader() const { return splitsHeader_; }

    QFont font() const { return font_; }
    QFont smallFont() const { return smallFont_; }
    QFont boldFont() const { return boldFont_; }

    static constexpr int kGap = 10;
    static constexpr int kLeastCaption = 120; ///< for the text below an image

  private:
    int columnLeft(int layer) const { return imageColumnWidth() + layer * columnWidth_; }
    int rowTop(int row) const { return headerHeight_ + row * rowHeight_; }
    void fitTile(const QSize& image, int width);
    void placeChannels(int count);
    void placeHeader();
    void placeFooter(int width);
    bool findPatch(const QRect& map, const QPoint& point, GoodnessSpot& spot) const;

    const GoodnessScene* scene_;
    QFont font_, smallFont_, boldFont_;
    int rows_ = 0;
    int layers_ = 0;
    int line_ = 0;      ///< height of a line of text
    int smallLine_ = 0; ///< height of a line of small text
    bool splitsHeader_ = false;
    int headerHeight_ = 0;
    int footerHeight_ = 0;
    int columnWidth_ = 0;
    int rowHeight_ = 0;
    QSize tile_;             ///< of images and maps
    int channelColumns_ = 1; ///< small maps side by side
    int channelPitch_ = 0;   ///< distance from one small map to the next
    QSize channelTile_;
};

} // namespace asge
