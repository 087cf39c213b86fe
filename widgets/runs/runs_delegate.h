// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/runs/runs_model.h"

#include <QColor>
#include <QStyledItemDelegate>

namespace asge {

/// Draws the run table's cells: states in their colours, a dot in a run's own, archived runs faint,
/// headings of groups with an arrow, their members indented. Edits names.
class RunsDelegate : public QStyledItemDelegate {
    Q_OBJECT

  public:
    explicit RunsDelegate(const RunsModel& model, QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;
    void setEditorData(QWidget* editor, const QModelIndex& index) const override;
    void updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const override;

    /// Where a heading's arrow is in its name's cell; a click there opens the group.
    static QRect arrowRect(const QRect& cell);
    /// Whether names leave room for a dot: as soon as some run has a colour.
    void setDots(bool dots) { dots_ = dots; }

  private:
    int indentOf(int row) const;

    const RunsModel& model_;
    bool dots_ = false;
};

} // namespace asge
