// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

class QLineEdit;
class QWidget;

namespace asge {

/// Names the field in which a part of the window finds things. The window's Find leads there from
/// everywhere in the part, so that the key is one of the window's actions, which users can change.
void setFindField(QWidget& part, QLineEdit& field);
/// The field of the part that this widget belongs to; null if there is none.
QLineEdit* findFieldOf(QWidget* widget);
/// Begins to type into it.
void goToField(QLineEdit& field);

} // namespace asge
