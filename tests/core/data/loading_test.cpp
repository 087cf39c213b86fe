// SPDX-License-Identifier: GPL-3.0-or-later

// Loading a data set: which files it opens, how it is stopped, and the progress that it reports.
#include "core/data/dataset.h"

#include "core/base/error.h"
#include "core/data/formats.h"
#include "core/data/identity.h"
#include "tests/core/data/photo_folder.h"
#include "tests/support/opened_files.h"
#include "tests/support/streamed_images.h"
#include "tests/support/unwatched.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>

#include <atomic>
#include <fstream>

namespace asge {
namespace {

using test::OpenedFiles;

class Loading : public test::PhotoFolder {};

TEST_F(Loading, OpensEachPhotographOnceAndOnlyThoseThatAreUsed) {
    write("train", 20);
    write("test", 10);
    waitUntilFilesAreSettled();
    OpenedFiles opened(folder_.path());
    Experiment::Data settings = data();
    settings.limit = 10;
    settings.testLimit = 4;
    loadDataSet(settings);
    const int first = opened.takeCount();
    EXPECT_GE(first, 10 + 2 + 4);
    EXPECT_LE(first, 10 + 2 + 4 + 1) << "and one whose header has the number of channels";
    loadDataSet(settings);
    EXPECT_EQ(opened.takeCount(), 10 + 2 + 4);
    loadDataSet(data());
    EXPECT_EQ(opened.takeCount(), 60);
}

TEST_F(Loading, OpensNoFileIfAllVerdictsAreKnown) {
    write("train", 10);
    write("test", 5);
    waitUntilFilesAreSettled();
    OpenedFiles opened(folder_.path());
    const DataSet first = loadDataSet(streamedData());
    const std::string identity = identityOf(first);
    EXPECT_GE(opened.takeCount(), 30);
    const DataSet second = loadDataSet(streamedData());
    EXPECT_EQ(identityOf(second), identity);
    EXPECT_EQ(opened.takeCount(), 0);
    EXPECT_EQ(second.mean, first.mean);
    EXPECT_EQ(second.standardDeviation, first.standardDeviation);
    EXPECT_EQ(*second.train.files, *first.train.files);
}

TEST_F(Loading, AnEvaluationDoesNotReadTrainingImages) {
    write("train", 10);
    write("test", 5);
    waitUntilFilesAreSettled();
    const DataSet trained = loadDataSet(data());
    const std::string identity = identityOf(trained);
    OpenedFiles opened(folder_.path());
    const DataSet evaluated = loadDataSet(data(), test::unwatched(), LoadFor::evaluation);
    EXPECT_EQ(identityOf(evaluated), identity);
    EXPECT_EQ(evaluated.mean, trained.mean);
    for (const auto& [name, times] : opened.take()) {
        const auto& held = *evaluated.validation.files;
        EXPECT_TRUE(name.find("/test/") != std::string::npos ||
                    std::find(held.begin(), held.end(), name) != held.end())
            << name;
    }
}

TEST_F(Loading, IdentitiesOfEarlierVersionsAreKnown) {
    write("train", 4);
    write("test", 2);
    DataSet set = loadDataSet(data());
    const std::string identity = identityOf(set);
    EXPECT_TRUE(hasIdentity(set, identity, test::unwatched()));
    EXPECT_FALSE(hasIdentity(set, std::string(64, 'a'), test::unwatched()));
    // A folder of 1200 images that do not fit memory; earlier versions sampled 1000 of them.
    for (ImageSet* part : {&set.train, &set.test}) {
        part->pixels.resize(1200 * part->imageBytes(), 3);
        part->labels.resize(1200, 0);
        part->count = 1200;
    }
    set.filesKey = "other files";
    const auto sampledIdentity = [&](bool train, bool test) {
        DataSet sampled = set;
        sampled.filesKey.clear();
        if (train) {
            sampled.train = test::streamed(set.train);
            sampled.validation = test::streamed(set.validation);
            sampled.train.fitsMemory = sampled.validation.fitsMemory = false;
        }
        if (test) {
            sampled.test = test::streamed(set.test);
            sampled.test.fitsMemory = false;
        }
        return identityOf(sampled);
    };
    for (const bool train : {false, true}) {
        for (const bool test : {false, true}) {
            EXPECT_TRUE(hasIdentity(set, sampledIdentity(train, test), test::unwatched()));
        }
    }
    EXPECT_NE(sampledIdentity(true, true), identityOf(set));
}

TEST_F(Loading, TheShapeIsKnownWithoutTheImages) {
    write("train", 10);
    write("test", 5);
    OpenedFiles opened(folder_.path());
    const DataSet set = loadDataSet(data(), test::unwatched(), LoadFor::shape);
    EXPECT_EQ(set.train.count, 18);
    EXPECT_EQ(set.test.count, 10);
    EXPECT_EQ(set.train.channels, 3);
    EXPECT_EQ(set.train.height, 8);
    EXPECT_LE(opened.takeCount(), 1);
}

TEST_F(Loading, AChangedFileIsReadAgain) {
    write("train", 4);
    write("test", 2);
    waitUntilFilesAreSettled();
    const std::string file = at("train/cat/1000.jpg");
    const std::string before = identityOf(loadDataSet(streamedData()));
    const auto time = std::filesystem::last_write_time(file);
    const auto size = std::filesystem::file_size(file);
    {
        std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
        stream.seekp(static_cast<std::streamoff>(size - 30));
        stream.write("\xFF\xD9\xFF\xD9", 4); // ends the image data early
    }
    std::filesystem::last_write_time(file, time);
    ASSERT_EQ(std::filesystem::file_size(file), size);
    const DataSet after = loadDataSet(streamedData());
    EXPECT_EQ(after.skipped, 1);
    EXPECT_NE(identityOf(after), before);
}

TEST_F(Loading, DamagedFilesAreRememberedWithTheirNotes) {
    write("train", 4);
    write("test", 2);
    folder_.write("train/cat/bad.jpg", "no image");
    waitUntilFilesAreSettled();
    OpenedFiles opened(folder_.path());
    const DataSet first = loadDataSet(data());
    EXPECT_EQ(opened.take().count(at("train/cat/bad.jpg")), 1U);
    const DataSet second = loadDataSet(data());
    EXPECT_EQ(opened.take().count(at("train/cat/bad.jpg")), 0U);
    EXPECT_EQ(second.notes, first.notes);
    EXPECT_EQ(second.skipped, 1);
    LoadWatch watch;
    const StoredImages all = loadStored(findDataSet(data()), data(), watch);
    EXPECT_EQ(opened.take().count(at("train/cat/bad.jpg")), 1U)
        << "asge data verify reads it again";
    EXPECT_EQ(all.skipped, 1);
}

TEST_F(Loading, DamagedImagesAreReplaced) {
    write("train", 30);
    write("test", 10);
    const DataSet whole = loadDataSet(data(5));
    // One is among the validation images, one among the first training images.
    folder_.write(std::filesystem::relative((*whole.validation.files)[1], folder_.path()), "");
    folder_.write(std::filesystem::relative((*whole.train.files)[2], folder_.path()), "");
    Experiment::Data settings = data(5);
    settings.limit = 10;
    const DataSet few = loadDataSet(settings);
    EXPECT_EQ(few.validation.count, 5);
    EXPECT_EQ(few.train.count, 10);
    EXPECT_EQ(few.skipped, 2);
    settings.limit = 20;
    const DataSet more = loadDataSet(settings);
    EXPECT_EQ(*more.validation.files, *few.validation.files);
    EXPECT_TRUE(
        std::equal(few.train.files->begin(), few.train.files->end(), more.train.files->begin()))
        << "a larger limit only adds images";
    settings.limit = 0;
    const DataSet all = loadDataSet(settings);
    EXPECT_EQ(*all.validation.files, *few.validation.files);
    EXPECT_EQ(all.train.count, 53);
}

TEST_F(Loading, OneColourImageAmongGreyOnesIsEnough) {
    for (int i = 0; i < 40; ++i) {
        writeOne("train/a/" + std::to_string(i) + ".jpg", i, 1);
        writeOne("train/b/" + std::to_string(i) + ".jpg", i, 1);
        writeOne("test/a/" + std::to_string(i) + ".jpg", i, 1);
    }
    EXPECT_EQ(loadDataSet(data()).train.channels, 1);
    writeOne("test/b/z.jpg", 7, 3); // read last
    for (int start = 0; start < 2; ++start) {
        const DataSet set = loadDataSet(data());
        EXPECT_EQ(set.train.channels, 3);
        EXPECT_EQ(set.train.pixels.size(), 78U * 3 * 64);
        EXPECT_EQ(set.mean.size(), 3U);
        EXPECT_EQ(set.mean[0], set.mean[1]);
        waitUntilFilesAreSettled();
    }
}

TEST_F(Loading, CacheOrNotMakesNoDifference) {
    write("train", 12);
    write("test", 4);
    folder_.write("train/cat/1003.jpg", "");
    waitUntilFilesAreSettled();
    for (const Experiment::Data& settings : {data(3), streamedData()}) {
        loadDataSet(settings);
        const DataSet known = loadDataSet(settings);
        const scratch::Variable nowhere("XDG_CACHE_HOME", "/dev/null/none");
        const DataSet fresh = loadDataSet(settings);
        EXPECT_EQ(*known.train.files, *fresh.train.files);
        EXPECT_EQ(known.train.labels, fresh.train.labels);
        EXPECT_EQ(known.train.pixels, fresh.train.pixels);
        EXPECT_EQ(known.notes, fresh.notes);
        EXPECT_EQ(known.mean, fresh.mean);
        EXPECT_EQ(identityOf(known), identityOf(fresh));
    }
}

TEST_F(Loading, AWrongVerdictIsUsedOnlyOnce) {
    write("train", 4);
    write("test", 2);
    folder_.write("train/cat/1001.jpg", "no image");
    waitUntilFilesAreSettled();
    loadDataSet(streamedData());
    SQLite::Database(cacheFile().string(), SQLite::OPEN_READWRITE)
        .exec(
            "UPDATE image SET sound = 1, channels = 3, width = 24, height = 16; INSERT OR IGNORE "
            "INTO sums SELECT image.id, '512', channel, 1, 1 FROM image, (SELECT DISTINCT channel "
            "FROM sums)");
    const DataSet set = loadDataSet(streamedData());
    ASSERT_EQ(set.skipped, 0);
    scratch::Bytes pixels(set.train.imageBytes());
    int refused = 0;
    for (const ImageSet* part : {&set.train, &set.validation}) {
        for (int i = 0; i < part->count; ++i) {
            try {
                readImage(*part, i, pixels.data());
            } catch (const BadInput&) {
                ++refused;
            }
        }
    }
    EXPECT_EQ(refused, 1);
    EXPECT_EQ(loadDataSet(streamedData()).skipped, 1);
}

/// Stops after isStopped() was called this often.
class Stopper : public LoadWatch {
  public:
    explicit Stopper(int questions) : left_(questions) {}
    bool isStopped() const override { return left_-- <= 0; }

