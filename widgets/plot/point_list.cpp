// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/point_list.h"

#include <algorithm>
#include <cmath>

namespace asge {

void PointList::reserve(std::size_t points) {
    keys_->reserve(points);
    values_.reserve(points);
}

/// For a key that differs from that of the other lines.
void PointList::useOwnKey(double key) {
    if (std::isnan(key) && std::isnan((*keys_)[size()])) {
        return; // equal, though NaN is unequal to itself
    }
    keys_ = std::make_shared<Keys>(keys_->begin(),
                                   keys_->begin() + static_cast<std::ptrdiff_t>(size()));
    keys_->push_back(key);
}

void PointList::clear() {
    *this = PointList();
}

std::size_t PointList::find(double key) const {
    const auto end = keys_->begin() + static_cast<std::ptrdiff_t>(size());
    return static_cast<std::size_t>(std::lower_bound(keys_->begin(), end, key) - keys_->begin());
}

} // namespace asge
