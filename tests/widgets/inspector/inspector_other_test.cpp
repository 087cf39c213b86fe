// SPDX-License-Identifier: GPL-3.0-or-later

// The inspector compares what the networks of two runs make of an image.
#include "tests/widgets/inspector/inspector_fixture.h"
#include "widgets/inspector/reading_view.h"

#include <QSpinBox>

namespace asge {
namespace {

using testing::HasSubstr;

class InspectorOther : public test::InspectorFixture {
  protected:
    InspectorOther() {
        record_.status = RunStatus::running; // no neighbours, which these tests do not need
        otherRecord_ = record_;
        otherRecord_.id = 2;
        otherRecord_.name = "wide";
        test::FakeInspector& network = inspection_.others[2];
        network.facts().run = 2;
        network.facts().epoch = 7;
        network.probabilities = {{0.125F, 0.125F, 0.75F}, {0.25F, 0.5F, 0.25F}};
    }
    void compare() {
        otherState_.apply(test::resetTo(otherRecord_));
        page_.setOther(&otherState_);
    }
    void answer() {
        inspection_.deliver(); // A
        inspection_.deliver(); // B
    }
    ReadingView& view() { return find<ReadingView>("inspectorReading"); }
    std::string otherText() { return view().otherText().toStdString(); }

    RunRecord otherRecord_;
    RunState otherState_;
};

TEST_F(InspectorOther, TheSameImageIsShownToBothNetworks) {
    open();
    compare();
    answer();
    ASSERT_TRUE(view().hasOther());
    EXPECT_EQ(view().other().image, view().reading().image);
    EXPECT_EQ(inspection_.others[2].shown.back().pixels, shown().back().pixels);
    EXPECT_EQ(view().other().title, "B: run 2, wide, epoch 7 (A: epoch 2)");
    EXPECT_THAT(view().reading().title.toStdString(), HasSubstr("(probe image 0), epoch 2"));
    const std::string csv = exported().toStdString();
    EXPECT_THAT(csv, HasSubstr("\n1,2,0,fusion,fox,,,0.175"));
    EXPECT_THAT(csv, HasSubstr("\n2,7,0,fusion,fox,,,0.5\n"));
    EXPECT_THAT(csv, HasSubstr("\n2,7,0,predicted,fox,,,0.5\n2,7,0,right,dog,,,0\n"));
    page_.setOther(nullptr);
    EXPECT_FALSE(view().hasOther());
    EXPECT_EQ(view().reading().title, "Test image 7 (probe image 0), epoch 2");
    EXPECT_THAT(exported().toStdString(), testing::Not(HasSubstr("\n2,")));
}

TEST_F(InspectorOther, AStrokeReachesBothNetworks) {
    open();
    compare();
    answer();
    QTest::mouseClick(&find<DrawingPad>("drawingPad"), Qt::LeftButton, {}, padPixel(0.5, 0.5));
    answer();
    EXPECT_EQ(inspection_.others[2].shown.back().pixels, shown().back().pixels);
    EXPECT_GT(shown().back().pixels[0], 150);
    EXPECT_FALSE(view().other().label());
}

TEST_F(InspectorOther, AnotherImageFormatIsExplained) {
    inspection_.others[2].facts().channels = 3;
    inspection_.others[2].facts().width = 32;
    open();
    compare();
    answer();
    EXPECT_FALSE(view().hasOther());
    EXPECT_EQ(otherText(), "B: run 2, wide can't be shown this image: its network expects colour "
                           "images of 4 × 32 pixels, the network of A grey images of 4 × 4 "
                           "pixels.");
    EXPECT_TRUE(QTest::qWaitFor([&] { return page_.isSettled(); }, 2000));
}

TEST_F(InspectorOther, ClassesAreMatchedByTheirNames) {
    inspection_.others[2].facts().classNames = {"fox", "cat", "dog"};
    open();
    compare();
    answer();
    ASSERT_TRUE(view().hasOther());
    EXPECT_EQ(view().other().label(), 2) << "dog";
    inspection_.others[2].facts().classNames = {"a", "b", "c"};
    find<QSpinBox>("inspectorPosition").setValue(1);
    answer();
    EXPECT_FALSE(view().other().label());
}

TEST_F(InspectorOther, OtherLayersAreShownAsTheyAre) {
    otherRecord_.layers.resize(1);
    open();
    compare();
    answer();
    ASSERT_TRUE(view().hasOther());
    QString reason;
    const QTemporaryDir folder;
    EXPECT_TRUE(page_.exportTo(folder.filePath("two.png"), &reason)) << reason.toStdString();
    EXPECT_TRUE(page_.exportTo(folder.filePath("two.pdf"), &reason)) << reason.toStdString();
}

TEST_F(InspectorOther, ARunWithoutACheckpointIsExplained) {
    otherRecord_.epochs.clear();
    open();
    compare();
    answer();
    EXPECT_EQ(otherText(), "B: run 2, wide has no checkpoint yet.");
    EXPECT_EQ(inspection_.others[2].shown.size(), 0U);
}

TEST_F(InspectorOther, AChosenEpochIsThatOfBToo) {
    open();
    compare();
    answer();
    EXPECT_EQ(inspection_.states.back().run, 2);
    EXPECT_EQ(inspection_.states.back().epoch, 0) << "the newest";
    find<QSpinBox>("inspectorEpoch").setValue(1);
    answer();
    EXPECT_EQ(inspection_.states.back().run, 2);
    EXPECT_EQ(inspection_.states.back().epoch, 1);
}

} // namespace
} // namespace asge
