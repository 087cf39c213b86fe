// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/widgets/csv_text.h"
#include "tests/widgets/evidence/compared_run.h"
#include "tests/widgets/evidence/evidence_samples.h"
#include "tests/widgets/run_records.h"
#include "tests/widgets/settle.h"
#include "tests/widgets/svg_texts.h"
#include "widgets/common/theme.h"
#include "widgets/evidence/evidence_canvas.h"
#include "widgets/evidence/evidence_page.h"
#include "widgets/goodness/goodness_page.h"
#include "widgets/maps/probe_gallery.h"

#include <gmock/gmock.h>

#include <QApplication>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QMouseEvent>
#include <QPainter>
#include <QRegularExpression>
#include <QSlider>
#include <QSpinBox>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <random>
#include <tuple>

namespace asge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using test::ComparedRun;
using test::kCompared;

/// The images in the opposite order.
ProbeImages reversed(const ProbeImages& images) {
    ProbeImages turned = images;
    const std::ptrdiff_t size =
        static_cast<std::ptrdiff_t>(images.channels) * images.height * images.width;
    for (int i = 0; i < images.count; ++i) {
        const auto from = static_cast<std::size_t>(images.count - 1 - i);
        turned.labels[static_cast<std::size_t>(i)] = images.labels[from];
        turned.indices[static_cast<std::size_t>(i)] = images.indices[from];
        std::copy_n(images.pixels.begin() + static_cast<std::ptrdiff_t>(from) * size, size,
                    turned.pixels.begin() + i * size);
    }
    return turned;
}

class EvidenceCompareTest : public testing::Test {
  protected:
    EvidenceCompareTest() {
        b_.record.name = "wide layers";
        auto readouts = std::make_shared<Readouts>(*test::makeReadouts());
        for (LayerReadout& layer : readouts->layers) {
            for (int label = 0; label < 3; ++label) {
                layer.bias[static_cast<std::size_t>(label)] += static_cast<float>(moreBias(label));
            }
        }
        b_.readouts = readouts;
        b_.hasProbabilities = false; // they would be those of other biases
        b_.record.images = reversed(b_.record.images);
    }

    /// What the biases of B are more than those of A: B has other rivals.
    static double moreBias(int label) { return 8.0 * (2 * label % 3); }
    /// A logit of B for an image at a position of the batch of A, straight from the formula.
    double logitOfB(int epoch, int layer, int sample, int label) const {
        return test::logitOf(*b_.maps(epoch), layer, kCompared - 1 - sample, label) +
               moreBias(label);
    }

