// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/goodness/goodness_values.h"

#include <QImage>
#include <QString>

#include <memory>
#include <vector>

namespace asge {

/// What the picture of the maps depends on, except its size and colours: a run's probe images and
/// layers, the snapshot, the picked images and the display options.
class GoodnessScene {
  public:
    /// The images must be valid (see invalidReason).
    void setRun(const ProbeImages& images, const std::vector<std::string>& classNames,
                const std::vector<LayerInfo>& layers);
    void clear();
    void setValues(std::shared_ptr<const GoodnessValues> values);
    void setPicked(std::vector<int> samples); ///< indices in the probe batch, ascending
    void setScale(GoodnessScale scale);
    void setOpacity(double opacity) { opacity_ = opacity; } ///< of the maps, 0 to 1
    void setChannelCount(int count);                        ///< strongest channels drawn per map
    void setCaption(const QString& caption) { caption_ = caption; }

    const ProbeImages& images() const { return images_; }
    const std::vector<LayerInfo>& layers() const { return layers_; }
    int layerCount() const { return static_cast<int>(layers_.size()); }
    const std::shared_ptr<const GoodnessValues>& values() const { return values_; }
    const std::vector<int>& picked() const { return picked_; }
    GoodnessScale scale() const { return scale_; }
    double opacity() const { return opacity_; }
    int channelCount() const { return channelCount_; }
    const QString& caption() const { return caption_; }

    const QImage& picture(int sample) const { return pictures_[sample]; }
    /// The image in grey, darkened by kDimming, as a background for the maps.
    const QImage& dimmedPicture(int sample) const;
    static constexpr double kDimming = 0.55;
    /// The name of the class, or "class 12" if it has none.
    QString className(int label) const;

    const ColorRange& range(int layer) const { return ranges_[layer]; }
    /// The colour range of a layer's channel maps: from 0 to the upper end of robustRange.
    const ColorRange& channelRange(int layer) const { return channelRanges_[layer]; }
    /// The strongest channels that row `row` (of the picked images) shows for a layer.
    const std::vector<int>& shownChannels(int row, int layer) const;
    /// Whether a shown summed map holds a value that is not finite.
    bool hasNonFinite() const { return hasNonFinite_; }

  private:
    void update();
    void updateLayer(int layer);

    ProbeImages images_;
    std::vector<std::string> classNames_;
    std::vector<LayerInfo> layers_;
    std::vector<QImage> pictures_;
    mutable std::vector<QImage> dimmedPictures_; ///< null until first used
    std::shared_ptr<const GoodnessValues> values_;
    std::vector<int> picked_;
    GoodnessScale scale_ = GoodnessScale::relative;
    double opacity_ = 0.7;
    int channelCount_ = 4;
    QString caption_;

    std::vector<ColorRange> ranges_;        ///< one per layer
    std::vector<ColorRange> channelRanges_; ///< one per layer
    std::vector<std::vector<int>> shown_;   ///< rows × layers: channel numbers
    bool hasNonFinite_ = false;
};

/// What is at a point of the picture.
struct GoodnessSpot {
    enum class Kind { nothing, image, patch, channel, prediction };
    Kind kind = Kind::nothing;
    int row = 0;     ///< index among the picked images
    int layer = 0;   ///< for all kinds but an image
    int channel = 0; ///< index among the shown channels
    int i = 0;       ///< row of the patch
    int j = 0;       ///< column of the patch

    bool operator==(const GoodnessSpot&) const = default;
};

/// A description of the spot in one line; empty for Kind::none.
QString describe(const GoodnessScene& scene, const GoodnessSpot& spot);

/// "patch (1, 0): rows 3–6, columns 0–3 of 7 × 7", with the pixels that the patch covers.
QString patchText(const LayerInfo& layer, int i, int j);
/// A value with three significant digits; '–' if it isn't finite.
QString shortNumber(double value);
/// Round numbers from 0 to at most `high`, with at most `most` steps: 0, 0.5, 1, 1.5, 2, 2.5 for
/// 2.5. Empty if `high` is not positive.
std::vector<double> roundTicks(double high, int most);
/// A fraction as a whole percentage; '–' if it isn't finite.
QString percent(double part);

} // namespace asge
