// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/dataset.h"
#include "core/data/pixel_box.h"
#include "core/experiment/experiment.h"

#include <array>
#include <cstdint>
#include <vector>

namespace asge {

/// The changes to one image, in the order in which they are applied.
struct AugmentPlan {
    PixelBox cut;   ///< the rectangle that is scaled bilinearly to the image's size
    int shiftX = 0; ///< column x of the result shows column x + shiftX; black outside of the image
    int shiftY = 0;
    bool mirrored = false; ///< left and right are exchanged, after the shift
    /// A value v of a pixel of brightness g in an image of mean brightness m becomes
    /// own · v + grey · g + mean · m: brightness, contrast, saturation and greyscale are all of
    /// this form, so a chain of them is too.
    float own = 1.0F;
    float grey = 0.0F;
    float mean = 0.0F;
    /// Rectangles that are filled with the training images' mean, which is 0 after normalisation:
    /// cutout and erase.
    std::array<PixelBox, 2> blanks{};

    bool recolours() const { return own != 1.0F || grey != 0.0F || mean != 0.0F; }
    bool operator==(const AugmentPlan&) const = default;
};

/// Computes an experiment's random changes to training images. The changes to an image depend only
/// on the seed, the epoch and the image's position in the set, not on threads, batches or order.
/// Each operation has its own random numbers, so that switching one on does not change the others.
/// Const members may be called from several threads at once.
///
/// - zoom: a random rectangle of zoom to 1 of the area, 3/4 to 4/3 as wide as high, is scaled to
///   the image's size. It is cut from the image or, with zoom_of photograph, from the photograph
///   that the image was made of (photographCut); the rest of the plan then applies to the result
/// - crop: black padding, then a cut of the original size, as usual before normalisation
/// - flip: left and right
/// - jitter: factors from 1 − jitter to 1 + jitter of brightness, contrast (about the image's mean
///   brightness) and saturation (about each pixel's brightness), in this order; values are clamped
///   once, at the end
/// - grey: each channel becomes the brightness, 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601)
/// - cutout: a square centred on a random pixel, clipped to the image (DeVries and Taylor,
///   arXiv 1708.04552)
/// - erase: a rectangle of 2 to 33 % of the area, 0.3 to 3.3 times as high as wide (Zhong et al.,
///   arXiv 1708.04896)
///
/// If images do not have three channels, their brightness is the mean over the channels, and
/// saturation and grey have no effect.
class Augmenter {
  public:
    /// `mean` is that of each channel, of pixels scaled to 0…1. Throws BadInput "augment.crop: …"
    /// or "augment.cutout: …" if the value is too large for images of this size.
    Augmenter(const Experiment::Augment& changes, std::uint64_t seed, const ImageSet& images,
              const std::vector<float>& mean);

    /// Whether any change is switched on.
    bool isActive() const { return changes_ != Experiment::Augment{}; }
    const Experiment::Augment& changes() const { return changes_; }
    const std::vector<std::uint8_t>& fill() const {
        return fill_;
    } ///< values of filled rectangles, per channel

    /// `epoch` is 0 for the first; `index` is the image's position in the training set.
    AugmentPlan plan(int epoch, std::int64_t index) const;
    /// Whether the plans apply to rectangles of photographs, which photographCut() gives.
    bool cutsPhotographs() const { return cutsPhotographs_; }
    /// The rectangle of a photograph of that size that is scaled to the image. If ten random
    /// rectangles are not inside the photograph, it is the largest centred one that is 3/4 to 4/3
    /// as wide as high.
    PixelBox photographCut(int epoch, std::int64_t index, PixelSize size) const;
    /// Applies a plan. Both buffers have C × H × W bytes and must not overlap.
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

/// The weight of each channel in an image's brightness.
std::vector<float> brightnessWeights(int channels);

} // namespace asge
