// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/form/form_field.h"

#include "core/experiment/settings.h"
#include "widgets/common/plain_text.h"
#include "widgets/form/form_colors.h"
#include "widgets/form/form_text.h"
#include "widgets/form/form_titles.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSignalBlocker>

#include <algorithm>

namespace asge {

QStringList searchWords(const QString& text) {
    static const QRegularExpression gaps(QStringLiteral("[^\\w]+|_"),
                                         QRegularExpression::UseUnicodePropertiesOption);
    return text.toLower().split(gaps, Qt::SkipEmptyParts);
}

FormField::FormField(const Setting& setting, const QString& title, const QStringList& offered,
                     QWidget* parent)
    : QWidget(parent), path_(setting.path), title_(title),
      description_(QString::fromStdString(setting.description)),
      label_(new PlainLabel(title, parent)), row_(new QHBoxLayout), below_(new PlainLabel(this)) {
    makeEditor(setting, offered);
    words_ = searchWords(title + ' ' + QString::fromStdString(path_) + ' ' + description_);
    for (const Choice& choice : setting.choices) {
        words_ << searchWords(QString::fromStdString(choice.name));
    }
    const QString name = QString::fromStdString(path_);
    editor()->setObjectName(name);
    editor()->setAccessibleName(title);
    below_->setObjectName(name + QStringLiteral(".note"));
    below_->setWordWrap(true);
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

void FormField::makeEditor(const Setting& setting, const QStringList& offered) {
    if (setting.choices.empty() && offered.isEmpty()) {
        // There is no validator: a wrong value can be typed, and its error is shown below the
        // field.
        line_ = new QLineEdit(this);
        connect(line_, &QLineEdit::textChanged, this, &FormField::edited);
        return;
    }
    box_ = new QComboBox(this);
    for (const Choice& choice : setting.choices) {
        box_->addItem(QString::fromStdString(choice.name));
        box_->setItemData(box_->count() - 1, choiceMeaning(path_, choice.name), Qt::ToolTipRole);
    }
    box_->addItems(offered);
    box_->setEditable(setting.kind != SettingKind::choice);
    box_->setInsertPolicy(QComboBox::NoInsert);
    // A long choice must not widen the form.
    box_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box_->setMinimumContentsLength(8);
    // The wheel scrolls the form. It changes a box only if the box has the focus.
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
        box_->addItem(text); // an invalid value is shown too
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

void FormField::setInactive(const QString& reason) {
    inactive_ = reason;
    updateLook();
}

void FormField::setDefault(const QString& value) {
    default_ = value;
    updateLook();
}

bool FormField::matches(const QStringList& words) const {
    return std::all_of(words.begin(), words.end(), [this](const QString& word) {
        return std::any_of(words_.begin(), words_.end(),
                           [&](const QString& own) { return own.startsWith(word); });
    });
}

void FormField::setBase(const QString& base) {
    base_ = base;
    updateLook();
}

void FormField::setReadOnly(bool readOnly) {
    readOnly_ = readOnly;
    updateLook();
}

void FormField::addButton(QWidget* button) {
    row_->addWidget(button);
}

void FormField::updateLook() {
    const bool wrong = !error_.isEmpty();
    // a wrong value must be corrected even if the setting has no effect
    const bool off = isInactive() && !wrong;
    updateBelow();
    if (line_) {
        line_->setReadOnly(readOnly_); // the text can still be copied
    }
    editor()->setEnabled(!off && (line_ || !readOnly_));
    label_->setEnabled(!off);
    QPalette own;
    if (line_ && readOnly_) {
        own.setColor(QPalette::Base, palette().color(QPalette::Window));
    }
    if (wrong) {
        const QColor red = errorColor(palette());
        own.setColor(QPalette::Text, red);
        own.setColor(QPalette::ButtonText, red);
    }
    editor()->setPalette(own);
    QFont font = label_->font();
    font.setBold(isChanged());
    label_->setFont(font);
    const QString tip = toolTipText();
    editor()->setToolTip(tip);
    label_->setToolTip(tip);
    editor()->setAccessibleDescription(wrong ? error_
                                       : off ? FormText::tr("No effect: %1").arg(inactive_)
                                             : description_);
}

/// Shows the error; without one, that the value has no effect; without that, the note.
void FormField::updateBelow() {
    const bool wrong = !error_.isEmpty();
    const bool hasNoEffect = isInactive() && !isDefault();
    QPalette below = palette();
    below.setColor(QPalette::WindowText,
                   wrong ? errorColor(palette()) : theme::plotColors(palette()).faint);
    below_->setPalette(below);
    below_->setText(wrong         ? error_
                    : hasNoEffect ? FormText::tr("No effect: %1").arg(inactive_)
                                  : note_);
    below_->setVisible(!below_->text().isEmpty());
}

QString FormField::toolTipText() const {
    QStringList lines{QString::fromStdString(path_), description_};
    const QString meaning = choiceMeaning(path_, text().toStdString()); // of the current choice
    if (!meaning.isEmpty()) {
        lines << QStringLiteral("%1: %2").arg(text(), meaning);
    }
    if (!isDefault() && !default_.isEmpty()) {
        lines << FormText::tr("Default: %1").arg(default_);
    }
    if (isChanged() && !base_.isEmpty()) {
        lines << FormText::tr("Changed from %1").arg(base_);
    }
    if (isInactive()) {
        lines << FormText::tr("No effect: %1").arg(inactive_);
    }
    return lines.join('\n');
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
