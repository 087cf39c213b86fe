// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/experiment/layers.h"
#include "tests/support/locale_guard.h"
#include "widgets/common/theme.h"
#include "widgets/form/experiment_form.h"
#include "widgets/form/layer_table.h"
#include "widgets/form/layer_table_model.h"

#include <gmock/gmock.h>

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QToolButton>

namespace asge {
namespace {

using Column = LayerTableModel::Column;
using testing::ElementsAre;

class LayerTableTest : public testing::Test {
  protected:
    void SetUp() override {
        Experiment experiment;
        experiment.network.layers = parseLayers("32 64M 128M 256M");
        form_.resize(420, 900);
        form_.setExperiment(experiment, "first");
        form_.show();
        QCoreApplication::processEvents();
    }

    QTableView& view() { return *form_.findChild<QTableView*>("layerTableView"); }
    const LayerTableModel& model() { return form_.findChild<LayerTable*>("layerTable")->model(); }
    QModelIndex cell(int row, int column) { return view().model()->index(row, column); }
    std::string text(int row, int column) {
        return cell(row, column).data().toString().toStdString();
    }
    std::vector<std::string> texts(int column) {
        std::vector<std::string> all;
        for (int row = 0; row < view().model()->rowCount(); ++row) {
            all.push_back(text(row, column));
        }
        return all;
    }
    std::string layers() { return field("network.layers").text().toStdString(); }
    std::string rates() { return field("optimizer.layer_rates").text().toStdString(); }
    QLineEdit& field(const char* path) { return *form_.findChild<QLineEdit*>(path); }
    void select(int row, int column = Column::channels) {
        view().setFocus();
        view().setCurrentIndex(cell(row, column));
    }
    /// Writes into a cell as a user does: select it, type, Return.
    void type(int row, int column, const char* text) {
        select(row, column);
        QTest::keyClick(&view(), Qt::Key_F2);
        auto* editor = view().findChild<QLineEdit*>("layerCellEditor");
        ASSERT_NE(editor, nullptr);
        editor->selectAll();
        QTest::keyClicks(editor, text);
        QTest::keyClick(editor, Qt::Key_Return);
        QCoreApplication::processEvents();                                   // commits the text
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete); // the editor
    }
    void click(int row, int column) {
        QTest::mouseClick(view().viewport(), Qt::LeftButton, {},
                          view().visualRect(cell(row, column)).center());
    }
    void press(const char* button) {
        QTest::mouseClick(form_.findChild<QToolButton*>(button), Qt::LeftButton);
    }
    bool isEnabled(const char* button) {
        return form_.findChild<QToolButton*>(button)->isEnabled();
    }

