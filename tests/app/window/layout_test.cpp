// SPDX-License-Identifier: GPL-3.0-or-later

// Nothing in the window and its dialogs is cut, covered or outside. With ASGE_PICTURES=FOLDER in
// the environment, pictures of the dialogs are saved there; ASGE_STORE=FILE shows a store's runs
// instead of two small ones, ASGE_THEME=dark another theme.
#include "app/window/dock_content.h"
#include "app/window/grab.h"
#include "app/window/perspectives.h"
#include "layout_defects.h"
#include "tests/app/window/window_fixture.h"
#include "widgets/common/style.h"
#include "widgets/runs/runs_view.h"

#include <QAction>
#include <QDialog>
#include <QDir>
#include <QFileInfo>
#include <QTabWidget>

#include <string>

namespace asge {
namespace {

constexpr QSize kSmallScreen(1366, 768);
/// A small screen that shows everything at twice its size, less what a desktop takes.
constexpr QSize kTinyScreen(683, 360);
/// Screens of 1366 × 768, 1440 × 900 and 3000 × 1600 pixels at 100, 125 and 200 %.
constexpr QSize kSizes[] = {kTinyScreen, {720, 450},  {1093, 614},  {1152, 720}, kSmallScreen,
                            {1440, 900}, {1500, 800}, {2400, 1280}, {3000, 1600}};

std::string joined(const QStringList& lines) {
    return lines.join(u'\n').toStdString();
}

class NothingIsCut : public test::WindowTest {
  protected:
    void SetUp() override {
        if (const QString file = qEnvironmentVariable("ASGE_STORE"); !file.isEmpty()) {
            store_ = file.toStdString();
        }
        if (const QString theme = qEnvironmentVariable("ASGE_THEME"); !theme.isEmpty()) {
            settings_.setValue("window/theme", theme);
        }
    }
    void openWithRuns(QSize size) {
        open();
        window_->resize(size);
        if (window_->runs().empty()) {
            trainToTheEnd(2);
            experiment_.train.seed += 1;
            trainToTheEnd(2);
            ASSERT_TRUE(QTest::qWaitFor([&] { return window_->runs().size() == 2; }));
        }
        window_->openRun(window_->runs().front().id);
        ASSERT_TRUE(QTest::qWaitFor([&] { return window_->presenter().shownRun() != 0; }));
    }
    void lookAtEachView() {
        for (int i = 0; i < window_->views().count(); ++i) {
            window_->views().showView(i);
            lookAt(*window_->views().view(i));
            lookAtBars(*window_->views().view(i));
            for (QTabWidget* tabs : window_->views().view(i)->findChildren<QTabWidget*>()) {
                for (int tab = 0; tab < tabs->count(); ++tab) {
                    tabs->setCurrentIndex(tab);
                    lookAt(*tabs->widget(tab));
                    lookAtBars(*window_->views().view(i));
                }
            }
        }
    }
    /// Looks at the scroll bars of a view or of the contents of a dock.
    void lookAtBars(const QWidget& view) {
        QStringList defects;
        (void)QTest::qWaitFor(
            [&] {
                defects = test::scrollDefects(view);
                return defects.isEmpty();
            },
            1000);
        EXPECT_TRUE(defects.isEmpty()) << view.objectName().toStdString() << '\n'
                                       << joined(defects);
    }
    void lookAt(const QWidget& part) {
        QTest::qWait(20);
        // A slow machine has not laid out everything by now; what stays cut is a defect.
        QStringList defects;
        (void)QTest::qWaitFor(
            [&] {
                defects = test::layoutDefects(*window_);
                return defects.isEmpty();
            },
            2000);
        EXPECT_TRUE(defects.isEmpty()) << part.objectName().toStdString() << '\n'
                                       << joined(defects);
    }
    /// The faults of every page that is grabbed at this size.
    void lookAtViews(QSize size) {
        openWithRuns(size);
        int status = -1;
        int pages = 0;
        Grab grab(*window_, QString::fromStdString((path() / "pictures").string()));
        QObject::connect(&grab, &Grab::taken, window_.get(), [&](const QString& file) {
            ++pages;
            const QStringList defects = test::layoutDefects(*window_);
            EXPECT_TRUE(defects.isEmpty()) << QFileInfo(file).baseName().toStdString() << '\n'
                                           << joined(defects);
        });
        QObject::connect(&grab, &Grab::done, window_.get(), [&](int done) { status = done; });
        grab.ofRun(window_->runs().front().id);
        ASSERT_TRUE(QTest::qWaitFor([&] { return status >= 0; }, 120000));
        EXPECT_GT(pages, window_->views().count());
    }
    /// Opens a dialog by an action, looks at it and closes it.
    void lookAtDialog(const char* action) {
        SCOPED_TRACE(action);
        auto* opener = window_->findChild<QAction*>(action);
        ASSERT_NE(opener, nullptr);
        ASSERT_TRUE(opener->isEnabled());
        opener->trigger();
        const auto dialog = [&]() -> QDialog* {
            for (QDialog* each : window_->findChildren<QDialog*>()) {
                if (each->isVisible()) {
                    return each;
                }
            }
            return nullptr;
        };
        ASSERT_TRUE(QTest::qWaitFor([&] { return dialog() != nullptr; }));
        QTest::qWait(50);
        const QStringList defects = test::layoutDefects(*dialog());
        EXPECT_TRUE(defects.isEmpty()) << joined(defects);
        EXPECT_LE(dialog()->width(), kSmallScreen.width());
        EXPECT_LE(dialog()->height(), kSmallScreen.height());
        EXPECT_LE(dialog()->minimumSizeHint().width(), kTinyScreen.width());
        EXPECT_LE(dialog()->minimumSizeHint().height(), kTinyScreen.height());
        savePicture(*dialog(), action);
        dialog()->reject();
        ASSERT_TRUE(QTest::qWaitFor([&] { return dialog() == nullptr; }));
    }

