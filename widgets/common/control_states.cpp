// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/control_states.h"

#include "widgets/common/marked_slider.h"
#include "widgets/common/plain_text.h"

#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QHeaderView>
#include <QSlider>
#include <QSpinBox>
#include <QSplitter>
#include <QTabWidget>

namespace asge {

namespace {

/// Qt gives the parts of its widgets names that begin with "qt_".
bool isNamed(const QWidget& control) {
    return !control.objectName().isEmpty() &&
           !control.objectName().startsWith(QLatin1String("qt_"));
}

/// A property with what a control class of this program keeps in addition to its value.
constexpr const char* kKeptState = "keptState";

bool keepsItself(const QWidget& control) {
    return control.metaObject()->indexOfProperty(kKeptState) >= 0;
}

/// The state of a control; nothing if it is of another kind.
QVariant stateOf(const QWidget& control) {
    if (keepsItself(control)) {
        return control.property(kKeptState);
    }
    if (const auto* check = qobject_cast<const QCheckBox*>(&control)) {
        return check->isChecked();
    }
    if (const auto* choice = qobject_cast<const QComboBox*>(&control)) {
        return choice->currentText(); // the data may be of a type that settings can't hold
    }
    if (const auto* number = qobject_cast<const QSpinBox*>(&control)) {
        return number->value();
    }
    if (const auto* number = qobject_cast<const QDoubleSpinBox*>(&control)) {
        return number->value();
    }
    if (const auto* slider = qobject_cast<const QSlider*>(&control);
        slider != nullptr && qobject_cast<const MarkedSlider*>(slider) == nullptr) {
        return slider->value();
    }
    if (const auto* splitter = qobject_cast<const QSplitter*>(&control)) {
        return splitter->saveState();
    }
    if (const auto* tabs = qobject_cast<const QTabWidget*>(&control)) {
        return tabs->currentIndex();
    }
    return {};
}

void setState(QWidget& control, const QVariant& state) {
    if (keepsItself(control)) {
        control.setProperty(kKeptState, state.toMap());
    } else if (auto* check = qobject_cast<QCheckBox*>(&control)) {
        check->setChecked(state.toBool());
    } else if (auto* choice = qobject_cast<QComboBox*>(&control)) {
        if (const int index = choice->findText(state.toString()); index >= 0) {
            choice->setCurrentIndex(index);
            emit choice->activated(index);
        }
    } else if (auto* number = qobject_cast<QSpinBox*>(&control)) {
        if (const int value = state.toInt();
            value >= number->minimum() && value <= number->maximum()) {
            number->setValue(value);
        }
    } else if (auto* real = qobject_cast<QDoubleSpinBox*>(&control)) {
        if (const double value = state.toDouble();
            value >= real->minimum() && value <= real->maximum()) {
            real->setValue(value);
        }
    } else if (auto* slider = qobject_cast<QSlider*>(&control)) {
        slider->setValue(state.toInt());
    } else if (auto* splitter = qobject_cast<QSplitter*>(&control)) {
        splitter->restoreState(state.toByteArray());
    } else if (auto* tabs = qobject_cast<QTabWidget*>(&control)) {
        if (const int index = state.toInt(); index >= 0 && index < tabs->count()) {
            tabs->setCurrentIndex(index);
        }
    }
}

/// `named`: whether the control has a label, so that the reason may take the place of its tool tip.
/// A button with nothing but an icon still has to say what it is.
template <typename Control>
void giveReason(Control& control, const QString& why, bool named) {
    // The tool tip of the control itself, and what is shown in its place; invalid while it is
    // shown.
    constexpr const char* kOwnTip = "asgeOwnToolTip";
    constexpr const char* kShownTip = "asgeShownToolTip";
    const QVariant shown = control.property(kShownTip);
    const bool isReplaced = shown.isValid() && control.toolTip() == shown.toString();
    const QString own = isReplaced ? control.property(kOwnTip).toString() : control.toolTip();
    const QString name = named || own.isEmpty() ? QString() : own + u'\n';
    const QString tip = why.isEmpty() ? own : name + plain::block(why);
    control.setToolTip(tip);
    control.setProperty(kOwnTip, why.isEmpty() ? QVariant() : QVariant(own));
    control.setProperty(kShownTip, why.isEmpty() ? QVariant() : QVariant(tip));
    control.setEnabled(why.isEmpty());
}

} // namespace

QVariantMap controlStates(const QWidget& view) {
    QVariantMap states;
    for (const QWidget* control : view.findChildren<QWidget*>()) {
        if (const QVariant state = isNamed(*control) ? stateOf(*control) : QVariant();
            state.isValid()) {
            states.insert(control->objectName(), state);
        }
    }
    return states;
}

void setUsable(QWidget& control, const QString& why) {
    const auto* button = qobject_cast<QAbstractButton*>(&control);
    giveReason(control, why, button == nullptr || !button->text().isEmpty());
}

void setUsable(QAction& action, const QString& why) {
    giveReason(action, why, false); // its buttons may have icons only
}

void setControlsUsable(QWidget& tools, const QString& why) {
    for (QWidget* control : tools.findChildren<QWidget*>()) {
        const bool isControl = qobject_cast<QComboBox*>(control) != nullptr ||
                               qobject_cast<QSlider*>(control) != nullptr ||
                               qobject_cast<QAbstractSpinBox*>(control) != nullptr;
        if (isControl && isNamed(*control)) {
            setUsable(*control, why);
        }
    }
}

void restoreControlStates(QWidget& view, const QVariantMap& states) {
    for (QWidget* control : view.findChildren<QWidget*>()) {
        if (const auto state = states.find(control->objectName());
            state != states.end() && isNamed(*control)) {
            setState(*control, *state);
        }
    }
}

} // namespace asge
