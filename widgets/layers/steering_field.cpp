// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/layers/steering_field.h"

#include "core/base/text.h"
#include "widgets/common/theme.h"
#include "widgets/common/typed_number.h"
#include "widgets/layers/layers_text.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QLocale>

#include <optional>
#include <utility>

namespace asge {

namespace {

std::optional<double> numberIn(QString text, const QString& prefix) {
    text = text.trimmed();
    for (const QString& sign : {prefix, QStringLiteral("×"), QStringLiteral("x")}) {
        if (!prefix.isEmpty() && text.startsWith(sign)) {
            text = text.mid(sign.size()).trimmed();
            break;
        }
    }
    bool isNumber = false;
    const double value = QLocale::c().toDouble(writtenNumber(text), &isNumber);
    return isNumber ? std::optional(value) : std::nullopt;
}

} // namespace

SteeringField::SteeringField(const std::vector<double>& offered, QString prefix, QWidget* parent)
    : QWidget(parent), prefix_(std::move(prefix)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    if (offered.empty()) {
        line_ = new QLineEdit(this);
        row->addWidget(line_);
    } else {
        box_ = new QComboBox(this);
        box_->setEditable(true);
        box_->setInsertPolicy(QComboBox::NoInsert);
        box_->setCompleter(nullptr);
        for (const double value : offered) {
            box_->addItem(textOf(value));
        }
        box_->installEventFilter(this);
        line_ = box_->lineEdit();
        row->addWidget(box_);
        connect(box_, &QComboBox::activated, this, &SteeringField::apply);
    }
    line_->installEventFilter(this);
    connect(line_, &QLineEdit::textEdited, this, [this] { setError({}); });
    setFocusProxy(box_ != nullptr ? static_cast<QWidget*>(box_) : line_);
}

void SteeringField::setName(const QString& objectName, const QString& accessibleName) {
    setObjectName(objectName);
    line_->setObjectName(objectName + QStringLiteral("Line"));
    line_->setAccessibleName(accessibleName);
    if (box_ != nullptr) {
        box_->setObjectName(objectName + QStringLiteral("Box"));
        box_->setAccessibleName(accessibleName);
    }
}

void SteeringField::setHelp(const QString& help) {
    help_ = help;
    setToolTip(help);
}

QString SteeringField::textOf(double value) const {
    return prefix_ + shownNumber(QString::fromStdString(numberText(value)));
}

void SteeringField::setValue(double value) {
    value_ = value;
    if (!line_->isModified()) {
        restore();
    }
}

void SteeringField::restore() {
    setError({});
    if (line_->text() != textOf(value_)) {
        line_->setText(textOf(value_));
        line_->setCursorPosition(0);
    }
    line_->setModified(false);
}

void SteeringField::setProblem(const QString& problem) {
    setEnabled(problem.isEmpty());
    setToolTip(problem.isEmpty() ? help_ : problem);
    if (!problem.isEmpty()) {
        line_->setModified(false);
        restore();
    }
}

void SteeringField::setError(const QString& error) {
    QPalette colors = palette();
    if (!error.isEmpty()) {
        colors.setColor(QPalette::Text, theme::runColor(5, theme::isDark(colors)));
    }
    line_->setPalette(colors);
    line_->setToolTip(error.isEmpty() ? toolTip() : error);
}

void SteeringField::apply() {
    const std::optional<double> value = numberIn(line_->text(), prefix_);
    if (!value) {
        setError(LayersText::tr("'%1' is not a number").arg(line_->text()));
        return;
    }
    if (const QString wrong = check_ ? check_(*value) : QString(); !wrong.isEmpty()) {
        setError(wrong);
        return;
    }
    const bool changed = *value != value_;
    value_ = *value;
    line_->setModified(false);
    restore();
    if (changed) {
        emit entered(*value);
    }
}

/// Enter and Escape end here: what contains the field has its own use for them.
bool SteeringField::takesKey(const QKeyEvent& event) {
    switch (event.key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        apply();
        return true;
    case Qt::Key_Escape:
        restore();
        return true;
    default:
        return false;
    }
}

bool SteeringField::eventFilter(QObject* object, QEvent* event) {
    switch (event->type()) {
    case QEvent::Wheel:
        event->ignore();
        return true;
    case QEvent::FocusOut:
        if (const auto reason = static_cast<QFocusEvent*>(event)->reason();
            reason != Qt::PopupFocusReason && reason != Qt::ActiveWindowFocusReason) {
            restore();
        }
        break;
    case QEvent::KeyPress:
        return takesKey(*static_cast<QKeyEvent*>(event)) || QWidget::eventFilter(object, event);
    default:
        break;
    }
    return QWidget::eventFilter(object, event);
}

} // namespace asge
