// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/line_points.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

namespace asge {
namespace {

using testing::ElementsAre;
using testing::IsNan;

constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinite = std::numeric_limits<double>::infinity();

std::vector<double> valuesOf(const PointList& points) {
    std::vector<double> values;
    for (const PointList::Point point : points) {
        values.push_back(point.value);
    }
    return values;
}

std::vector<double> breaksOf(const LinePoints& points) {
    std::vector<double> places;
    for (const LinePoints::Break& b : points.breaks()) {
        places.push_back(b.x);
    }
    return places;
}

TEST(LinePoints, DrawsOnlyFiniteAndPositiveValues) {
    LinePoints linear({});
    LinePoints logarithmic({.logY = true});
    double x = 0;
    for (const double value : {1.0, 0.0, -1.0, 2.0, kNotANumber, kInfinite, 3.0}) {
        ++x;
        linear.append(x, value, {2, static_cast<std::int64_t>(x)});
        logarithmic.append(x, value);
    }
    EXPECT_THAT(valuesOf(linear.points()), ElementsAre(1, 0, -1, 2, IsNan(), IsNan(), 3));
    EXPECT_THAT(valuesOf(logarithmic.points()),
                ElementsAre(1, IsNan(), IsNan(), 2, IsNan(), IsNan(), 3));
    EXPECT_THAT(breaksOf(linear), ElementsAre(5)) << "the first of successive ones";
    EXPECT_THAT(breaksOf(logarithmic), ElementsAre(2, 5));
    EXPECT_EQ(logarithmic.breaks()[0].value, 0) << "as measured";
    EXPECT_EQ(linear.breaks()[0].moment.epoch, 2);
    EXPECT_EQ(linear.breaks()[0].moment.step, 5);
}

TEST(LinePoints, SmoothsDrawableValues) {
    LinePoints points({.logY = true, .smoothing = 4});
    Smoother smoother(4);
    std::vector<double> expected;
    for (const double value : {4.0, 2.0, -5.0, 1.0}) {
        points.append(0, value);
        expected.push_back(value > 0 ? smoother.next(value) : kNotANumber);
    }
    EXPECT_THAT(valuesOf(points.points()),
                ElementsAre(expected[0], expected[1], IsNan(), expected[3]));
    EXPECT_EQ(points.breaks().size(), 1U);
    points.clear();
    EXPECT_TRUE(points.empty());
    EXPECT_TRUE(points.breaks().empty());
    points.append(0, 7);
    EXPECT_THAT(valuesOf(points.points()), ElementsAre(7)) << "the average starts again";
}

TEST(LinePoints, MeansHaveABand) {
    LinePoints points({.logY = true});
    points.appendMean(1, 3, {2, 5});
    points.appendMean(2, 3, {4, 5});
    points.appendMean(3, 3, {kNotANumber, 1});
    EXPECT_THAT(valuesOf(points.points()), ElementsAre(3, 3, 3));
    EXPECT_THAT(valuesOf(points.low().points()), ElementsAre(1, IsNan(), IsNan()));
    EXPECT_THAT(valuesOf(points.high().points()), ElementsAre(5, 7, IsNan()));
    EXPECT_EQ(points.spreads()[2].n, 1);
}

TEST(LinePoints, LinesWithTheSameKeysShareThem) {
    const auto keys = std::make_shared<PointList::Keys>();
    LinePoints first({.keys = keys});
    LinePoints second({.smoothing = 2, .keys = keys});
    for (int i = 0; i < 1000; ++i) {
        first.append(i, 2 * i);
        second.append(i, 3);
    }
    EXPECT_EQ(keys->size(), 1000U);
    EXPECT_EQ(second.points()[500].key, 500);
    EXPECT_EQ(second.points()[500].value, 3);
    first.clear();
    EXPECT_TRUE(first.empty());
    EXPECT_EQ(second.pyramid().find(500), 500U) << "the other line keeps its keys";
}

TEST(LinePoints, ALineWithAnotherKeyHasItsOwn) {
    const auto keys = std::make_shared<PointList::Keys>();
    LinePoints first({.keys = keys});
    LinePoints second({.keys = keys});
    for (const double x : {1.0, 2.0, 3.0, 4.0}) {
        first.append(x, 10 * x);
    }
    for (const double x : {1.0, 3.0, 5.0}) { // it has no value at 2 and 4
        second.append(x, 20 * x);
    }
    std::vector<double> places;
    for (const PointList::Point point : second.points()) {
        places.push_back(point.key);
    }
    EXPECT_THAT(places, ElementsAre(1, 3, 5));
    EXPECT_THAT(valuesOf(second.points()), ElementsAre(20, 60, 100));
    EXPECT_THAT(*keys, ElementsAre(1, 2, 3, 4));
    EXPECT_EQ(first.points().back().key, 4);
}

TEST(LinePoints, XMayDecrease) {
    LinePoints points({.logX = true, .unorderedX = true});
    points.append(3, 10, {.epoch = 1});
    points.append(0, 11, {.epoch = 2});
    points.append(2, 12, {.epoch = 3});
    EXPECT_TRUE(points.pyramid().empty());
    ASSERT_EQ(points.size(), 3U);
    EXPECT_EQ(points.points()[0].key, 3);
    EXPECT_TRUE(std::isnan(points.points()[1].key)) << "0 can't be drawn on a logarithmic axis";
    EXPECT_EQ(points.points()[2].key, 2);
    EXPECT_EQ(points.moments()[2].epoch, 3);
}

TEST(LinePoints, TextsSayWhenAndWhy) {
    EXPECT_EQ(momentText({.epoch = 3}), QStringLiteral("epoch 3"));
    EXPECT_EQ(momentText({.step = 60}), QStringLiteral("step 60"));
    EXPECT_EQ(momentText({3, 60}), QStringLiteral("epoch 3, step 60"));
    EXPECT_EQ(brokenText(kNotANumber), QStringLiteral("NaN"));
    EXPECT_EQ(brokenText(-kInfinite), QStringLiteral("infinite"));
    EXPECT_TRUE(brokenText(-0.25).startsWith(QStringLiteral("-0.25 can't be shown")));
}

} // namespace
} // namespace asge
