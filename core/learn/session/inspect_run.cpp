// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/session/inspect_run.h"

#include "core/base/counted.h"
#include "core/base/error.h"
#include "core/experiment/experiment_json.h"
#include "core/experiment/method_facts.h"
#include "core/learn/session/data_set_cache.h"
#include "core/learn/session/goodness_table.h"
#include "core/learn/session/stored_run.h"
#include "core/learn/train/device.h"
#include "core/learn/train/network_observer.h"
#include "core/learn/train/torch_threads.h"
#include "core/learn/train/trainer.h"
#include "core/store/checkpoint_file.h"
#include "core/store/run_reader.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace asge {

namespace {

/// Images that are computed at a time. Their activations are in memory together unless they are
/// computed in lanes.
constexpr int kImagesAtOnce = 256;

std::vector<float> valuesOf(const at::Tensor& tensor) {
    const at::Tensor host = tensor.to(at::kCPU, at::kFloat).contiguous();
    const auto* begin = static_cast<const float*>(host.data_ptr());
    return {begin, begin + host.numel()};
}

/// What a network's inputs are made with: (pixel / 255 − mean) / divisor, per channel.
struct InputScale {
    std::vector<float> mean;
    std::vector<float> divisor;
};

/// The store does not keep these values, so they come from the run's data.
InputScale inputScaleOf(const DataSet& data) {
    return {data.mean, data.inputDivisor};
}

/// The 0-based best layer of a run's epoch; -1 if the run has no such epoch.
int bestLayerOf(const RunReader& store, RunId run, int epoch, int layers) {
    auto event = store.lastEpoch(run);
    if (event && event->epoch != epoch) {
        constexpr auto kNone = std::numeric_limits<std::int64_t>::max();
        const RunProgress later = store.progress(run, epoch - 1, kNone, kNone);
        const auto found =
            std::find_if(later.epochs.begin(), later.epochs.end(),
                         [&](const EpochEvent& each) { return each.epoch == epoch; });
        event.reset();
        if (found != later.epochs.end()) {
            event = *found;
        }
    }
    const bool isKnown = event && event->bestLayer >= 0 && event->bestLayer < layers;
    return isKnown ? event->bestLayer : -1;
}

/// If the class scores come from one patch, maps of several patches are shown. Their evidence sums
/// to the logit only if the patches are equal, so the largest number of patches with that property
/// is chosen.
void makePatchesEqual(Network& network, const std::vector<LayerInfo>& shapes) {
    for (std::size_t i = 0; i < network.layers.size(); ++i) {
        Layer& layer = network.layers[i];
        while (layer.shownPatches > layer.patches && (shapes[i].height % layer.shownPatches != 0 ||
                                                      shapes[i].width % layer.shownPatches != 0)) {
            --layer.shownPatches;
        }
    }
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

class RunInspector : public Inspector {
  public:
    RunInspector(InspectedNetwork facts, Experiment experiment, Network network, at::Device device,
                 std::shared_ptr<const DataSet> data)
        : facts_(std::move(facts)), experiment_(std::move(experiment)),
          method_(methodNamed(experiment_.method)), network_(std::move(network)), device_(device),
          data_(std::move(data)), scale_(inputScaleOf(*data_)),
          readouts_(std::make_shared<const Readouts>(readoutsOf(network_, method_))),
          observer_(network_, experiment_),
          inLanes_(computesInLanes(method_, experiment_.compute.path, network_)) {}

    const InspectedNetwork& network() const override { return facts_; }
    ReadoutsPtr readouts() const override { return readouts_; }

    ProbeSnapshot read(const ProbeImages& images) override {
        ImageSet set = imageSetOf(images);
        ProbeSnapshot all;
        compute([&] {
            const Batches batches(set, scale_.mean, scale_.divisor, device_);
            for (int first = 0; first < images.count; first += kImagesAtOnce) {
                append(all, readPart(batches, first));
            }
        });
        all.epoch = facts_.epoch;
        all.step = facts_.step;
        all.readouts = readouts_;
        return all;
    }

    std::int64_t count(Split split, LoadWatch&) override { return imagesOf(split).count; }

    ProbeImages images(Split split, const std::vector<std::int64_t>& positions,
                       LoadWatch& watch) override {
        const ImageSet& set = imagesOf(split);
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
            images.indices.push_back(split == Split::test ? data_->testIndices[index]
                                                          : static_cast<int>(position));
        }
        return images;
    }

    ImageOutcomes outcomes(Split, LoadWatch&) override {
        throw Error("outcomes are not computed yet");
    }

    std::vector<std::vector<Neighbour>> neighbours(const ProbeImages& image, int count,
                                                   LoadWatch& watch) override {
        if (image.count != 1) {
            throw BadInput("neighbours: exactly one image is needed, there are " +
                           std::to_string(image.count));
        }
        const ImageSet& validation = imagesOf(Split::validation);
        const GoodnessTable query(read(image));
        std::vector<std::vector<double>> distances(query.layers());
        const auto add = [&](const GoodnessTable& table) {
            for (std::size_t i = 0; i < distances.size(); ++i) {
                const auto more = table.distances(i, query);
                distances[i].insert(distances[i].end(), more.begin(), more.end());
            }
        };
        if (isTableKept(validation, query)) {
            if (!validationTable_) {
                GoodnessTable table;
                forEachPart(validation, watch, [&](GoodnessTable part) { table.append(part); });
                validationTable_ = std::move(table);
            }
            add(*validationTable_);
        } else {
            forEachPart(validation, watch, add);
        }
        std::vector<std::vector<Neighbour>> nearest;
        for (const std::vector<double>& layer : distances) {
            nearest.push_back(nearestOf(layer, validation.labels, count));
        }
        return nearest;
    }

  private:
    const ImageSet& imagesOf(Split split) const {
        if (split != Split::test && split != Split::validation) {
            throw Error("inspector: only test and validation images can be shown");
        }
        const ImageSet& set = split == Split::test ? data_->test : data_->validation;
        if (set.count == 0) {
            throw BadInput("run " + std::to_string(facts_.run) + ": it has no validation images; " +
                           "data.validation sets some of the training images aside");
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

    template <typename Work>
    void compute(const Work& work) const {
        const at::NoGradGuard noGrad;
        setTorchThreads(experiment_, network_);
        withDeviceErrors(experiment_, device_, work);
    }

    ProbeSnapshot readPart(const Batches& batches, int first) {
        const int count = std::min(kImagesAtOnce, batches.count() - first);
        const Batch batch = batches.range(first, count);
        if (inLanes_ || !readouts_->undefined.empty()) {
            ProbeSnapshot part = observer_.probe(batch, count);
            part.channels.clear();
            return part;
        }
        return readOnce(batch);
    }

    /// As a probe without channel statistics, in one pass.
    ProbeSnapshot readOnce(const Batch& batch) const {
        const at::ScalarType type =
            experiment_.compute.precision == Precision::bfloat16 ? at::kBFloat16 : at::kFloat;
        ProbeSnapshot part;
        part.samples = static_cast<int>(batch.labels.size(0));
        part.classes = network_.classes;
        forEachLayer(network_.withWeightsOf(type),
                     batch.input.to(type, false, false, at::MemoryFormat::ChannelsLast),
                     [&](std::size_t, const Layer& layer, const at::Tensor&, const at::Tensor& y) {
                         const at::Tensor maps = layer.patchMaps(y);
                         const at::Tensor shown =
                             layer.shownPatches == layer.patches ? maps : layer.shownMaps(y);
                         part.layers.push_back({static_cast<int>(maps.size(1)), layer.shownPatches,
                                                valuesOf(shown),
                                                valuesOf(layer.logits(maps).softmax(1))});
                     });
        return part;
    }

    /// Calls visit(GoodnessTable) for the images of a set, part by part.
    template <typename Visit>
    void forEachPart(const ImageSet& set, LoadWatch& watch, const Visit& visit) {
        compute([&] {
            const Batches batches(set, scale_.mean, scale_.divisor, device_);
            for (int first = 0; first < set.count; first += kImagesAtOnce) {
                watch.throwIfStopped();
                watch.onProgress({"showing validation images", first, set.count});
                visit(GoodnessTable(readPart(batches, first)));
            }
        });
    }

    static bool isTableKept(const ImageSet& set, const GoodnessTable& ofOne) {
        constexpr std::size_t kMostBytes = std::size_t{512} << 20U;
        return ofOne.bytes() * static_cast<std::size_t>(set.count) < kMostBytes;
    }

    const InspectedNetwork facts_;
    const Experiment experiment_;
    const Method& method_;
    const Network network_;
    const at::Device device_;
    const std::shared_ptr<const DataSet> data_;
    const InputScale scale_;
    const ReadoutsPtr readouts_;
    NetworkObserver observer_; ///< refers to network_
    const bool inLanes_;
    std::optional<GoodnessTable> validationTable_;
};

} // namespace

Readouts readoutsOf(const Network& network, const Method& method) {
    Readouts readouts;
    readouts.classes = network.classes;
    const MethodFacts* facts = findMethodFacts(method.name());
    if (facts != nullptr && !facts->usesProbabilities) {
        readouts.undefined = "The method '" + std::string(method.name()) +
                             "' shows an image once with each label, so no class score is a sum "
                             "over the patches of one map.";
        return readouts;
    }
    for (const Layer& layer : network.layers) {
        readouts.sums = layer.goodness == Goodness::sum;
        readouts.layers.push_back({static_cast<int>(layer.weight.size(0)), layer.patches,
                                   valuesOf(layer.projection), valuesOf(layer.projectionBias)});
    }
    return readouts;
}

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
    DataSetCache own;
    std::shared_ptr<const DataSet> data =
        (cache != nullptr ? *cache : own).load(locatedData(experiment), watch, LoadFor::evaluation);
    const std::string identity = store.description(run).dataIdentity;
    requireSameData(run, identity, experiment, *data, watch,
                    "restore the original data to show them to its network");
    const CheckpointContent content = readCheckedCheckpoint(run, state, experiment, *data);
    const ImageShape shape = imageShapeOf(*data);
    Network network = methodNamed(experiment.method).makeNetwork(experiment, shape, device);
    setTorchThreads(experiment, network);
    useCheckpoint(run, state, [&] { restoreNetwork(network, content); });
    makePatchesEqual(network, layerShapes(experiment, shape));

    InspectedNetwork facts;
    facts.run = run;
    facts.epoch = state.epoch;
    facts.step = state.step;
    facts.classNames = data->classNames;
    facts.channels = shape.channels;
    facts.height = shape.height;
    facts.width = shape.width;
    facts.layers = static_cast<int>(network.layers.size());
    facts.bestLayer = bestLayerOf(store, run, state.epoch, facts.layers);
    facts.notes = shortened(data->notes);
    return std::make_unique<RunInspector>(std::move(facts), std::move(experiment),
                                          std::move(network), device, std::move(data));
}

} // namespace asge
