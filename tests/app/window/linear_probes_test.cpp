// SPDX-License-Identifier: GPL-3.0-or-later

// Linear probes with the real window and the real engine.
#include "tests/app/window/window_fixture.h"
#include "widgets/ladder/ladder_page.h"

#include <QPushButton>
#include <QTableWidget>

namespace asge {
namespace {

/// They get only processor time that nothing else needs, which other tests may take for long.
constexpr int kLongWait = 300000; // ms

class LinearProbesTest : public test::WindowTest {
  protected:
    LinearProbesTest() { experiment_.method = "backprop"; }

    RunState& shown() { return *window_->presenter().shownState(); }
    std::size_t probed() {
        return shown().curves().epochs.back().values.layers(linearProbeMetric(), Split::test);
    }
};

TEST_F(LinearProbesTest, TheButtonTrainsAndStoresThem) {
    open();
    trainToTheEnd(2);
    window_->views().showView(&child<LadderPage>("ladder"));
    auto& train = child<QPushButton>("linearProbesTrain");
    ASSERT_TRUE(QTest::qWaitFor([&] { return train.isVisible() && train.isEnabled(); }, 60000));
    QTest::mouseClick(&train, Qt::LeftButton);
    EXPECT_TRUE(shown().probing().runs);
    ASSERT_TRUE(QTest::qWaitFor([&] { return probed() > 0; }, kLongWait))
        << shown().probing().problem.toStdString();
    EXPECT_FALSE(shown().probing().runs);
    EXPECT_EQ(probed(), shown().curves().layers.size());
    const RunReader reader(store());
    EXPECT_EQ(reader.epoch(1, 2)->values.at(linearProbeMetric(), Split::validation, 0),
              shown().curves().epochs.back().values.at(linearProbeMetric(), Split::validation, 0));
    ASSERT_TRUE(QTest::qWaitFor(
        [&] {
            const auto& table = child<QTableWidget>("ladderTable");
            const int last = table.rowCount() - 1;
            return last > 0 && table.item(last, 0)->text().contains("Linear probe");
        },
        60000));
}

TEST_F(LinearProbesTest, TheCommandStartsThemAndStopEndsThem) {
    open();
    trainToTheEnd(2);
    auto* action = window_->findChild<QAction*>("trainLinearProbes");
    ASSERT_NE(action, nullptr);
    action->trigger();
    EXPECT_TRUE(shown().probing().runs);
    shown().stopLinearProbes();
    EXPECT_FALSE(shown().probing().runs);
    QTest::qWait(500);
    EXPECT_EQ(probed(), 0U) << "nothing is stored of stopped ones";
    EXPECT_EQ(RunReader(store()).epoch(1, 2)->values.layers(linearProbeMetric(), Split::test), 0U);
}

} // namespace
} // namespace asge
