// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/queue_entry.h"
#include "core/run/records.h"
#include "widgets/common/export_target.h"
#include "widgets/trials/trials_part.h"

#include <QList>
#include <QTimer>
#include <QWidget>

#include <optional>
#include <unordered_map>
#include <vector>

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QStackedLayout;
class QTabWidget;

namespace asge {

class SteadyBox;

/// Runs as trials of settings: those of a sweep, those that are selected, or those in the table of
/// runs; as a table, parallel coordinates, a plot over one setting and a heat map over two. It also
/// shows how far a sweep is. It does its work only while it is visible.
class TrialsView : public QWidget {
    Q_OBJECT

  public:
    explicit TrialsView(QWidget* parent = nullptr);

    void setRuns(const std::vector<RunSummary>& runs); ///< all runs, newest first
    void setEntries(std::vector<QueueEntry> entries);  ///< the queue
    void setListed(const QList<RunId>& listed);        ///< that match the runs' filter
    void setSelected(const QList<RunId>& selected);
    /// Shows the runs of a sweep from now on, by its tag.
    void showSweep(const QString& tag);

    /// The shown trials; null until the view has been visible and has read the runs.
    const TrialsContent* content() const { return content_.get(); }

    /// Writes the current part as .png, .svg, .pdf or .csv, or copies it. Returns false and sets
    /// `reason` to one line that names the file if it fails.
    bool exportTo(const ExportTarget& target, QString* reason = nullptr);

  signals:
    void openRequested(asge::RunId run);
    void newSweepRequested();
    /// Remove the waiting entries of this sweep, and stop the one that is being trained.
    void stopRequested(const QString& tag);
    void message(const QString& text);

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    QWidget* makeTools();
    void fillSources();
    QString source() const; ///< "selected", "listed" or a sweep's tag
    bool isSweep() const;
    std::optional<RunEntries> chosenRuns();
    std::shared_ptr<RunEntry> entryOf(const RunSummary& run);
    void changed();
    void refresh();
    void showProgress();
    void showPart();
    TrialsPart* part() const;

    std::vector<RunSummary> runs_;
    std::unordered_map<RunId, std::shared_ptr<RunEntry>> known_; ///< those that were shown
    WaitingTrials waiting_;
    std::vector<QueueEntry> entries_;
    QList<RunId> listed_;
    QList<RunId> selected_;
    std::shared_ptr<TrialsContent> content_;
    std::vector<const QWidget*> fresh_; ///< parts that show `content_`
    bool stale_ = true;
    QTimer reading_;     ///< continues to read the runs
    bool chose_ = false; ///< the user has chosen the source
    QString awaited_;    ///< tag of a sweep that is shown as soon as it is known

    SteadyBox* source_;
    QComboBox* result_;
    QLabel* progressText_;
    QProgressBar* progress_;
    QPushButton* stop_;
    QStackedLayout* stack_;
    QTabWidget* tabs_;
};

} // namespace asge
