// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QVariantMap>

class QWidget;

namespace asge {

/// What the user has set in the controls of a view, by their object names: check boxes, choices,
/// numbers, sliders, splitters, tabs, and what has a property "keptState" (QVariantMap). Controls
/// without a name, and those that are about one run (MarkedSlider), are left out.
QVariantMap controlStates(const QWidget& view);
/// Sets the controls as controlStates() found them. A choice that is not offered any more, a number
/// out of range and an unknown name change nothing.
void restoreControlStates(QWidget& view, const QVariantMap& states);

} // namespace asge
