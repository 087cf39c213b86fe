// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/session/linear_probes.h"

#include "core/base/cores.h"
#include "core/base/counted.h"
#include "core/base/error.h"
#include "core/base/memory.h"
#include "core/base/random.h"
#include "core/learn/model/prediction.h"
#include "core/learn/session/linear_classifier.h"
#include "core/learn/train/batch_stream.h"

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <numeric>
#include <utility>

namespace asge {

namespace {

/// Images whose activations are in memory together.
constexpr int kProbedAtOnce = 250;
constexpr std::uint64_t kProbeStream = 0x6c696e656172; // "linear"

/// What a probe reads of a layer.
struct ProbedLayer {
    std::int64_t channels = 0;
    int patches = 0;
    int ownPatches = 0; ///< those of the layer's readout

    std::int64_t features() const { return channels * patches * patches; }
    std::int64_t bytesPerImage() const {
        return features() * static_cast<std::int64_t>(sizeof(float));
    }
};

/// Consecutive layers whose features are in memory together.
struct ProbedGroup {
    std::size_t first = 0;
    std::size_t end = 0;
    std::int64_t trainImages = 0; ///< that fit into memory with all validation images
};

/// What fits into memory; see trainLinearProbes.
struct ProbePlan {
    std::vector<ProbedLayer> layers;
    std::vector<ProbedGroup> groups;
};

ProbePlan planOf(const Network& network, std::int64_t trainImages, std::int64_t validationImages,
                 std::int64_t mostBytes) {
    ProbePlan plan;
    const std::int64_t images = trainImages + validationImages;
    std::int64_t free = 0;
    for (const Layer& each : network.layers) {
        ProbedLayer layer{each.weight.size(0), each.patches, each.patches};
        while (layer.patches > 1 && layer.bytesPerImage() * images > mostBytes) {
            --layer.patches;
        }
        const std::int64_t bytes = layer.bytesPerImage() * images;
        if (plan.groups.empty() || bytes > free) {
            // At least one training image, whatever that takes.
            const std::int64_t fit = mostBytes / layer.bytesPerImage() - validationImages;
            plan.groups.push_back({plan.layers.size(), plan.layers.size(),
                                   std::clamp<std::int64_t>(fit, 1, trainImages)});
            free = mostBytes;
        }
        free = std::max<std::int64_t>(free - bytes, 0);
        ++plan.groups.back().end;
        plan.layers.push_back(layer);
    }
    return plan;
}

/// The features of a layer's goodness, N × (C · P²).
at::Tensor featuresOf(const at::Tensor& patchMaps, const ProbedLayer& layer) {
    const at::Tensor maps =
        layer.patches == layer.ownPatches
            ? patchMaps
            : at::adaptive_avg_pool2d(patchMaps, {layer.patches, layer.patches});
    return maps.flatten(1);
}

class ProbeTraining {
  public:
    ProbeTraining(const Network& network, const Experiment& experiment, const DataSet& data,
                  const at::Device& device, LoadWatch& watch)
        : type_(experiment.compute.precision == Precision::bfloat16 ? at::kBFloat16 : at::kFloat),
          network_(network.withWeightsOf(type_)),
          seed_(mixSeed(experiment.train.seed, kProbeStream)), data_(data), device_(device),
          threads_(threadCount(experiment.threads)), watch_(watch) {}

    std::vector<LinearProbe> train(const ProbePlan& plan) {
        std::vector<LinearProbe> probes;
        for (const ProbedGroup& group : plan.groups) {
            addGroup(plan, group, probes);
        }
        return probes;
    }

  private:
    using Features = std::vector<LabelledFeatures>; ///< one per layer of a group

    void report(const std::string& what, std::int64_t done, std::int64_t total) const {
        if (watch_.isStopped()) {
            throw Interrupted("stopped before the linear probes were trained; nothing was stored");
        }
        watch_.onProgress({what, done, total});
    }

