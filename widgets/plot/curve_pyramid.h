// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace asge {

/// All points of a line, and a pyramid of the least and greatest value of every block of points, of
/// every block of those blocks, and so on. Any part of a line of millions of points is thus found
/// in time proportional to the pixels that show it.
class CurvePyramid {
  public:
    struct Point {
        double key = 0;
        double value = 0;
    };
    /// Indices of the least and the greatest finite value; of equal values, the first.
    struct Extremes {
        std::uint32_t least = kNowhere;
        std::uint32_t greatest = kNowhere;
        bool operator==(const Extremes&) const = default;
    };
    static constexpr std::uint32_t kNowhere = std::numeric_limits<std::uint32_t>::max();

    /// Keys must not descend. A value that isn't finite is a gap in the line.
    void append(double key, double value);
    void reserve(std::size_t points) { points_.reserve(points); }
    void clear();

    bool empty() const { return points_.empty(); }
    std::size_t size() const { return points_.size(); }
    const std::vector<Point>& points() const { return points_; }
    /// The index of the first point whose key isn't below `key`; size() if there is none.
    std::size_t find(double key) const;

    /// The extremes of the points in [begin, end); kNowhere if none of them is finite.
    Extremes extremes(std::size_t begin, std::size_t end) const;

    /// The points needed to draw the line as if all points were drawn. `edges` are the ascending
    /// keys (at least two) of the borders between columns of pixels. Of each column these are all
    /// points if there are at most four, else the first, the least, the greatest and the last, in
    /// their order; and the nearest point on either side of all columns. Gaps between columns are
    /// kept; a gap within a column is narrower than a pixel.
    std::vector<Point> outline(const std::vector<double>& edges) const;

  private:
    static constexpr std::size_t kFanOut = 16; ///< blocks that a block of the next level covers

    /// Extremes with their values, so that a search does not have to read the points.
    struct Block {
        Extremes at;
        double least = std::numeric_limits<double>::infinity();
        double greatest = -std::numeric_limits<double>::infinity();

        bool add(std::uint32_t index, double value); ///< returns whether the extremes changed
        void add(const Block& other);
    };
    void beginLevel();
    void addColumn(std::vector<Point>& line, std::size_t begin, std::size_t end) const;

    std::vector<Point> points_;
    /// the first level's blocks cover kFanOut points, others kFanOut blocks
    std::vector<std::vector<Block>> levels_;
};

} // namespace asge
