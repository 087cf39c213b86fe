// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/find_field.h"

#include <QLineEdit>
#include <QVariant>

namespace asge {

namespace {

constexpr const char* kFindField = "asgeFindField";

} // namespace

void setFindField(QWidget& part, QLineEdit& field) {
    part.setProperty(kFindField, QVariant::fromValue<QObject*>(&field));
}

QLineEdit* findFieldOf(QWidget* widget) {
    for (; widget != nullptr; widget = widget->parentWidget()) {
        if (const QVariant field = widget->property(kFindField); field.isValid()) {
            return qobject_cast<QLineEdit*>(field.value<QObject*>());
        }
    }
    return nullptr;
}

void goToField(QLineEdit& field) {
    field.setFocus(Qt::ShortcutFocusReason);
    field.selectAll();
}

} // namespace asge
