// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

class QLayout;
class QString;
class QWidget;

namespace asge {

/// Adds a field with a label before it to a row. The two are one widget, so that a layout that
/// wraps keeps them together; the widget is returned, for example to hide both.
QWidget* addLabelledField(QLayout* row, const QString& label, QWidget* field, QWidget* parent);

} // namespace asge
