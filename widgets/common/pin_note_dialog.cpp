// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/pin_note_dialog.h"

#include "widgets/common/control_states.h"
#include "widgets/common/plain_text.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>

namespace asge {

namespace {

constexpr int kLongestPinned = 200; ///< characters

int shownStep(std::int64_t step) {
    return static_cast<int>(std::clamp<std::int64_t>(step, 0, std::numeric_limits<int>::max()));
}

} // namespace

PinNoteDialog::PinNoteDialog(const QString& run, std::int64_t step, std::int64_t lastStep,
                             QWidget* parent)
    : QDialog(parent), step_(new QSpinBox(this)), text_(new QLineEdit(this)) {
    setObjectName(QStringLiteral("pinNoteDialog"));
    setWindowTitle(plain::title(tr("Pin a note to a step of %1").arg(run)));
    step_->setObjectName(QStringLiteral("pinNoteStep"));
    step_->setRange(0, shownStep(lastStep));
    step_->setGroupSeparatorShown(true);
    step_->setValue(shownStep(step));
    text_->setObjectName(QStringLiteral("pinNoteText"));
    text_->setMaxLength(kLongestPinned);
    text_->setPlaceholderText(tr("What happens here"));
    auto* fields = new QFormLayout;
    fields->addRow(tr("&Step"), step_);
    fields->addRow(tr("&Note"), text_);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this);
    QPushButton* save = buttons->button(QDialogButtonBox::Save);
    auto* rows = new QVBoxLayout(this);
    rows->addLayout(fields);
    rows->addWidget(buttons);
    resize(420, sizeHint().height());
    text_->setFocus();
    const auto refresh = [this, save] {
        setUsable(*save, text_->text().trimmed().isEmpty() ? tr("Write a note first.") : QString());
    };
    refresh();
    connect(text_, &QLineEdit::textChanged, this, refresh);
    connect(buttons, &QDialogButtonBox::accepted, this, &PinNoteDialog::commit);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void PinNoteDialog::commit() {
    emit pinned({step_->value(), text_->text().trimmed().toStdString()});
    accept();
}

} // namespace asge
