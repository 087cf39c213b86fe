// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/evidence/evidence_values.h"

#include "widgets/common/counted_text.h"
#include "widgets/evidence/evidence_text.h"

#include <QLocale>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace asge {
namespace {

// Below it, a float has lost digits or is 0.
constexpr double kLeastProbability = 1e-35;

/// The evidence of one layer and image.
class EvidenceSource {
  public:
    EvidenceSource(const ProbeSnapshot& snapshot, const Readouts& readouts, int layer, int sample)
        : maps_(snapshot.layers[static_cast<std::size_t>(layer)]),
          readout_(readouts.layers[static_cast<std::size_t>(layer)]), sums_(readouts.sums),
          classes_(snapshot.classes), sample_(sample) {
        if (!maps_.probabilities.empty()) {
            const auto first =
                maps_.probabilities.begin() + static_cast<std::ptrdiff_t>(sample) * classes_;
            probabilities_.assign(first, first + classes_);
        }
    }

    Evidence of(int label) const { return evidenceOf(maps_, sample_, readout_, label, sums_); }

    /// The kept probability of a class; NaN if none were kept.
    double probability(int label) const {
        return probabilities_.empty() ? std::numeric_limits<double>::quiet_NaN()
                                      : probabilities_[static_cast<std::size_t>(label)];
    }

    int predicted() const {
        const std::vector<double>& all = scores(-1);
        return static_cast<int>(std::max_element(all.begin(), all.end()) - all.begin());
    }

    int rivalOf(int label) const { return strongestRival(scores(label), label); }

    /// Per channel, for `label` against `against` (-1: none).
    std::vector<double> channelTotals(int label, int against) const {
        std::vector<double> totals = channelEvidence(maps_, sample_, readout_, label, sums_);
        if (against >= 0) {
            subtract(totals, channelEvidence(maps_, sample_, readout_, against, sums_));
        }
        return totals;
    }

    ChannelEvidence channel(int channel, int label, int against) const {
        ChannelEvidence found{channel, 0, mapOf(channel, label)};
        if (against >= 0) {
            subtract(found.map, mapOf(channel, against));
        }
        found.total = std::accumulate(found.map.begin(), found.map.end(), 0.0);
        return found;
    }

    int channels() const { return readout_.channels; }

    static void subtract(std::vector<double>& from, const std::vector<double>& what) {
        std::transform(from.begin(), from.end(), what.begin(), from.begin(), std::minus<>());
    }

  private:
    std::vector<double> mapOf(int channel, int label) const {
        return channelEvidenceMap(maps_, sample_, readout_, channel, label, sums_);
    }

    /// Scores in the order of the logits. The kept probabilities save computing all logits, unless
    /// those of all classes but `label` have no digits left.
    const std::vector<double>& scores(int label) const {
        bool usable = !probabilities_.empty();
        double largest = 0;
        for (std::size_t k = 0; k < probabilities_.size(); ++k) {
            usable = usable && std::isfinite(probabilities_[k]);
            largest = static_cast<int>(k) == label ? largest : std::max(largest, probabilities_[k]);
        }
        if (usable && largest > kLeastProbability) {
            return probabilities_;
        }
        if (logits_.empty()) {
            logits_ = logitsOf(maps_, sample_, readout_, sums_);
        }
        return logits_;
    }

