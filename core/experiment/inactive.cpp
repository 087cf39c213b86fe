#include "core/experiment/experiment.h"

#include <algorithm>
#include <array>

namespace asge {

namespace {

/// Holds where settings have an effect; on a doubt, or a value that is wrong anyway, it holds.
using Condition = bool (*)(const Experiment& experiment);

struct Rule {
    std::string_view path; ///< of a setting
    Condition hasEffect;
    std::string_view otherwise; ///< the reason why not
};

template <std::size_t Size>
bool isOneOf(const std::string& word, const std::array<std::string_view, Size>& words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// A folder may hold any images, whatever they are called.
template <std::size_t Size>
bool isKnownAs(const Experiment::Data& data, const std::array<std::string_view, Size>& names) {
    return data.path.empty() && isOneOf(data.name, names);
}

constexpr std::array<std::string_view, 9> kGreySets{
    "mnist",         "fashion-mnist", "kmnist",         "emnist-balanced", "emnist-letters",
    "emnist-digits", "emnist-mnist",  "emnist-byclass", "emnist-bymerge"};
constexpr std::array<std::string_view, 2> kColourSets{"cifar-10", "cifar-100"};

bool mayBePhotographs(const Experiment& experiment) {
    return !isKnownAs(experiment.data, kGreySets) && !isKnownAs(experiment.data, kColourSets);
}

bool mayHaveColours(const Experiment& experiment) {
    return !isKnownAs(experiment.data, kGreySets);
}

bool hasTwoKindsOfLabels(const Experiment& experiment) {
    return experiment.data.name == "cifar-100";
}

/// Those that don't read a layer out by its patches and a random projection of their goodness.
constexpr std::array<std::string_view, 3> kWithoutPatches{"channel-competition", "mean-goodness",
                                                          "forward-forward"};

bool hasPatches(const Experiment& experiment) {
    return !isOneOf(experiment.method, kWithoutPatches);
}

bool learnsLocally(const Experiment& experiment) {
    return !isOneOf(experiment.method,
                    std::array<std::string_view, 2>{"backprop", "deep-supervision"});
}

bool scalesPhotographs(const Experiment& experiment) {
    return mayBePhotographs(experiment) && experiment.data.size > 0;
}

bool learnsFromProbabilities(const Experiment& experiment) {
    return experiment.method != "forward-forward";
}

bool mayHaveLaterLayers(const Experiment& experiment) {
    return experiment.network.layers.size() != 1;
}

bool mayPool(const Experiment& experiment) {
    const auto& layers = experiment.network.layers;
    return layers.empty() || std::any_of(layers.begin(), layers.end(),
                                         [](const LayerSpec& layer) { return layer.pools; });
}

bool isSgd(const Experiment& experiment) {
    return experiment.optimizer.name == OptimizerKind::sgd;
}

constexpr std::string_view kOwnGoodness = "the method has a goodness of its own";
constexpr std::string_view kNoProjections = "the method has no random projections";

/// Which settings have an effect when. A setting without a line always has one.
constexpr std::array kRules{
    Rule{"data.size", mayBePhotographs, "only image folders are scaled"},
    Rule{"data.centre_crop", scalesPhotographs, "no photograph is scaled to data.size"},
    Rule{"data.labels", hasTwoKindsOfLabels, "only cifar-100 has two kinds of labels"},
    Rule{"data.memory", mayBePhotographs, "only image folders are decoded again"},
    Rule{"augment.zoom_of", scalesPhotographs, "no photograph is scaled to data.size"},
    Rule{"augment.grey", mayHaveColours, "the images are grey"},
    Rule{"network.goodness", hasPatches, kOwnGoodness},
    Rule{"network.normalization", mayHaveLaterLayers, "the only layer's input is the image"},
    Rule{"network.pooling", mayPool, "no layer pools"},
    Rule{"network.dropout", mayHaveLaterLayers, "the only layer's input is the image"},
    Rule{"projection.distribution", hasPatches, kNoProjections},
    Rule{"projection.training", hasPatches, kNoProjections},
    Rule{"optimizer.momentum", isSgd, "only sgd has a momentum"},
    Rule{"train.order", learnsLocally, "the method trains all layers together"},
    Rule{"train.label_smoothing", learnsFromProbabilities,
         "forward-forward has no probabilities to hold against labels"},
};

} // namespace

std::string inactiveReason(const Experiment& experiment, std::string_view path) {
    for (const Rule& rule : kRules) {
        if (rule.path == path && !rule.hasEffect(experiment)) {
            return std::string(rule.otherwise);
        }
    }
    return {};
}

} // namespace asge
