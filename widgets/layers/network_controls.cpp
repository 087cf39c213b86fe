// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/layers/network_controls.h"

#include "core/experiment/settings.h"
#include "widgets/common/plain_text.h"
#include "widgets/layers/layer_values.h"
#include "widgets/layers/layers_text.h"
#include "widgets/layers/steering_field.h"

#include <QGridLayout>
#include <QLabel>

namespace asge {

namespace {

constexpr int kFieldColumns = 2; ///< of fields, side by side

bool concernsNetwork(const CommandFacts& facts) {
    return facts.kind == CommandKind::rate || !facts.setting.empty();
}

QString helpOfField(const CommandFacts& facts) {
    QString help = LayersText::of(facts.description);
    if (facts.kind == CommandKind::rate) {
        help = LayersText::tr("Multiplies the scheduled learning rate of all layers by a factor");
    } else if (const Setting* setting = findSetting(facts.setting)) {
        help += LayersText::tr(": %1").arg(QString::fromStdString(rangeOf(*setting)));
    }
    return LayersText::tr("%1. Enter applies it, Ctrl+Z undoes it.").arg(help);
}

} // namespace

NetworkControls::NetworkControls(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("networkControls"));
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(2);
    for (int column = 0; column < kFieldColumns; ++column) {
        grid->setColumnStretch(column, 1);
    }
    for (const CommandFacts& facts : commandTable()) {
        if (concernsNetwork(facts)) {
            addField(facts);
        }
    }
}

void NetworkControls::addField(const CommandFacts& facts) {
    const QString title = LayersText::of(facts.title);
    const bool isFactor = facts.kind == CommandKind::rate;
    auto* field = isFactor ? new SteeringField({0.1, 0.5, 1, 2, 10}, QStringLiteral("×"), this)
                           : new SteeringField({}, {}, this);
    field->setName(QStringLiteral("network_") + LayersText::of(facts.key), title);
    field->setHelp(helpOfField(facts));
    field->setCheck([kind = facts.kind](double value) {
        const auto problem = formProblem({kind, 0, value}, 0);
        return problem ? plain::line(*problem) : QString();
    });
    connect(field, &SteeringField::entered, this, [this, kind = facts.kind](double value) {
        emit acted({kind, 0, value});
    });
    auto* label = new PlainLabel(title, this);
    label->setBuddy(field);
    label->setForegroundRole(QPalette::PlaceholderText);
    auto* grid = static_cast<QGridLayout*>(layout());
    const int place = static_cast<int>(fields_.size());
    grid->addWidget(label, place / kFieldColumns * 2, place % kFieldColumns);
    grid->addWidget(field, place / kFieldColumns * 2 + 1, place % kFieldColumns);
    fields_.emplace_back(facts.kind, field);
}

void NetworkControls::showSteering(const Steering& steering, const LayerRow::Problem& problem) {
    for (const auto& [kind, field] : fields_) {
        const double value = layers::presentValue(steering, {kind, 0, {}});
        field->setValue(value);
        field->setProblem(problem({kind, 0, value}));
    }
}

void NetworkControls::disable(const QString& why) {
    for (const auto& [kind, field] : fields_) {
        field->setProblem(why);
    }
}

} // namespace asge
