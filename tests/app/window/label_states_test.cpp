// SPDX-License-Identifier: GPL-3.0-or-later

// The names of fields that have no effect are as pale as the fields, and controls say why they have
// none.
#include "tests/app/window/window_fixture.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QFormLayout>
#include <QGridLayout>
#include <QLineEdit>
#include <QScrollBar>
#include <QTabWidget>
#include <QToolButton>

namespace asge {
namespace {

bool takesInput(const QWidget* widget) {
    return qobject_cast<const QComboBox*>(widget) != nullptr ||
           qobject_cast<const QAbstractSpinBox*>(widget) != nullptr ||
           qobject_cast<const QLineEdit*>(widget) != nullptr ||
           (qobject_cast<const QAbstractSlider*>(widget) != nullptr &&
            qobject_cast<const QScrollBar*>(widget) == nullptr);
}

/// What follows a widget in its layout; null if nothing does.
const QLayoutItem* itemAfter(const QLayout& layout, int index) {
    if (const auto* form = qobject_cast<const QFormLayout*>(&layout)) {
        int row = 0;
        QFormLayout::ItemRole role = QFormLayout::LabelRole;
        form->getItemPosition(index, &row, &role);
        return role == QFormLayout::LabelRole ? form->itemAt(row, QFormLayout::FieldRole) : nullptr;
    }
    if (const auto* grid = qobject_cast<const QGridLayout*>(&layout)) {
        int row = 0;
        int column = 0;
        int rows = 0;
        int columns = 0;
        grid->getItemPosition(index, &row, &column, &rows, &columns);
        return grid->itemAtPosition(row, column + columns);
    }
    return layout.itemAt(index + 1);
}

/// The field that is beside the label and is named by it; null if none is.
const QWidget* fieldBeside(const QLabel& label) {
    for (const QLayout* layout : label.parentWidget()->findChildren<QLayout*>()) {
        const int index = layout->indexOf(&label);
        const QLayoutItem* next = index >= 0 ? itemAfter(*layout, index) : nullptr;
        QWidget* field = next != nullptr ? const_cast<QLayoutItem*>(next)->widget() : nullptr;
        if (field != nullptr && field->isVisible() && takesInput(field)) {
            return field;
        }
    }
    return nullptr;
}

bool isPartOfControl(const QWidget& widget) {
    return takesInput(widget.parentWidget()) ||
           qobject_cast<const QAbstractItemView*>(widget.parentWidget()) != nullptr;
}

bool saysWhy(const QWidget& control) {
    constexpr const char* kReason = "asgeShownToolTip"; // of setUsable()
    const auto* button = qobject_cast<const QToolButton*>(&control);
    const QAction* action = button != nullptr ? button->defaultAction() : nullptr;
    return control.property(kReason).isValid() ||
           (action != nullptr && action->property(kReason).isValid());
}

class LabelStates : public test::WindowTest {
  protected:
    /// Looks at all views and docks, with all their tabs.
    void lookAtAll() {
        for (int i = 0; i < window_->views().count(); ++i) {
            window_->views().showView(i);
            lookAt(*window_->views().view(i));
        }
        for (const char* name : {"experimentDock", "runsDock", "layersDock"}) {
            auto& dock = child<QDockWidget>(name);
            dock.show();
            dock.raise();
            lookAt(dock);
        }
    }
    void lookAt(QWidget& part) {
        QTest::qWait(50);
        check(part);
        for (QTabWidget* tabs : part.findChildren<QTabWidget*>()) {
            for (int tab = 0; tab < tabs->count(); ++tab) {
                tabs->setCurrentIndex(tab);
                QTest::qWait(20);
                check(*tabs->widget(tab));
            }
        }
    }
    /// The form and the layers have tool tips of another kind.
    void checkReasons(const QWidget& part) {
        for (const QWidget* control : part.findChildren<QWidget*>()) {
            const bool isControl =
                takesInput(control) || qobject_cast<const QAbstractButton*>(control) != nullptr;
            if (isControl && control->isVisible() && !control->isEnabled() &&
                !isPartOfControl(*control)) {
                EXPECT_TRUE(saysWhy(*control)) << part.objectName().toStdString() << ": "
                                               << control->objectName().toStdString() << ", "
                                               << control->metaObject()->className();
            }
        }
    }
    void check(const QWidget& part) {
        if (part.objectName() != "experimentDock" && part.objectName() != "layersDock") {
            checkReasons(part);
        }
        for (const QLabel* label : part.findChildren<QLabel*>()) {
            const QWidget* field = label->isVisible() ? fieldBeside(*label) : nullptr;
            if (field != nullptr) {
                ++fields_;
                EXPECT_EQ(label->isEnabled(), field->isEnabled())
                    << part.objectName().toStdString() << ": " << label->text().toStdString()
                    << " beside " << field->objectName().toStdString();
            }
        }
    }

    int fields_ = 0;
};

TEST_F(LabelStates, AreThoseOfTheirFieldsInAnEmptyWindow) {
    open().resize(1500, 900);
    lookAtAll();
    checkReasons(child<TransportBar>("transportBar"));
    EXPECT_GT(fields_, 3) << "views that have nothing to choose from hide their fields";
}

TEST_F(LabelStates, AreThoseOfTheirFieldsWithARun) {
    open().resize(1500, 900);
    experiment_.probe.budget = 0; // no maps
    trainToTheEnd(1);
    lookAtAll();
    EXPECT_GT(fields_, 15);
}

} // namespace
} // namespace asge
