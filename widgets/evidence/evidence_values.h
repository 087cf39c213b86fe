// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/evidence.h"

#include <QString>

#include <initializer_list>
#include <limits>
#include <vector>

namespace asge {

/// Which evidence is shown: for which class, and against which.
struct EvidenceQuestion {
    static constexpr int kTrue = -1;      ///< for: the image's label
    static constexpr int kPredicted = -2; ///< for: the class with the layer's largest logit
    static constexpr int kRival = -1;     ///< against: the class with the largest other logit
    static constexpr int kNothing = -2;   ///< against no class: the evidence for the logit itself

    int label = kTrue;
    int against = kRival;
    int channels = 0; ///< how many of the channels that add most, and of those that take most
    int channel = -1; ///< a channel whose map is wanted; -1: none

    bool operator==(const EvidenceQuestion&) const = default;
};

/// What a channel adds to a logit or, against a class, to the difference of two logits.
struct ChannelEvidence {
    int channel = 0;
    double total = 0;        ///< in nats: the sum of `map`
    std::vector<double> map; ///< P × P
};

/// The answer for one image and layer. Values are in nats.
struct EvidenceAnswer {
    int label = -1; ///< the class; -1 if the image's label is not one of the classes
    /// The class that `evidence` is against; -1 if it is against none, and then that of a rival.
    int against = -1;
    int rival =
        -1; ///< the class that the logit is compared with: `against`, or the strongest rival
    /// `map` and `bias` of the class, minus those of `against`. It sums to the logit or the margin.
    Evidence evidence;
    double logit = 0;
    double rivalLogit = 0;
    double probability = std::numeric_limits<double>::quiet_NaN(); ///< NaN if it was not kept
    double rivalProbability = std::numeric_limits<double>::quiet_NaN();
    /// By how much log p(label) − log p(rival), from the kept probabilities, differs from the
    /// difference of the logits; 0 if there are no probabilities.
    double mismatch = 0;
    std::vector<ChannelEvidence> adds;  ///< the channels that add most, in descending order
    std::vector<ChannelEvidence> takes; ///< the channels that take most, the strongest first
    ChannelEvidence wanted;             ///< the channel of the question

    /// Whether the map is P × P evidence that sums to what the layer computed.
    bool belongs() const;
    /// The map's sum and bias: the logit, or the margin over `against`.
    double total() const { return evidence.logit(); }
    double margin() const { return logit - rivalLogit; }
};

/// Largest difference, in nats, between the logits of a readout and the logarithms of the kept
/// probabilities, if the logits are at most 1; for larger ones it grows with them, as rounding
/// does.
inline constexpr double kEvidenceTolerance = 1e-3;

/// Answers the question for a layer (from 0) and an image of the snapshot. The readouts must be
/// valid for it (see invalidReason).
EvidenceAnswer answer(const ProbeSnapshot& snapshot, const Readouts& readouts, int layer,
                      int sample, int trueLabel, const EvidenceQuestion& question);

/// Why readouts can't be those of a snapshot that is valid for its run; empty if they can.
/// Readouts that are undefined are always valid.
QString invalidReason(const Readouts& readouts, const ProbeSnapshot& snapshot);

/// A number with a sign (a minus sign, not a hyphen) and this many decimals; "–" if not finite.
QString signedText(double value, int decimals);
/// The decimals with which values are shown: at least two, and three significant digits of the
/// largest.
int decimalsFor(std::initializer_list<double> values);
int decimalsFor(const std::vector<double>& values);
/// What is written for a value that another one is added to, so that the sum is right in the shown
/// digits: the rounded total minus the rounded other value.
double shownPart(double total, double other, int decimals);
/// The decimals for an answer's evidence, bias, total and logits: up to two more if evidence and
/// bias would not add up to the total in the shown digits.
int decimalsFor(const EvidenceAnswer& answer);
/// The same for a difference of two answers with the totals `a` and `b`, which is b - a.
int decimalsForDifference(const EvidenceAnswer& difference, double a, double b);

} // namespace asge