  private:
    static void savePicture(QWidget& dialog, const char* name) {
        const QString folder = qEnvironmentVariable("ASGE_PICTURES");
        if (!folder.isEmpty()) {
            QDir().mkpath(folder);
            EXPECT_TRUE(dialog.grab().save(folder + u'/' + QString::fromLatin1(name) + ".png"));
        }
    }
};

TEST_F(NothingIsCut, InViewsOnASmallScreen) {
    lookAtViews(kSmallScreen);
}

TEST_F(NothingIsCut, InViewsOnALargeScreen) {
    lookAtViews({3000, 1600});
}

TEST_F(NothingIsCut, InWindowsOfAllSizes) {
    openWithRuns(kSmallScreen);
    window_->compare({window_->runs()[0].id, window_->runs()[1].id});
    for (const QSize size : kSizes) {
        SCOPED_TRACE(testing::Message() << size.width() << " x " << size.height());
        window_->resize(size);
        EXPECT_EQ(window_->size(), size) << "the window can't be as small as the screen";
        window_->perspectives().reset();
        lookAtEachView();
        for (const char* dock : {"experimentDock", "runsDock", "layersDock"}) {
            child<QDockWidget>(dock).show();
            child<QDockWidget>(dock).raise();
            lookAt(child<QDockWidget>(dock));
            lookAtBars(*contentOf(child<QDockWidget>(dock)));
            EXPECT_EQ(window_->size(), size) << "a dock makes the window grow";
        }
    }
}

TEST_F(NothingIsCut, InAnEmptyWindow) {
    open();
    window_->resize(kSmallScreen);
    window_->perspectives().show("train");
    lookAtEachView();
}

TEST_F(NothingIsCut, InATraining) {
    open();
    window_->resize(kSmallScreen);
    experiment_.probe.budget = 1;
    startTraining(3000);
    ASSERT_TRUE(QTest::qWaitFor([&] { return window_->trainedEpochs() > 2; }, 60000));
    press("pauseActionButton");
    ASSERT_TRUE(waitForState(TransportBar::State::paused));
    lookAtEachView();
    window_->training().stop();
    EXPECT_TRUE(waitForState(TransportBar::State::idle, 60000));
}

/// Whatever is shown during a training, the window is no higher than the screen.
TEST_F(NothingIsCut, InATrainingOnATinyScreen) {
    open();
    window_->resize(kTinyScreen);
    window_->perspectives().show("train");
    const auto look = [&](const char* state) {
        SCOPED_TRACE(state);
        lookAt(*window_);
        EXPECT_EQ(window_->size(), kTinyScreen) << "the window grows";
        EXPECT_LE(window_->minimumSizeHint().height(), kTinyScreen.height());
        EXPECT_FALSE(child<QWidget>("timeLeftLabel").isVisible() != (state != std::string("idle")));
    };
    look("idle");
    startTraining(100000);
    look("training");
    const auto& bar = child<TransportBar>("transportBar");
    EXPECT_LT(bar.height(), 2 * child<QToolButton>("pauseActionButton").height()) << "one line";
    EXPECT_FALSE(child<QWidget>("waitShareLabel").isVisible());
    press("pauseActionButton");
    ASSERT_TRUE(waitForState(TransportBar::State::paused));
    look("paused");
    press("pauseActionButton");
    ASSERT_TRUE(waitForState(TransportBar::State::training));
    window_->training().stop();
    EXPECT_EQ(window_->size(), kTinyScreen);
    ASSERT_TRUE(waitForState(TransportBar::State::idle, 60000));
    look("idle");
}

TEST_F(NothingIsCut, InMessagesOfAnyLength) {
    open();
    window_->resize(kSmallScreen);
    QString text = "1 experiment added to the queue.";
    for (int words = 0; words < 60; ++words) {
        window_->showMessage(text);
        const QStringList defects = test::layoutDefects(*window_);
        ASSERT_TRUE(defects.isEmpty()) << text.toStdString() << '\n' << joined(defects);
        text += " another";
    }
}

TEST_F(NothingIsCut, InDialogs) {
    openWithRuns(kSmallScreen);
    showRuns();
    child<RunsView>("runs").select({window_->runs().front().id});
    for (const char* action :
         {"openFile", "emptyBin", "pinNote", "commands", "shortcuts", "newSweep", "savePerspective",
          "about", "runsTags", "runsNotes", "runsBranch", "queueAddSweep"}) {
        lookAtDialog(action);
    }
}

} // namespace
} // namespace asge
