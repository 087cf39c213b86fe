// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/widgets/evidence/evidence_fixture.h"
#include "widgets/evidence/evidence_view.h"

#include <gmock/gmock.h>

#include <QSlider>
#include <QSpinBox>
#include <QToolButton>

#include <map>

namespace asge {
namespace {

using testing::ElementsAre;

using EvidenceViewTest = test::EvidenceFixture;

TEST_F(EvidenceViewTest, AnEmptyPageSaysWhatAppears) {
    page_.show();
    page_.setRun(nullptr);
    EXPECT_EQ(sentence(), "What each patch adds to or takes from the logit of a class appears "
                          "here.\nPress Train, or open a run.");
    EXPECT_EQ(canvas()->accessibleDescription().toStdString(), sentence());
    QString reason;
    EXPECT_FALSE(page_.exportTo(QStringLiteral("a.png"), &reason));
    EXPECT_EQ(reason, "There is no evidence to export");
}

TEST_F(EvidenceViewTest, AnOpenRunWithoutProbeImagesSaysSo) {
    RunRecord record = test::tinyRecord(2, 3, RunStatus::finished);
    record.layers = test::makeLayers();
    record.images = {};
    record.channels.clear();
    record.classNames = test::kClasses;
    state_.apply(test::resetTo(record));
    page_.show();
    page_.setRun(&state_);
    EXPECT_EQ(sentence(), "No probe images of this run are stored, so it has no maps.");
    EXPECT_TRUE(messages_.isEmpty()) << messages_.join(u'\n').toStdString();
}

TEST_F(EvidenceViewTest, AHiddenPageReadsNothing) {
    page_.setRun(&state_);
    EXPECT_TRUE(requests_.empty());
    page_.show();
    test::settle(page_);
    EXPECT_THAT(requests_, ElementsAre("maps 3", "readouts 3"));
    EXPECT_EQ(sentence(), "");
    EXPECT_THAT(picked(), ElementsAre(0, 1, 2));
}

TEST_F(EvidenceViewTest, TheTableSumsToTheLogitsOfTheFormula) {
    open();
    const auto maps = test::makeEvidenceMaps(test::kEvidenceImages, 3.0F); // epoch 3
    std::map<std::pair<int, int>, double> sums;
    const auto lines = table();
    EXPECT_EQ(epoch_, "3");
    for (const QStringList& line : lines) {
        ASSERT_EQ(line.size(), 15) << line.join(',').toStdString();
        const int sample = line[0].toInt();
        const int layer = line[4].toInt() - 1;
        EXPECT_EQ(line[1].toInt(), 100 + sample);
        EXPECT_EQ(line[3], line[5]) << "the true class";
        const int label = sample % 3;
        const auto other =
            std::find(test::kClasses.begin(), test::kClasses.end(), line[6].toStdString()) -
            test::kClasses.begin();
        EXPECT_NEAR(line[11].toDouble(), test::logitOf(*maps, layer, sample, label), 1e-9);
        EXPECT_NEAR(line[13].toDouble(),
                    test::logitOf(*maps, layer, sample, static_cast<int>(other)), 1e-9);
        sums[{layer, sample}] += line[10].toDouble();
    }
    ASSERT_EQ(sums.size(), 6U);
    for (const auto& [place, sum] : sums) {
        const auto [layer, sample] = place;
        const int label = sample % 3;
        double rival = -1e9;
        for (int k = 0; k < 3; ++k) {
            rival = k == label ? rival : std::max(rival, test::logitOf(*maps, layer, sample, k));
        }
        EXPECT_NEAR(sum, test::logitOf(*maps, layer, sample, label) - rival, 1e-9);
    }
}

TEST_F(EvidenceViewTest, ClassAndRivalAreChosen) {
    open();
    choose("evidenceClass", "fox");
    choose("evidenceAgainst", "nothing");
    const auto maps = test::makeEvidenceMaps(test::kEvidenceImages, 3.0F);
    for (const QStringList& line : table()) {
        EXPECT_EQ(line[5], "fox");
        EXPECT_EQ(line[6], "");
    }
    choose("evidenceAgainst", "cat");
    double sum = 0;
    for (const QStringList& line : table()) {
        EXPECT_EQ(line[6], "cat");
        sum += line[0] == "1" && line[4] == "1" ? line[10].toDouble() : 0;
    }
    EXPECT_NEAR(sum, test::logitOf(*maps, 0, 1, 2) - test::logitOf(*maps, 0, 1, 0), 1e-9);
    choose("evidenceClass", "predicted class");
    for (const QStringList& line : table()) {
        const int layer = line[4].toInt() - 1;
        const int sample = line[0].toInt();
        for (int k = 0; k < 3; ++k) {
            EXPECT_GE(line[11].toDouble() + 1e-9, test::logitOf(*maps, layer, sample, k));
        }
    }
}

TEST_F(EvidenceViewTest, AMapAndAChannelAreEnlarged) {
    open();
    page_.resize(1800, page_.height()); // the longest readout fits
    test::settle(page_);
    find<QSpinBox>("evidenceChannels")->setFocus();
    QTest::keyClick(find<QSpinBox>("evidenceChannels"), Qt::Key_Up);
    QTest::keyClick(find<QSpinBox>("evidenceChannels"), Qt::Key_Up);
    test::settle(page_);
    const QSize small = canvas()->layoutNow().map(0, 0).size();
    click(canvas()->layoutNow().map(0, 0).center() + QPoint(5, 5));
    EXPECT_EQ(find<QComboBox>("evidenceLayer")->currentText(), "1");
    EXPECT_GT(canvas()->layoutNow().map(0, 0).width(), 1.5 * small.width());
    EXPECT_EQ(canvas()->layoutNow().layers().size(), 1U);
    const std::string sum = readoutAt(canvas()->layoutNow().map(0, 0).topLeft() + QPoint(5, 5));
    EXPECT_THAT(sum, testing::Not(testing::HasSubstr("channel")));
    // The channel that adds most, then its large map.
    const QRect tile = canvas()->layoutNow().channel(0, 0, 0, 0);
    const std::string channel = readoutAt(tile.topLeft() + QPoint(3, 3));
    EXPECT_THAT(channel, testing::HasSubstr(" · channel "));
    click(tile.center() + QPoint(3, 3));
    EXPECT_EQ(readoutAt(canvas()->layoutNow().map(0, 0).topLeft() + QPoint(5, 5)), channel);
    key(Qt::Key_Escape);
    EXPECT_EQ(readoutAt(canvas()->layoutNow().map(0, 0).topLeft() + QPoint(5, 5)), sum);
    key(Qt::Key_Space);
    EXPECT_EQ(readoutAt(canvas()->layoutNow().map(0, 0).topLeft() + QPoint(5, 5)), channel);
    key(Qt::Key_Escape);
    key(Qt::Key_Escape);
    EXPECT_EQ(find<QComboBox>("evidenceLayer")->currentText(), "all");
    EXPECT_EQ(canvas()->layoutNow().layers().size(), 2U);
    key(Qt::Key_Return);
    EXPECT_EQ(find<QComboBox>("evidenceLayer")->currentText(), "1");
}

TEST_F(EvidenceViewTest, ArrowsChooseImagesAndClasses) {
    open();
    key(Qt::Key_Left);
    EXPECT_THAT(picked(), ElementsAre(0, 1, 2)) << "there is none before the first";
    key(Qt::Key_Right);
    EXPECT_THAT(picked(), ElementsAre(1, 2, 3));
    key(Qt::Key_Right);
    key(Qt::Key_Right);
    EXPECT_THAT(picked(), ElementsAre(2, 3, 4));
    key(Qt::Key_Down);
    EXPECT_EQ(find<QComboBox>("evidenceClass")->currentText(), "predicted class");
    key(Qt::Key_Down);
    EXPECT_EQ(find<QComboBox>("evidenceClass")->currentText(), "cat");
    key(Qt::Key_Up);
    key(Qt::Key_Up);
    key(Qt::Key_Up);
    EXPECT_EQ(find<QComboBox>("evidenceClass")->currentText(), "true class");
}

TEST_F(EvidenceViewTest, EpochsAreReadWhenTheSliderStopsThere) {
    open();
    requests_.clear();
    answers_ = false;
    auto* slider = find<QSlider>("evidenceEpoch");
    slider->setFocus();
    QTest::keyClick(slider, Qt::Key_Left);
    EXPECT_THAT(requests_, ElementsAre("maps 2", "readouts 2"));
    EXPECT_EQ(find<QLabel>("evidenceEpochCaption")->text(), "epoch 2 of 3 · reading…");
    const QString before = table().front()[10];
    state_.setStoredMaps(2, test::makeEvidenceMaps(test::kEvidenceImages, 2.0F));
    EXPECT_EQ(find<QLabel>("evidenceEpochCaption")->text(), "epoch 2 of 3 · reading…");
    state_.setStoredReadouts(1, test::makeReadouts(), {}); // of another epoch
    EXPECT_EQ(find<QLabel>("evidenceEpochCaption")->text(), "epoch 2 of 3 · reading…");
    state_.setStoredReadouts(2, test::makeReadouts(), {});
    test::settle(page_);
    EXPECT_EQ(find<QLabel>("evidenceEpochCaption")->text(), "epoch 2 of 3");
    QTest::keyClick(slider, Qt::Key_Right);
    EXPECT_EQ(requests_.size(), 2U) << "epoch 3 is in the cache";
    EXPECT_EQ(table().front()[10], before);
}

TEST_F(EvidenceViewTest, SentencesReplaceMapsWithoutEvidence) {
    readouts_ = nullptr;
    why_ = "Epoch 3 has no checkpoint.";
    open();
    EXPECT_EQ(sentence(), "Epoch 3 has no checkpoint.");
    EXPECT_EQ(find<QLabel>("evidenceEpochCaption")->text(), "epoch 3 of 3");
    auto curved = std::make_shared<Readouts>();
    curved->undefined = "Class scores of this method are not sums over patches.";
    state_.setStoredReadouts(3, curved, {});
    test::settle(page_);
    EXPECT_EQ(sentence(), curved->undefined);
    QString reason;
    EXPECT_FALSE(page_.exportTo(QStringLiteral("a.csv"), &reason));
    auto faulty = test::makeReadouts();
    faulty->layers[0].bias.pop_back();
    state_.setStoredReadouts(3, faulty, {});
    test::settle(page_);
    EXPECT_EQ(sentence(), "The readouts do not belong to these maps: the values of layer 1 are not "
                          "complete.");
    state_.setStoredReadouts(3, test::makeReadouts(), {});
    test::settle(page_);
    EXPECT_EQ(sentence(), "");
}

TEST_F(EvidenceViewTest, ReadoutsThatDoNotFitAreNotDrawn) {
    open();
    const std::size_t lines = table().size();
    auto other = test::makeReadouts();
    other->layers[0].weights.assign(other->layers[0].weights.size(), 0.02F);
    state_.setStoredReadouts(3, other, {});
    test::settle(page_);
    EXPECT_EQ(sentence(), "") << "layer 2 fits";
    for (const QStringList& line : table()) {
        EXPECT_EQ(line[4], "2");
    }
    EXPECT_LT(table().size(), lines);
    const EvidenceLayout layout = canvas()->layoutNow();
    EXPECT_THAT(readoutAt(layout.map(0, 0).center()),
                testing::HasSubstr("The readout does not belong to these maps"));
}

TEST_F(EvidenceViewTest, LiveMapsAreShownOnlyWhileVisible) {
    open();
    state_.setLive(true);
    RunDelta delta;
    delta.run = 1;
    auto maps = test::makeEvidenceMaps(test::kEvidenceImages, 7.0F);
    maps->readouts = test::makeReadouts();
    maps->step = 42;
    delta.maps = maps;
    state_.apply(delta);
    test::settle(page_);
    EXPECT_EQ(find<QLabel>("evidenceEpochCaption")->text(), "live · epoch 1, step 42");
    EXPECT_NEAR(table().front()[11].toDouble(), test::logitOf(*maps, 0, 0, 0), 1e-9);
    auto bare = test::makeEvidenceMaps(test::kEvidenceImages, 8.0F);
    delta.maps = bare;
    state_.apply(delta);
    test::settle(page_);
    EXPECT_EQ(sentence(), "The training does not say how its layers make class scores of these "
                          "maps.");
}

TEST_F(EvidenceViewTest, ChoicesAreRestored) {
    page_.restoreState({{"class", 2}, {"against", -2}, {"oneScale", false}, {"channels", 3}});
    open(); // the classes come with the run
    EXPECT_EQ(find<QComboBox>("evidenceClass")->currentText(), "fox");
    EXPECT_EQ(find<QComboBox>("evidenceAgainst")->currentText(), "nothing");
    EXPECT_EQ(find<QSpinBox>("evidenceChannels")->value(), 3);
    EvidencePage other;
    other.restoreState(page_.saveState());
    EXPECT_EQ(other.saveState(), page_.saveState());
    other.restoreState({{"class", "x"}, {"against", 1e9}, {"channels", -5}, {"opacity", 400}});
    EXPECT_EQ(other.saveState()["channels"].toInt(), 0);
    EXPECT_EQ(other.saveState()["opacity"].toInt(), 100);
}

TEST_F(EvidenceViewTest, FaultyInputIsRefused) {
    open();
    auto faulty = test::makeEvidenceMaps(test::kEvidenceImages);
    faulty->layers[0].goodness.pop_back();
    state_.setStoredMaps(3, faulty);
    test::settle(page_);
    EXPECT_THAT(messages_.join('\n').toStdString(), testing::HasSubstr("epoch 3 are ignored"));
    EXPECT_EQ(sentence(), "Epoch 3 has no stored maps.");
    page_.grab();
}

TEST_F(EvidenceViewTest, ControlsNeedAPicture) {
    page_.show();
    page_.setRun(nullptr);
    for (const char* name : {"evidenceClass", "evidenceAgainst", "evidenceLayer", "evidenceScale",
                             "evidenceOpacity", "evidenceChannels"}) {
        EXPECT_FALSE(find<QWidget>(name)->isEnabled()) << name;
        EXPECT_TRUE(find<QWidget>(name)->toolTip().contains("No maps are shown.")) << name;
    }
    open();
    EXPECT_TRUE(find<QWidget>("evidenceClass")->isEnabled());
    auto undefined = std::make_shared<Readouts>();
    undefined->classes = 3;
    undefined->undefined = "The method has no projection.";
    readouts_ = undefined;
    find<QSlider>("evidenceEpoch")->setValue(0);
    test::settle(page_);
    EXPECT_EQ(sentence(), "The method has no projection.");
    EXPECT_FALSE(find<QWidget>("evidenceClass")->isEnabled());
    EXPECT_TRUE(find<QWidget>("evidenceClass")->toolTip().contains("has no projection"));
}

} // namespace
} // namespace asge
