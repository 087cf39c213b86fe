// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/grab.h"
#include "core/experiment/experiment_json.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "tests/app/window/window_fixture.h"
#include "widgets/goodness/goodness_view.h"

#include <QComboBox>
#include <QProgressBar>

namespace asge {
namespace {

/// What the window shows of the training when a picture is taken.
struct ShownState {
    QString view;
    TransportBar::State state;
    int progress;
    QString epoch, speed, left, maps;
    RunStatus stored;
};

class GrabTest : public test::WindowTest {
  protected:
    /// Trains with pictures and returns what each showed; `status_` is the exit status.
    std::vector<ShownState> grab(int epochs) {
        open();
        experiment_.train.epochs = epochs;
        window_->training().setExperiment(experiment_, "tiny");
        Grab grab(*window_, (path() / "pictures").c_str());
        std::vector<ShownState> seen;
        QObject::connect(&grab, &Grab::taken, window_.get(), [&](const QString& file) {
            seen.push_back({QFileInfo(file).baseName(), state(),
                            child<QProgressBar>("trainingProgress").value(),
                            child<QLabel>("epochLabel").text(), child<QLabel>("speedLabel").text(),
                            child<QLabel>("timeLeftLabel").text(),
                            childOf<QLabel>("goodness", "goodnessEpochCaption").text(),
                            storedRuns().at(0).status});
        });
        QObject::connect(&grab, &Grab::done, window_.get(), [&](int status) { status_ = status; });
        grab.ofTraining(experiment_, "tiny.json");
        window_->training().train();
        EXPECT_TRUE(QTest::qWaitFor([&] { return status_ >= 0; }, 120000));
        return seen;
    }

    int status_ = -1;
};

TEST_F(GrabTest, ShowsARunningTraining) {
    for (const int epochs : {1, 4}) {
        status_ = -1;
        const auto seen = grab(epochs);
        EXPECT_EQ(status_, 0);
        const int views = window_->views().count();
        ASSERT_EQ(seen.size(), static_cast<std::size_t>(views) + 4)
            << "the first one twice, the runs, the start page, and the perspective Look";
        for (const ShownState& each : seen) {
            EXPECT_EQ(each.state, TransportBar::State::training) << each.view.toStdString();
            EXPECT_GE(each.progress, 400);
            EXPECT_LE(each.progress, 800);
            EXPECT_EQ(each.epoch, QStringLiteral("epoch %1 of %2").arg(epochs / 2 + 1).arg(epochs));
            EXPECT_TRUE(each.speed.contains("images/s")) << each.speed.toStdString();
            EXPECT_TRUE(each.left.contains("left")) << each.left.toStdString();
            EXPECT_TRUE(each.maps.startsWith("live · ")) << each.maps.toStdString();
            EXPECT_EQ(each.stored, RunStatus::running) << "holding is not a pause";
        }
        const auto run = storedRuns().at(0);
        EXPECT_EQ(run.status, RunStatus::finished);
        EXPECT_EQ(run.epochsDone, epochs);
        EXPECT_THAT(RunReader(store()).detail(run.id).interventions,
                    testing::Each(testing::Field(&Intervention::source, source::kGuard)));
        window_.reset();
        std::filesystem::remove(store());
    }
}

TEST_F(GrabTest, ComparesRunsOfTheSameDataFirst) {
    open();
    trainToTheEnd(1);
    experiment_.train.seed += 1;
    trainToTheEnd(1);
    window_.reset();
    {
        RunWriter writer(store());
        for (int i = 0; i < 4; ++i) {
            NewRun other;
            other.name = "other data";
            other.dataName = "other";
            other.experimentJson = toJson(experiment_);
            other.layers.assign(2, {8, 2, 7, 7, false});
            other.epochs = 1;
            const RunId id = writer.createRun(other);
            EpochEvent epoch;
            epoch.epoch = 1;
            writer.commitEpoch(id, epoch, {}, {.epoch = 1, .step = 0, .bytes = "x"}).wait();
        }
    }
    open();
    ASSERT_EQ(window_->runs().size(), 6U);
    const RunId shown = window_->runs().back().id;
    const RunId partner = window_->runs()[4].id;
    Grab grab(*window_, (path() / "pictures").c_str());
    QObject::connect(&grab, &Grab::done, window_.get(), [&](int status) { status_ = status; });
    grab.ofRun(shown);
    EXPECT_TRUE(QTest::qWaitFor([&] { return status_ >= 0; }, 120000));
    const auto begins = [](const QComboBox& box, RunId id) {
        return box.currentText().contains(QString::number(id));
    };
    EXPECT_TRUE(begins(child<QComboBox>("mapsA"), shown));
    EXPECT_TRUE(begins(child<QComboBox>("mapsB"), partner));
}

TEST_F(GrabTest, BadInputEndsWithoutPictures) {
    experiment_.data.path = (path() / "nowhere").string();
    EXPECT_TRUE(grab(2).empty());
    EXPECT_EQ(status_, 2);
    EXPECT_FALSE(std::filesystem::exists(path() / "pictures"));
}

TEST_F(GrabTest, AHeldTrainingCanBeStoppedAndTheWindowClosed) {
    open();
    experiment_.train.epochs = 100000;
    window_->training().setExperiment(experiment_, "tiny");
    bool held = false;
    QObject::connect(&window_->training().job(), &TrainingJob::held, window_.get(),
                     [&] { held = true; });
    window_->training().job().holdAfter(1);
    window_->training().train();
    ASSERT_TRUE(QTest::qWaitFor([&] { return held; }, 60000));
    press("stopActionButton");
    EXPECT_TRUE(waitForState(TransportBar::State::idle, 60000));
    held = false;
    window_->training().job().holdAfter(1);
    window_->training().train();
    ASSERT_TRUE(QTest::qWaitFor([&] { return held; }, 60000));
    window_.reset(); // must not block
    for (const RunSummary& run : storedRuns()) {
        EXPECT_EQ(run.status, RunStatus::stopped);
    }
}

} // namespace
} // namespace asge
