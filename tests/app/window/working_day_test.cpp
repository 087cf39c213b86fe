// SPDX-License-Identifier: GPL-3.0-or-later

// A working day in the real window: once by keys alone, once by the mouse alone. Afterwards the
// window is opened again and must be as it was left.
#include "app/window/perspectives.h"
#include "app/window/start_page.h"
#include "core/experiment/experiment_json.h"
#include "tests/app/window/window_fixture.h"
#include "widgets/common/run_page.h"
#include "widgets/form/experiment_form.h"
#include "widgets/runs/runs_view.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDeadlineTimer>
#include <QDialog>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QSlider>
#include <QSpinBox>
#include <QTabBar>
#include <QTimer>

#include <fstream>
#include <memory>
#include <utility>

namespace asge {
namespace {

using State = TransportBar::State;

class WorkingDay : public test::WindowTest {
  protected:
    static constexpr int kWait = 30000; ///< milliseconds, for what may take a training
    static constexpr int kAgain = 1500; ///< milliseconds
    static constexpr int kMostTries = 8;

    void openActive() {
        open();
        window_->resize(1366, 768);
        window_->activateWindow();
        ASSERT_TRUE(QTest::qWaitForWindowActive(window_.get()));
    }
    void closeAndOpen() {
        window_->close();
        window_.reset();
        openActive();
    }

    /// The visible menu or dialog in front of the window; null if there is none.
    static QWidget* inFront() {
        for (QWidget* each :
             {QApplication::activePopupWidget(), QApplication::activeModalWidget()}) {
            if (each != nullptr && each->isVisible()) {
                return each;
            }
        }
        return nullptr;
    }
    /// The widget that gets keys. Without a window manager, Qt activates no window when a dialog
    /// closes.
    QWidget* keyTarget() {
        QWidget* front = inFront();
        if (front != nullptr && front == QApplication::activePopupWidget()) {
            return front;
        }
        QWidget* window = front != nullptr ? front : QApplication::activeWindow();
        if (window == nullptr || !window->isVisible()) {
            window = window_.get();
            window->activateWindow();
            EXPECT_TRUE(QTest::qWaitForWindowActive(window));
        }
        return window->focusWidget() != nullptr ? window->focusWidget() : window;
    }
    void key(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        QWidget* target = keyTarget();
        ASSERT_NE(target, nullptr);
        QTest::keyClick(target, static_cast<Qt::Key>(key), modifiers);
        QCoreApplication::processEvents();
    }
    void type(const QString& text) {
        QWidget* target = keyTarget();
        ASSERT_NE(target, nullptr);
        QTest::keyClicks(target, text);
        QCoreApplication::processEvents();
    }
    std::string focusName() {
        const QWidget* focus = keyTarget();
        return focus == nullptr ? "nothing" : focus->objectName().toStdString();
    }
    /// Types a command's name into the list of commands.
    void command(const QString& text) {
        key(Qt::Key_K, Qt::ControlModifier);
        ASSERT_TRUE(QTest::qWaitFor([&] { return focusName() == "paletteSearch"; })) << focusName();
        type(text);
        key(Qt::Key_Return);
    }

    /// Does something as soon as a dialog or menu of that name is in front; for those that block.
    /// While it stays open, it is done again: a list of completions may have changed what was
    /// typed, or taken the Enter.
    void whenOpen(const char* name, const std::function<void()>& act) {
        auto* poll = new QTimer(window_.get());
        const auto tries = std::make_shared<int>(0);
        const auto deadline = std::make_shared<QDeadlineTimer>(kWait);
        QObject::connect(poll, &QTimer::timeout, window_.get(), [=, this] {
            QWidget* dialog = QApplication::activeModalWidget();
            QWidget* menu = QApplication::activePopupWidget();
            const auto isIt = [name](const QWidget* each) {
                return each != nullptr && each->objectName() == QLatin1String(name);
            };
            QWidget* open = isIt(menu) ? menu : isIt(dialog) ? dialog : nullptr;
            if (open == nullptr && *tries > 0) {
                poll->stop();
            } else if (open != nullptr && (*tries == 0 || deadline->hasExpired()) &&
                       *tries < kMostTries) {
                if (menu != nullptr && menu != open) {
                    menu->close(); // a list of completions
                }
                ++*tries;
                deadline->setRemainingTime(kAgain);
                act();
            } else if (deadline->hasExpired()) {
                poll->stop();
                ADD_FAILURE() << name << (open == nullptr ? " was not opened" : " does not close");
                open == nullptr ? QApplication::closeAllWindows() : void(open->close());
            }
        });
        poll->start(20);
    }
    /// Moves the focus with the Tab key.
    void tabTo(const char* name) {
        for (int i = 0; i < 80 && focusName() != name; ++i) {
            key(Qt::Key_Tab);
        }
        ASSERT_EQ(focusName(), name);
    }

