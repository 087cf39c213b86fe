// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/channels/channel_detail.h"

#include "tests/widgets/fake_inspection.h"
#include "tests/widgets/run_records.h"
#include "tests/widgets/settle.h"
#include "widgets/channels/channel_sheet.h"
#include "widgets/channels/channels_map.h"
#include "widgets/channels/channels_page.h"
#include "widgets/common/theme.h"

#include <gmock/gmock.h>

#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <cmath>

namespace asge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr int kChannels = 8;

/// Two classes of four and two images; the second input channel has the larger weights.
ChannelDepth sampleDepth() {
    ChannelDepth depth;
    depth.inputChannels = 2;
    depth.filter.assign(18, 0.125F);
    depth.filter[13] = -0.5F;
    depth.patches = 2;
    depth.most = 2.3F;
    depth.histogram.assign(3 * kGoodnessBins, 0);
    depth.histogram[0] = 3;
    depth.histogram[5] = 1;
    depth.histogram[2 * kGoodnessBins - 1] = 2;
    depth.classMeans = {0.1, 2.3, std::nan("")};
    depth.peaks = {{3, 1, 1, 0, 4.5F}, {1, 0, 0, 1, 4.25F}};
    depth.correlations = {{5, -0.93}, {2, 0.5}};
    return depth;
}

class ChannelDetailTest : public testing::Test {
  protected:
    ChannelDetailTest() {
        record_ = test::tinyRecord(1, 4, RunStatus::stopped);
        record_.layers = {{kChannels, 2, 5, 4, true}, {kChannels, 1, 2, 2, false}};
        record_.classNames = {"cat", "dog", "fox"};
        record_.channels.clear();
        for (int epoch = 1; epoch <= 4; ++epoch) {
            ChannelStats stats;
            stats.meanActivation.assign(kChannels, 1.0F);
            stats.goodnessShare.assign(kChannels, 0.1F);
            stats.deadFraction.assign(kChannels, 0.0F);
            stats.deadFraction[3] = epoch == 2 ? 0.0F : 1.0F; // dead, alive, dead, dead
            stats.goodnessShare[6] = epoch >= 2 ? 0.7F : 0.1F;
            stats.deadFraction[7] = epoch < 4 ? 1.0F : 0.0F;
            record_.channels.push_back({epoch, {stats, stats}});
        }
        inspection_.inspector.depth = sampleDepth();
        page_.setPalette(theme::lightPalette());
        page_.setInspection(&inspection_);
        page_.resize(1200, 700);
    }

    void open() {
        state_.apply(test::resetTo(record_));
        page_.setRun(&state_);
        page_.show();
        test::settle(page_);
    }
    PlotCanvas& canvas(int layer) {
        return *page_.findChild<PlotCanvas*>(QStringLiteral("channelsMap%1").arg(layer));
    }
    /// Clicks the middle of a channel's row.
    void click(int layer, int row) {
        PlotCanvas& map = canvas(layer);
        const QPoint place(map.axisRect()->center().x(),
                           static_cast<int>(map.yAxis->coordToPixel(row)));
        QTest::mouseClick(&map, Qt::LeftButton, Qt::NoModifier, place);
        test::settle(page_);
    }
    void deliver() {
        inspection_.deliver(); // the channel
        inspection_.deliver(); // its pixels
        test::settle(page_);
    }
    std::string text(const char* label) {
        return page_.findChild<QLabel*>(QLatin1String(label))->text().toStdString();
    }
    ChannelDetail& detail() { return *page_.findChild<ChannelDetail*>(); }
    ChannelSheet& sheet() { return *page_.findChild<ChannelSheet*>(); }

    RunRecord record_;
    RunState state_;
    test::FakeInspection inspection_;
    ChannelsPage page_;
};

TEST_F(ChannelDetailTest, NothingIsAskedBeforeAClick) {
    open();
    EXPECT_TRUE(inspection_.waiting.empty());
    EXPECT_FALSE(detail().isVisible());
    click(2, 6);
    EXPECT_TRUE(detail().isVisible());
    EXPECT_EQ(inspection_.waiting.size(), 1U);
    EXPECT_EQ(text("channelTitle"), "Layer 2, channel 6");
    EXPECT_EQ(page_.findChild<ChannelMap*>("channelsLayer2")->selected(), 6);
    EXPECT_EQ(page_.findChild<ChannelMap*>("channelsLayer1")->selected(), -1);
}

TEST_F(ChannelDetailTest, SaysSinceWhenAChannelIsFlagged) {
    open();
    click(1, 3);
    EXPECT_EQ(text("channelSince"), "Dead since epoch 3.");
    click(1, 6);
    EXPECT_EQ(text("channelSince"), "Dominating since epoch 2.");
    click(1, 7);
    EXPECT_EQ(text("channelSince"), "Neither dead nor dominating at epoch 4.");
}

