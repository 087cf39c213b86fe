// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/checkpoint_content.h"

#include "core/base/error.h"
#include "core/store/check.h"
#include "core/store/checkpoint_file.h"
#include "core/store/codec.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "store_fixture.h"

#include <gmock/gmock.h>

#include <functional>
#include <limits>

namespace asge {
namespace {

using test::errorOf;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

CheckpointLayout smallLayout() {
    return checkpointLayoutOf(
        {"asge", false, {{2, 1, 4, 4, false}, {3, 1, 4, 4, false}}, 1, 3, 20});
}

/// A checkpoint in the middle of the second epoch; an epoch has 90 images in batches of 20.
struct Small {
    CheckpointLayout layout = smallLayout();
    std::vector<std::int64_t> steps{7, 7};
    TrainingProgress progress{1, 0.5, 2, 40, {{80, 20}, {60, 40}}};
    float element = 0.25F;
    int epoch = 1;
    std::int64_t step = 7;

    std::string bytes() const {
        std::string bytes = beginCheckpoint(layout.tensors, steps, progress);
        for (const TensorInfo& each : layout.tensors) {
            bytes += encodeNumbers(std::vector<float>(byteCount(each) / sizeof(float), element));
        }
        return bytes;
    }
    std::string error(const std::string& bytes) const {
        return errorOf<Error>([&] { use(bytes); });
    }
    void use(const std::string& bytes) const {
        CheckpointLayout expected = smallLayout();
        expected.trainImages = 90;
        const CheckpointContent content = readCheckpointContent(bytes);
        requireTensors(content, expected);
        requireConsistentProgress(content, expected, epoch, step);
    }
};

std::string errorAfterChange(const std::function<void(Small&)>& change) {
    Small small;
    change(small);
    return small.error(small.bytes());
}

TEST(CheckpointContent, IsReadAsItWasWritten) {
    const Small small;
    const std::string bytes = small.bytes();
    EXPECT_NO_THROW(small.use(bytes));
    const CheckpointContent content = readCheckpointContent(bytes);
    EXPECT_EQ(content.progress, small.progress);
    EXPECT_EQ(content.optimizerSteps, small.steps);
    EXPECT_EQ(toBytes(content), bytes);
    EXPECT_LT(bytes.size(), largestCheckpoint(small.layout));
}

TEST(CheckpointContent, RefusesImpossibleProgress) {
    constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
    constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
    for (const std::int64_t count : {std::int64_t{-1}, kLeast, kMost, std::int64_t{1} << 53U}) {
        const auto bounded = HasSubstr(" must be a whole number from 0 to ");
        EXPECT_THAT(errorAfterChange([&](Small& s) { s.progress.epochSteps = count; }), bounded);
        EXPECT_THAT(errorAfterChange([&](Small& s) { s.progress.bestEpoch = count; }), bounded);
        EXPECT_THAT(errorAfterChange([&](Small& s) { s.progress.epochImages = count; }),
                    HasSubstr("progress_epoch_images must be "));
        EXPECT_THAT(errorAfterChange([&](Small& s) { s.steps[1] = count; }), bounded);
    }
    EXPECT_THAT(errorAfterChange([](Small& s) { s.progress.epochSteps = 6; }),
                HasSubstr("progress_epoch_steps must be a whole number from 0 to 5, is 6"));
    EXPECT_THAT(errorAfterChange([](Small& s) { s.progress.epochImages = 41; }),
                HasSubstr("progress_epoch_images must be the 40 images of 2 steps, is 41"));
    EXPECT_THAT(errorAfterChange([](Small& s) { s.progress.epochSteps = 0; }),
                HasSubstr("progress_epoch_steps is 0, but the epoch has images or scores"));
    EXPECT_THAT(errorAfterChange([](Small& s) { s.progress.bestEpoch = 2; }),
                HasSubstr("progress_best_epoch must be a whole number from 0 to 1, is 2"));
    EXPECT_THAT(errorAfterChange([](Small& s) { s.steps[0] = 8; }),
                HasSubstr("optimizer_steps must be a whole number from 0 to 7, is 8"));
    for (const double accuracy : {kNaN, 1e300, -1.0, -0.5, 1.5}) {
        EXPECT_THAT(errorAfterChange([&](Small& s) { s.progress.bestAccuracy = accuracy; }),
                    HasSubstr("progress_best_accuracy must be "));
        EXPECT_THAT(errorAfterChange([&](Small& s) {
                        s.progress.sums[1].accuracy = accuracy == 1.5 ? 41 : accuracy;
                    }),
                    HasSubstr("progress_accuracy_sums "));
    }
    EXPECT_THAT(errorAfterChange([](Small& s) { s.progress.sums[0].loss = kNaN; }),
                HasSubstr("progress_loss_sums holds a number that is not finite"));
    EXPECT_THAT(errorAfterChange([](Small& s) { s.step = -1; }), HasSubstr("out of range"));
}

TEST(CheckpointContent, RefusesInvalidWeights) {
    for (const float element :
         {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
          -std::numeric_limits<float>::infinity()}) {
        EXPECT_THAT(errorAfterChange([&](Small& s) { s.element = element; }),
                    "layer1_weight holds a number that is not finite");
    }
    EXPECT_THAT(errorAfterChange([](Small& s) { s.element = -1; }),
                "layer1_weight_square holds a negative number");
    EXPECT_THAT(errorAfterChange([](Small& s) {
                    s.element = -0.0F;
                    s.steps.push_back(1);
                    s.progress.sums.push_back({});
                }),
                "optimizer_steps has 3 layers of 2");
}

TEST(CheckpointContent, RefusesOtherTensors) {
    EXPECT_THAT(errorAfterChange([](Small& s) { s.layout.tensors.pop_back(); }),
                StartsWith("has no layer2_"));
    EXPECT_THAT(errorAfterChange([](Small& s) {
                    s.layout.tensors.push_back({"layer3_weight", TensorType::float32, {1}});
                }),
                "has layer3_weight, which the experiment's network does not have");
    EXPECT_THAT(
        errorAfterChange([](Small& s) {
            s.layout.tensors[0].shape = {2, 1, 3, 4};
        }),
        AllOf(HasSubstr("layer1_weight has a different shape"), HasSubstr("F32 2×1×3×4, not")));
    EXPECT_THAT(errorAfterChange([](Small& s) {
                    s.layout.tensors[1].type = TensorType::int64;
                    s.layout.tensors[1].shape = {1};
                }),
                HasSubstr("layer1_bias must be F32"));
}

TEST(CheckpointContent, RefusesContainersOfOtherAndOfNewerPrograms) {
    const Small small;
    const std::string bytes = small.bytes();
    const auto changed = [&](const std::string& before, const std::string& after) {
        std::string copy = bytes;
        copy.replace(copy.find(before), before.size(), after);
        return small.error(copy);
    };
    EXPECT_THAT(changed("asge-checkpoint", "xsge-checkpoint"), HasSubstr("do not identify it"));
    EXPECT_THAT(changed(R"("version":"1")", R"("version":"2")"),
                "it is of version 2, made by a newer program; use that one");
    EXPECT_THAT(changed("progress_best_epoch", "progress_best_epocx"),
                "has no progress_best_epoch");
    EXPECT_THAT(changed("optimizer_steps", "optimizer_stepx"), "has no optimizer_steps");
}

TEST(CheckpointLayout, RefusesSizesOutOfRange) {
    for (const int number : {-1, 0, 1 << 30}) {
        EXPECT_THROW(checkpointLayoutOf({"asge", false, {{number, 1, 4, 4, false}}, 1, 3, 20}),
                     Error);
        EXPECT_THROW(checkpointLayoutOf({"asge", false, {{2, number, 4, 4, false}}, 1, 3, 20}),
                     Error);
        EXPECT_THROW(checkpointLayoutOf({"asge", false, {{2, 1, 4, 4, false}}, number, 3, 20}),
                     Error);
        EXPECT_THROW(checkpointLayoutOf({"asge", false, {{2, 1, 4, 4, false}}, 1, number, 20}),
                     Error);
    }
}

/// A hostile checkpoint in a store.
class StoredCheckpoint : public test::StoreTest {
  protected:
    StoredCheckpoint() {
        RunWriter writer(path());
        id_ = writer.createRun(test::sampleRun());
        test::commitSample(writer, id_, 1);
        writer.setStatus(id_, RunStatus::finished);
    }
    /// The problems that `runs check` finds after the checkpoint's bytes are replaced, with a
    /// correct SHA-256.
    std::vector<StoreProblem> problemsWith(const std::string& bytes) {
        RunWriter writer(path());
        writer.setStatus(id_, RunStatus::running);
        writer.saveCheckpoint(id_, {1, 100, bytes});
        writer.setStatus(id_, RunStatus::finished);
        return checkStore(path()).problems;
    }

