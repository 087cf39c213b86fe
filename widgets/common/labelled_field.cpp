// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/labelled_field.h"

#include "widgets/common/plain_text.h"

#include <QHBoxLayout>

namespace asge {

QWidget* addLabelledField(QLayout* row, const QString& label, QWidget* field, QWidget* parent) {
    auto* pair = new QWidget(parent);
    auto* box = new QHBoxLayout(pair);
    box->setContentsMargins(0, 0, 0, 0);
    auto* text = new PlainLabel(label, pair);
    text->setBuddy(field);
    box->addWidget(text);
    box->addWidget(field);
    row->addWidget(pair);
    return pair;
}

} // namespace asge
