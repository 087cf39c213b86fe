// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/session/inspect_run.h"

#include "core/base/cores.h"
#include "core/base/counted.h"
#include "core/base/error.h"
#include "core/experiment/experiment_json.h"
#include "core/learn/compute/kernels.h"
#include "core/learn/compute/lane_pass.h"
#include "core/learn/probe/probe.h"
#include "core/learn/probe/readouts.h"
#include "core/learn/session/goodness_table.h"
#include "core/learn/session/linear_probes.h"
#include "core/learn/session/run_data.h"
#include "core/learn/session/stored_run.h"
#include "core/learn/train/device.h"
#include "core/learn/train/network_observer.h"
#include "core/learn/train/torch_threads.h"
#include "core/learn/train/trainer.h"
#include "core/store/checkpoint_file.h"
#include "core/store/run_reader.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <utility>

namespace asge {

namespace {

/// Images that are computed at a time. Their activations are in memory together unless they are
/// computed in lanes.
constexpr int kImagesAtOnce = 256;
/// Validation images that are shown between two looks at the watch. They are few, so that an image
/// that the user draws meanwhile does not wait for long.
constexpr int kImagesBetweenLooks = 64;
/// Images whose outcomes are computed between two looks at the watch.
constexpr int kOutcomesAtOnce = 2000;

/// The fastest kernels, without the channel statistics of a probe: they would take a third of the
/// time, and an inspector does not show them.
const kernels::Kernels& readingKernels() {
    static const kernels::Kernels kernels = [] {
        kernels::Kernels all = kernels::bestKernels();
        all.forFloat.observe = [](const kernels::MapShape&, const float*, float*, std::uint8_t*) {};
        all.forBfloat16.observe = [](const kernels::MapShape&, const kernels::Bfloat16*, float*,
                                     std::uint8_t*) {};
        return all;
    }();
    return kernels;
}

std::vector<float> hostValues(const at::Tensor& tensor) {
    const at::Tensor host = tensor.to(at::kCPU, at::kFloat).contiguous();
    const auto* begin = static_cast<const float*>(host.data_ptr());
    return {begin, begin + host.numel()};
}

/// The 0-based best layer of a run's epoch; -1 if the run has no such epoch.
int bestLayerOf(const RunReader& store, RunId run, int epoch, int layers) {
    const auto event = store.epoch(run, epoch);
    const bool isKnown = event && event->bestLayer >= 0 && event->bestLayer < layers;
    return isKnown ? event->bestLayer : -1;
}

/// The same network with fewer patches in the maps of some layers, so that the evidence in them
/// sums to the logits; nothing if that holds for the network's own maps. A logit of one patch is
/// the sum over the patches of a map only if these are equal.
std::optional<Network> withEqualPatches(const Network& network,
                                        const std::vector<LayerInfo>& shapes) {
    Network equal = network;
    bool differs = false;
    for (std::size_t i = 0; i < equal.layers.size(); ++i) {
        Layer& layer = equal.layers[i];
        while (layer.shownPatches > layer.patches && (shapes[i].height % layer.shownPatches != 0 ||
                                                      shapes[i].width % layer.shownPatches != 0)) {
            --layer.shownPatches;
            differs = true;
        }
    }
    return differs ? std::optional(std::move(equal)) : std::nullopt;
}

void append(ProbeSnapshot& all, ProbeSnapshot part) {
    if (all.layers.empty()) {
        all = std::move(part);
        return;
    }
    const auto addTo = [](std::vector<float>& to, const std::vector<float>& from) {
        to.insert(to.end(), from.begin(), from.end());
    };
    all.samples += part.samples;
    for (std::size_t i = 0; i < all.layers.size(); ++i) {
        addTo(all.layers[i].goodness, part.layers[i].goodness);
        addTo(all.layers[i].probabilities, part.layers[i].probabilities);
    }
}

void append(ImageOutcomes& all, ImageOutcomes part) {
    if (all.labels.empty()) {
        all = std::move(part);
        return;
    }
    const auto addTo = [](auto& to, const auto& from) {
        to.insert(to.end(), from.begin(), from.end());
    };
    addTo(all.labels, part.labels);
    for (std::size_t i = 0; i < all.scorers.size(); ++i) {
        addTo(all.scorers[i].predicted, part.scorers[i].predicted);
        addTo(all.scorers[i].confidence, part.scorers[i].confidence);
        addTo(all.scorers[i].margin, part.scorers[i].margin);
    }
    std::transform(all.rangeCorrect.begin(), all.rangeCorrect.end(), part.rangeCorrect.begin(),
                   all.rangeCorrect.begin(), std::plus());
}

/// Reads the images of another reader from position `first` on.
class PartReader : public ImageReader {
  public:
    PartReader(std::shared_ptr<const ImageReader> whole, int first)
        : whole_(std::move(whole)), first_(first) {}
    void read(int index, std::uint8_t* pixels) const override {
        whole_->read(first_ + index, pixels);
    }

