// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/paired_difference.h"

#include <QFrame>

class QLabel;
class QTableWidget;
class QToolButton;

namespace asge {

/// Shows how two groups of runs differ: for each prediction and layer the mean difference of runs
/// with the same seed, in percentage points, with its 95 % confidence interval.
class RunsDifference : public QFrame {
    Q_OBJECT

  public:
    /// A group's name and its runs.
    struct Side {
        QString title;
        std::vector<const RunEntry*> runs;
    };

    explicit RunsDifference(QWidget* parent = nullptr);

    /// Shows B − A. The runs are not used after the call.
    void setGroups(const Side& a, const Side& b);

  signals:
    void swapRequested();

  private:
    void fill(const PairedDifference& difference);
    QString explanation(const PairedDifference& difference) const;

    QLabel* title_;
    QLabel* note_;
    QToolButton* swap_;
    QTableWidget* table_;
};

} // namespace asge
