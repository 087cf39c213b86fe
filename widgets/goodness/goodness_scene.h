// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/goodness/goodness_values.h"

#include <QImage>
#include <QString>

#include <memory>
#include <vector>

namespace asge {

/// Everything that the maps' picture depends on, but its size and colours: a run's probe images and
/// layers, the snapshot, which images are picked and how they are drawn.
class GoodnessScene {
  public:
    /// The images must be sound (see misfit).
    void setRun(const ProbeImages& images, const std::vector<std::string>& classNames,
                const std::vector<LayerInfo>& layers);
    void clear();
    void setValues(std::shared_ptr<const GoodnessValues> values);
    void setPicked(std::vector<int> samples); ///< positions in the probe batch, ascending
    void setScale(GoodnessScale scale);
    void setOpacity(double opacity) { opacity_ = opacity; } ///< of the maps, 0 to 1
    void setChannelCount(int count);                        ///< strongest channels drawn a map
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
    /// Grey and darkened by kDimming, to lie beneath the maps.
    const QImage& dimmedPicture(int sample) const;
    static constexpr double kDimming = 0.55;
    /// The class's name, or "class 12" where it has none.
    QString className(int label) const;

    const ColorRange& range(int layer) const { return ranges_[layer]; }
    /// The colours of the channels' small maps: 0 to the greatest value usual in the layer.
    const ColorRange& channelRange(int layer) const { return channelRanges_[layer]; }
    /// The strongest channels that row `row` (of the picked images) shows for a layer.
    const std::vector<int>& shownChannels(int row, int layer) const;
    /// Whether any shown summed map holds a value that is not finite.
    bool hasNonFinite() const { return hasNonFinite_; }

  private:
    void update();
    void updateLayer(int layer);

    ProbeImages images_;
    std::vector<std::string> classNames_;
    std::vector<LayerInfo> layers_;
    std::vector<QImage> pictures_;
    mutable std::vector<QImage> dimmedPictures_; ///< null until first asked for
    std::shared_ptr<const GoodnessValues> values_;
    std::vector<int> picked_;
    GoodnessScale scale_ = GoodnessScale::relative;
    double opacity_ = 0.7;
    int channelCount_ = 4;
    QString caption_;

    std::vector<ColorRange> ranges_;        ///< a layer each
    std::vector<ColorRange> channelRanges_; ///< a layer each
    std::vector<std::vector<int>> shown_;   ///< rows × layers: channel numbers
    bool hasNonFinite_ = false;
};

/// What lies under a point of the picture.
struct GoodnessSpot {
    enum class Kind { nothing, image, patch, channel, prediction };
    Kind kind = Kind::nothing;
    int row = 0;     ///< of the picked images
    int layer = 0;   ///< for all but an image
    int channel = 0; ///< place among the shown channels
    int i = 0;       ///< patch row
    int j = 0;       ///< patch column

    bool operator==(const GoodnessSpot&) const = default;
};

/// The spot in words and numbers, one line; empty for nothing.
QString describe(const GoodnessScene& scene, const GoodnessSpot& spot);

/// A value for people: three significant digits, '–' for none.
QString shortNumber(double value);
/// Round numbers from 0 to at most `high`, at most `most` steps apart: 0, 0.5, 1, 1.5, 2, 2.5
/// for 2.5. Empty where `high` is not positive.
std::vector<double> roundTicks(double high, int most);
/// A part as a whole percentage, '–' for none.
QString percent(double part);

} // namespace asge
