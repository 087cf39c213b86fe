// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/trials/sweep_dialog.h"

#include "core/experiment/settings.h"
#include "tests/support/locale_guard.h"
#include "tests/widgets/trials/sweep_steps.h"
#include "widgets/common/theme.h"

#include <gtest/gtest.h>

#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QCompleter>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>
#include <QTextStream>

namespace asge {
namespace {

class SweepDialogTest : public testing::Test {
  protected:
    SweepDialogTest() : dialog_({{"first", experimentOf(32)}, {"second", experimentOf(48)}}) {
        dialog_.show();
    }

    static Experiment experimentOf(int channels) {
        Experiment experiment;
        experiment.network.layers = {{channels, false}, {64, true}};
        return experiment;
    }
    QPushButton* button(const char* name) { return dialog_.findChild<QPushButton*>(name); }
    QTableWidget* table(const char* name) { return dialog_.findChild<QTableWidget*>(name); }
    void vary(const QString& setting, const QString& values) {
        test::varySetting(dialog_, setting, values);
    }
    QString count() { return dialog_.findChild<QLabel*>("sweepCount")->text(); }

    SweepDialog dialog_;
};

TEST_F(SweepDialogTest, ShowsTheRunsOfTheGrid) {
    vary("train.batch", "32, 64");
    vary("optimizer.learning_rate", "0.001, 0.01, 0.1");
    EXPECT_EQ(count(), QStringLiteral("6 combinations × 3 seeds = 18 runs"))
        << dialog_.problem().toStdString();
    EXPECT_EQ(table("sweepRows")->rowCount(), 6);
    EXPECT_EQ(table("sweepRows")->item(1, 1)->text(), "0.01");
    EXPECT_TRUE(button("sweepAdd")->isEnabled());
    ASSERT_TRUE(dialog_.sweep());
    EXPECT_EQ(dialog_.sweep()->cells.size(), 18U);
}

TEST_F(SweepDialogTest, TypingReplacesTheProposedName) {
    dialog_.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&dialog_));
    auto* name = dialog_.findChild<QLineEdit*>("sweepName");
    ASSERT_EQ(QApplication::focusWidget(), name);
    QTest::keyClicks(name, "rates");
    EXPECT_EQ(name->text(), "rates");
}

TEST(SweepPreview, IsReadInTheUsersLanguage) {
    const test::LocaleGuard german(QLocale::German);
    Experiment base;
    base.network.layers = {{32, false}};
    SweepDialog dialog({{"first", base}});
    test::varySetting(dialog, "optimizer.learning_rate", "0,001; 0,01");
    test::varySetting(dialog, "data.limit", "600; 0");
    const auto* rows = dialog.findChild<QTableWidget*>("sweepRows");
    ASSERT_EQ(rows->rowCount(), 4) << dialog.problem().toStdString();
    EXPECT_EQ(rows->item(1, 0)->text(), "0,001");
    EXPECT_EQ(rows->item(1, 1)->text(), "all");
}

TEST_F(SweepDialogTest, ASettingIsTakenFromTheListOfCompletions) {
    auto* setting = dialog_.findChild<QComboBox*>("sweepSetting");
    dialog_.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&dialog_));
    setting->setFocus();
    QTest::keyClicks(setting->lineEdit(), "rate");
    QWidget* list = setting->completer()->popup();
    ASSERT_TRUE(QTest::qWaitFor([&] { return list->isVisible(); }));
    QTest::keyClick(list, Qt::Key_Down);
    QTest::keyClick(list, Qt::Key_Down);
    const QString chosen = setting->currentText();
    EXPECT_NE(chosen, "rate");
    QTest::keyClick(list, Qt::Key_Return);
    QTest::qWait(10);
    ASSERT_EQ(table("sweepSettings")->rowCount(), 1);
    EXPECT_TRUE(chosen.startsWith(table("sweepSettings")->item(0, 0)->text()));
    EXPECT_EQ(setting->currentText(), "") << "another setting looks as if it was chosen";
}

TEST_F(SweepDialogTest, SaysThatThereIsNoSuchSetting) {
    auto* setting = dialog_.findChild<QComboBox*>("sweepSetting");
    QTest::mouseClick(button("sweepVary"), Qt::LeftButton);
    EXPECT_TRUE(dialog_.problem().contains("Choose a setting")) << dialog_.problem().toStdString();
    setting->setEditText("foo");
    QTest::mouseClick(button("sweepVary"), Qt::LeftButton);
    EXPECT_TRUE(dialog_.problem().contains("foo")) << dialog_.problem().toStdString();
    EXPECT_TRUE(button("sweepAdd")->isEnabled());
    vary("train.batch", "32, 64");
    EXPECT_EQ(dialog_.problem(), "");
}

