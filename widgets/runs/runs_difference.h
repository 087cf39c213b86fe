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

    /// Shows group 2 − group 1, or why there is no difference. The runs are not used after the
    /// call. The groups have numbers, since A and B are the open run and the one beside it.
    void setGroups(const Side& first, const Side& second);

  signals:
    void swapRequested();

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void fill(const PairedDifference& difference);
    void fitTitle();
    void fitHeight();
    QString explanation(const PairedDifference& difference) const;

    QString titleA_;
    QString titleB_;
    QLabel* caption_;
    QLabel* title_;
    QLabel* note_;
    QToolButton* swap_;
    QTableWidget* table_;
};

} // namespace asge
