// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/session/inspect_run.h"

#include "core/base/error.h"
#include "core/data/dataset.h"
#include "core/data/png.h"
#include "core/store/checkpoint_content.h"
#include "tests/core/learn/session/resume_fixture.h"
#include "tests/support/unwatched.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <random>

namespace asge {
namespace {

using testing::HasSubstr;

class InspectRun : public test::ResumeFixture {
  protected:
    std::unique_ptr<Inspector> inspect(RunId run, std::optional<int> epoch = {}) const {
        return inspectRun(RunReader(storePath()), run, epoch, test::unwatched());
    }
    static ProbeImages testImages(Inspector& inspector, const std::vector<std::int64_t>& at) {
        return inspector.images(Split::test, at, test::unwatched());
    }
};

/// One layer of a checkpoint.
struct PlainLayer {
    at::Tensor weight, bias, projection, projectionBias;
};

std::vector<PlainLayer> plainLayers(const Checkpoint& checkpoint, std::size_t count) {
    const CheckpointContent content = readCheckpointContent(checkpoint.bytes);
    const auto tensor = [&](const std::string& name) {
        for (const TensorView& view : content.tensors) {
            if (view.info.name == name) {
                const at::Tensor copy = at::empty(view.info.shape, at::kFloat);
                std::memcpy(copy.data_ptr(), view.bytes.data(), view.bytes.size());
                return copy;
            }
        }
        throw Error("no tensor " + name);
    };
    std::vector<PlainLayer> layers;
    for (std::size_t i = 1; i <= count; ++i) {
        const std::string layer = "layer" + std::to_string(i) + "_";
        layers.push_back({tensor(layer + "weight"), tensor(layer + "bias"),
                          tensor(layer + "projection"), tensor(layer + "projection_bias")});
    }
    return layers;
}

/// The goodness of y, N × C × H × W, in P × P patches, summed or averaged pixel by pixel.
at::Tensor plainGoodness(const at::Tensor& y, std::int64_t patches, bool squares, bool sums) {
    const at::Tensor values = squares ? y * y : y;
    at::Tensor result = at::zeros({y.size(0), y.size(1), patches, patches});
    for (std::int64_t i = 0; i < patches; ++i) {
        for (std::int64_t j = 0; j < patches; ++j) {
            const auto begin = [&](std::int64_t k, std::int64_t side) {
                return k * side / patches;
            };
            const auto end = [&](std::int64_t k, std::int64_t side) {
                return ((k + 1) * side + patches - 1) / patches;
            };
            const at::Tensor patch = values.slice(2, begin(i, y.size(2)), end(i, y.size(2)))
                                         .slice(3, begin(j, y.size(3)), end(j, y.size(3)));
            result.select(2, i).select(2, j).copy_(sums ? patch.sum({2, 3}) : patch.mean({2, 3}));
        }
    }
    return result;
}

at::Tensor plainNextInput(at::Tensor y, bool pools, const Experiment& experiment) {
    if (pools) {
        switch (experiment.network.pooling) {
        case Pooling::max:
            y = at::max_pool2d(y, 2);
            break;
        case Pooling::mean:
            y = at::avg_pool2d(y, 2);
            break;
        default:
            y = at::avg_pool2d(y * y, 2).sqrt();
        }
    }
    switch (experiment.network.normalization) {
    case Normalization::none:
        return y;
    case Normalization::rms:
        return y / ((y * y).mean({1, 2, 3}, true) + 1e-5).sqrt();
    case Normalization::channel: {
        const at::Tensor centred = y - y.mean(1, true);
        return centred / ((centred * centred).mean(1, true) + 1e-5).sqrt();
    }
    default: {
        const at::Tensor centred = y - y.mean({1, 2, 3}, true);
        return centred / ((centred * centred).mean({1, 2, 3}, true) + 1e-5).sqrt();
    }
    }
}

/// What a layer makes of images by LibTorch's plain operations.
struct PlainReading {
    at::Tensor goodness; ///< N × (C · P²)
    at::Tensor logits;   ///< N × classes
};

std::vector<PlainReading> plainReadings(const std::vector<PlainLayer>& layers,
                                        const Experiment& experiment, const ProbeImages& images) {
    const DataSet data = loadDataSet(experiment.data);
    at::Tensor x = at::tensor(std::vector<float>(images.pixels.begin(), images.pixels.end()))
                       .view({images.count, images.channels, images.height, images.width});
    x = (x / 255 - data.mean[0]) / data.inputDivisor[0];
    const bool isGrouped =
        experiment.method == "channel-competition" || experiment.method == "mean-goodness";
    std::vector<PlainReading> readings;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const PlainLayer& layer = layers[i];
        const at::Tensor y = at::conv2d(x, layer.weight, layer.bias, 1, 1).relu();
        const auto patches = static_cast<std::int64_t>(
            std::lround(std::sqrt(layer.projection.size(1) / layer.weight.size(0))));
        const at::Tensor g =
            plainGoodness(y, patches, experiment.method != "mean-goodness",
                          !isGrouped && experiment.network.goodness == Goodness::sum);
        readings.push_back(
            {g.flatten(1), at::matmul(g.flatten(1), layer.projection.t()) + layer.projectionBias});
        x = plainNextInput(y, experiment.network.layers[i].pools, experiment);
    }
    return readings;
}

/// A random experiment of one epoch.
Experiment randomExperiment(Experiment experiment, std::mt19937& random) {
    const auto oneOf = [&](const auto& list) { return list[random() % std::size(list)]; };
    const std::string methods[] = {"asge", "asge", "channel-competition", "mean-goodness",
                                   "backprop"};
    const std::string layers[] = {"4 8M 12", "6M 5 9M 13", "3 15", "5M 7M 11", "8 4", "9"};
    experiment.method = oneOf(methods);
    experiment.network.layers = parseLayers(oneOf(layers));
    experiment.network.goodness = random() % 2 == 0 ? Goodness::mean : Goodness::sum;
    experiment.network.alpha = 0.5 + static_cast<double>(random() % 4) / 2;
    const PatchRule rules[] = {PatchRule::linear, PatchRule::power, PatchRule::root};
    experiment.network.patchRule = oneOf(rules);
    const Normalization norms[] = {Normalization::layer, Normalization::channel,
                                   Normalization::rms};
    experiment.network.normalization = oneOf(norms);
    const Pooling poolings[] = {Pooling::rms, Pooling::max, Pooling::mean};
    experiment.network.pooling = oneOf(poolings);
    if (experiment.method == "asge" && random() % 2 == 0) {
        experiment.projection.training = ProjectionTraining::trained;
    }
    experiment.compute.path = random() % 2 == 0 ? ComputePath::fast : ComputePath::plain;
    experiment.train.epochs = 1;
    experiment.train.seed = static_cast<std::int64_t>(random() % 1000);
    return experiment;
}

TEST_F(InspectRun, EvidenceSumsToTheLogitMinusTheBias) {
    std::mt19937 random(20261128);
    for (int network = 0; network < 10; ++network) {
        const Experiment experiment = randomExperiment(experiment_, random);
        const std::string name = experiment.method + ' ' + layersText(experiment.network.layers) +
                                 " of network " + std::to_string(network);
        const RunId run = trainWhole(experiment);
        const auto inspector = inspect(run);
        const ProbeImages images = testImages(*inspector, {0, 1, 2, 17, 59});
        const ProbeSnapshot maps = inspector->read(images);
        const ProbeSnapshot own = inspector->evidenceMaps(images).value_or(maps);
        const Readouts& readouts = *inspector->readouts();
        const auto layers =
            plainLayers(*RunReader(storePath()).checkpoint(run), experiment.network.layers.size());
        const auto readings = plainReadings(layers, experiment, images);
        ASSERT_EQ(maps.layers.size(), readings.size()) << name;
        ASSERT_EQ(readouts.layers.size(), readings.size()) << name;
        EXPECT_EQ(maps.samples, 5);
        EXPECT_THAT(maps.channels, testing::IsEmpty());
        for (std::size_t i = 0; i < readings.size(); ++i) {
            const at::Tensor& logits = readings[i].logits;
            const at::Tensor softmax = logits.softmax(1);
            for (int sample = 0; sample < images.count; ++sample) {
                for (int label = 0; label < 3; ++label) {
                    const double logit = logits[sample][label].item<double>();
                    const double bias = layers[i].projectionBias[label].item<double>();
                    const Evidence evidence =
                        evidenceOf(own.layers[i], sample, readouts.layers[i], label, readouts.sums);
                    ASSERT_NEAR(evidence.bias, bias, 1e-6) << name << ", layer " << i;
                    ASSERT_NEAR(evidence.sum(), logit - bias, 1e-4 * std::max(1.0, std::abs(logit)))
                        << name << ", layer " << i << ", image " << sample;
                    ASSERT_NEAR(
                        maps.layers[i].probabilities[static_cast<std::size_t>(sample * 3 + label)],
                        softmax[sample][label].item<double>(), 1e-4)
                        << name << ", layer " << i;
                }
            }
        }
    }
}

TEST_F(InspectRun, TheEvidenceOfGroupedReadoutsHasEqualPatches) {
    experiment_.method = "mean-goodness";
    experiment_.network.layers = parseLayers("3 15"); // 5 × 5 patches would not divide 12 pixels
    experiment_.train.epochs = 1;
    const auto inspector = inspect(trainWhole(experiment_));
    const ProbeImages image = testImages(*inspector, {0});
    EXPECT_EQ(inspector->read(image).layers[0].patches, 5);
    const auto own = inspector->evidenceMaps(image);
    ASSERT_TRUE(own);
    EXPECT_EQ(own->layers[0].patches, 4);
    EXPECT_EQ(inspector->readouts()->layers[0].patches, 1);
}

/// What Goodness shows of a probe image is what the inspector shows of it.
TEST_F(InspectRun, TheMapsAreThoseOfTheTraining) {
    for (const char* method : {"asge", "backprop", "deep-supervision", "channel-competition",
                               "mean-goodness", "forward-forward"}) {
        experiment_.method = method;
        experiment_.network.layers = parseLayers("3 15"); // 5 × 5 patches do not divide 12 pixels
        experiment_.train.epochs = 1;
        const RunId run = trainWhole(experiment_);
        const RunDetail detail = RunReader(storePath()).detail(run);
        const auto stored = RunReader(storePath()).snapshot(run, 1);
        ASSERT_TRUE(stored) << method;
        const ProbeSnapshot maps = inspect(run)->read(detail.probeImages);
        ASSERT_EQ(maps.layers.size(), stored->layers.size()) << method;
        for (std::size_t i = 0; i < maps.layers.size(); ++i) {
            EXPECT_EQ(maps.layers[i].patches, detail.layers[i].patches) << method;
            EXPECT_EQ(maps.layers[i].patches, stored->layers[i].patches) << method;
            const auto most = *std::max_element(stored->layers[i].goodness.begin(),
                                                stored->layers[i].goodness.end());
            EXPECT_THAT(
                maps.layers[i].goodness,
                testing::Pointwise(testing::FloatNear(most * 1e-2F), stored->layers[i].goodness))
                << method << ", layer " << i;
        }
    }
}

TEST_F(InspectRun, DescribesTheNetworkAtEachOfItsCheckpoints) {
    const RunId run = trainWhole(experiment_);
    const RunDetail detail = RunReader(storePath()).detail(run);
    for (const int epoch : {1, 2, 3}) {
        const auto inspector = inspect(run, epoch);
        const InspectedNetwork& network = inspector->network();
        EXPECT_EQ(network.run, run);
        EXPECT_EQ(network.epoch, epoch);
        EXPECT_EQ(network.step, detail.epochs[static_cast<std::size_t>(epoch - 1)].step);
        EXPECT_EQ(network.bestLayer, detail.epochs[static_cast<std::size_t>(epoch - 1)].bestLayer);
        EXPECT_EQ(network.classNames, detail.classNames);
        EXPECT_EQ(network.layers, 3);
        EXPECT_EQ(network.height, 12);
        // The maps of the probe images are those that the training measured at the same epoch.
        const ProbeSnapshot maps = inspector->read(detail.probeImages);
        const auto stored = RunReader(storePath()).snapshot(run, epoch);
        for (std::size_t i = 0; i < maps.layers.size(); ++i) {
            EXPECT_THAT(
                maps.layers[i].probabilities,
                testing::Pointwise(testing::FloatNear(1e-5F), stored->layers[i].probabilities));
        }
    }
    EXPECT_EQ(inspect(run)->network().epoch, 3);
    EXPECT_THAT(badInputOf([&] { inspect(run, 9); }),
                testing::AllOf(HasSubstr("no checkpoint of epoch 9"), HasSubstr("epochs 1")));
    EXPECT_EQ(badInputOf([&] { inspect(99); }), "run 99: no such run");
}

TEST_F(InspectRun, FindsTheNearestValidationImages) {
    const RunId run = trainWhole(experiment_);
    const auto inspector = inspect(run);
    EXPECT_EQ(inspector->count(Split::validation, test::unwatched()), 30);
    std::vector<std::int64_t> all(30);
    std::iota(all.begin(), all.end(), 0);
    const ProbeImages validation = inspector->images(Split::validation, all, test::unwatched());
    const ProbeImages image = testImages(*inspector, {7});
    const auto layers = plainLayers(*RunReader(storePath()).checkpoint(run), 3);
    const auto known = plainReadings(layers, experiment_, validation);
    const auto shown = plainReadings(layers, experiment_, image);
    const auto found = inspector->neighbours(image, 4, test::unwatched());
    ASSERT_EQ(found.size(), 3U);
    for (std::size_t layer = 0; layer < 3; ++layer) {
        const auto direction = [&](const std::vector<PlainReading>& readings) {
            const at::Tensor g = readings[layer].goodness.to(at::kDouble);
            return g / g.norm(2, {1}, true);
        };
        const at::Tensor distances = (direction(known) - direction(shown)).norm(2, {1});
        const auto [sorted, order] = distances.sort();
        ASSERT_EQ(found[layer].size(), 4U);
        for (std::int64_t i = 0; i < 4; ++i) {
            const Neighbour& near = found[layer][static_cast<std::size_t>(i)];
            EXPECT_EQ(near.position, order[i].item<std::int64_t>());
            EXPECT_NEAR(near.distance, sorted[i].item<double>(), 1e-5);
            EXPECT_EQ(near.label, validation.labels[static_cast<std::size_t>(near.position)]);
        }
    }
    // A validation image is its own nearest one.
    const auto own = inspector->neighbours(
        inspector->images(Split::validation, {11}, test::unwatched()), 99, test::unwatched());
    EXPECT_EQ(own[0].size(), 30U) << "all there are";
    EXPECT_EQ(own[0][0].position, 11);
    EXPECT_NEAR(own[0][0].distance, 0, 1e-6);
}

TEST_F(InspectRun, NeighboursGoOnWhereTheyWereStopped) {
    experiment_.data.validation = 90; // two parts
    const auto inspector = inspect(trainWhole(experiment_));
    const ProbeImages image = testImages(*inspector, {7});
    /// Stops at a progress of more than no image.
    class Halfway : public LoadWatch {
      public:
        void onProgress(const LoadProgress& progress) override {
            if (progress.total == 90) {
                begins.push_back(progress.done);
            }
        }
        bool isStopped() const override { return stops && !begins.empty(); }
        std::vector<std::int64_t> begins;
        bool stops = true;
    };
    Halfway stopped;
    EXPECT_THROW(inspector->neighbours(image, 90, stopped), Interrupted);
    EXPECT_THAT(stopped.begins, testing::ElementsAre(0));
    Halfway second;
    second.stops = false;
    const auto found = inspector->neighbours(image, 90, second);
    EXPECT_THAT(second.begins, testing::ElementsAre(64));
    EXPECT_EQ(found, inspect(1)->neighbours(image, 90, test::unwatched()));
    Halfway third;
    EXPECT_EQ(inspector->neighbours(image, 90, third), found);
    EXPECT_THAT(third.begins, testing::IsEmpty());
}

TEST_F(InspectRun, ShowsAnImageToTheNetworksOfAllCheckpoints) {
    experiment_.train.epochs = 4;
    experiment_.checkpoint.keep = 4;
    const RunId run = trainWhole(experiment_);
    const RunReader reader(storePath());
    const auto inspector = inspect(run, 2);
    const ProbeImages images = testImages(*inspector, {3, 11});
    EXPECT_THAT(inspector->checkpointEpochs(), testing::ElementsAre(1, 2, 3, 4));
    const auto history = inspector->history(images, test::unwatched());
    ASSERT_EQ(history.size(), 4U);
    for (const CheckpointInfo& info : reader.checkpoints(run)) {
        const EpochProbabilities& epoch = history[static_cast<std::size_t>(info.epoch - 1)];
        EXPECT_EQ(epoch.epoch, info.epoch);
        EXPECT_EQ(epoch.samples, 2);
        EXPECT_EQ(epoch.classes, 3);
        const auto plain =
            plainReadings(plainLayers(*reader.checkpoint(run, info.step), 3), experiment_, images);
        ASSERT_EQ(epoch.layers.size(), plain.size());
        for (std::size_t layer = 0; layer < plain.size(); ++layer) {
            const at::Tensor softmax = plain[layer].logits.softmax(1);
            for (int i = 0; i < 6; ++i) {
                EXPECT_NEAR(epoch.layers[layer][static_cast<std::size_t>(i)],
                            softmax[i / 3][i % 3].item<double>(), 1e-4)
                    << "epoch " << info.epoch << ", layer " << layer;
            }
        }
    }
    class Stopped : public LoadWatch {
        bool isStopped() const override { return true; }
    };
    Stopped stopped;
    EXPECT_THROW(inspector->history(images, stopped), Interrupted);
    EXPECT_THAT(badInputOf([&] { inspector->history({}, test::unwatched()); }),
                HasSubstr("images: "));
}

TEST_F(InspectRun, ShowsWhatAChannelDoes) {
    const RunId run = trainWhole(experiment_);
    const auto inspector = inspect(run);
    std::vector<std::int64_t> all(30);
    std::iota(all.begin(), all.end(), 0);
    const ProbeImages images = inspector->images(Split::validation, all, test::unwatched());
    const ProbeSnapshot maps = inspector->read(images);
    const ChannelDepth depth = inspector->channel(1, 5, test::unwatched());
    const auto checkpoint = RunReader(storePath()).checkpoint(run);
    const at::Tensor weight = plainLayers(*checkpoint, 3)[1].weight[5];
    EXPECT_EQ(depth.inputChannels, 4);
    EXPECT_TRUE(at::tensor(depth.filter).equal(weight.flatten()));
    // N × C × P²
    const at::Tensor g = at::tensor(maps.layers[1].goodness).view({30, 8, -1});
    const at::Tensor own = g.select(1, 5);
    EXPECT_NEAR(static_cast<double>(depth.most), own.mean(1).max().item<double>(), 1e-5);
    EXPECT_EQ(depth.peaks.front().position, own.amax(1).argmax().item<std::int64_t>());
    EXPECT_NEAR(static_cast<double>(depth.peaks.front().goodness), own.max().item<double>(), 1e-5);
    for (const auto& [channel, correlation] : depth.correlations) {
        const at::Tensor pair = at::stack({own.flatten(), g.select(1, channel).flatten()});
        EXPECT_NEAR(correlation, at::corrcoef(pair)[0][1].item<double>(), 1e-4) << channel;
    }
    EXPECT_EQ(badInputOf([&] { inspector->channel(1, 8, test::unwatched()); }),
              "channel 9: layer 2 has 8 channels");
    EXPECT_EQ(badInputOf([&] { inspector->channel(3, 0, test::unwatched()); }),
              "layer 4: the network has 3 layers");
}

TEST_F(InspectRun, TellsWhatTheLayersMakeOfEachImage) {
    const auto inspector = inspect(trainWhole(experiment_));
    const ImageOutcomes outcomes = inspector->outcomes(Split::test, test::unwatched());
    ASSERT_EQ(outcomes.images(), 60U);
    ASSERT_EQ(outcomes.layers(), 3U);
    std::vector<std::int64_t> all(60);
    std::iota(all.begin(), all.end(), 0);
    const ProbeImages images = testImages(*inspector, all);
    const ProbeSnapshot maps = inspector->read(images);
    EXPECT_THAT(outcomes.labels, testing::ElementsAreArray(images.labels));
    for (std::size_t layer = 0; layer < 3; ++layer) {
        const at::Tensor p = at::tensor(maps.layers[layer].probabilities).view({60, 3});
        for (std::int64_t i = 0; i < 60; ++i) {
            const auto at = static_cast<std::size_t>(i);
            EXPECT_EQ(outcomes.scorers[layer].predicted[at], p[i].argmax().item<std::int64_t>());
            EXPECT_NEAR(outcomes.scorers[layer].confidence[at], p[i].max().item<double>(), 1e-5);
        }
    }
    EXPECT_EQ(inspector->outcomes(Split::validation, test::unwatched()).images(), 30U);

    class Stopped : public LoadWatch {
        bool isStopped() const override { return true; }
    };
    Stopped stopped;
    EXPECT_THROW(inspector->outcomes(Split::test, stopped), Interrupted);
    EXPECT_THROW(inspector->neighbours(testImages(*inspector, {0}), 1, stopped), Interrupted);
}

TEST_F(InspectRun, ReadsPhotographsThatAreNotInMemory) {
    std::mt19937 random(5);
    const auto folder = folder_.path() / "photographs";
    const auto write = [&](const std::string& split, int count) {
        for (const char* name : {"cat", "dog"}) {
            std::filesystem::create_directories(folder / split / name);
            for (int i = 0; i < count; ++i) {
                Picture picture{3, 20, 16, std::vector<std::uint8_t>(20 * 16 * 3), {}};
                std::generate(picture.pixels.begin(), picture.pixels.end(),
                              [&] { return static_cast<std::uint8_t>(random() % 256); });
                writePng(folder / split / name / (std::to_string(i) + ".png"), picture);
            }
        }
    };
    write("train", 5);
    write("test", 3);
    experiment_.data.name = "own";
    experiment_.data.path = folder.string();
    experiment_.data.validation = 2;
    experiment_.data.size = 256; // 6 × 192 KiB are more than data.memory
    experiment_.data.memory = 1;
    experiment_.network.layers = parseLayers("2M 2M 3M 4");
    experiment_.train.epochs = 1;
    ASSERT_TRUE(loadDataSet(experiment_.data).test.reader);
    const auto inspector = inspect(trainWhole(experiment_));
    const ImageOutcomes outcomes = inspector->outcomes(Split::test, test::unwatched());
    const ProbeSnapshot maps = inspector->read(testImages(*inspector, {0, 1, 2, 3, 4, 5}));
    ASSERT_EQ(outcomes.images(), 6U);
    EXPECT_THAT(outcomes.labels, testing::ElementsAre(0, 0, 0, 1, 1, 1));
    for (std::size_t i = 0; i < 6; ++i) {
        const float first = maps.layers[3].probabilities[2 * i];
        EXPECT_EQ(outcomes.scorers[3].predicted[i], first >= 0.5F ? 0 : 1);
        EXPECT_NEAR(outcomes.scorers[3].confidence[i], std::max(first, 1 - first), 1e-5);
    }
    EXPECT_EQ(inspector->neighbours(testImages(*inspector, {0}), 9, test::unwatched())[0].size(),
              2U);
}

TEST_F(InspectRun, RefusesWhatItCannotShow) {
    const auto inspector = inspect(trainWhole(experiment_));
    EXPECT_THAT(badInputOf([&] { testImages(*inspector, {60}); }),
                HasSubstr("image 60: there are 60 test images, counted from 0"));
    EXPECT_THAT(badInputOf([&] { testImages(*inspector, {-1}); }), HasSubstr("image -1"));
    ProbeImages image = testImages(*inspector, {3});
    image.labels = {99}; // no such class
    const ProbeSnapshot wrongLabel = inspector->read(image);
    image.labels.clear();
    EXPECT_EQ(inspector->read(image).layers, wrongLabel.layers);
    image.pixels.pop_back();
    EXPECT_THAT(badInputOf([&] { inspector->read(image); }), HasSubstr("143 bytes"));
    image.height = 11;
    EXPECT_THAT(badInputOf([&] { inspector->read(image); }),
                HasSubstr("1 channel of 11 × 12 pixels, the network expects 1 channel of 12"));
    EXPECT_THAT(badInputOf([&] { inspector->read({}); }), HasSubstr("images: "));
}

TEST_F(InspectRun, RefusesOtherData) {
    const RunId run = trainWhole(experiment_);
    const auto inspector = inspect(run);
    test::writeTinyFiles(folder_.path() / "data", 6);
    const ProbeImages image = RunReader(storePath()).detail(run).probeImages;
    EXPECT_EQ(inspector->read(image).samples, image.count) << "it needs no data";
    EXPECT_THAT(badInputOf([&] { testImages(*inspector, {0}); }), HasSubstr("have changed"));
    std::filesystem::remove_all(folder_.path() / "data");
    EXPECT_EQ(inspect(run)->read(image).samples, image.count);
}

TEST_F(InspectRun, ForwardForwardHasNoEvidence) {
    experiment_.method = "forward-forward";
    experiment_.train.epochs = 1;
    const auto inspector = inspect(trainWhole(experiment_));
    EXPECT_THAT(inspector->readouts()->undefined, testing::Not(testing::IsEmpty()));
    EXPECT_THAT(inspector->readouts()->layers, testing::IsEmpty());
    const ProbeSnapshot maps = inspector->read(testImages(*inspector, {0, 1}));
    ASSERT_EQ(maps.layers.size(), 3U);
    EXPECT_EQ(maps.layers[0].probabilities.size(), 6U);
}

} // namespace
} // namespace asge
