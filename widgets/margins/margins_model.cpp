// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/margins/margins_model.h"

#include "widgets/margins/margins_text.h"
#include "widgets/plot/plot_export.h"

#include <QLocale>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

namespace asge::margins {

namespace {

constexpr int kZeroBin = kMarginBins / 2;

QString edgeText(int edge) {
    const double margin = marginEdge(edge);
    const double size = std::abs(margin);
    const int decimals = size >= 10 ? 0 : size >= 1 ? 1 : 2;
    return (margin < 0 ? QStringLiteral("−") : QString()) + QString::number(size, 'f', decimals);
}

/// The rows of the bins with images. `end` is what follows the count, without B's count.
QByteArray rowsOf(const QByteArray& place, const MarginCounts& counts, const MarginCounts* other,
                  const QByteArray& end) {
    QByteArray text;
    for (int bin = 0; bin < kMarginBins; ++bin) {
        const auto at = static_cast<std::size_t>(bin);
        if (counts[at] > 0 || (other != nullptr && (*other)[at] > 0)) {
            text += place + csvNumber(marginEdge(bin)) + ',' + csvNumber(marginEdge(bin + 1)) +
                    ',' + QByteArray::number(static_cast<qlonglong>(counts[at])) + end;
            if (other != nullptr) {
                text += ',' + QByteArray::number(static_cast<qlonglong>((*other)[at]));
            }
            text += "\r\n";
        }
    }
    return text;
}

} // namespace

// The edges of core/run/outcomes.h: 2 · sinh((k − 64) / 16).
double placeOf(double margin) {
    return kZeroBin + 16 * std::asinh(margin / 2);
}

double marginAt(double place) {
    return 2 * std::sinh((place - kZeroBin) / 16);
}

std::vector<EpochMargins> layerMargins(const std::vector<EpochOutcomes>& history, Split split,
                                       std::size_t layer) {
    std::vector<EpochMargins> margins;
    for (const EpochOutcomes& epoch : history) {
        const SplitOutcomes* outcomes = epoch.find(split);
        if (outcomes != nullptr && layer < outcomes->layers()) {
            const MarginCounts& counts = outcomes->margins[layer];
            margins.push_back({epoch.epoch, &counts, negativeShare(counts),
                               marginQuantile(counts, 0.25), marginQuantile(counts, 0.5),
                               marginQuantile(counts, 0.75)});
        }
    }
    return margins;
}

std::int64_t imagesOf(const MarginCounts& counts) {
    return std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
}

double fractionOf(const MarginCounts& counts, int bin) {
    const std::int64_t all = imagesOf(counts);
    return all > 0 ? static_cast<double>(counts[static_cast<std::size_t>(bin)]) /
                         static_cast<double>(all)
                   : 0;
}

bool hasImages(const MarginCounts& counts, int first, int end) {
    const auto begin = counts.begin();
    return std::any_of(begin + std::clamp(first, 0, kMarginBins),
                       begin + std::clamp(end, std::clamp(first, 0, kMarginBins), kMarginBins),
                       [](auto count) { return count > 0; });
}

QString beyondText(const std::vector<MarginCounts>& histograms, double longest,
                   std::pair<int, int> bins) {
    double most = 0;
    bool hasLower = false;
    bool hasHigher = false;
    for (const MarginCounts& counts : histograms) {
        for (int bin = std::max(bins.first, 0); bin < std::min(bins.second, kMarginBins); ++bin) {
            most = std::max(most, fractionOf(counts, bin));
        }
        hasLower = hasLower || hasImages(counts, 0, bins.first);
        hasHigher = hasHigher || hasImages(counts, bins.second, kMarginBins);
    }
    QString text;
    if (most > longest) {
        text += MarginsText::tr(" · broken bar: beyond the axis, up to %1 %")
                    .arg(QLocale().toString(100 * most, 'f', 1));
    }
    if (hasLower || hasHigher) {
        const QString marks = !hasHigher  ? QStringLiteral("▼")
                              : !hasLower ? QStringLiteral("▲")
                                          : QStringLiteral("▲ ▼");
        text += MarginsText::tr(" · %1: more images beyond the axis").arg(marks);
    }
    return text;
}

std::pair<int, int> usedBins(const std::vector<std::vector<EpochMargins>>& layers) {
    int first = kZeroBin;
    int end = kZeroBin;
    for (const auto& layer : layers) {
        for (const EpochMargins& epoch : layer) {
            for (int bin = 0; bin < kMarginBins; ++bin) {
                if ((*epoch.counts)[static_cast<std::size_t>(bin)] > 0) {
                    first = std::min(first, bin);
                    end = std::max(end, bin + 1);
                }
            }
        }
    }
    return {first, end};
}

std::vector<MarginCounts> probeMargins(const ProbeSnapshot& maps, const ProbeImages& images) {
    const auto classes = static_cast<std::size_t>(std::max(maps.classes, 0));
    const auto samples = static_cast<std::size_t>(std::max(maps.samples, 0));
    const auto fits = [&](const LayerMaps& layer) {
        return layer.probabilities.size() == samples * classes;
    };
    const auto known = [&](int label) {
        return label >= 0 && static_cast<std::size_t>(label) < classes;
    };
    if (classes < 2 || images.labels.size() != samples ||
        !std::all_of(maps.layers.begin(), maps.layers.end(), fits) ||
        !std::all_of(images.labels.begin(), images.labels.end(), known)) {
        return {};
    }
    std::vector<MarginCounts> margins;
    for (const LayerMaps& layer : maps.layers) {
        MarginCounts& counts = margins.emplace_back();
        counts.fill(0);
        for (std::size_t sample = 0; sample < samples; ++sample) {
            const float* row = layer.probabilities.data() + sample * classes;
            const auto label = static_cast<std::size_t>(images.labels[sample]);
            float other = 0;
            for (std::size_t k = 0; k < classes; ++k) {
                other = k == label ? other : std::max(other, row[k]);
            }
            // A softmax rounds small probabilities to 0.
            const auto logarithm = [](float p) {
                return std::log(
                    static_cast<double>(std::max(p, std::numeric_limits<float>::denorm_min())));
            };
            ++counts[static_cast<std::size_t>(marginBin(logarithm(row[label]) - logarithm(other)))];
        }
    }
    return margins;
}

QString binText(int bin) {
    if (bin <= 0) {
        return MarginsText::tr("below %1 nats").arg(edgeText(1));
    }
    if (bin >= kMarginBins - 1) {
        return MarginsText::tr("%1 nats and more").arg(edgeText(kMarginBins - 1));
    }
    return MarginsText::tr("%1 to %2 nats").arg(edgeText(bin), edgeText(bin + 1));
}

QByteArray csvOf(const TableRun& run, const std::vector<EpochOutcomes>& history,
                 const OtherEpoch& other, RunId otherRun) {
    QByteArray text = "run,epoch,split,layer,margin_from_nats,margin_to_nats,count,readout";
    text += other ? ",run_b,epoch_b,count_b\r\n" : "\r\n";
    for (const EpochOutcomes& epoch : history) {
        const EpochOutcomes* beside = other ? other(epoch.epoch) : nullptr;
        for (const SplitOutcomes& outcomes : epoch.splits) {
            const SplitOutcomes* its = beside == nullptr ? nullptr : beside->find(outcomes.split);
            for (std::size_t layer = 0; layer < outcomes.layers(); ++layer) {
                const QByteArray place =
                    QByteArray::number(qlonglong{run.id}) + ',' + QByteArray::number(epoch.epoch) +
                    ',' + QByteArray::fromStdString(std::string(keyOf(outcomes.split))) + ',' +
                    QByteArray::number(static_cast<qulonglong>(layer + 1)) + ',';
                const MarginCounts* otherCounts =
                    its != nullptr && layer < its->layers() ? &its->margins[layer] : nullptr;
                const QByteArray readout = layer < run.untrained ? ",untrained" : ",trained";
                text += rowsOf(place, outcomes.margins[layer], otherCounts,
                               !other ? readout
                               : otherCounts == nullptr
                                   ? readout + ",,,"
                                   : readout + ',' + QByteArray::number(qlonglong{otherRun}) + ',' +
                                         QByteArray::number(beside->epoch));
            }
        }
    }
    return text;
}

} // namespace asge::margins
