// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/control/inspector.h"
#include "core/run/evidence.h"
#include "core/run/records.h"
#include "core/run/score_facts.h"
#include "core/run/snapshot.h"

#include <QString>

#include <optional>
#include <string>
#include <vector>

namespace asge {

/// What a network makes of one image.
struct ImageReading {
    RunId run = 0;
    int epoch = 0;      ///< of the checkpoint
    ProbeImages image;  ///< one image
    ProbeSnapshot maps; ///< of that image
    /// Maps for the evidence, if those of `maps` do not sum to the logits.
    std::optional<ProbeSnapshot> evidenceMaps;
    ReadoutsPtr readouts;
    ScoreFacts scores; ///< of the run: which readouts learned
    std::vector<LayerInfo> layers;
    std::vector<std::string> classNames;
    QString title; ///< "Test image 17, epoch 3"
    bool hasLabel = false;

    /// The mean of the layers' probabilities, one per class.
    std::vector<double> fusion() const;
    /// Those of the prediction that stands for the run (ScoreFacts::mainPlace).
    std::vector<double> main() const;
    bool isTrained(std::size_t layer) const { return scores.isTrained(static_cast<Place>(layer)); }
    bool hasFusion() const { return scores.isTrained(kFusionPlace); } ///< as a result
    /// The probabilities of a layer, one per class.
    std::vector<double> probabilities(std::size_t layer) const;
    /// The label; nothing if it is not known or is none of the classes.
    std::optional<int> label() const;
    QString className(int label) const;
};

/// The most probable class; of equals the first.
int mostProbable(const std::vector<double>& probabilities);

/// The class whose evidence is shown, and the one that it is compared with.
struct EvidenceChoice {
    std::optional<int> label; ///< nothing: what the run predicts
    std::optional<int> other; ///< nothing: the layer's strongest rival

    bool operator==(const EvidenceChoice&) const = default;
};

/// The validation images that are nearest to an image in each layer's goodness space.
struct NearImages {
    std::vector<std::vector<Neighbour>> layers; ///< per layer, by distance
    ProbeImages images; ///< each of them once; `indices` are positions in the validation images
};

/// What is drawn of a layer.
struct ReadingColumn {
    std::vector<float> goodness; ///< P × P, summed over channels
    float mostGoodness = 0;
    std::optional<Evidence> evidence; ///< nothing if the readout never learned or has none
    bool isTrained = true;            ///< the readout: its probabilities are no result otherwise
    int against = 0;                  ///< the class that the evidence is against
    double logit = 0;
    double againstLogit = 0;
    std::vector<double> probabilities;
};
/// One per layer. `label` is the class whose evidence is shown.
std::vector<ReadingColumn> readingColumns(const ImageReading& reading, int label,
                                          std::optional<int> against);

/// The scorers (layers and Fusion) that predict the same class. Those whose readouts never learned
/// are left out.
struct AgreementGroup {
    int label = 0;
    std::vector<int> layers; ///< ascending, from 1
    bool fusion = false;

    bool operator==(const AgreementGroup&) const = default;
};
/// Fusion's class comes first, then those that most layers predict.
std::vector<AgreementGroup> agreementOf(const ImageReading& reading);
/// "layers 2–4, 6 and Fusion".
QString scorersText(const AgreementGroup& group);

} // namespace asge
