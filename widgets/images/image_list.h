// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <vector>

namespace asge {

/// An image of a split, and what a prediction makes of it.
struct ListedImage {
    std::int64_t position = 0; ///< in the split, from 0
    int label = 0;
    int predicted = -1;    ///< -1: it is not known
    float confidence = -1; ///< the probability of the predicted class; below 0: it is not known
    // The same of a run B that is compared; -1 if there is none.
    int otherPredicted = -1;
    float otherConfidence = -1;

    bool isRight() const { return predicted == label; }
    bool hasOther() const { return otherPredicted >= 0; }
    bool otherIsRight() const { return otherPredicted == label; }
};

/// The order and the filter of a list of images.
struct ImageFilter {
    /// Those after `right` show images that have predictions of A and of B.
    enum class Show { all, wrong, right, wrongInA, wrongInB, wrongInBoth, different };
    enum class Order { position, surestFirst, leastSureFirst };
    static constexpr int kAny = -1;

    Show show = Show::all;
    int label = kAny;
    int predicted = kAny;
    Order order = Order::position;

    bool operator==(const ImageFilter&) const = default;
};

/// The indices of the images that pass the filter, in its order. Images without a finite confidence
/// come last; equals are ordered by position.
std::vector<int> filtered(const std::vector<ListedImage>& images, const ImageFilter& filter);

} // namespace asge