TEST_F(SweepDialogTest, TheTabKeyGoesThroughItFromTopToBottom) {
    vary("train.batch", "32, 64");
    dialog_.activateWindow();
    auto* name = dialog_.findChild<QLineEdit*>("sweepName");
    name->setFocus();
    QStringList order;
    const char* const names[] = {"sweepName", "sweepBase",   "sweepOpen",     "sweepSetting",
                                 "sweepVary", "sweepRemove", "sweepSettings", "sweepSeeds",
                                 "sweepRows", "sweepSave",   "sweepAdd",      "sweepCancel"};
    for (const char* expected : names) {
        QWidget* now = dialog_.focusWidget();
        ASSERT_NE(now, nullptr);
        EXPECT_EQ(now->objectName().toStdString(), expected);
        QWidget* next = now->nextInFocusChain();
        while ((next->focusPolicy() & Qt::TabFocus) == 0 || next->focusProxy() != nullptr ||
               next->objectName().isEmpty() || next->objectName().startsWith("qt_")) {
            next = next->nextInFocusChain();
        }
        next->setFocus();
    }
}

TEST_F(SweepDialogTest, FieldsBeginInLineAndButtonsAreInTheUsualOrder) {
    const auto left = [&](const char* name) {
        return dialog_.findChild<QWidget*>(name)->mapTo(&dialog_, QPoint()).x();
    };
    EXPECT_EQ(left("sweepName"), left("sweepSeeds"));
    EXPECT_EQ(left("sweepName"), left("sweepBase"));
    EXPECT_LT(left("sweepAdd"), left("sweepCancel"));
    EXPECT_FALSE(button("sweepAdd")->isDefault()) << "Enter in a field must not add";
}

TEST_F(SweepDialogTest, NumbersHaveTheMarkOfTheLanguage) {
    const test::LocaleGuard german(QLocale::German);
    vary("train.batch", "32; 64");
    vary("optimizer.learning_rate", "0,001; 0.01; 0,1");
    EXPECT_EQ(count(), QStringLiteral("6 combinations × 3 seeds = 18 runs"))
        << dialog_.problem().toStdString();
    ASSERT_EQ(table("sweepRows")->rowCount(), 6);
    EXPECT_EQ(table("sweepRows")->item(1, 1)->text(), "0,01");
}

TEST_F(SweepDialogTest, NamesErrorsAtOnce) {
    vary("train.batch", "32, many");
    EXPECT_TRUE(dialog_.problem().contains("grid.train.batch")) << dialog_.problem().toStdString();
    EXPECT_FALSE(button("sweepAdd")->isEnabled());
    EXPECT_FALSE(button("sweepSave")->isEnabled());
    EXPECT_EQ(count(), "No runs yet");
    table("sweepSettings")->item(0, 1)->setText("32, 64");
    EXPECT_TRUE(dialog_.problem().isEmpty());
    dialog_.findChild<QLineEdit*>("sweepSeeds")->setText("1, 1");
    EXPECT_TRUE(dialog_.problem().contains("listed twice"));
    dialog_.findChild<QLineEdit*>("sweepSeeds")->setText("1");
    dialog_.findChild<QLineEdit*>("sweepName")->setText("two words");
    EXPECT_TRUE(dialog_.problem().contains("name"));
}

TEST_F(SweepDialogTest, ASettingIsFoundByAPartOfItsTitleAndRemoved) {
    vary("batch size", "16, 32");
    ASSERT_EQ(table("sweepSettings")->rowCount(), 1);
    EXPECT_EQ(dialog_.draft().grid.front().first, "train.batch");
    vary("train.batch", "8, 16"); // the same again: no second row
    EXPECT_EQ(table("sweepSettings")->rowCount(), 1);
    table("sweepSettings")->setCurrentCell(0, 0);
    QTest::mouseClick(button("sweepRemove"), Qt::LeftButton);
    EXPECT_TRUE(dialog_.draft().grid.empty());
    EXPECT_EQ(count(), QStringLiteral("1 combination × 3 seeds = 3 runs"));
}

TEST_F(SweepDialogTest, TheBaseIsChosen) {
    auto* base = dialog_.findChild<QComboBox*>("sweepBase");
    base->setCurrentIndex(1);
    emit base->activated(1);
    ASSERT_TRUE(dialog_.sweep());
    EXPECT_EQ(dialog_.sweep()->cells.front().experiment.network.layers.front().channels, 48);
}

