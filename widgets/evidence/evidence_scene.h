// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/evidence/evidence_values.h"
#include "widgets/goodness/goodness_scene.h"

#include <vector>

namespace asge {

/// What the picture of the evidence depends on, except its size and colours. Answers are computed
/// one after another by computeSome(), since many of them take long; until all are there, the
/// previous ones stay.
class EvidenceScene {
  public:
    /// The images must be valid (see invalidReason).
    void setRun(const ProbeImages& images, const std::vector<std::string>& classNames,
                const std::vector<LayerInfo>& layers);
    void clear() { setRun({}, {}, {}); }
    /// Maps and readouts that are valid for the run and for each other, or neither.
    void setMaps(ProbeSnapshotPtr maps, ReadoutsPtr readouts);
    void setPicked(std::vector<int> samples); ///< indices in the probe batch, ascending
    void setQuestion(const EvidenceQuestion& question);
    void setOneScale(bool one);                             ///< one colour scale for all layers
    void setOpacity(double opacity) { opacity_ = opacity; } ///< of the maps, 0 to 1
    void setCaption(const QString& caption) { caption_ = caption; }
    /// Shows only this layer, large; -1 shows all.
    void setEnlarged(int layer) { enlarged_ = layer; }

    /// Computes answers for about `milliseconds`. Returns whether some are left.
    bool computeSome(double milliseconds);
    bool isComplete() const { return missing_ == 0; }

    const GoodnessScene& images() const { return images_; } ///< pictures, names and layers
    const std::vector<LayerInfo>& layers() const { return images_.layers(); }
    int layerCount() const { return images_.layerCount(); }
    const std::vector<int>& picked() const { return picked_; }
    const ProbeSnapshotPtr& maps() const { return maps_; }
    const ReadoutsPtr& readouts() const { return readouts_; }
    const EvidenceQuestion& question() const { return question_; }
    double opacity() const { return opacity_; }
    bool oneScale() const { return oneScale_; }
    const QString& caption() const { return caption_; }
    int enlarged() const { return enlarged_; }
    /// The channel whose map is drawn large; -1 for the sum of the channels.
    int channel() const { return enlarged_ >= 0 ? question_.channel : -1; }

    /// The answer for a row (of the picked images) and a layer; null if there is none.
    const EvidenceAnswer* answer(int row, int layer) const;
    /// The map that is drawn large: that of the sum or of the enlarged channel. Empty if there is
    /// none.
    const std::vector<double>& map(const EvidenceAnswer& answer) const;
    /// What its values sum to, without the bias.
    double mapSum(const EvidenceAnswer& answer) const;
    /// Colours go from -high to +high. `low` is -high.
    const ColorRange& range(int layer) const { return ranges_[static_cast<std::size_t>(layer)]; }
    const ColorRange& channelRange(int layer) const {
        return channelRanges_[static_cast<std::size_t>(layer)];
    }
    /// Whether a shown map holds a value that is not finite.
    bool hasNonFinite() const { return hasNonFinite_; }
    /// The goodness of a patch: summed over the channels, or of one.
    double goodness(int row, int layer, int channel, int i, int j) const;
    /// A grey copy of an image that is faded into a light or a dark background.
    const QImage& fadedPicture(int sample, bool dark) const;
    static constexpr double kFading = 0.55; ///< part of the image that is left

  private:
    /// Requires new answers; keeps the old ones until then if they are as many and `keep` is set.
    void invalidate(bool keep);
    void updateRanges();

    GoodnessScene images_;
    ProbeSnapshotPtr maps_;
    ReadoutsPtr readouts_;
    std::vector<int> picked_;
    EvidenceQuestion question_;
    bool oneScale_ = true;
    double opacity_ = 0.85;
    QString caption_;
    int enlarged_ = -1;
    std::vector<EvidenceAnswer> answers_;   ///< rows × layers, or none
    std::vector<EvidenceAnswer> pending_;   ///< the beginning of the next ones
    std::size_t missing_ = 0;               ///< how many of these are missing
    std::vector<ColorRange> ranges_;        ///< one per layer
    std::vector<ColorRange> channelRanges_; ///< one per layer
    bool hasNonFinite_ = false;
    mutable std::vector<QImage> faded_; ///< on light; null until first used
};

/// What is at a point of the picture.
struct EvidenceSpot {
    enum class Kind { nothing, image, patch, channel, sum };
    Kind kind = Kind::nothing;
    int row = 0;     ///< index among the picked images
    int layer = 0;   ///< for all kinds but an image
    int channel = 0; ///< index among the small maps: `adds`, then `takes`
    int i = 0;       ///< row of the patch
    int j = 0;       ///< column of the patch

    bool operator==(const EvidenceSpot&) const = default;
};

/// The small map of that index; null if there is none.
const ChannelEvidence* channelAt(const EvidenceAnswer& answer, int index);

/// A description of the spot in one line; empty for Kind::nothing.
QString describe(const EvidenceScene& scene, const EvidenceSpot& spot);

} // namespace asge
