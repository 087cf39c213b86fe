// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/images/images_page.h"

#include "tests/widgets/csv_text.h"
#include "tests/widgets/fake_inspection.h"
#include "tests/widgets/run_records.h"
#include "widgets/common/theme.h"
#include "widgets/images/image_gallery.h"
#include "widgets/plot/plot_export.h"

#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QListView>
#include <QPainter>
#include <QPushButton>
#include <QSignalSpy>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QTest>

#include <gmock/gmock.h>

#include <cmath>

namespace asge {
namespace {

using testing::HasSubstr;

class ImagesPageTest : public testing::Test {
  protected:
    ImagesPageTest() {
        page_.setInspection(&inspection_);
        page_.resize(900, 600);
        record_ = test::tinyRecord(1, 2, RunStatus::stopped);
        record_.layers = {{1, 2, 4, 4, true}, {1, 1, 2, 2, false}};
        record_.classNames = {"cat", "dog", "fox"};
        ImageOutcomes& outcomes = inspection_.inspector.made;
        outcomes.classes = 3;
        outcomes.labels = {0, 1, 2, 0, 1};
        outcomes.scorers = {{{0, 0, 0, 0, 0}, {0.9F, 0.8F, 0.7F, 0.6F, 0.5F}, {1, -1, -2, 3, -9}},
                            {{0, 1, 2, 1, 1}, {0.5F, 0.5F, 0.5F, 0.5F, 0.5F}, {1, 1, 1, -1, 1}},
                            {{0, 1, 2, 0, 0}, {0.4F, 0.3F, 0.2F, 0.9F, 0.8F}, {}}};
        outcomes.rangeCorrect = {2, 4, 4};
    }

    void open() {
        state_.apply(test::resetTo(record_));
        page_.setRun(&state_);
        page_.show();
        QCoreApplication::processEvents();
    }
    ImageGallery& gallery() { return *page_.findChild<ImageGallery*>(); }
    void choose(const char* box, const QString& text) {
        auto& combo = *page_.findChild<QComboBox*>(QLatin1String(box));
        ASSERT_GE(combo.findText(text), 0) << text.toStdString();
        combo.setCurrentIndex(combo.findText(text));
    }
    int wrong() {
        ImageFilter filter;
        filter.show = ImageFilter::Show::wrong;
        gallery().setFilter(filter);
        return gallery().shownCount();
    }

    /// Answers the question of one topic with these outcomes.
    void answer(const QString& topic, const ImageOutcomes& outcomes) {
        ASSERT_TRUE(inspection_.waiting.contains(topic)) << topic.toStdString();
        const test::FakeInspection::Question question = inspection_.waiting[topic];
        inspection_.waiting.erase(topic);
        inspection_.inspector.made = outcomes;
        LoadWatch watch;
        question.work(inspection_.inspector, watch)();
    }
    /// Compares with a run whose network predicts `predicted` by Fusion, or, as the first layer,
    /// always class 1.
    void compare(const std::vector<std::int32_t>& predicted) {
        other_ = inspection_.inspector.made;
        other_.scorers = {{{1, 1, 1, 1, 1}, {0.1F, 0.2F, 0.3F, 0.4F, 0.5F}, {}},
                          {predicted, {0.5F, 0.6F, 0.7F, 0.8F, 0.9F}, {}}};
        RunRecord record = record_;
        record.id = 12;
        record.name = "wide layers";
        record.layers.resize(1);
        b_.apply(test::resetTo(record));
        page_.setOther(&b_);
    }
    std::string text(const char* label) {
        auto* found = page_.findChild<QLabel*>(QLatin1String(label));
        return found->isVisibleTo(&page_) ? found->text().toStdString() : std::string();
    }
    int shownWith(const QString& show) {
        choose("imagesShow", show);
        return gallery().shownCount();
    }
    std::string csv() {
        const QTemporaryDir folder;
        const QString file = folder.filePath("images.csv");
        QString reason;
        EXPECT_TRUE(page_.exportTo(file, &reason)) << reason.toStdString();
        QFile in(file);
        EXPECT_TRUE(in.open(QIODevice::ReadOnly));
        return test::csvLines(in.readAll()).toStdString();
    }

