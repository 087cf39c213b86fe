// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/proposed_check.h"

#include <QSignalBlocker>

namespace asge {

namespace {

const QString kChosenKey = QStringLiteral("chosen");

} // namespace

ProposedCheck::ProposedCheck(const QString& text, QWidget* parent) : QCheckBox(text, parent) {
    connect(this, &QCheckBox::toggled, this, [this](bool checked) { chosen_ = checked; });
}

bool ProposedCheck::propose(bool checked) {
    if (chosen_ || checked == isChecked()) {
        return false;
    }
    const QSignalBlocker quiet(this);
    setChecked(checked);
    return true;
}

QVariantMap ProposedCheck::keptState() const {
    return chosen_ ? QVariantMap{{kChosenKey, *chosen_}} : QVariantMap();
}

void ProposedCheck::setKeptState(const QVariantMap& state) {
    if (const QVariant chosen = state.value(kChosenKey); chosen.isValid()) {
        chosen_ = chosen.toBool();
        setChecked(*chosen_);
    }
}

} // namespace asge
