// SPDX-License-Identifier: GPL-3.0-or-later

// How the user arranges the window.
#include "app/window/perspectives.h"
#include "app/window/start_page.h"
#include "app/window/theme_choice.h"
#include "tests/app/window/arrangement_fixture.h"
#include "widgets/common/run_page.h"
#include "widgets/common/theme.h"

#include <QAction>
#include <QContextMenuEvent>
#include <QDialog>
#include <QDockWidget>
#include <QInputDialog>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QProgressBar>
#include <QPushButton>
#include <QScreen>
#include <QSlider>
#include <QSpinBox>
#include <QTabBar>
#include <QTimer>
#include <QToolBar>

#include <gtest/gtest.h>

#include <algorithm>

namespace asge {
namespace {

using Arrangement = test::ArrangementTest;

TEST_F(Arrangement, OnlySeenViewsAreVisible) {
    open();
    window_->views().showView(&view("ladder"));
    ASSERT_TRUE(isSeen("ladder"));
    for (int i = 0; i < window_->views().count(); ++i) {
        const QWidget* each = window_->views().view(i);
        EXPECT_EQ(each->isVisible(), each == &view("ladder")) << each->objectName().toStdString();
    }
    EXPECT_EQ(window_->views().current(), &view("ladder"));
}

/// Counts the layouts of a widget.
class LayoutCount : public QObject {
  public:
    bool eventFilter(QObject*, QEvent* event) override {
        count += event->type() == QEvent::LayoutRequest ? 1 : 0;
        return false;
    }
    int count = 0;
};

TEST_F(Arrangement, IsNotLaidOutAgainAndAgain) {
    open();
    window_->views().showView(0);
    QTest::qWait(200);
    LayoutCount layouts;
    window_->views().installEventFilter(&layouts);
    window_->installEventFilter(&layouts);
    QTest::qWait(300);
    EXPECT_LE(layouts.count, 2) << "nothing changes";
}

TEST_F(Arrangement, ATabShowsItsView) {
    open();
    window_->views().showView(0);
    ASSERT_TRUE(isSeen("curves"));
    const auto bars = window_->findChildren<QTabBar*>("viewTabs");
    const auto used = std::find_if(bars.begin(), bars.end(), [](const QTabBar* bar) {
        return bar->isVisible(); // Qt keeps those that it needs no longer
    });
    ASSERT_NE(used, bars.end());
    QTabBar& tabs = **used;
    ASSERT_EQ(tabs.count(), window_->views().count());
    for (int tab = 0; tab < tabs.count(); ++tab) {
        if (tabs.tabText(tab) == "Goodness") {
            tabs.setCurrentIndex(tab);
        }
    }
    EXPECT_TRUE(isSeen("goodness"));
    EXPECT_EQ(window_->views().current(), &view("goodness"));
    EXPECT_FALSE(view("curves").isVisible());
}

TEST_F(Arrangement, OfTornOffAndClosedViewsIsRestored) {
    open();
    window_->views().tearOff(&view("margins"));
    window_->views().setOpen(&view("lineage"), false);
    window_->views().showView(&view("goodness"));
    EXPECT_TRUE(isSeen("margins")) << "both are seen at once";
    EXPECT_TRUE(isSeen("goodness"));
    reopen();
    EXPECT_TRUE(window_->views().isTornOff(&view("margins")));
    EXPECT_FALSE(window_->views().isOpen(&view("lineage")));
    EXPECT_EQ(window_->views().current(), &view("goodness"));
    EXPECT_TRUE(isSeen("margins"));
    child<QAction>("resetPerspective").trigger();
    EXPECT_FALSE(window_->views().isTornOff(&view("margins")));
    EXPECT_TRUE(window_->views().isOpen(&view("lineage")));
}

/// The order in which windows appear.
class ShowLog : public QObject {
  public:
    ShowLog() { qApp->installEventFilter(this); }
    bool eventFilter(QObject* watched, QEvent* event) override {
        const auto* widget = qobject_cast<QWidget*>(watched);
        if (event->type() == QEvent::Show && widget != nullptr && widget->isWindow()) {
            order << (qobject_cast<const MainWindow*>(widget) != nullptr ? QStringLiteral("window")
                                                                         : widget->objectName());
        }
        return false;
    }
    QStringList order;
};

TEST_F(Arrangement, SeparateWindowsAppearAfterTheWindowThatTheyBelongTo) {
    open();
    window_->views().tearOff(&view("margins"));
    child<QDockWidget>("runsDock").setFloating(true);
    QTest::qWait(50);
    ShowLog log;
    reopen();
    ASSERT_TRUE(QTest::qWaitFor([&] { return isSeen("margins"); }));
    EXPECT_TRUE(child<QDockWidget>("runsDock").isVisible());
    const qsizetype window = log.order.lastIndexOf("window");
    ASSERT_GE(window, 0);
    for (const char* dock : {"marginsDock", "runsDock"}) {
        EXPECT_GT(log.order.lastIndexOf(dock), window)
            << dock << " would lie behind the window: " << log.order.join(' ').toStdString();
    }
}

TEST_F(Arrangement, AViewHasItsMenuWhereverItIs) {
    open();
    trainToTheEnd(1);
    ViewArea& views = window_->views();
    QString opened;
    QTimer watch;
    QObject::connect(&watch, &QTimer::timeout, window_.get(), [&] {
        if (QWidget* popup = QApplication::activePopupWidget()) {
            opened = popup->objectName();
            popup->close();
        }
    });
    watch.start(10);
    for (const bool apart : {false, true}) {
        for (const char* name : {"curves", "goodness", "events", "ladder", "images"}) {
            views.showView(&view(name));
            if (apart) {
                views.tearOff(&view(name));
            }
            QTest::qWait(50);
            const std::string place = std::string(name) + (apart ? " apart" : "");
            for (QWidget* part : view(name).findChildren<QWidget*>()) {
                const bool isTextField = part->inherits("QLineEdit") || part->inherits("QSpinBox");
                if (!part->isVisible() || isTextField ||
                    (part->focusPolicy() & Qt::TabFocus) == 0 || !part->isEnabled() ||
                    part->focusProxy() != nullptr) {
                    continue;
                }
                part->setFocus();
                if (QApplication::focusWidget() != part) {
                    continue;
                }
                opened.clear();
                QTest::keyClick(part, Qt::Key_F10, Qt::ShiftModifier);
                EXPECT_EQ(opened, "viewMenu") << place << ": " << part->metaObject()->className()
                                              << " " << part->objectName().toStdString();
            }
            opened.clear();
            QContextMenuEvent click(QContextMenuEvent::Mouse, {5, 5},
                                    view(name).mapToGlobal(QPoint(5, 5)));
            QApplication::sendEvent(&view(name), &click);
            EXPECT_EQ(opened, "viewMenu") << place;
        }
    }
}

TEST_F(Arrangement, AWindowThatWasLeftOnALargerScreenIsWhollySeen) {
    open();
    const QRect screen = window_->screen()->availableGeometry();
    window_->resize(screen.size() / 2);
    window_->move(screen.right() - screen.width() / 4, screen.bottom() - screen.height() / 4);
    QTest::qWait(20);
    reopen();
    EXPECT_TRUE(screen.contains(window_->frameGeometry()))
        << window_->frameGeometry().x() << " " << window_->frameGeometry().y();
}

TEST_F(Arrangement, AWindowThatIsAsLargeAsTheScreenLeavesRoomForItsFrame) {
    open();
    const QRect screen = window_->screen()->availableGeometry();
    window_->close();
    window_->setGeometry(screen.adjusted(-80, 0, 80, 120));
    settings_.setValue("window/geometry", window_->saveGeometry());
    window_.reset();
    open();
    EXPECT_LE(window_->width(), screen.width() - 2 * 8);
    EXPECT_LE(window_->height(), screen.height() - 40) << "the status bar would be below it";
}

TEST_F(Arrangement, AViewInItsOwnWindowGivesWayToTheOneBefore) {
    open();
    for (const bool tearsOff : {true, false}) {
        child<QAction>("view.goodness").trigger();
        child<QAction>("secondView").trigger();
        ASSERT_TRUE(isSeen("goodness2"));
        QTest::qWait(50);
        if (tearsOff) {
            child<QAction>("tearOff").trigger();
        } else {
            child<QAction>("closeView").trigger();
        }
        EXPECT_TRUE(isSeen("goodness"));
        if (tearsOff) {
            window_->views().setOpen(window_->views().findView("goodness2"), false);
        }
        EXPECT_TRUE(QTest::qWaitFor([&] { return !window_->views().findView("goodness2"); }));
    }
}

TEST_F(Arrangement, WithoutViewsAHintSaysHowToOpenThem) {
    open();
    auto& hint = child<QLabel>("viewsHint");
    window_->views().showView(0);
    window_->activateWindow();
    EXPECT_FALSE(hint.isVisible());
    ViewArea& views = window_->views();
    for (int i = 0; i < views.count(); ++i) {
        views.setOpen(views.view(i), false);
    }
    EXPECT_TRUE(QTest::qWaitFor([&] { return !hint.isHidden(); }));
    views.showView(1);
    EXPECT_TRUE(QTest::qWaitFor([&] { return hint.isHidden(); }));
}

TEST_F(Arrangement, OwnPerspectivesHaveAButton) {
    open();
    auto& own = child<QToolButton>("ownPerspectives");
    EXPECT_FALSE(own.isVisible());
    window_->perspectives().saveAs("mine");
    EXPECT_TRUE(QTest::qWaitFor([&] { return own.isVisible(); }));
    EXPECT_EQ(own.text(), "mine");
    child<QAction>("perspective.look").trigger();
    EXPECT_EQ(own.text(), "Own");
    ASSERT_EQ(own.menu()->actions().size(), 1);
    own.menu()->actions().front()->trigger();
    EXPECT_TRUE(QTest::qWaitFor([&] { return window_->perspectives().current() == "mine"; }));
    window_->perspectives().remove("mine");
    EXPECT_FALSE(own.isVisible());
}

TEST_F(Arrangement, AThemeForNowIsNotKept) {
    open();
    window_->theme().showForNow("dark");
    EXPECT_TRUE(child<QAction>("theme_dark").isChecked());
    EXPECT_TRUE(theme::isDark(QApplication::palette()));
    reopen();
    EXPECT_TRUE(child<QAction>("theme_light").isChecked());
    EXPECT_FALSE(theme::isDark(QApplication::palette()));
    window_->theme().showForNow("dark");
    child<QAction>("theme_light").trigger();
    EXPECT_FALSE(theme::isDark(QApplication::palette())) << "the user's choice comes first";
}

TEST_F(Arrangement, ASecondViewShowsTheSameRunAndComesBack) {
    const RunId run = train(store());
    open();
    window_->openRun(run);
    window_->views().showView(&view("goodness"));
    child<QAction>("secondView").trigger();
    auto* second = qobject_cast<RunPage*>(window_->views().findView("goodness2"));
    ASSERT_NE(second, nullptr);
    EXPECT_EQ(window_->views().title(second), "Goodness 2");
    EXPECT_EQ(window_->views().current(), second);
    auto* epochs = second->findChild<QSlider*>("goodnessEpoch");
    EXPECT_TRUE(QTest::qWaitFor([&] { return epochs->isEnabled(); })) << "it has the run's maps";
    reopen();
    EXPECT_EQ(window_->views().current(), window_->views().findView("goodness2"));
    child<QAction>("closeView").trigger();
    EXPECT_TRUE(QTest::qWaitFor([&] { return window_->views().findView("goodness2") == nullptr; }))
        << "a second view that is closed is gone";
    EXPECT_NE(window_->views().findView("goodness"), nullptr);
    reopen();
    EXPECT_EQ(window_->views().findView("goodness2"), nullptr);
}

TEST_F(Arrangement, PerspectivesKeepWhatWasChanged) {
    open();
    EXPECT_FALSE(dock("experimentDock").isHidden());
    child<QAction>("perspective.look").trigger();
    EXPECT_TRUE(dock("experimentDock").isHidden());
    EXPECT_TRUE(dock("layersDock").isHidden());
    EXPECT_EQ(window_->views().current(), &view("goodness"));
    window_->views().showView(&view("evidence"));
    dock("layersDock").show();
    child<QAction>("perspective.train").trigger();
    EXPECT_FALSE(dock("experimentDock").isHidden());
    EXPECT_EQ(window_->views().current(), &view("curves"));
    child<QAction>("perspective.look").trigger();
    EXPECT_FALSE(dock("layersDock").isHidden()) << "as it was left";
    EXPECT_EQ(window_->views().current(), &view("evidence"));
    reopen();
    EXPECT_EQ(window_->perspectives().current(), "look");
    EXPECT_TRUE(child<QAction>("perspective.look").isChecked());
    EXPECT_FALSE(dock("layersDock").isHidden());
    child<QAction>("resetPerspective").trigger();
    EXPECT_TRUE(dock("layersDock").isHidden());
}

TEST_F(Arrangement, TheUsersOwnPerspectiveIsSavedAndDeleted) {
    open();
    Perspectives& perspectives = window_->perspectives();
    EXPECT_NE(perspectives.saveAs("  "), "");
    EXPECT_NE(perspectives.saveAs("look"), "") << "built in";
    dock("layersDock").hide();
    child<QAction>("savePerspective").trigger();
    auto& name = child<QInputDialog>("perspectiveName");
    name.setTextValue("big & a/b");
    name.accept();
    EXPECT_EQ(perspectives.current(), "big & a/b");
    child<QAction>("perspective.train").trigger();
    reopen();
    EXPECT_EQ(window_->perspectives().names().back(), "big & a/b");
    window_->perspectives().show("big & a/b");
    EXPECT_TRUE(dock("layersDock").isHidden());
    dock("layersDock").show();
    child<QAction>("resetPerspective").trigger();
    EXPECT_TRUE(dock("layersDock").isHidden()) << "as it was saved";
    child<QAction>("deletePerspective").trigger();
    EXPECT_EQ(window_->perspectives().current(), "train");
    EXPECT_EQ(window_->perspectives().names().size(), 3);
    EXPECT_FALSE(child<QAction>("deletePerspective").isEnabled()) << "those built in stay";
}

TEST_F(Arrangement, OfTheFirstWindowFitsOnTheScreen) {
    open();
    const QSize screen = window_->screen()->availableGeometry().size();
    const QSize least = window_->minimumSizeHint();
    EXPECT_LE(window_->width(), std::max(screen.width(), least.width()));
    EXPECT_LE(window_->height(), std::max(screen.height(), least.height()));
    EXPECT_LE(least.width(), 683) << "for 1366 × 768 at 200 %";
    EXPECT_LE(least.height(), 360);
}

TEST_F(Arrangement, ToLookLeavesASmallWindowToTheViews) {
    open();
    window_->perspectives().show("look");
    for (const int width : {683, 1366}) {
        window_->resize(width, 384);
        window_->perspectives().reset();
        QTest::qWait(50);
        const bool isNarrow = width == 683;
        EXPECT_EQ(child<QDockWidget>("runsDock").isVisible(), !isNarrow);
        EXPECT_GT(window_->views().width(), 640);
    }
    child<QAction>("goToRuns").trigger();
    EXPECT_TRUE(child<QDockWidget>("runsDock").isVisible());
}

TEST_F(Arrangement, LayersAreATabWhereThereIsNoRoomAtTheRight) {
    open();
    for (const int width : {683, 1100, 1366}) {
        SCOPED_TRACE(width);
        window_->resize(width, 384);
        window_->perspectives().reset();
        QTest::qWait(50);
        const bool isTab = width < 1280;
        EXPECT_FALSE(dock("layersDock").isHidden());
        EXPECT_EQ(window_->dockWidgetArea(&dock("layersDock")),
                  isTab ? Qt::LeftDockWidgetArea : Qt::RightDockWidgetArea);
        EXPECT_EQ(window_->tabifiedDockWidgets(&dock("experimentDock")).size(), isTab ? 2 : 1);
        EXPECT_GE(dock("experimentDock").geometry().right(), 0) << "it is in front";
        child<QAction>("goToLayers").trigger();
        EXPECT_EQ(window_->width(), width);
    }
}

TEST_F(Arrangement, NoDialogIsLargerThanTheScreen) {
    open();
    QDialog dialog(window_.get());
    dialog.resize(5000, 4000);
    dialog.show();
    const QSize screen = window_->screen()->availableSize();
    EXPECT_LE(dialog.width(), screen.width());
    EXPECT_LT(dialog.height(), screen.height());
    EXPECT_GT(dialog.height(), screen.height() / 2);
}

TEST_F(Arrangement, TheTitleOfADialogHasRoom) {
    open();
    QDialog dialog(window_.get());
    dialog.setWindowTitle("Save the perspective");
    dialog.resize(100, 80);
    dialog.show();
    EXPECT_GT(dialog.width(),
              dialog.fontMetrics().horizontalAdvance("Save the perspective — ASGE Workbench"));
}

TEST_F(Arrangement, ASeparateWindowIsNotWhereTheViewWas) {
    open().resize(600, 400);
    window_->move(0, 0);
    QWidget& margins = view("margins");
    window_->views().showView(&margins);
    const QPoint before = margins.mapToGlobal(QPoint());
    window_->views().tearOff(&margins);
    QTest::qWait(50);
    const QRect window = margins.window()->geometry();
    EXPECT_NE(margins.window(), window_.get());
    EXPECT_GT(margins.mapToGlobal(QPoint()).x(), before.x());
    EXPECT_TRUE(window_->screen()->availableGeometry().contains(window));
}

TEST_F(Arrangement, ADialogHasTheKeyboardBesideAViewInASeparateWindow) {
    open();
    window_->views().tearOff(&view("margins"));
    QTest::qWait(50);
    QDialog dialog(window_.get());
    dialog.setModal(true);
    // What a desktop does that leaves the keyboard where it is.
    dialog.setAttribute(Qt::WA_ShowWithoutActivating);
    dialog.show();
    EXPECT_TRUE(QTest::qWaitFor([&] { return dialog.isActiveWindow(); }, 5000));
}

TEST_F(Arrangement, WordsOfTheMenuBarAreInLine) {
    open();
    QMenuBar& bar = *window_->menuBar();
    const QRect file = bar.actionGeometry(bar.actions().front());
    for (const char* name : {"perspective.train", "perspective.look", "perspective.compare"}) {
        const QToolBar& corner = child<QToolBar>("perspectives");
        const QWidget* button = corner.widgetForAction(&child<QAction>(name));
        const QRect place(button->mapTo(&bar, QPoint()), button->size());
        EXPECT_NEAR(place.center().y(), file.center().y(), 1) << name;
        EXPECT_TRUE(bar.rect().contains(place)) << name;
    }
}

TEST_F(Arrangement, MessagesMoveNothing) {
    open();
    QWidget& views = window_->views();
    window_->views().showView(0);
    const QRect before(views.mapToGlobal(QPoint()), views.size());
    window_->showMessage("Saved a picture");
    auto& bar = child<MessageBar>("messageBar");
    EXPECT_TRUE(bar.isVisible());
    QTest::qWait(50);
    EXPECT_EQ(QRect(views.mapToGlobal(QPoint()), views.size()), before);
    EXPECT_LT(bar.width(), views.width()) << "a short text covers little";
    child<MessageBar>("messageBar").showError(QString("long ").repeated(200));
    EXPECT_LE(bar.width(), views.width());
    EXPECT_LT(bar.height(), window_->height() / 2);
}

TEST_F(Arrangement, StartPageLeadsToTheWork) {
    open();
    auto& start = child<StartPage>("startPage");
    EXPECT_TRUE(start.isVisible()) << "there is nothing to look at yet";
    EXPECT_FALSE(child<QPushButton>("startBack").isVisible());
    window_->training().setExperiment(experiment_, "tiny");
    QTest::mouseClick(&child<QPushButton>("startTrainButton"), Qt::LeftButton);
    EXPECT_FALSE(start.isVisible());
    EXPECT_TRUE(QTest::qWaitFor([&] { return tableRows() == 1; }, 60000));
    ASSERT_TRUE(waitForState(TransportBar::State::idle, 60000));
    child<QAction>("startPageAction").trigger();
    EXPECT_TRUE(start.isVisible());
    auto& back = child<QPushButton>("startBack");
    ASSERT_TRUE(back.isVisible()) << "the header still names the run";
    EXPECT_EQ(back.text(), "Back to run 1");
    QTest::mouseClick(&back, Qt::LeftButton);
    EXPECT_FALSE(start.isVisible());
    EXPECT_EQ(window_->presenter().shownRun(), 1);
    child<QAction>("startPageAction").trigger();
    QTest::mouseClick(&child<QPushButton>("startRun"), Qt::LeftButton);
    EXPECT_FALSE(start.isVisible());
    EXPECT_EQ(window_->presenter().shownRun(), 1);
}

TEST_F(Arrangement, FullScreenIsLeftTheSameWay) {
    open();
    QTest::keyClick(window_.get(), Qt::Key_F11);
    EXPECT_TRUE(window_->isFullScreen());
    QTest::keyClick(window_.get(), Qt::Key_F11);
    EXPECT_FALSE(window_->isFullScreen());
}

TEST_F(Arrangement, EnterDoesNotEndATraining) {
    open();
    startTraining(200);
    window_->close();
    auto& question = child<QMessageBox>("closeQuestion");
    QTest::keyClick(&question, Qt::Key_Return);
    EXPECT_TRUE(QTest::qWaitFor(
        [&] { return window_->findChild<QMessageBox*>("closeQuestion") == nullptr; }));
    EXPECT_EQ(state(), TransportBar::State::training) << "it is not asked to stop";
    EXPECT_TRUE(window_->training().isRunning());
    EXPECT_TRUE(window_->isVisible());
    window_->training().stop();
    EXPECT_TRUE(waitForState(TransportBar::State::idle, 60000));
}

TEST_F(Arrangement, ATrainingThatCannotStartLeavesNoProgress) {
    open();
    trainToTheEnd(1);
    experiment_.data.path = (path() / "missing").string();
    trainToTheEnd(1);
    EXPECT_EQ(child<QLabel>("epochLabel").text(), "");
    EXPECT_FALSE(child<TransportBar>("transportBar").progress()->isVisible());
}

} // namespace
} // namespace asge