    ExperimentForm form_;
};

TEST_F(LayerTableTest, HasARowPerLayer) {
    EXPECT_THAT(texts(Column::channels), ElementsAre("32", "64", "128", "256"));
    EXPECT_THAT(texts(Column::rate), ElementsAre("1", "1", "1", "1"));
    EXPECT_THAT(texts(Column::size), ElementsAre("28×28", "28×28", "14×14", "7×7"));
    EXPECT_THAT(texts(Column::patches), ElementsAre("8", "4", "2", "1"));
    EXPECT_EQ(model().costs()[0].weights + model().costs()[0].readout,
              32 * (9 + 1) + 10 * (32 * 8 * 8 + 1));
    EXPECT_EQ(text(0, Column::parameters), "20.8\u202fk");
    EXPECT_EQ(cell(0, Column::pool).data(Qt::CheckStateRole), Qt::Unchecked);
    EXPECT_EQ(cell(1, Column::pool).data(Qt::CheckStateRole), Qt::Checked);
    EXPECT_TRUE(cell(0, Column::parameters)
                    .data(Qt::ToolTipRole)
                    .toString()
                    .contains(QLocale().toString(20490)));
}

TEST_F(LayerTableTest, FollowsTheTextSettings) {
    field("network.layers").setText("16 8M");
    EXPECT_THAT(texts(Column::channels), ElementsAre("16", "8"));
    field("optimizer.layer_rates").setText("1, 0.5");
    EXPECT_THAT(texts(Column::rate), ElementsAre("1", "0.5"));
    form_.findChild<QComboBox*>("method")->setCurrentText("mean-goodness");
    EXPECT_EQ(text(0, Column::patches), "") << "the method has no patches";
    field("network.layers").setText("8M 8M 8M 8M 8M 8M");
    EXPECT_THAT(texts(Column::size), testing::Each("")) << "no pixels are left";
}

TEST_F(LayerTableTest, ACellChangesTheTextSetting) {
    type(1, Column::channels, "96");
    EXPECT_EQ(layers(), "32 96M 128M 256M");
    type(0, Column::channels, "48M");
    EXPECT_EQ(layers(), "48M 96M 128M 256M") << "a pooling layer, as the text setting writes it";
    click(0, Column::pool);
    EXPECT_EQ(layers(), "48 96M 128M 256M");
    select(0, Column::pool);
    QTest::keyClick(&view(), Qt::Key_Space);
    EXPECT_EQ(layers(), "48M 96M 128M 256M");
    EXPECT_TRUE(form_.isValid());
    EXPECT_EQ(form_.experiment().network.layers, parseLayers("48M 96M 128M 256M"));
}

TEST_F(LayerTableTest, AFactorHasTheMarkOfTheLanguage) {
    const test::LocaleGuard german(QLocale::German);
    type(2, Column::rate, "0,5");
    EXPECT_EQ(cell(2, Column::rate).data().toString(), "0,5");
    EXPECT_EQ(form_.experiment().optimizer.layerRates, (std::vector<double>{1, 1, 0.5, 1}));
    type(2, Column::rate, "0.25");
    EXPECT_EQ(cell(2, Column::rate).data().toString(), "0,25");
}

TEST_F(LayerTableTest, ALayerHasAFactorOfTheLearningRateOrIsFrozen) {
    type(2, Column::rate, "0,5");
    EXPECT_EQ(rates(), "1 1 0.5 1") << "a decimal comma";
    click(0, Column::frozen);
    EXPECT_EQ(rates(), "0 1 0.5 1");
    EXPECT_EQ(form_.experiment().optimizer.layerRates, (std::vector<double>{0, 1, 0.5, 1}));
    EXPECT_EQ(cell(0, Column::frozen).data(Qt::CheckStateRole), Qt::Checked);
    click(0, Column::frozen);
    type(2, Column::rate, "1");
    EXPECT_EQ(rates(), "") << "all factors are 1";
}

TEST_F(LayerTableTest, AnErrorIsShownAtItsCell) {
    type(1, Column::channels, "5000");
    EXPECT_EQ(layers(), "32 5000M 128M 256M");
    EXPECT_FALSE(form_.isValid());
    EXPECT_THAT(model().problem(cell(1, Column::channels)).toStdString(),
                testing::HasSubstr("from 1 to 4096 channels"));
    EXPECT_EQ(model().problem(cell(2, Column::channels)), "");
    EXPECT_TRUE(cell(1, Column::channels).data(Qt::ToolTipRole).toString().contains("4096"));
    type(1, Column::channels, "64");
    EXPECT_TRUE(form_.isValid());
    type(3, Column::rate, "-1");
    EXPECT_FALSE(form_.isValid());
    EXPECT_FALSE(model().problem(cell(3, Column::rate)).isEmpty());
    type(3, Column::rate, "1");
    EXPECT_TRUE(form_.isValid());
    field("optimizer.layer_rates").setText("1 0.5");
    EXPECT_FALSE(model().problem(cell(2, Column::rate)).isEmpty()) << "it has no factor";
    type(2, Column::rate, "2");
    EXPECT_EQ(rates(), "1 0.5 2 1") << "the table completes the list";
    EXPECT_TRUE(form_.isValid());
}

TEST_F(LayerTableTest, ACellHoldsOneWord) {
    type(1, Column::channels, "64 128");
    EXPECT_EQ(layers(), "32 64M 128M 256M") << "two layers are no value of a cell";
    type(1, Column::channels, "");
    EXPECT_EQ(layers(), "32 64M 128M 256M");
}

TEST_F(LayerTableTest, LayersAreAddedDuplicatedMovedAndRemovedWithTheirFactors) {
    type(1, Column::rate, "0.5");
    select(1);
    press("layerDuplicate");
    EXPECT_EQ(layers(), "32 64M 64M 128M 256M");
    EXPECT_EQ(rates(), "1 0.5 0.5 1 1");
    EXPECT_EQ(view().currentIndex().row(), 2);
    press("layerAdd");
    EXPECT_EQ(layers(), "32 64M 64M 64 128M 256M") << "as wide as the one above, without pooling";
    EXPECT_EQ(rates(), "1 0.5 0.5 1 1 1");
    press("layerRemove");
    select(2);
    press("layerUp");
    press("layerUp");
    EXPECT_EQ(layers(), "64M 32 64M 128M 256M");
    EXPECT_EQ(rates(), "0.5 1 0.5 1 1");
    EXPECT_FALSE(isEnabled("layerUp"));
    QTest::keyClick(&view(), Qt::Key_Down, Qt::AltModifier);
    EXPECT_EQ(layers(), "32 64M 64M 128M 256M");
    QTest::keyClick(&view(), Qt::Key_Delete);
    EXPECT_EQ(layers(), "32 64M 128M 256M");
    QTest::keyClick(&view(), Qt::Key_D, Qt::ControlModifier);
    QTest::keyClick(&view(), Qt::Key_Insert);
    EXPECT_EQ(view().model()->rowCount(), 6);
}

TEST_F(LayerTableTest, ANetworkHasFromOneToSixtyFourLayers) {
    field("network.layers").setText("8");
    select(0);
    EXPECT_FALSE(isEnabled("layerRemove"));
    QTest::keyClick(&view(), Qt::Key_Delete);
    EXPECT_EQ(layers(), "8");
    QString most = "8";
    for (int i = 1; i < 64; ++i) {
        most += " 8";
    }
    field("network.layers").setText(most);
    EXPECT_TRUE(form_.isValid());
    EXPECT_FALSE(isEnabled("layerAdd"));
    EXPECT_FALSE(isEnabled("layerDuplicate"));
    EXPECT_LT(view().height(), 400) << "it scrolls";
    field("network.layers").setText(most + " 8");
    EXPECT_FALSE(form_.isValid());
    EXPECT_FALSE(view().isVisible()) << "an edit would drop the layers that it can't show";
}

TEST_F(LayerTableTest, AChangeIsReportedAsAWhole) {
    QSignalSpy whole(&form_, &ExperimentForm::changesAtOnce);
    QSignalSpy changes(&form_, &ExperimentForm::changed);
    type(1, Column::rate, "0.5");
    EXPECT_EQ(whole.size(), 1);
    EXPECT_EQ(changes.size(), 1);
    select(1);
    press("layerRemove");
    EXPECT_EQ(changes.size(), 2) << "one change of both settings";
}

/// 326 pixels are left for the form on a screen of 1366 pixels, or at 200 %, where it scrolls.
TEST_F(LayerTableTest, ParametersAreShownWhereTheFormScrolls) {
    form_.resize(326, 500);
    QTest::qWait(20);
    EXPECT_FALSE(view().isColumnHidden(Column::parameters));
    EXPECT_EQ(model().headerData(Column::frozen, Qt::Horizontal, Qt::DisplayRole), "❄");
    form_.resize(600, 500);
    QTest::qWait(20);
    EXPECT_EQ(model().headerData(Column::frozen, Qt::Horizontal, Qt::DisplayRole), "Frozen");
}

TEST_F(LayerTableTest, NoColumnIsCut) {
    for (const int width : {300, 320, 420, 800}) {
        form_.resize(width, 900);
        QTest::qWait(20);
        int shown = 0;
        for (int column = 0; column < Column::columns; ++column) {
            shown += view().columnWidth(column);
            for (int row = 0; row < 4 && !view().isColumnHidden(column); ++row) {
                EXPECT_GE(view().columnWidth(column), view().fontMetrics().horizontalAdvance(
                                                          cell(row, column).data().toString()))
                    << width << ' ' << column;
            }
        }
        EXPECT_LE(shown, view().viewport()->width()) << width;
    }
}

TEST_F(LayerTableTest, TheButtonsAreBelowTheRows) {
    const auto* button = form_.findChild<QToolButton*>("layerAdd");
    const auto top = [&] { return button->mapTo(&form_, QPoint()).y(); };
    const auto bottom = [&] { return view().mapTo(&form_, QPoint(0, view().height())).y(); };
    form_.setOpenGroups({"basic", "data", "optimizer"});
    for (const char* layers : {"8", "8 8 8", "8M 16M 32 32 32 32", "8 8"}) {
        field("network.layers").setText(layers);
        form_.setOpenGroups({});
        form_.setOpenGroups({"basic"});
        EXPECT_TRUE(QTest::qWaitFor([&] { return top() >= bottom(); }, 1000)) << layers;
    }
    const auto* line = form_.findChild<QLabel*>("formEstimateText");
    form_.setEstimate("about 310 MiB · 14 s per epoch · 2 min 20 s in all (from 3 runs)", {}, true);
    const auto* rate = &field("optimizer.learning_rate");
    const auto isAbove = [&] {
        return line->mapTo(&form_, QPoint(0, line->heightForWidth(line->width()))).y() <=
               rate->mapTo(&form_, QPoint()).y();
    };
    EXPECT_TRUE(QTest::qWaitFor(isAbove, 1000));
}

TEST(ShortCount, HasThreeDigits) {
    EXPECT_EQ(shortCount(0), "0");
    EXPECT_EQ(shortCount(999), "999");
    EXPECT_EQ(shortCount(1000), "1.00\u202fk");
    EXPECT_EQ(shortCount(999'499), "999\u202fk");
    EXPECT_EQ(shortCount(999'600), "1.00\u202fM");
    EXPECT_EQ(shortCount(23'456'000), "23.5\u202fM");
}

/// Writes pictures to look at into the folder ASGE_PICTURES:
/// --gtest_also_run_disabled_tests --gtest_filter="*Pictures"
/// The highest contrast of a part of a picture to the colour behind it.
double contrastIn(const QImage& picture, const QRect& part, const QColor& behind) {
    double most = 1;
    for (int y = part.top(); y <= part.bottom(); ++y) {
        for (int x = part.left(); x <= part.right(); ++x) {
            most = std::max(most, theme::contrast(picture.pixelColor(x, y), behind));
        }
    }
    return most;
}

TEST_F(LayerTableTest, EachLayersColourIsSeen) {
    const QPalette before = QApplication::palette();
    for (const bool dark : {false, true}) {
        QApplication::setPalette(dark ? theme::darkPalette() : theme::lightPalette());
        view().clearSelection();
        view().setCurrentIndex({});
        QApplication::processEvents();
        const QImage picture = form_.grab().toImage();
        const auto placeOf = [&](int row, int column) {
            const QRect at = view().visualRect(cell(row, column));
            return at.translated(view().viewport()->mapTo(&form_, QPoint()));
        };
        for (int row = 0; row < model().rowCount(); ++row) {
            SCOPED_TRACE(std::string(dark ? "dark" : "light") + ", layer " +
                         std::to_string(row + 1));
            const QRect number = placeOf(row, Column::number);
            const QRect swatch(number.left() + 3, number.top() + 2, 8, number.height() - 4);
            EXPECT_GE(contrastIn(picture, swatch, QApplication::palette().color(QPalette::Window)),
                      theme::kGraphicContrast);
            const QRect channels = placeOf(row, Column::channels);
            const QRect bar(channels.left() + 3, channels.bottom() - 2, 3, 2);
            EXPECT_GE(contrastIn(picture, bar, QApplication::palette().color(QPalette::Base)),
                      theme::kGraphicContrast);
            const QColor track = theme::over(QApplication::palette().color(QPalette::Text),
                                             QApplication::palette().color(QPalette::Base), 0.1);
            EXPECT_GE(contrastIn(picture, bar, track), 2.99) << "the bar on its track";
        }
    }
    QApplication::setPalette(before);
}

TEST_F(LayerTableTest, DISABLED_Pictures) {
    const QString folder = qEnvironmentVariable("ASGE_PICTURES");
    ASSERT_FALSE(folder.isEmpty()) << "ASGE_PICTURES is not set";
    for (const bool dark : {false, true}) {
        QApplication::setPalette(dark ? theme::darkPalette() : theme::lightPalette());
        for (const int width : {320, 420, 900}) {
            const auto save = [&](const char* name) {
                form_.resize(width, 768);
                QTest::qWait(50);
                form_.grab().save(QString("%1/layers-%2-%3-%4.png")
                                      .arg(folder, dark ? "dark" : "light", name)
                                      .arg(width));
            };
            field("network.layers").setText("32 64M 128M 256M");
            field("optimizer.layer_rates").setText("0 1 0.5 1");
            select(1);
            form_.setEstimate("about 51.4 MiB · 14 s per epoch · 2 min 20 s in all (from 3 runs of "
                              "this network)",
                              {}, false);
            save("usual");
            form_.setEstimate("about 51.4 GiB, more than the 15.6 GiB that this machine has · time "
                              "unknown: no run of this method on cpu yet",
                              {}, true);
            field("network.layers")
                .setText("32 64xM 128M 256M 256 512M 512 512 512 512 512 512 512");
            save("wrong");
        }
    }
}

/// Without it a short bar would look like a line below the number.
TEST_F(LayerTableTest, TheBarOfALayersWidthHasATrack) {
    view().clearSelection();
    const QRect cell = view().visualRect(this->cell(0, Column::channels));
    const QImage image = view().viewport()->grab(cell).toImage();
    const int row = image.height() - static_cast<int>(2 * image.devicePixelRatio());
    const auto at = [&](double part) {
        return image.pixelColor(static_cast<int>(part * (image.width() - 1)), row);
    };
    const QColor bar = image.pixelColor(static_cast<int>(4 * image.devicePixelRatio()), row);
    const QColor ground = image.pixelColor(image.width() / 2, 2);
    EXPECT_NE(at(0.9), ground) << "the track of 32 of 256 channels";
    EXPECT_NE(bar, at(0.9)) << "the bar in it";
    EXPECT_EQ(at(0.4), at(0.9));
}

} // namespace
} // namespace asge
