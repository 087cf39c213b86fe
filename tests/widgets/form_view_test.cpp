#include "widgets/experiment_form.h"

#include <gmock/gmock.h>

#include <QApplication>
#include <QComboBox>
#include <QFile>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

namespace asge {
namespace {

Experiment sample(int epochs = 10) {
    Experiment experiment;
    experiment.network.layers = parseLayers("32 64M 128M 256M");
    experiment.train.epochs = epochs;
    return experiment;
}

class ExperimentFormTest : public testing::Test {
  protected:
    void SetUp() override {
        // The platform's own dialogs can't be driven.
        QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
        form.resize(420, 800);
        form.show();
        form.setPresets({{"short", sample(10)}, {"long", sample(40)}});
        form.setExperiment(sample(10), "first");
    }

    template <typename Widget>
    Widget* find(const char* name) {
        return form.findChild<Widget*>(QString::fromLatin1(name));
    }
    void type(const char* path, const char* text) {
        auto* line = find<QLineEdit>(path);
        line->selectAll();
        QTest::keyClick(line, Qt::Key_Delete);
        QTest::keyClicks(line, QString::fromLatin1(text));
    }
    /// Gives the file dialog that `button` opens this file.
    void chooseFile(const char* button, const QString& file) {
        QTimer::singleShot(0, &form, [file] {
            auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
            ASSERT_NE(dialog, nullptr);
            dialog->findChild<QLineEdit*>("fileNameEdit")->setText(file);
            QMetaObject::invokeMethod(dialog, "accept");
        });
        QTest::mouseClick(find<QPushButton>(button), Qt::LeftButton);
    }
    bool isBold(const char* path) {
        for (const QLabel* label : form.findChildren<QLabel*>()) {
            if (label->buddy() && label->buddy()->objectName() == QLatin1String(path)) {
                return label->font().bold();
            }
        }
        ADD_FAILURE() << "no label for " << path;
        return false;
    }

    ExperimentForm form;
};

TEST_F(ExperimentFormTest, ShowsAndReturnsAnExperiment) {
    Experiment experiment = sample();
    experiment.data.limit = 1000;
    experiment.network.goodness = Goodness::sum;
    experiment.projection.distribution = ProjectionDistribution::normal;
    experiment.optimizer.weightDecay = 5e-4;
    experiment.device = "cuda:1";
    experiment.probe.budget = 0.1;
    form.setExperiment(experiment, "  named ");
    EXPECT_TRUE(form.isSound());
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

TEST_F(ExperimentFormTest, AWrongValueIsExplainedBeneathItsField) {
    QSignalSpy changes(&form, &ExperimentForm::changed);
    type("train.batch", "-3");
    EXPECT_GE(changes.size(), 1);
    EXPECT_FALSE(form.isSound());
    auto* note = find<QLabel>("train.batch.note");
    EXPECT_TRUE(note->isVisibleTo(&form));
    EXPECT_EQ(note->text(), "must be a whole number from 1 to 65536, is -3");
    EXPECT_FALSE(find<QPushButton>("formSave")->isEnabled());
    type("train.batch", "32");
    EXPECT_TRUE(form.isSound());
    EXPECT_FALSE(note->isVisibleTo(&form));
    EXPECT_EQ(form.experiment().train.batch, 32);
}

TEST_F(ExperimentFormTest, LayersAreSummedUpAsTheyAreTyped) {
    auto* note = find<QLabel>("network.layers.note");
    EXPECT_TRUE(note->text().startsWith("P = 8, 4, 2, 1 ·")) << note->text().toStdString();
    type("network.layers", "64 128M");
    EXPECT_TRUE(note->text().startsWith("P = 2, 1 ·")) << note->text().toStdString();
    type("network.alpha", "2");
    EXPECT_TRUE(note->text().startsWith("P = 4, 2 ·")) << note->text().toStdString();
    type("network.layers", "64 x");
    EXPECT_EQ(note->text(), "'x' is not a number of channels, optionally followed by M");
}

TEST_F(ExperimentFormTest, PresetsFillTheFormAndChangesAreBold) {
    auto* presets = find<QComboBox>("formPreset");
    EXPECT_EQ(presets->currentText(), "short");
    type("train.seed", "7");
    EXPECT_TRUE(isBold("train.seed"));
    EXPECT_FALSE(isBold("train.epochs"));
    presets->setFocus();
    QTest::keyClick(presets, Qt::Key_Down);
    EXPECT_EQ(form.experiment(), sample(40));
    EXPECT_FALSE(isBold("train.seed"));
    form.setExperiment(sample(11));
    EXPECT_EQ(presets->currentIndex(), -1); // none of the presets
}

TEST_F(ExperimentFormTest, ARunningRunsSettingsCanNotBeChanged) {
    form.setReadOnly(true);
    type("train.batch", "5");
    EXPECT_EQ(form.experiment().train.batch, 64);
    EXPECT_FALSE(find<QComboBox>("optimizer.schedule")->isEnabled());
    EXPECT_FALSE(find<QPushButton>("formLoad")->isEnabled());
    form.setReadOnly(false);
    type("train.batch", "5");
    EXPECT_EQ(form.experiment().train.batch, 5);
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

TEST_F(ExperimentFormTest, AnUnsoundExperimentIsShownAsItIs) {
    Experiment experiment = sample();
    experiment.method = "magic";
    experiment.train.batch = -1;
    form.setExperiment(experiment);
    EXPECT_FALSE(form.isSound());
    EXPECT_EQ(find<QComboBox>("method")->currentText(), "magic");
    EXPECT_EQ(find<QLineEdit>("train.batch")->text(), "-1");
}

TEST_F(ExperimentFormTest, ANameThatCantBeIsAnError) {
    auto* name = find<QLineEdit>("formName");
    auto* error = find<QLabel>("formNameError");
    EXPECT_TRUE(error->isHidden());
    name->setText(QString(201, u'x'));
    EXPECT_FALSE(form.isSound());
    EXPECT_FALSE(error->isHidden());
    EXPECT_TRUE(error->text().contains("200 bytes"));
    name->setText("  "); // optional
    EXPECT_TRUE(form.isSound());
    EXPECT_TRUE(error->isHidden());
}

} // namespace
} // namespace asge
