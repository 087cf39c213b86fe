// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/control/session.h"

#include <QFrame>

#include <optional>

class QLabel;

namespace asge {

/// A bar above the experiment that says that the next training begins from a run's checkpoint, with
/// a button that cancels this. Hidden if the next training begins with new weights.
class BranchBar : public QFrame {
    Q_OBJECT

  public:
    explicit BranchBar(QWidget* parent = nullptr);

    void setBranch(const CheckpointOf& point, const RunSummary& parent);
    void clear();
    const std::optional<CheckpointOf>& branch() const { return branch_; }

  signals:
    void cleared(); ///< the next training is no branch any more

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void showColors();

    std::optional<CheckpointOf> branch_;
    QLabel* label_;
};

} // namespace asge