    const LayerMaps& maps_;
    const LayerReadout& readout_;
    bool sums_;
    int classes_;
    int sample_;
    std::vector<double> probabilities_;
    mutable std::vector<double> logits_; ///< empty until they are needed
};

/// How far the logits are from the kept probabilities, beyond what rounding explains.
double mismatchOf(const EvidenceAnswer& answer) {
    const double p = answer.probability;
    const double q = answer.rivalProbability;
    const double margin = answer.margin();
    if (answer.label == answer.rival || (std::isnan(p) && std::isnan(q)) ||
        !std::isfinite(margin)) {
        return 0;
    }
    const double least = std::log(kLeastProbability);
    const auto logarithm = [&](double value) {
        return value > kLeastProbability ? std::log(value) : least;
    };
    // A probability that is too small for a float says only how small it is at most.
    if (!(q > kLeastProbability) && !(p > kLeastProbability)) {
        return 0;
    }
    const double difference = margin - (logarithm(p) - logarithm(q));
    const bool isBound = !(q > kLeastProbability)   ? difference > 0
                         : !(p > kLeastProbability) ? difference < 0
                                                    : false;
    return isBound ? 0 : std::abs(difference);
}

void addChannels(EvidenceAnswer& answer, const EvidenceSource& source, int count) {
    const std::vector<double> totals = source.channelTotals(answer.label, answer.against);
    std::vector<int> order;
    for (int channel = 0; channel < source.channels(); ++channel) {
        if (std::isfinite(totals[static_cast<std::size_t>(channel)])) {
            order.push_back(channel);
        }
    }
    // Of equals the lowest channel comes first, so that equal values give equal pictures.
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
        return totals[static_cast<std::size_t>(a)] > totals[static_cast<std::size_t>(b)];
    });
    for (std::size_t i = 0; i < order.size() && std::cmp_less(i, count); ++i) {
        if (totals[static_cast<std::size_t>(order[i])] > 0) {
            answer.adds.push_back(source.channel(order[i], answer.label, answer.against));
        }
        const int last = order[order.size() - 1 - i];
        if (totals[static_cast<std::size_t>(last)] < 0) {
            answer.takes.push_back(source.channel(last, answer.label, answer.against));
        }
    }
}

qint64 roundedTo(double value, int decimals) {
    return std::llround(value * std::pow(10.0, decimals));
}

struct EvidenceAddition {
    double first = 0;
    double second = 0;
    double total = 0;
};

/// `least`, or up to two more if the additions would not be right in the shown digits.
int decimalsThatAdd(int least, const std::vector<EvidenceAddition>& additions) {
    for (int decimals = least; decimals <= least + 2; ++decimals) {
        const bool right =
            std::all_of(additions.begin(), additions.end(), [&](const EvidenceAddition& sum) {
                const double largest =
                    std::max({std::abs(sum.first), std::abs(sum.second), std::abs(sum.total)});
                return !(largest < 1e6) ||
                       roundedTo(sum.first, decimals) + roundedTo(sum.second, decimals) ==
                           roundedTo(sum.total, decimals);
            });
        if (right) {
            return decimals;
        }
    }
    return least;
}

} // namespace

bool EvidenceAnswer::belongs() const {
    return mismatch <= kEvidenceTolerance * std::max({1.0, std::abs(logit), std::abs(rivalLogit)});
}

EvidenceAnswer answer(const ProbeSnapshot& snapshot, const Readouts& readouts, int layer,
                      int sample, int trueLabel, const EvidenceQuestion& question) {
    const EvidenceSource source(snapshot, readouts, layer, sample);
    EvidenceAnswer found;
    const auto isClass = [&](int label) { return label >= 0 && label < readouts.classes; };
    found.label = question.label == EvidenceQuestion::kTrue        ? trueLabel
                  : question.label == EvidenceQuestion::kPredicted ? source.predicted()
                                                                   : question.label;
    if (!isClass(found.label)) {
        found.label = -1;
        return found;
    }
    found.rival = isClass(question.against) ? question.against : source.rivalOf(found.label);
    found.against = question.against == EvidenceQuestion::kNothing ? -1 : found.rival;
    found.evidence = source.of(found.label);
    const Evidence rival = source.of(found.rival);
    found.logit = found.evidence.logit();
    found.rivalLogit = rival.logit();
    found.probability = source.probability(found.label);
    found.rivalProbability = source.probability(found.rival);
    found.mismatch = mismatchOf(found);
    if (found.against >= 0) {
        found.evidence.bias -= rival.bias;
        EvidenceSource::subtract(found.evidence.map, rival.map);
    }
    if (question.channels > 0) {
        addChannels(found, source, question.channels);
    }
    if (question.channel >= 0 && question.channel < source.channels()) {
        found.wanted = source.channel(question.channel, found.label, found.against);
    }
    return found;
}

