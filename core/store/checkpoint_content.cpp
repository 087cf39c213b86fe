// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/checkpoint_content.h"

#include "core/base/counted.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/store/codec.h"
#include "core/store/old_checkpoint.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>
#include <set>
#include <utility>

namespace asge {
namespace {

constexpr const char* kFormat = "asge-checkpoint";
constexpr const char* kVersion = "1";
constexpr const char* kOptimizerSteps = "optimizer_steps";
constexpr const char* kOldProgress = "progress";
constexpr const char* kBestEpoch = "progress_best_epoch";
constexpr const char* kBestAccuracy = "progress_best_accuracy";
constexpr const char* kEpochSteps = "progress_epoch_steps";
constexpr const char* kEpochImages = "progress_epoch_images";
constexpr const char* kLossSums = "progress_loss_sums";
constexpr const char* kAccuracySums = "progress_accuracy_sums";
constexpr const char* kInterventions = "progress_interventions";
constexpr const char* kLayerBestEpochs = "progress_layer_best_epochs";
constexpr const char* kLayerBestAccuracies = "progress_layer_best_accuracies";

// Prefix and suffix of the key of a metric.
constexpr std::string_view kProgress = "progress_";
constexpr std::string_view kSums = "_sums";

std::string sumsName(const std::string& key) {
    return std::string(kProgress) + key + std::string(kSums);
}

std::string stepsName(const std::string& key) {
    return std::string(kProgress) + key + "_steps";
}

/// 2^53: every whole number up to this can be represented as a double.
constexpr std::int64_t kLargestCount = std::int64_t{1} << 53U;
/// Upper bound of a container's bytes other than the tensors' elements, in this or an old version.
constexpr std::size_t kLargestOverhead = std::size_t{2} << 20U;
/// Largest rounding error of a sum of fractions, relative to the sum.
constexpr double kRounding = 1e-6;

[[noreturn]] void refuseCount(const std::string& name, const std::string& bounds,
                              const std::string& value) {
    throw Error(name + " must be a whole number " + bounds + ", is " + value);
}

std::int64_t requireCount(const std::string& name, std::int64_t value, std::int64_t most) {
    if (value < 0 || value > most) {
        refuseCount(name, "from 0 to " + std::to_string(most), std::to_string(value));
    }
    return value;
}

/// Converts a count of the first versions, which stored counts as reals.
std::int64_t countOf(const std::string& name, double value) {
    if (!(value >= 0 && value <= static_cast<double>(kLargestCount)) ||
        value != std::floor(value)) {
        refuseCount(name, "from 0 up", numberText(value));
    }
    return static_cast<std::int64_t>(value);
}

void requireFinite(const std::string& name, double value) {
    if (!std::isfinite(value)) {
        throw Error(name + " holds a number that is not finite");
    }
}

/// Throws Error unless all elements are finite and all squares not negative.
void requireNumbers(const TensorView& tensor) {
    constexpr std::uint32_t kExponent = 0x7f800000;
    constexpr std::uint32_t kSign = 0x80000000;
    const bool ofSquares = tensor.info.name.ends_with("_square");
    bool finite = true;
    bool negative = false;
    for (std::size_t i = 0; i < tensor.bytes.size(); i += sizeof(std::uint32_t)) {
        std::uint32_t bits = 0;
        std::memcpy(&bits, tensor.bytes.data() + i, sizeof bits);
        finite &= (bits & kExponent) != kExponent;
        negative |= bits > kSign;
    }
    const std::string name = oneLine(tensor.info.name, 100);
    if (!finite) {
        throw Error(name + " holds a number that is not finite");
    }
    if (ofSquares && negative) {
        throw Error(name + " holds a negative number");
    }
}

auto hasName(const char* name) {
    return [name](const TensorView& each) { return each.info.name == name; };
}

/// The tensors of a container, which are taken out one by one by their names.
class Tensors {
  public:
    explicit Tensors(std::vector<TensorView> all) : all_(std::move(all)) {}