    void open() {
        page_.resize(1100, 2400);
        page_.show();
        a_.open();
        b_.open();
        page_.setRun(&a_.state);
        page_.setOther(&b_.state);
        test::settle(page_);
    }
    template <typename Widget>
    Widget* find(const char* name) {
        return page_.findChild<Widget*>(QString::fromLatin1(name));
    }
    EvidenceCanvas* canvas() { return find<EvidenceCanvas>("evidenceCanvas"); }
    std::string note() {
        auto* label = find<QLabel>("evidenceNote");
        return label->isVisibleTo(&page_) ? label->text().toStdString() : std::string();
    }
    void choose(const char* name, const QString& text) {
        auto* box = find<QComboBox>(name);
        ASSERT_TRUE(box->isVisibleTo(&page_));
        ASSERT_GE(box->findText(text), 0) << text.toStdString();
        box->setFocus();
        while (box->currentText() != text) {
            const int before = box->currentIndex();
            QTest::keyClick(box, box->findText(text) > before ? Qt::Key_Down : Qt::Key_Up);
            ASSERT_NE(box->currentIndex(), before);
        }
        test::settle(page_);
    }
    std::string readoutAt(const QPoint& point) {
        QWidget* viewport = canvas()->viewport();
        QMouseEvent move(QEvent::MouseMove, point, viewport->mapToGlobal(point), Qt::NoButton,
                         Qt::NoButton, Qt::NoModifier);
        QApplication::sendEvent(viewport, &move);
        return find<QLabel>("evidenceReadout")->text().toStdString();
    }
    std::string readoutOf(int row, int layer) {
        return readoutAt(canvas()->layoutNow().map(row, layer).center() + QPoint(3, 3));
    }
    std::string sentenceOf(int row, int layer) {
        return readoutAt(canvas()->layoutNow().sum(row, layer).center());
    }
    /// The lines of the table as fields, with the heading, without the numbers of run and epoch.
    std::vector<QStringList> table() {
        const QTemporaryDir folder;
        QString reason;
        EXPECT_TRUE(page_.exportTo(folder.filePath("a.csv"), &reason)) << reason.toStdString();
        QFile file(folder.filePath("a.csv"));
        EXPECT_TRUE(file.open(QIODevice::ReadOnly));
        std::vector<QStringList> lines;
        for (const QByteArray& line : test::csvLines(file.readAll()).split('\n')) {
            if (!line.isEmpty()) {
                QStringList fields = QString::fromUtf8(line).split(',');
                const QString run = fields.takeFirst();
                const QString epoch = fields.takeFirst();
                if (lines.empty()) {
                    EXPECT_EQ(run + epoch, "runepoch");
                } else {
                    EXPECT_EQ(run, fields[0] == "B" ? "2" : "1");
                    EXPECT_GT(epoch.toInt(), 0);
                }
                if (fields.size() > 15) {
                    const QString other = fields.takeAt(1);
                    EXPECT_EQ(other, lines.empty() ? "run_b" : fields[0] == "B-A" ? "2" : "");
                }
                lines.push_back(fields);
            }
        }
        return lines;
    }
    static int classOf(const QString& name) {
        return static_cast<int>(
            std::find(test::kClasses.begin(), test::kClasses.end(), name.toStdString()) -
            test::kClasses.begin());
    }

    ComparedRun a_{1, 1.0F};
    ComparedRun b_{2, 10.0F};
    EvidencePage page_;
};

TEST_F(EvidenceCompareTest, WithoutASecondRunThePageHasNoChoice) {
    a_.open();
    page_.show();
    page_.setRun(&a_.state);
    test::settle(page_);
    EXPECT_FALSE(find<QComboBox>("evidenceRuns")->isVisibleTo(&page_));
    EXPECT_EQ(canvas()->layoutNow().rows(), 3);
    EXPECT_EQ(note(), "");
    page_.setOther(&a_.state); // the page's own run
    EXPECT_EQ(canvas()->layoutNow().rows(), 3);
    EXPECT_EQ(table().front().front(), "sample");
}

/// B is asked for the same image, at another position of its batch, and for the same classes.
TEST_F(EvidenceCompareTest, BIsShownBelowAForTheSameImagesAndClasses) {
    open();
    EXPECT_EQ(canvas()->layoutNow().rows(), 6);
    const std::vector<QStringList> lines = table();
    EXPECT_EQ(lines.front().mid(0, 4).join(',').toStdString(), "side,sample,index,label");
    const auto mapsOfA = a_.maps(3);
    const auto logit = [&](bool isB, int layer, int sample, int label) {
        return isB ? logitOfB(3, layer, sample, label)
                   : test::logitOf(*mapsOfA, layer, sample, label);
    };
    std::map<std::tuple<bool, int, int>, double> sums;
    std::map<std::pair<int, int>, int> rivals;
    int otherRivals = 0;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const QStringList& line = lines[i];
        const bool isB = line[0] == "B";
        const int sample = line[1].toInt();
        const int layer = line[5].toInt() - 1;
        const int label = sample % 3;
        const int rival = classOf(line[7]);
        EXPECT_EQ(line[2].toInt(), 100 + sample);
        EXPECT_NEAR(line[12].toDouble(), logit(isB, layer, sample, label), 1e-6);
        EXPECT_NEAR(line[14].toDouble(), logit(isB, layer, sample, rival), 1e-6);
        sums[{isB, sample, layer}] += line[11].toDouble();
        if (isB) {
            EXPECT_EQ(rival, (rivals[{sample, layer}])) << "the rival of A";
            otherRivals +=
                logit(true, layer, sample, 3 - label - rival) > logit(true, layer, sample, rival);
        } else {
            rivals[{sample, layer}] = rival;
        }
    }
    EXPECT_GT(otherRivals, 0) << "else the test does not see whose rival it is";
    ASSERT_EQ(sums.size(), 12U);
    for (const auto& [key, sum] : sums) {
        const auto& [isB, sample, layer] = key;
        EXPECT_NEAR(sum,
                    logit(isB, layer, sample, sample % 3) -
                        logit(isB, layer, sample, rivals[{sample, layer}]),
                    1e-6);
    }
    EXPECT_THAT(readoutOf(0, 0), HasSubstr("cat, test image 100 · A · layer 1"));
    EXPECT_THAT(readoutOf(1, 0), HasSubstr("cat, test image 100 · B · layer 1"));
    EXPECT_THAT(canvas()->accessibleDescription().toStdString(), HasSubstr(" · B · layer 2"));
}

