#pragma once

#include "core/compute/batch.h"
#include "core/data/dataset.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <vector>

namespace asge {

/// Serves an ImageSet in batches on a device. Pixels stay uint8 until a batch is asked for; on a
/// GPU they live in its memory where they take no more than 4 GiB. The set must outlive it. Const
/// members may be called from several threads at once.
class Batches {
  public:
    /// mean and deviation per channel, of pixels scaled to 0…1.
    Batches(const ImageSet& images, const std::vector<float>& mean,
            const std::vector<float>& deviation, const at::Device& device);

    int count() const { return static_cast<int>(labels_.size(0)); }
    const at::Device& device() const { return device_; }
    Batch range(std::int64_t first, std::int64_t count) const; ///< images first … first + count − 1
    Batch pick(const std::vector<std::int64_t>& indices) const;
    BatchSource sourceOfRange(std::int64_t first, std::int64_t count) const;
    BatchSource sourceOf(const std::vector<std::int64_t>& indices) const;

  private:
    Batch prepare(const at::Tensor& pixels, const at::Tensor& labels) const;
    Batch gather(const at::Tensor& indices) const;

    at::Tensor pixels_; ///< N × C × H × W, uint8; on the host it shares the ImageSet's memory
    at::Tensor labels_; ///< N, int64, where pixels_ are
    at::Tensor scale_;  ///< 1 × C × 1 × 1
    at::Tensor shift_;  ///< 1 × C × 1 × 1
    at::Device device_;
};

/// The order in which epoch `epoch` sees `count` images; depends on seed and epoch alone, so that a
/// run that is taken up again sees the same order.
std::vector<std::int64_t> epochOrder(int count, std::uint64_t seed, int epoch);

} // namespace asge
