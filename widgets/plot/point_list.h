// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/index_iterator.h"

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace asge {

/// The points of one line, as a column of keys and a column of values. Lines with the same keys,
/// such as those of all layers of one run, can share the keys: a point of such a line then takes
/// 8 bytes instead of 16.
class PointList {
  public:
    struct Point {
        double key = 0;
        double value = 0;
    };
    using Keys = std::vector<double>;

    PointList() = default;
    /// The lines that share `keys` append the same keys in the same order. A line that appends a
    /// different key gets keys of its own.
    explicit PointList(std::shared_ptr<Keys> keys) : keys_(std::move(keys)) {}

    void reserve(std::size_t points);
    void append(double key, double value) {
        if (values_.size() == keys_->size()) {
            addTo(*keys_, key);
        } else if ((*keys_)[values_.size()] != key) {
            useOwnKey(key);
        }
        addTo(values_, value);
    }
    void clear(); ///< frees the memory; the list no longer shares keys

    bool empty() const { return values_.empty(); }
    std::size_t size() const { return values_.size(); }
    Point operator[](std::size_t index) const { return {(*keys_)[index], values_[index]}; }
    Point front() const { return (*this)[0]; }
    Point back() const { return (*this)[size() - 1]; }
    /// The first point whose key is not below `key`, if keys ascend; size() if there is none.
    std::size_t find(double key) const;

    IndexIterator<PointList> begin() const { return {*this, 0}; }
    IndexIterator<PointList> end() const { return {*this, size()}; }

  private:
    /// A column grows by an eighth, not by doubling: the lines of a long run would have much spare
    /// capacity.
    static void addTo(std::vector<double>& column, double number) {
        if (column.size() == column.capacity()) {
            column.reserve(column.size() + column.size() / 8 + 64);
        }
        column.push_back(number);
    }
    void useOwnKey(double key);

    std::shared_ptr<Keys> keys_ = std::make_shared<Keys>(); ///< may hold more than values_
    std::vector<double> values_;
};

} // namespace asge