TEST_F(SweepDialogTest, ButtonsHandOutTheDraft) {
    vary("train.batch", "32, 64");
    QSignalSpy saved(&dialog_, &SweepDialog::saveRequested);
    QSignalSpy added(&dialog_, &SweepDialog::addRequested);
    QTest::mouseClick(button("sweepSave"), Qt::LeftButton);
    EXPECT_EQ(saved.count(), 1);
    EXPECT_TRUE(dialog_.isVisible());
    QTest::mouseClick(button("sweepAdd"), Qt::LeftButton);
    EXPECT_EQ(added.count(), 1);
    EXPECT_FALSE(dialog_.isVisible());
}

TEST_F(SweepDialogTest, AFileIsEdited) {
    SweepDraft draft = draftOf(experimentOf(40), "gain");
    draft.baseFile = "/somewhere/quick.json";
    draft.grid = {{"projection.gain", "1, 10"}};
    draft.seeds = "4";
    draft.cells = R"([{}, {"train.order": "greedy"}])";
    draft.cellCount = 2;
    dialog_.setDraft(draft);
    EXPECT_EQ(dialog_.findChild<QComboBox*>("sweepBase")->currentText(), "quick.json");
    EXPECT_EQ(count(),
              QStringLiteral("4 combinations × 1 seed = 4 runs (with 2 rows of the file)"));
    const SweepDraft kept = dialog_.draft();
    EXPECT_EQ(kept.cells, draft.cells);
    EXPECT_EQ(kept.baseFile, draft.baseFile);
    EXPECT_EQ(kept.seeds, "4");
}

TEST_F(SweepDialogTest, TheBaseOfTheFileCanBeChosenAgain) {
    SweepDraft file = draftOf(experimentOf(96), {});
    file.name = "kept";
    file.baseFile = "base.json";
    dialog_.setDraft(file);
    auto* base = dialog_.findChild<QComboBox*>("sweepBase");
    base->setCurrentIndex(0);
    emit base->activated(0);
    EXPECT_TRUE(dialog_.draft().baseFile.empty());
    base->setCurrentIndex(2);
    emit base->activated(2);
    EXPECT_EQ(dialog_.draft().baseFile, "base.json");
    EXPECT_EQ(dialog_.draft().base, file.base);
}

