// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/layers.h"
#include "core/experiment/settings.h"
#include "widgets/form/experiment_form.h"

#include <gmock/gmock.h>

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QTimer>

namespace asge::test {

inline Experiment sample(int epochs = 10) {
    Experiment experiment;
    experiment.network.layers = parseLayers("32 64M 128M 256M");
    experiment.train.epochs = epochs;
    return experiment;
}

/// A visible form with two presets.
class FormFixture : public testing::Test {
  protected:
    void SetUp() override {
        // Native dialogs can't be controlled by a test.
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
    /// Selects this file in the dialog that `button` opens.
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

    QAbstractButton* heading(const char* group) {
        return form.findChild<QAbstractButton*>(QStringLiteral("formHeading.") + group);
    }
    QString summary(const char* group) { return heading(group)->accessibleDescription(); }
    bool isShown(const char* path) { return find<QWidget>(path)->isVisible(); }
    /// The paths of the visible settings.
    std::vector<std::string> shown() {
        std::vector<std::string> paths;
        for (const Setting& setting : settings()) {
            if (isShown(setting.path.c_str())) {
                paths.push_back(setting.path);
            }
        }
        return paths;
    }
    void choose(const char* path, const char* choice) {
        auto* box = find<QComboBox>(path);
        box->setFocus();
        for (int i = 0; i < box->count() && box->currentText() != choice; ++i) {
            QTest::keyClick(box, i == 0 ? Qt::Key_Home : Qt::Key_Down);
        }
        EXPECT_EQ(box->currentText(), choice);
    }

    ExperimentForm form;
};

} // namespace asge::test
