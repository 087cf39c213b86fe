// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/evidence/evidence_scene.h"
#include "widgets/maps/map_layout.h"

#include <QStringList>

#include <utility>

namespace asge {

/// The positions of everything in the picture of the evidence: a row per picked image, or one of A
/// and one of B, and a column per layer, or one of the enlarged layer.
class EvidenceLayout : public MapLayout {
  public:
    /// Fits the columns into the width of `window` if they are not too narrow then, and a row into
    /// its height. The texts below maps get at least `leastText` pixels.
    EvidenceLayout(const EvidenceScene& scene, const QFont& font, const QSize& window,
                   int leastText = 0);

    bool isEnlarged() const { return scene_->enlarged() >= 0; }
    /// Whether the header has two lines for the shapes of the layers of B.
    bool showsShapesOfB() const { return showsShapesOfB_; }
    /// Whether a layer is shown for A and for B, and is not the same in both.
    bool differs(int layer) const;

    QRect image(int row) const override;
    QRect imageCaption(int row) const;
    /// A line of the sum below a map, from 0. The first two are those of the classes.
    QRect sumLine(int row, int layer, int line) const;
    /// Whether columns are so narrow that the probabilities of the classes are in lines below both
    /// names.
    bool splitsClasses() const { return splitsClasses_; }
    QRect probabilityLine(int row, int layer, int line) const;
    /// What is written for a class that a class is compared with.
    static QString rivalText(bool isMargin, const QString& name);
    static QString probabilityText(double probability);
    /// All of these lines.
    QRect sum(int row, int layer) const;
    QRect caption(int row, int layer) const override { return sum(row, layer); }
    int sumLines() const { return isEnlarged() ? 8 : 7; } ///< the last is that of a channel

    /// The title above the channels that add (`group` 0) or take (1).
    QRect groupTitle(int row, int layer, int group) const;
    /// The small map of the channel at a place of its group, and the two lines of text below it.
    QRect channel(int row, int layer, int group, int place) const;
    QRect channelCaption(int row, int layer, int group, int place) const;
    QRect smallMap(int row, int layer, int index) const override;
    int smallMaps(int row, int layer) const override;
    const LayerInfo* info(int row, int layer) const override { return scene_->info(row, layer); }

    /// The lines that name A and B and their epochs; none if only A is shown.
    const QStringList& captions() const { return captions_; }
    QString noteText() const;
    QString titleText() const; ///< of the colour scale
    int textWidth() const override;

  private:
    double aspect() const; ///< height of an image for a width of 1
    int widestSide(int width) const;
    int enlargedSide(const QSize& window) const;
    void arrange(int side, const QSize& window);
    void shrink(const QSize& window);
    void fitTile(int side, const QSize& window);
    void fitCaptions(int width);
    TextWidths textWidths() const;
    int sumHeight() const;
    void placeChannels();
    int groupHeight() const;
    QPoint groupCorner(int row, int layer, int group) const;
    static std::pair<int, int> groupAndPlace(const EvidenceAnswer& answer, int index);

    const EvidenceScene* scene_;
    QStringList captions_;
    int leastText_ = 0;
    bool showsShapesOfB_ = false;
    bool splitsClasses_ = false;
    int classWidth_ = 0;          ///< of a class and its probability in one line
    bool channelsBeside_ = false; ///< to the right of the map instead of below its sum
    int channelColumns_ = 1;      ///< small maps side by side
    int channelRows_ = 0;         ///< lines of small maps per group
    int channelPitch_ = 0;        ///< distance from one small map to the next
    QSize channelTile_;
};

} // namespace asge
