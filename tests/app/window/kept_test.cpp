// SPDX-License-Identifier: GPL-3.0-or-later

// What the user arranged and looked at is the same the next time.
#include "app/window/start_page.h"
#include "tests/app/window/arrangement_fixture.h"
#include "widgets/common/save_dialog.h"
#include "widgets/form/experiment_form.h"
#include "widgets/inspector/drawing_pad.h"
#include "widgets/plot/plot_canvas.h"
#include "widgets/runs/runs_view.h"

#include <QAbstractButton>
#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QFileDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTimer>

#include <gtest/gtest.h>

namespace asge {
namespace {

using KeptArrangement = test::ArrangementTest;

/// The window of a small screen is no higher than the screen, also the second time.
TEST_F(KeptArrangement, ASmallWindowDoesNotGrow) {
    open();
    const QSize small(683, 360);
    window_->resize(small);
    QTest::qWait(50);
    for (int times = 0; times < 2; ++times) {
        ASSERT_EQ(window_->size(), small) << times;
        reopen();
        QTest::qWait(50);
    }
    EXPECT_EQ(window_->size(), small);
}

TEST_F(KeptArrangement, ControlsAreAsTheyWereLeft) {
    open();
    auto& batches = childOf<QCheckBox>("curves", "curvesBatches");
    const bool before = batches.isChecked();
    batches.click();
    childOf<QSpinBox>("curves", "curvesSmoothing").setValue(77);
    childOf<QCheckBox>("compare", "chartLogY").click();
    child<QTabWidget>("compareTabs").setCurrentIndex(1);
    reopen();
    EXPECT_EQ(childOf<QCheckBox>("curves", "curvesBatches").isChecked(), !before);
    EXPECT_EQ(childOf<QSpinBox>("curves", "curvesSmoothing").value(), 77);
    EXPECT_TRUE(childOf<QCheckBox>("compare", "chartLogY").isChecked());
    EXPECT_EQ(child<QTabWidget>("compareTabs").currentIndex(), 1);
}

TEST_F(KeptArrangement, FilesAreSavedWhereTheLastOneWasInTheSessionBefore) {
    // Presses the form's Save and gives that file, or cancels. Returns the proposed folder.
    const auto save = [&](const QString& file) {
        QString proposed;
        QTimer::singleShot(0, window_.get(), [&] {
            auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
            ASSERT_NE(dialog, nullptr);
            proposed = dialog->directory().absolutePath();
            dialog->findChild<QLineEdit*>("fileNameEdit")->setText(file);
            QMetaObject::invokeMethod(dialog, file.isEmpty() ? "reject" : "accept");
        });
        child<QPushButton>("formSave").click();
        return proposed;
    };
    const QTemporaryDir first, second;
    open();
    save(first.filePath("experiment.json"));
    EXPECT_TRUE(QFile::exists(first.filePath("experiment.json")));
    window_->close();
    window_.reset();
    setFolderToWrite(second.path()); // another session of the same user
    open();
    EXPECT_EQ(save({}), first.path());
}

TEST_F(KeptArrangement, IsKeptForEachStore) {
    const RunId run = train(store());
    const std::filesystem::path other = path() / "other.sqlite";
    ASSERT_EQ(train(other), run) << "both stores have a run of this number";
    open();
    window_->openRun(run);
    window_->close();
    store_ = other;
    open();
    EXPECT_EQ(window_->presenter().shownRun(), 0) << "no run of this store was opened yet";
    EXPECT_TRUE(child<StartPage>("startPage").isVisible());
    window_->close();
    store_ = path() / "." / "runs.sqlite"; // another way to write it
    open();
    EXPECT_EQ(window_->presenter().shownRun(), run);
}

TEST_F(KeptArrangement, ComparedAndSelectedRunsAndChangedSettingsAreKept) {
    const RunId first = train(store());
    const RunId second = train(store());
    open();
    child<ExperimentForm>("experimentForm").setExperiment(experiment_, "tiny");
    child<QLineEdit>("train.epochs").setText("77");
    window_->compare({first, second});
    auto& view = child<QWidget>("compare");
    ASSERT_TRUE(QTest::qWaitFor([&] { return window_->views().current() == &view; }));
    child<RunsView>("runs").select({first, second});
    window_->views().showView(0);
    window_->close();
    window_.reset();
    open();
    QTest::qWait(200);
    EXPECT_EQ(window_->views().current()->objectName(), "curves")
        << "Compare only comes to the front if the user compares";
    window_->views().showView(&child<QWidget>("compare"));
    const auto& results = child<QTableView>("compareResults");
    EXPECT_TRUE(QTest::qWaitFor([&] { return results.model()->rowCount() == 3; }))
        << "two runs and their difference";
    EXPECT_EQ(child<RunsView>("runs").selectedRuns().size(), 2);
    EXPECT_EQ(child<ExperimentForm>("experimentForm").experiment().train.epochs, 77);
    EXPECT_EQ(child<ExperimentForm>("experimentForm").base().train.epochs,
              experiment_.train.epochs);
}

TEST_F(KeptArrangement, TheZoomOfCurvesIsKeptForTheRun) {
    const RunId run = train(store());
    open();
    window_->openRun(run);
    window_->views().showView(&view("curves"));
    const auto range = [&] { return childOf<PlotCanvas>("curves", "curvesLoss").xAxis->range(); };
    const auto isShown = [&] {
        return QTest::qWaitFor([&] {
            const auto& plot = childOf<PlotCanvas>("curves", "curvesLoss");
            bool any = false;
            for (int i = 0; i < plot.graphCount(); ++i) {
                any = any || !plot.graph(i)->data()->isEmpty();
            }
            return any;
        });
    };
    ASSERT_TRUE(isShown());
    const QCPRange whole = range();
    childOf<PlotCanvas>("curves", "curvesLoss")
        .showX({whole.lower + 0.3 * whole.size(), whole.lower + 0.7 * whole.size()});
    const QCPRange zoomed = range();
    ASSERT_LT(zoomed.size(), whole.size());
    for (int times = 0; times < 3; ++times) {
        window_->views().showView(&view(times == 0 ? "curves" : "queue"));
        reopen(); // the last time, the curves are not drawn before the window is closed again
        ASSERT_TRUE(QTest::qWaitFor([&] { return window_->presenter().shownRun() == run; }));
    }
    window_->views().showView(&view("curves"));
    ASSERT_TRUE(isShown());
    EXPECT_TRUE(QTest::qWaitFor([&] { return range().size() < whole.size() * 0.9; }));
    EXPECT_NEAR(range().lower, zoomed.lower, 1e-6);
    EXPECT_NEAR(range().upper, zoomed.upper, 1e-6);
    childOf<PlotCanvas>("curves", "curvesLoss").resetView();
    reopen();
    ASSERT_TRUE(isShown());
    QTest::qWait(100);
    EXPECT_DOUBLE_EQ(range().size(), whole.size()) << "the user has reset it";
}

TEST_F(KeptArrangement, HiddenLayersAndZoomsAreKeptForTheRun) {
    const RunId run = train(store());
    open();
    window_->openRun(run);
    const auto entry = [&]() -> QAbstractButton& {
        return childOf<QAbstractButton>("curves", "curvesLegend1");
    };
    const auto hasEntry = [&] {
        return QTest::qWaitFor(
            [&] { return view("curves").findChild<QAbstractButton*>("curvesLegend1") != nullptr; });
    };
    window_->views().showView(&view("curves"));
    ASSERT_TRUE(hasEntry());
    entry().click();
    window_->views().showView(&view("confusion"));
    const auto plot = [&]() -> PlotCanvas& {
        return childOf<PlotCanvas>("confusion", "confusionPlot");
    };
    const auto isDrawn = [&] { return plot().xAxis->range().upper == 2.5; };
    ASSERT_TRUE(QTest::qWaitFor(isDrawn)) << plot().xAxis->range().upper;
    plot().showX({0, 1.5});
    const QCPRange zoomed = plot().xAxis->range();
    reopen();
    ASSERT_TRUE(QTest::qWaitFor([&] { return window_->presenter().shownRun() == run; }));
    EXPECT_TRUE(QTest::qWaitFor([&] { return plot().xAxis->range() == zoomed; }));
    window_->views().showView(&view("curves"));
    ASSERT_TRUE(hasEntry());
    EXPECT_TRUE(QTest::qWaitFor([&] { return !entry().isChecked(); }));
}

TEST_F(KeptArrangement, TheDrawingOfTheInspectorIsKept) {
    const RunId run = train(store());
    open();
    window_->openRun(run);
    window_->views().showView(&view("inspector"));
    const auto pad = [&]() -> DrawingPad& {
        return childOf<DrawingPad>("inspector", "drawingPad");
    };
    ASSERT_TRUE(QTest::qWaitFor([&] { return window_->presenter().shownRun() == run; }));
    QTest::qWait(300);
    QImage image(pad().drawing().size(), QImage::Format_RGB888);
    image.fill(Qt::black);
    image.setPixelColor(1, 2, Qt::white);
    pad().setDrawing(image);
    const QImage drawn = pad().drawing();
    reopen();
    EXPECT_TRUE(QTest::qWaitFor([&] { return pad().drawing() == drawn; }));
    EXPECT_EQ(childOf<QComboBox>("inspector", "inspectorKind").currentText(), "Drawing or file");
    reopen();
    EXPECT_TRUE(QTest::qWaitFor([&] { return pad().drawing() == drawn; }));
}

} // namespace
} // namespace asge