    /// "layers 2 to 4"
    static std::string nameOf(const ProbedGroup& group) {
        return group.end - group.first == 1 ? "layer " + std::to_string(group.end)
                                            : "layers " + std::to_string(group.first + 1) + " to " +
                                                  std::to_string(group.end);
    }

    /// Calls `visit(first, features of the group's layers, labels)` for the images of `order`,
    /// batch by batch.
    template <typename Visit>
    void forEachBatch(const ProbePlan& plan, const ProbedGroup& group, const ImageSet& images,
                      std::vector<std::int64_t> order, const char* split, Visit visit) {
        Network prefix = network_;
        prefix.layers.resize(group.end);
        const Batches batches(images, data_.mean, data_.inputDivisor, device_);
        const auto total = std::ssize(order);
        BatchStream stream(batches, std::move(order), 0, kProbedAtOnce, threads_);
        const std::string what =
            "computing the features of " + nameOf(group) + ", " + split + " images";
        std::int64_t done = 0;
        while (const auto source = stream.next()) {
            report(what, done, total);
            const Batch batch = source->part(0, source->count);
            std::vector<at::Tensor> features;
            forEachLayer(prefix,
                         batch.input.to(type_, false, false, at::MemoryFormat::ChannelsLast),
                         [&](std::size_t i, const Layer& layer, const at::Tensor&,
                             const at::Tensor& activations) {
                             if (i >= group.first) {
                                 features.push_back(
                                     featuresOf(layer.patchMaps(activations), plan.layers[i]));
                             }
                         });
            visit(done, features, batch.labels);
            done += source->count;
        }
        report(what, done, total);
    }

    Features collect(const ProbePlan& plan, const ProbedGroup& group, const ImageSet& images,
                     std::vector<std::int64_t> order, const char* split) {
        const auto count = std::ssize(order);
        Features all;
        const at::Tensor labels = at::empty({count}, at::TensorOptions(device_).dtype(at::kLong));
        for (std::size_t i = group.first; i < group.end; ++i) {
            all.push_back({at::empty({count, plan.layers[i].features()},
                                     at::TensorOptions(device_).dtype(at::kFloat)),
                           labels});
        }
        forEachBatch(plan, group, images, std::move(order), split,
                     [&](std::int64_t first, const std::vector<at::Tensor>& features,
                         const at::Tensor& ofBatch) {
                         labels.narrow(0, first, ofBatch.size(0)).copy_(ofBatch);
                         for (std::size_t i = 0; i < features.size(); ++i) {
                             all[i].features.narrow(0, first, ofBatch.size(0)).copy_(features[i]);
                         }
                     });
        return all;
    }

    /// All images of a set, in its order.
    static std::vector<std::int64_t> allOf(const ImageSet& images) {
        std::vector<std::int64_t> order(static_cast<std::size_t>(images.count));
        std::iota(order.begin(), order.end(), 0);
        return order;
    }
    /// The first images of a random order if not all are needed.
    std::vector<std::int64_t> someOf(const ImageSet& images, std::int64_t count) const {
        std::vector<std::int64_t> order =
            count == images.count ? allOf(images) : epochOrder(images.count, seed_, 0);
        order.resize(static_cast<std::size_t>(count));
        return order;
    }

    void addGroup(const ProbePlan& plan, const ProbedGroup& group,
                  std::vector<LinearProbe>& probes) {
        std::vector<LinearClassifier> classifiers;
        {
            Features train = collect(plan, group, data_.train,
                                     someOf(data_.train, group.trainImages), "training");
            Features validation =
                collect(plan, group, data_.validation, allOf(data_.validation), "validation");
            for (std::size_t i = group.first; i < group.end; ++i) {
                classifiers.push_back(
                    classifierOf(i, train[i - group.first], validation[i - group.first]));
                train[i - group.first] = {}; // frees its memory
            }
        }
        const std::vector<double> test = testAccuracies(plan, group, classifiers);
        for (std::size_t i = 0; i < classifiers.size(); ++i) {
            const ProbedLayer& layer = plan.layers[group.first + i];
            const LinearClassifier& classifier = classifiers[i];
            probes.push_back({layer.patches, layer.features(), group.trainImages, classifier.l2,
                              classifier.epoch, classifier.trainAccuracy,
                              classifier.validationAccuracy, test[i]});
        }
    }

