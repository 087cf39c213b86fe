#pragma once

#include "core/data/dataset.h"
#include "core/data/pixel_box.h"
#include "core/experiment/experiment.h"

#include <array>
#include <cstdint>
#include <vector>

namespace asge {

/// What is to be done to one image, in this order.
struct AugmentPlan {
    PixelBox cut; ///< scaled, bilinearly, to the image's size
    int shiftX =
        0; ///< the column x of the result shows column x + shiftX; black where there is none
    int shiftY = 0;
    bool mirrored = false; ///< left and right, after the shift
    /// A value v of a pixel of brightness g in an image of mean brightness m becomes
    /// own · v + grey · g + mean · m: brightness, contrast, saturation and greyscale are all of
    /// this form, so a chain of them is too.
    float own = 1.0F;
    float grey = 0.0F;
    float mean = 0.0F;
    /// Filled with the training images' mean, which is 0 once they are normalised: cutout, erase.
    std::array<PixelBox, 2> blanks{};

    bool recolours() const { return own != 1.0F || grey != 0.0F || mean != 0.0F; }
    bool operator==(const AugmentPlan&) const = default;
};

/// Makes an experiment's random changes to training images. What happens to an image depends on the
/// seed, the epoch and the image's position in the set alone: not on threads, batches or order.
/// Each operation draws from numbers of its own, so that switching one on leaves the others' draws
/// as they are. Const members may be called from several threads at once.
///
/// - zoom: a random part of zoom to 1 of the area, its width 3/4 to 4/3 of its height, is scaled to
///   the image's size: of the image or, with zoom_of photograph, of the whole photograph that the
///   image was made of (photographCut); the rest of the plan is then for what was read
/// - crop: black padding, then a cut of the old size, as usual before normalisation
/// - flip: left and right
/// - jitter: factors from 1 − jitter to 1 + jitter of brightness, contrast (about the mean
///   brightness of the image) and saturation (about each pixel's brightness), in this order; values
///   are bounded once, at the end
/// - grey: each channel becomes the brightness, 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601)
/// - cutout: a square about a random pixel, the part of it that is in the image (DeVries and
/// Taylor,
///   arXiv 1708.04552)
/// - erase: a rectangle of 2 to 33 % of the area, 0.3 to 3.3 times as high as wide (Zhong et al.,
///   arXiv 1708.04896)
///
/// The brightness of images that don't have three channels is the mean over their channels; of
/// saturation and grey there is nothing to change in them.
class Augmenter {
  public:
    /// `mean` of each channel of pixels scaled to 0…1. Throws BadInput "augment.crop: …" or
    /// "augment.cutout: …" where these leave nothing of an image of this size.
    Augmenter(const Experiment::Augment& changes, std::uint64_t seed, const ImageSet& images,
              const std::vector<float>& mean);

    /// Whether anything is switched on.
    bool isActive() const { return changes_ != Experiment::Augment{}; }
    const Experiment::Augment& changes() const { return changes_; }
    const std::vector<std::uint8_t>& fill() const { return fill_; } ///< of blanks, a channel each

    /// `epoch` is 0 for the first; `index` is the image's position in the training set.
    AugmentPlan plan(int epoch, std::int64_t index) const;
    /// Whether the plans are for parts of photographs, which photographCut() gives.
    bool cutsPhotographs() const { return cutsPhotographs_; }
    /// The part of a photograph of that size that is scaled to the image. If ten draws don't find
    /// one that is inside, it is the largest centred part whose width is 3/4 to 4/3 of its height.
    PixelBox photographCut(int epoch, std::int64_t index, PixelSize size) const;
    /// Both C × H × W bytes, which must not overlap.
    void apply(const AugmentPlan& plan, const std::uint8_t* from, std::uint8_t* to) const;

  private:
    std::uint64_t imageSeed(int epoch, std::int64_t index) const;
    std::size_t plane() const;
    void shift(const AugmentPlan& plan, const std::uint8_t* from, std::uint8_t* to) const;
    void zoom(const AugmentPlan& plan, const std::uint8_t* from, std::uint8_t* to) const;
    void recolour(const AugmentPlan& plan, std::uint8_t* pixels) const;
    void blank(const PixelBox& box, std::uint8_t* pixels) const;

    const Experiment::Augment changes_;
    const std::uint64_t seed_;
    const int channels_;
    const int height_;
    const int width_;
    const bool cutsPhotographs_;
    std::vector<std::uint8_t> fill_;
};

/// What a channel counts for in an image's brightness.
std::vector<float> brightnessWeights(int channels);

} // namespace asge
