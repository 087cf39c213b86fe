#pragma once

#include "core/store/records.h"

#include <QList>
#include <QWidget>

#include <memory>
#include <vector>

namespace asge {

/// The run table: every run of the store, filtered by text, sorted by any column.
class RunsView : public QWidget {
    Q_OBJECT

  public:
    explicit RunsView(QWidget* parent = nullptr);
    ~RunsView() override;

    /// Replaces the rows; selection, order, scroll and filter stay.
    void setRuns(std::vector<RunSummary> runs);
    QList<RunId> selectedRuns() const;
    void select(const QList<RunId>& ids);

  signals:
    void openRequested(asge::RunId id); ///< double click, Enter, Open
    void selectionChanged(const QList<asge::RunId>& ids);
    void compareRequested(const QList<asge::RunId>& ids);
    void deleteRequested(const QList<asge::RunId>& ids); ///< already confirmed by the person
    void renameRequested(asge::RunId id, const QString& name);
    void experimentRequested(asge::RunId id); ///< use its settings as a new experiment
    void message(const QString& text);        ///< something worth a line in the status bar

  private:
    class Private;
    std::unique_ptr<Private> d_;
};

} // namespace asge
