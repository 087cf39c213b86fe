// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/runs/runs_delegate.h"

#include <QFont>

namespace asge {

/// Draws a row of the list of runs: status, name, a line of the test
/// accuracy by epoch, and Fusion; below them, in small letters, number,
/// method and epochs, the tags, and the progress of a run that is training. The open run has a bar
/// at its left, the one that it is compared with a B.
class RunsListDelegate : public RunsDelegate {
    Q_OBJECT

  public:
    using RunsDelegate::RunsDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const override;

  private:
    struct Row;
    struct Result;
    static Result resultOf(const RunSummary& run);
    static Result resultOf(const RunEntries& runs, const RunGroup& group);
    void paintRun(Row& row, const RunEntry& run) const;
    static int nameLeft(const Row& row, const RunSummary& run);
    void paintGroup(Row& row, int heading) const;
    static int paintResult(Row& row, const Result& result);
    int paintHistory(const Row& row, const RunSummary& run, int right) const;
    static int paintBadge(const Row& row, int right);
    void paintTags(const Row& row, const std::vector<std::string>& tags, int left) const;
    void paintProgress(const Row& row, const RunSummary& run) const;
};

} // namespace asge
