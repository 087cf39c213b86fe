// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/experiment/memory_needs.h"

#include "core/base/cores.h"
#include "core/base/error.h"
#include "core/experiment/layers.h"
#include "core/learn/methods/method.h"
#include "core/learn/model/network.h"
#include "core/learn/train/step_path.h"
#include "core/learn/train/training_memory.h"
#include "tests/support/tiny_data.h"

#include <gmock/gmock.h>

namespace asge {
namespace {

std::string refusal(const MemoryNeeds& needs, const MachineMemory& memory) {
    try {
        requireMemory(needs, memory);
    } catch (const BadInput& error) {
        return error.what();
    }
    return {};
}

TEST(MemoryNeeds, AreRefusedWithTheLargestPartAndARemedy) {
    constexpr double kMebibyte = 1024.0 * 1024.0;
    MemoryNeeds needs;
    needs.parameters = 10 * kMebibyte;
    needs.optimizer = 15 * kMebibyte;
    needs.goodState = 5 * kMebibyte;
    needs.activationsPerLane = 100 * kMebibyte;
    needs.lanes = 2;
    needs.dataSet = 50 * kMebibyte;
    const MachineMemory small{std::int64_t{200} << 20U, "the control group allows"};
    EXPECT_EQ(refusal(needs, {std::int64_t{1} << 30U, "this machine has"}), "");
    EXPECT_EQ(refusal(needs, small),
              "network.layers: with the activations of all lanes the training needs 280.0 MiB of "
              "memory (parameters 10.0 MiB, optimizer 15.0 MiB, last good state 5.0 MiB, "
              "activations 2 × 100.0 MiB, data "
              "set 50.0 MiB), more than the 200.0 MiB that the control group allows; layers with "
              "fewer channels, or fewer threads, need less");
    needs.growsWithBatch = true;
    EXPECT_THAT(refusal(needs, small), testing::StartsWith("train.batch: "));
    needs.dataSet = 1000 * kMebibyte;
    EXPECT_THAT(refusal(needs, small), testing::StartsWith("data.limit: "));
    needs.optimizer = 2000 * kMebibyte;
    EXPECT_THAT(refusal(needs, small), testing::StartsWith("network.layers: its weights need "));
}

TEST(MemoryNeeds, OfAGpuAreComparedWithItsFreeMemory) {
    constexpr double kMebibyte = 1024.0 * 1024.0;
    const at::Device gpu(at::kCUDA, 0);
    const MachineMemory memory{std::int64_t{200} << 20U, "cuda:0 has free"};
    MemoryNeeds needs;
    needs.parameters = 10 * kMebibyte;
    needs.activationsPerLane = 150 * kMebibyte;
    needs.growsWithBatch = true;
    needs.dataSet = 500 * kMebibyte;
    EXPECT_EQ(needsOn(gpu, needs, memory).dataSet, 0) << "the data set stays on the host";
    EXPECT_EQ(refusal(needsOn(gpu, needs, memory), memory), "");
    needs.dataSet = 60 * kMebibyte;
    EXPECT_EQ(refusal(needsOn(gpu, needs, memory), memory),
              "train.batch: with the activations of a batch the training needs 220.0 MiB of memory "
              "(parameters 10.0 MiB, optimizer 0.0 KiB, last good state 0.0 KiB, activations 150.0 "
              "MiB, data set 60.0 MiB), "
              "more than the 200.0 MiB that cuda:0 has free; a smaller batch, or layers with fewer "
              "channels, need less");
    needs.dataSet = 500 * kMebibyte;
    EXPECT_EQ(needsOn(at::kCPU, needs, memory).dataSet, needs.dataSet);
    EXPECT_GT(memoryOf(at::kCPU).bytes, 0);
}

TEST(MemoryNeeds, GrowWithTheExperiment) {
    const DataSet data = test::tinyData();
    Experiment experiment;
    experiment.network.layers = parseLayers("8 16M");
    const auto needs = [&] { return trainingNeeds(experiment, data, at::kCPU); };
    const MemoryNeeds lanes = needs();
    EXPECT_FALSE(lanes.growsWithBatch);
    EXPECT_GE(lanes.lanes, 1);
    EXPECT_GT(lanes.dataSet, 180 * 12 * 12) << "a byte per pixel of all images";
    experiment.compute.path = ComputePath::plain;
    experiment.train.batch = 100;
    const MemoryNeeds small = needs();
    experiment.train.batch = 10000;
    const MemoryNeeds large = needs();
    EXPECT_TRUE(large.growsWithBatch);
    EXPECT_GT(large.activations(), 50 * small.activations());
    EXPECT_EQ(large.parameters, small.parameters);
    experiment.method = "backprop";
    EXPECT_GT(needs().activations(), large.activations())
        << "the activations of all layers are kept";
    experiment.network.layers = parseLayers("16 32M");
    EXPECT_GT(needs().optimizer, 2 * large.optimizer);
    EXPECT_GT(needs().goodState, needs().optimizer);
}

/// What is known of the data without reading them gives the same needs as the data.
TEST(MemoryNeeds, AreTheSameFromTheFactsOfADataSet) {
    const DataFacts& facts = *findDataFacts("fashion-mnist");
    DataSet data;
    data.classNames = facts.classNames;
    const auto fill = [&](ImageSet& set, int images) {
        set.count = images;
        set.channels = facts.size.channels;
        set.height = facts.size.height;
        set.width = facts.size.width;
        set.labels.resize(static_cast<std::size_t>(images));
    };
    Experiment experiment;
    experiment.network.layers = parseLayers("8 16M 16");
    experiment.data.limit = 3000;
    const SplitSizes sizes = splitSizes(experiment.data);
    EXPECT_EQ(sizes, (SplitSizes{3000, 2000, 10000}));
    fill(data.train, sizes.training);
    fill(data.validation, sizes.validation);
    fill(data.test, sizes.test);
    for (const Method* method : allMethods()) {
        for (const auto training : {ProjectionTraining::frozen, ProjectionTraining::trained}) {
            for (const auto path : {ComputePath::fast, ComputePath::plain}) {
                experiment.method = std::string(method->name());
                experiment.projection.training = training;
                experiment.compute.path = path;
                const MemoryNeeds known =
                    trainingNeeds(experiment, {.image = facts.size,
                                               .classes = classCount(experiment.data),
                                               .inLanes = trainsInLanes(experiment),
                                               .threads = threadCount(experiment.threads),
                                               .dataBytes = dataBytes(facts.size, sizes)});
                const MemoryNeeds read = trainingNeeds(experiment, data, at::kCPU);
                EXPECT_EQ(known.text(), read.text()) << experiment.method;
                EXPECT_EQ(known.total(), read.total()) << experiment.method;
                const Network network = makeNetwork(experiment, imageShapeOf(data), at::kCPU);
                EXPECT_EQ(trainsInLanes(experiment), computesInLanes(*method, path, network))
                    << experiment.method;
            }
        }
    }
}

} // namespace
} // namespace asge
