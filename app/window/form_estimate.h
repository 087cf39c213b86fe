// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/training_estimate.h"

#include <QObject>

#include <functional>
#include <vector>

class QTimer;

namespace asge {

class ExperimentForm;

/// Says in the form how much memory and time its experiment will need.
class FormEstimate : public QObject {
    Q_OBJECT

  public:
    using Runs = std::function<const std::vector<RunSummary>&()>; ///< of the store, newest first

    FormEstimate(ExperimentForm& form, MachineFacts machine, Runs runs, QObject* parent = nullptr);

    /// Estimates soon; several requests are one.
    void request();

  private:
    void estimate();

    ExperimentForm& form_;
    const MachineFacts machine_;
    const Runs runs_;
    QTimer* timer_;
};

} // namespace asge
