// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/paired_difference.h"

#include <QFrame>

class QLabel;
class QTableWidget;
class QToolButton;

namespace asge {

/// How two groups of runs differ: for each prediction and layer the mean of what a seed's pair
/// differs by, in percentage points, with the interval in which it lies with 95 % confidence.
class RunsDifference : public QFrame {
    Q_OBJECT

  public:
    /// A group's name and its runs.
    struct Side {
        QString title;
        std::vector<const RunEntry*> runs;
    };

    explicit RunsDifference(QWidget* parent = nullptr);

    /// B − A. What the runs point at is used only until this returns.
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
