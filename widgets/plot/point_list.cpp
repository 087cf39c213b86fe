// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/point_list.h"

#include <algorithm>
#include <cmath>

namespace asge {
namespace {

bool isSameKey(double a, double b) {
    return a == b || (std::isnan(a) && std::isnan(b));
}

} // namespace

void PointList::append(double key, double value) {
    const std::size_t index = values_.size();
    if (index < keys_->size() && !isSameKey((*keys_)[index], key)) {
        keys_ = std::make_shared<Keys>(keys_->begin(),
                                       keys_->begin() + static_cast<std::ptrdiff_t>(index));
    }
    if (index == keys_->size()) {
        keys_->push_back(key);
    }
    values_.push_back(value);
}

void PointList::clear() {
    *this = PointList();
}

std::size_t PointList::find(double key) const {
    const auto end = keys_->begin() + static_cast<std::ptrdiff_t>(size());
    return static_cast<std::size_t>(std::lower_bound(keys_->begin(), end, key) - keys_->begin());
}

} // namespace asge
