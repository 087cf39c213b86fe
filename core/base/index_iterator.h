// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>

namespace asge {

/// An iterator for range-based loops over a container whose operator[] returns values. The
/// container must outlive it.
template <typename Container>
class IndexIterator {
  public:
    IndexIterator(const Container& container, std::size_t index)
        : container_(&container), index_(index) {}
    auto operator*() const { return (*container_)[index_]; }
    IndexIterator& operator++() {
        ++index_;
        return *this;
    }
    bool operator==(const IndexIterator& other) const { return index_ == other.index_; }

  private:
    const Container* container_;
    std::size_t index_;
};

} // namespace asge
