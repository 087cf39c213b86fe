// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/channels/channels_model.h"

#include "tests/widgets/channels/even_channels.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <vector>

namespace asge {
namespace {

using test::even;
using testing::ElementsAre;
using testing::Pair;

constexpr float kNotMeasured = std::numeric_limits<float>::quiet_NaN();

TEST(ChannelsFlagged, FindDeadChannels) {
    ChannelStats s = even(6);
    s.deadFraction = {0, 1, 0.998F, 0.9995F, kNotMeasured, 0.5F};
    EXPECT_THAT(channels::flaggedChannels(s).dead, ElementsAre(1, 3));
}

TEST(ChannelsFlagged, FindDominatingChannelsLargestFirst) {
    ChannelStats s = even(64);
    s.goodnessShare[5] = 4.9F / 64;
    s.goodnessShare[9] = 5.1F / 64;
    s.goodnessShare[17] = 0.31F;
    EXPECT_THAT(channels::flaggedChannels(s).dominating,
                ElementsAre(Pair(17, 0.31F), Pair(9, 5.1F / 64)));
}

TEST(ChannelsFlagged, AMajorityDominatesInASmallLayer) {
    ChannelStats s = even(3);
    EXPECT_TRUE(channels::flaggedChannels(s).dominating.empty());
    s.goodnessShare = {0.51F, 0.25F, 0.24F};
    EXPECT_THAT(channels::flaggedChannels(s).dominating, ElementsAre(Pair(0, 0.51F)));
    EXPECT_TRUE(channels::flaggedChannels(even(1)).dominating.empty()) << "the only one";
}

TEST(ChannelsFlagged, AreSummarisedInALine) {
    const auto plain = [](QString text) { return text.replace(QChar::Nbsp, u' '); };
    EXPECT_EQ(channels::headline(0, 32, {}), QStringLiteral("layer 1 · 32 channels"));
    EXPECT_EQ(plain(channels::headline(1, 64, {{1, 2, 3}, {{17, 0.314F}}})),
              QStringLiteral("layer 2 · 64 channels · 3 dead · 1 dominating (17: 31 %)"));
    EXPECT_EQ(plain(channels::headline(1, 64, {{}, {{4, 0.3F}, {5, 0.2F}, {6, 0.15F}}})),
              QStringLiteral("layer 2 · 64 channels · 3 dominating (4: 30 %, 5: 20 %, …)"));
    const QString all = channels::details({{1, 2}, {{4, 0.3F}, {5, 0.2F}, {6, 0.15F}}});
    EXPECT_TRUE(all.contains(QStringLiteral("1, 2")));
    EXPECT_TRUE(all.contains(QStringLiteral("6: 15.0 %")));
    EXPECT_TRUE(channels::details({}).isEmpty());
}

TEST(ChannelsModel, OrdersRows) {
    EXPECT_THAT(channels::rowOrder({0.1F, 0.4F, kNotMeasured, 0.4F, 0.2F}, true),
                ElementsAre(1, 3, 4, 0, 2));
    EXPECT_THAT(channels::rowOrder({0.1F, 0.4F}, false), ElementsAre(0, 1));
    EXPECT_TRUE(channels::rowOrder({}, true).empty());
}

TEST(ChannelsModel, ScalesReachTheLargestValueAndAreLogarithmicIfMostWouldBeDark) {
    using channels::scaleOf;
    using channels::Statistic;
    constexpr float kNone = std::numeric_limits<float>::quiet_NaN();
    const channels::ColorScale even = scaleOf({0.2F, 0.3F, kNone, 0.5F}, Statistic::share);
    EXPECT_FALSE(even.logarithmic);
    EXPECT_EQ(even.low, 0);
    EXPECT_FLOAT_EQ(static_cast<float>(even.high), 0.5F);
    const channels::ColorScale one = scaleOf({0, 0.01F, 0.02F, 0.97F, 0.01F}, Statistic::share);
    EXPECT_TRUE(one.logarithmic);
    EXPECT_FLOAT_EQ(static_cast<float>(one.low), 0.01F) << "0 has no place";
    EXPECT_FLOAT_EQ(static_cast<float>(one.high), 0.97F);
    EXPECT_FALSE(scaleOf({0, 0, 0, 1}, Statistic::dead).logarithmic);
    EXPECT_EQ(scaleOf({kNone, 0}, Statistic::activation).high, 1);
}

} // namespace
} // namespace asge
