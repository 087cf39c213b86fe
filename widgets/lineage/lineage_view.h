// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"
#include "widgets/common/export_target.h"

#include <QWidget>

#include <vector>

class QScrollArea;

namespace asge {

class LineageCanvas;

/// The family of a run: each run is a line along the epochs that leaves its parent's line where it
/// branched off, with the settings that it changed.
class LineageView : public QWidget {
    Q_OBJECT

  public:
    explicit LineageView(QWidget* parent = nullptr);

    /// All runs of the store.
    void setRuns(std::vector<RunSummary> runs);
    /// Shows and marks the family of this run; 0 for none.
    void setShown(RunId id);

    /// Writes the family as .png, .svg, .pdf or .csv, or copies it. Returns false and sets `reason`
    /// to one line that names the file if it fails.
    bool exportTo(const ExportTarget& target, QString* reason = nullptr) const;

  signals:
    void openRequested(asge::RunId id); ///< by double click or Enter
    void message(const QString& text);

  private:
    void refresh();

    std::vector<RunSummary> runs_;
    RunId shown_ = 0;
    QWidget* shownFamily_; ///< the canvas and its tools
    QScrollArea* scroll_;
    LineageCanvas* canvas_;
};

} // namespace asge
