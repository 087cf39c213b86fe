// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <QWidget>

#include <vector>

class QScrollArea;

namespace asge {

class LineageCanvas;

/// The family of a run: every run a line along the epochs, which leaves its parent's where it
/// branched off, with what it changed.
class LineageView : public QWidget {
    Q_OBJECT

  public:
    explicit LineageView(QWidget* parent = nullptr);

    /// All runs of the store.
    void setRuns(std::vector<RunSummary> runs);
    /// Shows this run's family and marks it in it; 0 for none.
    void setShown(RunId id);

  signals:
    void openRequested(asge::RunId id); ///< double click, or Enter

  private:
    void refresh();

    std::vector<RunSummary> runs_;
    RunId shown_ = 0;
    QScrollArea* scroll_;
    LineageCanvas* canvas_;
};

} // namespace asge