  private:
    const std::shared_ptr<const ImageReader> whole_;
    const int first_;
};

/// Some consecutive images of a set.
ImageSet partOf(const ImageSet& set, int first, int count) {
    ImageSet part{count, set.channels, set.height, set.width, {}, {}};
    part.labels.assign(set.labels.begin() + first, set.labels.begin() + first + count);
    if (set.reader) {
        part.reader = std::make_shared<PartReader>(set.reader, first);
    } else {
        const auto bytes = static_cast<std::ptrdiff_t>(set.imageBytes());
        part.pixels.assign(set.pixels.begin() + first * bytes,
                           set.pixels.begin() + (first + count) * bytes);
    }
    return part;
}

/// The stored checkpoints of the ends of epochs, from 1, ordered by epoch.
std::vector<CheckpointInfo> keptEpochs(const RunReader& store, RunId run) {
    std::vector<CheckpointInfo> kept;
    for (const CheckpointInfo& each : store.checkpoints(run)) { // ordered by step
        if (each.epoch >= 1 && (kept.empty() || each.epoch > kept.back().epoch)) {
            kept.push_back(each);
        }
    }
    return kept;
}

void reportShown(LoadWatch& watch, Split split, int done, int total) {
    watch.throwIfStopped();
    watch.onProgress({split == Split::test ? "showing test images to the network"
                                           : "showing validation images to the network",
                      done, total});
}

class RunInspector : public Inspector {
  public:
    /// `shapes` of the network's layers.
    RunInspector(InspectedNetwork facts, Experiment experiment, Network network,
                 const std::vector<LayerInfo>& shapes, at::Device device, InputScale scale,
                 RunData data, std::filesystem::path store, DataSetCache* cache)
        : store_(std::move(store)), cache_(cache), facts_(std::move(facts)),
          experiment_(std::move(experiment)), method_(methodNamed(experiment_.method)),
          network_(std::move(network)), equal_(withEqualPatches(network_, shapes)), device_(device),
          scale_(std::move(scale)), data_(std::move(data)),
          readouts_(std::make_shared<const Readouts>(readoutsOf(network_, experiment_))) {
        if (computesInLanes(method_, experiment_.compute.path, network_)) {
            pass_.emplace(network_, experiment_.compute.precision, threadCount(experiment_.threads),
                          readingKernels());
        }
    }

    const InspectedNetwork& network() const override { return facts_; }
    ReadoutsPtr readouts() const override { return readouts_; }

    ProbeSnapshot read(const ProbeImages& images) override {
        return readAll(
            images, [this](const Batches& batches, int first) { return readPart(batches, first); });
    }

    std::optional<ProbeSnapshot> evidenceMaps(const ProbeImages& images) override {
        if (!equal_ || !readouts_->undefined.empty()) {
            return std::nullopt;
        }
        return readAll(images, [this](const Batches& batches, int first) {
            const int count = std::min(kImagesAtOnce, batches.count() - first);
            return readOnce(*equal_, batches.range(first, count));
        });
    }

    std::vector<int> checkpointEpochs() override {
        std::vector<int> epochs;
        for (const CheckpointInfo& each : keptEpochs(RunReader(store_), facts_.run)) {
            epochs.push_back(each.epoch);
        }
        return epochs;
    }

