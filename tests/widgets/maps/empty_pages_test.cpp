// SPDX-License-Identifier: GPL-3.0-or-later

// Pages without anything to show, in a small window: their sentence is in sight, and no control
// that has no effect is.
#include "tests/widgets/fake_inspection.h"
#include "tests/widgets/goodness/goodness_samples.h"
#include "tests/widgets/run_records.h"
#include "widgets/evidence/evidence_page.h"
#include "widgets/goodness/goodness_page.h"
#include "widgets/images/images_page.h"
#include "widgets/inspector/inspector_page.h"
#include "widgets/maps/map_canvas.h"

#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QScrollArea>
#include <QScrollBar>
#include <QTest>

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace asge {
namespace {

class EmptyPages : public testing::Test {
  protected:
    EmptyPages() {
        record_ = test::tinyRecord(1, 2, RunStatus::failed);
        record_.layers = test::makeLayers();
        record_.images = test::makeImages(4);
        record_.classNames = test::kClasses;
        record_.channels = {{1, {}}, {2, {}}};
        pages_.push_back(std::make_unique<GoodnessPage>());
        pages_.push_back(std::make_unique<EvidencePage>());
        pages_.push_back(std::make_unique<ImagesPage>());
        pages_.push_back(std::make_unique<InspectorPage>());
        for (const auto& page : pages_) {
            page->setInspection(&inspection_);
        }
    }
    void setMethod(const std::string& method) {
        Experiment experiment = test::tinyExperiment();
        experiment.method = method;
        record_.experimentJson = toJson(experiment);
    }
    void open(RunPage& page) {
        state_.apply(test::resetTo(record_));
        page.setRun(&state_);
        QCoreApplication::processEvents();
    }
    template <class Kind>
    static int seen(const QWidget& page) {
        int count = 0;
        for (const Kind* each : page.findChildren<Kind*>()) {
            count += each->isVisible() ? 1 : 0;
        }
        return count;
    }
    static int seenControls(const QWidget& page) {
        return seen<QComboBox>(page) + seen<QAbstractSpinBox>(page) + seen<QAbstractButton>(page);
    }
    /// Whether all of a page is in sight in a view of a screen of 683 × 384 pixels.
    static void expectSeenWhole(RunPage& page) {
        QScrollArea window;
        window.setWidgetResizable(true);
        window.setFrameShape(QFrame::NoFrame);
        window.resize(320, 150);
        window.setWidget(&page);
        window.show();
        QTest::qWait(20);
        EXPECT_EQ(window.verticalScrollBar()->maximum(), 0);
        EXPECT_EQ(window.horizontalScrollBar()->maximum(), 0);
        EXPECT_EQ(seenControls(page), 0);
        window.takeWidget();
    }

    RunRecord record_;
    RunState state_;
    test::FakeInspection inspection_;
    std::vector<std::unique_ptr<RunPage>> pages_;
};

TEST_F(EmptyPages, HaveOnlyASentenceWithoutARunAndWithoutAnEpoch) {
    setMethod("backprop"); // untrained readouts have a note
    for (const auto& page : pages_) {
        SCOPED_TRACE(page->objectName().toStdString());
        page->setRun(nullptr);
        expectSeenWhole(*page);
        const auto epochs = std::exchange(record_.epochs, {});
        const auto channels = std::exchange(record_.channels, {});
        open(*page);
        expectSeenWhole(*page);
        record_.epochs = epochs;
        record_.channels = channels;
        open(*page);
        page->resize(900, 700);
        page->show();
        QCoreApplication::processEvents();
        EXPECT_GT(seenControls(*page), 2) << "there is something to choose";
        page->hide();
    }
}

TEST_F(EmptyPages, AMethodWithoutEvidenceHasASentence) {
    setMethod("forward-forward");
    RunPage& page = *pages_[1];
    open(page);
    expectSeenWhole(page);
    EXPECT_TRUE(page.findChild<MapCanvas*>("evidenceCanvas")
                    ->sentence()
                    .startsWith("Evidence is not defined for this method."));
    setMethod("asge");
    open(page);
    page.show();
    EXPECT_GT(seenControls(page), 2);
    EXPECT_FALSE(page.findChild<MapCanvas*>("evidenceCanvas")->sentence().contains("not defined"));
}

} // namespace
} // namespace asge
