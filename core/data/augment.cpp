// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/augment.h"

#include "core/base/error.h"
#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <string>

namespace asge {

namespace {

constexpr std::uint64_t kAugmentStream = 0x6175676d656e74; // "augment"
constexpr int kAttempts = 10; ///< attempts to find a rectangle inside the image
constexpr int kColours = 3;
// Limits of a random rectangle's width divided by its height, for zoom.
constexpr double kNarrowest = 3.0 / 4.0;
constexpr double kWidest = 4.0 / 3.0;

/// These numbers must never change, or runs would see other images when they are resumed.
enum class Operation : std::uint64_t { zoom = 1, crop, flip, jitter, grey, cutout, erase };

/// Counter-based random numbers for one operation on one image. The distributions of the standard
/// library are not used, because they differ between implementations.
class Draws {
  public:
    Draws(std::uint64_t image, Operation operation)
        : key_(mixSeed(image, static_cast<std::uint64_t>(operation))) {}

    /// A number from `low` to below `high`.
    double between(double low, double high) {
        return low + (high - low) * (static_cast<double>(next() >> 11U) * 0x1p-53);
    }
    bool happens(double probability) { return between(0.0, 1.0) < probability; }
    /// An integer from `least` to `most`, inclusive.
    int whole(int least, int most) {
        const auto values = static_cast<std::uint64_t>(most - least) + 1;
        return least + static_cast<int>(next() % values);
    }

  private:
    std::uint64_t next() { return mixSeed(key_, count_++); }

    const std::uint64_t key_;
    std::uint64_t count_ = 0;
};

/// The ranges of a random rectangle: its area as a fraction of the image's, and its width divided
/// by its height, which is distributed evenly on a logarithmic scale.
struct BoxRange {
    double leastArea, mostArea;
    double leastRatio, mostRatio;
};

std::optional<PixelBox> randomBox(const BoxRange& range, int width, int height, Draws& draws) {
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        const double area = draws.between(range.leastArea, range.mostArea) * width * height;
        const double ratio =
            std::exp(draws.between(std::log(range.leastRatio), std::log(range.mostRatio)));
        const auto w = static_cast<int>(std::lround(std::sqrt(area * ratio)));
        const auto h = static_cast<int>(std::lround(std::sqrt(area / ratio)));
        if (w >= 1 && w <= width && h >= 1 && h <= height) {
            const int left = draws.whole(0, width - w);
            const int top = draws.whole(0, height - h);
            return PixelBox{left, top, left + w, top + h};
        }
    }
    return std::nullopt;
}

PixelBox centredBox(PixelSize size) {
    const double ratio = static_cast<double>(size.width) / size.height;
    const int width =
        ratio > kWidest ? static_cast<int>(std::lround(size.height * kWidest)) : size.width;
    const int height =
        ratio < kNarrowest ? static_cast<int>(std::lround(size.width / kNarrowest)) : size.height;
    const int left = (size.width - width) / 2;
    const int top = (size.height - height) / 2;
    return {left, top, left + width, top + height};
}

PixelBox squareWithin(int side, int width, int height, Draws& draws) {
    const int left = draws.whole(0, width - 1) - side / 2;
    const int top = draws.whole(0, height - 1) - side / 2;
    return {std::max(left, 0), std::max(top, 0), std::min(left + side, width),
            std::min(top + side, height)};
}

void drawColours(const Experiment::Augment& changes, bool hasColours, std::uint64_t image,
                 AugmentPlan& plan) {
    Draws jitter(image, Operation::jitter);
    const auto factor = [&] { return jitter.between(1.0 - changes.jitter, 1.0 + changes.jitter); };
    const double brightness = factor();
    const double contrast = factor();
    double saturation = hasColours ? factor() : 1.0;
    if (hasColours && Draws(image, Operation::grey).happens(changes.grey)) {
        saturation = 0.0;
    }
    const double scale = brightness * contrast;
    plan.own = static_cast<float>(scale * saturation);
    plan.grey = static_cast<float>(scale * (1.0 - saturation));
    plan.mean = static_cast<float>(brightness * (1.0 - contrast));
}

std::uint8_t toByte(float value) {
    return static_cast<std::uint8_t>(std::clamp(value, 0.0F, 255.0F) + 0.5F);
}

/// The position of a column or row of the result between two of the image.
struct Tap {
    bool inside = false; ///< false in the padding
    int first = 0;
    int second = 0;
    float weight = 0; ///< of `second`
};

std::vector<Tap> taps(int size, int cutFrom, int cutSize, int shift, bool mirrored) {
    std::vector<Tap> all(static_cast<std::size_t>(size));
    const float scale = static_cast<float>(cutSize) / static_cast<float>(size);
    const float last = static_cast<float>(cutSize - 1);
    for (int i = 0; i < size; ++i) {
        const int scaled = (mirrored ? size - 1 - i : i) + shift;
        if (scaled < 0 || scaled >= size) {
            continue;
        }
        const float at = std::clamp((static_cast<float>(scaled) + 0.5F) * scale - 0.5F, 0.0F, last);
        const int first = static_cast<int>(at);
        all[static_cast<std::size_t>(i)] = {true, cutFrom + first,
                                            cutFrom + std::min(first + 1, cutSize - 1),
                                            at - static_cast<float>(first)};
    }
    return all;
}

void requireLess(const char* field, int value, int side) {
    if (value >= side) {
        throw BadInput(std::string(field) + ": must be less than the images' smaller side, " +
                       std::to_string(side) + " pixels, is " + std::to_string(value));
    }
}

} // namespace

