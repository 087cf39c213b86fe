#include "widgets/form_field.h"

#include "widgets/experiment_form.h"
#include "widgets/form_colors.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>

namespace asge {

FormField::FormField(const Setting& setting, const QString& title, QWidget* parent)
    : QWidget(parent), path_(setting.path),
      description_(QString::fromStdString(setting.description)), label_(new QLabel(title, parent)),
      row_(new QHBoxLayout), below_(new QLabel(this)) {
    makeEditor(setting);
    const QString name = QString::fromStdString(path_);
    editor()->setObjectName(name);
    editor()->setAccessibleName(title);
    below_->setObjectName(name + QStringLiteral(".note"));
    below_->setWordWrap(true);
    below_->setTextFormat(Qt::PlainText);
    QFont small = below_->font();
    small.setPointSizeF(small.pointSizeF() * 0.9);
    below_->setFont(small);
    label_->setBuddy(editor());

    row_->setSpacing(4);
    row_->addWidget(editor(), 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(1);
    column->addLayout(row_);
    column->addWidget(below_);
    setFocusProxy(editor());
    updateLook();
}

void FormField::makeEditor(const Setting& setting) {
    if (setting.choices.empty()) {
        // No validator: a wrong value can be typed, and is explained beneath.
        line_ = new QLineEdit(this);
        connect(line_, &QLineEdit::textChanged, this, &FormField::edited);
        return;
    }
    box_ = new QComboBox(this);
    for (const std::string& choice : setting.choices) {
        box_->addItem(QString::fromStdString(choice));
    }
    box_->setEditable(setting.kind == SettingKind::device);
    box_->setInsertPolicy(QComboBox::NoInsert);
    // The wheel scrolls the form; it changes only the box that was chosen.
    box_->setFocusPolicy(Qt::StrongFocus);
    box_->installEventFilter(this);
    connect(box_, &QComboBox::currentTextChanged, this, &FormField::edited);
}

QWidget* FormField::editor() const {
    return line_ ? static_cast<QWidget*>(line_) : static_cast<QWidget*>(box_);
}

QString FormField::text() const {
    return line_ ? line_->text() : box_->currentText();
}

void FormField::setText(const QString& text) {
    const QSignalBlocker quiet(editor());
    if (line_) {
        if (line_->text() != text) {
            line_->setText(text);
            line_->setCursorPosition(0);
        }
        return;
    }
    if (box_->isEditable()) {
        box_->setCurrentText(text);
        return;
    }
    if (box_->findText(text) < 0) {
        box_->addItem(text); // wrong, but what is there is shown
    }
    box_->setCurrentIndex(box_->findText(text));
}

void FormField::setError(const QString& what) {
    error_ = what;
    updateLook();
}

void FormField::setNote(const QString& note) {
    note_ = note;
    updateLook();
}

void FormField::setBase(const QString& base) {
    base_ = base;
    updateLook();
}

void FormField::setReadOnly(bool readOnly) {
    if (line_) {
        line_->setReadOnly(readOnly); // its text can still be copied
    } else {
        box_->setEnabled(!readOnly);
    }
    updateLook();
}

void FormField::addButton(QWidget* button) {
    row_->addWidget(button);
}

void FormField::updateLook() {
    const bool wrong = !error_.isEmpty();
    const QColor red = errorColor(palette());
    QPalette below = palette();
    below.setColor(QPalette::WindowText, wrong ? red : theme::plotColors(palette()).faint);
    below_->setPalette(below);
    below_->setText(wrong ? error_ : note_);
    below_->setVisible(!below_->text().isEmpty());
    QPalette own;
    if (line_ && line_->isReadOnly()) {
        own.setColor(QPalette::Base, palette().color(QPalette::Window));
    }
    if (wrong) {
        own.setColor(QPalette::Text, red);
        own.setColor(QPalette::ButtonText, red);
    }
    editor()->setPalette(own);
    QFont font = label_->font();
    const bool changed = text() != base_;
    font.setBold(changed);
    label_->setFont(font);
    QString tip = QStringLiteral("%1\n%2").arg(QString::fromStdString(path_), description_);
    if (changed && !base_.isEmpty()) {
        tip += '\n' + ExperimentForm::tr("Changed; was %1").arg(base_);
    }
    editor()->setToolTip(tip);
    label_->setToolTip(tip);
    editor()->setAccessibleDescription(wrong ? error_ : description_);
}

bool FormField::eventFilter(QObject* object, QEvent* event) {
    if (object == box_ && event->type() == QEvent::Wheel && !box_->hasFocus()) {
        event->ignore();
        return true;
    }
    return QWidget::eventFilter(object, event);
}

void FormField::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        updateLook();
    }
}

} // namespace asge
