// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/session/goodness_table.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

namespace asge {

namespace {

void divideByLength(float* values, std::size_t count) {
    double squares = 0;
    for (std::size_t i = 0; i < count; ++i) {
        squares += static_cast<double>(values[i]) * static_cast<double>(values[i]);
    }
    const double length = std::sqrt(squares);
    if (length == 0) {
        return;
    }
    for (std::size_t i = 0; i < count; ++i) {
        values[i] = static_cast<float>(static_cast<double>(values[i]) / length);
    }
}

/// The sum of the squared differences. It has as many partial sums as the compiler can add at a
/// time, and each takes few values, so that floats are accurate enough.
double squaredDistance(const float* a, const float* b, std::size_t count) {
    constexpr std::size_t kLanes = 16;
    constexpr std::size_t kBlock = 64 * kLanes;
    double sum = 0;
    for (std::size_t block = 0; block < count; block += kBlock) {
        const std::size_t end = std::min(block + kBlock, count);
        std::array<float, kLanes> lanes{};
        std::size_t i = block;
        for (; i + kLanes <= end; i += kLanes) {
            for (std::size_t lane = 0; lane < kLanes; ++lane) {
                const float difference = a[i + lane] - b[i + lane];
                lanes[lane] += difference * difference;
            }
        }
        for (; i < end; ++i) {
            const float difference = a[i] - b[i];
            sum += static_cast<double>(difference) * static_cast<double>(difference);
        }
        for (const float lane : lanes) {
            sum += static_cast<double>(lane);
        }
    }
    return sum;
}

} // namespace

GoodnessTable::GoodnessTable(const ProbeSnapshot& maps)
    : images_(static_cast<std::size_t>(maps.samples)) {
    const std::size_t images = images_;
    for (const LayerMaps& layer : maps.layers) {
        std::vector<float>& rows = rows_.emplace_back(layer.goodness);
        const std::size_t features = rows.size() / images;
        for (std::size_t i = 0; i < images; ++i) {
            divideByLength(rows.data() + i * features, features);
        }
    }
}

void GoodnessTable::reserve(std::size_t images, const GoodnessTable& one) {
    rows_.resize(one.rows_.size());
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        rows_[i].reserve(images * one.rows_[i].size() / std::max<std::size_t>(one.images_, 1));
    }
}

void GoodnessTable::append(const GoodnessTable& more) {
    images_ += more.images_;
    rows_.resize(more.rows_.size());
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        rows_[i].insert(rows_[i].end(), more.rows_[i].begin(), more.rows_[i].end());
    }
}

std::size_t GoodnessTable::bytes() const {
    return std::accumulate(
        rows_.begin(), rows_.end(), std::size_t{0},
        [](std::size_t sum, const auto& rows) { return sum + rows.size() * sizeof(float); });
}

std::vector<double> GoodnessTable::distances(std::size_t layer, const GoodnessTable& one) const {
    const std::vector<float>& all = rows_[layer];
    const std::vector<float>& from = one.rows_[layer];
    std::vector<double> result;
    result.reserve(all.size() / from.size());
    for (std::size_t first = 0; first < all.size(); first += from.size()) {
        result.push_back(std::sqrt(squaredDistance(all.data() + first, from.data(), from.size())));
    }
    return result;
}

std::vector<Neighbour> nearestOf(const std::vector<double>& distances,
                                 const std::vector<int>& labels, int count) {
    std::vector<int> order(distances.size());
    std::iota(order.begin(), order.end(), 0);
    const auto distanceOf = [&](int position) {
        const double distance = distances[static_cast<std::size_t>(position)];
        return std::isnan(distance) ? std::numeric_limits<double>::infinity() : distance;
    };
    const auto wanted = std::clamp<std::ptrdiff_t>(count, 0, std::ssize(order));
    std::partial_sort(order.begin(), order.begin() + wanted, order.end(), [&](int a, int b) {
        const double one = distanceOf(a);
        const double other = distanceOf(b);
        return one != other ? one < other : a < b;
    });
    std::vector<Neighbour> nearest;
    for (auto position = order.begin(); position != order.begin() + wanted; ++position) {
        nearest.push_back({*position, labels[static_cast<std::size_t>(*position)],
                           distances[static_cast<std::size_t>(*position)]});
    }
    return nearest;
}

} // namespace asge