  private:
    mutable std::atomic<int> left_;
};

TEST_F(Loading, StopsBetweenTwoImages) {
    write("train", 100);
    write("test", 10);
    OpenedFiles opened(folder_.path());
    int most = 0;
    bool isStopped = true;
    for (int questions = 0; isStopped; questions = 2 * questions + 1) {
        Stopper stopper(questions);
        try {
            loadDataSet(data(), stopper);
            isStopped = false;
        } catch (const Interrupted&) {
            const int count = opened.takeCount();
            EXPECT_LE(count, questions + 1) << "no further image was read";
            most = std::max(most, count);
        }
    }
    EXPECT_GT(most, 0);
}

class Listener : public LoadWatch {
  public:
    void onProgress(const LoadProgress& progress) override { reports.push_back(progress); }
    std::vector<LoadProgress> reports;
};

TEST_F(Loading, ReportsItsProgress) {
    write("train", 150);
    write("test", 2);
    Experiment::Data settings = data();
    settings.size = 1024; // takes long enough to report progress
    settings.memory = 1;
    Listener listener;
    loadDataSet(settings, listener);
    const auto reading = std::find_if(
        listener.reports.begin(), listener.reports.end(),
        [](const LoadProgress& each) { return each.what == "reading training images"; });
    ASSERT_NE(reading, listener.reports.end());
    EXPECT_EQ(reading->total, 298);
    EXPECT_GT(reading->done, 0);
    EXPECT_LE(reading->done, reading->total);
}

} // namespace
} // namespace asge
