// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/control_states.h"

#include "widgets/common/marked_slider.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QSlider>
#include <QSpinBox>
#include <QTabWidget>
#include <QToolButton>
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

TEST(ControlStates, ADisabledControlSaysWhy) {
    QCheckBox check(QStringLiteral("Members"));
    check.setToolTip(QStringLiteral("Draw them"));
    setUsable(check, QStringLiteral("There are none."));
    EXPECT_FALSE(check.isEnabled());
    EXPECT_EQ(check.toolTip(), "There are none.");
    setUsable(check, {});
    EXPECT_TRUE(check.isEnabled());
    EXPECT_EQ(check.toolTip(), "Draw them");
}

TEST(ControlStates, AnIconStillSaysWhatItIs) {
    QAction action(QStringLiteral("Step"));
    QToolButton icon;
    icon.setDefaultAction(&action);
    action.setToolTip(QStringLiteral("One step (F7)"));
    for (const char* why : {"No run is being trained.", "The training is stopping."}) {
        setUsable(action, QString::fromLatin1(why));
        EXPECT_FALSE(icon.isEnabled());
        EXPECT_EQ(icon.toolTip(), QStringLiteral("One step (F7)\n%1").arg(why));
    }
    setUsable(action, {});
    EXPECT_EQ(icon.toolTip(), "One step (F7)");
    QToolButton arrow;
    arrow.setToolTip(QStringLiteral("Next image"));
    setUsable(arrow, QStringLiteral("There is none after."));
    EXPECT_EQ(arrow.toolTip(), "Next image\nThere is none after.");
}

} // namespace
} // namespace asge
