// SPDX-License-Identifier: GPL-3.0-or-later

#include "form_fixture.h"

namespace asge {
namespace {

using test::sample;
using FormGroupsTest = test::FormFixture;

TEST_F(FormGroupsTest, OnlyTheBasicGroupIsOpenAtFirst) {
    EXPECT_THAT(shown(), testing::ElementsAre("method", "data.name", "network.layers",
                                              "optimizer.learning_rate", "train.epochs",
                                              "train.batch", "train.seed"));
    EXPECT_EQ(form.openGroups(), QStringList{"basic"});
    QTest::mouseClick(heading("augment"), Qt::LeftButton);
    EXPECT_TRUE(isShown("augment.flip"));
    EXPECT_EQ(form.openGroups(), (QStringList{"basic", "augment"}));
    QTest::mouseClick(heading("augment"), Qt::LeftButton);
    EXPECT_FALSE(isShown("augment.flip"));
}

TEST_F(FormGroupsTest, GroupsFoldAndUnfoldByKeys) {
    QAbstractButton* probe = heading("probe");
    probe->setFocus();
    QTest::keyClick(probe, Qt::Key_Right);
    EXPECT_TRUE(isShown("probe.samples"));
    QTest::keyClick(probe, Qt::Key_Right);
    EXPECT_TRUE(isShown("probe.samples")) << "open already";
    QTest::keyClick(probe, Qt::Key_Left);
    EXPECT_FALSE(isShown("probe.samples"));
    QTest::keyClick(probe, Qt::Key_Space);
    EXPECT_TRUE(isShown("probe.samples"));
    QTest::keyClick(probe, Qt::Key_Return);
    EXPECT_FALSE(isShown("probe.samples"));
    // After the last basic field, Tab moves to the headings of the next groups.
    find<QWidget>("train.seed")->setFocus();
    QTest::keyClick(form.focusWidget(), Qt::Key_Tab);
    EXPECT_EQ(form.focusWidget(), heading("data"));
    QTest::keyClick(form.focusWidget(), Qt::Key_Tab);
    EXPECT_EQ(form.focusWidget(), heading("augment"));
}

TEST_F(FormGroupsTest, OpenGroupsCanBeRestored) {
    form.setOpenGroups({"network", "of another version"});
    EXPECT_EQ(form.openGroups(), QStringList{"network"});
    EXPECT_FALSE(isShown("method"));
    EXPECT_TRUE(isShown("network.pooling"));
}

TEST_F(FormGroupsTest, AFoldedGroupSummarisesChangedSettings) {
    EXPECT_EQ(summary("augment"), "off");
    EXPECT_EQ(summary("network"), "defaults");
    EXPECT_EQ(summary("basic"), "asge · fashion-mnist · 32 64M 128M 256M");
    type("augment.flip", "0.5");
    type("augment.crop", "2");
    EXPECT_EQ(summary("augment"), "crop 2, flip 0.5");
    type("optimizer.momentum", "0.8"); // has no effect with AdamW
    EXPECT_EQ(summary("optimizer"), "defaults");
    type("augment.crop", "-1");
    EXPECT_EQ(summary("augment"), "Crop must be a whole number from 0 to 512, is -1");
    choose("network.goodness", "sum");
    choose("method", "mean-goodness"); // this method has its own goodness
    EXPECT_EQ(summary("network"), "defaults");
}

TEST_F(FormGroupsTest, ASearchShowsMatchesAndEscapeShowsAllSettings) {
    auto* line = find<QLineEdit>("formSearch");
    QTest::keyClicks(line, "rate");
    EXPECT_THAT(shown(), testing::ElementsAre("optimizer.learning_rate", "optimizer.layer_rates",
                                              "optimizer.schedule", "optimizer.warmup"));
    EXPECT_FALSE(heading("augment")->isVisible());
    EXPECT_EQ(find<QLabel>("optimizer.warmup.group")->text(), "Optimizer");
    EXPECT_TRUE(find<QLabel>("optimizer.warmup.group")->isVisible());
    EXPECT_EQ(form.openGroups(), QStringList{"basic"})
        << "the search did not unfold groups permanently";
    QTest::keyClick(line, Qt::Key_Down);
    EXPECT_EQ(form.focusWidget(), find<QWidget>("optimizer.learning_rate"));
    QTest::keyClick(line, Qt::Key_Escape);
    EXPECT_TRUE(line->text().isEmpty());
    EXPECT_EQ(shown().size(), 7U);
    EXPECT_TRUE(heading("augment")->isVisible());
    QTest::keyClicks(line, "layer_ra");
    EXPECT_THAT(shown(), testing::ElementsAre("optimizer.layer_rates"));
    line->clear();
    QTest::keyClicks(line, "SGD");
    EXPECT_THAT(shown(), testing::ElementsAre("optimizer.name", "optimizer.momentum"));
    line->clear();
    QTest::keyClicks(line, "zzz");
    EXPECT_THAT(shown(), testing::IsEmpty());
    EXPECT_TRUE(find<QLabel>("formNothingFound")->isVisible());
    QTest::keyClick(line, Qt::Key_Escape);
    EXPECT_FALSE(find<QLabel>("formNothingFound")->isVisible());
}

TEST_F(FormGroupsTest, ASearchShowsTheBestMatchesFirst) {
    const auto fromTop = [&] {
        std::vector<std::pair<int, std::string>> places;
        for (const std::string& path : shown()) {
            places.emplace_back(find<QWidget>(path.c_str())->mapTo(&form, QPoint()).y(), path);
        }
        std::sort(places.begin(), places.end());
        std::vector<std::string> paths;
        for (const auto& [y, path] : places) {
            paths.push_back(path);
        }
        return paths;
    };
    const std::vector<std::string> usual = fromTop();
    auto* line = find<QLineEdit>("formSearch");
    QTest::keyClicks(line, "patience");
    QTest::qWait(0);
    EXPECT_THAT(fromTop(), testing::ElementsAre("train.patience", "train.freeze_patience"));
    line->selectAll();
    QTest::keyClicks(line, "class");
    QTest::qWait(0);
    EXPECT_EQ(fromTop().front(), "data.classes") << "its title begins with the word";
    line->selectAll();
    QTest::keyClicks(line, "train");
    QTest::qWait(0);
    const std::vector<std::string> found = fromTop();
    // By title, of all groups: those that begin with the word; then by key; then by description.
    const auto place = [&](const char* path) {
        return std::find(found.begin(), found.end(), path) - found.begin();
    };
    EXPECT_EQ(found[0], "data.limit") << "Training images";
    EXPECT_EQ(found[1], "projection.training");
    EXPECT_LT(place("projection.training"), place("train.epochs"));
    EXPECT_LT(place("train.seed"), place("method")) << "a key before a description";
    EXPECT_LT(place("train.on_nonfinite"), place("method"))
        << "also if the settings are in different groups";
    for (const std::string& path : found) {
        const auto* field = find<QWidget>(path.c_str());
        EXPECT_EQ(field->height(), field->sizeHint().height()) << path;
        const auto* list = find<QWidget>("formResults");
        EXPECT_LE(field->mapTo(list, QPoint(0, field->height())).y(), list->height())
            << path << " is cut";
    }
    EXPECT_THAT(found,
                testing::IsSupersetOf({"train.epochs", "train.batch", "train.seed", "method"}));
    QTest::keyClick(line, Qt::Key_Return);
    EXPECT_EQ(form.focusWidget(), find<QWidget>("data.limit"));
    QTest::keyClick(form.focusWidget(), Qt::Key_Tab);
    EXPECT_EQ(form.focusWidget(), find<QWidget>(found[1].c_str())) << "Tab goes down";
    line->setFocus();
    QTest::keyClick(line, Qt::Key_Escape);
    QTest::qWait(0);
    EXPECT_EQ(fromTop(), usual);
    line->setText("train"); // in one piece
    for (const std::string& path : found) {
        const auto* field = find<QWidget>(path.c_str());
        EXPECT_TRUE(QTest::qWaitFor([&] { return field->height() > 10; }, 2000)) << path;
    }
}

} // namespace
} // namespace asge
