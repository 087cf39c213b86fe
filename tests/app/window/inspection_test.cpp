// SPDX-License-Identifier: GPL-3.0-or-later

// Showing images to the network of a run with the real window and the real engine.
#include "app/window/inspection_client.h"
#include "core/base/error.h"
#include "core/control/engine.h"
#include "core/experiment/layers.h"
#include "core/store/run_writer.h"
#include "tests/app/window/window_fixture.h"
#include "widgets/inspector/drawing_pad.h"
#include "widgets/inspector/inspector_page.h"
#include "widgets/inspector/learned_strip.h"
#include "widgets/inspector/reading_view.h"

#include <QComboBox>
#include <QDropEvent>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMimeData>
#include <QProcess>
#include <QSignalSpy>
#include <QSpinBox>
#include <QUrl>

#include <sched.h>
#include <sys/resource.h>

#include <atomic>
#include <map>
#include <utility>

namespace asge {
namespace {

using testing::HasSubstr;

class InspectionTest : public test::WindowTest {
  protected:
    void openInspector() {
        open();
        trainToTheEnd(2);
        window_->views().showView(&page());
        EXPECT_TRUE(QTest::qWaitFor([&] { return view().hasReading(); }, 60000));
    }
    InspectorPage& page() { return child<InspectorPage>("inspector"); }
    ReadingView& view() { return child<ReadingView>("inspectorReading"); }
    /// Waits until the page shows what `act` asks for.
    template <typename Act>
    void afterAnswer(Act act) {
        QSignalSpy answered(&page(), &InspectorPage::answered);
        act();
        EXPECT_TRUE(answered.wait(60000)) << child<QLabel>("inspectorProblem").text().toStdString();
    }
};

TEST_F(InspectionTest, ShowsWhatTheStoredNetworkMakesOfATestImage) {
    openInspector();
    afterAnswer([&] {
        auto& kind = child<QComboBox>("inspectorKind");
        kind.setCurrentIndex(kind.findText("Test image"));
    });
    afterAnswer([&] { child<QSpinBox>("inspectorPosition").setValue(2); });

    const RunReader reader(store());
    LoadWatch watch;
    const auto inspector = loadEngine().inspect(reader, 1, {}, watch);
    const ProbeImages image = inspector->images(Split::test, {2}, watch);
    const ImageReading& shown = view().reading();
    EXPECT_EQ(shown.image, image);
    EXPECT_EQ(shown.maps.layers, inspector->read(image).layers);
    ASSERT_NE(shown.readouts, nullptr);
}

/// The probabilities of the classes 0, 1, … that `asge predict` prints for a file.
std::map<int, double> predictedBy(const std::string& strategy, const QString& file,
                                  const std::filesystem::path& store) {
    QProcess program;
    program.start(QStringLiteral(ASGE_BINARY),
                  {"predict", "1", file, "--json", "--top", "3", "--strategy",
                   QString::fromStdString(strategy), "--store", store.c_str()});
    EXPECT_TRUE(program.waitForFinished(60000));
    EXPECT_EQ(program.exitCode(), 0) << program.readAllStandardError().toStdString();
    std::map<int, double> result;
    const QJsonObject line = QJsonDocument::fromJson(program.readAllStandardOutput()).object();
    for (const QJsonValue& each : line["top"].toArray()) {
        result[each["label"].toInt()] = each["probability"].toDouble();
    }
    return result;
}

TEST_F(InspectionTest, ShowsTheProbabilitiesOfAFileThatPredictPrints) {
    openInspector();
    const QString file = (path() / "given.png").c_str();
    QImage image(20, 16, QImage::Format_RGB32); // it must be fitted to 12 × 12 grey pixels
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            image.setPixelColor(x, y, QColor(12 * x, 15 * y, (x * y) % 256));
        }
    }
    ASSERT_TRUE(image.save(file));
    afterAnswer([&] {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(file)});
        QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &data, Qt::LeftButton,
                              Qt::NoModifier);
        QCoreApplication::sendEvent(&page(), &enter);
        QDropEvent event(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&page(), &event);
    });
    const QString table = (path() / "shown.csv").c_str();
    ASSERT_TRUE(page().exportTo(table));
    QFile in(table);
    ASSERT_TRUE(in.open(QIODevice::ReadOnly));
    std::map<int, std::map<int, double>> shown; // by layer, 0 is Fusion, and class
    for (const QString& line : QString::fromUtf8(in.readAll()).split('\n')) {
        const QStringList fields = line.split(',');
        if (fields.size() == 8 && (fields[3] == "probability" || fields[3] == "fusion")) {
            shown[fields[2].toInt()][fields[4].toInt()] = fields[7].toDouble();
        }
    }
    ASSERT_EQ(shown.size(), 4U);
    for (const auto& [layer, probabilities] : shown) {
        const std::string text = std::to_string(layer);
        const auto printed =
            predictedBy(layer == 0 ? "fusion" : "range:" + text + "-" + text, file, store());
        ASSERT_EQ(printed.size(), 3U);
        ASSERT_EQ(probabilities.size(), 3U);
        for (const auto& [label, probability] : probabilities) {
            EXPECT_NEAR(probability, printed.at(label), 1e-7) << "layer " << layer;
        }
    }
    EXPECT_NE(shown[1], shown[3]) << "layers differ, or the test would prove little";
}