TEST_F(SweepDialogTest, ValuesThatAreBeingTypedCount) {
    std::optional<SweepDraft> added;
    QObject::connect(&dialog_, &SweepDialog::addRequested,
                     [&](const SweepDraft& draft) { added = draft; });
    dialog_.findChild<QComboBox*>("sweepSetting")->setEditText("train.batch");
    QTest::mouseClick(button("sweepVary"), Qt::LeftButton);
    auto* editor = table("sweepSettings")->findChild<QLineEdit*>();
    ASSERT_NE(editor, nullptr);
    QTest::keyClick(editor, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(editor, "16, 32");
    button("sweepAdd")->animateClick(); // as its key does, which leaves the focus in the editor
    ASSERT_TRUE(QTest::qWaitFor([&] { return added.has_value(); }));
    EXPECT_EQ(added->grid.front().second, "16, 32");
}

/// 1 to `count`, separated by commas.
QString numbers(int count) {
    QStringList texts;
    for (int i = 1; i <= count; ++i) {
        texts << QString::number(i);
    }
    return texts.join(QStringLiteral(", "));
}

TEST_F(SweepDialogTest, ErrorsOfALargeSweepAreNamedAtOnce) {
    vary("projection.gain", numbers(100));
    vary("train.batch", numbers(33));
    EXPECT_EQ(count(), QStringLiteral("3300 combinations × 3 seeds = 9900 runs · being checked…"));
    EXPECT_TRUE(button("sweepAdd")->isEnabled());
    table("sweepSettings")->item(1, 1)->setText(numbers(33) + ", many");
    EXPECT_TRUE(dialog_.problem().contains("grid.train.batch")) << dialog_.problem().toStdString();
    EXPECT_FALSE(button("sweepAdd")->isEnabled());
    table("sweepSettings")->item(1, 1)->setText(numbers(34));
    EXPECT_TRUE(dialog_.problem().contains("more than 10000 cells"));
}

TEST_F(SweepDialogTest, ALargeSweepIsCheckedBesideTheTyping) {
    dialog_.findChild<QLineEdit*>("sweepSeeds")->setText("1");
    vary("projection.gain", numbers(100));
    vary("train.batch", numbers(20) + ", 20"); // two rows would be the same
    EXPECT_TRUE(dialog_.problem().isEmpty()) << "not known yet";
    ASSERT_TRUE(QTest::qWaitFor([&] { return !dialog_.problem().isEmpty(); }, 30000));
    EXPECT_TRUE(dialog_.problem().contains("train the same experiment"));
    EXPECT_FALSE(button("sweepAdd")->isEnabled());
    table("sweepSettings")->item(1, 1)->setText(numbers(19));
    table("sweepSettings")->item(1, 1)->setText(numbers(20)); // while the check runs
    EXPECT_FALSE(dialog_.sweep());
    ASSERT_TRUE(QTest::qWaitFor([&] { return dialog_.sweep().has_value(); }, 30000));
    EXPECT_EQ(dialog_.sweep()->cells.size(), 2000U);
    EXPECT_EQ(count(), QStringLiteral("2000 combinations × 1 seed = 2000 runs"));
    EXPECT_EQ(table("sweepRows")->rowCount(), 201);
}

TEST_F(SweepDialogTest, AddChecksALargeSweepAtOnce) {
    QSignalSpy added(&dialog_, &SweepDialog::addRequested);
    dialog_.findChild<QLineEdit*>("sweepSeeds")->setText("1");
    vary("projection.gain", numbers(100));
    vary("train.batch", numbers(5) + ", 5");
    ASSERT_TRUE(button("sweepAdd")->isEnabled());
    QTest::mouseClick(button("sweepAdd"), Qt::LeftButton);
    EXPECT_EQ(added.count(), 0);
    EXPECT_TRUE(dialog_.isVisible());
    EXPECT_TRUE(dialog_.problem().contains("train the same experiment"));
    table("sweepSettings")->item(1, 1)->setText(numbers(5));
    QTest::mouseClick(button("sweepAdd"), Qt::LeftButton);
    EXPECT_EQ(added.count(), 1);
}

/// Prints the time of a keystroke, for the largest sweeps and the largest that is checked at once.
TEST_F(SweepDialogTest, TypingIsNotHeldUp) {
    dialog_.findChild<QLineEdit*>("sweepSeeds")->setText("1");
    vary("projection.gain", "1");
    vary("train.batch", "1");
    const auto type = [&](const QString& gains, const QString& batches, const QString& seeds) {
        dialog_.findChild<QLineEdit*>("sweepSeeds")->setText(seeds);
        table("sweepSettings")->item(0, 1)->setText(gains);
        table("sweepSettings")->item(1, 1)->setText(batches);
        QElapsedTimer timer;
        timer.start();
        auto* name = dialog_.findChild<QLineEdit*>("sweepName");
        name->setText(name->text() + "x");
        QTextStream(stdout) << count() << ": " << timer.elapsed() << " ms";
        ASSERT_TRUE(QTest::qWaitFor([&] { return dialog_.sweep().has_value(); }, 60000))
            << dialog_.problem().toStdString();
        QTextStream(stdout) << ", checked after " << timer.elapsed() << " ms\n";
    };
    type(numbers(100), numbers(100), "1");
    type(numbers(2), numbers(3900), "1");
    type("1", "1, 2", numbers(3900));
    type(numbers(10), numbers(15), "1");
    type("1", "1", numbers(2000));
}

/// Writes pictures to look at into the folder ASGE_PICTURES: a sweep, one with an error, a large
/// one, in light and dark.
TEST_F(SweepDialogTest, DISABLED_Pictures) {
    const QString folder = qEnvironmentVariable("ASGE_PICTURES");
    ASSERT_FALSE(folder.isEmpty()) << "ASGE_PICTURES is not set";
    vary("train.batch", "32, 64");
    vary("optimizer.learning_rate", "0.001, 0.01, 0.1");
    for (const bool dark : {false, true}) {
        QApplication::setPalette(dark ? theme::darkPalette() : theme::lightPalette());
        const QString ending = dark ? "dark.png" : "light.png";
        table("sweepSettings")->item(0, 1)->setText("32, 64");
        QTest::qWait(50);
        dialog_.grab().save(folder + "/sweep-" + ending);
        table("sweepSettings")->item(0, 1)->setText("32, many");
        QTest::qWait(50);
        dialog_.grab().save(folder + "/sweep-error-" + ending);
        table("sweepSettings")->item(0, 1)->setText(numbers(100));
        table("sweepSettings")->item(1, 1)->setText(numbers(8).replace(", ", ", 0.0"));
        QTest::qWait(50);
        dialog_.grab().save(folder + "/sweep-large-" + ending);
        table("sweepSettings")->item(1, 1)->setText("0.001, 0.01, 0.1");
    }
    QApplication::setPalette(theme::lightPalette());
}

} // namespace
} // namespace asge
