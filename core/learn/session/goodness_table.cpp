// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/session/goodness_table.h"

#include <algorithm>
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

} // namespace

GoodnessTable::GoodnessTable(const ProbeSnapshot& maps) {
    const auto images = static_cast<std::size_t>(maps.samples);
    for (const LayerMaps& layer : maps.layers) {
        std::vector<float>& rows = rows_.emplace_back(layer.goodness);
        const std::size_t features = rows.size() / images;
        for (std::size_t i = 0; i < images; ++i) {
            divideByLength(rows.data() + i * features, features);
        }
    }
}

void GoodnessTable::append(const GoodnessTable& more) {
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
        double squares = 0;
        for (std::size_t i = 0; i < from.size(); ++i) {
            const double difference =
                static_cast<double>(all[first + i]) - static_cast<double>(from[i]);
            squares += difference * difference;
        }
        result.push_back(std::sqrt(squares));
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