TEST_F(ChannelDetailTest, ShowsNumbersOfTheAnswer) {
    open();
    click(1, 0);
    deliver();
    ASSERT_TRUE(sheet().isVisible());
    const auto tip = [&](int label, int bin) {
        return sheet().tip(sheet().cell(label, bin).center().toPoint()).toStdString();
    };
    EXPECT_THAT(tip(0, 0), HasSubstr("cat\ngoodness 0\n3 images, 75.0 % of its class"));
    // 23 bins up to 2.3 are 0.1 wide; bin 5 is the fifth of them
    EXPECT_THAT(tip(0, 5), HasSubstr("goodness 0.4 to 0.5\n1 image, 25.0 %"));
    EXPECT_THAT(tip(1, kGoodnessBins - 1), HasSubstr("dog\ngoodness 2.2 to 2.3\n2 images, 100.0"));
    EXPECT_THAT(tip(2, 1), HasSubstr("mean of the class: no value"));
    EXPECT_THAT(channels::strongestInputs(sheet().facts().depth), ElementsAre(1, 0));
    EXPECT_EQ(sheet().facts().pixels.indices, (std::vector<int>{3, 1}));
}

TEST_F(ChannelDetailTest, OutlinesThePooledPixels) {
    open();
    click(1, 0);
    deliver();
    // 5 rows in 2 patches overlap in the middle row: rows 2 to 4; 4 columns: 0 and 1
    const QRectF patch = sheet().patchOf({3, 1, 1, 0, 4.5F});
    EXPECT_NEAR(patch.top(), 2.0 / 5, 1e-9);
    EXPECT_NEAR(patch.bottom(), 1, 1e-9);
    EXPECT_NEAR(patch.left(), 0, 1e-9);
    EXPECT_NEAR(patch.right(), 0.5, 1e-9);
}

TEST_F(ChannelDetailTest, AnAlikeChannelIsSelectedByAClick) {
    open();
    click(1, 0);
    deliver();
    auto* button = page_.findChild<QToolButton*>("channelAlike5");
    ASSERT_NE(button, nullptr);
    EXPECT_EQ(button->text(), QStringLiteral("channel 5: r = −0.93"));
    QTest::mouseClick(button, Qt::LeftButton);
    test::settle(page_);
    EXPECT_EQ(text("channelTitle"), "Layer 1, channel 5");
    EXPECT_EQ(page_.findChild<ChannelMap*>("channelsLayer1")->selected(), 5);
    EXPECT_EQ(inspection_.waiting.size(), 1U);
}

TEST_F(ChannelDetailTest, KeysChooseChannels) {
    open();
    canvas(1).setFocus();
    QTest::keyClick(&canvas(1), Qt::Key_Return);
    EXPECT_EQ(text("channelTitle"), "Layer 1, channel 0");
    QTest::keyClick(&canvas(1), Qt::Key_PageDown);
    EXPECT_EQ(text("channelTitle"), "Layer 1, channel 1");
    QTest::keyClick(&canvas(1), Qt::Key_PageDown);
    EXPECT_EQ(text("channelTitle"), "Layer 1, channel 2");
    for (int i = 0; i < 3; ++i) {
        QTest::keyClick(&canvas(1), Qt::Key_PageUp);
    }
    EXPECT_EQ(text("channelTitle"), "Layer 1, channel 0");
}

TEST_F(ChannelDetailTest, AQuestionCanBeStoppedAndAskedAgain) {
    open();
    click(1, 0);
    EXPECT_FALSE(page_.isSettled());
    QTest::mouseClick(page_.findChild<QPushButton*>("channelStop"), Qt::LeftButton);
    EXPECT_TRUE(inspection_.waiting.empty());
    EXPECT_TRUE(page_.isSettled());
    QTest::mouseClick(page_.findChild<QPushButton*>("channelCompute"), Qt::LeftButton);
    deliver();
    EXPECT_TRUE(sheet().isVisible());
    QTest::mouseClick(page_.findChild<QToolButton*>("channelClose"), Qt::LeftButton);
    EXPECT_FALSE(detail().isVisible());
    EXPECT_EQ(page_.findChild<ChannelMap*>("channelsLayer1")->selected(), -1);
}

TEST_F(ChannelDetailTest, TheWidthIsKept) {
    open();
    click(1, 0);
    page_.findChild<QSplitter*>("channelsSplitter")->setSizes({640, 560});
    test::settle(page_);
    const int width = detail().width();
    EXPECT_NEAR(width, 560, 20);
    QTest::mouseClick(page_.findChild<QToolButton*>("channelClose"), Qt::LeftButton);
    const QVariantMap state = page_.saveState();
    page_.findChild<QSplitter*>("channelsSplitter")->setSizes({900, 300});
    page_.restoreState(state);
    EXPECT_FALSE(detail().isVisible()) << "a panel opens by a click only";
    click(1, 0);
    EXPECT_NEAR(detail().width(), width, 20);
}