TEST_F(EvidenceCompareTest, TheCaptionNamesBothRuns) {
    open();
    const QString a = QStringLiteral("A: run 1, tiny, epoch 3 of 3");
    const QString b = QStringLiteral("B: run 2, wide layers, epoch 3");
    EXPECT_EQ(canvas()->layoutNow().captions(), QStringList(a + " · " + b));
    page_.resize(page_.minimumSizeHint().width(), 2400);
    test::settle(page_);
    const QStringList captions = canvas()->layoutNow().captions();
    EXPECT_EQ(captions.join(QStringLiteral(" · ")), a + " · " + b);
    choose("evidenceRuns", "A");
    EXPECT_TRUE(canvas()->layoutNow().captions().isEmpty());
}

TEST_F(EvidenceCompareTest, TheDifferenceIsBMinusA) {
    open();
    choose("evidenceAgainst", "nothing");
    choose("evidenceRuns", "B − A");
    EXPECT_EQ(canvas()->layoutNow().rows(), 3);
    double total = 0;
    double bias = 0;
    for (const QStringList& line : table()) {
        if (line[1] == "1" && line[5] == "1") { // a dog
            EXPECT_EQ(line[0], "B-A");
            total += line[11].toDouble();
            bias += line[8] == "bias" ? line[11].toDouble() : 0;
        }
    }
    const double ofA = test::logitOf(*a_.maps(3), 0, 1, 1);
    const double ofB = logitOfB(3, 0, 1, 1);
    EXPECT_NEAR(total, ofB - ofA, 1e-6);
    EXPECT_NEAR(bias, moreBias(1), 1e-6);
    // Patch 3 of layer 1: Σ over channels of weight · goodness.
    double patch = 0;
    for (int channel = 0; channel < 3; ++channel) {
        patch += static_cast<float>(test::weightOf(0, 1, channel, 3)) * (channel + 1.0) * 4 *
                 (30.0 * (kCompared - 1) - 3.0 * 2);
    }
    EXPECT_THAT(readoutOf(1, 0),
                HasSubstr("B − A " + signedText(patch, 2).toStdString() + " nats"));
    // "= logit −3.21 (A −1.20, B +2.01)": the shown numbers are right, and add up.
    const QRegularExpression numbers("= logit (.+) \\(A (.+), B (.+)\\)$");
    for (const int row : {0, 1, 2}) {
        for (const int layer : {0, 1}) {
            const QString text = QString::fromStdString(sentenceOf(row, layer));
            const QRegularExpressionMatch match = numbers.match(text);
            ASSERT_TRUE(match.hasMatch()) << text.toStdString();
            const auto number = [&](int place) {
                return match.captured(place).replace(QChar(0x2212), u'-').toDouble();
            };
            EXPECT_NEAR(number(1), number(3) - number(2), 1e-9) << text.toStdString();
            EXPECT_NEAR(number(2), test::logitOf(*a_.maps(3), layer, row, row), 0.005001);
            EXPECT_NEAR(number(3), logitOfB(3, layer, row, row), 0.005001);
        }
    }
    choose("evidenceRuns", "A");
    EXPECT_EQ(table().front().front(), "sample");
    EXPECT_EQ(note(), "");
}

