// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/goodness/goodness_scene.h"
#include "widgets/maps/map_layout.h"

namespace asge {

/// The positions of everything in the picture of the goodness maps: a row per picked image, and a
/// column per layer.
class GoodnessLayout : public MapLayout {
  public:
    /// Fits the columns into the width of `window` if they are not too narrow then, and a row into
    /// its height. The texts below maps get at least `leastText` pixels.
    GoodnessLayout(const GoodnessScene& scene, const QFont& font, const QSize& window,
                   int leastText = 0);

    QRect image(int row) const override;
    QRect imageCaption(int row) const; ///< class, position and fusion prediction below the image
    /// The name of the predicted class and its probability, in two lines if columns are narrow.
    QRect prediction(int row, int layer) const;
    bool splitsPredictions() const { return splitsPredictions_; }
    QFont predictionFont() const { return splitsPredictions_ ? smallFont() : font(); }
    /// The sign before the name of a predicted class.
    static QString mark(bool right) { return right ? QStringLiteral("✓ ") : QStringLiteral("✗ "); }
    QRect caption(int row, int layer) const override { return prediction(row, layer); }
    /// The small map of a channel, and the two lines of text below it.
    QRect channel(int row, int layer, int index) const;
    QRect channelCaption(int row, int layer, int index) const;
    QRect smallMap(int row, int layer, int index) const override {
        return channel(row, layer, index);
    }
    int smallMaps(int row, int layer) const override;
    const LayerInfo* info(int row, int layer) const override;

    QString noteText() const;
    QString titleText() const; ///< of the colour scale
    /// Names the mean goodness of a layer, in a shorter form for all layers if columns are narrow.
    QString meanText(double mean) const;
    /// Whether the channels and the shape of a layer are on two lines, since the columns are
    /// narrow.
    bool splitsHeader() const { return splitsHeader_; }

  private:
    int widestSide(int width) const;
    void arrange(int side, const QSize& window, int leastText);
    void fitTile(int side, int width, int leastText);
    TextWidths textWidths() const;
    int markedName(const QFont& font) const;
    void placeChannels(int count);
    void placeHeader();
    void placeRows();

    const GoodnessScene* scene_;
    bool splitsHeader_ = false;
    bool splitsPredictions_ = false;
    int channelColumns_ = 1; ///< small maps side by side
    int channelRows_ = 0;
    int channelPitch_ = 0; ///< distance from one small map to the next
    QSize channelTile_;
};

} // namespace asge
