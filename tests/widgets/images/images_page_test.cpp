// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/images/images_page.h"

#include "tests/widgets/fake_inspection.h"
#include "tests/widgets/run_records.h"
#include "widgets/images/image_gallery.h"

#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <gmock/gmock.h>

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

    RunRecord record_;
    RunState state_;
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
    EXPECT_TRUE(page_.isSettled());
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
    const QTemporaryDir folder;
    const QString file = folder.filePath("images.csv");
    QString reason;
    ASSERT_TRUE(page_.exportTo(file, &reason)) << reason.toStdString();
    QFile in(file);
    ASSERT_TRUE(in.open(QIODevice::ReadOnly));
    const std::string text = in.readAll().toStdString();
    EXPECT_THAT(text, HasSubstr("position,label,predicted,confidence\n0,0,0,0.9"));
    EXPECT_THAT(text, HasSubstr("\n4,1,0,0.5\n"));
}

} // namespace
} // namespace asge