    std::vector<EpochProbabilities> history(const ProbeImages& images, LoadWatch& watch) override {
        const RunReader store(store_);
        const std::vector<CheckpointInfo> kept = keptEpochs(store, facts_.run);
        std::vector<EpochProbabilities> all;
        for (const CheckpointInfo& each : kept) {
            watch.throwIfStopped();
            watch.onProgress({"showing the image to the networks of earlier epochs",
                              static_cast<std::int64_t>(all.size()), std::ssize(kept)});
            if (auto found = readAt(store, each, images, watch)) {
                all.push_back(std::move(*found));
            }
        }
        return all;
    }

    std::int64_t count(Split split, LoadWatch& watch) override {
        return imagesOf(split, watch).count;
    }

    ProbeImages images(Split split, const std::vector<std::int64_t>& positions,
                       LoadWatch& watch) override {
        const ImageSet& set = imagesOf(split, watch);
        const auto count = static_cast<int>(positions.size());
        ProbeImages images{count, set.channels, set.height, set.width, {}, {}, {}};
        images.pixels.resize(positions.size() * set.imageBytes());
        std::uint8_t* pixels = images.pixels.data();
        for (const std::int64_t position : positions) {
            watch.throwIfStopped();
            requirePosition(split, set, position);
            const auto index = static_cast<std::size_t>(position);
            readImage(set, static_cast<int>(position), pixels);
            pixels += set.imageBytes();
            images.labels.push_back(set.labels[index]);
            images.indices.push_back(split == Split::test ? data_.loaded()->testIndices[index]
                                                          : static_cast<int>(position));
        }
        return images;
    }

    ImageOutcomes outcomes(Split split, LoadWatch& watch) override {
        const ImageSet& set = imagesOf(split, watch);
        ImageOutcomes all;
        compute([&] {
            for (int first = 0; first < set.count; first += kOutcomesAtOnce) {
                reportShown(watch, split, first, set.count);
                const ImageSet part =
                    partOf(set, first, std::min(kOutcomesAtOnce, set.count - first));
                append(all,
                       *observer().outcomes(Batches(part, scale_.mean, scale_.divisor, device_)));
            }
        });
        return all;
    }

    std::vector<std::vector<Neighbour>> neighbours(const ProbeImages& image, int count,
                                                   LoadWatch& watch) override {
        if (image.count != 1) {
            throw BadInput("neighbours: exactly one image is needed, there are " +
                           std::to_string(image.count));
        }
        const ImageSet& validation = imagesOf(Split::validation, watch);
        const GoodnessTable query(read(image));
        std::vector<std::vector<double>> distances(query.layers());
        const auto add = [&](const GoodnessTable& table) {
            for (std::size_t i = 0; i < distances.size(); ++i) {
                const auto more = table.distances(i, query);
                distances[i].insert(distances[i].end(), more.begin(), more.end());
            }
        };
        if (isTableKept(validation, query)) {
            validationTable_.reserve(static_cast<std::size_t>(validation.count), query);
            forEachPart(
                validation, watch,
                [&](const ProbeSnapshot& part, int) {
                    validationTable_.append(GoodnessTable(part));
                },
                static_cast<int>(validationTable_.images()));
            add(validationTable_);
        } else {
            forEachPart(validation, watch,
                        [&](const ProbeSnapshot& part, int) { add(GoodnessTable(part)); });
        }
        std::vector<std::vector<Neighbour>> nearest;
        for (const std::vector<double>& layer : distances) {
            nearest.push_back(nearestOf(layer, validation.labels, count));
        }
        return nearest;
    }