    RunRecord record_;
    RunState state_;
    RunState b_;
    ImageOutcomes other_;
    test::FakeInspection inspection_;
    ImagesPage page_;
};

TEST_F(ImagesPageTest, ListsWhatEachScorerGetsWrong) {
    open();
    inspection_.deliver();
    EXPECT_EQ(gallery().shownCount(), 1) << "what Fusion gets wrong";
    EXPECT_EQ(gallery().filter().order, ImageFilter::Order::surestFirst);
    gallery().setFilter({});
    EXPECT_EQ(gallery().shownCount(), 5);
    EXPECT_EQ(wrong(), 1) << "Fusion";
    choose("imagesScorer", "Layer 1");
    EXPECT_EQ(wrong(), 3);
    choose("imagesScorer", "Last");
    EXPECT_EQ(wrong(), 1);
}

TEST_F(ImagesPageTest, AQueryShowsItsImages) {
    open();
    inspection_.deliver();
    EXPECT_TRUE(page_.showImages({Split::test, 2, 0, 1, 0, {}}));
    inspection_.deliver();
    EXPECT_EQ(gallery().shownCount(), 2) << "dogs that layer 1 predicts as cats";
    EXPECT_TRUE(page_.showImages({Split::test, 2, 0, {}, {}, marginBin(-2)}));
    EXPECT_EQ(gallery().shownCount(), 1) << "one image has that margin";
    EXPECT_THAT(page_.findChild<QLabel*>("imagesShown")->text().toStdString(),
                HasSubstr("margin from"));
}

TEST_F(ImagesPageTest, ATrainingIsDisturbedOnlyIfTheUserAsks) {
    record_.status = RunStatus::running;
    open();
    EXPECT_TRUE(inspection_.waiting.empty());
    QTest::mouseClick(page_.findChild<QPushButton*>("imagesCompute"), Qt::LeftButton);
    EXPECT_FALSE(inspection_.waiting.empty());
    QTest::mouseClick(page_.findChild<QPushButton*>("imagesStop"), Qt::LeftButton);
    EXPECT_TRUE(inspection_.waiting.empty());
    EXPECT_TRUE(QTest::qWaitFor([this] { return page_.isSettled(); }, 5000));
}

TEST_F(ImagesPageTest, AnImageOpensInTheInspector) {
    open();
    inspection_.deliver();
    QSignalSpy wanted(&page_, &RunPage::imageRequested);
    emit gallery().imageActivated(3);
    ASSERT_EQ(wanted.size(), 1);
    EXPECT_EQ(wanted[0][0].value<Split>(), Split::test);
    EXPECT_EQ(wanted[0][1].toLongLong(), 3);
}

TEST_F(ImagesPageTest, WritesAllImages) {
    open();
    inspection_.deliver();
    choose("imagesScorer", "Layer 1");
    const std::string text = csv();
    EXPECT_THAT(text, HasSubstr("run,epoch,split,scorer,position,label,label_name,predicted,"
                                "predicted_name,confidence\n1,2,test,layer 1,0,0,cat,0,cat,0.9"));
    EXPECT_THAT(text, HasSubstr("\n1,2,test,layer 1,4,1,dog,0,cat,0.5\n"));
}

TEST_F(ImagesPageTest, TheSelectionIsFoundAgainAfterARestart) {
    open();
    inspection_.deliver();
    choose("imagesShow", "all");
    gallery().choose(3);
    const QVariantMap state = page_.saveState();
    ImagesPage next;
    next.setInspection(&inspection_);
    next.restoreState(state);
    EXPECT_EQ(next.saveState(), state) << "also before the images are there";
    next.resize(page_.size());
    next.setRun(&state_);
    next.show();
    QCoreApplication::processEvents();
    inspection_.deliver();
    EXPECT_EQ(next.findChild<ImageGallery*>()->sight().chosen, 3);
}

// Labels 0 1 2 0 1; Fusion of A predicts 0 1 2 0 0, that of B 0 2 2 1 2.
TEST_F(ImagesPageTest, ASecondRunIsComparedImageByImage) {
    open();
    const ImageOutcomes ofA = inspection_.inspector.made;
    compare({0, 2, 2, 1, 2});
    answer("images", ofA);
    answer("images/b", other_);
    EXPECT_EQ(inspection_.states.back().run, 12);
    EXPECT_EQ(text("imagesShown"), "A: run 1, tiny, epoch 2 · B: run 12, wide layers, epoch 2\nOf "
                                   "5 images: 0 wrong only in A, "
                                   "2 only in B, 1 in both; 3 with different predictions.");
    EXPECT_EQ(shownWith("all"), 5);
    EXPECT_EQ(shownWith("wrong in A"), 1);
    EXPECT_EQ(shownWith("right in A"), 4);
    EXPECT_EQ(shownWith("wrong in A, right in B"), 0);
    EXPECT_EQ(shownWith("right in A, wrong in B"), 2);
    EXPECT_EQ(shownWith("wrong in both"), 1);
    EXPECT_EQ(shownWith("different predictions"), 3);
    const std::string table = csv();
    EXPECT_THAT(table,
                HasSubstr("predicted_name,confidence,run_b,epoch_b,predicted_b,predicted_b_name,"
                          "confidence_b\n1,2,test,fusion,0,0,cat,0,cat,0.4,12,2,0,cat,0.5\n"));
    EXPECT_THAT(table, HasSubstr("\n1,2,test,fusion,4,1,dog,0,cat,0.8,12,2,2,fox,0.9\n"));
    auto* view = page_.findChild<QListView*>("imagesView");
    choose("imagesShow", "wrong in both");
    EXPECT_EQ(view->model()->index(0, 0).data().toString(), "dog\nA ✗ 80 % cat\nB ✗ 90 % fox");
    EXPECT_THAT(view->model()->index(0, 0).data(Qt::ToolTipRole).toString().toStdString(),
                HasSubstr("A predicts cat with 80.0 %, B fox with 90.0 %"));
    choose("imagesScorer", "Layer 1"); // A predicts class 0, B class 1
    EXPECT_THAT(text("imagesShown"),
                HasSubstr("2 wrong only in A, 2 only in B, 1 in both; 5 with"));
    choose("imagesScorer", "Layer 2");
    EXPECT_EQ(text("imagesNote"), "B: run 12, wide layers is not shown. It has no layer 2.");
    EXPECT_EQ(text("imagesShown"), "A: run 1, tiny, epoch 2");
    choose("imagesScorer", "Last"); // of B the first layer
    EXPECT_EQ(text("imagesNote"), "");
    EXPECT_EQ(page_.findChild<QComboBox*>("imagesShow")->currentText(), "wrong in both")
        << "the choice returns with B";
    page_.setOther(nullptr);
    EXPECT_EQ(page_.findChild<QComboBox*>("imagesShow")->currentText(), "wrong");
    EXPECT_THAT(csv(), HasSubstr(",predicted_name,confidence\n"));
}

TEST_F(ImagesPageTest, OtherImagesAreNotCompared) {
    open();
    const ImageOutcomes ofA = inspection_.inspector.made;
    inspection_.deliver();
    compare({0, 1, 2, 0, 1});
    EXPECT_THAT(text("imagesNote"), HasSubstr("are being shown to its network"));
    EXPECT_FALSE(page_.isSettled());
    ImageOutcomes fewer = other_;
    fewer.labels.pop_back();
    answer("images/b", fewer);
    EXPECT_EQ(text("imagesNote"), "B: run 12, wide layers is not shown. Its images are not those "
                                  "of A: A has 5, B 4.");
    EXPECT_EQ(page_.findChild<QComboBox*>("imagesShow")->findText("wrong in both"), -1);
    QTest::mouseClick(page_.findChild<QPushButton*>("imagesCompute"), Qt::LeftButton);
    answer("images", ofA);
    other_.labels = {0, 1, 2, 1, 0};
    answer("images/b", other_);
    EXPECT_THAT(text("imagesNote"), HasSubstr("their labels differ"));
    RunRecord record = record_;
    record.id = 13;
    record.classNames = {"a", "b", "c"};
    b_.apply(test::resetTo(record));
    EXPECT_THAT(text("imagesNote"), HasSubstr("Its classes are not those of A."));
    record.classNames = record_.classNames;
    record.epochs.clear();
    b_.apply(test::resetTo(record));
    EXPECT_THAT(text("imagesNote"), HasSubstr("It has no finished epoch."));
    EXPECT_EQ(text("imagesShown"), "A: run 1, tiny, epoch 2");
    EXPECT_FALSE(inspection_.waiting.contains("images/b")) << "nothing of B is waited for";
}

TEST_F(ImagesPageTest, AFailureOfBLeavesA) {
    open();
    inspection_.deliver();
    compare({0, 1, 2, 0, 1});
    inspection_.waiting.at("images/b").failed("Run 12 has no checkpoint.");
    EXPECT_THAT(text("imagesNote"), HasSubstr("is not shown. Run 12 has no checkpoint."));
    EXPECT_EQ(wrong(), 1);
    EXPECT_EQ(text("imagesProblem"), "");
}

TEST_F(ImagesPageTest, AQueryShowsItsImagesOfBothRuns) {
    open();
    const ImageOutcomes ofA = inspection_.inspector.made;
    compare({0, 2, 2, 1, 2});
    answer("images", ofA);
    answer("images/b", other_);
    choose("imagesShow", "wrong in both");
    EXPECT_TRUE(page_.showImages({Split::test, 2, 0, 1, 0, {}}));
    EXPECT_EQ(gallery().shownCount(), 2) << "dogs that layer 1 of A predicts as cats";
    EXPECT_THAT(text("imagesShown"), HasSubstr("Of 5 images"));
    EXPECT_TRUE(page_.showImages({Split::validation, 2, 2, 1, {}, {}}));
    answer("images", ofA);
    EXPECT_EQ(gallery().shownCount(), 2);
    EXPECT_THAT(text("imagesShown"), testing::Not(HasSubstr("B: run"))) << "of the test images";
    answer("images/b", other_);
    EXPECT_THAT(text("imagesShown"), HasSubstr("B: run 12, wide layers, epoch 2"));
    EXPECT_EQ(gallery().shownCount(), 2);
}

TEST_F(ImagesPageTest, ATrainingOfBIsNotDisturbedEither) {
    open();
    inspection_.deliver();
    record_.status = RunStatus::running;
    compare({0, 1, 2, 0, 1});
    EXPECT_TRUE(inspection_.waiting.empty());
    EXPECT_EQ(text("imagesNote"), "Press Compute to show the images to B: run 12, wide layers.");
    QTest::mouseClick(page_.findChild<QPushButton*>("imagesCompute"), Qt::LeftButton);
    EXPECT_TRUE(inspection_.waiting.contains("images/b"));
    QTest::mouseClick(page_.findChild<QPushButton*>("imagesStop"), Qt::LeftButton);
    EXPECT_TRUE(inspection_.waiting.empty());
}

TEST_F(ImagesPageTest, SaysWhatCanBeDoneOnceTheFirstEpochHasEnded) {
    const std::vector<EpochEvent> epochs = {record_.epochs.front()};
    record_.status = RunStatus::running;
    record_.epochs.clear();
    open();
    EXPECT_THAT(text("imagesEmpty"), testing::HasSubstr("No checkpoint of this run is stored"));
    const auto areUsable = [this](bool usable) {
        for (const char* name : {"imagesSplit", "imagesScorer", "imagesEpoch", "imagesCompute"}) {
            const auto& control = *page_.findChild<QWidget*>(name);
            EXPECT_EQ(control.isEnabled(), usable) << name;
            EXPECT_EQ(control.toolTip() == "No checkpoint of this run is stored yet.", !usable);
        }
    };
    areUsable(false);
    EXPECT_FALSE(page_.findChild<QWidget*>("imagesExport")->isEnabled());
    RunDelta delta;
    delta.run = 1;
    delta.epochs = epochs;
    state_.apply(delta);
    EXPECT_EQ(text("imagesEmpty"), "Press Compute to show all images to the network.");
    areUsable(true);
}

TEST_F(ImagesPageTest, ARunWithoutACheckpointIsNotAskedForOne) {
    record_.hasCheckpoint = false;
    open();
    EXPECT_TRUE(inspection_.waiting.empty());
    EXPECT_THAT(text("imagesEmpty"), HasSubstr("Train its experiment again"));
    const auto& compute = *page_.findChild<QWidget*>("imagesCompute");
    EXPECT_FALSE(compute.isEnabled());
    EXPECT_EQ(compute.toolTip(), "No checkpoint of this run is stored.");
    EXPECT_EQ(text("imagesProblem"), "");
}

TEST_F(ImagesPageTest, AProblemIsASentence) {
    open();
    inspection_.waiting.at("images").failed("run 1: has no checkpoint of epoch 9");
    EXPECT_EQ(text("imagesProblem"), "Run 1 has no checkpoint of epoch 9.");
}

TEST_F(ImagesPageTest, AnAnswerThatThereIsNoCheckpointIsKept) {
    open();
    inspection_.waiting.at("images").failed("run 1: has no checkpoint");
    EXPECT_FALSE(state_.hasCheckpoint());
    EXPECT_THAT(text("imagesEmpty"), HasSubstr("No checkpoint of this run is stored"));
    EXPECT_FALSE(page_.findChild<QWidget*>("imagesCompute")->isEnabled());
    EXPECT_EQ(text("imagesProblem"), "");
}

TEST_F(ImagesPageTest, AColumnOfAPaperHasMoreRowsAndNotSmallerTexts) {
    ImageOutcomes& outcomes = inspection_.inspector.made;
    for (int i = 0; i < 200; ++i) {
        outcomes.labels.push_back(0);
        for (ScorerOutcomes& scorer : outcomes.scorers) {
            scorer.predicted.push_back(1);
            scorer.confidence.push_back(0.5F);
            if (!scorer.margin.empty()) {
                scorer.margin.push_back(0);
            }
        }
    }
    open();
    inspection_.deliver();
    choose("imagesShow", "all");
    const auto form = gallery().pictureForm(QString(), {});
    const auto narrow = gallery().pictureForm(ExportTarget::forPaper({}, kOneColumn), {});
    EXPECT_LT(narrow.columns, form.columns);
    EXPECT_GT(narrow.rows, form.rows);
    EXPECT_LE(narrow.rows * narrow.columns, form.rows * form.columns) << "those in sight";
    EXPECT_LE(narrow.size.width(),
              figureSize(ExportTarget::forPaper({}, kOneColumn), {}, page_.font()).width())
        << "nothing is made smaller";
    EXPECT_LT(narrow.size.height(), 3 * narrow.size.width()) << "a page has room for it";
}

TEST_F(ImagesPageTest, PicturesHoldTheImagesInSight) {
    open();
    const QTemporaryDir folder;
    QString reason;
    EXPECT_FALSE(page_.exportTo(folder.filePath("a.png"), &reason));
    EXPECT_EQ(reason, "There are no images to export");
    const ImageOutcomes ofA = inspection_.inspector.made;
    compare({0, 2, 2, 1, 2});
    answer("images", ofA);
    answer("images/b", other_);
    choose("imagesShow", "all");
    for (const char* name : {"a.png", "a.svg", "a.pdf"}) {
        EXPECT_TRUE(page_.exportTo(folder.filePath(name), &reason)) << reason.toStdString();
    }
    QFile svg(folder.filePath("a.svg"));
    ASSERT_TRUE(svg.open(QIODevice::ReadOnly));
    const std::string text = svg.readAll().toStdString();
    EXPECT_THAT(text, HasSubstr("predicted by Fusion"));
    EXPECT_THAT(text, HasSubstr("B ✗ 90 % fox"));
}

/// Writes pictures to look at into the folder ASGE_PICTURES:
/// --gtest_also_run_disabled_tests --gtest_filter="*Pictures"
TEST_F(ImagesPageTest, DISABLED_Pictures) {
    const QString folder = qEnvironmentVariable("ASGE_PICTURES");
    ASSERT_FALSE(folder.isEmpty()) << "ASGE_PICTURES is not set";
    const int count = 400;
    const auto rings = [this](const std::vector<std::int64_t>& positions) {
        ProbeImages pixels{static_cast<int>(positions.size()), 3, 32, 32, {}, {}, {}};
        for (const std::int64_t position : positions) {
            pixels.indices.push_back(static_cast<int>(position));
            pixels.labels.push_back(0);
            for (int i = 0; i < 3 * 32 * 32; ++i) {
                const double r =
                    std::hypot(i % 32 - 16, i / 32 % 32 - 16) - static_cast<double>(position % 14);
                pixels.pixels.push_back(
                    static_cast<std::uint8_t>(255 * std::exp(-r * r / (9 + 20.0 * (i / 1024)))));
            }
        }
        gallery().setPixels(pixels);
    };
    QObject::connect(&gallery(), &ImageGallery::pixelsRequested, &page_, rings);
    for (const int classes : {10, 100}) {
        record_.classNames.clear();
        for (int label = 0; label < classes; ++label) {
            record_.classNames.push_back(label % 3 == 0 ? "ankle boot " + std::to_string(label)
                                                        : "class " + std::to_string(label));
        }
        record_.id = classes;
        ImageOutcomes outcomes;
        outcomes.classes = classes;
        outcomes.scorers.resize(3);
        for (int i = 0; i < count; ++i) {
            outcomes.labels.push_back(i * 7 % classes);
            int factor = 1;
            for (ScorerOutcomes& scores : outcomes.scorers) {
                scores.predicted.push_back(i * factor % 4 == 0 ? i % classes : i * 7 % classes);
                scores.confidence.push_back(static_cast<float>(i * factor % 97) / 97);
                factor += 2;
            }
        }
        inspection_.inspector.made = outcomes;
        open();
        compare({});
        other_ = outcomes;
        for (int i = 0; i < count; ++i) {
            other_.scorers[2].predicted[static_cast<std::size_t>(i)] =
                i % 5 == 0 ? (i + 1) % classes : i * 7 % classes;
        }
        other_.scorers.erase(other_.scorers.begin());
        for (const bool dark : {false, true}) {
            page_.setPalette(dark ? theme::darkPalette() : theme::lightPalette());
            const QString name =
                folder + QStringLiteral("/images-%1%2").arg(classes).arg(dark ? "-dark" : "");
            if (!dark) {
                answer("images", outcomes);
                QTest::qWait(300);
                page_.grab().save(name + ".png");
                answer("images/b", other_);
            }
            choose("imagesShow", "different predictions");
            QTest::qWait(300);
            page_.grab().save(name + "-both.png");
            for (const char* ending : {".png", ".svg", ".pdf", ".csv"}) {
                page_.exportTo(name + "-export" + ending);
            }
            QSvgRenderer svg(name + "-export.svg");
            QImage image(svg.defaultSize(), QImage::Format_RGB32);
            QPainter painter(&image);
            svg.render(&painter);
            painter.end();
            image.save(name + "-svg.png");
        }
        page_.setOther(nullptr);
    }
}

} // namespace
} // namespace asge
