#include "core/train/batches.h"

#include "core/random.h"

#include <algorithm>
#include <numeric>
#include <random>

namespace asge {

namespace {

constexpr std::uint64_t kOrderStream = 0x6f72646572; // "order"
constexpr std::size_t kMostOnDevice = std::size_t{4} << 30U;

at::Tensor perChannel(const std::vector<float>& values) {
    return at::tensor(values).view({1, static_cast<std::int64_t>(values.size()), 1, 1});
}

} // namespace

Batches::Batches(const ImageSet& images, const std::vector<float>& mean,
                 const std::vector<float>& deviation, const at::Device& device)
    : device_(device) {
    // from_blob wants a mutable pointer; the pixels are only ever read.
    auto* pixels = const_cast<std::uint8_t*>(images.pixels.data());
    pixels_ = at::from_blob(pixels, {images.count, images.channels, images.height, images.width},
                            at::kByte);
    labels_ = at::tensor(images.labels, at::kLong);
    if (!device.is_cpu() && pixels_.nbytes() <= kMostOnDevice) {
        pixels_ = pixels_.to(device);
        labels_ = labels_.to(device);
    }
    const at::Tensor spread = perChannel(deviation).clamp_min(1e-6);
    scale_ = (1.0 / (255.0 * spread)).to(device);
    shift_ = (perChannel(mean) / spread).to(device);
}

Batch Batches::prepare(const at::Tensor& pixels, const at::Tensor& labels) const {
    at::Tensor input = pixels.to(device_).to(at::kFloat);
    return {input.mul_(scale_).sub_(shift_), labels.to(device_)};
}

Batch Batches::range(std::int64_t first, std::int64_t count) const {
    return prepare(pixels_.narrow(0, first, count), labels_.narrow(0, first, count));
}

Batch Batches::gather(const at::Tensor& indices) const {
    const at::Tensor there = indices.to(pixels_.device());
    return prepare(pixels_.index_select(0, there), labels_.index_select(0, there));
}

Batch Batches::pick(const std::vector<std::int64_t>& indices) const {
    return gather(at::tensor(indices));
}

BatchSource Batches::sourceOfRange(std::int64_t first, std::int64_t count) const {
    return {count, pixels_.size(2), pixels_.size(3),
            [this, first](std::int64_t begin, std::int64_t size) {
                return range(first + begin, size);
            }};
}

BatchSource Batches::sourceOf(const std::vector<std::int64_t>& indices) const {
    const at::Tensor all = at::tensor(indices);
    return {all.size(0), pixels_.size(2), pixels_.size(3),
            [this, all](std::int64_t begin, std::int64_t size) {
                return gather(all.narrow(0, begin, size));
            }};
}

std::vector<std::int64_t> epochOrder(int count, std::uint64_t seed, int epoch) {
    std::vector<std::int64_t> order(static_cast<std::size_t>(count));
    std::iota(order.begin(), order.end(), 0);
    std::mt19937_64 random(mixSeed(seed, kOrderStream + static_cast<std::uint64_t>(epoch)));
    // Own Fisher–Yates: std::shuffle may differ between standard libraries. The modulo's bias is
    // below 2⁻³² for any data set that fits a machine.
    for (std::size_t i = order.size(); i > 1; --i) {
        std::swap(order[i - 1], order[random() % i]);
    }
    return order;
}

} // namespace asge
