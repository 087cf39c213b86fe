// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/evidence/evidence_values.h"
#include "widgets/maps/map_values.h"
#include "widgets/maps/probe_scene.h"

#include <vector>

namespace asge {

/// Which runs the picture shows. A is the page's run, B the one that it is compared with.
enum class EvidenceRuns {
    a,
    both,       ///< a row of A and below it a row of B for each image
    difference, ///< B − A
};

/// The maps of an epoch, and how the layers made class scores of them.
struct EvidenceMaps {
    ProbeSnapshotPtr maps;
    ReadoutsPtr readouts;

    bool isWhole() const { return maps && readouts; }
    bool operator==(const EvidenceMaps&) const = default;
};

/// What is shown in a row and a column of the picture.
struct EvidenceCell {
    EvidenceAnswer answer; ///< of A or of B; of a difference, B − A
    /// What is said in place of a map; empty if there is a map.
    QString sentence;
    double totals[2] = {0, 0}; ///< of a difference: the logits or margins of A and of B
};

/// What the picture of the evidence depends on, except its size and colours. Cells are computed one
/// after another by computeSome(), since many of them take long; until all are there, the previous
/// ones stay.
class EvidenceScene : public ProbeScene {
  public:
    EvidenceScene() { setOpacity(0.75); }
    void setRun(const ProbeImages& images, const std::vector<std::string>& classNames,
                const std::vector<LayerInfo>& layers) override;
    void setPicked(std::vector<int> samples) override;
    /// Maps and readouts that are valid for the run and for each other, or neither.
    void setMaps(EvidenceMaps maps);
    /// The layers of B, and for each probe image its position among those of B (-1: B does not have
    /// it). Without layers there is no B.
    void setOther(std::vector<LayerInfo> layers, std::vector<int> samples);
    /// Maps of B that are valid for B, or none: then only A is shown.
    void setOtherMaps(EvidenceMaps maps);
    void setRuns(EvidenceRuns runs); ///< what is shown if B has maps
    void setQuestion(const EvidenceQuestion& question);
    void setOneScale(bool one); ///< one colour scale for all layers
    /// How many first layers of A and of B have readouts that never learned. What they add up to is
    /// no evidence: their cells say so, and B is asked for its own rival there.
    void setUntrained(std::size_t ofA, std::size_t ofB);
    /// Shows only this layer, large; -1 shows all.
    void setEnlarged(int layer) { enlarged_ = layer; }

    /// Computes cells for about `milliseconds`. Returns whether some are left.
    bool computeSome(double milliseconds);

    const EvidenceMaps& maps() const { return sides_[0].of; }
    const EvidenceMaps& otherMaps() const { return sides_[1].of; } ///< those of B
    /// What is shown; only A if B has no maps.
    EvidenceRuns runs() const;
    const EvidenceQuestion& question() const { return question_; }
    bool oneScale() const { return oneScale_; }
    int enlarged() const { return enlarged_ < columns() ? enlarged_ : -1; }
    /// The channel whose map is drawn large; -1 for the sum of the channels.
    int channel() const;

    int rows() const;
    int columns() const; ///< the layers of the run that has more of them, of those that are shown
    int sample(int row) const;   ///< of the image of a row, in the probe batch of A
    bool isOther(int row) const; ///< whether a row shows B alone
    /// A layer of A (0) or B (1); null if that run does not have it.
    const LayerInfo* layerOf(int run, int layer) const;
    /// The layer of the run that a cell belongs to (of A for a difference); null if that run does
    /// not have it.
    const LayerInfo* info(int row, int layer) const;

    /// A cell that has been computed; null if it has not.
    const EvidenceCell* cell(int row, int layer) const;
    /// The answer that a cell shows; null if it shows none.
    const EvidenceAnswer* answer(int row, int layer) const;
    /// The map that is drawn large: that of the sum or of the enlarged channel. Empty if there is
    /// none.
    const std::vector<double>& map(const EvidenceAnswer& answer) const;
    /// Colours go from -high to +high. `low` is -high.
    const ColorRange& range(int layer) const { return ranges_[static_cast<std::size_t>(layer)]; }
    const ColorRange& channelRange(int layer) const {
        return channelRanges_[static_cast<std::size_t>(layer)];
    }
    /// The decimals of all numbers that have the scale of a layer's column, so that they can be
    /// compared; and those below its small maps.
    int decimals(int layer) const { return decimals_[static_cast<std::size_t>(layer)]; }
    int channelDecimals(int layer) const {
        return channelDecimals_[static_cast<std::size_t>(layer)];
    }
    /// Whether a shown map holds a value that is not finite.
    bool hasNonFinite() const { return hasNonFinite_; }
    /// The goodness of a patch of A (0) or B (1): summed over the channels, or of one. The run has
    /// the layer and the image of the row.
    double goodness(int run, int row, int layer, int channel, int i, int j) const;
    /// A grey copy of an image that is faded into a light or a dark background.
    const QImage& fadedPicture(int sample, bool dark) const;
    static QColor faded(const QColor& grey, bool dark); ///< what becomes of a grey in it

  private:
    struct Side {
        std::vector<LayerInfo> layers;
        std::vector<int> samples; ///< of the probe images of A; -1: there is none
        EvidenceMaps of;
    };

    /// Requires new cells; keeps the old ones until then if they are as many and `keep` is set.
    void invalidate(bool keep);
    EvidenceCell computeNext(int row, int layer) const; ///< after all of pending_
    EvidenceCell answerOf(int run, int sample, int layer, const EvidenceQuestion& question) const;
    EvidenceCell difference(int sample, int layer) const;
    EvidenceQuestion sameQuestion(const EvidenceCell& ofA) const;
    void updateRanges();
    void updateDecimals();

    Side sides_[2]; ///< A and B; B has no layers if there is none
    EvidenceRuns runs_ = EvidenceRuns::both;
    EvidenceQuestion question_;
    bool oneScale_ = true;
    std::size_t untrained_[2] = {0, 0}; ///< first layers of A and of B
    int enlarged_ = -1;
    std::vector<EvidenceCell> cells_;       ///< rows × columns, or none
    std::vector<EvidenceCell> pending_;     ///< the beginning of the next ones
    std::size_t missing_ = 0;               ///< how many of these are missing
    std::vector<ColorRange> ranges_;        ///< one per column
    std::vector<ColorRange> channelRanges_; ///< one per column
    std::vector<int> decimals_;             ///< one per column
    std::vector<int> channelDecimals_;      ///< one per column
    bool hasNonFinite_ = false;
    mutable std::vector<QImage> faded_[2]; ///< on light and on dark; null until first used
};

/// The small map of that index: those that add, then those that take; null if there is none.
const ChannelEvidence* channelAt(const EvidenceAnswer& answer, int index);

} // namespace asge
