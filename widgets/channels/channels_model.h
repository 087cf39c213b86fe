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

/// A channel dominates if its share of the layer's goodness is this many times the even share, …
constexpr float kDominanceFactor = 5.0F;
/// … or, in a layer with few channels, above this share.
constexpr float kMajorityShare = 0.5F;

/// Channels that need attention. Numbers count from 0, as in tensors.
struct FlaggedChannels {
    std::vector<int> dead;
    std::vector<std::pair<int, float>> dominating; ///< channel and share, largest share first
};
FlaggedChannels flaggedChannels(const ChannelStats& stats);

const std::vector<float>& valuesOf(const ChannelStats& stats, Statistic statistic);

/// The channels from the top row down: by number, or by descending value (ties by number; values
/// that aren't finite last).
std::vector<int> rowOrder(const std::vector<float>& latest, bool byValue);

/// "layer 2 · 64 channels · 3 dead · 1 dominating (17: 31 %)"
QString headline(int layer, int channelCount, const FlaggedChannels& flagged);
/// All numbers behind the headline, for a tool tip; empty if there are no such channels.
QString details(const FlaggedChannels& flagged);

/// "12.3 %" for shares and fractions, "0.0421" for activations.
QString valueText(float value, Statistic statistic);

/// Inserts an epoch in its place, or replaces the one with the same number.
void addEpoch(std::vector<EpochChannels>& history, const EpochChannels& epoch);

/// CSV of every channel of every layer and epoch:
/// epoch,layer,channel,goodness_share,mean_activation,dead_fraction. Layers count from 1.
QByteArray csvOf(const std::vector<EpochChannels>& history);

} // namespace asge::channels