    ChannelDepth channel(int layer, int channel, LoadWatch& watch) override {
        requireChannel(layer, channel);
        const ImageSet& validation = imagesOf(Split::validation, watch);
        const at::Tensor& weight = network_.layers[static_cast<std::size_t>(layer)].weight;
        ChannelStudy study(layer, channel, network_.classes);
        forEachPart(validation, watch, [&](const ProbeSnapshot& part, int first) {
            const auto begin = validation.labels.begin() + first;
            study.add(part.layers[static_cast<std::size_t>(layer)], {begin, begin + part.samples},
                      first);
        });
        constexpr int kPeaks = 24;
        constexpr int kCorrelations = 12;
        ChannelDepth depth = study.result(kPeaks, kCorrelations);
        depth.inputChannels = static_cast<int>(weight.size(1));
        const at::Tensor filter = weight[channel].to(at::kCPU, at::kFloat).contiguous();
        depth.filter.assign(filter.data_ptr<float>(), filter.data_ptr<float>() + filter.numel());
        return depth;
    }

    LinearProbes linearProbes(LoadWatch& watch) override {
        requireEpochEnd();
        const DataSet& data = dataOf(watch);
        LinearProbes probes;
        compute([&] { probes = trainLinearProbes(network_, experiment_, data, device_, watch); });
        probes.run = facts_.run;
        probes.epoch = facts_.epoch;
        probes.step = facts_.step;
        probes.notes.insert(probes.notes.begin(), facts_.notes.begin(), facts_.notes.end());
        return probes;
    }

  private:
    /// Throws BadInput unless values of this checkpoint can be stored with an epoch.
    void requireEpochEnd() const {
        const RunReader store(store_);
        const std::string place = "run " + std::to_string(facts_.run) + ": ";
        const auto run = store.find(facts_.run);
        if (run && isLive(run->status)) {
            throw BadInput(place + "it is being trained; linear probes can be trained when it has "
                                   "ended");
        }
        const auto epoch = store.epoch(facts_.run, facts_.epoch);
        if (!epoch || epoch->step != facts_.step) {
            throw BadInput(place + "its checkpoint of step " + std::to_string(facts_.step) +
                           " is not of the end of an epoch, to which linear probes belong; resume "
                           "the run, or choose another epoch");
        }
    }

    void requireChannel(int layer, int channel) const {
        if (layer < 0 || layer >= facts_.layers) {
            throw BadInput("layer " + std::to_string(layer + 1) + ": the network has " +
                           counted(facts_.layers, "layer"));
        }
        const std::int64_t channels =
            network_.layers[static_cast<std::size_t>(layer)].weight.size(0);
        if (channel < 0 || channel >= channels) {
            throw BadInput("channel " + std::to_string(channel + 1) + ": layer " +
                           std::to_string(layer + 1) + " has " + counted(channels, "channel"));
        }
    }

    /// Nothing if a training has deleted the checkpoint meanwhile.
    std::optional<EpochProbabilities> readAt(const RunReader& store, const CheckpointInfo& at,
                                             const ProbeImages& images, LoadWatch& watch) {
        ProbeSnapshot maps;
        if (at.step == facts_.step) {
            maps = read(images);
        } else {
            try {
                maps = inspectRun(store, facts_.run, at.epoch, watch, cache_)->read(images);
            } catch (const BadInput&) {
                const std::vector<CheckpointInfo> left = keptEpochs(store, facts_.run);
                if (std::any_of(left.begin(), left.end(),
                                [&](const auto& each) { return each.epoch == at.epoch; })) {
                    throw;
                }
                return std::nullopt;
            }
        }
        EpochProbabilities result{at.epoch, maps.samples, maps.classes, {}};
        for (LayerMaps& layer : maps.layers) {
            result.layers.push_back(std::move(layer.probabilities));
        }
        return result;
    }

    const DataSet& dataOf(LoadWatch& watch) {
        const bool isNew = data_.loaded() == nullptr;
        const DataSet& data = data_.load(
            watch, ImageShape{facts_.channels, facts_.height, facts_.width, network_.classes});
        if (isNew) {
            facts_.notes = shortened(data.notes);
        }
        return data;
    }