    /// Clicks what the user sees at the widget's middle; fails if another widget covers it.
    void click(QWidget& widget, QPoint at = {}, Qt::MouseButton button = Qt::LeftButton) {
        ASSERT_TRUE(QTest::qWaitFor([&] { return widget.isVisible() && widget.isEnabled(); }))
            << widget.objectName().toStdString();
        const QPoint place = at.isNull() ? widget.rect().center() : at;
        ASSERT_TRUE(widget.visibleRegion().contains(place))
            << widget.objectName().toStdString() << " is covered or outside of the window";
        // Lists and menus take a click only where the mouse has moved to.
        QTest::mouseMove(&widget, place + QPoint(0, 3));
        QTest::mouseMove(&widget, place);
        QTest::mouseClick(&widget, button, {}, place);
        QCoreApplication::processEvents();
    }
    template <typename Widget>
    void click(const char* name) {
        click(child<Widget>(name));
    }

    /// Clicks an entry of a menu of the menu bar.
    void choose(const char* menu, const char* action) {
        QMenuBar& bar = *window_->menuBar();
        QAction* title = nullptr;
        for (QAction* each : bar.actions()) {
            title = each->text().remove('&') == QLatin1String(menu) ? each : title;
        }
        ASSERT_NE(title, nullptr) << menu;
        click(bar, bar.actionGeometry(title).center());
        auto& entry = child<QAction>(action);
        auto* shown = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        ASSERT_NE(shown, nullptr) << menu;
        ASSERT_TRUE(shown->actions().contains(&entry)) << action;
        click(*shown, shown->actionGeometry(&entry).center());
    }
    void clickTab(const QString& title) {
        for (QTabBar* tabs : window_->findChildren<QTabBar*>()) {
            for (int i = 0; tabs->isVisible() && i < tabs->count(); ++i) {
                if (tabs->tabText(i).remove('&') == title) {
                    click(*tabs, tabs->tabRect(i).center());
                    return;
                }
            }
        }
        FAIL() << "no tab " << title.toStdString();
    }
    void clickChoice(QComboBox& choice, const QString& text) {
        click(choice);
        QAbstractItemView* list = choice.view();
        const QModelIndex index = list->model()->index(choice.findText(text), 0);
        ASSERT_TRUE(index.isValid()) << text.toStdString();
        QTest::qWait(2 * QApplication::doubleClickInterval()); // else it is a double click
        click(*list->viewport(), list->visualRect(index).center());
        EXPECT_EQ(choice.currentText(), text);
    }

