// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace asge {

/// All points of a line, and above them, as a pyramid, where in every block of points, block of
/// blocks and so on the least and the greatest value stand. What a screen shows of any part of a
/// line of millions of points is then found in the time that its pixels take.
class CurvePyramid {
  public:
    struct Point {
        double key = 0;
        double value = 0;
    };
    /// Places of the least and the greatest finite value, the first one where several are equal.
    struct Extremes {
        std::uint32_t least = kNowhere;
        std::uint32_t greatest = kNowhere;
        bool operator==(const Extremes&) const = default;
    };
    static constexpr std::uint32_t kNowhere = std::numeric_limits<std::uint32_t>::max();

    /// Keys never descend. A value that isn't finite is a gap in the line.
    void append(double key, double value);
    void reserve(std::size_t points) { points_.reserve(points); }
    void clear();

    bool empty() const { return points_.empty(); }
    std::size_t size() const { return points_.size(); }
    const std::vector<Point>& points() const { return points_; }
    /// The first point whose key isn't below `key`; size() where there is none.
    std::size_t find(double key) const;

    /// Of the points from `begin` to before `end`; nowhere where none of them is finite.
    Extremes extremes(std::size_t begin, std::size_t end) const;

    /// The points that a line needs to look as if all of them were drawn over columns of pixels,
    /// whose edges (ascending keys, at least two) these are: of each column the first point, the
    /// least, the greatest and the last, in their order, and the nearest point on either side of
    /// all columns. All points of a column that has no more than four. Whether the line is broken
    /// between columns stays true; a gap within a column is narrower than a pixel.
    std::vector<Point> outline(const std::vector<double>& edges) const;

  private:
    static constexpr std::size_t kFan = 16; ///< blocks in a block of the level above

    /// With their values, so that a search needn't fetch the points.
    struct Block {
        Extremes at;
        double least = std::numeric_limits<double>::infinity();
        double greatest = -std::numeric_limits<double>::infinity();

        bool add(std::uint32_t index, double value); ///< whether that changed it
        void add(const Block& other);
    };
    void beginLevel();
    void addColumn(std::vector<Point>& line, std::size_t begin, std::size_t end) const;

    std::vector<Point> points_;
    std::vector<std::vector<Block>> levels_; ///< of kFan points each, then of kFan blocks each
};

} // namespace asge
