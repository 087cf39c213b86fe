// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <utility>
#include <vector>

namespace asge::channels {

enum class Statistic { share, activation, dead };

/// A channel is dead where no image of the probe batch wakes it up anywhere; some slack for the
/// rounding of the fraction.
constexpr float kDead = 0.999F;
/// A channel dominates with this many times the even share of the layer's goodness, …
constexpr float kTimesEven = 5.0F;
/// … or, in a layer of few channels, with more than this share.
constexpr float kMajority = 0.5F;

/// Channels that call for a look; numbers count from 0, as tensors do.
struct CallOuts {
    std::vector<int> dead;
    std::vector<std::pair<int, float>> dominating; ///< channel and share, the largest first
};
CallOuts callOuts(const ChannelStats& stats);

const std::vector<float>& valuesOf(const ChannelStats& stats, Statistic statistic);

/// Channels from the top row down: by number, or by value, the largest first (numbers break ties;
/// values that aren't finite come last).
std::vector<int> rowOrder(const std::vector<float>& latest, bool byValue);

/// "layer 2 · 64 channels · 3 dead · 1 dominating (17: 31 %)"
QString headline(int layer, int channelCount, const CallOuts& outs);
/// All numbers behind the headline, for a tool tip; empty where nothing is called out.
QString details(const CallOuts& outs);

/// "12.3 %" for shares and fractions, "0.0421" for activations.
QString valueText(float value, Statistic statistic);

/// History by epoch with no epoch twice: adds it in its place or replaces the one of its number.
void addEpoch(std::vector<EpochChannels>& history, const EpochChannels& epoch);

/// Every channel of every epoch of every layer:
/// epoch,layer,channel,goodness_share,mean_activation,dead_fraction. Layers count from 1.
QByteArray csvOf(const std::vector<EpochChannels>& history);

} // namespace asge::channels