TEST_F(EvidenceCompareTest, MissingLayersAndOtherPatchesAreSaid) {
    b_.record.layers = {{3, 1, 7, 7, true}, {2, 1, 4, 4, false}, {2, 1, 4, 4, false}};
    auto readouts = std::make_shared<Readouts>(*test::makeReadouts());
    readouts->layers.push_back(readouts->layers[1]);
    readouts->layers[0].patches = 1;
    readouts->layers[0].weights.resize(9);
    b_.readouts = readouts;
    b_.makeMaps = [] {
        auto maps = test::makeSnapshot(kCompared);
        maps->layers.push_back(maps->layers[1]);
        maps->layers[0].patches = 1;
        maps->layers[0].goodness.resize(kCompared * 3);
        return maps;
    };
    open();
    EXPECT_EQ(canvas()->layoutNow().layers().size(), 3U);
    EXPECT_THAT(sentenceOf(0, 2), HasSubstr("A · A has no layer 3."));
    EXPECT_THAT(readoutOf(1, 2), HasSubstr("B · layer 3 · patch"));
    EXPECT_EQ(find<QComboBox>("evidenceLayer")->count(), 4);
    choose("evidenceLayer", "3");
    choose("evidenceLayer", "all");
    choose("evidenceRuns", "B − A");
    EXPECT_THAT(readoutOf(0, 0),
                HasSubstr("The patches differ: P 2 · 7 × 7 in A, P 1 · 7 × 7 in B."));
    for (const QStringList& line : table()) {
        EXPECT_TRUE(line[5] == "2" || line[5] == "layer") << "only layer 2 can be compared";
    }
    page_.setOther(nullptr);
    EXPECT_EQ(canvas()->layoutNow().layers().size(), 2U);
}

TEST_F(EvidenceCompareTest, LayersOfOneRunAreNamedAfterIt) {
    a_.record.layers.push_back(a_.record.layers[1]);
    a_.makeMaps = [] {
        auto maps = test::makeSnapshot(kCompared);
        maps->layers.push_back(maps->layers[1]);
        return maps;
    };
    auto readouts = std::make_shared<Readouts>(*test::makeReadouts());
    readouts->layers.push_back(readouts->layers[1]);
    a_.readouts = readouts;
    open();
    const auto heads = [this] {
        const QTemporaryDir folder;
        EXPECT_TRUE(page_.exportTo(folder.filePath("e.svg")));
        QFile file(folder.filePath("e.svg"));
        EXPECT_TRUE(file.open(QIODevice::ReadOnly));
        return test::textsOf(file.readAll()).filter(QRegularExpression("channels?$"));
    };
    const QString channels = heads()[1];
    EXPECT_EQ(heads(), (QStringList{"3 channels", channels, "A: " + channels}));
    choose("evidenceRuns", "A");
    EXPECT_EQ(heads()[2], channels);
}

TEST_F(EvidenceCompareTest, AnEnlargedLayerThatOnlyBHasIsLeftWithB) {
    b_.record.layers.push_back(b_.record.layers[1]);
    auto readouts = std::make_shared<Readouts>(*test::makeReadouts());
    readouts->layers.push_back(readouts->layers[1]);
    b_.readouts = readouts;
    b_.makeMaps = [] {
        auto maps = test::makeEvidenceMaps(kCompared);
        maps->layers.push_back(maps->layers[1]);
        return maps;
    };
    open();
    choose("evidenceLayer", "3");
    EXPECT_EQ(canvas()->layoutNow().layers(), std::vector{2});
    page_.grab();
    page_.setOther(nullptr);
    test::settle(page_);
    page_.grab();
    EXPECT_EQ(canvas()->layoutNow().layers().size(), 2U);
    EXPECT_EQ(find<QComboBox>("evidenceLayer")->currentText(), "all");
}

