// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/session/linear_probes.h"

#include "core/base/error.h"
#include "core/learn/methods/method.h"
#include "core/learn/session/inspect_run.h"
#include "tests/core/learn/session/resume_fixture.h"
#include "tests/support/unwatched.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>

namespace asge {
namespace {

using testing::HasSubstr;

/// Stops at the first report that contains a text.
class StopAt : public LoadWatch {
  public:
    explicit StopAt(std::string text) : text_(std::move(text)) {}
    void onProgress(const LoadProgress& progress) override {
        stopped_ = stopped_ || progress.what.find(text_) != std::string::npos;
        reports.push_back(progress.what);
    }
    bool isStopped() const override { return stopped_; }

    std::vector<std::string> reports;

  private:
    std::string text_;
    bool stopped_ = false;
};

LinearProbes probesOf(const Experiment& experiment, const DataSet& data,
                      std::int64_t mostBytes = kLinearProbeBytes) {
    const Network network =
        methodNamed(experiment.method).makeNetwork(experiment, imageShapeOf(data), at::kCPU);
    return trainLinearProbes(network, experiment, data, at::kCPU, test::unwatched(), mostBytes);
}

TEST(LinearProbesOfNetworks, ReadWhatTheReadoutsRead) {
    Experiment experiment = test::tinyExperiment();
    for (const Method* method : allMethods()) {
        experiment.method = std::string(method->name());
        const DataSet data = test::tinyData();
        const Network network = method->makeNetwork(experiment, imageShapeOf(data), at::kCPU);
        const LinearProbes probes =
            trainLinearProbes(network, experiment, data, at::kCPU, test::unwatched());
        ASSERT_EQ(probes.layers.size(), 3U);
        for (std::size_t i = 0; i < 3; ++i) {
            EXPECT_EQ(probes.layers[i].features, network.layers[i].projection.size(1))
                << experiment.method << ", layer " << i + 1;
            EXPECT_EQ(probes.layers[i].trainedImages, 90);
        }
        EXPECT_TRUE(probes.notes.empty());
        if (network.layers[0].patches > 1) { // means over whole images do not say where they are
            EXPECT_GT(probes.layers[0].test, 0.9) << experiment.method;
        }
    }
}

TEST(LinearProbesOfNetworks, TestLabelsChooseNothing) {
    const Experiment experiment = test::tinyExperiment();
    const LinearProbes first = probesOf(experiment, test::tinyData());
    DataSet changed = test::tinyData();
    for (int& label : changed.test.labels) {
        label = (label + 1) % 3;
    }
    const LinearProbes second = probesOf(experiment, changed);
    for (std::size_t i = 0; i < first.layers.size(); ++i) {
        EXPECT_EQ(first.layers[i].l2, second.layers[i].l2);
        EXPECT_EQ(first.layers[i].epoch, second.layers[i].epoch);
        EXPECT_EQ(first.layers[i].train, second.layers[i].train);
        EXPECT_EQ(first.layers[i].validation, second.layers[i].validation);
    }
    EXPECT_NE(first.layers[0].test, second.layers[0].test);
}

TEST(LinearProbesOfNetworks, EqualInputsGiveEqualResults) {
    const Experiment experiment = test::tinyExperiment();
    EXPECT_EQ(probesOf(experiment, test::tinyData()).values(),
              probesOf(experiment, test::tinyData()).values());
}

TEST(LinearProbesOfNetworks, StayBelowTheirMemory) {
    const Experiment experiment = test::tinyExperiment();
    const DataSet data = test::tinyData();
    const LinearProbes all = probesOf(experiment, data);
    const std::int64_t images = data.train.count + data.validation.count;
    const std::int64_t largest =
        std::max_element(all.layers.begin(), all.layers.end(), [](const auto& a, const auto& b) {
            return a.features < b.features;
        })->features;
    // One layer at a time gives the same as all together.
    const std::int64_t one = largest * 4 * images;
    EXPECT_EQ(probesOf(experiment, data, one).values(), all.values());
    // Less than the largest layer: fewer patches.
    ASSERT_GT(all.layers[0].patches, 1);
    const LinearProbes joined = probesOf(experiment, data, 4 * 4 * images);
    EXPECT_EQ(joined.layers[0].patches, 1);
    EXPECT_EQ(joined.layers[0].trainedImages, 90);
    ASSERT_FALSE(joined.notes.empty());
    EXPECT_THAT(joined.notes.front(),
                HasSubstr("layer 1: the linear probe reads means over 1 x 1"));
    // Less than one patch per channel: fewer images. Each group stays below the bound.
    const std::int64_t little = 4 * 4 * 60;
    const LinearProbes fewer = probesOf(experiment, data, little);
    for (const LinearProbe& layer : fewer.layers) {
        EXPECT_TRUE(layer.features * 4 * (layer.trainedImages + data.validation.count) <= little ||
                    layer.trainedImages == 1);
    }
    EXPECT_EQ(fewer.layers[0].trainedImages, 30);
    EXPECT_THAT(fewer.notes.back(), HasSubstr("random training image"));
}

TEST(LinearProbesOfNetworks, CanBeStopped) {
    const Experiment experiment = test::tinyExperiment();
    const DataSet data = test::tinyData();
    const Network network =
        methodNamed(experiment.method).makeNetwork(experiment, imageShapeOf(data), at::kCPU);
    for (const char* where : {"features of layers 1 to 3, training", "linear probe of layer 2 of 3",
                              "features of layers 1 to 3, test"}) {
        StopAt watch(where);
        EXPECT_THROW(trainLinearProbes(network, experiment, data, at::kCPU, watch), Interrupted)
            << where;
        ASSERT_FALSE(watch.reports.empty());
        EXPECT_THAT(watch.reports.back(), HasSubstr(where)) << "it stops at once";
    }
}

TEST(LinearProbesOfNetworks, NeedValidationImages) {
    DataSet data = test::tinyData();
    data.validation = {};
    EXPECT_THROW(probesOf(test::tinyExperiment(), data), BadInput);
}

class LinearProbesOfRuns : public test::ResumeFixture {
  protected:
    LinearProbes train(RunId run, std::optional<int> epoch = {}) const {
        return inspectRun(RunReader(storePath()), run, epoch, test::unwatched())
            ->linearProbes(test::unwatched());
    }
};

TEST_F(LinearProbesOfRuns, AreStoredWithTheirEpoch) {
    experiment_.method = "backprop";
    const RunId run = trainWhole(experiment_);
    const LinearProbes probes = train(run);
    EXPECT_EQ(probes.run, run);
    EXPECT_EQ(probes.epoch, 3);
    const RunReader reader(storePath());
    const RunSummary before = *reader.find(run);
    {
        RunWriter writer(storePath());
        writer.addEpochValues(run, probes.epoch, probes.step, probes.values());
        writer.addEpochValues(run, probes.epoch, probes.step, probes.values()); // replaces them
    }
    const MetricValues found = reader.epoch(run, 3)->values;
    EXPECT_EQ(found.at(linearProbeMetric(), Split::validation, 1), probes.layers[1].validation);
    EXPECT_EQ(found.layers(linearProbeMetric(), Split::train), 3U);
    const RunSummary after = *reader.find(run);
    EXPECT_EQ(after.values.at(linearProbeMetric(), Split::test, 2), probes.layers[2].test);
    EXPECT_EQ(after.accuracy(), before.accuracy());
    EXPECT_EQ(reader.epoch(run, 2)->values.layers(linearProbeMetric(), Split::test), 0U);
    EXPECT_FALSE(reader.epoch(run, 4));
}

TEST_F(LinearProbesOfRuns, AreRefusedWhereTheyCanNotBeStored) {
    const RunId inside = trainInPieces(experiment_, {});
    {
        RunWriter store(storePath());
        TrainingControl control;
        test::Breaker breaker;
        breaker.control = &control;
        breaker.stopAt = 7; // within the second epoch
        trainInStore(experiment_, "inside", store, control, breaker);
    }
    const RunId stopped = inside + 1;
    EXPECT_THAT(badInputOf([&] { train(stopped); }), HasSubstr("is not of the end of an epoch"));
    const LinearProbes probes = train(inside);
    RunWriter writer(storePath());
    EXPECT_THAT(badInputOf([&] {
                    writer.addEpochValues(inside, probes.epoch, probes.step + 1, probes.values());
                }),
                HasSubstr("trained again meanwhile"));
    EXPECT_THAT(badInputOf([&] { writer.addEpochValues(inside, 9, probes.step, probes.values()); }),
                HasSubstr("epoch 9"));
    EXPECT_THAT(badInputOf([&] { writer.addEpochValues(99, 1, 1, probes.values()); }),
                HasSubstr("no such run"));
}

} // namespace
} // namespace asge
