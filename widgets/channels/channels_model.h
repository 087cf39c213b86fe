// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/channel_depth.h"
#include "core/run/records.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <string>
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
QString headline(int layer, int channelCount, const FlaggedChannels& flagged,
                 std::size_t named = 2);
/// All numbers behind the headline, for a tool tip; empty if there are no such channels.
QString details(const FlaggedChannels& flagged);

/// "12.3 %" for shares and fractions, "0.0421" for activations.
QString valueText(float value, Statistic statistic);

/// How the colours of a layer's map follow its values. Nothing is above `high`.
struct ColorScale {
    double low = 0; ///< values below it get its colour
    double high = 1;
    bool logarithmic = false;
};
/// The scale of a layer's values, of which some may be NaN: linear from 0 to the largest value, or
/// logarithmic if half of the channels would be in the darkest part of a linear one. That of dead
/// fractions is always linear from 0 to 1, to be comparable between layers and runs.
ColorScale scaleOf(const std::vector<float>& values, Statistic statistic);
/// The titles of a scale, from the longest to the shortest: "share of goodness (%), log scale", …
QStringList scaleLabels(Statistic statistic, bool logarithmic);
/// "colours: log scale, 0.010 % to 97.0 %"
QString scaleText(const ColorScale& scale, Statistic statistic);

/// Inserts an epoch in its place, or replaces the one with the same number.
void addEpoch(std::vector<EpochChannels>& history, const EpochChannels& epoch);

/// CSV of every channel of every layer and epoch:
/// run,epoch,layer,channel,goodness_share,mean_activation,dead_fraction. Layers count from 1.
QByteArray csvOf(RunId run, const std::vector<EpochChannels>& history);

/// Since when a channel has been flagged.
struct FlaggedSince {
    int dead = 0;       ///< first epoch of the unbroken stretch up to the newest; 0: it is not dead
    int dominating = 0; ///< the same
    int newest = 0;     ///< the newest epoch with statistics of the layer; 0 if there is none
};
/// Layer and channel count from 0; epochs of the history ascend. Epochs without statistics do not
/// break a stretch. The rules are those of flaggedChannels().
FlaggedSince flaggedSince(const std::vector<EpochChannels>& history, int layer, int channel);
/// "Dead since epoch 12."; empty if nothing is known.
QString sinceText(const FlaggedSince& since);

/// What the network makes of a channel, with what is needed to draw it.
struct ChannelFacts {
    ChannelDepth depth;
    int epoch = 0; ///< of the checkpoint
    QString since;
    std::vector<std::string> classNames;
    int height = 0; ///< of the layer's activations
    int width = 0;
    ProbeImages pixels; ///< images of the peaks; their `indices` are positions
};

/// Why the depth can't be drawn; empty if it can.
QString invalidReason(const ChannelDepth& depth);
/// "Layer 2, channel 17"
QString channelTitle(const ChannelDepth& depth);
/// The input channels by the sum of their squared weights, largest first.
std::vector<int> strongestInputs(const ChannelDepth& depth);
int classesOf(const ChannelDepth& depth);
std::int64_t imagesOf(const ChannelDepth& depth, int label);
/// The part of a class's images that is in a bin, 0 to 1; 0 for a class without images.
double shareOf(const ChannelDepth& depth, int label, int bin);
/// The goodness at which a bin begins; bin 0 holds only 0.
double binEdge(const ChannelDepth& depth, int bin);

/// "channel 5: r = +0.93", of an entry of ChannelDepth::correlations.
QString correlationText(const std::pair<int, double>& other);

/// CSV of weights, counts, means, patches and correlations, one number a line:
/// run,epoch,layer,channel,part,item,label,label_name,row,column,value. Layers count from 1;
/// channels, positions, labels and bins from 0.
QByteArray csvOf(RunId run, const ChannelFacts& facts);

} // namespace asge::channels
