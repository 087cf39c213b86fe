// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <QDialog>
#include <QList>

#include <vector>

class QTableWidget;

namespace asge {

/// Lists the runs in the bin and lets the user take some of them out again.
class BinDialog : public QDialog {
    Q_OBJECT

  public:
    explicit BinDialog(const std::vector<RunSummary>& runs, QWidget* parent = nullptr);

  signals:
    void restoreRequested(const QList<asge::RunId>& ids); ///< the dialog closes

  private:
    void restore();

    QTableWidget* table_;
    QList<RunId> ids_; ///< of the rows
};

} // namespace asge
