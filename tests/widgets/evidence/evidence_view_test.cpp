// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/widgets/csv_text.h"
#include "tests/widgets/evidence/evidence_samples.h"
#include "tests/widgets/run_records.h"
#include "tests/widgets/settle.h"
#include "tests/widgets/svg_texts.h"
#include "widgets/common/theme.h"
#include "widgets/evidence/evidence_canvas.h"
#include "widgets/evidence/evidence_page.h"
#include "widgets/evidence/evidence_view.h"
#include "widgets/maps/probe_gallery.h"

#include <gmock/gmock.h>

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QMimeData>
#include <QMouseEvent>
#include <QScrollArea>
#include <QScrollBar>
#include <QSlider>
#include <QSpinBox>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <map>
#include <set>

namespace asge {
namespace {

using testing::ElementsAre;

constexpr int kProbeImages = 5;

/// The page on a stored run with three epochs whose maps and readouts the test hands out.
class EvidenceViewTest : public testing::Test {
  protected:
    void SetUp() override {
        RunRecord record = test::tinyRecord(1, 3, RunStatus::finished);
        record.layers = test::makeLayers();
        record.images = test::makeImages(kProbeImages);
        record.classNames = test::kClasses;
        record.channels.clear();
        for (int epoch = 1; epoch <= 3; ++epoch) {
            record.channels.push_back({epoch, {}});
        }
        state_.apply(test::resetTo(record));
        QObject::connect(&state_, &RunState::storedMapsRequested, &state_, [this](int epoch) {
            requests_.push_back("maps " + std::to_string(epoch));
            if (answers_) {
                auto maps = test::makeEvidenceMaps(kProbeImages, static_cast<float>(epoch));
                maps->epoch = epoch;
                state_.setStoredMaps(epoch, maps);
            }
        });
        QObject::connect(&state_, &RunState::readoutsRequested, &state_, [this](int epoch) {
            requests_.push_back("readouts " + std::to_string(epoch));
            if (answers_) {
                state_.setStoredReadouts(epoch, readouts_, why_);
            }
        });
        QObject::connect(&page_, &RunPage::message, &page_,
                         [this](const QString& text) { messages_ << text; });
        page_.resize(1100, 1500); // all three images are visible
    }

    void open() {
        page_.show();
        page_.setRun(&state_);
        test::settle(page_);
    }

    template <typename Widget>
    Widget* find(const char* name) {
        return page_.findChild<Widget*>(QString::fromLatin1(name));
    }
    EvidenceCanvas* canvas() { return find<EvidenceCanvas>("evidenceCanvas"); }
    std::string sentence() { return canvas()->sentence().toStdString(); }
    void choose(const char* name, const QString& text) {
        auto* box = find<QComboBox>(name);
        ASSERT_GE(box->findText(text), 0) << text.toStdString();
        // As a user does: the keyboard selects the entry by its position.
        box->setFocus();
        while (box->currentText() != text) {
            const int before = box->currentIndex();
            QTest::keyClick(box, box->findText(text) > before ? Qt::Key_Down : Qt::Key_Up);
            ASSERT_NE(box->currentIndex(), before);
        }
        test::settle(page_);
    }
    void key(int key) {
        canvas()->setFocus();
        QTest::keyClick(canvas(), static_cast<Qt::Key>(key));
        test::settle(page_);
    }
    void click(const QPoint& point) {
        QTest::mouseClick(canvas()->viewport(), Qt::LeftButton, {},
                          point - canvas()->scrollOffset());
        test::settle(page_);
    }
    std::vector<int> picked() { return find<ProbeGallery>("evidenceGallery")->picked(); }

    /// The read-out at a place of the picture.
    std::string readoutAt(const QPoint& place) {
        QWidget* viewport = canvas()->viewport();
        const QPoint point = place - canvas()->scrollOffset();
        QMouseEvent move(QEvent::MouseMove, point, viewport->mapToGlobal(point), Qt::NoButton,
                         Qt::NoButton, Qt::NoModifier);
        QApplication::sendEvent(viewport, &move);
        return find<QLabel>("evidenceReadout")->text().toStdString();
    }

