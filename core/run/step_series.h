// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/events.h"

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace asge {

/// A run's steps in their order. Made for millions: copies share what they hold, so that views of
/// one run need no memory of their own, and what is dropped is freed in large pieces. A value; one
/// thread at a time uses an object, but copies may be used by several.
class StepSeries {
  public:
    /// A StepEvent that lies in a series, which must outlive it unchanged.
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
    void truncate(std::size_t size); ///< drops all steps from the `size`th on

    bool empty() const { return size_ == 0; }
    std::size_t size() const { return size_; }
    Step operator[](std::size_t index) const;
    Step back() const { return (*this)[size_ - 1]; }
    /// The first one whose number isn't below `step`; size() where there is none.
    std::size_t find(std::int64_t step) const;
    /// The first one for which `before` doesn't hold, which holds for all that come before it.
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

    /// Enough of an iterator for a loop over all steps.
    class Iterator {
      public:
        Iterator(const StepSeries& series, std::size_t index) : series_(&series), index_(index) {}
        Step operator*() const { return (*series_)[index_]; }
        Iterator& operator++() {
            ++index_;
            return *this;
        }
        bool operator==(const Iterator& other) const { return index_ == other.index_; }

      private:
        const StepSeries* series_;
        std::size_t index_;
    };
    Iterator begin() const { return {*this, 0}; }
    Iterator end() const { return {*this, size_}; }

  private:
    struct Block;

    Block& lastBlock(); ///< with room for another step, and nobody else's

    std::vector<std::shared_ptr<Block>> blocks_; ///< full ones, but for the last
    std::size_t size_ = 0;
};

} // namespace asge
