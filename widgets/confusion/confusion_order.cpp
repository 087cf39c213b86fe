// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/confusion/confusion_order.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

namespace asge::confusion {

namespace {

/// A symmetric table of similarities, of classes and then of clusters.
class Similarities {
  public:
    Similarities(const Confusion& confusion, std::size_t classes)
        : side_(classes), values_(classes * classes) {
        std::vector<double> rows(classes);
        for (const ConfusionCell& cell : confusion) {
            rows[static_cast<std::size_t>(cell.label)] += static_cast<double>(cell.count);
        }
        for (const ConfusionCell& cell : confusion) {
            const auto label = static_cast<std::size_t>(cell.label);
            const auto predicted = static_cast<std::size_t>(cell.predicted);
            if (label != predicted) {
                const auto part = static_cast<float>(static_cast<double>(cell.count) / rows[label]);
                values_[label * side_ + predicted] += part;
                values_[predicted * side_ + label] += part;
            }
        }
    }

    float& at(std::size_t a, std::size_t b) { return values_[a * side_ + b]; }
    float at(std::size_t a, std::size_t b) const { return values_[a * side_ + b]; }

  private:
    std::size_t side_;
    std::vector<float> values_;
};

using Leaves = std::vector<std::size_t>;

/// Joins two clusters' leaves; each may be reversed so that the ends that meet are similar.
Leaves joined(Leaves a, Leaves b, const Similarities& classes) {
    if (b.front() < a.front()) {
        std::swap(a, b);
    }
    const std::pair<std::size_t, std::size_t> endsA[] = {{a.back(), 0}, {a.front(), 1}};
    const std::pair<std::size_t, std::size_t> endsB[] = {{b.front(), 0}, {b.back(), 1}};
    float best = -1;
    std::size_t turnA = 0;
    std::size_t turnB = 0;
    for (const auto& [endA, reversedA] : endsA) {
        for (const auto& [endB, reversedB] : endsB) {
            if (classes.at(endA, endB) > best) {
                best = classes.at(endA, endB);
                turnA = reversedA;
                turnB = reversedB;
            }
        }
    }
    if (turnA != 0) {
        std::reverse(a.begin(), a.end());
    }
    if (turnB != 0) {
        std::reverse(b.begin(), b.end());
    }
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

/// Average-linkage clustering along chains of nearest neighbours, in a time that grows with the
/// square of the number of classes (Murtagh 1983).
class Clustering {
  public:
    explicit Clustering(const Similarities& classes, std::size_t count)
        : classes_(classes), clusters_(classes), leaves_(count) {
        for (std::size_t i = 0; i < count; ++i) {
            leaves_[i] = {i};
        }
        alive_.resize(count);
        std::iota(alive_.begin(), alive_.end(), std::size_t{0});
    }

    Leaves run() {
        std::vector<std::size_t> chain;
        while (alive_.size() > 1) {
            if (chain.empty()) {
                chain.push_back(alive_.front());
            }
            const std::size_t before = chain.size() > 1 ? chain[chain.size() - 2] : chain.back();
            const std::size_t next = nearest(chain.back(), before);
            if (next != before || chain.size() == 1) {
                chain.push_back(next);
                continue;
            }
            const std::size_t last = chain.back();
            chain.resize(chain.size() - 2);
            merge(std::min(last, next), std::max(last, next));
        }
        return leaves_[alive_.front()];
    }

  private:
    /// The most similar other cluster; of equals `preferred`, then the lowest number.
    std::size_t nearest(std::size_t cluster, std::size_t preferred) const {
        std::size_t best = preferred;
        float most = preferred == cluster ? -1.0F : clusters_.at(cluster, preferred);
        for (const std::size_t other : alive_) {
            if (other != cluster && clusters_.at(cluster, other) > most) {
                most = clusters_.at(cluster, other);
                best = other;
            }
        }
        return best;
    }

    /// `a` becomes the union of both.
    void merge(std::size_t a, std::size_t b) {
        const auto sizeA = static_cast<float>(leaves_[a].size());
        const auto sizeB = static_cast<float>(leaves_[b].size());
        for (const std::size_t other : alive_) {
            const float mean =
                (sizeA * clusters_.at(a, other) + sizeB * clusters_.at(b, other)) / (sizeA + sizeB);
            clusters_.at(a, other) = mean;
            clusters_.at(other, a) = mean;
        }
        leaves_[a] = joined(std::move(leaves_[a]), std::move(leaves_[b]), classes_);
        alive_.erase(std::lower_bound(alive_.begin(), alive_.end(), b));
    }

    const Similarities& classes_;
    Similarities clusters_;
    std::vector<Leaves> leaves_;
    std::vector<std::size_t> alive_; ///< ascending
};

} // namespace

std::vector<int> similarityOrder(const Confusion& confusion, int classes) {
    std::vector<int> order(static_cast<std::size_t>(std::max(classes, 0)));
    std::iota(order.begin(), order.end(), 0);
    if (classes < 3 || classes > kMostOrdered) {
        return order;
    }
    const Similarities similarities(confusion, order.size());
    const Leaves leaves = Clustering(similarities, order.size()).run();
    std::transform(leaves.begin(), leaves.end(), order.begin(),
                   [](std::size_t leaf) { return static_cast<int>(leaf); });
    return order;
}

} // namespace asge::confusion