    bool has(const char* name) const {
        return std::any_of(all_.begin(), all_.end(), hasName(name));
    }
    /// Takes out a one-dimensional tensor and returns its numbers. Throws Error if it is missing,
    /// or unless it has `count` numbers, if given.
    template <typename T>
    std::vector<T> take(const char* name, std::optional<std::size_t> count = {}) {
        const auto found = std::find_if(all_.begin(), all_.end(), hasName(name));
        if (found == all_.end()) {
            throw Error(std::string("has no ") + name);
        }
        constexpr TensorType type =
            std::is_same_v<T, double> ? TensorType::float64 : TensorType::int64;
        if (found->info.type != type || found->info.shape.size() != 1 ||
            (count && found->info.shape[0] != static_cast<std::int64_t>(*count))) {
            throw Error(std::string(name) + " must not be " + toLine(found->info));
        }
        std::vector<T> values = decodeNumbers<T>(found->bytes);
        all_.erase(found);
        return values;
    }
    template <typename T>
    T takeOne(const char* name) {
        return take<T>(name, 1).front();
    }
    /// The names that begin with `begin` and end with `end`.
    std::set<std::string> namesLike(std::string_view begin, std::string_view end) const {
        std::set<std::string> names;
        for (const TensorView& each : all_) {
            const std::string& name = each.info.name;
            if (name.size() > begin.size() + end.size() && name.starts_with(begin) &&
                name.ends_with(end)) {
                names.insert(name);
            }
        }
        return names;
    }
    std::vector<TensorView> rest() { return std::move(all_); }