TEST_F(ChannelDetailTest, WhatIsShownIsKept) {
    open();
    auto* statistic = page_.findChild<QComboBox*>("channelsStatistic");
    auto* byValue = page_.findChild<QCheckBox*>("channelsSort");
    statistic->setCurrentIndex(1);
    byValue->setChecked(true);
    const QVariantMap state = page_.saveState();
    statistic->setCurrentIndex(0);
    byValue->setChecked(false);
    page_.restoreState(state);
    EXPECT_EQ(statistic->currentIndex(), 1);
    EXPECT_TRUE(byValue->isChecked());
}

TEST_F(ChannelDetailTest, ProblemsAreOneLine) {
    open();
    inspection_.inspector.channelProblem = "data.path: the files\nhave changed";
    click(1, 0);
    deliver();
    EXPECT_EQ(text("channelProblem"), "data.path: the files?have changed");
    EXPECT_FALSE(sheet().isVisible());
    inspection_.inspector.channelProblem.clear();
    inspection_.inspector.depth.filter.pop_back();
    click(1, 1);
    deliver();
    EXPECT_THAT(text("channelProblem"), HasSubstr("wrong shape"));
    EXPECT_FALSE(sheet().isVisible());
}

TEST_F(ChannelDetailTest, ExportsNumbersAndPictures) {
    open();
    QTemporaryDir folder;
    QString reason;
    EXPECT_FALSE(detail().exportTo(folder.filePath("none.png"), &reason));
    EXPECT_THAT(reason.toStdString(), HasSubstr("No channel is shown"));
    click(1, 0);
    deliver();
    for (const char* ending : {"png", "svg", "pdf", "csv"}) {
        EXPECT_TRUE(detail().exportTo(folder.filePath(QStringLiteral("a.") + ending), &reason))
            << reason.toStdString();
    }
    QFile csv(folder.filePath("a.csv"));
    ASSERT_TRUE(csv.open(QIODevice::ReadOnly));
    const std::string lines = csv.readAll().toStdString();
    EXPECT_THAT(lines, testing::StartsWith("run,epoch,layer,channel,part,item,label,label_name,row,"
                                           "column,value\r\n1,"));
    EXPECT_THAT(lines, HasSubstr(",weight,1,,,1,1,-0.5\r\n"));
    EXPECT_THAT(lines, HasSubstr(",images_in_bin,23,1,dog,,,2\r\n"));
    EXPECT_THAT(lines, HasSubstr(",class_mean,,2,fox,,,nan\r\n"));
    EXPECT_THAT(lines, HasSubstr(",patch,3,1,dog,1,0,4.5\r\n"));
    EXPECT_THAT(lines, HasSubstr(",correlation,5,,,,,-0.93\r\n"));
}

/// 96 input channels and 100 classes.
ChannelDepth crowdedDepth() {
    ChannelDepth depth = sampleDepth();
    depth.inputChannels = 96;
    depth.filter.clear();
    for (int i = 0; i < 96 * 9; ++i) {
        depth.filter.push_back(std::sin(0.7F * static_cast<float>(i)));
    }
    depth.histogram.clear();
    depth.classMeans.clear();
    for (int label = 0; label < 100; ++label) {
        double sum = 0;
        double count = 0;
        for (int bin = 0; bin < kGoodnessBins; ++bin) {
            const double far = bin - 5 - 0.1 * label;
            depth.histogram.push_back(std::lround(100 * std::exp(-far * far / 8)));
            sum += static_cast<double>(depth.histogram.back()) * (bin + 0.5) / kGoodnessBins * 2.3;
            count += static_cast<double>(depth.histogram.back());
        }
        depth.classMeans.push_back(sum / count);
    }
    return depth;
}

TEST_F(ChannelDetailTest, ManyClassesAndInputsFit) {
    inspection_.inspector.depth = crowdedDepth();
    open();
    click(1, 0);
    deliver();
    EXPECT_GE(sheet().height(), static_cast<int>(sheet().cell(99, 0).bottom()));
    EXPECT_GE(sheet().cell(0, 0).height(), 5);
    EXPECT_LE(sheet().cell(99, kGoodnessBins - 1).right(), sheet().width());
    if (const QString folder = qEnvironmentVariable("ASGE_LOOK"); !folder.isEmpty()) {
        page_.grab().save(folder + "/page100.png");
        detail().exportTo(folder + "/sheet100.png");
        page_.setPalette(theme::darkPalette());
        inspection_.inspector.depth = sampleDepth();
        click(1, 2);
        deliver();
        page_.grab().save(folder + "/page3dark.png");
    }
}

} // namespace
} // namespace asge
