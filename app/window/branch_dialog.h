// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <QDialog>

class QTableWidget;

namespace asge {

/// Asks from which of a run's checkpoints to branch.
class BranchDialog : public QDialog {
    Q_OBJECT

  public:
    /// `checkpoints` are sorted by step, at least one; the last one is selected at first.
    BranchDialog(const RunSummary& parent, std::vector<CheckpointInfo> checkpoints,
                 QWidget* widget = nullptr);

    CheckpointInfo chosen() const;

  private:
    std::vector<CheckpointInfo> checkpoints_;
    QTableWidget* table_;
};

} // namespace asge
