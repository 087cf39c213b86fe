// SPDX-License-Identifier: GPL-3.0-or-later

// The window opens, lists, shows and closes stores with arbitrary contents.
#include "tests/app/window/window_fixture.h"
#include "tests/support/hostile_cases.h"
#include "tests/support/hostile_stores.h"

#include <QPushButton>

#include <cstdlib>

namespace asge::test {
namespace {

namespace fs = std::filesystem;

class HostileStoresInTheWindow : public WindowTest {
  protected:
    HostileStoresInTheWindow() { makeSoundStore(sound_); }

    void visit() {
        bool answered = false;
        window_ = std::make_unique<MainWindow>(store(), settings_);
        QObject::connect(window_.get(), &MainWindow::storeReady, window_.get(),
                         [&] { answered = true; });
        QObject::connect(&window_->store(), &StoreClient::failed, window_.get(),
                         [&] { answered = true; });
        window_->show();
        ASSERT_TRUE(QTest::qWaitFor([&] { return answered; }, 60000));
        ViewArea& views = window_->views();
        for (const RunId id : {1, 2, 3}) {
            window_->openRun(id);
            QTest::qWait(20);
            for (int tab = 0; tab < views.count(); ++tab) {
                views.showView(tab);
                QTest::qWait(5);
            }
        }
        window_->compare({1, 2, 3});
        QTest::qWait(20);
        window_.reset();
    }

    void makeFresh() {
        for (const char* ending : {"-wal", "-shm", "-journal"}) {
            fs::remove(store().string() + ending);
        }
        fs::copy_file(sound_, store(), fs::copy_options::overwrite_existing);
    }

    const fs::path sound_ = path() / "sound.sqlite";
};

/// Tries all hand-made cases, and a thousand mutations if ASGE_LONG_TESTS is set.
TEST_F(HostileStoresInTheWindow, DoNoHarm) {
    const bool isLong = std::getenv("ASGE_LONG_TESTS") != nullptr;
    const auto& cases = hostileCases();
    for (std::size_t i = 0; i < cases.size(); i += isLong ? 1 : 29) {
        SCOPED_TRACE(cases[i].name);
        makeFresh();
        applyCase(cases[i], store());
        visit();
    }
    for (std::uint64_t seed = 1; seed <= (isLong ? 1000U : 5U); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        makeFresh();
        mutateStore(store(), seed);
        visit();
    }
}

/// It must not look like a store without runs, into which a training could go.
TEST_F(HostileStoresInTheWindow, ADamagedStoreIsNoEmptyOne) {
    makeFresh();
    fs::resize_file(store(), 5000);
    window_ = std::make_unique<MainWindow>(store(), settings_);
    window_->show();
    const auto& text = child<QLabel>("startNoRuns");
    EXPECT_TRUE(QTest::qWaitFor([&] { return text.text().contains("can't be read"); }, 60000));
    EXPECT_THAT(text.text().toStdString(), testing::HasSubstr("asge runs check"));
    EXPECT_FALSE(child<QPushButton>("startTrainButton").isEnabled());
    EXPECT_THAT(child<QLabel>("statusText").text().toStdString(),
                testing::HasSubstr("can't be read"));
    EXPECT_TRUE(text.isVisible());
}

TEST_F(HostileStoresInTheWindow, ARunThatIsLeftOutIsNamed) {
    makeFresh();
    applyCase({"", Harm::run, "UPDATE run SET last_epoch = 2147483647 WHERE id = 1"}, store());
    open();
    EXPECT_EQ(tableRows(), 2);
    EXPECT_THAT(message().toStdString(), testing::HasSubstr("run 1: last epoch: "));
}

TEST_F(HostileStoresInTheWindow, SeveralThatAreLeftOutAreCounted) {
    makeFresh();
    applyCase({"", Harm::run, "UPDATE run SET last_epoch = 2147483647 WHERE id < 3"}, store());
    open();
    EXPECT_EQ(tableRows(), 1);
    EXPECT_THAT(message().toStdString(),
                testing::HasSubstr("2 runs can't be shown. The first: run "));
}

TEST_F(HostileStoresInTheWindow, OtherRunsAreComparedWithoutAFaultyOne) {
    makeFresh();
    applyCase({"", Harm::run, "UPDATE step SET step = -1 WHERE run = 1 AND step = 1"}, store());
    open().compare({1, 2, 3});
    EXPECT_TRUE(QTest::qWaitFor([&] { return message().contains("run 1: steps: "); }, 10000));
}

} // namespace
} // namespace asge::test
