// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/control/steering.h"
#include "widgets/layers/layer_row.h"

#include <QWidget>

#include <utility>
#include <vector>

namespace asge {

class SteeringField;

/// The controls of the Layers panel that concern the whole network: the factor of its learning
/// rate, and each setting that a command changes. They are made from the table of commands.
class NetworkControls : public QWidget {
    Q_OBJECT

  public:
    explicit NetworkControls(QWidget* parent = nullptr);

    void showSteering(const Steering& steering, const LayerRow::Problem& problem);
    /// Disables everything and says why.
    void disable(const QString& why);

  signals:
    void acted(const asge::Command& command);

  private:
    void addField(const CommandFacts& facts);

    std::vector<std::pair<CommandKind, SteeringField*>> fields_;
};

} // namespace asge
