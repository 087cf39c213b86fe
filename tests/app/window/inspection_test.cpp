// SPDX-License-Identifier: GPL-3.0-or-later

// Showing images to the network of a run with the real window and the real engine.
#include "app/window/inspection_client.h"
#include "core/base/error.h"
#include "core/control/engine.h"
#include "tests/app/window/window_fixture.h"
#include "widgets/inspector/drawing_pad.h"
#include "widgets/inspector/inspector_page.h"

#include <QComboBox>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabWidget>

#include <atomic>

namespace asge {
namespace {

using testing::HasSubstr;

class InspectionTest : public test::WindowTest {
  protected:
    void openInspector() {
        open();
        trainToTheEnd(2);
        window_->tabs().setCurrentWidget(&page());
        EXPECT_TRUE(QTest::qWaitFor([&] { return view().hasReading(); }, 60000));
    }
    InspectorPage& page() { return child<InspectorPage>("inspector"); }
    ReadingView& view() { return child<ReadingView>("inspectorReading"); }
    /// Waits until the page shows what `act` asks for.
    template <typename Act>
    void afterAnswer(Act act) {
        QSignalSpy answered(&page(), &InspectorPage::answered);
        act();
        EXPECT_TRUE(answered.wait(60000));
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
    window_->tabs().setCurrentWidget(&page());
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