TEST_F(EvidenceCompareTest, ImagesAreTheSameIfNumberLabelAndPixelsAre) {
    b_.record.images.pixels[4 * 64] ^= 1; // of image 100, the last one of B
    open();
    EXPECT_THAT(readoutOf(1, 0), HasSubstr("The probe images of B do not include this one."));
    EXPECT_THAT(readoutOf(3, 0), HasSubstr("B · layer 1"));
    RunRecord other = b_.record;
    for (int& index : other.images.indices) {
        index += 1000;
    }
    b_.state.apply(test::resetTo(other));
    test::settle(page_);
    EXPECT_EQ(note(), "B: run 2, wide layers is not shown. None of its probe images is one of A.");
    EXPECT_EQ(canvas()->layoutNow().rows(), 3);
    EXPECT_FALSE(find<QComboBox>("evidenceRuns")->isVisibleTo(&page_));
}

TEST_F(EvidenceCompareTest, WhatCannotBeComparedIsSaid) {
    b_.record.classNames = {"cat", "dog", "cow"};
    open();
    EXPECT_EQ(note(), "B: run 2, wide layers is not shown. Its classes are not those of A, so its "
                      "logits can't be compared.");
    b_.record.classNames = test::kClasses;
    b_.record.channels = {{1, {}}};
    b_.state.apply(test::resetTo(b_.record));
    test::settle(page_);
    EXPECT_EQ(note(), "B: run 2, wide layers is not shown. Its epoch 3 has no stored maps.");
    b_.record.channels = {{3, {}}};
    b_.readouts = nullptr;
    b_.state.apply(test::resetTo(b_.record));
    test::settle(page_);
    EXPECT_EQ(note(), "B: run 2, wide layers is not shown. Epoch 3 has no checkpoint.");
    b_.record.epochs.clear();
    b_.state.apply(test::resetTo(b_.record));
    test::settle(page_);
    EXPECT_EQ(note(), "B: run 2, wide layers is not shown. It has no finished epoch.");
    b_.record.images.pixels.pop_back(); // a damaged store
    b_.state.apply(test::resetTo(b_.record));
    test::settle(page_);
    EXPECT_EQ(canvas()->layoutNow().rows(), 3);
    EXPECT_EQ(canvas()->sentence(), "") << "A is shown";
}

TEST_F(EvidenceCompareTest, EpochsAreNotMixed) {
    open();
    b_.answers = false;
    b_.requests.clear();
    auto* slider = find<QSlider>("evidenceEpoch");
    slider->setFocus();
    const double before = table()[1][12].toDouble();
    QTest::keyClick(slider, Qt::Key_Left);
    EXPECT_THAT(b_.requests, ElementsAre(2));
    EXPECT_EQ(find<QLabel>("evidenceEpochCaption")->text(), "epoch 2 of 3 · reading…");
    EXPECT_EQ(table()[1][12].toDouble(), before) << "A waits for B";
    b_.state.setStoredMaps(2, b_.maps(2));
    b_.state.setStoredReadouts(2, b_.readouts, {});
    test::settle(page_);
    EXPECT_NEAR(table()[1][12].toDouble(), test::logitOf(*a_.maps(2), 0, 0, 0), 1e-9);
    // Faulty maps of B count as none.
    QTest::keyClick(slider, Qt::Key_Left);
    auto faulty = b_.maps(1);
    faulty->layers[0].goodness.pop_back();
    b_.state.setStoredMaps(1, faulty);
    test::settle(page_);
    EXPECT_EQ(note(), "B: run 2, wide layers is not shown. Epoch 1 has no stored maps.");
}

