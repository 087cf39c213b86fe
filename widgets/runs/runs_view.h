// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <QList>
#include <QStringList>
#include <QVariantMap>
#include <QWidget>

#include <memory>
#include <vector>

namespace asge {

/// The run table: every run of the store, filtered by text, sorted by any column, with the columns
/// that the user chose, as single runs or as groups. What the user does to runs is asked for by
/// signals; setRuns brings what came of it.
class RunsView : public QWidget {
    Q_OBJECT

  public:
    explicit RunsView(QWidget* parent = nullptr);
    ~RunsView() override;

    /// Replaces the rows; selection, order, scroll and filter stay.
    void setRuns(std::vector<RunSummary> runs);
    QList<RunId> selectedRuns() const; ///< of a selected group its members
    void select(const QList<RunId>& ids);

    /// What a person arranged: columns, order, the filter and those saved, groups, whether archived
    /// runs show.
    QVariantMap saveState() const;
    void restoreState(const QVariantMap& state);

  signals:
    void openRequested(asge::RunId id); ///< double click, Enter, Open
    void selectionChanged(const QList<asge::RunId>& ids);
    void compareRequested(const QList<asge::RunId>& ids);
    /// None of them trains. The person was not asked: restoreRequested takes it back.
    void deleteRequested(const QList<asge::RunId>& ids);
    void restoreRequested(const QList<asge::RunId>& ids);
    void renameRequested(asge::RunId id, const QString& name);
    void tagsRequested(const QList<asge::RunId>& ids, const QStringList& added,
                       const QStringList& removed); ///< each as tagProblem wants it
    void notesRequested(asge::RunId id, const QString& notes);
    void colorRequested(const QList<asge::RunId>& ids, const QString& color); ///< "" for none
    void archiveRequested(const QList<asge::RunId>& ids, bool archived);
    void experimentRequested(asge::RunId id); ///< use its settings as a new experiment
    void resumeRequested(asge::RunId id);     ///< train on where it stopped
    void branchRequested(asge::RunId id);     ///< a new run from one of its checkpoints
    void stateChanged();                      ///< what saveState gives has changed
    void message(const QString& text);        ///< something worth a line in the status bar

  private:
    class Private;
    std::unique_ptr<Private> d_;
};

} // namespace asge
