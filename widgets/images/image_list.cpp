// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/images/image_list.h"

#include <algorithm>
#include <cmath>

namespace asge {
namespace {

bool passes(const ListedImage& image, const ImageFilter& filter) {
    const bool shown = filter.show == ImageFilter::Show::all ||
                       image.isRight() == (filter.show == ImageFilter::Show::right);
    return shown && (filter.label == ImageFilter::kAny || image.label == filter.label) &&
           (filter.predicted == ImageFilter::kAny || image.predicted == filter.predicted);
}

bool hasConfidence(const ListedImage& image) {
    return std::isfinite(image.confidence) && image.confidence >= 0;
}

} // namespace

std::vector<int> filtered(const std::vector<ListedImage>& images, const ImageFilter& filter) {
    std::vector<int> shown;
    for (int i = 0; i < static_cast<int>(images.size()); ++i) {
        if (passes(images[static_cast<std::size_t>(i)], filter)) {
            shown.push_back(i);
        }
    }
    std::sort(shown.begin(), shown.end(), [&](int left, int right) {
        const ListedImage& a = images[static_cast<std::size_t>(left)];
        const ListedImage& b = images[static_cast<std::size_t>(right)];
        if (filter.order != ImageFilter::Order::position) {
            if (hasConfidence(a) != hasConfidence(b)) {
                return hasConfidence(a);
            }
            if (hasConfidence(a) && a.confidence != b.confidence) {
                return filter.order == ImageFilter::Order::surestFirst
                           ? a.confidence > b.confidence
                           : a.confidence < b.confidence;
            }
        }
        return a.position != b.position ? a.position < b.position : left < right;
    });
    return shown;
}

} // namespace asge
