// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/score_facts.h"
#include "widgets/goodness/goodness_values.h"
#include "widgets/maps/map_layout.h"
#include "widgets/maps/probe_scene.h"

#include <memory>
#include <vector>

namespace asge {

/// What the picture of the goodness maps depends on, except its size and colours.
class GoodnessScene : public ProbeScene {
  public:
    void setRun(const ProbeImages& images, const std::vector<std::string>& classNames,
                const std::vector<LayerInfo>& layers) override;
    void setPicked(std::vector<int> samples) override;
    void setValues(std::shared_ptr<const GoodnessValues> values);
    void setScale(GoodnessScale scale);
    void setChannelCount(int count); ///< strongest channels drawn per map
    /// Whose method may show other images to the network, or not train some readouts.
    void setScores(const ScoreFacts& scores) { scores_ = scores; }

    const std::shared_ptr<const GoodnessValues>& values() const { return values_; }
    GoodnessScale scale() const { return scale_; }
    int channelCount() const { return channelCount_; }

    const ColorRange& range(int layer) const { return ranges_[layer]; }
    /// The colour range of a layer's channel maps: from 0 to the upper end of robustRange.
    const ColorRange& channelRange(int layer) const { return channelRanges_[layer]; }
    /// The strongest channels that row `row` (of the picked images) shows for a layer.
    const std::vector<int>& shownChannels(int row, int layer) const;
    /// Whether a shown summed map holds a value that is not finite.
    bool hasNonFinite() const { return hasNonFinite_; }
    /// Whether the readout of a layer, or those of Fusion, learned.
    bool isTrained(Place place) const { return scores_.isTrained(place); }
    /// What was shown to the network if it is not the plain images, as a sentence; else empty.
    QString shownToNetwork() const;
    /// "cat, test image 12", and which label was drawn into the image; `numbered`: with the number
    /// of the probe image.
    QString shownName(int sample, bool numbered) const;

  private:
    void update();
    void updateLayer(int layer);

    std::shared_ptr<const GoodnessValues> values_;
    GoodnessScale scale_ = GoodnessScale::relative;
    int channelCount_ = 4;

    std::vector<ColorRange> ranges_;        ///< one per layer
    std::vector<ColorRange> channelRanges_; ///< one per layer
    std::vector<std::vector<int>> shown_;   ///< rows × layers: channel numbers
    bool hasNonFinite_ = false;
    ScoreFacts scores_;
};

/// A description of the spot in one line; empty for Kind::nothing.
QString describe(const GoodnessScene& scene, const MapSpot& spot);

} // namespace asge