std::vector<float> brightnessWeights(int channels) {
    if (channels == kColours) {
        return {0.299F, 0.587F, 0.114F};
    }
    return std::vector<float>(static_cast<std::size_t>(channels),
                              1.0F / static_cast<float>(channels));
}

Augmenter::Augmenter(const Experiment::Augment& changes, std::uint64_t seed, const ImageSet& images,
                     const std::vector<float>& mean)
    : changes_(changes), seed_(seed), channels_(images.channels), height_(images.height),
      width_(images.width),
      cutsPhotographs_(changes.zoom < 1.0 && changes.zoomOf == ZoomOf::photograph &&
                       images.photographs != nullptr) {
    const int side = std::min(height_, width_);
    requireLess("augment.crop", changes.crop, side);
    requireLess("augment.cutout", changes.cutout, side);
    for (const float value : mean) {
        fill_.push_back(toByte(255.0F * value));
    }
}

std::uint64_t Augmenter::imageSeed(int epoch, std::int64_t index) const {
    return mixSeed(mixSeed(mixSeed(seed_, kAugmentStream), static_cast<std::uint64_t>(epoch)),
                   static_cast<std::uint64_t>(index));
}

PixelBox Augmenter::photographCut(int epoch, std::int64_t index, PixelSize size) const {
    Draws draws(imageSeed(epoch, index), Operation::zoom);
    const BoxRange range{changes_.zoom, 1.0, kNarrowest, kWidest};
    return randomBox(range, size.width, size.height, draws).value_or(centredBox(size));
}

AugmentPlan Augmenter::plan(int epoch, std::int64_t index) const {
    const std::uint64_t image = imageSeed(epoch, index);
    AugmentPlan plan;
    plan.cut = {0, 0, width_, height_};
    if (changes_.zoom < 1.0 && !cutsPhotographs_) {
        Draws draws(image, Operation::zoom);
        const BoxRange range{changes_.zoom, 1.0, kNarrowest, kWidest};
        plan.cut = randomBox(range, width_, height_, draws).value_or(plan.cut);
    }
    if (changes_.crop > 0) {
        Draws draws(image, Operation::crop);
        plan.shiftX = draws.whole(-changes_.crop, changes_.crop);
        plan.shiftY = draws.whole(-changes_.crop, changes_.crop);
    }
    plan.mirrored = Draws(image, Operation::flip).happens(changes_.flip);
    if (changes_.jitter > 0.0 || changes_.grey > 0.0) {
        drawColours(changes_, channels_ == kColours, image, plan);
    }
    if (changes_.cutout > 0) {
        Draws draws(image, Operation::cutout);
        plan.blanks[0] = squareWithin(changes_.cutout, width_, height_, draws);
    }
    if (Draws draws(image, Operation::erase); draws.happens(changes_.erase)) {
        const BoxRange range{0.02, 0.33, 1.0 / 3.3, 1.0 / 0.3};
        plan.blanks[1] = randomBox(range, width_, height_, draws).value_or(PixelBox{});
    }
    return plan;
}

