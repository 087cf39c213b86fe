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

/// Serves an ImageSet in batches on a device. Pixels stay uint8 until a batch is asked for; on a
/// GPU they live in its memory where they take no more than half of what is free there. The set
/// must outlive it. Const members may be called from several threads at once.
class Batches {
  public:
    /// mean and divisor per channel, of pixels scaled to 0…1. `augmenter` is what training asks
    /// for, null for a set that is only looked at.
    Batches(const ImageSet& images, const std::vector<float>& mean,
            const std::vector<float>& divisor, const at::Device& device,
            const std::optional<Augmenter>& augmenter = std::nullopt);

    int count() const { return static_cast<int>(labels_.size(0)); }
    const at::Device& device() const { return device_; }
    std::size_t imageBytes() const { return images_.imageBytes(); }
    /// Whether its images are better read ahead: they are decoded, also where parts of their
    /// photographs are wanted, or on the host while batches go to a GPU.
    bool isReadAhead() const;

    Batch range(std::int64_t first, std::int64_t count) const; ///< images first … first + count − 1
    Batch pick(const std::vector<std::int64_t>& indices) const;
    BatchSource sourceOfRange(std::int64_t first, std::int64_t count) const;
    /// As they are, or, with an epoch (0 is the first), changed as the augmenter does in it.
    BatchSource sourceOf(const std::vector<std::int64_t>& indices,
                         std::optional<int> epoch = std::nullopt) const;

    /// For prefetching on the host: one image's bytes, as sourceOf has them.
    void read(std::int64_t index, std::optional<int> epoch, std::uint8_t* pixels) const;
    /// Memory to read so many images into, N × C × H × W, uint8.
    at::Tensor memoryFor(std::int64_t count) const;
    /// The batch of the images of those indices, which were read into `pixels`.
    BatchSource sourceOfRead(const at::Tensor& pixels,
                             const std::vector<std::int64_t>& indices) const;

  private:
    bool cutsPhotographs() const;
    /// Of the host; copies of it to the device need not be waited for.
    at::Tensor hostTensor(at::IntArrayRef sizes, at::ScalarType type) const;
    at::Tensor indexTensor(const std::vector<std::int64_t>& indices) const;
    at::Tensor labelsOf(const at::Tensor& indices) const;
    Batch prepare(const at::Tensor& pixels, const at::Tensor& labels) const;
    Batch normalise(at::Tensor input, const at::Tensor& labels) const;
    /// Where the pixels are. `indices` on the host.
    Batch gather(const at::Tensor& indices) const;
    Batch gatherChanged(const at::Tensor& indices, int epoch) const;
    /// On the host, image by image.
    Batch readAll(const at::Tensor& indices, std::optional<int> epoch) const;

    const ImageSet& images_;
    std::optional<Augmenter> augmenter_;             ///< only one that is active
    std::optional<TensorAugmenter> tensorAugmenter_; ///< where the pixels live on a GPU
    at::Tensor pixels_; ///< N × C × H × W, uint8; on the host it shares the ImageSet's memory, and
                        ///< is undefined where there is a reader
    at::Tensor labels_; ///< N, int64, where pixels_ are
    at::Tensor scale_;  ///< 1 × C × 1 × 1
    at::Tensor shift_;  ///< 1 × C × 1 × 1
    at::Device device_;
};

/// The order in which epoch `epoch` sees `count` images; depends on seed and epoch alone, so that a
/// run that is taken up again sees the same order.
std::vector<std::int64_t> epochOrder(int count, std::uint64_t seed, int epoch);

} // namespace asge
