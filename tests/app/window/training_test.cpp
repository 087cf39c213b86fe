// SPDX-License-Identifier: GPL-3.0-or-later

// Training with the real window: presses its buttons and reads its labels and its store.
#include "core/data/picture.h"
#include "core/data/png.h"
#include "core/experiment/layers.h"
#include "core/store/run_reader.h"
#include "tests/app/window/window_fixture.h"
#include "tests/support/small_disk.h"

#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QMessageBox>
#include <QProgressBar>
#include <QPushButton>
#include <QSessionManager>
#include <QSlider>

#include <algorithm>
#include <random>
#include <set>

namespace asge {
namespace {

using State = TransportBar::State;

class Training : public test::WindowTest {
  protected:
    /// Writes a folder of drawings in two classes, and settings that so few images allow.
    void writeDrawings() {
        for (const char* folder : {"train/dark", "train/light", "val/dark", "val/light"}) {
            const auto place = path() / "drawings" / folder;
            std::filesystem::create_directories(place);
            for (const char* file : {"1.png", "2.png", "3.png"}) {
                const std::uint8_t level = place.filename() == "dark" ? 50 : 200;
                writePng(place / file, {1, 12, 12, std::vector<std::uint8_t>(144, level), ""});
            }
        }
        experiment_.data.path = (path() / "drawings").string();
        experiment_.data.validation = 1;
        experiment_.probe.samples = 2;
        experiment_.probe.batch = 2;
    }
};

TEST_F(Training, BeginsWithOneButtonOnAReadyExperiment) {
    open();
    EXPECT_TRUE(child<QToolButton>("trainActionButton").isEnabled());
    EXPECT_FALSE(child<QToolButton>("pauseActionButton").isEnabled());
    EXPECT_FALSE(child<QToolButton>("stopActionButton").isEnabled());
}

TEST_F(Training, SaysWhyItPausesWhenAValueIsNotFinite) {
    open();
    TrainingNews news;
    Intervention why;
    why.kind = "nonfinite";
    why.text = "epoch 1, step 7: layer 1: the gradient is not finite. Largest weight: 3";
    news.run.interventions.push_back(why);
    news.run.status = RunStatus::paused;
    emit window_->training().job().news(news);
    EXPECT_EQ(message(), "epoch 1, step 7: layer 1: the gradient is not finite. The training went "
                         "back to its last finite state and is paused.");
    window_->training().job().news({}); // the message stays
    EXPECT_TRUE(child<MessageBar>("messageBar").isVisible());
}

TEST_F(Training, TrainsToTheEndAndKeepsTheRun) {
    open();
    trainToTheEnd(3);
    const auto runs = storedRuns();
    ASSERT_EQ(runs.size(), 1U);
    EXPECT_EQ(runs[0].status, RunStatus::finished);
    EXPECT_EQ(runs[0].epochsDone, 3);
    EXPECT_FALSE(child<QProgressBar>("trainingProgress").isVisible()) << "nothing trains";
    EXPECT_TRUE(QTest::qWaitFor([&] { return tableRows() == 1; }, 60000));
    auto& header = child<RunHeader>("runHeader");
    EXPECT_TRUE(QTest::qWaitFor([&] { return header.text().contains("finished"); }, 60000))
        << header.text().toStdString();
    EXPECT_THAT(header.text().toStdString(), testing::HasSubstr("3 of 3 epochs"));
    EXPECT_TRUE(child<QToolButton>("trainActionButton").isEnabled()) << "ready for another";
    EXPECT_EQ(child<QLabel>("epochLabel").text(), "") << "the header says how it ended";
}

TEST_F(Training, WaitsWhileTheDiskIsFull) {
    const test::SmallDisk disk(path() / "disk");
    if (!disk.isThere()) {
        GTEST_SKIP() << "a file system can't be mounted here";
    }
    store_ = disk.folder() / "runs.sqlite";
    open();
    constexpr int kEpochs = 100;
    startTraining(kEpochs);
    disk.fill();
    ASSERT_TRUE(QTest::qWaitFor([&] { return message().contains("disk is full"); }, 60000));
    EXPECT_TRUE(message().contains("The training waits")) << message().toStdString();
    EXPECT_EQ(state(), State::training);
    const double before = window_->trainedEpochs();
    QTest::qWait(500);
    EXPECT_LE(window_->trainedEpochs(), before + 1) << "it waits";
    ASSERT_TRUE(disk.grow());
    // If the training ends before the next delivery, only the end is shown.
    ASSERT_TRUE(QTest::qWaitFor(
        [&] { return message().contains("can be written again") || state() == State::idle; },
        60000));
    ASSERT_TRUE(waitForState(State::idle, 60000));
    EXPECT_FALSE(message().contains("The training waits")) << message().toStdString();
    ASSERT_EQ(storedRuns().size(), 1U);
    EXPECT_EQ(storedRuns()[0].status, RunStatus::finished);
    EXPECT_EQ(storedRuns()[0].epochsDone, kEpochs);
    const auto epochs = RunReader(store()).detail(1).epochs;
    ASSERT_EQ(epochs.size(), std::size_t{kEpochs}) << "none is missing";
    window_.reset(); // must be destroyed before its disk
}

TEST_F(Training, StoppedOnAFullDiskItSaysWhatIsLost) {
    const test::SmallDisk disk(path() / "disk");
    if (!disk.isThere()) {
        GTEST_SKIP() << "a file system can't be mounted here";
    }
    store_ = disk.folder() / "runs.sqlite";
    open();
    startTraining(100000);
    disk.fill();
    ASSERT_TRUE(QTest::qWaitFor([&] { return message().contains("The training waits"); }, 60000));
    press("stopActionButton");
    ASSERT_TRUE(waitForState(State::idle, 60000));
    EXPECT_TRUE(message().contains("The training stops. Results that were not written are lost"))
        << message().toStdString();
    window_.reset(); // must be destroyed before its disk
}

/// Acts as a session manager at a logout: asks, then ends the program.
TEST_F(Training, ALogoutKeepsTheProgress) {
    open();
    startTraining(100000);
    alignas(QSessionManager) char unused[sizeof(QSessionManager)] = {};
    emit qGuiApp->commitDataRequest(reinterpret_cast<QSessionManager&>(unused));
    const auto runs = storedRuns();
    ASSERT_EQ(runs.size(), 1U);
    EXPECT_EQ(runs[0].status, RunStatus::stopped);
    EXPECT_THAT(runs[0].reason, testing::StartsWith("stopped by the end of the session at step "));
    EXPECT_TRUE(RunReader(store()).checkpoint(runs[0].id).has_value());
    EXPECT_TRUE(settings_.contains("window/geometry"));
    EXPECT_EQ(child<QWidget>("runHeader").window()->findChild<QMessageBox*>("closeQuestion"),
              nullptr);
    EXPECT_TRUE(waitForState(State::idle)) << "the user may have cancelled the logout";
}

TEST_F(Training, TrainsAgainInTheSameWindow) {
    open();
    trainToTheEnd(1);
    trainToTheEnd(2);
    ASSERT_EQ(storedRuns().size(), 2U);
    EXPECT_EQ(storedRuns()[0].epochsDone, 2);
    EXPECT_EQ(window_->presenter().shownRun(), storedRuns()[0].id);
}

TEST_F(Training, SaysWhichFilesAreLeftOut) {
    writeDrawings();
    std::ofstream(path() / "drawings/train/dark/empty.jpg").flush();
    open();
    startTraining(100000);
    EXPECT_THAT(child<MessageBar>("messageBar").text().toStdString(),
                testing::EndsWith("train/dark/empty.jpg: is empty; skipped"));
    press("stopActionButton");
    ASSERT_TRUE(waitForState(State::idle));
}

TEST_F(Training, PausesAndContinues) {
    open();
    startTraining(100000);
    press("pauseActionButton");
    ASSERT_TRUE(waitForState(State::paused));
    const double reached = window_->trainedEpochs();
    QTest::qWait(200);
    EXPECT_EQ(window_->trainedEpochs(), reached);
    EXPECT_EQ(storedRuns()[0].status, RunStatus::paused);
    EXPECT_EQ(child<QToolButton>("pauseActionButton").text(), "Resume");

    press("pauseActionButton");
    ASSERT_TRUE(waitForState(State::training));
    EXPECT_TRUE(QTest::qWaitFor([&] { return window_->trainedEpochs() > reached; }, 60000));
    EXPECT_EQ(storedRuns()[0].status, RunStatus::running);

    press("stopActionButton");
    ASSERT_TRUE(waitForState(State::idle));
    EXPECT_EQ(storedRuns()[0].status, RunStatus::stopped);
    auto events = RunReader(store()).detail(storedRuns()[0].id).interventions;
    std::erase_if(events, [](const Intervention& each) { return each.source == source::kGuard; });
    ASSERT_EQ(events.size(), 3U);
    EXPECT_EQ(events[0].kind, "pause");
    EXPECT_EQ(events[2].kind, "stop");
    EXPECT_EQ(events[2].source, "window");
}

TEST_F(Training, TheLimitOfProbesTakesEffectAtOnce) {
    experiment_.probe.budget = 1e-6;
    open();
    startTraining(100000);
    auto& shown = child<QLabel>("probeShareLabel");
    EXPECT_TRUE(QTest::qWaitFor([&] { return shown.text().startsWith("probes "); }, 20000));
    auto& kept = child<QLabel>("channelsKept");
    ASSERT_TRUE(QTest::qWaitFor([&] { return !kept.toolTip().isEmpty(); }, 20000));
    EXPECT_TRUE(kept.toolTip().contains("No maps were kept")) << kept.toolTip().toStdString();
    child<QDoubleSpinBox>("probeBudget").setValue(100);
    ASSERT_TRUE(
        QTest::qWaitFor([&] { return kept.toolTip().startsWith("Maps were kept for"); }, 20000));
    EXPECT_TRUE(kept.text().startsWith("only epoch")) << kept.text().toStdString();
    press("stopActionButton");
    ASSERT_TRUE(waitForState(State::idle));
    const RunReader reader(store());
    const auto events = reader.detail(1).interventions;
    const auto change = std::find_if(events.begin(), events.end(), [](const Intervention& each) {
        return each.kind == "probe_budget";
    });
    ASSERT_NE(change, events.end());
    EXPECT_EQ(change->value, 1);
    EXPECT_EQ(change->source, source::kWindow);
    EXPECT_EQ(reader.snapshot(1, 1), nullptr);
    const auto channels = reader.channelHistory(1);
    ASSERT_FALSE(channels.empty());
    EXPECT_NE(reader.snapshot(1, channels.back().epoch), nullptr);
}

TEST_F(Training, StopsWhilePaused) {
    open();
    startTraining(100000);
    press("pauseActionButton");
    ASSERT_TRUE(waitForState(State::paused));
    press("stopActionButton");
    ASSERT_TRUE(waitForState(State::idle));
    EXPECT_EQ(storedRuns()[0].status, RunStatus::stopped);
}

TEST_F(Training, KeysDoWhatButtonsDo) {
    open();
    experiment_.train.epochs = 100000;
    window_->training().setExperiment(experiment_, "tiny");
    window_->activateWindow();
    QTest::keyClick(window_.get(), Qt::Key_F5);
    ASSERT_TRUE(waitForState(State::training));
    QTest::keyClick(window_.get(), Qt::Key_F5, Qt::ShiftModifier);
    ASSERT_TRUE(waitForState(State::idle));
}

TEST_F(Training, NamesTheFaultInTheData) {
    open();
    experiment_.data.path = (path() / "nowhere").string();
    window_->training().setExperiment(experiment_, "tiny");
    press("trainActionButton");
    ASSERT_TRUE(QTest::qWaitFor([&] { return state() == State::idle; }, 60000));
    EXPECT_TRUE(child<MessageBar>("messageBar").isVisible());
    EXPECT_THAT(message().toStdString(), testing::HasSubstr("nowhere"));
    EXPECT_TRUE(storedRuns().empty());
}

TEST_F(Training, NamesTheAbsolutePathOfARelativeFolder) {
    open();
    experiment_.data.path = "nowhere/at/all";
    window_->training().setExperiment(experiment_, "tiny");
    press("trainActionButton");
    ASSERT_TRUE(QTest::qWaitFor([&] { return !message().isEmpty(); }, 60000));
    const std::string tried = std::filesystem::absolute("nowhere/at/all").string();
    EXPECT_THAT(message().toStdString(),
                testing::StartsWith("data.path: " + tried + ": there is no such folder; "));
    EXPECT_THAT(message().toStdString(), testing::HasSubstr("start it where the run began"));
}

TEST_F(Training, ReportsTooLittleMemory) {
    open();
    std::string layers;
    for (int i = 0; i < 64; ++i) {
        layers += "4096 ";
    }
    experiment_.network.layers = parseLayers(layers);
    window_->training().setExperiment(experiment_, "tiny");
    press("trainActionButton");
    ASSERT_TRUE(QTest::qWaitFor([&] { return !message().isEmpty(); }, 60000));
    EXPECT_THAT(message().toStdString(), testing::StartsWith("network.layers: its weights need "));
    EXPECT_THAT(message().toStdString(), testing::EndsWith("; give the layers fewer channels"));
    EXPECT_EQ(state(), State::idle);
    EXPECT_TRUE(storedRuns().empty());
}

TEST_F(Training, ShowsAFewOfManyNotes) {
    writeDrawings();
    for (const char* file : {"a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg"}) {
        std::ofstream(path() / "drawings/train/dark" / file).flush();
    }
    open();
    startTraining(100000);
    const QStringList lines = message().split('\n');
    ASSERT_EQ(lines.size(), 4) << message().toStdString();
    EXPECT_TRUE(lines[0].endsWith("train/dark/a.jpg: is empty; skipped"));
    EXPECT_TRUE(lines[2].endsWith("train/dark/c.jpg: is empty; skipped"));
    EXPECT_EQ(lines[3], "and more: 'asge data verify' lists all of them");
    press("stopActionButton");
    ASSERT_TRUE(waitForState(State::idle));
}

TEST_F(Training, AnInvalidExperimentCanNotBeTrained) {
    open();
    window_->training().setExperiment(experiment_, "tiny");
    auto& batch = child<QLineEdit>("train.batch");
    batch.selectAll();
    QTest::keyClicks(&batch, "-3");
    EXPECT_FALSE(child<QToolButton>("trainActionButton").isEnabled());
    batch.selectAll();
    QTest::keyClicks(&batch, "30");
    EXPECT_TRUE(child<QToolButton>("trainActionButton").isEnabled());
    EXPECT_EQ(window_->training().experiment().train.batch, 30);
}

TEST_F(Training, ClosingAsksAndStaysOpenWhenCancelled) {
    open();
    startTraining(100000);
    EXPECT_FALSE(window_->close());
    auto& question = child<QMessageBox>("closeQuestion");
    ASSERT_TRUE(question.isVisible());
    QTest::mouseClick(question.button(QMessageBox::Cancel), Qt::LeftButton);
    QTest::qWait(50);
    EXPECT_TRUE(window_->isVisible());
    EXPECT_EQ(state(), State::training);
}

TEST_F(Training, ClosingStopsCleanlyWhenConfirmed) {
    open();
    startTraining(100000);
    EXPECT_FALSE(window_->close());
    QTest::mouseClick(&child<QPushButton>("stopAndClose"), Qt::LeftButton);
    EXPECT_TRUE(QTest::qWaitFor([&] { return !window_->isVisible(); }, 60000));
    EXPECT_EQ(storedRuns()[0].status, RunStatus::stopped);
    EXPECT_TRUE(RunReader(store()).checkpoint(storedRuns()[0].id).has_value());
}

TEST_F(Training, DestroyingTheWindowStopsIt) {
    open();
    startTraining(100000);
    window_.reset();
    EXPECT_EQ(storedRuns()[0].status, RunStatus::stopped);
}

TEST_F(Training, LiveMapsAndChannelsHaveContent) {
    open();
    window_->views().showView(1);
    startTraining(100000);
    auto& epochs = childOf<QSlider>("goodness", "goodnessEpoch");
    EXPECT_TRUE(QTest::qWaitFor([&] { return epochs.maximum() >= 2; }, 60000))
        << "stored epochs become stops of the slider";
    EXPECT_EQ(epochs.value(), epochs.maximum()) << "it follows the training";
    std::set<QRgb> colors;
    const QImage picture = childOf<QWidget>("goodness", "goodnessCanvas").grab().toImage();
    for (int y = 0; y < picture.height(); y += 3) {
        for (int x = 0; x < picture.width(); x += 3) {
            colors.insert(picture.pixel(x, y));
        }
    }
    EXPECT_GT(colors.size(), 40U) << "images and maps, not an empty view";
    press("stopActionButton");
    EXPECT_TRUE(waitForState(State::idle));
}

/// Photographs that take seconds to decode.
class SlowPhotographs : public Training {
  protected:
    SlowPhotographs() {
        constexpr int kSide = 800;
        std::mt19937 random(1); // noise takes longest to decode
        for (const char* folder : {"train/a", "train/b", "test/a", "test/b"}) {
            const auto place = path() / "photographs" / folder;
            std::filesystem::create_directories(place);
            Picture picture{3, kSide, kSide, {}, {}};
            for (int i = 0; i < 3 * kSide * kSide; ++i) {
                picture.pixels.push_back(static_cast<std::uint8_t>(random()));
            }
            writePng(place / "0.png", picture);
            const int count = place.string().find("train") != std::string::npos ? 1500 : 2;
            for (int i = 1; i < count; ++i) {
                std::filesystem::create_hard_link(place / "0.png",
                                                  place / (std::to_string(i) + ".png"));
            }
        }
        experiment_.data.path = (path() / "photographs").string();
        experiment_.data.size = 12;
        experiment_.data.validation = 2;
        experiment_.probe.samples = 2;
        experiment_.probe.batch = 2;
    }
    QString epochText() { return child<QLabel>("epochLabel").text(); }
};

TEST_F(SlowPhotographs, ReadingIsShownAndCanBeStopped) {
    open();
    pressTrain(1);
    ASSERT_TRUE(QTest::qWaitFor(
        [&] {
            return epochText().startsWith("reading training images: ") &&
                   epochText().endsWith("of 2998");
        },
        60000))
        << epochText().toStdString();
    EXPECT_TRUE(QTest::qWaitFor([&] { return child<QProgressBar>("trainingProgress").value() > 0; },
                                60000));
    EXPECT_EQ(state(), State::starting);
    press("stopActionButton");
    EXPECT_TRUE(waitForState(State::idle, 3000));
    EXPECT_EQ(message(), "Training stopped before its first batch; no run was created or changed.");
    EXPECT_TRUE(storedRuns().empty());
    EXPECT_EQ(epochText(), "");
    EXPECT_TRUE(child<QProgressBar>("trainingProgress").isHidden());
    EXPECT_TRUE(child<QToolButton>("trainActionButton").isEnabled());
}

} // namespace
} // namespace asge