    /// The lines of the exported table, without the heading, as fields.
    std::vector<QStringList> table() {
        QTemporaryDir folder;
        QString reason;
        EXPECT_TRUE(page_.exportTo(folder.filePath("a.csv"), &reason)) << reason.toStdString();
        QFile file(folder.filePath("a.csv"));
        EXPECT_TRUE(file.open(QIODevice::ReadOnly));
        std::vector<QStringList> lines;
        for (const QByteArray& line : test::csvLines(file.readAll()).split('\n')) {
            if (!line.isEmpty()) {
                const QStringList fields = QString::fromUtf8(line).split(',');
                EXPECT_EQ(fields[0], lines.empty() ? "run" : QString::number(state_.id()));
                epoch_ = fields[1];
                lines.push_back(fields.mid(2));
            }
        }
        EXPECT_EQ(lines.front().join(',').toStdString(),
                  "sample,index,label,label_name,layer,class,against,channel,row,column,evidence,"
                  "logit,other,"
                  "other_logit,probability");
        lines.erase(lines.begin());
        return lines;
    }

    bool answers_ = true;
    ReadoutsPtr readouts_ = test::makeReadouts();
    QString epoch_; ///< of the last line of the table
    QString why_;
    std::vector<std::string> requests_;
    QStringList messages_;
    RunState state_;
    EvidencePage page_;
};

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
    const auto maps = test::makeEvidenceMaps(kProbeImages, 3.0F); // epoch 3
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
    const auto maps = test::makeEvidenceMaps(kProbeImages, 3.0F);
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

TEST_F(EvidenceViewTest, ReadoutsOfTheCursorAreRight) {
    open();
    choose("evidenceAgainst", "nothing");
    const EvidenceLayout layout = canvas()->layoutNow();
    // Image 1 is a dog; epoch 3: the goodness of patch 2 is 3 · 3 · 2 · (1 + 2 + 3).
    double patch = 0;
    double sum = 0;
    for (int channel = 0; channel < 3; ++channel) {
        for (int i = 0; i < 4; ++i) {
            const double term = static_cast<float>(test::weightOf(0, 1, channel, i)) * 3.0 *
                                (channel + 1) * (i + 1) * 2;
            sum += term;
            patch += i == 2 ? term : 0;
        }
    }
    const QRect map = layout.map(1, 0);
    EXPECT_EQ(readoutAt(map.bottomLeft() + QPoint(3, -3)),
              QStringLiteral("dog, test image 101 · layer 1 · patch (1, 0): rows 3–6, columns 0–3 "
                             "of 7 × 7 · %1 %2 nats · %3 % of the sum · goodness 108")
                  .arg(patch < 0 ? "takes" : "adds", signedText(patch, 2))
                  .arg(100 * patch / sum, 0, 'f', 1)
                  .toStdString());
    const auto maps = test::makeEvidenceMaps(kProbeImages, 3.0F);
    const std::string text = readoutAt(layout.sum(1, 0).center());
    EXPECT_THAT(text,
                testing::HasSubstr("layer 1 · dog: evidence " + signedText(sum, 2).toStdString()));
    EXPECT_THAT(text, testing::HasSubstr(
                          "= logit " + signedText(test::logitOf(*maps, 0, 1, 1), 2).toStdString()));
    EXPECT_EQ(readoutAt(layout.image(1).center()), "dog, test image 101 (probe image 1)");
    EXPECT_EQ(readoutAt({2, 2}), "");
    EXPECT_THAT(canvas()->accessibleDescription().toStdString(),
                testing::HasSubstr("cat, test image 100 · layer 2 · cat: evidence"));
}

TEST_F(EvidenceViewTest, ColoursAreThoseOfTheScale) {
    open();
    choose("evidenceAgainst", "nothing");
    choose("evidenceScale", "one per layer");
    find<QSlider>("evidenceOpacity")->setValue(100);
    const QImage shown = canvas()->viewport()->grab().toImage();
    const EvidenceLayout layout = canvas()->layoutNow();
    // The colours of layer 1 go to niceCeiling of its largest patch in the three images.
    double high = 0;
    std::vector<double> first;
    for (int sample = 0; sample < 3; ++sample) {
        for (int i = 0; i < 4; ++i) {
            double value = 0;
            for (int channel = 0; channel < 3; ++channel) {
                value += static_cast<float>(test::weightOf(0, sample, channel, i)) * 3.0 *
                         (channel + 1) * (i + 1) * (sample + 1);
            }
            high = std::max(high, std::abs(value));
            if (sample == 2) {
                first.push_back(value);
            }
        }
    }
    high = niceCeiling(high);
    const QRect map = layout.map(2, 0).translated(-canvas()->scrollOffset());
    for (int i = 0; i < 4; ++i) {
        const QColor at = shown.pixelColor(map.left() + map.width() * (1 + 2 * (i % 2)) / 4,
                                           map.top() + map.height() * (1 + 2 * (i / 2)) / 4);
        const QColor expected = theme::diverging(first[static_cast<std::size_t>(i)] / high,
                                                 theme::isDark(page_.palette()));
        EXPECT_NEAR(at.red(), expected.red(), 2) << i;
        EXPECT_NEAR(at.green(), expected.green(), 2) << i;
        EXPECT_NEAR(at.blue(), expected.blue(), 2) << i;
    }
}

TEST_F(EvidenceViewTest, UntrainedReadoutsAreNotDrawnAndSetNoScale) {
    open();
    auto& view = *page_.findChild<EvidenceView*>();
    const auto shown = [&](int layer, const char* scale, std::size_t untrained) {
        view.setUntrained(untrained, 0);
        test::settle(page_);
        choose("evidenceScale", "one per layer");
        choose("evidenceScale", scale);
        const QPoint corner = canvas()->layoutNow().map(2, layer).topLeft() + QPoint(3, 3);
        return canvas()->viewport()->grab().toImage().pixelColor(corner - canvas()->scrollOffset());
    };
    EXPECT_EQ(shown(1, "one for all layers", 1), shown(1, "one per layer", 1));
    EXPECT_NE(shown(1, "one for all layers", 0), shown(1, "one per layer", 0));
    const QPoint map = canvas()->layoutNow().map(0, 0).topLeft() + QPoint(5, 5);
    EXPECT_THAT(readoutAt(map), testing::Not(testing::HasSubstr("untrained readout")));
    view.setUntrained(1, 0);
    test::settle(page_);
    EXPECT_THAT(readoutAt(map), testing::HasSubstr("untrained readout"));
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
    state_.setStoredMaps(2, test::makeEvidenceMaps(kProbeImages, 2.0F));
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
    auto maps = test::makeEvidenceMaps(kProbeImages, 7.0F);
    maps->readouts = test::makeReadouts();
    maps->step = 42;
    delta.maps = maps;
    state_.apply(delta);
    test::settle(page_);
    EXPECT_EQ(find<QLabel>("evidenceEpochCaption")->text(), "live · epoch 1, step 42");
    EXPECT_NEAR(table().front()[11].toDouble(), test::logitOf(*maps, 0, 0, 0), 1e-9);
    auto bare = test::makeEvidenceMaps(kProbeImages, 8.0F);
    delta.maps = bare;
    state_.apply(delta);
    test::settle(page_);
    EXPECT_EQ(sentence(), "The training does not say how its layers make class scores of these "
                          "maps.");
}

TEST_F(EvidenceViewTest, PicturesAreExportedAndCopied) {
    open();
    QTemporaryDir folder;
    QString reason;
    for (const char* name : {"a.png", "a.svg", "a.pdf", "a.csv"}) {
        EXPECT_TRUE(page_.exportTo(folder.filePath(name), &reason)) << reason.toStdString();
    }
    const QSize size = QImage(folder.filePath("a.png")).size() / 2;
    EXPECT_EQ(size.width(), canvas()->pictureSize(canvas()->viewport()->size()).width());
    EXPECT_GT(size.height(), canvas()->pictureSize(canvas()->viewport()->size()).height())
        << "with a title";
    QSvgRenderer svg(folder.filePath("a.svg"));
    EXPECT_TRUE(svg.isValid());
    EXPECT_EQ(svg.viewBox().size(), size);
    EXPECT_FALSE(page_.exportTo(folder.filePath("a.gif"), &reason));
    QApplication::clipboard()->clear();
    QTest::keyClick(canvas(), Qt::Key_C, Qt::ControlModifier);
    if (QApplication::clipboard()->image().isNull()) { // shortcuts need an active window
        find<QAction>("evidenceCopy")->trigger();
    }
    EXPECT_EQ(QApplication::clipboard()->image().size(), size * 2);
    EXPECT_EQ(messages_.last(), "Copied the picture");
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
    auto faulty = test::makeEvidenceMaps(kProbeImages);
    faulty->layers[0].goodness.pop_back();
    state_.setStoredMaps(3, faulty);
    test::settle(page_);
    EXPECT_THAT(messages_.join('\n').toStdString(), testing::HasSubstr("epoch 3 are ignored"));
    EXPECT_EQ(sentence(), "Epoch 3 has no stored maps.");
    page_.grab();
}

TEST_F(EvidenceViewTest, PatchesAreFoundWithinTheirBounds) {
    open();
    const EvidenceLayout layout = canvas()->layoutNow();
    const QRect map = layout.map(0, 0); // P = 2 on 7 × 7: rows 0–3 and 3–6
    const MapSpot spot = layout.spotAt(map.center() + QPoint(3, -3));
    EXPECT_EQ(spot.kind, MapSpot::Kind::patch);
    EXPECT_EQ(spot.i, 0);
    EXPECT_EQ(spot.j, 1);
    const QRect outline = *layout.rectOf(spot);
    EXPECT_NEAR(outline.left() - map.left(), map.width() * 3.0 / 7, 1);
    EXPECT_NEAR(outline.bottom() + 1 - map.top(), map.height() * 4.0 / 7, 1);
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

TEST_F(EvidenceViewTest, TextsOfAFileAreWhole) {
    page_.resize(520, 600);
    open();
    choose("evidenceAgainst", "strongest rival");
    const QTemporaryDir folder;
    ASSERT_TRUE(page_.exportTo(folder.filePath("a.svg")));
    QFile file(folder.filePath("a.svg"));
    ASSERT_TRUE(file.open(QIODevice::ReadOnly));
    const QStringList texts = test::textsOf(file.readAll());
    EXPECT_TRUE(texts.filter(u8"…").isEmpty()) << texts.join('\n').toStdString();
    EXPECT_EQ(texts.count("evidence"), 6);
    EXPECT_EQ(texts.count("= margin"), 6) << texts.join('\n').toStdString();
}

TEST_F(EvidenceViewTest, TheNumbersOfALayerHaveEqualDecimals) {
    open();
    const QTemporaryDir folder;
    ASSERT_TRUE(page_.exportTo(folder.filePath("a.svg")));
    QFile file(folder.filePath("a.svg"));
    ASSERT_TRUE(file.open(QIODevice::ReadOnly));
    const QStringList texts = test::textsOf(file.readAll());
    // Cell by cell: layer 1 and 2 of image 1, then of image 2 and 3.
    std::vector<std::set<qsizetype>> decimals(2);
    int cell = -1;
    for (const QString& text : texts) {
        cell += text == "evidence" ? 1 : 0;
        const qsizetype point = text.indexOf('.');
        if (cell >= 0 && (text.startsWith('+') || text.startsWith(u'−')) && point > 0) {
            decimals[static_cast<std::size_t>(cell % 2)].insert(text.size() - point);
        }
        if (text.startsWith("Evidence for")) {
            break; // the scale
        }
    }
    for (const auto& layer : decimals) {
        EXPECT_EQ(layer.size(), 1U) << texts.join('\n').toStdString();
    }
}

TEST_F(EvidenceViewTest, MapsUseTheRoomOfALargeView) {
    ProbeImages images{2, 1, 28, 28, std::vector<std::uint8_t>(2 * 28 * 28), {0, 1}, {5, 6}};
    EvidenceScene scene;
    scene.setRun(images, {"a", "b"}, std::vector<LayerInfo>(4, LayerInfo{128, 7, 14, 14, true}));
    scene.setPicked({0, 1});
    const QSize window(2300, 1250);
    const EvidenceLayout layout(scene, QApplication::font(), window);
    EXPECT_GT(layout.size().width(), window.width() * 85 / 100);
    EXPECT_LE(layout.rowHeight(), window.height() - layout.headerHeight() - layout.footerHeight());
    EXPECT_EQ(layout.map(0, 0).width() % 28, 0) << "whole pixels";
    scene.setEnlarged(1);
    const EvidenceLayout enlarged(scene, QApplication::font(), window);
    EXPECT_GT(enlarged.map(0, 1).width(), 460);
    EXPECT_LE(enlarged.rowHeight(),
              window.height() - enlarged.headerHeight() - enlarged.footerHeight());
}

TEST_F(EvidenceViewTest, PatchesThatOverlapAreNamed) {
    RunRecord record = test::tinyRecord(1, 3, RunStatus::finished);
    record.layers = test::makeLayers();
    record.images = test::makeImages(kProbeImages);
    record.classNames = test::kClasses;
    // Layer 1 is read out as a whole; its 2 × 2 patches of 7 × 7 pixels overlap.
    auto whole = std::make_shared<Readouts>(*test::makeReadouts());
    LayerReadout& first = whole->layers[0];
    first.patches = 1;
    first.weights.resize(static_cast<std::size_t>(3 * first.channels));
    EvidenceScene scene;
    scene.setRun(record.images, record.classNames, record.layers);
    scene.setPicked({0});
    scene.setMaps({test::makeEvidenceMaps(kProbeImages), whole});
    while (scene.computeSome(100)) {
    }
    EXPECT_EQ(scene.cell(0, 0)->sentence,
              "The 2 × 2 patches of 7 × 7 pixels overlap, so their evidence does not sum to the "
              "logit.");
    EXPECT_EQ(scene.cell(0, 1)->sentence, "");
}

TEST_F(EvidenceViewTest, ASmallWindowScrollsThePageAsAWhole) {
    QScrollArea window;
    window.setWidgetResizable(true);
    window.setWidget(&page_);
    window.resize(330, 220);
    window.show();
    open();
    EXPECT_GT(window.verticalScrollBar()->maximum(), 0);
    EXPECT_EQ(canvas()->verticalScrollBar()->maximum(), 0);
    EXPECT_EQ(canvas()->horizontalScrollBar()->maximum(), 0);
    window.resize(1100, 700);
    EXPECT_TRUE(QTest::qWaitFor([&] { return window.verticalScrollBar()->maximum() == 0; }, 2000))
        << canvas()->minimumHeight();
    EXPECT_GT(canvas()->verticalScrollBar()->maximum(), 0);
    window.takeWidget();
}

TEST_F(EvidenceViewTest, RowsOfControlsWrapInASmallWindow) {
    QScrollArea window;
    window.setWidgetResizable(true);
    window.setWidget(&page_);
    window.resize(430, 300);
    window.show();
    open();
    for (int i = 0; i < 3; ++i) { // heights follow from widths, and the page from heights
        test::settle(page_);
    }
    EXPECT_GT(page_.width(), window.viewport()->width()) << "the maps are wider";
    auto* note = find<QLabel>("evidenceUntrained");
    note->setText(QString(40, 'w').replace('w', "a word "));
    note->show();
    for (int i = 0; i < 3; ++i) {
        test::settle(page_);
    }
    EXPECT_EQ(note->mapTo(&page_, QPoint()).x(), 0);
    EXPECT_LE(note->width(), window.viewport()->width());
    EXPECT_GE(note->height(), note->heightForWidth(note->width())) << "its text is whole";
    for (const char* name : {"evidenceClass", "evidenceAgainst", "evidenceScale", "evidenceExport",
                             "evidenceEpochCaption"}) {
        const auto* control = find<QWidget>(name);
        const QPoint end = control->mapTo(&page_, QPoint(control->width(), control->height()));
        EXPECT_LE(end.x(), window.viewport()->width()) << name;
    }
    const auto* last = find<QWidget>("evidenceExport");
    EXPECT_LE(last->mapTo(&page_, QPoint(0, last->height())).y(),
              canvas()->mapTo(&page_, QPoint(0, 0)).y())
        << "the picture is below all rows";
    window.takeWidget();
}

} // namespace
} // namespace asge