void Augmenter::apply(const AugmentPlan& plan, const std::uint8_t* from, std::uint8_t* to) const {
    if (plan.cut.width() == width_ && plan.cut.height() == height_) {
        shift(plan, from, to);
    } else {
        zoom(plan, from, to);
    }
    if (plan.recolours()) {
        recolour(plan, to);
    }
    for (const PixelBox& box : plan.blanks) {
        blank(box, to);
    }
}

std::size_t Augmenter::plane() const {
    return static_cast<std::size_t>(height_) * static_cast<std::size_t>(width_);
}

void Augmenter::shift(const AugmentPlan& plan, const std::uint8_t* from, std::uint8_t* to) const {
    const int begin = std::max(0, plan.shiftX);
    const int end = std::min(width_, width_ + plan.shiftX);
    // The column of the result for the first of these columns, or for the last one if it is
    // mirrored.
    const int target = plan.mirrored ? width_ - (end - plan.shiftX) : begin - plan.shiftX;
    for (int row = 0; row < channels_ * height_; ++row, to += width_) {
        const int y = row % height_ + plan.shiftY;
        if (y < 0 || y >= height_) {
            std::fill_n(to, width_, std::uint8_t{0});
            continue;
        }
        const std::uint8_t* source = from + static_cast<std::ptrdiff_t>(row + plan.shiftY) * width_;
        std::fill_n(to, target, std::uint8_t{0});
        if (plan.mirrored) {
            std::reverse_copy(source + begin, source + end, to + target);
        } else {
            std::copy(source + begin, source + end, to + target);
        }
        std::fill(to + target + (end - begin), to + width_, std::uint8_t{0});
    }
}

void Augmenter::zoom(const AugmentPlan& plan, const std::uint8_t* from, std::uint8_t* to) const {
    const std::vector<Tap> columns =
        taps(width_, plan.cut.left, plan.cut.width(), plan.shiftX, plan.mirrored);
    const std::vector<Tap> rows =
        taps(height_, plan.cut.top, plan.cut.height(), plan.shiftY, false);
    for (int channel = 0; channel < channels_; ++channel, from += plane()) {
        for (const Tap& row : rows) {
            const std::uint8_t* upper = from + static_cast<std::ptrdiff_t>(row.first) * width_;
            const std::uint8_t* lower = from + static_cast<std::ptrdiff_t>(row.second) * width_;
            for (const Tap& column : columns) {
                if (!row.inside || !column.inside) {
                    *to++ = 0;
                    continue;
                }
                const auto along = [&](const std::uint8_t* line) {
                    const auto first = static_cast<float>(line[column.first]);
                    return first +
                           (static_cast<float>(line[column.second]) - first) * column.weight;
                };
                const float above = along(upper);
                *to++ = toByte(above + (along(lower) - above) * row.weight);
            }
        }
    }
}

void Augmenter::recolour(const AugmentPlan& plan, std::uint8_t* pixels) const {
    const std::vector<float> weights = brightnessWeights(channels_);
    const std::size_t size = plane();
    double mean = 0.0;
    for (std::size_t c = 0; c < weights.size(); ++c) {
        const std::uint8_t* values = pixels + c * size;
        const auto sum = std::accumulate(values, values + size, std::uint64_t{0});
        mean += weights[c] * static_cast<double>(sum) / static_cast<double>(size);
    }
    const float lift = plan.mean * static_cast<float>(mean);
    if (plan.grey == 0.0F) {
        std::transform(pixels, pixels + weights.size() * size, pixels, [&](std::uint8_t value) {
            return toByte(plan.own * static_cast<float>(value) + lift);
        });
        return;
    }
    for (std::size_t i = 0; i < size; ++i) {
        float brightness = 0.0F;
        for (std::size_t c = 0; c < weights.size(); ++c) {
            brightness += weights[c] * static_cast<float>(pixels[c * size + i]);
        }
        const float common = plan.grey * brightness + lift;
        for (std::size_t c = 0; c < weights.size(); ++c) {
            std::uint8_t& value = pixels[c * size + i];
            value = toByte(plan.own * static_cast<float>(value) + common);
        }
    }
}

void Augmenter::blank(const PixelBox& box, std::uint8_t* pixels) const {
    for (int channel = 0; channel < channels_; ++channel) {
        for (int y = box.top; y < box.bottom; ++y) {
            std::fill_n(pixels + static_cast<std::ptrdiff_t>(channel * height_ + y) * width_ +
                            box.left,
                        box.width(), fill_[static_cast<std::size_t>(channel)]);
        }
    }
}

} // namespace asge