    std::string write(const char* name, int epochs) {
        experiment_.train.epochs = epochs;
        const auto file = path() / name;
        std::ofstream(file) << toJson(experiment_);
        return file.string();
    }
    QWidget& view(const char* name) { return *window_->views().findView(name); }
    bool waitForRuns(std::size_t count) {
        return QTest::qWaitFor([&] { return storedRuns().size() == count; }, kWait) &&
               QTest::qWaitFor([&] { return tableRows() == static_cast<int>(count); }, kWait);
    }
    bool waitForEnd() {
        return QTest::qWaitFor([&] { return state() == State::idle; }, kWait);
    }
};

TEST_F(WorkingDay, ByKeys) {
    const std::string file = write("morning.json", 2000);
    openActive();
    ASSERT_TRUE(child<QWidget>("startPage").isVisible());

    // An experiment from a file, with another seed.
    key(Qt::Key_O, Qt::ControlModifier);
    ASSERT_TRUE(QTest::qWaitFor([&] { return focusName() == "fileNameEdit"; })) << focusName();
    type(QString::fromStdString(file));
    key(Qt::Key_Return);
    auto& form = child<ExperimentForm>("experimentForm");
    ASSERT_TRUE(QTest::qWaitFor([&] { return form.experiment().train.epochs == 2000; }));
    key(Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
    key(Qt::Key_F, Qt::ControlModifier);
    ASSERT_EQ(focusName(), "formSearch");
    type("train.seed");
    key(Qt::Key_Return);
    key(Qt::Key_A, Qt::ControlModifier);
    type("7");
    key(Qt::Key_Return);
    EXPECT_EQ(form.experiment().train.seed, 7U) << focusName();

    // Train, pause, act on a layer, one step, go on, stop.
    key(Qt::Key_F5);
    ASSERT_TRUE(waitForState(State::training, kWait));
    ASSERT_TRUE(QTest::qWaitFor([&] { return window_->trainedEpochs() > 1; }, kWait));
    key(Qt::Key_F6);
    ASSERT_TRUE(waitForState(State::paused));
    key(Qt::Key_L, Qt::ControlModifier);
    key(Qt::Key_F); // freezes the layer
    key(Qt::Key_F7);
    key(Qt::Key_F6);
    ASSERT_TRUE(waitForState(State::training));
    key(Qt::Key_F5, Qt::ShiftModifier);
    ASSERT_TRUE(waitForEnd());
    const auto stopped = storedRuns();
    ASSERT_EQ(stopped.size(), 1U);
    EXPECT_EQ(stopped[0].status, RunStatus::stopped);
    const auto acts = RunReader(store()).interventions(stopped[0].id);
    EXPECT_TRUE(std::any_of(acts.begin(), acts.end(),
                            [](const Intervention& act) { return act.kind == "freeze"; }));
    // A second, short run.
    key(Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
    key(Qt::Key_F, Qt::ControlModifier);
    key(Qt::Key_A, Qt::ControlModifier);
    type("train.epochs");
    key(Qt::Key_Return);
    key(Qt::Key_A, Qt::ControlModifier);
    type("3");
    key(Qt::Key_Return);
    key(Qt::Key_F5);
    ASSERT_TRUE(waitForRuns(2));
    ASSERT_TRUE(waitForEnd());
    const RunId second = storedRuns()[0].id;

    // Look at the curves, keep a picture and a note.
    key(Qt::Key_1, Qt::ControlModifier);
    tabTo("curvesSmoothing");
    key(Qt::Key_A, Qt::ControlModifier);
    type("5");
    key(Qt::Key_Return);
    tabTo("curvesLogX");
    key(Qt::Key_Space);
    const std::string picture = (path() / "curves.png").string();
    whenOpen("saveDialog", [&] {
        key(Qt::Key_N, Qt::AltModifier); // "File name"
        key(Qt::Key_A, Qt::ControlModifier);
        type(QString::fromStdString(picture));
        key(Qt::Key_Return);
    });
    whenOpen("curvesExportMenu", [&] {
        key(Qt::Key_Down);
        key(Qt::Key_Return);
    });
    key(Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
    EXPECT_TRUE(QTest::qWaitFor([&] { return std::filesystem::exists(picture); }, kWait));
    key(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
    ASSERT_TRUE(QTest::qWaitFor([&] { return focusName() == "pinNoteText"; })) << focusName();
    type("the last step");
    key(Qt::Key_Return);
    EXPECT_TRUE(QTest::qWaitFor(
        [&] { return storedRuns()[0].notes.find(" the last step") != std::string::npos; }));

    // Name, delete and restore runs; compare them.
    key(Qt::Key_R, Qt::ControlModifier);
    key(Qt::Key_F, Qt::ControlModifier);
    ASSERT_EQ(focusName(), "runsFilter");
    type("seed = 7 and morning");
    key(Qt::Key_Return);
    ASSERT_EQ(tableRows(), 2);
    ASSERT_EQ(focusName(), "runsList");
    key(Qt::Key_Home);
    key(Qt::Key_Delete);
    ASSERT_TRUE(waitForRuns(1)) << focusName() << ": " << message().toStdString();
    key(Qt::Key_Z, Qt::ControlModifier);
    ASSERT_TRUE(waitForRuns(2));
    key(Qt::Key_A, Qt::ControlModifier);
    key(Qt::Key_C);
    EXPECT_TRUE(QTest::qWaitFor([&] { return view("compare").isVisible(); }));

    // Another arrangement, a view in a separate window, another theme.
    key(Qt::Key_2, Qt::ControlModifier | Qt::AltModifier);
    key(Qt::Key_2, Qt::ControlModifier);
    command("Own window");
    command("Dark");
    window_->activateWindow();
    EXPECT_TRUE(window_->views().isTornOff(&view("goodness")));
    EXPECT_EQ(window_->presenter().shownRun(), second);

    closeAndOpen();
    EXPECT_TRUE(QTest::qWaitFor([&] { return window_->presenter().shownRun() == second; }));
    EXPECT_EQ(window_->perspectives().current(), "look");
    EXPECT_TRUE(window_->views().isTornOff(&view("goodness")));
    EXPECT_TRUE(child<QAction>("theme_dark").isChecked());
    EXPECT_EQ(child<QLineEdit>("runsFilter").text(), "seed = 7 and morning");
    EXPECT_EQ(childOf<QSpinBox>("curves", "curvesSmoothing").value(), 5);
    EXPECT_TRUE(childOf<QCheckBox>("curves", "curvesLogX").isChecked());
    const Experiment kept = child<ExperimentForm>("experimentForm").experiment();
    EXPECT_EQ(kept.train.seed, 7U);
    EXPECT_EQ(kept.train.epochs, 3);
}

TEST_F(WorkingDay, ByMouse) {
    const std::string file = write("morning.json", 2000);
    openActive();

    drop(file);
    auto& form = child<ExperimentForm>("experimentForm");
    ASSERT_TRUE(QTest::qWaitFor([&] { return form.experiment().train.epochs == 2000; }));

    // Train, pause, freeze a layer, one step, go on, stop.
    click<QToolButton>("trainActionButton");
    ASSERT_TRUE(waitForState(State::training, kWait));
    ASSERT_TRUE(QTest::qWaitFor([&] { return window_->trainedEpochs() > 1; }, kWait));
    click<QToolButton>("pauseActionButton");
    ASSERT_TRUE(waitForState(State::paused));
    if (!window_->tabifiedDockWidgets(&child<QDockWidget>("layersDock")).isEmpty()) {
        clickTab("Layers"); // on a small screen
    }
    auto& freeze = child<QToolButton>("layer1Freeze");
    click(freeze);
    EXPECT_TRUE(QTest::qWaitFor([&] { return freeze.isChecked(); }));
    click<QToolButton>("stepActionButton");
    click<QToolButton>("pauseActionButton");
    ASSERT_TRUE(waitForState(State::training));
    click<QToolButton>("stopActionButton");
    ASSERT_TRUE(waitForEnd());

    // A second, short run.
    auto& epochs = child<QLineEdit>("train.epochs");
    ASSERT_TRUE(epochs.isVisible());
    QTest::mouseDClick(&epochs, Qt::LeftButton, {}, QPoint(12, epochs.height() / 2));
    QTest::keyClicks(&epochs, "3"); // a number needs keys
    click<QToolButton>("trainActionButton");
    ASSERT_TRUE(waitForRuns(2));
    ASSERT_TRUE(waitForEnd());
    const RunId second = storedRuns()[0].id;

    // Curves over steps, on a logarithmic axis, with a note where the mouse points.
    clickTab("Curves");
    clickChoice(childOf<QComboBox>("curves", "curvesAxis"), "Steps");
    click(childOf<QCheckBox>("curves", "curvesLogX"), QPoint(8, 8));
    auto& plot = childOf<QWidget>("curves", "curvesAccuracy");
    QTest::mouseMove(&plot, plot.rect().center());
    QTest::mouseMove(&plot, plot.rect().center() + QPoint(3, 0));
    whenOpen("viewMenu", [&] {
        auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        QAction* pin = menu->actions().front();
        EXPECT_THAT(pin->text().toStdString(), testing::HasSubstr("Pin a note at step"));
        click(*menu, menu->actionGeometry(pin).center());
    });
    click(plot, plot.rect().center(), Qt::RightButton);
    auto& note = child<QLineEdit>("pinNoteText");
    ASSERT_TRUE(QTest::qWaitFor([&] { return note.isVisible(); }));
    QTest::keyClicks(&note, "here");
    click(*child<QDialog>("pinNoteDialog").findChild<QPushButton*>());
    EXPECT_TRUE(
        QTest::qWaitFor([&] { return storedRuns()[0].notes.find(" here") != std::string::npos; }));

    // Both runs are compared.
    clickTab("Runs");
    auto& list = child<QListView>("runsList");
    ASSERT_TRUE(QTest::qWaitFor([&] { return list.isVisible(); }));
    const auto row = [&](int number) {
        return list.visualRect(list.model()->index(number, list.modelColumn())).center();
    };
    click(*list.viewport(), row(0));
    QTest::mouseClick(list.viewport(), Qt::LeftButton, Qt::ControlModifier, row(1));
    click<QToolButton>("runsCompactCompare");
    EXPECT_TRUE(QTest::qWaitFor([&] { return view("compare").isVisible(); }));

    // Another arrangement, and a view in a separate window.
    choose("View", "tearOff");
    EXPECT_TRUE(window_->views().isTornOff(&view("compare")));
    choose("View", "view.goodness");
    auto& slider = childOf<QSlider>("goodness", "goodnessOpacity");
    const int before = slider.value();
    click(slider, QPoint(4, slider.height() / 2));
    const int opacity = slider.value();
    EXPECT_LT(opacity, before);

    closeAndOpen();
    EXPECT_TRUE(QTest::qWaitFor([&] { return window_->presenter().shownRun() == second; }));
    EXPECT_TRUE(window_->views().isTornOff(&view("compare")));
    EXPECT_EQ(window_->views().current(), &view("goodness"));
    EXPECT_EQ(childOf<QSlider>("goodness", "goodnessOpacity").value(), opacity);
    EXPECT_EQ(childOf<QComboBox>("curves", "curvesAxis").currentText(), "Steps");
    EXPECT_TRUE(childOf<QCheckBox>("curves", "curvesLogX").isChecked());
    EXPECT_EQ(child<ExperimentForm>("experimentForm").experiment().train.epochs, 3);
}

} // namespace
} // namespace asge
