// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/labelled_field.h"

#include "widgets/common/plain_text.h"

#include <QEvent>
#include <QHBoxLayout>

namespace asge {

namespace {

/// Disables a label with its field.
class FieldWatch : public QObject {
  public:
    FieldWatch(QWidget& label, QWidget& field) : QObject(&label), label_(label) {
        field.installEventFilter(this);
        label.setEnabled(field.isEnabled());
    }

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() == QEvent::EnabledChange) {
            label_.setEnabled(static_cast<const QWidget*>(watched)->isEnabled());
        }
        return false;
    }

  private:
    QWidget& label_;
};

} // namespace

void followField(QWidget& label, QWidget& field) {
    new FieldWatch(label, field); // the label owns it
}

QWidget* addLabelledField(QLayout* row, const QString& label, QWidget* field, QWidget* parent) {
    auto* pair = new QWidget(parent);
    auto* box = new QHBoxLayout(pair);
    box->setContentsMargins(0, 0, 0, 0);
    auto* text = new PlainLabel(label, pair);
    text->setBuddy(field);
    followField(*text, *field);
    box->addWidget(text);
    box->addWidget(field);
    row->addWidget(pair);
    return pair;
}

} // namespace asge
