// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/curve_pyramid.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace asge {
namespace {

constexpr std::size_t kPointsPerColumn = 4; // points that represent a column

} // namespace

bool CurvePyramid::Block::add(std::uint32_t index, double value) {
    if (!std::isfinite(value)) {
        return false;
    }
    const bool less = value < least || (value == least && index < at.least);
    const bool more = value > greatest || (value == greatest && index < at.greatest);
    if (less) {
        least = value;
        at.least = index;
    }
    if (more) {
        greatest = value;
        at.greatest = index;
    }
    return less || more;
}

void CurvePyramid::Block::add(const Block& other) {
    if (other.at.least != kNowhere) { // if a block has one extreme, it has both
        add(other.at.least, other.least);
        add(other.at.greatest, other.greatest);
    }
}

/// Adds a level above the last one, made from the blocks of that one.
void CurvePyramid::beginLevel() {
    std::vector<Block> level;
    if (!levels_.empty()) {
        const std::vector<Block>& below = levels_.back();
        level.resize((below.size() + kFanOut - 1) / kFanOut);
        for (std::size_t i = 0; i < below.size(); ++i) {
            level[i / kFanOut].add(below[i]);
        }
    }
    levels_.push_back(std::move(level));
}

void CurvePyramid::append(double key, double value) {
    const auto index = static_cast<std::uint32_t>(points_.size());
    points_.append(key, value);
    std::size_t block = index / kFanOut;
    for (std::size_t level = 0;; ++level, block /= kFanOut) {
        if (level == levels_.size()) {
            if (level > 0 && levels_.back().size() <= kFanOut) {
                return; // a further level would have one block only
            }
            beginLevel();
        }
        const bool begins = block == levels_[level].size();
        if (begins) {
            levels_[level].emplace_back();
        }
        if (!levels_[level][block].add(index, value) && !begins) {
            return; // a value that is not extreme in a block is not extreme in larger ones
        }
    }
}

void CurvePyramid::clear() {
    points_.clear();
    levels_.clear();
}

std::size_t CurvePyramid::find(double key) const {
    return points_.find(key);
}

CurvePyramid::Extremes CurvePyramid::extremes(std::size_t begin, std::size_t end) const {
    Block found;
    const auto take = [&](std::size_t level, std::size_t place) {
        if (level == 0) {
            found.add(static_cast<std::uint32_t>(place), points_[place].value);
        } else {
            found.add(levels_[level - 1][place]);
        }
    };
    // Each level takes what exceeds whole blocks on either side; the blocks are left to the next.
    for (std::size_t level = 0; begin < end; ++level) {
        const bool top = level == levels_.size();
        for (; begin < end && (top || begin % kFanOut != 0); ++begin) {
            take(level, begin);
        }
        for (; begin < end && end % kFanOut != 0; --end) {
            take(level, end - 1);
        }
        begin /= kFanOut;
        end /= kFanOut;
    }
    return found.at;
}

void CurvePyramid::addColumn(std::vector<Point>& line, std::size_t begin, std::size_t end) const {
    if (end - begin <= kPointsPerColumn) {
        for (; begin < end; ++begin) {
            line.push_back(points_[begin]);
        }
        return;
    }
    const Extremes inside = extremes(begin, end);
    std::array<std::size_t, kPointsPerColumn> places = {begin, inside.least, inside.greatest,
                                                        end - 1};
    std::sort(places.begin(), places.end());
    std::size_t before = kNowhere;
    for (const std::size_t place : places) {
        if (place != before && place != kNowhere) {
            line.push_back(points_[place]);
        }
        before = place;
    }
}

std::vector<CurvePyramid::Point> CurvePyramid::outline(const std::vector<double>& edges) const {
    std::vector<Point> line;
    if (empty() || edges.size() < 2) {
        return line;
    }
    std::size_t begin = find(edges.front());
    if (begin > 0) {
        line.push_back(points_[begin - 1]);
    }
    for (std::size_t column = 1; column < edges.size() && begin < size(); ++column) {
        std::size_t end = find(edges[column]);
        if (column + 1 == edges.size()) { // the last column includes its right edge
            while (end < size() && points_[end].key == edges[column]) {
                ++end;
            }
        }
        addColumn(line, begin, end);
        begin = end;
    }
    if (begin < size()) {
        line.push_back(points_[begin]);
    }
    return line;
}

} // namespace asge