TEST_F(InspectionTest, ShowsTheNeighboursAndTheHistoryOfATestImage) {
    experiment_.checkpoint.keep = 4;
    open();
    trainToTheEnd(4);
    window_->views().showView(&page());
    auto& kind = child<QComboBox>("inspectorKind");
    kind.setCurrentIndex(kind.findText("Test image"));
    child<QSpinBox>("inspectorPosition").setValue(99999);
    ASSERT_TRUE(QTest::qWaitFor([&] { return view().hasReading() && page().isSettled(); }, 60000));
    EXPECT_EQ(child<QSpinBox>("inspectorPosition").value(), 59) << "the last of 60";

    const RunReader reader(store());
    LoadWatch watch;
    const auto inspector = loadEngine().inspect(reader, 1, {}, watch);
    const ProbeImages image = inspector->images(Split::test, {59}, watch);
    EXPECT_EQ(view().reading().image, image);
    ASSERT_TRUE(view().nearImages());
    EXPECT_EQ(view().nearImages()->layers, inspector->neighbours(image, 6, watch));
    auto& strip = child<LearnedStrip>("inspectorHistory");
    ASSERT_EQ(strip.epochs(), (std::vector<int>{1, 2, 3, 4}));
    for (const int epoch : {1, 2, 3, 4}) {
        const ProbeSnapshot maps = loadEngine().inspect(reader, 1, epoch, watch)->read(image);
        for (int layer = 0; layer < 3; ++layer) {
            const auto& all = maps.layers[static_cast<std::size_t>(layer)].probabilities;
            EXPECT_NEAR(strip.probability(layer, epoch - 1),
                        static_cast<double>(all[static_cast<std::size_t>(image.labels[0])]), 1e-5)
                << "epoch " << epoch << ", layer " << layer;
        }
    }
    const Neighbour nearest = view().nearImages()->layers[0][0];
    afterAnswer([&] { emit view().neighbourClicked(nearest.position); });
    EXPECT_EQ(kind.currentText(), "Validation image");
    EXPECT_EQ(child<QSpinBox>("inspectorPosition").value(), nearest.position);
    EXPECT_EQ(view().reading().image.labels, std::vector<int>{nearest.label});
}

TEST_F(InspectionTest, TheSameImageIsShownToTheNetworkOfB) {
    {
        RunWriter writer(store());
        TrainingControl control;
        SessionListener listener;
        Experiment other = experiment_;
        other.network.layers = parseLayers("6M 9");
        other.train.epochs = 1;
        loadEngine().train(other, "narrow", writer, control, listener);
        other.network.layers = parseLayers("4 8M 12");
        loadEngine().train(other, "deep", writer, control, listener);
    }
    open();
    window_->openRun(2);
    window_->views().showView(&page());
    auto& kind = child<QComboBox>("inspectorKind");
    kind.setCurrentIndex(kind.findText("Test image"));
    child<QSpinBox>("inspectorPosition").setValue(7);
    window_->presenter().compareWith(1);
    ASSERT_TRUE(QTest::qWaitFor(
        [&] { return view().hasReading() && view().hasOther() && page().isSettled(); }, 60000));

    const RunReader reader(store());
    LoadWatch watch;
    const auto narrow = loadEngine().inspect(reader, 1, {}, watch);
    const ProbeImages image = narrow->images(Split::test, {7}, watch);
    EXPECT_EQ(view().reading().image, image);
    EXPECT_EQ(view().reading().maps.layers.size(), 3U);
    EXPECT_EQ(view().other().image, image);
    EXPECT_EQ(view().other().maps.layers, narrow->read(image).layers);
    EXPECT_EQ(view().other().title, "B: run 1, narrow, epoch 1");
    window_->presenter().compareWith(0);
    EXPECT_FALSE(view().hasOther());
}

TEST_F(InspectionTest, FollowsAStroke) {
    openInspector();
    auto& pad = child<DrawingPad>("drawingPad");
    const auto before = view().reading().maps.layers;
    afterAnswer([&] { QTest::mousePress(&pad, Qt::LeftButton, {}, pad.rect().center()); });
    EXPECT_NE(view().reading().maps.layers, before);
    afterAnswer([&] { QTest::mouseMove(&pad, pad.rect().center() + QPoint(40, 10)); });
    QTest::mouseRelease(&pad, Qt::LeftButton);
    EXPECT_GE(page().latency(), 0);
}