TEST_F(EvidenceCompareTest, ChannelsOfAAreEnlargedWithoutB) {
    open();
    find<QSpinBox>("evidenceChannels")->setValue(2);
    test::settle(page_);
    const EvidenceLayout layout = canvas()->layoutNow();
    QTest::mouseClick(canvas()->viewport(), Qt::LeftButton, {},
                      layout.channel(1, 0, 0, 0).center());
    test::settle(page_);
    EXPECT_EQ(find<QComboBox>("evidenceLayer")->currentText(), "all") << "a channel of B";
    QTest::mouseClick(canvas()->viewport(), Qt::LeftButton, {},
                      layout.channel(0, 0, 0, 0).center());
    test::settle(page_);
    EXPECT_EQ(find<QComboBox>("evidenceLayer")->currentText(), "1");
    EXPECT_THAT(readoutOf(1, 0), HasSubstr("The channels of different runs do not correspond."));
    choose("evidenceRuns", "B − A");
    EXPECT_THAT(readoutOf(0, 0), HasSubstr("B − A "));
    page_.grab();
}

TEST_F(EvidenceCompareTest, PicksAndChoicesAreKept) {
    EvidencePage earlier;
    earlier.restoreState({{"images", QVariantList{4, 1, 4, -1, "x", 77}}, {"runs", 2}});
    EXPECT_EQ(earlier.saveState()["images"].toList(), (QVariantList{1, 4, 77}))
        << "they wait for a run";
    page_.restoreState(earlier.saveState());
    open();
    auto* gallery = find<ProbeGallery>("evidenceGallery");
    EXPECT_THAT(gallery->picked(), ElementsAre(1, 4));
    EXPECT_EQ(find<QComboBox>("evidenceRuns")->currentText(), "B − A");
    EXPECT_EQ(page_.saveState()["images"].toList(), (QVariantList{1, 4}));
    page_.restoreState({{"images", QVariantList{3}}}); // while a run is shown
    EXPECT_THAT(gallery->picked(), ElementsAre(3));
}

/// A record with random maps and readouts, whose images are rings.
struct ComparedPicture {
    ComparedPicture(RunId id, int layers, int classes, int channels, unsigned seed) : side(id, 1) {
        std::mt19937 random(seed);
        std::normal_distribution<float> normal;
        RunRecord& record = side.record;
        constexpr int kSide = 28;
        record.name = id == 1 ? "narrow" : "wide layers, lr 0.05";
        record.images = {6, channels, kSide, kSide, {}, {}, {}};
        record.classNames.clear();
        for (int label = 0; label < classes; ++label) {
            record.classNames.push_back(label % 3 == 0 ? "ankle boot " + std::to_string(label)
                                                       : "class " + std::to_string(label));
        }
        for (int i = 0; i < 6; ++i) {
            record.images.labels.push_back(i % classes);
            record.images.indices.push_back(1000 + 17 * i);
            for (int c = 0; c < channels; ++c) {
                for (int y = 0; y < kSide; ++y) {
                    for (int x = 0; x < kSide; ++x) {
                        const double r = std::hypot(x - 14 + i, y - 14) - 6 - i;
                        record.images.pixels.push_back(
                            static_cast<std::uint8_t>(255 * std::exp(-r * r / (6 + 9 * c))));
                    }
                }
            }
        }
        record.layers.clear();
        auto readouts = std::make_shared<Readouts>();
        auto snapshot = std::make_shared<ProbeSnapshot>();
        readouts->classes = snapshot->classes = classes;
        snapshot->samples = 6;
        for (int l = 0; l < layers; ++l) {
            const int patches = std::max(8 >> (l * 4 / std::max(layers, 1)), 1);
            const int width = (id == 1 ? 16 : 24) << (l * 4 / std::max(layers, 1));
            const int size = l < layers / 2 ? 28 : 14;
            record.layers.push_back({width, patches, size, size, true});
            LayerReadout readout{width, patches, {}, {}};
            for (int k = 0; k < classes; ++k) {
                readout.bias.push_back(0.3F * normal(random));
            }
            for (int k = 0; k < classes * width * patches * patches; ++k) {
                readout.weights.push_back(0.02F * normal(random));
            }
            readouts->layers.push_back(readout);
            LayerMaps maps{width, patches, {}, {}};
            for (int k = 0; k < 6 * width * patches * patches; ++k) {
                maps.goodness.push_back(std::abs(normal(random)) * static_cast<float>(1 + l));
            }
            snapshot->layers.push_back(maps);
        }
        side.readouts = readouts;
        side.makeMaps = [snapshot] { return std::make_shared<ProbeSnapshot>(*snapshot); };
        side.open();
    }
    ComparedRun side;
};

