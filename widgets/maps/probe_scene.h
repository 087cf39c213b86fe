// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <QFont>
#include <QImage>
#include <QString>

#include <string>
#include <utility>
#include <vector>

namespace asge {

/// What every picture of maps depends on: a run's probe images and layers, and which of the images
/// are shown.
class ProbeScene {
  public:
    virtual ~ProbeScene() = default;

    /// Replaces everything but the display options; no image is picked then. The images must be
    /// valid (see invalidReason).
    virtual void setRun(const ProbeImages& images, const std::vector<std::string>& classNames,
                        const std::vector<LayerInfo>& layers);
    void clear() { setRun({}, {}, {}); }
    virtual void setPicked(std::vector<int> samples); ///< indices in the probe batch, ascending
    void setOpacity(double opacity) { opacity_ = opacity; } ///< of the maps, 0 to 1
    void setCaption(const QString& caption) { caption_ = caption; }

    const ProbeImages& images() const { return images_; }
    const std::vector<std::string>& classNames() const { return classNames_; }
    const std::vector<LayerInfo>& layers() const { return layers_; }
    int layerCount() const { return static_cast<int>(layers_.size()); }
    const std::vector<int>& picked() const { return picked_; }
    double opacity() const { return opacity_; }
    const QString& caption() const { return caption_; }

    const QImage& picture(int sample) const { return pictures_[static_cast<std::size_t>(sample)]; }
    /// The image in grey, darkened by kDimming, as a background for the maps.
    const QImage& dimmedPicture(int sample) const;
    static constexpr double kDimming = 0.55;
    /// The name of the class, or "class 12" if it has none.
    QString className(int label) const;
    /// The pixels of the widest name of a class, but not more than kMostName. It is about all
    /// classes, so that a live picture keeps its columns when predictions change.
    int widestName(const QFont& font) const;
    static constexpr int kMostName = 170; ///< longer names are shortened
    /// "cat, test image 12".
    QString imageName(int sample) const;
    /// " (probe image 3)", which the Inspector asks for.
    static QString probeNumber(int sample);

  private:
    ProbeImages images_;
    std::vector<std::string> classNames_;
    std::vector<LayerInfo> layers_;
    mutable std::vector<std::pair<QFont, int>> nameWidths_; ///< those that were asked for
    std::vector<QImage> pictures_;
    mutable std::vector<QImage> dimmedPictures_; ///< null until first used
    std::vector<int> picked_;
    double opacity_ = 0.7;
    QString caption_;
};

} // namespace asge
