// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/evidence/evidence_scene.h"

#include <QFont>
#include <QRect>
#include <QSize>

#include <optional>
#include <vector>

namespace asge {

/// The positions of everything in the picture of the evidence: a header (the names of the layers),
/// a row per picked image and a footer (the legend). The first column holds the image, the others
/// one layer each, or the enlarged layer alone. A viewport keeps header, footer and first column in
/// place and scrolls the rest. Coordinates are logical pixels of the whole picture.
class EvidenceLayout {
  public:
    /// Fits the columns into the width of `window`, and an enlarged map into its height.
    EvidenceLayout(const EvidenceScene& scene, const QFont& font, const QSize& window);

    QSize size() const; ///< of the whole picture
    int headerHeight() const { return headerHeight_; }
    int footerHeight() const { return footerHeight_; }
    int imageColumnWidth() const { return imageColumnWidth_; }
    int columnWidth() const { return columnWidth_; }
    int rowHeight() const { return rowHeight_; }
    int rows() const { return rows_; }
    int rowTop(int row) const { return headerHeight_ + row * rowHeight_; }
    /// The layers that have a column.
    const std::vector<int>& layers() const { return layers_; }
    bool isEnlarged() const { return scene_->enlarged() >= 0; }

    // `layer` is one of layers().
    QRect header(int layer) const;
    QRect image(int row) const;
    QRect imageCaption(int row) const;
    QRect map(int row, int layer) const;
    /// A line of the sum below a map, from 0.
    QRect sumLine(int row, int layer, int line) const;
    /// All of these lines.
    QRect sum(int row, int layer) const;
    int sumLines() const { return isEnlarged() ? 8 : 7; } ///< the last is that of a channel

    /// The title above the channels that add (`group` 0) or take (1).
    QRect groupTitle(int row, int layer, int group) const;
    /// The small map of the channel at a place of its group, and the two lines of text below it.
    QRect channel(int row, int layer, int group, int place) const;
    QRect channelCaption(int row, int layer, int group, int place) const;

    EvidenceSpot spotAt(const QPoint& point) const;
    /// The rectangle of a spot (for a patch, its exact bounds); none for Kind::nothing.
    std::optional<QRect> rectOf(const EvidenceSpot& spot) const;

    QRect bar(const QRect& footer) const; ///< the colour bar in the footer
    QRect notes(const QRect& footer) const;
    QString noteText() const;

    QFont font() const { return font_; }
    QFont smallFont() const { return smallFont_; }
    QFont boldFont() const { return boldFont_; }
    QFont smallBoldFont() const { return smallBoldFont_; }
    int line() const { return line_; }
    int smallLine() const { return smallLine_; }

    static constexpr int kGap = 10;

  private:
    int columnLeft(int layer) const;
    /// Of what is below a map: nearly to the next column, since narrow columns cut names.
    int textWidth() const;
    void fitTile(const QSize& window);
    void placeChannels();
    void placeFooter(int width);
    int groupHeight() const;
    QPoint groupCorner(int row, int layer, int group) const;
    std::pair<int, int> groupAndPlace(const EvidenceAnswer& answer, int index) const;
    bool findPatch(const QRect& map, const QPoint& point, EvidenceSpot& spot) const;

    const EvidenceScene* scene_;
    QFont font_, smallFont_, boldFont_, smallBoldFont_;
    std::vector<int> layers_;
    int rows_ = 0;
    int line_ = 0;      ///< height of a line of text
    int smallLine_ = 0; ///< height of a line of small text
    int headerHeight_ = 0;
    int footerHeight_ = 0;
    int imageColumnWidth_ = 0;
    int columnWidth_ = 0;
    int rowHeight_ = 0;
    QSize tile_;                  ///< of images and maps
    bool channelsBeside_ = false; ///< to the right of the map instead of below its sum
    int channelColumns_ = 1;      ///< small maps side by side
    int channelRows_ = 0;         ///< lines of small maps per group
    int channelPitch_ = 0;        ///< distance from one small map to the next
    QSize channelTile_;
};

} // namespace asge
