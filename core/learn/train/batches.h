// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/augment.h"
#include "core/data/dataset.h"
#include "core/learn/compute/batch.h"
#include "core/learn/train/tensor_augment.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace asge {

/// Makes batches of an ImageSet on a device. Pixels stay uint8 until a batch is requested. On a GPU
/// they are kept in its memory if they take at most half of what is free there. The set must
/// outlive it. Const members may be called from several threads at once.
class Batches {
  public:
    /// Inputs are (pixel − mean) / divisor per channel, for pixels scaled to 0…1. `augmenter` is
    /// null for a set that is only evaluated.
    Batches(const ImageSet& images, const std::vector<float>& mean,
            const std::vector<float>& divisor, const at::Device& device,
            const std::optional<Augmenter>& augmenter = std::nullopt);

    int count() const { return static_cast<int>(labels_.size(0)); }
    const at::Device& device() const { return device_; }
    std::size_t imageBytes() const { return images_.imageBytes(); }
    /// Whether images should be prepared ahead of their use: if they have to be decoded, or are on
    /// the host while batches go to a GPU.
    bool isReadAhead() const;

    Batch range(std::int64_t first, std::int64_t count) const; ///< images first … first + count − 1
    Batch pick(const std::vector<std::int64_t>& indices) const;
    BatchSource sourceOfRange(std::int64_t first, std::int64_t count) const;
    /// The images of these indices, augmented if an epoch (0 is the first) is given.
    BatchSource sourceOf(const std::vector<std::int64_t>& indices,
                         std::optional<int> epoch = std::nullopt) const;

    /// For prefetching on the host: writes one image's bytes, as sourceOf() would have them.
    void read(std::int64_t index, std::optional<int> epoch, std::uint8_t* pixels) const;
    /// A tensor to read `count` images into, N × C × H × W, uint8.
    at::Tensor memoryFor(std::int64_t count) const;
    /// The batch of the images of these indices, which were read into `pixels`.
    BatchSource sourceOfRead(const at::Tensor& pixels,
                             const std::vector<std::int64_t>& indices) const;

  private:
    bool cutsPhotographs() const;
    /// A tensor on the host, in pinned memory if the device is a GPU.
    at::Tensor hostTensor(at::IntArrayRef sizes, at::ScalarType type) const;
    at::Tensor indexTensor(const std::vector<std::int64_t>& indices) const;
    at::Tensor labelsOf(const at::Tensor& indices) const;
    Batch prepare(const at::Tensor& pixels, const at::Tensor& labels) const;
    Batch normalise(at::Tensor input, const at::Tensor& labels) const;
    /// A batch without augmentation. `indices` are on the host.
    Batch gather(const at::Tensor& indices) const;
    Batch gatherAugmented(const at::Tensor& indices, int epoch) const;
    /// Reads the images on the host, one by one.
    Batch readAll(const at::Tensor& indices, std::optional<int> epoch) const;

    const ImageSet& images_;
    std::optional<Augmenter> augmenter_;             ///< empty if it would change nothing
    std::optional<TensorAugmenter> tensorAugmenter_; ///< if the pixels are on a GPU
    at::Tensor pixels_; ///< N × C × H × W, uint8; on the host it shares the ImageSet's memory;
                        ///< undefined if there is a reader
    at::Tensor labels_; ///< N, int64, on the device of pixels_
    at::Tensor scale_;  ///< 1 × C × 1 × 1
    at::Tensor shift_;  ///< 1 × C × 1 × 1
    at::Device device_;
};

/// A random order of `count` images for an epoch. It depends on seed and epoch alone, so that a
/// resumed run has the same order.
std::vector<std::int64_t> epochOrder(int count, std::uint64_t seed, int epoch);

} // namespace asge