    LinearClassifier classifierOf(std::size_t layer, LabelledFeatures& train,
                                  LabelledFeatures& validation) {
        const std::string what = "training the linear probe of layer " + std::to_string(layer + 1) +
                                 " of " + std::to_string(network_.layers.size()) + ", epoch";
        try {
            return trainLinearClassifier(train, validation, network_.classes, seed_,
                                         [&](int done, int all) { report(what, done, all); });
        } catch (const Interrupted&) {
            throw;
        } catch (const Error& error) {
            throw Error("layer " + std::to_string(layer + 1) + ": " + error.what());
        }
    }

    std::vector<double> testAccuracies(const ProbePlan& plan, const ProbedGroup& group,
                                       const std::vector<LinearClassifier>& classifiers) {
        std::vector<std::int64_t> correct(classifiers.size(), 0);
        forEachBatch(
            plan, group, data_.test, allOf(data_.test), "test",
            [&](std::int64_t, const std::vector<at::Tensor>& features, const at::Tensor& labels) {
                for (std::size_t i = 0; i < features.size(); ++i) {
                    correct[i] += countCorrect(classifiers[i].scores(features[i]), labels)
                                      .item<std::int64_t>();
                }
            });
        std::vector<double> accuracies;
        for (const std::int64_t each : correct) {
            accuracies.push_back(static_cast<double>(each) / data_.test.count);
        }
        return accuracies;
    }

    const at::ScalarType type_;
    const Network network_;
    const std::uint64_t seed_;
    const DataSet& data_;
    const at::Device device_;
    const int threads_;
    LoadWatch& watch_;
};

/// Says what was left out to stay within the memory.
std::vector<std::string> planNotes(const ProbePlan& plan, std::int64_t trainImages,
                                   std::int64_t mostBytes) {
    const std::string reason =
        ", so that its features fit into " + memoryText(static_cast<double>(mostBytes));
    std::vector<std::string> notes;
    for (const ProbedGroup& group : plan.groups) {
        for (std::size_t i = group.first; i < group.end; ++i) {
            const ProbedLayer& layer = plan.layers[i];
            const std::string place = "layer " + std::to_string(i + 1) + ": the linear probe ";
            const auto grid = [](int side) {
                return std::to_string(side) + " x " + std::to_string(side);
            };
            if (layer.patches != layer.ownPatches) {
                notes.push_back(place + "reads means over " + grid(layer.patches) + " of its " +
                                grid(layer.ownPatches) + " patches" + reason);
            }
            if (group.trainImages < trainImages) {
                notes.push_back(place + "learns from " +
                                counted(group.trainImages, "random training image") + " of " +
                                std::to_string(trainImages) + reason);
            }
        }
    }
    return notes;
}

} // namespace

LinearProbes trainLinearProbes(const Network& network, const Experiment& experiment,
                               const DataSet& data, const at::Device& device, LoadWatch& watch,
                               std::int64_t mostBytes) {
    if (data.validation.count == 0) {
        throw BadInput("validation: there are no validation images, on which a linear probe is "
                       "chosen; data.validation sets some of the training images aside");
    }
    const at::NoGradGuard noGrad;
    at::set_num_threads(threadCount(experiment.threads)); // not one, as with lanes
    const ProbePlan plan = planOf(network, data.train.count, data.validation.count, mostBytes);
    LinearProbes result;
    result.notes = planNotes(plan, data.train.count, mostBytes);
    result.layers = ProbeTraining(network, experiment, data, device, watch).train(plan);
    return result;
}

} // namespace asge
