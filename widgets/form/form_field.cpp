// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/form/form_field.h"

#include "core/experiment/settings.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/typed_number.h"
#include "widgets/form/form_colors.h"
#include "widgets/form/form_text.h"
#include "widgets/form/form_titles.h"
#include "widgets/form/remeasure.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSignalBlocker>
#include <QToolButton>

#include <algorithm>

namespace asge {
namespace {

bool anyBegins(const QStringList& words, const QString& beginning) {
    return std::any_of(words.begin(), words.end(),
                       [&](const QString& word) { return word.startsWith(beginning); });
}

/// A text of several lines that claims the height which it needs. The layouts around it learn too
/// late how wide it has become, and would cut it.
class WrappedLabel : public PlainLabel {
  public:
    using PlainLabel::PlainLabel;

    void fit() { setMinimumHeight(text().isEmpty() ? 0 : heightForWidth(width())); }

  protected:
    void resizeEvent(QResizeEvent* event) override {
        PlainLabel::resizeEvent(event);
        fit();
    }
};

} // namespace

QStringList searchWords(const QString& text) {
    static const QRegularExpression gaps(QStringLiteral("[^\\w]+|_"),
                                         QRegularExpression::UseUnicodePropertiesOption);
    return text.toLower().split(gaps, Qt::SkipEmptyParts);
}

FormField::FormField(const Setting& setting, const QString& title, const QStringList& offered,
                     QWidget* parent)
    : QWidget(parent), path_(setting.path), title_(title),
      description_(QString::fromStdString(setting.description)),
      unset_(FormText::tr(setting.unset.c_str())), isNumeric_(setting.isNumeric()),
      isList_(setting.kind == SettingKind::factors), label_(new PlainLabel(title, parent)),
      reset_(nullptr), row_(new QHBoxLayout), below_(new WrappedLabel(this)) {
    makeEditor(setting, offered);
    makeReset();
    otherWords_ = searchWords(description_);
    for (const Choice& choice : setting.choices) {
        otherWords_ << searchWords(QString::fromStdString(choice.name));
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

    row_->setSpacing(2);
    row_->addWidget(editor(), 1);
    row_->addWidget(reset_);
    tabStops_ << editor() << reset_;
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
        makeLine();
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

/// There is no validator: a wrong value can be typed, and its error is shown below the field.
void FormField::makeLine() {
    line_ = new QLineEdit(this);
    line_->setPlaceholderText(unset_);
    connect(line_, &QLineEdit::textChanged, this, &FormField::edited);
    if (isNumeric_ || isList_) { // a decimal mark becomes the language's, and a 0 the word for it
        connect(line_, &QLineEdit::editingFinished, this, [this] { setText(text()); });
    }
}

void FormField::makeReset() {
    reset_ = new QToolButton(this);
    reset_->setObjectName(QString::fromStdString(path_) + QStringLiteral(".reset"));
    reset_->setText(QStringLiteral("↺"));
    reset_->setAutoRaise(true);
    reset_->setFocusPolicy(Qt::StrongFocus);
    const int side = fontMetrics().height() + 2;
    reset_->setFixedSize(side, side);
    QSizePolicy policy = reset_->sizePolicy();
    policy.setRetainSizeWhenHidden(true); // a field must not move while a value is typed
    reset_->setSizePolicy(policy);
    connect(reset_, &QToolButton::clicked, this, [this] {
        setText(base_);
        editor()->setFocus(Qt::OtherFocusReason); // the button disappears
        emit aboutToReset();
        emit edited();
    });
}

QWidget* FormField::editor() const {
    return line_ ? static_cast<QWidget*>(line_) : static_cast<QWidget*>(box_);
}

QString FormField::text() const {
    if (!line_) {
        return box_->currentText();
    }
    if (!isNumeric_) {
        return isList_ ? writtenNumbers(line_->text(), QStringLiteral(" ")) : line_->text();
    }
    const QString text = writtenNumber(line_->text());
    return text.trimmed().isEmpty() && !unset_.isEmpty() ? QStringLiteral("0") : text;
}

QString FormField::shownText() const {
    return shown(text());
}

/// Whether the field has a word for the value.
bool FormField::isUnset(const QString& value) const {
    return value == (isNumeric_ ? QStringLiteral("0") : QString()) && !unset_.isEmpty();
}

/// A value as the field and its tool tips show it.
QString FormField::shown(const QString& value) const {
    return isUnset(value) ? unset_
           : isNumeric_   ? shownNumber(value)
           : isList_      ? shownNumbers(value, QStringLiteral(" "))
                          : value;
}

void FormField::setText(const QString& text) {
    const QSignalBlocker quiet(editor());
    if (line_) {
        const QString now = isUnset(text) ? QString() : shown(text);
        if (line_->text() != now) {
            line_->setText(now);
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

std::optional<int> FormField::rankIn(const QString& search) const {
    const QString title = title_.toLower();
    if (title.startsWith(search.trimmed().toLower())) {
        return 0;
    }
    const QStringList titleWords = searchWords(title_);
    const QStringList pathWords = searchWords(QString::fromStdString(path_));
    int worst = 0;
    for (const QString& word : searchWords(search)) {
        const int rank = anyBegins(titleWords, word)    ? 1
                         : title.contains(word)         ? 2
                         : anyBegins(pathWords, word)   ? 3
                         : anyBegins(otherWords_, word) ? 4
                                                        : 5;
        worst = std::max(worst, rank);
    }
    return worst < 5 ? std::optional(worst) : std::nullopt;
}

void FormField::setBase(const QString& base) {
    base_ = base;
    updateLook();
}

void FormField::addButton(QWidget* button) {
    row_->addWidget(button);
    tabStops_ << button;
}

void FormField::measure() {
    remeasure(*label_);
    remeasure(*this);
}

void FormField::updateLook() {
    const bool wrong = !error_.isEmpty();
    // a wrong value must be corrected even if the setting has no effect
    const bool off = isInactive() && !wrong;
    updateBelow();
    editor()->setEnabled(!off);
    reset_->setVisible(isChanged());
    reset_->setToolTip(shown(base_).isEmpty() ? FormText::tr("Clear the field")
                                              : FormText::tr("Reset to %1").arg(shown(base_)));
    reset_->setAccessibleName(FormText::tr("Reset %1").arg(title_));
    QPalette own;
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
    static_cast<WrappedLabel*>(below_)->fit();
}

QString FormField::toolTipText() const {
    QStringList lines{QString::fromStdString(path_), description_};
    const QString meaning = choiceMeaning(path_, text().toStdString()); // of the current choice
    if (!meaning.isEmpty()) {
        lines << QStringLiteral("%1: %2").arg(text(), meaning);
    }
    if (!isDefault() && !shown(default_).isEmpty()) {
        lines << FormText::tr("Default: %1").arg(shown(default_));
    }
    if (isChanged() && !shown(base_).isEmpty()) {
        lines << FormText::tr("Changed from %1").arg(shown(base_));
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