QString invalidReason(const Readouts& readouts, const ProbeSnapshot& snapshot) {
    if (!readouts.undefined.empty()) {
        return {};
    }
    if (readouts.classes < 2 || readouts.classes != snapshot.classes) {
        return EvidenceText::tr("they have %1, the maps %2")
            .arg(countedText(readouts.classes, "class", "classes"))
            .arg(snapshot.classes);
    }
    if (readouts.layers.size() != snapshot.layers.size()) {
        return EvidenceText::tr("they have %1, the maps %2")
            .arg(countedText(readouts.layers.size(), "layer"))
            .arg(snapshot.layers.size());
    }
    const auto classes = static_cast<std::size_t>(readouts.classes);
    for (std::size_t layer = 0; layer < readouts.layers.size(); ++layer) {
        const LayerReadout& readout = readouts.layers[layer];
        const LayerMaps& maps = snapshot.layers[layer];
        const bool fits = readout.channels == maps.channels &&
                          (readout.patches == maps.patches || readout.patches == 1);
        if (!fits) {
            return EvidenceText::tr("layer %1 has %2 and P = %3, in the maps %4 and P = %5")
                .arg(layer + 1)
                .arg(countedText(readout.channels, "channel"))
                .arg(readout.patches)
                .arg(maps.channels)
                .arg(maps.patches);
        }
        const auto terms = static_cast<std::size_t>(readout.channels) *
                           static_cast<std::size_t>(readout.patches) *
                           static_cast<std::size_t>(readout.patches);
        if (readout.bias.size() != classes || readout.weights.size() != classes * terms) {
            return EvidenceText::tr("the values of layer %1 are not complete").arg(layer + 1);
        }
    }
    return {};
}

QString signedText(double value, int decimals) {
    if (!std::isfinite(value)) {
        return QStringLiteral("–");
    }
    const QString digits = QLocale().toString(std::abs(value), 'f', decimals);
    const bool isZero = roundedTo(std::min(std::abs(value), 1.0), decimals) == 0;
    return (isZero ? QString() : value > 0 ? QStringLiteral("+") : QStringLiteral("−")) + digits;
}

int decimalsFor(std::initializer_list<double> values) {
    return decimalsFor(std::vector<double>(values));
}

int decimalsFor(const std::vector<double>& values) {
    double largest = 0;
    for (const double value : values) {
        largest = std::isfinite(value) ? std::max(largest, std::abs(value)) : largest;
    }
    return largest == 0 ? 2
                        : std::clamp(2 - static_cast<int>(std::floor(std::log10(largest))), 2, 9);
}

double shownPart(double total, double other, int decimals) {
    const double unit = std::pow(10.0, -decimals);
    return std::isfinite(total) && std::isfinite(other) &&
                   std::max(std::abs(total), std::abs(other)) < 1e6
               ? static_cast<double>(roundedTo(total, decimals) - roundedTo(other, decimals)) * unit
               : total - other;
}

int decimalsFor(const EvidenceAnswer& answer) {
    const double evidence = answer.evidence.sum();
    const double bias = answer.evidence.bias;
    const double total = answer.total();
    const int least = decimalsFor({evidence, bias, total, answer.logit, answer.rivalLogit});
    return decimalsThatAdd(least, {{evidence, bias, total}});
}

int decimalsForDifference(const EvidenceAnswer& difference, double a, double b) {
    const double evidence = difference.evidence.sum();
    const double bias = difference.evidence.bias;
    const double total = difference.total();
    return decimalsThatAdd(decimalsFor({evidence, bias, total, a, b}),
                           {{evidence, bias, total}, {total, a, b}});
}

} // namespace asge
