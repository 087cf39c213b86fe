// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/window/main_window.h"
#include "app/window/message_bar.h"
#include "app/window/run_header.h"
#include "app/window/run_presenter.h"
#include "app/window/transport_bar.h"
#include "app/window/view_area.h"
#include "core/store/run_reader.h"
#include "tests/support/tiny_data.h"

#include <QAbstractItemModel>
#include <QApplication>
#include <QDockWidget>
#include <QDropEvent>
#include <QLabel>
#include <QMimeData>
#include <QSettings>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <QUrl>

#include <gmock/gmock.h>

namespace asge::test {

/// A real window with a store and settings of its own, and tiny data to train on.
class WindowTest : public testing::Test {
  protected:
    WindowTest() : settings_((path() / "settings.ini").c_str(), QSettings::IniFormat) {
        writeTinyFiles(path() / "data");
        experiment_ = tinyExperiment();
        experiment_.data.path = (path() / "data").string();
    }

    const std::filesystem::path& path() const { return folder_.path(); }
    const std::filesystem::path& store() const { return store_; }

    /// Opens the window and waits until it has read the store.
    MainWindow& open() {
        window_ = std::make_unique<MainWindow>(store(), settings_);
        bool ready = false;
        QObject::connect(window_.get(), &MainWindow::storeReady, window_.get(),
                         [&] { ready = true; });
        window_->show();
        EXPECT_TRUE(QTest::qWaitFor([&] { return ready; }, 60000));
        return *window_;
    }

    template <typename Widget>
    Widget& child(const char* name) {
        auto* widget = window_->findChild<Widget*>(name);
        EXPECT_NE(widget, nullptr) << name;
        return *widget;
    }

    /// A child of the view; views have children of equal names.
    template <typename Widget>
    Widget& childOf(const char* view, const char* name) {
        auto* widget = child<QWidget>(view).template findChild<Widget*>(name);
        EXPECT_NE(widget, nullptr) << name;
        return *widget;
    }

    /// Drops a file on the window.
    void drop(const std::filesystem::path& file) {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(QString::fromStdString(file.string()))});
        QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(window_.get(), &enter);
        EXPECT_TRUE(enter.isAccepted());
        QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(window_.get(), &drop);
    }

    void press(const char* button) {
        auto& wanted = child<QToolButton>(button);
        // A row that has just grown may be laid out later, and a button without a size takes no
        // click.
        EXPECT_TRUE(QTest::qWaitFor([&] { return !wanted.size().isEmpty(); })) << button;
        QTest::mouseClick(&wanted, Qt::LeftButton);
    }
    TransportBar::State state() { return child<TransportBar>("transportBar").state(); }
    bool waitForState(TransportBar::State wanted, int milliseconds = 20000) {
        return QTest::qWaitFor([&] { return state() == wanted; }, milliseconds);
    }

    /// Presses Train and waits for the first step.
    void startTraining(int epochs) {
        pressTrain(epochs);
        EXPECT_TRUE(waitForState(TransportBar::State::training));
        EXPECT_TRUE(QTest::qWaitFor([&] { return window_->trainedEpochs() > 0; }, 60000));
    }
    /// Presses Train and waits for the end, which may come before the window has shown a step.
    void trainToTheEnd(int epochs) {
        bool ended = false;
        const auto connection = QObject::connect(&window_->training(), &TrainingController::ended,
                                                 window_.get(), [&] { ended = true; });
        pressTrain(epochs);
        EXPECT_TRUE(QTest::qWaitFor([&] { return ended; }, 60000));
        QObject::disconnect(connection);
    }
    void pressTrain(int epochs) {
        experiment_.train.epochs = epochs;
        window_->training().setExperiment(experiment_, "tiny");
        press("trainActionButton");
    }

    /// Shows the dock with the runs, which is behind the experiment at first.
    void showRuns() {
        auto& dock = child<QDockWidget>("runsDock");
        dock.show();
        dock.raise();
    }
    int tableRows() { return child<QTableView>("runsTable").model()->rowCount(); }
    std::vector<RunSummary> storedRuns() const { return RunReader(store()).runs(); }
    QString message() { return child<QLabel>("messageText").text(); }

    TemporaryFolder folder_;
    std::filesystem::path store_ = path() / "runs.sqlite";
    QSettings settings_;
    Experiment experiment_;
    std::unique_ptr<MainWindow> window_;
};

} // namespace asge::test
