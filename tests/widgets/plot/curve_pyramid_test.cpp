// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/curve_pyramid.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <random>

namespace asge {
namespace {

constexpr double kGap = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Random walks with equal neighbours, gaps, infinities and stretches of equal keys.
CurvePyramid randomLine(std::mt19937& random, std::size_t size) {
    std::uniform_int_distribution<int> dice(0, 99);
    CurvePyramid line;
    double key = 0;
    bool broken = false;
    for (std::size_t i = 0; i < size; ++i) {
        key += dice(random) < 10 ? 0 : 0.01 * dice(random);
        broken = dice(random) < (broken ? 90 : 2);
        const double odd = dice(random) < 30 ? kInfinity : kGap;
        line.append(key, broken ? odd : std::floor(0.3 * dice(random)));
    }
    return line;
}

CurvePyramid::Extremes searched(const CurvePyramid& line, std::size_t begin, std::size_t end) {
    CurvePyramid::Extremes found;
    const auto& points = line.points();
    for (std::size_t i = begin; i < end; ++i) {
        if (!std::isfinite(points[i].value)) {
            continue;
        }
        const auto index = static_cast<std::uint32_t>(i);
        if (found.least == CurvePyramid::kNowhere || points[i].value < points[found.least].value) {
            found.least = index;
        }
        if (found.greatest == CurvePyramid::kNowhere ||
            points[i].value > points[found.greatest].value) {
            found.greatest = index;
        }
    }
    return found;
}

TEST(CurvePyramid, ExtremesMatchALinearSearch) {
    std::mt19937 random(1);
    for (const std::size_t size :
         {1U, 2U, 15U, 16U, 17U, 255U, 256U, 257U, 300U, 4095U, 4097U, 5000U, 70000U}) {
        const CurvePyramid line = randomLine(random, size);
        ASSERT_EQ(line.size(), size);
        EXPECT_EQ(line.extremes(0, size), searched(line, 0, size)) << size;
        std::uniform_int_distribution<std::size_t> place(0, size);
        for (int i = 0; i < 200; ++i) {
            auto [begin, end] = std::minmax({place(random), place(random)});
            ASSERT_EQ(line.extremes(begin, end), searched(line, begin, end))
                << size << ": " << begin << " to " << end;
        }
    }
}

TEST(CurvePyramid, ExtremesOfGapsAreNowhere) {
    CurvePyramid line;
    for (int i = 0; i < 1000; ++i) {
        line.append(i, i < 500 ? kGap : kInfinity);
    }
    EXPECT_EQ(line.extremes(0, 1000), CurvePyramid::Extremes{});
    EXPECT_EQ(line.extremes(3, 3), CurvePyramid::Extremes{});
}

/// The first, last, least and greatest finite value of a column.
struct PixelColumn {
    bool any = false;
    double first = 0, last = 0, least = kInfinity, greatest = -kInfinity;
    void take(double value) {
        first = any ? first : value;
        last = value;
        any = true;
        if (std::isfinite(value)) {
            least = std::min(least, value);
            greatest = std::max(greatest, value);
        }
    }
};

template <typename Points>
std::vector<PixelColumn> columnsOf(const Points& points, const std::vector<double>& edges) {
    std::vector<PixelColumn> columns(edges.size() - 1);
    for (const CurvePyramid::Point p : points) {
        for (std::size_t c = 0; c + 1 < edges.size(); ++c) {
            const bool last = c + 2 == edges.size();
            if (p.key >= edges[c] && (p.key < edges[c + 1] || (last && p.key == edges[c + 1]))) {
                columns[c].take(p.value);
            }
        }
    }
    return columns;
}

bool same(double a, double b) {
    return a == b || (!std::isfinite(a) && !std::isfinite(b));
}

TEST(CurvePyramid, AnOutlineCoversTheSamePixels) {
    std::mt19937 random(2);
    for (const std::size_t size : {3U, 100U, 3000U, 20000U}) {
        const CurvePyramid line = randomLine(random, size);
        const double end = line.points().back().key;
        std::uniform_real_distribution<double> place(-0.1 * end, 1.1 * end);
        for (int i = 0; i < 8; ++i) {
            const auto [low, high] = std::minmax({place(random), place(random)});
            std::vector<double> edges;
            for (int c = 0; c <= 40; ++c) {
                edges.push_back(low + (high - low) * c / 40);
            }
            const auto outline = line.outline(edges);
            EXPECT_LE(outline.size(), 4U * 40 + 2);
            const auto expected = columnsOf(line.points(), edges);
            const auto drawn = columnsOf(outline, edges);
            for (std::size_t c = 0; c < expected.size(); ++c) {
                ASSERT_EQ(drawn[c].any, expected[c].any);
                EXPECT_EQ(drawn[c].least, expected[c].least);
                EXPECT_EQ(drawn[c].greatest, expected[c].greatest);
                EXPECT_TRUE(same(drawn[c].first, expected[c].first)) << "a break at its left edge";
                EXPECT_TRUE(same(drawn[c].last, expected[c].last)) << "a break at its right edge";
            }
            for (std::size_t p = 1; p < outline.size(); ++p) {
                EXPECT_LE(outline[p - 1].key, outline[p].key);
            }
        }
    }
}

TEST(CurvePyramid, FewPointsAreKeptAndTheLineContinuesBeyondTheEdges) {
    CurvePyramid line;
    for (int i = 0; i < 10; ++i) {
        line.append(i, i == 4 ? kGap : 10 * i);
    }
    std::vector<double> keys;
    for (const auto& point : line.outline({2.5, 4.5, 6.5})) {
        keys.push_back(point.key);
    }
    EXPECT_THAT(keys, testing::ElementsAre(2, 3, 4, 5, 6, 7));
    EXPECT_EQ(line.outline({20, 30}).size(), 1U) << "from the last point to beyond the edge";
    EXPECT_EQ(line.outline({-2, -1}).size(), 1U);
    EXPECT_TRUE(CurvePyramid().outline({0, 1}).empty());
    line.clear();
    EXPECT_TRUE(line.outline({0, 10}).empty());
    line.append(0, 1);
    EXPECT_EQ(line.extremes(0, 1).least, 0U) << "after clear() it starts empty";
}

} // namespace
} // namespace asge
