// SPDX-License-Identifier: GPL-3.0-or-later

// The shown run, A, is compared with another one, B.
#include "app/window/other_run_box.h"
#include "core/control/engine.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "tests/app/window/window_fixture.h"
#include "widgets/common/run_page.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QLineEdit>

#include <thread>

namespace asge {
namespace {

/// Shows what a page is told about B.
class ComparingPage : public RunPage {
  public:
    using RunPage::other;
    using RunPage::otherEpoch;
    using RunPage::otherName;

    QString title() const override { return "Comparing"; }
    bool exportTo(const ExportTarget&, QString*) const override { return false; }

    int epochsOfOther = 0; ///< that were added while it was shown

  protected:
    void follow(RunState&) override {}
    void showAll(const RunState&) override {}
    void showNone() override {}
    void followOther(RunState& run) override {
        connect(&run, &RunState::epochAdded, this, [this] { ++epochsOfOther; });
    }
};

class OtherRun : public test::WindowTest {
  protected:
    RunId trainElsewhere(int epochs, const std::string& name, TrainingControl& control) {
        RunWriter writer(store());
        SessionListener listener;
        Experiment experiment = experiment_;
        experiment.train.epochs = epochs;
        return loadEngine().train(experiment, name, writer, control, listener).run;
    }
    RunId trainElsewhere(int epochs, const std::string& name) {
        TrainingControl control;
        return trainElsewhere(epochs, name, control);
    }
    OtherRunBox& box() { return child<OtherRunBox>("otherRun"); }
    RunId other() { return window_->presenter().otherRun(); }
};

TEST_F(OtherRun, IsChosenByTypingAPartOfItsName) {
    trainElsewhere(2, "narrow");
    trainElsewhere(1, "wide layers");
    open();
    window_->openRun(1);
    ASSERT_TRUE(QTest::qWaitFor([&] { return window_->presenter().shownState() != nullptr; }));
    EXPECT_EQ(box().currentText(), "none");
    QApplication::setActiveWindow(window_.get());
    box().setFocus();
    ASSERT_TRUE(QTest::qWaitFor([&] { return box().hasFocus(); }));
    EXPECT_EQ(box().count(), 2) << "none and the run that is not shown";
    box().lineEdit()->selectAll();
    QTest::keyClicks(box().lineEdit(), "LAYERS");
    ASSERT_TRUE(QTest::qWaitFor([&] { return box().completer()->popup()->isVisible(); }));
    QTest::keyClick(box().completer()->popup(), Qt::Key_Down);
    QTest::keyClick(box().completer()->popup(), Qt::Key_Return);
    EXPECT_EQ(other(), 2);
    EXPECT_EQ(box().currentText(), "2 · wide layers");

    box().lineEdit()->selectAll();
    QTest::keyClicks(box().lineEdit(), "no such run");
    box().completer()->popup()->hide();
    window_->views().setFocus();
    EXPECT_EQ(box().currentText(), "2 · wide layers") << "what was typed and not chosen is dropped";
    EXPECT_EQ(other(), 2);
}

TEST_F(OtherRun, IsChosenByItsNumberAndAPartOfItsNameWithoutAList) {
    trainElsewhere(1, "narrow");
    trainElsewhere(1, "wide layers");
    open();
    window_->openRun(1);
    ASSERT_TRUE(QTest::qWaitFor([&] { return window_->presenter().shownState() != nullptr; }));
    const auto enter = [this](const QString& text) {
        box().lineEdit()->setText(text);
        QTest::keyClick(box().lineEdit(), Qt::Key_Return);
        return box().currentText();
    };
    EXPECT_EQ(enter("2"), "2 · wide layers");
    EXPECT_EQ(other(), 2);
    EXPECT_EQ(enter(""), "none");
    EXPECT_EQ(other(), 0);
    EXPECT_EQ(enter("LAYERS"), "2 · wide layers");
    EXPECT_EQ(other(), 2);
    EXPECT_EQ(enter("zzz"), "2 · wide layers");
    EXPECT_EQ(enter("1"), "2 · wide layers") << "the shown run is not compared with itself";
    EXPECT_EQ(enter("none"), "none");
    EXPECT_EQ(other(), 0);
}

TEST_F(OtherRun, CanBeChosenWhileTheListOfRunsChanges) {
    trainElsewhere(1, "narrow");
    trainElsewhere(1, "wide layers");
    open();
    window_->openRun(1);
    ASSERT_TRUE(QTest::qWaitFor([&] { return window_->presenter().shownState() != nullptr; }));
    box().showPopup();
    ASSERT_EQ(box().count(), 2);
    auto runs = window_->runs();
    runs.front().name = "changed meanwhile";
    box().setRuns(runs);
    QFocusEvent back(QEvent::FocusIn, Qt::PopupFocusReason);
    QApplication::sendEvent(&box(), &back);
    EXPECT_EQ(box().count(), 2) << "the entries stay";
    QTest::keyClick(box().view(), Qt::Key_Down);
    QTest::keyClick(box().view(), Qt::Key_Return);
    EXPECT_EQ(other(), 2);
}

TEST_F(OtherRun, OfTheTableIsShownAsB) {
    trainElsewhere(1, "first");
    trainElsewhere(1, "second");
    open();
    window_->openRun(1);
    auto& table = child<QTableView>("runsTable");
    ASSERT_TRUE(QTest::qWaitFor([&] { return table.model()->rowCount() == 2; }));
    showRuns();
    table.selectRow(0); // the newest
    child<QAction>("runsOther").trigger();
    EXPECT_EQ(other(), 2);
    table.selectRow(1);
    child<QAction>("runsOther").trigger();
    EXPECT_EQ(other(), 2);
    EXPECT_EQ(message(), "Run 1 is the open one; choose another run as B.");
    EXPECT_EQ(box().currentText(), "2 · second");
    window_->close();
    open();
    EXPECT_EQ(other(), 2) << "in the next session";
    EXPECT_EQ(box().currentText(), "2 · second");
    EXPECT_FALSE(child<QWidget>("runs").visibleRegion().isEmpty()) << "in front of the experiment";
}

TEST_F(OtherRun, ReachesThePagesAndLeavesThem) {
    trainElsewhere(3, "long");
    trainElsewhere(1, "short");
    StoreClient client(store());
    auto page = std::make_unique<ComparingPage>();
    RunPresenter presenter(client, {page.get()});
    QObject::connect(&client, &StoreClient::changed, &presenter, &RunPresenter::storeChanged);
    client.start();
    presenter.show(1);
    presenter.compareWith(2);
    ASSERT_TRUE(QTest::qWaitFor([&] { return page->other() != nullptr; }, 60000));
    EXPECT_EQ(page->other()->id(), 2);
    EXPECT_EQ(page->otherName(), "B: run 2, short");
    EXPECT_EQ(page->otherEpoch(1), 1);
    EXPECT_EQ(page->otherEpoch(3), 1) << "its last one";
    EXPECT_EQ(page->other()->outcomes().size(), 1);

    presenter.show(2);
    ASSERT_TRUE(QTest::qWaitFor([&] { return presenter.shownState()->id() == 2; }, 60000));
    EXPECT_EQ(page->other(), nullptr) << "a run is not compared with itself";
    EXPECT_EQ(page->otherEpoch(1), 0);
    EXPECT_EQ(presenter.otherRun(), 0);
    presenter.compareWith(2);
    EXPECT_EQ(presenter.otherRun(), 0) << "it is the shown one";
    presenter.show(1);
    ASSERT_TRUE(QTest::qWaitFor([&] { return presenter.shownState()->id() == 1; }, 60000));
    presenter.compareWith(2);
    ASSERT_TRUE(QTest::qWaitFor([&] { return page->other() != nullptr; }, 60000));

    RunWriter(store()).remove(2);
    EXPECT_TRUE(QTest::qWaitFor([&] { return page->other() == nullptr; }, 60000))
        << "it is deleted";
    EXPECT_EQ(presenter.otherRun(), 0);
}

TEST_F(OtherRun, IsFollowedWhileItTrains) {
    trainElsewhere(1, "done");
    TrainingControl control;
    std::thread elsewhere([&] { trainElsewhere(100000, "elsewhere", control); });
    StoreClient client(store());
    auto page = std::make_unique<ComparingPage>();
    RunPresenter presenter(client, {page.get()});
    std::vector<RunSummary> runs;
    QObject::connect(&client, &StoreClient::changed, &presenter, [&](const auto& changed) {
        runs = changed;
        presenter.storeChanged(changed);
    });
    QObject::connect(&client, &StoreClient::touched, &presenter, &RunPresenter::storeTouched);
    client.start();
    presenter.show(1);
    EXPECT_TRUE(QTest::qWaitFor([&] { return runs.size() == 2; }, 60000));
    presenter.compareWith(2);
    EXPECT_TRUE(QTest::qWaitFor([&] { return page->epochsOfOther > 2; }, 60000));
    control.stop();
    elsewhere.join();
    EXPECT_TRUE(QTest::qWaitFor(
        [&] { return page->other() && page->other()->curves().status == RunStatus::stopped; },
        60000));
}

} // namespace
} // namespace asge
