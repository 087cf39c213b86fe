// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/index_iterator.h"
#include "core/run/events.h"

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace asge {

/// A run's steps in their order, for millions of steps: copies share their blocks, so several views
/// of a run need no memory of their own, and dropped steps are freed in large blocks. An object
/// must be used by one thread at a time; copies may be used by different threads.
class StepSeries {
  public:
    /// A view of a step in a series, which must outlive the view and stay unchanged.
    struct Step {
        int epoch;
        std::int64_t step;
        double seconds;
        std::span<const LayerScore> layers;
    };

    StepSeries() = default;
    explicit StepSeries(std::span<const StepEvent> steps) { append(steps); }

    void append(std::span<const StepEvent> steps);
    void push_back(const StepEvent& step) { append({&step, 1}); }
    void truncate(std::size_t size); ///< drops all steps from index `size` on

    bool empty() const { return size_ == 0; }
    std::size_t size() const { return size_; }
    Step operator[](std::size_t index) const;
    Step back() const { return (*this)[size_ - 1]; }
    /// Index of the first step whose number is at least `step`; size() if there is none.
    std::size_t find(std::int64_t step) const;
    /// Index of the first step for which `before` is false; size() if there is none. The steps must
    /// be partitioned by `before`, as for std::partition_point.
    template <typename Before>
    std::size_t findAfter(Before before) const {
        std::size_t begin = 0;
        for (std::size_t end = size_; begin < end;) {
            const std::size_t middle = begin + (end - begin) / 2;
            if (before((*this)[middle])) {
                begin = middle + 1;
            } else {
                end = middle;
            }
        }
        return begin;
    }

    /// Whether the steps have equal values.
    bool operator==(const StepSeries& other) const;

    IndexIterator<StepSeries> begin() const { return {*this, 0}; }
    IndexIterator<StepSeries> end() const { return {*this, size_}; }

  private:
    struct Block;

    Block& lastBlock(); ///< the last block, with room for another step and not shared with a copy

    std::vector<std::shared_ptr<Block>> blocks_; ///< all but the last one are full
    std::size_t size_ = 0;
};

} // namespace asge
