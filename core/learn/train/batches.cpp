// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/train/batches.h"

#include "core/base/random.h"
#include "core/learn/train/memory.h"

#include <algorithm>
#include <numeric>
#include <random>

namespace asge {

namespace {

constexpr std::uint64_t kOrderStream = 0x6f72646572; // "order"
at::Tensor perChannel(const std::vector<float>& values) {
    return at::tensor(values).view({1, static_cast<std::int64_t>(values.size()), 1, 1});
}

template <typename T>
T* elements(const at::Tensor& tensor) {
    return static_cast<T*>(tensor.data_ptr());
}

bool fits(const at::Tensor& pixels, const at::Device& device) {
    return static_cast<double>(pixels.nbytes()) <=
           kMaxDataShare * static_cast<double>(freeMemory(device));
}

} // namespace

Batches::Batches(const ImageSet& images, const std::vector<float>& mean,
                 const std::vector<float>& divisor, const at::Device& device,
                 const std::optional<Augmenter>& augmenter)
    : images_(images), device_(device) {
    labels_ = at::tensor(images.labels, at::kLong);
    if (augmenter && augmenter->isActive()) {
        augmenter_.emplace(*augmenter);
    }
    if (!images.reader) {
        // from_blob takes a mutable pointer, but the pixels are only read.
        auto* pixels = const_cast<std::uint8_t*>(images.pixels.data());
        pixels_ = at::from_blob(
            pixels, {images.count, images.channels, images.height, images.width}, at::kByte);
        if (!device.is_cpu() && !cutsPhotographs() && fits(pixels_, device)) {
            pixels_ = pixels_.to(device);
            labels_ = labels_.to(device);
        }
    }
    if (augmenter_ && !labels_.is_cpu()) {
        tensorAugmenter_.emplace(*augmenter_, images, device);
    }
    const at::Tensor divisors = perChannel(divisor).clamp_min(1e-6);
    scale_ = (1.0 / (255.0 * divisors)).to(device);
    shift_ = (perChannel(mean) / divisors).to(device);
}

bool Batches::isReadAhead() const {
    return images_.reader || cutsPhotographs() || (labels_.is_cpu() && !device_.is_cpu());
}

bool Batches::cutsPhotographs() const {
    return augmenter_ && augmenter_->cutsPhotographs();
}

at::Tensor Batches::hostTensor(at::IntArrayRef sizes, at::ScalarType type) const {
    return at::empty(sizes, at::TensorOptions(type).pinned_memory(!device_.is_cpu()));
}

at::Tensor Batches::memoryFor(std::int64_t count) const {
    return hostTensor({count, images_.channels, images_.height, images_.width}, at::kByte);
}

at::Tensor Batches::indexTensor(const std::vector<std::int64_t>& indices) const {
    const at::Tensor tensor = hostTensor({static_cast<std::int64_t>(indices.size())}, at::kLong);
    std::copy(indices.begin(), indices.end(), elements<std::int64_t>(tensor));
    return tensor;
}

at::Tensor Batches::labelsOf(const at::Tensor& indices) const {
    const at::Tensor labels = hostTensor({indices.size(0)}, at::kLong);
    const auto* index = elements<std::int64_t>(indices);
    std::transform(index, index + indices.size(0), elements<std::int64_t>(labels),
                   [&](std::int64_t i) { return images_.labels[static_cast<std::size_t>(i)]; });
    return labels;
}

Batch Batches::prepare(const at::Tensor& pixels, const at::Tensor& labels) const {
    return normalise(pixels.to(device_, /*non_blocking=*/true).to(at::kFloat), labels);
}

Batch Batches::normalise(at::Tensor input, const at::Tensor& labels) const {
    return {input.mul_(scale_).sub_(shift_), labels.to(device_, /*non_blocking=*/true)};
}

Batch Batches::range(std::int64_t first, std::int64_t count) const {
    if (!pixels_.defined()) {
        return readAll(at::arange(first, first + count), std::nullopt);
    }
    return prepare(pixels_.narrow(0, first, count), labels_.narrow(0, first, count));
}

Batch Batches::gather(const at::Tensor& indices) const {
    if (!pixels_.defined()) {
        return readAll(indices, std::nullopt);
    }
    const at::Tensor there = indices.to(pixels_.device(), /*non_blocking=*/true);
    return prepare(pixels_.index_select(0, there), labels_.index_select(0, there));
}

Batch Batches::gatherAugmented(const at::Tensor& indices, int epoch) const {
    if (!tensorAugmenter_) {
        return readAll(indices, epoch);
    }
    // Indices and plans are copied together; a double holds any index exactly.
    const std::int64_t count = indices.size(0);
    const at::Tensor table = hostTensor({count, 1 + TensorAugmenter::kNumbers}, at::kDouble);
    auto* row = elements<double>(table);
    for (std::int64_t i = 0; i < count; ++i, row += table.size(1)) {
        const std::int64_t index = elements<std::int64_t>(indices)[i];
        *row = static_cast<double>(index);
        TensorAugmenter::write(augmenter_->plan(epoch, index), row + 1);
    }
    const at::Tensor there = table.to(device_, /*non_blocking=*/true);
    const at::Tensor chosen = there.select(1, 0).to(at::kLong);
    return normalise(tensorAugmenter_->apply(pixels_.index_select(0, chosen),
                                             there.narrow(1, 1, TensorAugmenter::kNumbers)),
                     labels_.index_select(0, chosen));
}

Batch Batches::readAll(const at::Tensor& indices, std::optional<int> epoch) const {
    const at::Tensor pixels = memoryFor(indices.size(0));
    auto* to = elements<std::uint8_t>(pixels);
    for (std::int64_t i = 0; i < indices.size(0); ++i, to += imageBytes()) {
        read(elements<std::int64_t>(indices)[i], epoch, to);
    }
    return prepare(pixels, labelsOf(indices));
}

void Batches::read(std::int64_t index, std::optional<int> epoch, std::uint8_t* pixels) const {
    const auto position = static_cast<int>(index);
    if (!epoch || !augmenter_) {
        readImage(images_, position, pixels);
        return;
    }
    const AugmentPlan plan = augmenter_->plan(*epoch, index);
    if (!images_.reader && !cutsPhotographs()) {
        augmenter_->apply(
            plan, images_.pixels.data() + static_cast<std::size_t>(index) * imageBytes(), pixels);
        return;
    }
    const auto whole = std::make_unique<std::uint8_t[]>(imageBytes());
    if (cutsPhotographs()) {
        const PhotographReader& photographs = *images_.photographs;
        const PixelBox box = augmenter_->photographCut(*epoch, index, photographs.size(position));
        photographs.readBox(position, box, whole.get());
    } else {
        readImage(images_, position, whole.get());
    }
    augmenter_->apply(plan, whole.get(), pixels);
}

Batch Batches::pick(const std::vector<std::int64_t>& indices) const {
    return gather(indexTensor(indices));
}

BatchSource Batches::sourceOfRange(std::int64_t first, std::int64_t count) const {
    return {count, images_.height, images_.width,
            [this, first](std::int64_t begin, std::int64_t size) {
                return range(first + begin, size);
            }};
}

BatchSource Batches::sourceOf(const std::vector<std::int64_t>& indices,
                              std::optional<int> epoch) const {
    const at::Tensor all = indexTensor(indices);
    return {all.size(0), images_.height, images_.width,
            [this, all, epoch](std::int64_t begin, std::int64_t size) {
                const at::Tensor some = all.narrow(0, begin, size);
                return epoch && augmenter_ ? gatherAugmented(some, *epoch) : gather(some);
            }};
}

BatchSource Batches::sourceOfRead(const at::Tensor& pixels,
                                  const std::vector<std::int64_t>& indices) const {
    const at::Tensor labels = labelsOf(indexTensor(indices));
    return {labels.size(0), images_.height, images_.width,
            [this, pixels, labels](std::int64_t begin, std::int64_t size) {
                return prepare(pixels.narrow(0, begin, size), labels.narrow(0, begin, size));
            }};
}

std::vector<std::int64_t> epochOrder(int count, std::uint64_t seed, int epoch) {
    std::vector<std::int64_t> order(static_cast<std::size_t>(count));
    std::iota(order.begin(), order.end(), 0);
    std::mt19937_64 random(mixSeed(seed, kOrderStream + static_cast<std::uint64_t>(epoch)));
    // A Fisher–Yates shuffle of our own, because std::shuffle may differ between standard
    // libraries. The modulo's bias is below 2⁻³² for any realistic data set.
    for (std::size_t i = order.size(); i > 1; --i) {
        std::swap(order[i - 1], order[random() % i]);
    }
    return order;
}

} // namespace asge
