// SPDX-License-Identifier: GPL-3.0-or-later

// Training on images that are read during training, and on augmented images.
#include "core/base/error.h"
#include "core/learn/train/training.h"
#include "tests/support/streamed_images.h"
#include "tests/support/tiny_data.h"

#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace asge {
namespace {

using test::streamed;
using test::tinyData;
using test::tinyExperiment;
using namespace std::chrono_literals;

DataSet streamedData(test::BeforeRead beforeRead = {}) {
    DataSet data = tinyData();
    data.train = streamed(data.train, std::move(beforeRead));
    data.validation = streamed(data.validation);
    data.test = streamed(data.test);
    return data;
}

std::vector<EpochEvent> epochsOf(const Experiment& experiment, const DataSet& data) {
    std::vector<EpochEvent> epochs;
    Training training(experiment, data, at::kCPU);
    TrainingControl control;
    TrainingHooks hooks;
    hooks.onEpoch = [&](const EpochEvent& event, const EpochMeasurements&, const Checkpoint&) {
        epochs.push_back(event);
    };
    EXPECT_TRUE(training.run(control, hooks));
    return epochs;
}

Experiment changing() {
    Experiment experiment = tinyExperiment();
    experiment.augment = {0.6, 1, 0.0, 0.3, 0.0, 2, 0.3};
    experiment.threads = 2;
    return experiment;
}

TEST(StreamedTraining, LearnsTheSameAsFromMemory) {
    for (const ComputePath path : {ComputePath::fast, ComputePath::plain}) {
        Experiment experiment = changing();
        experiment.compute.path = path;
        const auto inMemory = epochsOf(experiment, tinyData());
        const auto read = epochsOf(experiment, streamedData());
        ASSERT_EQ(inMemory.size(), read.size());
        for (std::size_t i = 0; i < read.size(); ++i) {
            EXPECT_EQ(inMemory[i].train(), read[i].train());
            EXPECT_EQ(inMemory[i].validation(), read[i].validation());
            EXPECT_EQ(inMemory[i].test(), read[i].test());
        }
    }
}

TEST(StreamedTraining, AugmentationIsReproducible) {
    const DataSet data = tinyData();
    const auto changed = epochsOf(changing(), data);
    EXPECT_EQ(changed.back().test(), epochsOf(changing(), data).back().test());
    Experiment plain = changing();
    plain.augment = {};
    EXPECT_NE(changed.back().train(), epochsOf(plain, data).back().train());
}

TEST(StreamedTraining, ReportsTheShareOfWaiting) {
    Experiment experiment = tinyExperiment();
    experiment.train.epochs = 1;
    const double quick = epochsOf(experiment, tinyData()).back().waitShare();
    EXPECT_GT(quick, 0);
    EXPECT_LT(quick, 0.9);
    const double slow =
        epochsOf(experiment, streamedData([](int) { std::this_thread::sleep_for(4ms); }))
            .back()
            .waitShare();
    EXPECT_GT(slow, 0.8);
    EXPECT_LE(slow, 1);
}

TEST(StreamedTraining, StopsWhileItWaitsForImages) {
    std::atomic_flag isReading;
    const DataSet data = streamedData([&](int) {
        isReading.test_and_set();
        isReading.notify_all();
        std::this_thread::sleep_for(100ms); // a batch takes 2 s
    });
    Experiment experiment = tinyExperiment();
    experiment.train.epochs = 1000;
    Training training(experiment, data, at::kCPU);
    TrainingControl control;
    std::thread other([&] {
        isReading.wait(false);
        control.stop();
    });
    EXPECT_FALSE(training.run(control, {}));
    EXPECT_EQ(training.checkpoint().step, 0);
    other.join();
}

TEST(StreamedTraining, EndsWithTheErrorOfAnImageThatIsGone) {
    const DataSet data = streamedData(test::failsAt(40));
    Experiment experiment = tinyExperiment();
    experiment.threads = 2;
    Training training(experiment, data, at::kCPU);
    TrainingControl control;
    try {
        training.run(control, {});
        FAIL() << "no error";
    } catch (const BadInput& error) {
        EXPECT_STREQ(error.what(), "image 40.jpg: no longer there");
    }
}

TEST(StreamedTraining, RefusesAnAugmentationThatLeavesNothing) {
    Experiment experiment = tinyExperiment();
    experiment.augment.crop = 12;
    const DataSet data = tinyData();
    EXPECT_THROW(Training(experiment, data, at::kCPU), BadInput);
}

/// Photographs of twice the size of the images. The first two pixels of a cut hold the position and
/// the size of its box.
class BoxReader : public PhotographReader {
  public:
    explicit BoxReader(ImageSet images) : images_(std::move(images)) {}

    void read(int index, std::uint8_t* pixels) const override { readImage(images_, index, pixels); }
    PixelSize size(int) const override { return {2 * images_.width, 2 * images_.height}; }
    void readBox(int index, const PixelBox& box, std::uint8_t* pixels) const override {
        readImage(images_, index, pixels);
        pixels[0] = static_cast<std::uint8_t>(box.left + 40 * box.top);
        pixels[1] = static_cast<std::uint8_t>(box.width() + 40 * box.height());
    }

  private:
    const ImageSet images_;
};

TEST(StreamedTraining, CutsPhotographsAlikeWhetherTheirImagesAreInMemory) {
    Experiment experiment = changing();
    experiment.augment.zoomOf = ZoomOf::photograph;
    DataSet kept = tinyData();
    kept.train.photographs = std::make_shared<BoxReader>(kept.train);
    DataSet read = streamedData();
    read.train.photographs = kept.train.photographs;
    const auto fromMemory = epochsOf(experiment, kept);
    EXPECT_EQ(fromMemory.back().train(), epochsOf(experiment, read).back().train());
    experiment.augment.zoomOf = ZoomOf::image;
    EXPECT_NE(fromMemory.back().train(), epochsOf(experiment, kept).back().train());
}

} // namespace
} // namespace asge
