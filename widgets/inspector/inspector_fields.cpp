// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/inspector/inspector_fields.h"

#include "widgets/common/control_states.h"
#include "widgets/common/plain_text.h"
#include "widgets/inspector/inspector_text.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QSpinBox>

namespace asge {

InspectorFields::InspectorFields(QWidget* parent)
    : QWidget(parent), label_(new QComboBox(this)), against_(new QComboBox(this)),
      epoch_(new QSpinBox(this)), form_(new QFormLayout(this)) {
    form_->setContentsMargins(8, 0, 8, 8);
    form_->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    epoch_->setObjectName(QStringLiteral("inspectorEpoch"));
    epoch_->setSpecialValueText(InspectorText::tr("newest"));
    epoch_->setKeyboardTracking(false);
    epoch_->setToolTip(InspectorText::tr(
        "The epoch whose checkpoint is used. The store keeps the newest and the best checkpoint, "
        "and those that checkpoint.keep asks for."));
    label_->setObjectName(QStringLiteral("inspectorClass"));
    label_->setToolTip(InspectorText::tr("The class whose evidence is shown"));
    against_->setObjectName(QStringLiteral("inspectorAgainst"));
    against_->setToolTip(InspectorText::tr("The class whose evidence is subtracted"));
    form_->addRow(InspectorText::tr("Evi&dence"), label_);
    form_->addRow(InspectorText::tr("A&gainst"), against_);
    form_->addRow(InspectorText::tr("Epo&ch"), epoch_);
    connect(epoch_, &QSpinBox::valueChanged, this, &InspectorFields::epochChanged);
    connect(label_, &QComboBox::currentIndexChanged, this, &InspectorFields::choiceChanged);
    connect(against_, &QComboBox::currentIndexChanged, this, &InspectorFields::choiceChanged);
}

void InspectorFields::addRow(QWidget* wide) {
    form_->addRow(wide);
}

void InspectorFields::addField(QWidget* narrow) {
    auto* row = new QHBoxLayout;
    row->addStretch();
    row->addWidget(narrow);
    form_->addRow(row);
}

void InspectorFields::setClasses(const std::vector<std::string>& names) {
    const QSignalBlocker quietLabel(label_);
    const QSignalBlocker quietAgainst(against_);
    label_->clear();
    against_->clear();
    label_->addItem(InspectorText::tr("predicted class"), -1);
    against_->addItem(InspectorText::tr("strongest rival"), -1);
    int number = 0;
    for (const std::string& name : names) {
        constexpr int kMostLetters = 40;
        QString text = plain::button(plain::line(name)).left(kMostLetters);
        text = text.isEmpty() ? InspectorText::tr("class %1").arg(number) : text;
        label_->addItem(text, number);
        against_->addItem(text, number++);
    }
    label_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    against_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    label_->setMinimumContentsLength(8);
    against_->setMinimumContentsLength(8);
}

void InspectorFields::setUsable(const QString& whyNoEvidence, const QString& whyNoEpoch) {
    asge::setUsable(*label_, whyNoEvidence);
    asge::setUsable(*against_, whyNoEvidence);
    asge::setUsable(*epoch_, whyNoEpoch);
}

EvidenceChoice InspectorFields::choice() const {
    const auto chosen = [](const QComboBox* box) {
        const int label = box->currentData().toInt();
        return label >= 0 ? std::optional(label) : std::nullopt;
    };
    return {chosen(label_), chosen(against_)};
}

int InspectorFields::epoch() const {
    return epoch_->value();
}

void InspectorFields::setEpoch(int epoch) {
    epoch_->setValue(epoch);
}

void InspectorFields::setLastEpoch(int epoch) {
    epoch_->setMaximum(epoch);
}

void InspectorFields::chooseNewest(int lastEpoch) {
    const QSignalBlocker quiet(epoch_);
    epoch_->setRange(0, lastEpoch);
    epoch_->setValue(0);
}

} // namespace asge
