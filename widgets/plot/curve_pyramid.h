// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/plot/point_list.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

namespace asge {

/// The points of a line with an index of extremes: the least and the greatest value of every block
/// of 16 points, of every block of 16 blocks, and so on. The index finds what a screen shows of any
/// part of a line of millions of points in a time that depends on the number of pixels only.
class CurvePyramid {
  public:
    using Point = PointList::Point;
    /// Indices of the least and the greatest finite value; the first one if several are equal.
    struct Extremes {
        std::uint32_t least = kNowhere;
        std::uint32_t greatest = kNowhere;
        bool operator==(const Extremes&) const = default;
    };
    static constexpr std::uint32_t kNowhere = std::numeric_limits<std::uint32_t>::max();

    CurvePyramid() = default;
    /// Shares the keys with other lines; see PointList.
    explicit CurvePyramid(const std::shared_ptr<PointList::Keys>& keys) : points_(keys) {}

    /// Keys never descend. A value that is not finite is a gap in the line.
    void append(double key, double value);
    void reserve(std::size_t points) { points_.reserve(points); }
    void clear();

    bool empty() const { return points_.empty(); }
    std::size_t size() const { return points_.size(); }
    const PointList& points() const { return points_; }
    /// The first point whose key is not below `key`; size() if there is none.
    std::size_t find(double key) const;

    /// The extremes of the points from `begin` to before `end`; kNowhere if none of them is finite.
    Extremes extremes(std::size_t begin, std::size_t end) const;

    /// The points that suffice to draw the line as if all of its points were drawn. `edges` are the
    /// borders of the columns of pixels (ascending keys, at least two). Each column contributes its
    /// first, least, greatest and last point, in their order, or all of its points if there are at
    /// most four; the nearest point on either side of all columns is added. Gaps between columns
    /// are kept; a gap within a column is narrower than a pixel.
    std::vector<Point> outline(const std::vector<double>& edges) const;

  private:
    static constexpr std::size_t kFanOut = 16; ///< blocks that a block of the next level covers

    /// Holds the extreme values too, so that a search need not read the points.
    struct Block {
        Extremes at;
        double least = std::numeric_limits<double>::infinity();
        double greatest = -std::numeric_limits<double>::infinity();

        bool add(std::uint32_t index, double value); ///< returns whether the block changed
        void add(const Block& other);
    };
    void beginLevel();
    void addColumn(std::vector<Point>& line, std::size_t begin, std::size_t end) const;

    PointList points_;
    std::vector<std::vector<Block>> levels_; ///< blocks of kFanOut points, then of kFanOut blocks
};

} // namespace asge
