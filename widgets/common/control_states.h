// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QVariantMap>

class QAction;
class QWidget;

namespace asge {

/// What the user has set in the controls of a view, by their object names: check boxes, choices,
/// numbers, sliders, splitters, tabs, and what has a property "keptState" (QVariantMap). Controls
/// without a name, and those that are about one run (MarkedSlider), are left out.
QVariantMap controlStates(const QWidget& view);
/// Sets the controls as controlStates() found them. A choice that is not offered any more, a number
/// out of range and an unknown name change nothing.
void restoreControlStates(QWidget& view, const QVariantMap& states);

/// Disables a control that has no effect now. Its tool tip says why, in place of what the control
/// does, or below it if the control has no label. An empty `why` enables it and gives it its own
/// tool tip back.
void setUsable(QWidget& control, const QString& why);
void setUsable(QAction& action, const QString& why); ///< the same for the buttons of an action
/// The same for all choices, sliders and numbers of a row of tools.
void setControlsUsable(QWidget& tools, const QString& why);

} // namespace asge
