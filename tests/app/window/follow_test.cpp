// SPDX-License-Identifier: GPL-3.0-or-later

// The window follows a run that another process trains.
#include "core/control/engine.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "tests/app/window/window_fixture.h"
#include "widgets/curves/curves_view.h"

#include <fstream>
#include <iterator>
#include <thread>

namespace asge {
namespace {

class FollowTest : public test::WindowTest {
  protected:
    /// The number of points in all curves, of batches and of epochs.
    std::size_t points() {
        const std::string file = (path() / "curves.csv").string();
        EXPECT_TRUE(child<CurvesView>("runCurves").exportTo(QString::fromStdString(file)));
        std::ifstream csv(file);
        return static_cast<std::size_t>(std::count(std::istreambuf_iterator<char>(csv), {}, '\n'));
    }
    bool grows(std::size_t than) {
        return QTest::qWaitFor([&] { return points() > than; }, 30000);
    }
};

TEST_F(FollowTest, ARunOfAnotherProcessIsFollowed) {
    open();
    experiment_.train.epochs = 100000;
    TrainingControl control;
    std::thread elsewhere([&] {
        RunWriter writer(store());
        SessionListener listener;
        loadEngine().train(experiment_, "elsewhere", writer, control, listener);
    });
    EXPECT_TRUE(QTest::qWaitFor([&] { return tableRows() == 1; }, 60000));
    window_->openRun(1);
    const std::size_t none = points();
    EXPECT_TRUE(grows(none));
    const std::size_t some = points();
    EXPECT_TRUE(grows(some)) << "the curves keep growing";
    const std::size_t more = points();
    EXPECT_TRUE(grows(more));
    control.stop();
    elsewhere.join();
    const auto total = RunReader(store()).detail(1).steps.size();
    EXPECT_TRUE(QTest::qWaitFor([&] { return points() > total; }, 30000)) << "to its last step";
    auto& header = child<RunHeader>("runHeader");
    EXPECT_TRUE(QTest::qWaitFor([&] { return header.text().contains("stopped"); }, 30000));
}

} // namespace
} // namespace asge
