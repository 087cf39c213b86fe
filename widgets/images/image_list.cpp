// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/images/image_list.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace asge {
namespace {

bool isShown(const ListedImage& image, ImageFilter::Show show) {
    using Show = ImageFilter::Show;
    switch (show) {
    case Show::all:
        return true;
    case Show::wrong:
        return !image.isRight();
    case Show::right:
        return image.isRight();
    case Show::wrongInA:
        return image.hasOther() && !image.isRight() && image.otherIsRight();
    case Show::wrongInB:
        return image.hasOther() && image.isRight() && !image.otherIsRight();
    case Show::wrongInBoth:
        return image.hasOther() && !image.isRight() && !image.otherIsRight();
    case Show::different:
        return image.hasOther() && image.predicted != image.otherPredicted;
    }
    return false;
}

bool passes(const ListedImage& image, const ImageFilter& filter) {
    return isShown(image, filter.show) &&
           (filter.label == ImageFilter::kAny || image.label == filter.label) &&
           (filter.predicted == ImageFilter::kAny || image.predicted == filter.predicted);
}

bool hasConfidence(const ListedImage& image) {
    return std::isfinite(image.confidence) && image.confidence >= 0;
}

} // namespace

std::vector<int> filtered(const std::vector<ListedImage>& images, const ImageFilter& filter) {
    struct Key {
        bool isLast = false;
        float rank = 0;
        std::int64_t position = 0;
        int index = 0;

        auto parts() const { return std::tie(isLast, rank, position, index); }
    };
    const bool byConfidence = filter.order != ImageFilter::Order::position;
    const float sign = filter.order == ImageFilter::Order::surestFirst ? -1.0F : 1.0F;
    std::vector<Key> keys;
    for (int i = 0; i < static_cast<int>(images.size()); ++i) {
        const ListedImage& image = images[static_cast<std::size_t>(i)];
        if (passes(image, filter)) {
            const bool known = hasConfidence(image);
            keys.push_back({byConfidence && !known,
                            byConfidence && known ? sign * image.confidence : 0.0F, image.position,
                            i});
        }
    }
    std::sort(keys.begin(), keys.end(),
              [](const Key& a, const Key& b) { return a.parts() < b.parts(); });
    std::vector<int> shown;
    shown.reserve(keys.size());
    for (const Key& key : keys) {
        shown.push_back(key.index);
    }
    return shown;
}

} // namespace asge
