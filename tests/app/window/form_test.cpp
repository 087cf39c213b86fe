// SPDX-License-Identifier: GPL-3.0-or-later

// The experiment's form in the real window: its history, and what it says of memory and time.
#include "core/experiment/layers.h"
#include "tests/app/window/window_fixture.h"
#include "widgets/common/undo_history.h"
#include "widgets/form/estimate_line.h"
#include "widgets/form/layer_table_model.h"

#include <QLineEdit>

namespace asge {
namespace {

using testing::HasSubstr;

class FormWindow : public test::WindowTest {
  protected:
    void openWith(const char* layers) {
        experiment_.network.layers = parseLayers(layers);
        open();
        window_->training().setExperiment(experiment_, "tiny");
    }
    std::string text(const char* path) { return child<QLineEdit>(path).text().toStdString(); }
    QAbstractItemModel& table() { return *child<QTableView>("layerTableView").model(); }
    void set(int row, int column, const char* text) {
        table().setData(table().index(row, column), QString::fromLatin1(text), Qt::EditRole);
    }
    std::string estimate() {
        return child<QLabel>("formEstimateText")
            .text()
            .replace(QChar::Nbsp, QChar::Space)
            .replace("\n", " · ")
            .toStdString();
    }
    bool waitForEstimate(const char* part) {
        return QTest::qWaitFor([&] { return estimate().find(part) != std::string::npos; }, 10000);
    }
};

TEST_F(FormWindow, EachChangeOfTheTableIsOneStep) {
    openWith("4 8M 12");
    set(0, LayerTableModel::channels, "6");
    set(1, LayerTableModel::channels, "10");
    set(2, LayerTableModel::rate, "0.5");
    child<QTableView>("layerTableView").setCurrentIndex(table().index(2, 1));
    press("layerRemove");
    EXPECT_EQ(text("network.layers"), "6 10M");
    EXPECT_EQ(text("optimizer.layer_rates"), "");
    UndoHistory& history = window_->history();
    history.undo();
    EXPECT_EQ(text("network.layers"), "6 10M 12") << "both settings in one step";
    EXPECT_EQ(text("optimizer.layer_rates"), "1 1 0.5");
    history.undo();
    EXPECT_EQ(text("optimizer.layer_rates"), "");
    history.undo();
    EXPECT_EQ(text("network.layers"), "6 8M 12");
    history.undo();
    EXPECT_EQ(text("network.layers"), "4 8M 12");
    history.redo();
    EXPECT_EQ(text("network.layers"), "6 8M 12");
}

TEST_F(FormWindow, UndoKeepsWhatIsMarkedAsChanged) {
    openWith("4 8M 12");
    auto& seed = child<QLineEdit>("train.seed");
    const QString before = seed.text();
    seed.selectAll();
    QTest::keyClicks(&seed, "77");
    auto& reset = child<QToolButton>("train.seed.reset");
    EXPECT_FALSE(reset.isHidden());
    auto& batch = child<QLineEdit>("train.batch");
    batch.selectAll();
    QTest::keyClicks(&batch, "7");
    window_->history().undo();
    EXPECT_FALSE(reset.isHidden()) << "the seed still differs";
    reset.click();
    EXPECT_EQ(seed.text(), before);
    window_->history().undo(); // the reset, not what was typed before
    EXPECT_EQ(seed.text(), "77");
}

TEST_F(FormWindow, SaysHowMuchMemoryAndTimeATrainingNeeds) {
    openWith("4 8M 12");
    ASSERT_TRUE(waitForEstimate("time unknown: no run of this method on cpu yet"));
    trainToTheEnd(2);
    window_->training().setExperiment(experiment_, "again");
    ASSERT_TRUE(waitForEstimate("(from 1 run of this network)")) << estimate();
    EXPECT_THAT(estimate(), HasSubstr(" per epoch · "));
    child<QLineEdit>("train.batch").setText("-1");
    EXPECT_TRUE(QTest::qWaitFor([&] { return estimate().empty(); }, 5000));
}

TEST_F(FormWindow, WarnsOfTooLittleMemory) {
    openWith("4 8M 12");
    Experiment experiment;
    experiment.network.layers = std::vector<LayerSpec>(64, LayerSpec{4096, false});
    window_->training().setExperiment(experiment, "large");
    ASSERT_TRUE(waitForEstimate("more than the "));
    EXPECT_TRUE(child<EstimateLine>("formEstimate").warns());
    EXPECT_FALSE(child<EstimateLine>("formEstimate").isHidden());
}

} // namespace
} // namespace asge
