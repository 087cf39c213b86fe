// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/experiment/setting_table.h"

#include "core/experiment/layers.h"
#include "core/experiment/method_facts.h"
#include "core/experiment/setting_choices.h"
#include "core/experiment/setting_effects.h"

#include <algorithm>
#include <type_traits>
#include <utility>

namespace asge {

namespace {

constexpr double kLargestSeed = 9007199254740992.0; // 2^53: JSON tools keep whole numbers up to it

template <typename Enum>
std::vector<Choice> choiceList() {
    std::vector<Choice> list;
    for (const FixedChoice& choice : choicesOf(Enum{})) {
        list.push_back({choice.name, choice.description});
    }
    return list;
}

std::vector<Choice> methodChoices() {
    std::vector<Choice> list;
    for (const MethodFacts& facts : methodFacts()) {
        list.push_back({std::string(facts.name), std::string(facts.description)});
    }
    return list;
}

template <typename Value>
Json toValue(const Value& value) {
    if constexpr (std::is_enum_v<Value>) {
        const auto& choices = choicesOf(value);
        const auto index = static_cast<std::size_t>(value);
        return index < choices.size() ? Json(choices[index].name) : Json("");
    } else if constexpr (std::is_same_v<Value, std::vector<LayerSpec>>) {
        return layersText(value);
    } else if constexpr (std::is_same_v<Value, std::vector<double>>) {
        return factorsText(value);
    } else {
        return value;
    }
}

template <typename Value>
void fromValue(const Json& json, Value& value) {
    if constexpr (std::is_enum_v<Value>) {
        const auto& choices = choicesOf(value);
        const auto name = json.get<std::string>();
        const auto found =
            std::find_if(choices.begin(), choices.end(),
                         [&](const FixedChoice& choice) { return choice.name == name; });
        value = static_cast<Value>(found - choices.begin());
    } else if constexpr (std::is_same_v<Value, std::vector<LayerSpec>>) {
        value = parseLayers(json.get<std::string>());
    } else if constexpr (std::is_same_v<Value, std::vector<double>>) {
        value = readFactors(json.get<std::string>()).factors;
    } else {
        value = json.get<Value>();
    }
}

/// A row for the member at the end of a path of members: row<&Experiment::train, &Train::batch>.
template <auto... Members>
SettingRow row(Setting setting, Effect effect = {}) {
    return {std::move(setting), effect,
            [](const Experiment& experiment) { return toValue((experiment.*....*Members)); },
            [](Experiment& experiment, const Json& value) {
                fromValue(value, (experiment.*....*Members));
            }};
}

using E = Experiment;
using Kind = SettingKind;

constexpr std::string_view kOwnGoodness = "the method has a goodness of its own";
constexpr std::string_view kNoProjections = "the method has no random projections";
constexpr std::string_view kNotScaled = "no photograph is scaled to data.size";
constexpr std::string_view kOneLayer = "the input of the only layer is the image";

std::vector<SettingRow> makeRows() {
    return {
        row<&E::method>({.path = "method",
                         .title = "Method",
                         .description = "Training method: asge, or a baseline",
                         .kind = Kind::choice,
                         .choices = methodChoices()}),
        row<&E::data, &E::Data::name>(
            {.path = "data.name",
             .title = "Data set",
             .description =
                 "Name of a data set in the catalogue, or any name if data.path is given",
             .kind = Kind::text,
             .min = 1,
             .max = 100}),
        row<&E::data, &E::Data::path>(
            {.path = "data.path",
             .title = "Folder",
             .description = "Folder with the files; empty: the usual folders",
             .kind = Kind::text,
             .min = 0,
             .max = 4096,
             .unset = "usual folders"}),
        row<&E::data, &E::Data::limit>({.path = "data.limit",
                                        .title = "Training images",
                                        .description = "Largest number of training images; 0: all",
                                        .kind = Kind::integer,
                                        .min = 0,
                                        .max = 1e9,
                                        .unset = "all"}),
        row<&E::data, &E::Data::testLimit>({.path = "data.test_limit",
                                            .title = "Test images",
                                            .description = "Largest number of test images; 0: all",
                                            .kind = Kind::integer,
                                            .min = 0,
                                            .max = 1e9,
                                            .unset = "all"}),
        row<&E::data, &E::Data::validation>(
            {.path = "data.validation",
             .title = "Validation images",
             .description =
                 "Training images set aside for validation, which chooses the best layer",
             .kind = Kind::integer,
             .min = 1,
             .max = 1e9}),
        row<&E::data, &E::Data::size>(
            {.path = "data.size",
             .title = "Scaled to",
             .description = "Side in pixels to which photographs are scaled; 0: unchanged",
             .kind = Kind::integer,
             .min = 0,
             .max = 1024,
             .unset = "unchanged"},
            {effects::mayBePhotographs, "only image folders are scaled"}),
        row<&E::data, &E::Data::centreCrop>(
            {.path = "data.centre_crop",
             .title = "Centre crop",
             .description =
                 "Centre square that is scaled, as a fraction of a photograph's shorter side",
             .kind = Kind::number,
             .min = 0.1,
             .max = 1},
            {effects::scalesPhotographs, kNotScaled}),
        row<&E::data, &E::Data::classes>(
            {.path = "data.classes",
             .title = "Classes",
             .description = "Names of the classes to keep, separated by commas; empty: all",
             .kind = Kind::text,
             .min = 0,
             .max = 65536,
             .unset = "all"}),
        row<&E::data, &E::Data::labels>(
            {.path = "data.labels",
             .title = "Labels",
             .description = "Labels of CIFAR-100: 100 fine classes or 20 coarse ones",
             .kind = Kind::choice,
             .choices = choiceList<Labels>()},
            {effects::hasCoarseLabels, "only cifar-100 has two kinds of labels"}),
        row<&E::data, &E::Data::memory>(
            {.path = "data.memory",
             .title = "Memory (MiB)",
             .description = "Pixels to keep in memory, in MiB; a larger image folder is decoded "
                            "again as needed",
             .kind = Kind::integer,
             .min = 1,
             .max = 1048576,
             .changesResults = false},
            {effects::mayBePhotographs, "only image folders are decoded again"}),
        row<&E::augment, &E::Augment::zoom>(
            {.path = "augment.zoom",
             .title = "Zoom",
             .description =
                 "Random crop of at least this fraction of the area, scaled to the full size",
             .kind = Kind::number,
             .min = 0.01,
             .max = 1}),
        row<&E::augment, &E::Augment::zoomOf>(
            {.path = "augment.zoom_of",
             .title = "Zoom into",
             .description =
                 "What is cropped: the scaled image, or the photograph that it was made from",
             .kind = Kind::choice,
             .choices = choiceList<ZoomOf>()},
            {effects::scalesPhotographs, kNotScaled}),
        row<&E::augment, &E::Augment::crop>(
            {.path = "augment.crop",
             .title = "Crop",
             .description = "Padding in pixels before a random crop of the original size",
             .kind = Kind::integer,
             .min = 0,
             .max = 512,
             .unset = "none"}),
        row<&E::augment, &E::Augment::flip>({.path = "augment.flip",
                                             .title = "Flip",
                                             .description = "Probability of a horizontal flip",
                                             .kind = Kind::number,
                                             .min = 0,
                                             .max = 1}),
        row<&E::augment, &E::Augment::jitter>(
            {.path = "augment.jitter",
             .title = "Colour jitter",
             .description = "Strength of random changes of brightness, contrast and saturation",
             .kind = Kind::number,
             .min = 0,
             .max = 1}),
        row<&E::augment, &E::Augment::grey>(
            {.path = "augment.grey",
             .title = "Greyscale",
             .description = "Probability of a conversion to greyscale",
             .kind = Kind::number,
             .min = 0,
             .max = 1},
            {effects::mayHaveColours, "the images are grey"}),
        row<&E::augment, &E::Augment::cutout>(
            {.path = "augment.cutout",
             .title = "Cutout",
             .description = "Side in pixels of a random square that is blanked",
             .kind = Kind::integer,
             .min = 0,
             .max = 1024,
             .unset = "none"}),
        row<&E::augment, &E::Augment::erase>(
            {.path = "augment.erase",
             .title = "Erasing",
             .description = "Probability of blanking a random rectangle",
             .kind = Kind::number,
             .min = 0,
             .max = 1}),
        row<&E::network, &E::Network::layers>(
            {.path = "network.layers",
             .title = "Layers",
             .description = "Channels of each convolution layer, with M if pooling follows, such "
                            "as 32 64M 128M",
             .kind = Kind::layers,
             .min = 1,
             .max = 64,
             .required = true}),
        row<&E::network, &E::Network::alpha>(
            {.path = "network.alpha",
             .title = "Alpha",
             .description = "α of the patch rule: scales the number of patches per side",
             .kind = Kind::number,
             .min = 0.01,
             .max = 100}),
        row<&E::network, &E::Network::patchRule>(
            {.path = "network.patch_rule",
             .title = "Patch rule",
             .description = "Patches per side for r = the last layer's channels / the layer's "
                            "channels: ⌊α·r⌋, ⌊r^α⌋ or ⌊α·√r⌋",
             .kind = Kind::choice,
             .choices = choiceList<PatchRule>()}),
        row<&E::network, &E::Network::goodness>(
            {.path = "network.goodness",
             .title = "Goodness",
             .description = "Goodness of a patch: mean or sum of squares",
             .kind = Kind::choice,
             .choices = choiceList<Goodness>()},
            {effects::hasPatches, kOwnGoodness}),
        row<&E::network, &E::Network::normalization>(
            {.path = "network.normalization",
             .title = "Normalisation",
             .description = "Normalisation of each layer's input",
             .kind = Kind::choice,
             .choices = choiceList<Normalization>()},
            {effects::mayHaveLaterLayers, kOneLayer}),
        row<&E::network, &E::Network::pooling>(
            {.path = "network.pooling",
             .title = "Pooling",
             .description = "2×2 pooling of the layers that pool",
             .kind = Kind::choice,
             .choices = choiceList<Pooling>()},
            {effects::mayPool, "no layer pools"}),
        row<&E::network, &E::Network::dropout>(
            {.path = "network.dropout",
             .title = "Dropout",
             .description = "Fraction of the input channels that a training step zeroes",
             .kind = Kind::number,
             .min = 0,
             .max = 0.9},
            {effects::mayHaveLaterLayers, kOneLayer}),
        row<&E::projection, &E::Projection::distribution>(
            {.path = "projection.distribution",
             .title = "Distribution",
             .description = "Distribution from which the random projections are drawn",
             .kind = Kind::choice,
             .choices = choiceList<ProjectionDistribution>()},
            {effects::hasPatches, kNoProjections}),
        row<&E::projection, &E::Projection::gain>(
            {.path = "projection.gain",
             .title = "Gain",
             .description = "Scale of the projections, times 1/√D for D goodness values",
             .kind = Kind::number,
             .min = 0,
             .max = 1e6,
             .aboveMin = true}),
        row<&E::projection, &E::Projection::training>(
            {.path = "projection.training",
             .title = "Training",
             .description =
                 "Whether the projections are frozen, as the method says, or trained jointly",
             .kind = Kind::choice,
             .choices = choiceList<ProjectionTraining>()},
            {effects::hasPatches, kNoProjections}),
        row<&E::optimizer, &E::Optimizer::name>({.path = "optimizer.name",
                                                 .title = "Optimizer",
                                                 .description = "Optimizer",
                                                 .kind = Kind::choice,
                                                 .choices = choiceList<OptimizerKind>()}),
        row<&E::optimizer, &E::Optimizer::learningRate>(
            {.path = "optimizer.learning_rate",
             .title = "Learning rate",
             .description = "Learning rate at the start",
             .kind = Kind::number,
             .min = 0,
             .max = 10,
             .aboveMin = true}),
        row<&E::optimizer, &E::Optimizer::layerRates>(
            {.path = "optimizer.layer_rates",
             .title = "Layer rates",
             .description =
                 "Factors of the learning rate, one per layer, such as 1 1 0.5; empty: all 1",
             .kind = Kind::factors,
             .min = 0,
             .max = 1000,
             .unset = "all 1"}),
        row<&E::optimizer, &E::Optimizer::weightDecay>(
            {.path = "optimizer.weight_decay",
             .title = "Weight decay",
             .description = "Weight decay; decoupled from the gradient for AdamW",
             .kind = Kind::number,
             .min = 0,
             .max = 1}),
        row<&E::optimizer, &E::Optimizer::momentum>({.path = "optimizer.momentum",
                                                     .title = "Momentum",
                                                     .description = "Momentum of SGD",
                                                     .kind = Kind::number,
                                                     .min = 0,
                                                     .max = 0.9999},
                                                    {effects::isSgd, "only SGD has momentum"}),
        row<&E::optimizer, &E::Optimizer::schedule>(
            {.path = "optimizer.schedule",
             .title = "Schedule",
             .description = "Learning rate over the run: constant, or cosine annealing to 0",
             .kind = Kind::choice,
             .choices = choiceList<Schedule>()}),
        row<&E::optimizer, &E::Optimizer::warmup>(
            {.path = "optimizer.warmup",
             .title = "Warm-up",
             .description = "Epochs over which the learning rate grows linearly from 0",
             .kind = Kind::number,
             .min = 0,
             .max = 1000}),
        row<&E::train, &E::Train::epochs>({.path = "train.epochs",
                                           .title = "Epochs",
                                           .description = "Passes over the training images",
                                           .kind = Kind::integer,
                                           .min = 1,
                                           .max = 100000}),
        row<&E::train, &E::Train::batch>({.path = "train.batch",
                                          .title = "Batch size",
                                          .description = "Images per step",
                                          .kind = Kind::integer,
                                          .min = 1,
                                          .max = 65536}),
        row<&E::train, &E::Train::seed>(
            {.path = "train.seed",
             .title = "Seed",
             .description = "Seed of the weights, the projections and the order of the images",
             .kind = Kind::integer,
             .min = 0,
             .max = kLargestSeed}),
        row<&E::train, &E::Train::order>(
            {.path = "train.order",
             .title = "Order",
             .description = "Whether all layers learn on each batch or one after another",
             .kind = Kind::choice,
             .choices = choiceList<UpdateOrder>()},
            {effects::learnsLocally, "the method trains all layers together"}),
        row<&E::train, &E::Train::labelSmoothing>(
            {.path = "train.label_smoothing",
             .title = "Smoothing",
             .description =
                 "Label smoothing: fraction of each label that is spread over all classes",
             .kind = Kind::number,
             .min = 0,
             .max = 0.5},
            {effects::usesProbabilities,
             "forward-forward has no class probabilities to compare with labels"}),
        row<&E::train, &E::Train::patience>(
            {.path = "train.patience",
             .title = "Patience",
             .description =
                 "Epochs without a better validation accuracy after which training ends; 0: never",
             .kind = Kind::integer,
             .min = 0,
             .max = 100000,
             .unset = "never"}),
        row<&E::train, &E::Train::freezePatience>(
            {.path = "train.freeze_patience",
             .title = "Freeze patience",
             .description = "Epochs without a better validation accuracy of a layer after which "
                            "the layer is frozen; 0: never",
             .kind = Kind::integer,
             .min = 0,
             .max = 100000,
             .unset = "never"}),
        row<&E::train, &E::Train::onNonfinite>(
            {.path = "train.on_nonfinite",
             .title = "If not finite",
             .description = "What happens at a loss, gradient or weight that is not finite",
             .kind = Kind::choice,
             .choices = choiceList<OnNonfinite>()}),
        row<&E::checkpoint, &E::Checkpoint::keep>(
            {.path = "checkpoint.keep",
             .title = "Kept",
             .description = "Checkpoints kept in addition to the last and the best, spread evenly "
                            "over the epochs",
             .kind = Kind::integer,
             .min = 0,
             .max = 1000,
             .changesResults = false}),
        row<&E::checkpoint, &E::Checkpoint::minutes>(
            {.path = "checkpoint.minutes",
             .title = "Minutes between",
             .description = "Minutes between checkpoints within an epoch; 0: only at its end",
             .kind = Kind::number,
             .min = 0,
             .max = 1440,
             .unset = "after epochs only",
             .changesResults = false}),
        row<&E::compute, &E::Compute::path>(
            {.path = "compute.path",
             .title = "Path",
             .description =
                 "fast: fused passes; plain: one operation after another, for comparison",
             .kind = Kind::choice,
             .choices = choiceList<ComputePath>(),
             .changesResults = false}),
        row<&E::compute, &E::Compute::precision>(
            {.path = "compute.precision",
             .title = "Precision",
             .description = "Precision of convolutions and activations; weights stay float32; tf32 "
                            "is for GPUs",
             .kind = Kind::choice,
             .choices = choiceList<Precision>()}),
        row<&E::device>(
            {.path = "device",
             .title = "Device",
             .description = "Where to train: auto, cpu, cuda, or cuda:N for GPU number N",
             .kind = Kind::device,
             .min = 0,
             .max = 127,
             .choices = {{"auto", "A GPU if there is one, otherwise the CPU"},
                         {"cpu", ""},
                         {"cuda", ""}},
             .changesResults = false}),
        row<&E::threads>({.path = "threads",
                          .title = "Threads",
                          .description = "CPU threads; 0: one per core",
                          .kind = Kind::integer,
                          .min = 0,
                          .max = 1024,
                          .unset = "one per core",
                          .changesResults = false}),
        row<&E::probe, &E::Probe::samples>(
            {.path = "probe.samples",
             .title = "Images with maps",
             .description = "Test images whose goodness maps are kept",
             .kind = Kind::integer,
             .min = 1,
             .max = 1024,
             .changesResults = false}),
        row<&E::probe, &E::Probe::batch>(
            {.path = "probe.batch",
             .title = "Images measured",
             .description = "Test images on which channels are measured",
             .kind = Kind::integer,
             .min = 1,
             .max = 65536,
             .changesResults = false}),
        row<&E::probe, &E::Probe::budget>(
            {.path = "probe.budget",
             .title = "Time share",
             .description = "Largest fraction of the training time that probes take; 0: no maps, "
                            "1: maps of every epoch",
             .kind = Kind::number,
             .min = 0,
             .max = 1,
             .changesResults = false}),
    };
}

} // namespace

const std::vector<SettingRow>& settingRows() {
    static const std::vector<SettingRow> rows = makeRows();
    return rows;
}

const SettingRow* findRow(std::string_view path) {
    const auto& rows = settingRows();
    const auto found = std::find_if(
        rows.begin(), rows.end(), [&](const SettingRow& row) { return row.setting.path == path; });
    return found == rows.end() ? nullptr : &*found;
}

} // namespace asge
