// SPDX-License-Identifier: GPL-3.0-or-later

// The window shows the runs of its store and their changes.
#include "app/window/grab.h"
#include "app/window/perspectives.h"
#include "app/window/presets.h"
#include "core/control/engine.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "tests/app/window/window_fixture.h"
#include "widgets/compare/map_compare_canvas.h"
#include "widgets/compare/map_compare_view.h"
#include "widgets/form/experiment_form.h"
#include "widgets/runs/runs_model.h"
#include "widgets/runs/runs_view.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QDir>
#include <QListView>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QTabWidget>
#include <QTimer>

#include <algorithm>

namespace asge {
namespace {

class Runs : public test::WindowTest {
  protected:
    /// Trains a run outside of the window.
    RunId trainElsewhere(int epochs, std::int64_t seed = 1) {
        RunWriter writer(store());
        TrainingControl control;
        SessionListener listener;
        Experiment experiment = experiment_;
        experiment.train.epochs = epochs;
        experiment.train.seed = seed;
        return loadEngine().train(experiment, "elsewhere", writer, control, listener).run;
    }
};

TEST_F(Runs, OfAnEmptyStoreAreNone) {
    open();
    EXPECT_EQ(tableRows(), 0);
    EXPECT_THAT(child<RunHeader>("runHeader").text().toStdString(),
                testing::HasSubstr("No run is open"));
}

TEST_F(Runs, OfOtherProcessesAppear) {
    open();
    trainElsewhere(1);
    EXPECT_TRUE(QTest::qWaitFor([&] { return tableRows() == 1; }, 60000));
}

TEST_F(Runs, ARunThatDoesNotExistChangesNothingThatIsShown) {
    const RunId run = trainElsewhere(1);
    open();
    window_->openRun(run);
    const auto shown = [&] { return child<RunHeader>("runHeader").text(); };
    ASSERT_TRUE(QTest::qWaitFor(
        [&] {
            const RunState* state = window_->presenter().shownState();
            return state != nullptr && state->id() == run && shown().contains("run 1");
        },
        60000));
    const QString before = shown();
    const auto saysSo = [&] {
        return QTest::qWaitFor([&] { return message().startsWith("run 99:"); }, 20000);
    };
    window_->openRun(99);
    ASSERT_TRUE(saysSo()) << message().toStdString();
    EXPECT_EQ(message().toStdString(),
              "run 99: no such run in " + store().string() + ", which has 1 run, 1");
    EXPECT_EQ(window_->presenter().shownRun(), run);
    EXPECT_EQ(shown(), before);
    window_->showMessage("another");
    window_->compareWith(99);
    ASSERT_TRUE(saysSo());
    EXPECT_EQ(window_->presenter().otherRun(), 0);
    RunWriter(store()).discard(run);
    ASSERT_TRUE(QTest::qWaitFor([&] { return tableRows() == 0; }, 20000));
    window_->openRun(run);
    EXPECT_TRUE(QTest::qWaitFor([&] { return message().contains("in the bin of"); }, 20000))
        << message().toStdString();
}

TEST_F(Runs, LinesInTheListGrowWithATraining) {
    open();
    window_->resize(1440, 900);
    showRuns();
    auto& list = child<QListView>("runsList");
    ASSERT_TRUE(QTest::qWaitFor([&] { return list.isVisible(); }));
    const auto& model = dynamic_cast<const RunsModel&>(*list.model());
    const auto points = [&]() -> std::size_t {
        const RunEntry* run = model.rowCount() > 0 ? model.runAt(0) : nullptr;
        const AccuracyHistory* line = run != nullptr ? model.historyOf(run->summary()) : nullptr;
        return line != nullptr ? line->accuracies.size() : 0;
    };
    startTraining(100000);
    EXPECT_TRUE(QTest::qWaitFor([&] { return points() >= 2; }, 60000));
    const std::size_t some = std::min<std::size_t>(points(), kMostHistoryPoints - 1);
    EXPECT_TRUE(QTest::qWaitFor([&] { return points() > some; }, 60000)) << "an epoch later";
    press("stopActionButton");
    ASSERT_TRUE(waitForState(TransportBar::State::idle, 60000));
    const RunReader reader(store());
    const auto stored = reader.accuracyHistories({1});
    ASSERT_EQ(stored.size(), 1U);
    const auto isStored = [&] {
        const AccuracyHistory* line = model.historyOf(model.runAt(0)->summary());
        return line != nullptr && *line == stored[0];
    };
    EXPECT_TRUE(QTest::qWaitFor(isStored, 60000)) << "to its last epoch";
    EXPECT_EQ(stored[0].accuracies.back(), reader.find(1)->accuracy()->fusion);
}

TEST_F(Runs, ReadoutsThatNeverLearnedHaveNoNumbers) {
    experiment_.method = "backprop";
    const RunId run = trainElsewhere(1);
    open();
    window_->openRun(run);
    EXPECT_TRUE(QTest::qWaitFor(
        [&] { return child<RunHeader>("runHeader").text().contains("Fusion –"); }, 60000));
    EXPECT_TRUE(QTest::qWaitFor(
        [&] {
            const auto* accuracy = window_->findChild<QLabel*>("layer1Accuracy");
            return accuracy != nullptr && accuracy->text() == QStringLiteral("–");
        },
        60000));
    window_->perspectives().show("compare"); // has a wide table
    const QAbstractItemModel& table = *child<QTableView>("runsTable").model();
    const auto cell = [&](const char* title) {
        for (int column = 0; column < table.columnCount(); ++column) {
            if (table.headerData(column, Qt::Horizontal).toString().trimmed() == title) {
                return table.index(0, column).data().toString();
            }
        }
        return QString();
    };
    EXPECT_NE(cell("Last %"), "–");
    EXPECT_NE(cell("Last %"), "");
    EXPECT_EQ(cell("Fusion %"), "–");
    EXPECT_EQ(cell("Best layer %"), "–");
}

TEST_F(Runs, ShowTop5AccuraciesForManyClasses) {
    const RunId few = trainElsewhere(1);
    experiment_.data.path = (path() / "many").string();
    test::writeTinyFiles(experiment_.data.path, 12);
    const RunId many = trainElsewhere(1);
    open();
    const auto shows = [&](RunId run, bool top5) {
        window_->openRun(run);
        const RunHeader& header = child<RunHeader>("runHeader");
        return QTest::qWaitFor(
            [&] {
                return header.text().contains(QString("run %1 ").arg(run)) &&
                       child<QWidget>("tile.last").toolTip().contains("Top-5 accuracy:") == top5;
            },
            60000);
    };
    EXPECT_TRUE(shows(many, true));
    EXPECT_TRUE(shows(few, false));
}

TEST_F(Runs, OpenWithTheirStoredEpochs) {
    const RunId id = trainElsewhere(3);
    open();
    bool filled = false;
    QObject::connect(&window_->presenter(), &RunPresenter::filled, window_.get(),
                     [&] { filled = true; });
    window_->views().showView(1);
    window_->openRun(id);
    ASSERT_TRUE(QTest::qWaitFor([&] { return filled; }, 60000));
    auto& epochs = childOf<QSlider>("goodness", "goodnessEpoch");
    EXPECT_EQ(epochs.maximum() - epochs.minimum(), 2) << "three stored epochs";
    epochs.setValue(epochs.minimum());
    auto& caption = childOf<QLabel>("goodness", "goodnessEpochCaption");
    EXPECT_TRUE(QTest::qWaitFor([&] { return caption.text().contains("1 of 3"); }, 60000))
        << caption.text().toStdString();
}

TEST_F(Runs, AreComparedWithTheSettingsThatDiffer) {
    const RunId first = trainElsewhere(2, 1);
    const RunId second = trainElsewhere(2, 2);
    open();
    emit child<RunsView>("runs").compareRequested({first, second});
    ASSERT_TRUE(QTest::qWaitFor(
        [&] { return window_->views().current()->objectName() == "compare"; }, 60000));
    bool seed = false;
    for (const QTableView* table : window_->views().current()->findChildren<QTableView*>()) {
        const QAbstractItemModel* model = table->model();
        for (int row = 0; row < model->rowCount(); ++row) {
            for (int column = 0; column < model->columnCount(); ++column) {
                seed = seed || model->index(row, column).data().toString() == "train.seed" ||
                       model->headerData(row, Qt::Vertical).toString() == "train.seed";
                EXPECT_NE(model->index(row, column).data().toString(), "train.batch")
                    << "the same in both";
            }
        }
    }
    EXPECT_TRUE(seed);
}

TEST_F(Runs, AreDeletedFromTheBinAfterConfirmation) {
    RunWriter(store()).discard(trainElsewhere(1, 1));
    trainElsewhere(1, 2);
    open();
    for (const bool sure : {false, true}) {
        child<QAction>("emptyBin").trigger();
        const auto question = [&] { return window_->findChild<QMessageBox*>("binQuestion"); };
        ASSERT_TRUE(QTest::qWaitFor([&] { return question() != nullptr; }, 60000));
        EXPECT_EQ(question()->text(), "Permanently delete the 1 run in the bin?");
        for (QAbstractButton* button : question()->buttons()) {
            if (sure == (question()->buttonRole(button) == QMessageBox::DestructiveRole)) {
                QTest::mouseClick(button, Qt::LeftButton);
                break;
            }
        }
        ASSERT_TRUE(QTest::qWaitFor([&] { return question() == nullptr; }, 60000));
        EXPECT_TRUE(QTest::qWaitFor(
            [&] { return RunReader(store()).bin().size() == (sure ? 0U : 1U); }, 60000));
    }
    EXPECT_EQ(storedRuns().size(), 1U);
}

TEST_F(Runs, AreTakenOutOfTheBin) {
    RunWriter(store()).discard(trainElsewhere(1, 1));
    trainElsewhere(1, 2);
    open();
    child<QAction>("restoreRuns").trigger();
    const auto dialog = [&] { return window_->findChild<QDialog*>("binDialog"); };
    ASSERT_TRUE(QTest::qWaitFor([&] { return dialog() != nullptr; }, 60000));
    QTest::mouseClick(dialog()->findChild<QPushButton*>("binRestore"), Qt::LeftButton);
    EXPECT_TRUE(QTest::qWaitFor([&] { return storedRuns().size() == 2; }, 60000));
    EXPECT_EQ(child<QAction>("undo").text(), "&Undo: Restored 1 run from the bin.");
    child<QAction>("undo").trigger();
    EXPECT_TRUE(QTest::qWaitFor([&] { return RunReader(store()).bin().size() == 1; }, 60000));
}

TEST_F(Runs, AreComparedByTheirStoredMaps) {
    const RunId first = trainElsewhere(2, 1);
    const RunId second = trainElsewhere(1, 2);
    open();
    emit child<RunsView>("runs").compareRequested({first, second});
    ASSERT_TRUE(QTest::qWaitFor(
        [&] { return window_->views().current()->objectName() == "compare"; }, 60000));
    auto& maps = child<MapCompareView>("mapCompareView");
    child<QTabWidget>("compareTabs").setCurrentWidget(&maps);
    const auto& shown = child<MapCompareCanvas>("mapsCanvas").content();
    ASSERT_TRUE(QTest::qWaitFor([&] { return !shown.columns.empty(); }, 60000));
    EXPECT_EQ(shown.epoch, 1) << "the last that both have";
    const auto& difference = shown.columns[0].difference.values;
    EXPECT_TRUE(std::any_of(difference.begin(), difference.end(), [](double value) {
        return value != 0;
    })) << "two seeds differ";
}

TEST_F(Runs, ComparedOnesAreExportedByTheShownPart) {
    const RunId first = trainElsewhere(1, 1);
    const RunId second = trainElsewhere(1, 2);
    open();
    emit child<RunsView>("runs").compareRequested({first, second});
    ASSERT_TRUE(QTest::qWaitFor(
        [&] { return window_->views().current()->objectName() == "compare"; }, 60000));
    auto& parts = child<QTabWidget>("compareTabs");
    const auto actions = window_->findChildren<QAction*>();
    const auto save = std::find_if(actions.begin(), actions.end(), [](const QAction* action) {
        return action->shortcut() == QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E);
    });
    ASSERT_NE(save, actions.end());
    QStringList opened; // the buttons whose menus were shown
    for (int part = 0; part < parts.count(); ++part) {
        parts.setCurrentIndex(part);
        QTimer::singleShot(0, window_.get(), [&] {
            QWidget* menu = QApplication::activePopupWidget();
            ASSERT_NE(menu, nullptr) << part;
            opened << menu->parent()->objectName();
            menu->close();
        });
        (*save)->trigger();
    }
    EXPECT_EQ(opened, QStringList({"curvesExport", "chartExport", "ladderExport", "mapsExport"}));
}

TEST_F(Runs, ComparedOnesGetAPicturePerPart) {
    const RunId first = trainElsewhere(1, 1);
    trainElsewhere(1, 2);
    open();
    Grab grab(*window_, (path() / "pictures").c_str());
    QStringList taken;
    bool mapsSeen = false;
    int status = -1;
    QObject::connect(&grab, &Grab::taken, window_.get(), [&](const QString& file) {
        taken << QFileInfo(file).baseName();
        if (taken.back() == "mapCompareView") {
            const auto& canvas = child<MapCompareCanvas>("mapsCanvas");
            mapsSeen = canvas.isVisible() && !canvas.content().columns.empty();
        }
    });
    QObject::connect(&grab, &Grab::done, window_.get(), [&](int ended) { status = ended; });
    grab.ofRun(first);
    ASSERT_TRUE(QTest::qWaitFor([&] { return status >= 0; }, 60000));
    EXPECT_EQ(status, 0);
    const char* const parts[] = {
        "window",         "runs",          "runGroups",         "start",
        "look",           "compareChart",  "compareLadderPage", "mapCompareView",
        "trialsParallel", "trialsSetting", "trialsHeat"};
    EXPECT_EQ(taken.size(), window_->views().count() + qsizetype(std::size(parts)))
        << taken.join(' ').toStdString();
    for (const char* part : parts) {
        EXPECT_TRUE(taken.contains(part)) << part;
    }
    EXPECT_TRUE(mapsSeen);
    EXPECT_EQ(child<QTabWidget>("compareTabs").currentIndex(), 0) << "as it was";
    EXPECT_EQ(tableRows(), 2) << "no longer as a group";
}

TEST_F(Runs, AreDeletedFromTheStoreAndTheViews) {
    const RunId id = trainElsewhere(1);
    open();
    window_->openRun(id);
    emit child<RunsView>("runs").deleteRequested({id});
    EXPECT_TRUE(QTest::qWaitFor([&] { return tableRows() == 0; }, 60000));
    EXPECT_TRUE(storedRuns().empty());
    EXPECT_EQ(window_->presenter().shownRun(), 0);
}

TEST_F(Runs, AreRenamedInTheStore) {
    const RunId id = trainElsewhere(1);
    open();
    emit child<RunsView>("runs").renameRequested(id, "böhm's run");
    EXPECT_TRUE(QTest::qWaitFor([&] { return storedRuns()[0].name == "böhm's run"; }, 60000));
}

TEST_F(Runs, FillTheFormWithTheirSettings) {
    const RunId id = trainElsewhere(7, 5);
    open();
    emit child<RunsView>("runs").experimentRequested(id);
    EXPECT_EQ(window_->training().experiment().train.epochs, 7);
    EXPECT_EQ(window_->training().experiment().train.seed, 5);
}

TEST_F(Runs, OfAnUnreadableStoreShowAMessage) {
    std::filesystem::create_directory(store()); // a folder in place of the file
    window_ = std::make_unique<MainWindow>(store(), settings_);
    window_->show();
    auto& bar = child<MessageBar>("messageBar");
    ASSERT_TRUE(QTest::qWaitFor([&] { return bar.isVisible(); }, 60000));
    EXPECT_THAT(message().toStdString(), testing::HasSubstr("runs.sqlite"));
}

TEST_F(Runs, TheLastOneIsRestored) {
    const RunId id = trainElsewhere(2);
    open();
    window_->openRun(id);
    window_->views().showView(2);
    window_->close();
    open();
    EXPECT_EQ(window_->presenter().shownRun(), id);
    EXPECT_EQ(window_->views().indexOf(window_->views().current()), 2);
}

TEST_F(Runs, TheFormsOpenGroupsAreKept) {
    open();
    child<QAbstractButton>("formHeading.augment").click();
    child<QAbstractButton>("formHeading.basic").click();
    window_->close();
    open();
    EXPECT_EQ(child<ExperimentForm>("experimentForm").openGroups(), QStringList{"augment"});
    child<QAbstractButton>("formHeading.augment").click();
    window_->close();
    open();
    EXPECT_TRUE(child<ExperimentForm>("experimentForm").openGroups().isEmpty())
        << "without a choice, the default is kept";
}

TEST_F(Runs, EveryInstalledExperimentIsAPreset) {
    const auto presets = builtInExperiments();
    const QDir folder(":/asge/experiments");
    EXPECT_EQ(presets.size(), static_cast<std::size_t>(folder.entryList().size()));
    ASSERT_GE(presets.size(), 2U);
    EXPECT_EQ(presets[0].first, "Fashion-MNIST") << "what a new window shows";
    open();
    auto& box = child<QComboBox>("formPreset");
    EXPECT_EQ(box.count(), static_cast<int>(presets.size()));
    EXPECT_GE(box.findText("Fashion-MNIST, quick"), 0);
    EXPECT_EQ(box.currentText(), "Fashion-MNIST");
}

TEST_F(Runs, ThemeIsKept) {
    open();
    child<QAction>("theme_dark").trigger();
    EXPECT_LT(QApplication::palette().color(QPalette::Window).lightness(), 100);
    window_->close();
    open();
    EXPECT_TRUE(child<QAction>("theme_dark").isChecked());
    child<QAction>("theme_light").trigger();
    EXPECT_GT(QApplication::palette().color(QPalette::Window).lightness(), 200);
}

} // namespace
} // namespace asge