TEST_F(InspectionTest, AnEpochWithoutACheckpointIsExplained) {
    experiment_.checkpoint.keep = 0; // only the last checkpoint and the best one are kept
    open();
    trainToTheEnd(4);
    window_->views().showView(&page());
    EXPECT_TRUE(QTest::qWaitFor([&] { return view().hasReading(); }, 60000));
    const auto kept = RunReader(store()).checkpoints(1);
    int missing = 1;
    while (std::any_of(kept.begin(), kept.end(),
                       [&](const CheckpointInfo& each) { return each.epoch == missing; })) {
        ++missing;
    }
    ASSERT_LE(missing, 4);
    child<QSpinBox>("inspectorEpoch").setValue(missing);
    auto& problem = child<QLabel>("inspectorProblem");
    EXPECT_TRUE(QTest::qWaitFor([&] { return problem.isVisible(); }, 60000));
    EXPECT_THAT(problem.text().toStdString(), HasSubstr("epoch " + std::to_string(missing)));
}

TEST_F(InspectionTest, NewQuestionsReplaceThoseThatWait) {
    open();
    trainToTheEnd(1);
    InspectionClient client(store());
    QObject context;
    std::atomic<int> computed = 0;
    int delivered = 0;
    for (int i = 0; i < 50; ++i) {
        client.ask(&context, "topic", Inspection::Hurry::now, {1, 0},
                   [&](Inspector&, LoadWatch&) -> std::function<void()> {
                       ++computed;
                       return [&] { ++delivered; };
                   },
                   {});
    }
    EXPECT_TRUE(QTest::qWaitFor([&] { return delivered > 0; }, 60000));
    QTest::qWait(50);
    EXPECT_LT(computed, 50);
    EXPECT_EQ(delivered, computed);
}

/// The priority of a thread that answers, as the system knows it: policy and niceness.
std::pair<int, int> priorityOf(InspectionClient& client, Inspection::Hurry hurry) {
    QObject context;
    std::pair<int, int> found{-1, 0};
    client.ask(&context, "topic", hurry, {1, 0},
               [&](Inspector&, LoadWatch&) -> std::function<void()> {
                   return [&, policy = sched_getscheduler(0), nice = getpriority(PRIO_PROCESS, 0)] {
                       found = {policy, nice};
                   };
               },
               {});
    EXPECT_TRUE(QTest::qWaitFor([&] { return found.first >= 0; }, 60000));
    return found;
}

TEST_F(InspectionTest, LetsTheWindowGoFirst) {
    open();
    trainToTheEnd(1);
    InspectionClient client(store());
    const int window = getpriority(PRIO_PROCESS, 0);
    for (const auto hurry : {Inspection::Hurry::now, Inspection::Hurry::patient}) {
        const auto [policy, nice] = priorityOf(client, hurry);
        EXPECT_EQ(policy, SCHED_OTHER);
        EXPECT_GT(nice, window);
    }
    EXPECT_EQ(priorityOf(client, Inspection::Hurry::idle).first, SCHED_IDLE);
}

TEST_F(InspectionTest, NothingIsDeliveredAfterCancelOrToTheDead) {
    open();
    trainToTheEnd(1);
    InspectionClient client(store());
    int delivered = 0;
    std::atomic<bool> started = false;
    std::atomic<bool> goOn = false;
    const auto slow = [&](Inspector&, LoadWatch& watch) -> std::function<void()> {
        started = true;
        while (!goOn && !watch.isStopped()) {
            std::this_thread::yield();
        }
        watch.throwIfStopped();
        return [&] { ++delivered; };
    };
    QObject context;
    client.ask(&context, "cancelled", Inspection::Hurry::patient, {1, 0}, slow, {});
    ASSERT_TRUE(QTest::qWaitFor([&] { return started.load(); }, 60000));
    client.cancel("cancelled");
    auto dead = std::make_unique<QObject>();
    started = false;
    client.ask(dead.get(), "dead", Inspection::Hurry::patient, {1, 0}, slow, {});
    ASSERT_TRUE(QTest::qWaitFor([&] { return started.load(); }, 60000));
    dead.reset();
    goOn = true;
    QTest::qWait(200);
    EXPECT_EQ(delivered, 0);
}

TEST_F(InspectionTest, ErrorsAreOneLine) {
    open();
    trainToTheEnd(1);
    InspectionClient client(store());
    QObject context;
    QString problem;
    client.ask(
        &context, "topic", Inspection::Hurry::now, {77, 0},
        [](Inspector&, LoadWatch&) { return [] {}; }, [&](const QString& what) { problem = what; });
    EXPECT_TRUE(QTest::qWaitFor([&] { return !problem.isEmpty(); }, 60000));
    EXPECT_THAT(problem.toStdString(), HasSubstr("run 77: no such run"));
}

} // namespace
} // namespace asge