    RunId id_ = 0;
};

TEST_F(StoredCheckpoint, IsValidIfATrainingWroteIt) {
    EXPECT_TRUE(checkStore(path()).problems.empty());
    EXPECT_TRUE(problemsWith(test::sampleCheckpoint(1).bytes).empty());
}

TEST_F(StoredCheckpoint, IsInvalidIfNoTrainingCanHaveWrittenIt) {
    const std::string sound = test::sampleCheckpoint(1).bytes;
    const auto refused = [&](const std::string& bytes, const std::string& what) {
        const auto problems = problemsWith(bytes);
        ASSERT_EQ(problems.size(), 1U) << what;
        EXPECT_EQ(problems[0].part, "checkpoint");
        EXPECT_THAT(problems[0].what, AllOf(HasSubstr("its checkpoint of step 100 can't be used: "),
                                            HasSubstr(what), HasSubstr("--branch")));
    };
    refused("rubbish", "too few for a header");
    refused(sound.substr(0, sound.size() - 1), "outside the data");
    refused(sound + '\0', "1 byte at the end belongs to no tensor");
    std::string nan = sound;
    nan.replace(nan.size() - 4, 4, std::string("\0\0\xc0\x7f", 4));
    refused(nan, "not finite");
    std::string other = sound;
    other.replace(other.find("layer2_bias\""), 12, "layer9_bias\"");
    refused(other, "has no layer2_bias");
    refused(Small().bytes(), "a different shape");
    const auto problems = problemsWith(std::string(std::size_t{4} << 20U, 'x'));
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_THAT(problems[0].what, HasSubstr("more than its network can hold"));
}

TEST_F(StoredCheckpoint, IsRefusedByAnImport) {
    problemsWith("rubbish");
    RunWriter other(folder() / "other.sqlite");
    EXPECT_THAT(errorOf<BadInput>([&] { other.importRuns(path()); }),
                HasSubstr("its checkpoint of step 100 can't be used"));
}

TEST_F(StoredCheckpoint, OfAnEpochIsTheOneAtItsEnd) {
    RunWriter writer(path());
    writer.setStatus(id_, RunStatus::running);
    Checkpoint end = test::sampleCheckpoint(1);
    end.kept = true;
    writer.saveCheckpoint(id_, end);
    Checkpoint between = end; // in the middle of the second epoch
    between.step = 130;
    between.kept = false;
    writer.saveCheckpoint(id_, between);
    const RunReader reader(path());
    EXPECT_EQ(findCheckpoint(reader, id_, 1).step, 100);
    EXPECT_EQ(findCheckpoint(reader, id_, {}).step, 130);
    EXPECT_EQ(errorOf<BadInput>([&] { findCheckpoint(reader, id_, 7); }),
              "run 1: has no checkpoint of epoch 7; it has those of epochs 1, 1");
}

TEST_F(StoredCheckpoint, AHostileSizeAllocatesNoMemory) {
    for (const char* size : {"9223372036854775807", "-1", "0", "1099511627776"}) {
        sql(std::string("UPDATE checkpoint SET size = ") + size);
        EXPECT_THAT(errorOf<StoreError>([&] { RunReader(path()).checkpoint(id_); }),
                    HasSubstr(std::string(" of ") + size + " bytes"));
    }
}

} // namespace
} // namespace asge