  private:
    std::vector<TensorView> all_;
};

/// Decodes the progress of old checkpoints: best epoch, its accuracy, steps and images of the
/// current epoch, then loss and accuracy sums of each layer.
TrainingProgress progressFromRow(const std::vector<double>& row) {
    constexpr std::size_t kFixed = 4;
    if (row.size() < kFixed || row.size() % 2 != 0) {
        throw Error("progress has " + std::to_string(row.size()) + " numbers");
    }
    TrainingProgress progress{countOf(kBestEpoch, row[0]),
                              row[1],
                              countOf(kEpochSteps, row[2]),
                              countOf(kEpochImages, row[3]),
                              {}};
    for (std::size_t i = kFixed; i < row.size(); i += 2) {
        progress.sums.push_back({row[i], row[i + 1]});
    }
    return progress;
}

/// Takes out the sums of all metrics over the epoch's steps; returns those of known metrics.
std::vector<StepMeasureSums> takeMeasures(Tensors& tensors, std::size_t layers) {
    std::vector<StepMeasureSums> measures;
    for (const std::string& name : tensors.namesLike(kProgress, kSums)) {
        const std::string key =
            name.substr(kProgress.size(), name.size() - kProgress.size() - kSums.size());
        auto sums = tensors.take<double>(name.c_str(), layers);
        auto steps = tensors.take<std::int64_t>(stepsName(key).c_str(), layers);
        if (const auto metric = findMetric(key)) {
            measures.push_back({*metric, std::move(sums), std::move(steps)});
        }
    }
    return measures;
}

TrainingProgress takeProgress(Tensors& tensors, std::size_t layers) {
    TrainingProgress progress;
    progress.bestEpoch = tensors.takeOne<std::int64_t>(kBestEpoch);
    progress.bestAccuracy = tensors.takeOne<double>(kBestAccuracy);
    progress.epochSteps = tensors.takeOne<std::int64_t>(kEpochSteps);
    progress.epochImages = tensors.takeOne<std::int64_t>(kEpochImages);
    const auto losses = tensors.take<double>(kLossSums, layers);
    const auto accuracies = tensors.take<double>(kAccuracySums, layers);
    for (std::size_t i = 0; i < layers; ++i) {
        progress.sums.push_back({losses[i], accuracies[i]});
    }
    progress.measures = takeMeasures(tensors, layers);
    if (tensors.has(kInterventions)) {
        progress.interventions = tensors.takeOne<std::int64_t>(kInterventions);
    }
    if (tensors.has(kLayerBestEpochs)) {
        progress.layerBestEpochs = tensors.take<std::int64_t>(kLayerBestEpochs, layers);
        progress.layerBestAccuracies = tensors.take<double>(kLayerBestAccuracies, layers);
    }
    return progress;
}

/// Checks what holds for the progress of every run. Throws Error.
void requireSoundProgress(TrainingProgress& progress) {
    requireCount(kBestEpoch, progress.bestEpoch, kLargestCount);
    requireCount(kEpochSteps, progress.epochSteps, kLargestCount);
    requireCount(kEpochImages, progress.epochImages, kLargestCount);
    requireCount(kInterventions, progress.interventions, kLargestCount);
    for (const std::int64_t epoch : progress.layerBestEpochs) {
        requireCount(kLayerBestEpochs, epoch, kLargestCount);
    }
    for (const double best : progress.layerBestAccuracies) {
        if (!(best >= 0 && best <= 1)) {
            throw Error(std::string(kLayerBestAccuracies) + " must be from 0 to 1, is " +
                        numberText(best));
        }
    }
    const bool accuracy = progress.bestEpoch == 0
                              ? progress.bestAccuracy == -1
                              : progress.bestAccuracy >= 0 && progress.bestAccuracy <= 1;
    if (!accuracy) {
        throw Error(std::string(kBestAccuracy) +
                    " must be from 0 to 1, or -1 without a best epoch, is " +
                    numberText(progress.bestAccuracy));
    }
    const auto images = static_cast<double>(progress.epochImages);
    bool isZero = true;
    for (const LayerScore& sum : progress.sums) {
        requireFinite(kLossSums, sum.loss);
        constexpr double kMostLoss = 1e30; // far above any sum of float32 losses
        if (sum.loss < 0 || sum.loss > kMostLoss) {
            throw Error(std::string(kLossSums) + " must be from 0 to 1e30, is " +
                        numberText(sum.loss));
        }
        requireFinite(kAccuracySums, sum.accuracy);
        if (sum.accuracy < 0 || sum.accuracy > images * (1 + kRounding)) {
            throw Error(std::string(kAccuracySums) + " must be from 0 to the epoch's " +
                        counted(progress.epochImages, "image") + ", is " +
                        numberText(sum.accuracy));
        }
        isZero = isZero && sum == LayerScore{};
    }
    for (const StepMeasureSums& measure : progress.measures) {
        for (const std::int64_t steps : measure.steps) {
            requireCount(stepsName(std::string(rowOf(measure.metric).key)), steps,
                         progress.epochSteps);
        }
    }
    if (progress.epochSteps > 0) {
        return;
    }
    if (progress.epochImages != 0 || !isZero) {
        throw Error(std::string(kEpochSteps) + " is 0, but the epoch has images or scores");
    }
    progress.sums.clear();
    progress.measures.clear();
}

/// Splits an old archive, which has all progress in one row.
CheckpointContent contentOfOld(std::vector<TensorView> all) {
    Tensors tensors(std::move(all));
    CheckpointContent content;
    content.optimizerSteps = tensors.take<std::int64_t>(kOptimizerSteps);
    if (tensors.has(kOldProgress)) {
        content.progress = progressFromRow(tensors.take<double>(kOldProgress));
    }
    content.tensors = tensors.rest();
    return content;
}

CheckpointContent contentOf(Safetensors container) {
    if (container.metadata["format"] != kFormat) {
        throw Error("its metadata do not identify it as a checkpoint of asge");
    }
    if (container.metadata["version"] != kVersion) {
        throw Error("it is of version " + oneLine(container.metadata["version"], 20) +
                    ", made by a newer program; use that one");
    }
    Tensors tensors(std::move(container.tensors));
    CheckpointContent content;
    content.optimizerSteps = tensors.take<std::int64_t>(kOptimizerSteps);
    content.progress = takeProgress(tensors, content.optimizerSteps.size());
    content.tensors = tensors.rest();
    return content;
}

TensorInfo infoOf(const char* name, TensorType type, std::size_t count) {
    return {name, type, {static_cast<std::int64_t>(count)}};
}

/// Checks that the number of images fits the steps of the current epoch.
void requireConsistentProgress(const TrainingProgress& progress, const CheckpointLayout& layout,
                               int epoch, std::int64_t step) {
    requireCount(kBestEpoch, progress.bestEpoch, epoch);
    for (const std::int64_t best : progress.layerBestEpochs) {
        requireCount(kLayerBestEpochs, best, epoch);
    }
    requireCount(kEpochSteps, progress.epochSteps, step);
    const std::int64_t batch = layout.batch;
    std::int64_t most = kLargestCount / batch;
    if (layout.trainImages) {
        most = (*layout.trainImages + batch - 1) / batch;
    }
    requireCount(kEpochSteps, progress.epochSteps, most);
    std::int64_t images = progress.epochSteps * batch;
    bool fits = progress.epochImages <= images && progress.epochImages > images - batch;
    if (layout.trainImages) {
        images = std::min(images, *layout.trainImages);
        fits = progress.epochImages == images;
    }
    if (progress.epochSteps > 0 && !fits) {
        throw Error(std::string(kEpochImages) + " must be the " + counted(images, "image") +
                    " of " + counted(progress.epochSteps, "step") + ", is " +
                    std::to_string(progress.epochImages));
    }
    if (progress.epochSteps > 0 && progress.sums.size() != layout.layers) {
        throw Error(std::string(kLossSums) + " has " + counted(progress.sums.size(), "layer") +
                    " of " + std::to_string(layout.layers));
    }
}

/// The bound is small enough that products of three extents do not overflow.
void requireExtent(const std::string& name, std::int64_t size) {
    constexpr std::int64_t kLargest = 65536;
    if (size < 1 || size > kLargest) {
        throw Error(name + " must be from 1 to " + std::to_string(kLargest) + ", is " +
                    std::to_string(size));
    }
}

/// The shape of the projection that a method has per layer.
struct Readout {
    bool ofPatches = true; ///< its inputs are patch goodness values; else one mean per channel
    bool byClass = true;   ///< it has one row per class; else one row
    bool canTrain = true;
};

Readout readoutOf(const std::string& method) {
    if (method == "channel-competition" || method == "mean-goodness") {
        return {false, true, false};
    }
    if (method == "forward-forward") {
        return {false, false, false};
    }
    return {};
}

} // namespace

std::vector<double> StepMeasureSums::means() const {
    std::vector<double> means;
    for (std::size_t i = 0; i < sums.size(); ++i) {
        means.push_back(steps[i] > 0 ? sums[i] / static_cast<double>(steps[i])
                                     : std::numeric_limits<double>::quiet_NaN());
    }
    return means;
}

CheckpointLayout checkpointLayoutOf(const StoredNetwork& network) {
    requireExtent("image channels", network.imageChannels);
    requireExtent("classes", network.classes);
    const Readout readout = readoutOf(network.method);
    CheckpointLayout layout;
    layout.layers = network.layers.size();
    layout.batch = std::max(network.batch, 1);
    std::int64_t input = network.imageChannels;
    for (std::size_t i = 0; i < network.layers.size(); ++i) {
        const LayerInfo& layer = network.layers[i];
        const std::string prefix = "layer" + std::to_string(i + 1) + "_";
        requireExtent(prefix + "channels", layer.channels);
        requireExtent(prefix + "patches", layer.patches);
        const std::int64_t side = readout.ofPatches ? layer.patches : 1;
        const std::int64_t rows = readout.byClass ? network.classes : 1;
        const std::int64_t channels = layer.channels;
        const std::vector<TensorInfo> own{
            {prefix + "weight", TensorType::float32, {channels, input, 3, 3}},
            {prefix + "bias", TensorType::float32, {channels}},
            {prefix + "projection", TensorType::float32, {rows, channels * side * side}},
            {prefix + "projection_bias", TensorType::float32, {rows}}};
        const std::size_t trained = network.trainsProjection && readout.canTrain ? 4 : 2;
        layout.tensors.insert(layout.tensors.end(), own.begin(), own.end());
        for (std::size_t t = 0; t < trained; ++t) {
            for (const char* state : {"_mean", "_square"}) {
                layout.tensors.push_back({own[t].name + state, own[t].type, own[t].shape});
            }
        }
        input = channels;
    }
    for (const TensorInfo& each : layout.tensors) {
        byteCount(each);
    }
    return layout;
}

CheckpointContent readCheckpointContent(std::string_view bytes) {
    CheckpointContent content = isOldCheckpoint(bytes) ? contentOfOld(readOldCheckpoint(bytes))
                                                       : contentOf(readSafetensors(bytes));
    for (const TensorView& each : content.tensors) {
        const std::string name = oneLine(each.info.name, 100);
        if (each.info.type != TensorType::float32) {
            throw Error(name + " must be F32, is " + toLine(each.info));
        }
        requireNumbers(each);
    }
    for (const std::int64_t steps : content.optimizerSteps) {
        requireCount(kOptimizerSteps, steps, kLargestCount);
    }
    if (content.progress) {
        requireSoundProgress(*content.progress);
    }
    return content;
}

void requireTensors(const CheckpointContent& content, const CheckpointLayout& layout) {
    std::map<std::string_view, const TensorInfo*> found;
    for (const TensorView& each : content.tensors) {
        if (!found.emplace(each.info.name, &each.info).second) {
            throw Error("has " + oneLine(each.info.name, 100) + " twice");
        }
    }
    for (const TensorInfo& each : layout.tensors) {
        const auto at = found.find(each.name);
        if (at == found.end()) {
            throw Error("has no " + each.name);
        }
        if (*at->second != each) {
            throw Error(each.name + " has a different shape than in the experiment's network: " +
                        toLine(*at->second) + ", not " + toLine(each));
        }
        found.erase(at);
    }
    if (!found.empty()) {
        throw Error("has " + oneLine(found.begin()->first, 100) +
                    ", which the experiment's network does not have");
    }
    if (content.optimizerSteps.size() != layout.layers) {
        throw Error(std::string(kOptimizerSteps) + " has " +
                    counted(content.optimizerSteps.size(), "layer") + " of " +
                    std::to_string(layout.layers));
    }
}

void requireConsistentProgress(const CheckpointContent& content, const CheckpointLayout& layout,
                               int epoch, std::int64_t step) {
    if (epoch < 0 || step < 0 || step > kLargestCount) {
        throw Error("was taken at an epoch or a step out of range");
    }
    for (const std::int64_t steps : content.optimizerSteps) {
        requireCount(kOptimizerSteps, steps, step);
    }
    if (content.progress) {
        requireConsistentProgress(*content.progress, layout, epoch, step);
    }
}

std::size_t largestCheckpoint(const CheckpointLayout& layout) {
    std::size_t bytes = kLargestOverhead;
    for (const TensorInfo& each : layout.tensors) {
        bytes += byteCount(each);
    }
    return bytes;
}

std::string beginCheckpoint(const std::vector<TensorInfo>& tensors,
                            const std::vector<std::int64_t>& optimizerSteps,
                            const TrainingProgress& progress) {
    const std::size_t layers = optimizerSteps.size();
    // Tensors with 8-byte elements come first, so that all are aligned.
    std::vector<TensorInfo> all{infoOf(kOptimizerSteps, TensorType::int64, layers),
                                infoOf(kBestEpoch, TensorType::int64, 1),
                                infoOf(kBestAccuracy, TensorType::float64, 1),
                                infoOf(kEpochSteps, TensorType::int64, 1),
                                infoOf(kEpochImages, TensorType::int64, 1),
                                infoOf(kLossSums, TensorType::float64, layers),
                                infoOf(kAccuracySums, TensorType::float64, layers)};
    std::string further; // elements of the tensors that are not always there
    for (const StepMeasureSums& each : progress.measures) {
        const std::string key(rowOf(each.metric).key);
        all.push_back(infoOf(sumsName(key).c_str(), TensorType::float64, layers));
        all.push_back(infoOf(stepsName(key).c_str(), TensorType::int64, layers));
        further += encodeNumbers(each.sums) + encodeNumbers(each.steps);
    }
    if (progress.interventions != 0) {
        all.push_back(infoOf(kInterventions, TensorType::int64, 1));
        further += encodeNumbers(std::vector{progress.interventions});
    }
    if (!progress.layerBestEpochs.empty()) {
        all.push_back(infoOf(kLayerBestEpochs, TensorType::int64, layers));
        all.push_back(infoOf(kLayerBestAccuracies, TensorType::float64, layers));
        further += encodeNumbers(progress.layerBestEpochs);
        further += encodeNumbers(progress.layerBestAccuracies);
    }
    all.insert(all.end(), tensors.begin(), tensors.end());
    std::vector<double> losses(layers);
    std::vector<double> accuracies(layers);
    for (std::size_t i = 0; i < progress.sums.size() && i < layers; ++i) {
        losses[i] = progress.sums[i].loss;
        accuracies[i] = progress.sums[i].accuracy;
    }
    std::string bytes = beginSafetensors(all, {{"format", kFormat}, {"version", kVersion}});
    bytes += encodeNumbers(optimizerSteps);
    bytes += encodeNumbers(std::vector{progress.bestEpoch});
    bytes += encodeNumbers(std::vector{progress.bestAccuracy});
    bytes += encodeNumbers(std::vector{progress.epochSteps, progress.epochImages});
    bytes += encodeNumbers(losses);
    bytes += encodeNumbers(accuracies);
    bytes += further;
    return bytes;
}

std::string toBytes(const CheckpointContent& content) {
    std::vector<TensorInfo> infos;
    for (const TensorView& each : content.tensors) {
        infos.push_back(each.info);
    }
    std::string bytes = beginCheckpoint(infos, content.optimizerSteps,
                                        content.progress.value_or(TrainingProgress{}));
    for (const TensorView& each : content.tensors) {
        bytes += each.bytes;
    }
    return bytes;
}

} // namespace asge