    const ImageSet& imagesOf(Split split, LoadWatch& watch) {
        if (split != Split::test && split != Split::validation) {
            throw Error("inspector: only test and validation images can be shown");
        }
        const DataSet& data = dataOf(watch);
        const ImageSet& set = split == Split::test ? data.test : data.validation;
        if (set.count == 0) {
            throw BadInput("run " + std::to_string(facts_.run) + ": it has no " +
                           (split == Split::test ? "test" : "validation") + " images" +
                           (split == Split::test
                                ? ""
                                : "; data.validation sets some of the training images aside"));
        }
        return set;
    }

    static void requirePosition(Split split, const ImageSet& set, std::int64_t position) {
        if (position < 0 || position >= set.count) {
            throw BadInput("image " + std::to_string(position) + ": there " +
                           inNumber(set.count, "is ", "are ") + std::to_string(set.count) + ' ' +
                           (split == Split::test ? "test " : "validation ") +
                           inNumber(set.count, "image") + ", counted from 0");
        }
    }

    /// Throws BadInput unless the images fit the network. Missing or impossible labels become 0.
    ImageSet imageSetOf(const ProbeImages& images) const {
        const auto sizes = [](int channels, int height, int width) {
            return counted(channels, "channel") + " of " + std::to_string(height) + " × " +
                   std::to_string(width) + " pixels";
        };
        if (images.channels != facts_.channels || images.height != facts_.height ||
            images.width != facts_.width) {
            throw BadInput(
                "images: they have " + sizes(images.channels, images.height, images.width) +
                ", the network expects " + sizes(facts_.channels, facts_.height, facts_.width));
        }
        ImageSet set{images.count, images.channels, images.height,
                     images.width, images.pixels,   images.labels};
        if (set.count < 1 ||
            set.pixels.size() != set.imageBytes() * static_cast<std::size_t>(set.count)) {
            throw BadInput("images: " + counted(set.count, "image") + " can't have " +
                           counted(set.pixels.size(), "byte"));
        }
        set.labels.resize(static_cast<std::size_t>(set.count));
        for (int& label : set.labels) {
            label = label >= 0 && label < network_.classes ? label : 0;
        }
        return set;
    }

    /// `readSome` reads the images from a position on.
    template <typename ReadSome>
    ProbeSnapshot readAll(const ProbeImages& images, const ReadSome& readSome) const {
        const ImageSet set = imageSetOf(images);
        ProbeSnapshot all;
        compute([&] {
            const Batches batches(set, scale_.mean, scale_.divisor, device_);
            for (int first = 0; first < images.count; first += kImagesAtOnce) {
                append(all, readSome(batches, first));
            }
        });
        all.epoch = facts_.epoch;
        all.step = facts_.step;
        all.readouts = readouts_;
        return all;
    }

    template <typename Work>
    void compute(const Work& work) const {
        const at::NoGradGuard noGrad;
        setTorchThreads(experiment_, network_);
        withDeviceErrors(experiment_, device_, work);
    }

    ProbeSnapshot readPart(const Batches& batches, int first, int most = kImagesAtOnce) {
        const int count = std::min(most, batches.count() - first);
        const Batch batch = batches.range(first, count);
        if (pass_) {
            return withoutStatistics(probe(*pass_, network_, sourceOf(batch), count));
        }
        if (!readouts_->undefined.empty()) {
            return withoutStatistics(observer().probe(batch, count));
        }
        return readOnce(network_, batch);
    }

    static ProbeSnapshot withoutStatistics(ProbeSnapshot maps) {
        maps.channels.clear();
        return maps;
    }

    /// It has threads of its own, so it is made when it is first needed.
    NetworkObserver& observer() {
        if (!observer_) {
            observer_.emplace(network_, experiment_);
        }
        return *observer_;
    }

    /// As a probe without channel statistics, in one pass.
    ProbeSnapshot readOnce(const Network& network, const Batch& batch) const {
        const at::ScalarType type =
            experiment_.compute.precision == Precision::bfloat16 ? at::kBFloat16 : at::kFloat;
        ProbeSnapshot part;
        part.samples = static_cast<int>(batch.labels.size(0));
        part.classes = network.classes;
        forEachLayer(network.withWeightsOf(type),
                     batch.input.to(type, false, false, at::MemoryFormat::ChannelsLast),
                     [&](std::size_t, const Layer& layer, const at::Tensor&, const at::Tensor& y) {
                         const at::Tensor maps = layer.patchMaps(y);
                         const at::Tensor shown =
                             layer.shownPatches == layer.patches ? maps : layer.shownMaps(y);
                         part.layers.push_back({static_cast<int>(maps.size(1)), layer.shownPatches,
                                                hostValues(shown),
                                                hostValues(layer.logits(maps).softmax(1))});
                     });
        return part;
    }

