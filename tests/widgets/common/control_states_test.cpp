// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/control_states.h"

#include "widgets/common/marked_slider.h"

#include <QCheckBox>
#include <QComboBox>
#include <QSlider>
#include <QSpinBox>
#include <QTabWidget>
#include <QVBoxLayout>

#include <gtest/gtest.h>

namespace asge {
namespace {

/// A view with a control of each kind.
struct SampleView : QWidget {
    SampleView() {
        auto* column = new QVBoxLayout(this);
        const auto add = [&](QWidget* control, const char* name) {
            control->setObjectName(name);
            column->addWidget(control);
        };
        add(check = new QCheckBox, "check");
        add(unnamed = new QCheckBox, "");
        add(choice = new QComboBox, "choice");
        add(number = new QSpinBox, "number");
        add(slider = new QSlider, "slider");
        add(epochs = new MarkedSlider, "epochs");
        add(tabs = new QTabWidget, "tabs");
        choice->addItems({"small", "large"});
        number->setRange(0, 100);
        slider->setRange(0, 100);
        epochs->setRange(0, 100);
        tabs->addTab(new QWidget, "one");
        tabs->addTab(new QWidget, "two");
    }

    QCheckBox* check;
    QCheckBox* unnamed;
    QComboBox* choice;
    QSpinBox* number;
    QSlider* slider;
    MarkedSlider* epochs;
    QTabWidget* tabs;
};

TEST(ControlStates, AreRestored) {
    SampleView before;
    before.check->setChecked(true);
    before.unnamed->setChecked(true);
    before.choice->setCurrentIndex(1);
    before.number->setValue(42);
    before.slider->setValue(42);
    before.epochs->setValue(42);
    before.tabs->setCurrentIndex(1);
    SampleView after;
    QStringList activated; // some views follow only what the user chooses
    QObject::connect(after.choice, &QComboBox::activated, &after,
                     [&] { activated << after.choice->currentText(); });
    restoreControlStates(after, controlStates(before));
    EXPECT_TRUE(after.check->isChecked());
    EXPECT_FALSE(after.unnamed->isChecked());
    EXPECT_EQ(after.choice->currentText(), "large");
    EXPECT_EQ(activated, QStringList{"large"});
    EXPECT_EQ(after.number->value(), 42);
    EXPECT_EQ(after.slider->value(), 42);
    EXPECT_EQ(after.epochs->value(), 0) << "it is about one run";
    EXPECT_EQ(after.tabs->currentIndex(), 1);
}

TEST(ControlStates, ThatAreNotPossibleChangeNothing) {
    SampleView view;
    restoreControlStates(view, {{"choice", "no longer offered"},
                                {"number", 1000},
                                {"tabs", 7},
                                {"check", QVariantList{1}},
                                {"unknown", true}});
    EXPECT_EQ(view.choice->currentText(), "small");
    EXPECT_EQ(view.number->value(), 0);
    EXPECT_EQ(view.tabs->currentIndex(), 0);
    EXPECT_FALSE(view.check->isChecked());
}

} // namespace
} // namespace asge