/// Writes pictures of Evidence and Goodness to look at into the folder ASGE_PICTURES:
/// --gtest_also_run_disabled_tests --gtest_filter="*Pictures"
TEST(EvidenceComparePictures, DISABLED_Pictures) {
    const QString folder = qEnvironmentVariable("ASGE_PICTURES");
    ASSERT_FALSE(folder.isEmpty()) << "ASGE_PICTURES is not set";
    for (const bool dark : {false, true}) {
        for (const auto& [layers, classes, channels] :
             {std::tuple(1, 10, 1), std::tuple(4, 10, 1), std::tuple(4, 100, 3),
              std::tuple(16, 10, 3)}) {
            ComparedPicture a(1, layers, classes, channels, 1);
            ComparedPicture b(12, layers + (layers == 4 ? 1 : 0), classes, channels, 2);
            GoodnessPage goodness;
            goodness.setPalette(dark ? theme::darkPalette() : theme::lightPalette());
            goodness.resize(1150, 900);
            goodness.show();
            goodness.setRun(&a.side.state);
            test::settle(goodness);
            goodness.grab().save(folder + QStringLiteral("/goodness-%1-%2%3.png")
                                              .arg(layers)
                                              .arg(classes)
                                              .arg(dark ? "-dark" : ""));
            EvidencePage page;
            page.setPalette(dark ? theme::darkPalette() : theme::lightPalette());
            page.resize(1150, 900);
            page.show();
            page.setRun(&a.side.state);
            test::settle(page);
            const QString name = folder + QStringLiteral("/evidence-%1-%2%3")
                                              .arg(layers)
                                              .arg(classes)
                                              .arg(dark ? "-dark" : "");
            page.grab().save(name + ".png");
            page.setOther(&b.side.state);
            test::settle(page);
            page.grab().save(name + "-both.png");
            for (const char* ending : {".png", ".svg", ".pdf", ".csv"}) {
                page.exportTo(name + "-both-export" + ending);
            }
            QSvgRenderer svg(name + "-both-export.svg");
            QImage image(svg.defaultSize(), QImage::Format_RGB32);
            QPainter painter(&image);
            svg.render(&painter);
            painter.end();
            image.save(name + "-both-svg.png");
            page.findChild<QSpinBox*>("evidenceChannels")->setValue(3);
            test::settle(page);
            page.grab().save(name + "-channels.png");
            page.findChild<QComboBox*>("evidenceRuns")->setCurrentIndex(1);
            test::settle(page);
            page.grab().save(name + "-difference.png");
            page.findChild<QComboBox*>("evidenceScale")->setCurrentIndex(1);
            page.findChild<QComboBox*>("evidenceRuns")->setCurrentIndex(0);
            page.findChild<QComboBox*>("evidenceLayer")->setCurrentIndex(1);
            test::settle(page);
            page.grab().save(name + "-enlarged.png");
            b.side.record.classNames.back() = "another";
            b.side.open();
            test::settle(page);
            page.grab().save(name + "-refused.png");
        }
    }
}

} // namespace
} // namespace asge