    /// Calls visit(ProbeSnapshot, first) for the images of the validation set, part by part, from
    /// position `from` on.
    template <typename Visit>
    void forEachPart(const ImageSet& set, LoadWatch& watch, const Visit& visit, int from = 0) {
        if (from >= set.count) {
            return;
        }
        compute([&] {
            const Batches batches(set, scale_.mean, scale_.divisor, device_);
            for (int first = from; first < set.count; first += kImagesBetweenLooks) {
                reportShown(watch, Split::validation, first, set.count);
                visit(readPart(batches, first, kImagesBetweenLooks), first);
            }
        });
    }

    static bool isTableKept(const ImageSet& set, const GoodnessTable& ofOne) {
        constexpr std::size_t kMostBytes = std::size_t{512} << 20U;
        return ofOne.bytes() * static_cast<std::size_t>(set.count) < kMostBytes;
    }

    const std::filesystem::path store_;
    DataSetCache* const cache_;
    InspectedNetwork facts_;
    const Experiment experiment_;
    const Method& method_;
    const Network network_;
    const std::optional<Network> equal_; ///< see withEqualPatches
    const at::Device device_;
    const InputScale scale_;
    RunData data_;
    const ReadoutsPtr readouts_;
    std::optional<LanePass> pass_; ///< refers to network_; empty if it is not computed in lanes
    std::optional<NetworkObserver> observer_; ///< refers to network_
    GoodnessTable validationTable_;           ///< of the first validation images
};

} // namespace

std::unique_ptr<Inspector> inspectRun(const RunReader& store, RunId run, std::optional<int> epoch,
                                      LoadWatch& watch, DataSetCache* cache) {
    const auto summary = store.find(run);
    const std::string place = "run " + std::to_string(run);
    if (!summary) {
        throw BadInput(place + ": no such run");
    }
    const Checkpoint state = findCheckpoint(store, run, epoch);
    const at::NoGradGuard noGrad;
    Experiment experiment = parseExperiment(summary->experimentJson, place);
    const at::Device device = resolveDevice("auto");
    usePrecision(experiment.compute.precision, device);
    const RunDetail description = store.description(run);
    RunData data(run, experiment, description.dataIdentity, cache);
    NetworkInputs inputs = inputsOf(description, data, watch);
    const CheckpointContent content =
        readCheckedCheckpoint(run, state, experiment, inputs.shape, inputs.trainImages);
    Network network = methodNamed(experiment.method).makeNetwork(experiment, inputs.shape, device);
    setTorchThreads(experiment, network);
    useCheckpoint(run, state, [&] { restoreNetwork(network, content); });
    const std::vector<LayerInfo> shapes = layerShapes(experiment, inputs.shape);
    for (Layer& layer : network.layers) { // each pass would convert them
        layer = layer.withWeightsOf(at::kFloat);
    }

    InspectedNetwork facts;
    facts.run = run;
    facts.epoch = state.epoch;
    facts.step = state.step;
    facts.classNames = std::move(inputs.classNames);
    facts.channels = inputs.shape.channels;
    facts.height = inputs.shape.height;
    facts.width = inputs.shape.width;
    facts.layers = static_cast<int>(network.layers.size());
    facts.bestLayer = bestLayerOf(store, run, state.epoch, facts.layers);
    if (data.loaded() != nullptr) {
        facts.notes = shortened(data.loaded()->notes);
    }
    return std::make_unique<RunInspector>(
        std::move(facts), std::move(experiment), std::move(network), shapes, device,
        std::move(inputs.scale), std::move(data), store.path(), cache);
}

} // namespace asge
