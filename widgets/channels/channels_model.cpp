// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/channels/channels_model.h"

#include "widgets/channels/channels_text.h"
#include "widgets/common/counted_text.h"
#include "widgets/plot/plot_export.h"

#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace asge::channels {
namespace {

constexpr std::size_t kNamed = 2; // most dominating channels named in a headline

QString roundPercent(float fraction) {
    return asge::ChannelsText::tr("%1 %").arg(
        QLocale().toString(std::round(100.0 * fraction), 'f', 0));
}

QString noBreak(QString text) {
    return text.replace(u' ', QChar::Nbsp);
}

float at(const std::vector<float>& values, std::size_t channel) {
    return channel < values.size() ? values[channel] : std::numeric_limits<float>::quiet_NaN();
}

} // namespace

FlaggedChannels flaggedChannels(const ChannelStats& stats) {
    FlaggedChannels flagged;
    for (std::size_t c = 0; c < stats.deadFraction.size(); ++c) {
        if (stats.deadFraction[c] >= kDeadFraction) {
            flagged.dead.push_back(static_cast<int>(c));
        }
    }
    const std::size_t count = stats.goodnessShare.size();
    // A single channel always has the whole goodness of its layer.
    for (std::size_t c = 0; count > 1 && c < count; ++c) {
        const float share = stats.goodnessShare[c];
        if (share > kDominanceFactor / static_cast<float>(count) || share > kMajorityShare) {
            flagged.dominating.emplace_back(static_cast<int>(c), share);
        }
    }
    std::stable_sort(flagged.dominating.begin(), flagged.dominating.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    return flagged;
}

const std::vector<float>& valuesOf(const ChannelStats& stats, Statistic statistic) {
    switch (statistic) {
    case Statistic::activation:
        return stats.meanActivation;
    case Statistic::dead:
        return stats.deadFraction;
    case Statistic::share:
        break;
    }
    return stats.goodnessShare;
}

std::vector<int> rowOrder(const std::vector<float>& latest, bool byValue) {
    std::vector<int> order(latest.size());
    std::iota(order.begin(), order.end(), 0);
    if (byValue) {
        const auto rank = [&latest](int channel) {
            const float value = latest[static_cast<std::size_t>(channel)];
            return std::isfinite(value) ? value : -std::numeric_limits<float>::infinity();
        };
        std::stable_sort(order.begin(), order.end(),
                         [&rank](int a, int b) { return rank(a) > rank(b); });
    }
    return order;
}

QString headline(int layer, int channelCount, const FlaggedChannels& flagged) {
    QStringList parts{asge::ChannelsText::tr("layer %1").arg(layer + 1),
                      asge::countedText(channelCount, "channel")};
    if (!flagged.dead.empty()) {
        parts << asge::ChannelsText::tr("%1 dead").arg(flagged.dead.size());
    }
    if (!flagged.dominating.empty()) {
        QStringList names;
        for (std::size_t i = 0; i < std::min(flagged.dominating.size(), kNamed); ++i) {
            const auto& [channel, share] = flagged.dominating[i];
            names << noBreak(
                asge::ChannelsText::tr("%1: %2").arg(channel).arg(roundPercent(share)));
        }
        if (flagged.dominating.size() > kNamed) {
            names << QStringLiteral("…");
        }
        parts << asge::ChannelsText::tr("%1 dominating (%2)")
                     .arg(flagged.dominating.size())
                     .arg(names.join(QStringLiteral(", ")));
    }
    return parts.join(QStringLiteral(" · "));
}

QString details(const FlaggedChannels& flagged) {
    QStringList lines;
    if (!flagged.dead.empty()) {
        QStringList numbers;
        for (const int channel : flagged.dead) {
            numbers << QString::number(channel);
        }
        lines << asge::ChannelsText::tr("Dead (zero on all probe images): %1")
                     .arg(numbers.join(QStringLiteral(", ")));
    }
    if (!flagged.dominating.empty()) {
        QStringList numbers;
        for (const auto& [channel, share] : flagged.dominating) {
            numbers << asge::ChannelsText::tr("%1: %2").arg(channel).arg(
                valueText(share, Statistic::share));
        }
        lines << asge::ChannelsText::tr(
                     "Dominating (over 5 times the even share, or over 50 %): %1")
                     .arg(numbers.join(QStringLiteral(", ")));
    }
    return lines.join(u'\n');
}

QString valueText(float value, Statistic statistic) {
    if (!std::isfinite(value)) {
        return std::isnan(value) ? asge::ChannelsText::tr("NaN") : ChannelsText::tr("infinite");
    }
    if (statistic == Statistic::activation) {
        return QLocale().toString(value, 'g', 4);
    }
    const double percent = 100.0 * value;
    return asge::ChannelsText::tr("%1 %").arg(
        QLocale().toString(percent, 'f', percent < 1 ? 3 : 1));
}

void addEpoch(std::vector<EpochChannels>& history, const EpochChannels& epoch) {
    const auto place =
        std::lower_bound(history.begin(), history.end(), epoch.epoch,
                         [](const EpochChannels& e, int number) { return e.epoch < number; });
    if (place != history.end() && place->epoch == epoch.epoch) {
        *place = epoch;
    } else {
        history.insert(place, epoch);
    }
}

QByteArray csvOf(const std::vector<EpochChannels>& history) {
    QByteArray csv = "epoch,layer,channel,goodness_share,mean_activation,dead_fraction\r\n";
    for (const EpochChannels& epoch : history) {
        for (std::size_t layer = 0; layer < epoch.layers.size(); ++layer) {
            const ChannelStats& stats = epoch.layers[layer];
            const std::size_t count =
                std::max({stats.goodnessShare.size(), stats.meanActivation.size(),
                          stats.deadFraction.size()});
            const QByteArray head = QByteArray::number(epoch.epoch) + ',' +
                                    QByteArray::number(static_cast<qulonglong>(layer + 1)) + ',';
            for (std::size_t c = 0; c < count; ++c) {
                csv += head + QByteArray::number(static_cast<qulonglong>(c)) + ',' +
                       csvNumber(at(stats.goodnessShare, c)) + ',' +
                       csvNumber(at(stats.meanActivation, c)) + ',' +
                       csvNumber(at(stats.deadFraction, c)) + "\r\n";
            }
        }
    }
    return csv;
}

} // namespace asge::channels
