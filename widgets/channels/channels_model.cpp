// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/channels/channels_model.h"

#include "widgets/channels/channels_text.h"
#include "widgets/common/class_names.h"
#include "widgets/common/counted_text.h"
#include "widgets/plot/plot_export.h"

#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>

namespace asge::channels {
namespace {

// A linear scale is used if the median is above this part of it.
constexpr double kDarkPart = 0.125;
constexpr double kLeastPart = 1e-4; // of the largest value; the low end of a logarithmic scale

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

QString headline(int layer, int channelCount, const FlaggedChannels& flagged, std::size_t named) {
    QStringList parts{asge::ChannelsText::tr("layer %1").arg(layer + 1),
                      asge::countedText(channelCount, "channel")};
    if (!flagged.dead.empty()) {
        parts << asge::ChannelsText::tr("%1 dead").arg(flagged.dead.size());
    }
    if (!flagged.dominating.empty()) {
        QStringList names;
        for (std::size_t i = 0; i < std::min(flagged.dominating.size(), named); ++i) {
            const auto& [channel, share] = flagged.dominating[i];
            names << noBreak(
                asge::ChannelsText::tr("%1: %2").arg(channel).arg(roundPercent(share)));
        }
        if (flagged.dominating.size() > named) {
            names << QStringLiteral("…");
        }
        const QString count =
            asge::ChannelsText::tr("%1 dominating").arg(flagged.dominating.size());
        parts << (named == 0 ? count
                             : asge::ChannelsText::tr("%1 (%2)").arg(
                                   count, names.join(QStringLiteral(", "))));
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

ColorScale scaleOf(const std::vector<float>& values, Statistic statistic) {
    if (statistic == Statistic::dead) {
        return {};
    }
    std::vector<float> positive;
    std::copy_if(values.begin(), values.end(), std::back_inserter(positive),
                 [](float value) { return std::isfinite(value) && value > 0; });
    if (positive.empty()) {
        return {};
    }
    std::sort(positive.begin(), positive.end());
    const double high = static_cast<double>(positive.back());
    const double median = static_cast<double>(positive[positive.size() / 2]);
    if (median > kDarkPart * high) {
        return {0, high, false};
    }
    return {std::max(static_cast<double>(positive.front()), kLeastPart * high), high, true};
}

QStringList scaleLabels(Statistic statistic, bool logarithmic) {
    const QString kind =
        logarithmic ? ChannelsText::tr("log scale") : ChannelsText::tr("linear scale");
    const QString brief = logarithmic ? ChannelsText::tr("log") : ChannelsText::tr("linear");
    const auto labels = [&](const QString& longest, const QString& shorter) {
        return QStringList{ChannelsText::tr("%1, %2").arg(longest, kind),
                           ChannelsText::tr("%1, %2").arg(shorter, kind),
                           ChannelsText::tr("%1, %2").arg(shorter, brief)};
    };
    switch (statistic) {
    case Statistic::activation:
        return labels(ChannelsText::tr("mean activation"), ChannelsText::tr("activation"));
    case Statistic::dead:
        return labels(ChannelsText::tr("dead positions (%)"), ChannelsText::tr("dead (%)"));
    case Statistic::share:
        break;
    }
    return labels(ChannelsText::tr("share of goodness (%)"), ChannelsText::tr("share (%)"));
}

QString scaleText(const ColorScale& scale, Statistic statistic) {
    return ChannelsText::tr("colours: %1, %2 to %3")
        .arg(scale.logarithmic ? ChannelsText::tr("log scale") : ChannelsText::tr("linear scale"),
             scale.logarithmic ? valueText(static_cast<float>(scale.low), statistic)
                               : QStringLiteral("0"),
             valueText(static_cast<float>(scale.high), statistic));
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

QByteArray csvOf(RunId run, const std::vector<EpochChannels>& history) {
    QByteArray csv = "run,epoch,layer,channel,goodness_share,mean_activation,dead_fraction\r\n";
    for (const EpochChannels& epoch : history) {
        for (std::size_t layer = 0; layer < epoch.layers.size(); ++layer) {
            const ChannelStats& stats = epoch.layers[layer];
            const std::size_t count =
                std::max({stats.goodnessShare.size(), stats.meanActivation.size(),
                          stats.deadFraction.size()});
            const QByteArray head = QByteArray::number(qlonglong{run}) + ',' +
                                    QByteArray::number(epoch.epoch) + ',' +
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

namespace {

constexpr std::size_t kFilterArea = 9;

struct Flags {
    bool isDead = false;
    bool isDominating = false;
};

Flags flagsOf(const ChannelStats& stats, int channel) {
    const FlaggedChannels flagged = flaggedChannels(stats);
    return {std::find(flagged.dead.begin(), flagged.dead.end(), channel) != flagged.dead.end(),
            std::any_of(flagged.dominating.begin(), flagged.dominating.end(),
                        [channel](const auto& one) { return one.first == channel; })};
}

/// Lines of the table of a channel.
class ChannelTable {
  public:
    ChannelTable(RunId run, const ChannelFacts& facts)
        : names_(facts.classNames),
          start_(QByteArray::number(qlonglong{run}) + ',' + QByteArray::number(facts.epoch) + ',' +
                 QByteArray::number(facts.depth.layer + 1) + ',' +
                 QByteArray::number(facts.depth.channel) + ',') {}

    struct Place { ///< a part that is negative is empty
        int item = -1, label = -1, row = -1, column = -1;
    };
    void add(const char* part, const Place& place, double value) {
        const auto field = [](int number) {
            return ',' + (number < 0 ? QByteArray() : QByteArray::number(number));
        };
        text += start_ + part + field(place.item) + field(place.label) + ',' +
                (place.label < 0 ? QByteArray() : csvField(classText(names_, place.label))) +
                field(place.row) + field(place.column) + ',' + csvNumber(value) + "\r\n";
    }

    QByteArray text = "run,epoch,layer,channel,part,item,label,label_name,row,column,value\r\n";

  private:
    const std::vector<std::string>& names_;
    QByteArray start_;
};

} // namespace

FlaggedSince flaggedSince(const std::vector<EpochChannels>& history, int layer, int channel) {
    FlaggedSince since;
    const auto index = static_cast<std::size_t>(layer);
    Flags open{true, true};
    for (auto epoch = history.rbegin(); epoch != history.rend(); ++epoch) {
        if (index >= epoch->layers.size() || epoch->layers[index].deadFraction.empty()) {
            continue;
        }
        const Flags flags = flagsOf(epoch->layers[index], channel);
        since.newest = std::max(since.newest, epoch->epoch);
        open = {open.isDead && flags.isDead, open.isDominating && flags.isDominating};
        since.dead = open.isDead ? epoch->epoch : since.dead;
        since.dominating = open.isDominating ? epoch->epoch : since.dominating;
        if (!open.isDead && !open.isDominating) {
            break;
        }
    }
    return since;
}

QString sinceText(const FlaggedSince& since) {
    if (since.newest == 0) {
        return {};
    }
    QStringList parts;
    if (since.dead > 0) {
        parts << asge::ChannelsText::tr("Dead since epoch %1.").arg(since.dead);
    }
    if (since.dominating > 0) {
        parts << asge::ChannelsText::tr("Dominating since epoch %1.").arg(since.dominating);
    }
    return parts.isEmpty() ? asge::ChannelsText::tr("Neither dead nor dominating at epoch %1.")
                                 .arg(since.newest)
                           : parts.join(u' ');
}

QString invalidReason(const ChannelDepth& depth) {
    const std::size_t bins = kGoodnessBins;
    const bool fits =
        depth.inputChannels >= 0 &&
        depth.filter.size() == kFilterArea * static_cast<std::size_t>(depth.inputChannels) &&
        depth.histogram.size() % bins == 0 &&
        depth.classMeans.size() == depth.histogram.size() / bins && depth.patches > 0;
    const bool inside =
        std::all_of(depth.peaks.begin(), depth.peaks.end(), [&](const ChannelPeak& peak) {
            return peak.row >= 0 && peak.row < depth.patches && peak.column >= 0 &&
                   peak.column < depth.patches;
        });
    return fits && inside ? QString()
                          : asge::ChannelsText::tr("%1: the network's answer has a wrong shape. "
                                                   "Choose another checkpoint or run.")
                                .arg(channelTitle(depth));
}

QString channelTitle(const ChannelDepth& depth) {
    return asge::ChannelsText::tr("Layer %1, channel %2").arg(depth.layer + 1).arg(depth.channel);
}

std::vector<int> strongestInputs(const ChannelDepth& depth) {
    std::vector<double> squares;
    for (std::size_t at = 0; at + kFilterArea <= depth.filter.size(); at += kFilterArea) {
        squares.push_back(std::accumulate(
            depth.filter.begin() + static_cast<std::ptrdiff_t>(at),
            depth.filter.begin() + static_cast<std::ptrdiff_t>(at + kFilterArea), 0.0,
            [](double sum, float weight) { return sum + static_cast<double>(weight) * weight; }));
    }
    std::vector<int> order(squares.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int one, int other) {
        return squares[static_cast<std::size_t>(one)] > squares[static_cast<std::size_t>(other)];
    });
    return order;
}

int classesOf(const ChannelDepth& depth) {
    return static_cast<int>(depth.histogram.size()) / kGoodnessBins;
}

std::int64_t imagesOf(const ChannelDepth& depth, int label) {
    const auto first = depth.histogram.begin() + static_cast<std::ptrdiff_t>(label) * kGoodnessBins;
    return std::accumulate(first, first + kGoodnessBins, std::int64_t{0});
}

double shareOf(const ChannelDepth& depth, int label, int bin) {
    const std::int64_t images = imagesOf(depth, label);
    const auto at = static_cast<std::size_t>(label) * kGoodnessBins + static_cast<std::size_t>(bin);
    return images > 0 ? static_cast<double>(depth.histogram[at]) / static_cast<double>(images) : 0;
}

double binEdge(const ChannelDepth& depth, int bin) {
    return static_cast<double>(depth.most) * std::max(bin - 1, 0) / (kGoodnessBins - 1);
}

QString correlationText(const std::pair<int, double>& other) {
    const QString number = QLocale().toString(std::abs(other.second), 'f', 2);
    const QChar sign = other.second < 0 ? QChar(0x2212) : QChar(u'+');
    return asge::ChannelsText::tr("channel %1: r = %2").arg(other.first).arg(sign + number);
}

QByteArray csvOf(RunId run, const ChannelFacts& facts) {
    const ChannelDepth& depth = facts.depth;
    ChannelTable csv(run, facts);
    for (std::size_t i = 0; i < depth.filter.size(); ++i) {
        const int at = static_cast<int>(i);
        csv.add("weight", {at / 9, -1, at % 9 / 3, at % 3}, static_cast<double>(depth.filter[i]));
    }
    for (int label = 0; label < classesOf(depth); ++label) {
        for (int bin = 0; bin < kGoodnessBins; ++bin) {
            const auto at = static_cast<std::size_t>(label * kGoodnessBins + bin);
            csv.add("images_in_bin", {bin, label, -1, -1},
                    static_cast<double>(depth.histogram[at]));
        }
        csv.add("class_mean", {-1, label, -1, -1},
                depth.classMeans[static_cast<std::size_t>(label)]);
    }
    for (const ChannelPeak& peak : depth.peaks) {
        csv.add("patch", {peak.position, peak.label, peak.row, peak.column},
                static_cast<double>(peak.goodness));
    }
    for (const auto& [channel, correlation] : depth.correlations) {
        csv.add("correlation", {channel, -1, -1, -1}, correlation);
    }
    return csv.text;
}

} // namespace asge::channels
