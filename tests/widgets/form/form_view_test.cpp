// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/experiment/experiment_json.h"
#include "core/experiment/layers.h"
#include "core/experiment/settings.h"
#include "form_fixture.h"
#include "tests/support/locale_guard.h"
#include "widgets/common/theme.h"
#include "widgets/form/experiment_form.h"
#include "widgets/form/form_titles.h"
#include "widgets/form/layer_table.h"
#include "widgets/form/layer_table_model.h"

#include <gmock/gmock.h>

#include <QApplication>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace asge {
namespace {

using test::sample;
using ExperimentFormTest = test::FormFixture;

TEST_F(ExperimentFormTest, ShowsAndReturnsAnExperiment) {
    Experiment experiment = sample();
    experiment.data.limit = 1000;
    experiment.network.goodness = Goodness::sum;
    experiment.projection.distribution = ProjectionDistribution::normal;
    experiment.optimizer.weightDecay = 5e-4;
    experiment.device = "cuda:1";
    experiment.probe.budget = 0.1;
    form.setExperiment(experiment, "  named ");
    EXPECT_TRUE(form.isValid());
    EXPECT_EQ(form.experiment(), experiment);
    EXPECT_EQ(form.runName(), "named");
    EXPECT_EQ(find<QLineEdit>("data.limit")->text(), "1000");
    EXPECT_EQ(find<QComboBox>("network.goodness")->currentText(), "sum");
}

TEST_F(ExperimentFormTest, EverySettingHasANamedFieldWithALabelAndAToolTip) {
    for (const Setting& setting : settings()) {
        auto* field = find<QWidget>(setting.path.c_str());
        ASSERT_NE(field, nullptr) << setting.path;
        EXPECT_TRUE(field->toolTip().contains(QString::fromStdString(setting.path)));
        EXPECT_TRUE(field->toolTip().contains(QString::fromStdString(setting.description)));
        EXPECT_FALSE(field->accessibleName().isEmpty());
        EXPECT_FALSE(isBold(setting.path.c_str()));
    }
}

TEST_F(ExperimentFormTest, AWrongValueIsExplainedBelowItsField) {
    QSignalSpy changes(&form, &ExperimentForm::changed);
    type("train.batch", "-3");
    EXPECT_GE(changes.size(), 1);
    EXPECT_FALSE(form.isValid());
    auto* note = find<QLabel>("train.batch.note");
    EXPECT_TRUE(note->isVisibleTo(&form));
    EXPECT_EQ(note->text(), "must be a whole number from 1 to 65536, is -3");
    EXPECT_FALSE(find<QPushButton>("formSave")->isEnabled());
    type("train.batch", "32");
    EXPECT_TRUE(form.isValid());
    EXPECT_FALSE(note->isVisibleTo(&form));
    EXPECT_EQ(form.experiment().train.batch, 32);
}

TEST_F(ExperimentFormTest, LayersAreSummarisedWhileTyping) {
    auto* note = find<QLabel>("network.layers.note");
    auto* table = find<LayerTable>("layerTable");
    const auto patches = [&] {
        std::vector<int> list;
        for (const LayerCost& layer : table->model().costs()) {
            list.push_back(layer.patches);
        }
        return list;
    };
    EXPECT_TRUE(table->isVisible());
    EXPECT_FALSE(note->isVisible());
    EXPECT_THAT(patches(), testing::ElementsAre(8, 4, 2, 1));
    type("network.layers", "64 128M");
    EXPECT_THAT(patches(), testing::ElementsAre(2, 1));
    type("network.alpha", "2");
    EXPECT_THAT(patches(), testing::ElementsAre(4, 2));
    find<QLineEdit>("formSearch")->setText("dropout");
    EXPECT_FALSE(table->isVisible());
    find<QLineEdit>("formSearch")->clear();
    EXPECT_TRUE(table->isVisible());
    find<QLineEdit>("formSearch")->setText("layers");
    EXPECT_TRUE(table->isVisible()) << "it belongs to the setting that is found";
    find<QLineEdit>("formSearch")->clear();
    type("network.layers", "64 x");
    EXPECT_EQ(note->text(), "'x' is not a number of channels, optionally followed by M");
    EXPECT_TRUE(table->isVisible()) << "the error can be corrected in the table";
    EXPECT_THAT(patches(), testing::IsEmpty());
    type("network.layers", "64 128M");
    find<QComboBox>("data.name")->setEditText("photographs");
    EXPECT_THAT(patches(), testing::IsEmpty()) << "the size of the images is not known";
    EXPECT_TRUE(note->text().startsWith("P = 4, 2, at most")) << note->text().toStdString();
}

TEST_F(ExperimentFormTest, PresetsFillTheFormAndChangesAreBold) {
    auto* presets = find<QComboBox>("formPreset");
    EXPECT_EQ(presets->currentText(), "short");
    type("train.seed", "7");
    EXPECT_TRUE(isBold("train.seed"));
    EXPECT_FALSE(isBold("train.epochs"));
    EXPECT_EQ(presets->currentText(), "short");
    form.restore(form.experiment(), "name", form.base());
    EXPECT_EQ(presets->currentText(), "short") << "in the next session, too";
    presets->setFocus();
    QTest::keyClick(presets, Qt::Key_Down);
    EXPECT_EQ(form.experiment(), sample(40));
    EXPECT_FALSE(isBold("train.seed"));
    form.setExperiment(sample(11));
    EXPECT_EQ(presets->currentIndex(), -1); // it equals none of the presets
}

TEST_F(ExperimentFormTest, APresetNamesTheRunUnlessTheUserHasTypedAName) {
    auto* presets = find<QComboBox>("formPreset");
    const auto choosePreset = [&](Qt::Key key) {
        presets->setFocus();
        QTest::keyClick(presets, key);
    };
    choosePreset(Qt::Key_Down);
    EXPECT_EQ(form.runName(), "long");
    form.setExperiment(sample(11), "of a run");
    choosePreset(Qt::Key_Down);
    EXPECT_EQ(form.runName(), "short") << "the user has not typed that name";
    auto* name = find<QLineEdit>("formName");
    name->selectAll();
    QTest::keyClicks(name, "mine");
    choosePreset(Qt::Key_Down);
    EXPECT_EQ(form.runName(), "mine");
    name->selectAll();
    QTest::keyClick(name, Qt::Key_Delete);
    choosePreset(Qt::Key_Up);
    EXPECT_EQ(form.runName(), "short");
}

TEST_F(ExperimentFormTest, AChangedFieldCanBeReset) {
    EXPECT_FALSE(isShown("train.seed.reset"));
    type("train.seed", "7");
    const int width = find<QWidget>("train.seed")->width();
    ASSERT_TRUE(isShown("train.seed.reset"));
    EXPECT_TRUE(find<QWidget>("train.seed.reset")->toolTip().contains("Reset to 1"));
    QTest::mouseClick(find<QWidget>("train.seed.reset"), Qt::LeftButton);
    EXPECT_EQ(form.experiment(), sample(10));
    EXPECT_FALSE(isShown("train.seed.reset"));
    EXPECT_FALSE(isBold("train.seed"));
    EXPECT_EQ(form.focusWidget(), find<QWidget>("train.seed"));
    EXPECT_EQ(find<QWidget>("train.seed")->width(), width) << "fields keep their place";
    choose("method", "backprop");
    QTest::mouseClick(find<QWidget>("method.reset"), Qt::LeftButton);
    EXPECT_EQ(form.experiment(), sample(10));
}

TEST_F(ExperimentFormTest, ZeroIsShownAsItsMeaning) {
    auto* limit = find<QLineEdit>("data.limit");
    EXPECT_EQ(limit->text(), "");
    EXPECT_EQ(limit->placeholderText(), "all");
    EXPECT_EQ(find<QLineEdit>("threads")->placeholderText(), "one per core");
    type("data.limit", "500");
    EXPECT_EQ(form.experiment().data.limit, 500);
    EXPECT_TRUE(isBold("data.limit"));
    type("data.limit", "");
    EXPECT_EQ(form.experiment(), sample(10));
    EXPECT_FALSE(isBold("data.limit"));
    type("data.limit", "0");
    EXPECT_EQ(form.experiment(), sample(10));
    EXPECT_FALSE(isBold("data.limit"));
    QTest::keyClick(limit, Qt::Key_Return);
    EXPECT_EQ(limit->text(), "") << "the word for 0 is shown again";
    EXPECT_EQ(form.experiment(), sample(10));
    type("train.batch", "");
    EXPECT_FALSE(form.isValid()) << "its 0 means nothing";
}

TEST_F(ExperimentFormTest, TheJsonIsInStepWithTheFields) {
    auto* button = find<QPushButton>("formJson");
    auto* text = find<QPlainTextEdit>("formJsonText");
    auto* problem = find<QLabel>("formJsonProblem");
    EXPECT_FALSE(text->isVisible());
    QTest::mouseClick(button, Qt::LeftButton);
    ASSERT_TRUE(text->isVisible());
    EXPECT_EQ(text->toPlainText().toStdString(), toJson(sample(10)));
    type("train.epochs", "12");
    EXPECT_EQ(text->toPlainText().toStdString(), toJson(sample(12)));
    QSignalSpy changes(&form, &ExperimentForm::changed);
    text->setPlainText(R"({"network": {"layers": "32 64M 128M 256M"}, "train": {"epochs": 40}})");
    EXPECT_EQ(form.experiment(), sample(40));
    EXPECT_EQ(find<QLineEdit>("train.epochs")->text(), "40");
    EXPECT_TRUE(isBold("train.epochs"));
    EXPECT_EQ(find<QComboBox>("formPreset")->currentText(), "short")
        << "with which the bold settings are compared";
    EXPECT_TRUE(text->toPlainText().startsWith("{\"network")) << "the user's text stays";
    EXPECT_GE(changes.size(), 1);
    text->setPlainText(R"({"network": {"layers": "32"}, "train": {"batch": 0}})");
    EXPECT_FALSE(form.isValid());
    EXPECT_EQ(problem->text(), "JSON: train.batch: must be a whole number from 1 to 65536, is 0");
    EXPECT_EQ(form.experiment(), sample(40)) << "of the last valid text";
    QTest::mouseClick(button, Qt::LeftButton);
    EXPECT_TRUE(form.isValid()) << "the wrong text is gone";
    EXPECT_EQ(form.experiment(), sample(40));
}

TEST_F(ExperimentFormTest, ADecimalCommaIsAPoint) {
    type("optimizer.learning_rate", "0,002");
    EXPECT_TRUE(form.isValid());
    EXPECT_EQ(form.experiment().optimizer.learningRate, 0.002);
    QTest::keyClick(find<QLineEdit>("optimizer.learning_rate"), Qt::Key_Return);
    EXPECT_EQ(find<QLineEdit>("optimizer.learning_rate")->text(), "0.002");
    type("optimizer.learning_rate", "1,000.5");
    EXPECT_FALSE(form.isValid()) << "there are no group separators";
    type("optimizer.learning_rate", "0.002");
    type("optimizer.layer_rates", "1, 1, 0.5, 1");
    EXPECT_EQ(form.experiment().optimizer.layerRates, (std::vector<double>{1, 1, 0.5, 1}))
        << "commas separate a list";
}

TEST_F(ExperimentFormTest, NumbersHaveTheMarkOfTheLanguage) {
    const test::LocaleGuard german(QLocale::German);
    Experiment experiment = sample(40);
    experiment.optimizer.learningRate = 0.005;
    experiment.optimizer.layerRates = {1, 0.5, 1, 1};
    form.setExperiment(experiment);
    auto* rate = find<QLineEdit>("optimizer.learning_rate");
    EXPECT_EQ(rate->text(), "0,005");
    EXPECT_EQ(find<QLineEdit>("optimizer.layer_rates")->text(), "1 0,5 1 1");
    EXPECT_TRUE(form.isValid());
    EXPECT_EQ(form.experiment(), experiment) << "what is written stays the same";
    EXPECT_FALSE(isBold("optimizer.learning_rate") && isBold("optimizer.layer_rates"));
    for (const char* typed : {"0,25", "0.25"}) {
        type("optimizer.learning_rate", typed);
        EXPECT_EQ(form.experiment().optimizer.learningRate, 0.25) << typed;
        QTest::keyClick(rate, Qt::Key_Return);
        EXPECT_EQ(rate->text(), "0,25");
    }
    EXPECT_EQ(find<QLineEdit>("optimizer.learning_rate")->toolTip().contains("0.0"), false)
        << "nor do tool tips have points";
    type("optimizer.layer_rates", "1 0,25 1 1");
    EXPECT_EQ(form.experiment().optimizer.layerRates, (std::vector<double>{1, 0.25, 1, 1}));
}

/// The widgets below `within` whose text does not fit.
QStringList cutTexts(const QWidget& within) {
    QStringList cut;
    for (const QLabel* label : within.findChildren<QLabel*>()) {
        if (label->isVisible() && label->wordWrap() &&
            label->height() < label->heightForWidth(label->width())) {
            cut << label->objectName();
        }
    }
    return cut;
}

TEST_F(ExperimentFormTest, TextBelowAFieldIsNeverCut) {
    form.setOpenGroups({"basic", "network", "optimizer"});
    for (const int width : {300, 330, 360, 420, 600}) {
        form.resize(width, 800);
        for (const char* layers : {"32 64M 128M 256M", "32 64M 128M 256M 256 256M 256 512 512M 512",
                                   "32 x", "32M 64M 128M 256M 256M 512M 512M"}) {
            type("network.layers", layers);
            find<QComboBox>("data.name")->setEditText(width % 20 == 0 ? "mnist" : "photographs");
            QCoreApplication::processEvents();
            EXPECT_EQ(cutTexts(form), QStringList()) << width << ' ' << layers;
        }
    }
}

TEST_F(ExperimentFormTest, SavesAndLoads) {
    QTemporaryDir folder;
    const QString file = folder.filePath("mine.json");
    type("train.epochs", "3");
    chooseFile("formSave", file);
    ASSERT_TRUE(QFile::exists(file));
    EXPECT_EQ(loadExperiment(file.toStdString()), sample(3));
    form.setExperiment(sample(99));
    chooseFile("formLoad", file);
    EXPECT_EQ(form.experiment(), sample(3));
    EXPECT_FALSE(find<QLabel>("formFileError")->isVisible());
}

TEST_F(ExperimentFormTest, ABrokenFileIsNamedAndChangesNothing) {
    QTemporaryDir folder;
    const QString name = folder.filePath("broken.json");
    QFile file(name);
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(R"({"network": {"layers": "32"}, "train": {"batch": 0}})");
    file.close();
    chooseFile("formLoad", name);
    auto* error = find<QLabel>("formFileError");
    ASSERT_TRUE(error->isVisible());
    EXPECT_EQ(error->text(), name + ": train.batch: must be a whole number from 1 to 65536, is 0");
    EXPECT_EQ(form.experiment(), sample(10));
    form.setExperiment(sample(10));
    EXPECT_FALSE(error->isVisible());
}

TEST_F(ExperimentFormTest, AnInvalidExperimentIsShownUnchanged) {
    Experiment experiment = sample();
    experiment.method = "magic";
    experiment.train.batch = -1;
    form.setExperiment(experiment);
    EXPECT_FALSE(form.isValid());
    EXPECT_EQ(find<QComboBox>("method")->currentText(), "magic");
    EXPECT_EQ(find<QLineEdit>("train.batch")->text(), "-1");
}

TEST_F(ExperimentFormTest, AnInvalidNameIsAnError) {
    auto* name = find<QLineEdit>("formName");
    auto* error = find<QLabel>("formNameError");
    EXPECT_TRUE(error->isHidden());
    name->setText(QString(201, u'x'));
    EXPECT_FALSE(form.isValid());
    EXPECT_FALSE(error->isHidden());
    EXPECT_TRUE(error->text().contains("200 bytes"));
    name->setText("  "); // a name is optional
    EXPECT_TRUE(form.isValid());
    EXPECT_TRUE(error->isHidden());
}

TEST_F(ExperimentFormTest, SettingsWithoutEffectAreDisabledAndExplained) {
    auto* momentum = find<QLineEdit>("optimizer.momentum");
    EXPECT_FALSE(momentum->isEnabled());
    EXPECT_TRUE(momentum->toolTip().contains("only SGD has momentum"));
    choose("optimizer.name", "sgd");
    EXPECT_TRUE(momentum->isEnabled());
    type("optimizer.momentum", "0.8");
    choose("optimizer.name", "adamw");
    EXPECT_FALSE(momentum->isEnabled());
    EXPECT_EQ(find<QLabel>("optimizer.momentum.note")->text(), "No effect: only SGD has momentum");
    EXPECT_TRUE(form.isValid());
    EXPECT_FALSE(find<QWidget>("data.size")->isEnabled());
    type("data.path", "/data/photographs");
    EXPECT_TRUE(find<QWidget>("data.size")->isEnabled());
}

TEST_F(ExperimentFormTest, AnOrderThatTheMethodDoesNotSupportIsAnError) {
    choose("train.order", "greedy");
    choose("method", "backprop");
    EXPECT_FALSE(form.isValid());
    EXPECT_EQ(summary("train"), "Order must be \"together\" with method backprop, is \"greedy\"");
    choose("train.order", "together");
    EXPECT_TRUE(form.isValid());
    EXPECT_FALSE(find<QWidget>("train.order")->isEnabled());
}

TEST_F(ExperimentFormTest, AWrongValueWithoutEffectCanBeCorrected) {
    Experiment experiment = sample();
    experiment.optimizer.momentum = 5;
    form.setExperiment(experiment);
    EXPECT_FALSE(form.isValid());
    EXPECT_TRUE(find<QWidget>("optimizer.momentum")->isEnabled());
    type("optimizer.momentum", "0.9");
    EXPECT_TRUE(form.isValid());
}

TEST_F(ExperimentFormTest, KnownDataSetsCanBeSelectedAndOthersTyped) {
    auto* box = find<QComboBox>("data.name");
    EXPECT_GE(box->findText("mnist"), 0);
    EXPECT_TRUE(box->isEditable());
    box->setEditText("photographs");
    EXPECT_EQ(form.experiment().data.name, "photographs");
    EXPECT_FALSE(find<QLabel>("network.layers.note")->text().contains("grey"));
}

TEST_F(ExperimentFormTest, ChoicesAreExplained) {
    auto* rule = find<QComboBox>("network.patch_rule");
    EXPECT_EQ(rule->itemText(2), "root");
    EXPECT_EQ(rule->itemData(2, Qt::ToolTipRole).toString(), "⌊α·√r⌋ patches per side");
    EXPECT_TRUE(rule->toolTip().contains("linear: ⌊α·r⌋ patches per side"));
}

TEST_F(ExperimentFormTest, FieldsOfAllGroupsAreAligned) {
    form.setOpenGroups({"basic", "augment", "probe"});
    QTest::qWait(0);
    const auto left = [&](const char* path) {
        return find<QWidget>(path)->mapTo(&form, QPoint()).x();
    };
    EXPECT_EQ(left("augment.flip"), left("train.seed"));
    EXPECT_EQ(left("probe.budget"), left("train.seed"));
}

/// Writes pictures to look at into the folder ASGE_PICTURES:
/// --gtest_also_run_disabled_tests --gtest_filter="*Pictures"
TEST_F(ExperimentFormTest, DISABLED_Pictures) {
    const QString folder = qEnvironmentVariable("ASGE_PICTURES");
    ASSERT_FALSE(folder.isEmpty()) << "ASGE_PICTURES is not set";
    form.setOpenGroups({"basic", "data", "optimizer"});
    for (const bool dark : {false, true}) {
        QApplication::setPalette(dark ? theme::darkPalette() : theme::lightPalette());
        const auto save = [&](const QString& name, int width) {
            form.resize(width, 900);
            QTest::qWait(50);
            form.grab().save(QString("%1/form-%2-%3-%4.png")
                                 .arg(folder, dark ? "dark" : "light", name)
                                 .arg(width));
        };
        form.setExperiment(sample(10), "first");
        save("usual", 330);
        type("train.seed", "7");
        type("train.batch", "-3");
        type("network.layers",
             "32 64M 128M 256M 256 256M 256 512 512 512 512 512 512 512 512 512 512");
        save("deep", 330);
        save("deep", 420);
        find<QLineEdit>("formSearch")->setText("train");
        save("search", 330);
        save("search", 420);
        find<QLineEdit>("formSearch")->clear();
        type("train.batch", "64");
        find<QComboBox>("data.name")->setEditText("photographs");
        save("photographs", 330);
        form.setExperiment(sample(10), "first");
        find<QPushButton>("formJson")->setChecked(true);
        save("json", 330);
        save("json", 800);
        find<QPushButton>("formJson")->setChecked(false);
    }
}

TEST(FormTitles, OfPresetsNameTheDataSet) {
    EXPECT_EQ(presetTitle("fashion-mnist", "fashion-mnist"), "Fashion-MNIST");
    EXPECT_EQ(presetTitle("quick", "fashion-mnist"), "Fashion-MNIST, quick");
    EXPECT_EQ(presetTitle("cifar-10-channel-competition", "cifar-10"),
              "CIFAR-10, channel competition");
    EXPECT_EQ(presetTitle("mnist", "mnist"), "MNIST");
}

TEST(FormTitles, EverySettingHasATitleAndEveryChoiceOfAWordAMeaning) {
    for (const Setting& setting : settings()) {
        const QString key = QString::fromStdString(setting.path.substr(setting.path.find('.') + 1));
        EXPECT_NE(settingTitle(setting.path), QString(key).replace('_', ' ')) << setting.path;
        if (setting.kind == SettingKind::choice) {
            for (const Choice& choice : setting.choices) {
                EXPECT_FALSE(choiceMeaning(setting.path, choice.name).isEmpty())
                    << setting.path << '=' << choice.name;
            }
        }
    }
}

} // namespace
} // namespace asge
