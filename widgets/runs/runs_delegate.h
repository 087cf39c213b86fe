// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/runs/runs_model.h"

#include <QColor>
#include <QStyledItemDelegate>

namespace asge {

/// Draws the cells of the run table: statuses in their colours, a dot in a run's colour, archived
/// runs faint, group headings with an arrow, members indented, the open run's name bold, with a bar
/// at its left, and a B behind the name of the run that it is compared with. It also edits names.
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

    /// The arrow of a heading within its name's cell; a click there opens or closes the group.
    static QRect arrowRect(const QRect& cell);
    /// Whether names are indented for a dot; they are as soon as some run has a colour.
    void setDots(bool dots) { dots_ = dots; }

  protected:
    const RunsModel& model() const { return model_; }
    static void drawArrow(QPainter& painter, const QRect& rect, bool open, const QColor& color);
    /// Draws a dot, with a rim if a selection's colour is behind it.
    static void drawDot(QPainter& painter, const QRect& rect, const QColor& color, bool rim);

  private:
    int indentOf(int row) const;
    void fitText(QStyleOptionViewItem& option, const QModelIndex& index, bool isTitle) const;
    void paintIndented(QPainter* painter, const QStyleOptionViewItem& option,
                       const QModelIndex& index, int indent) const;

    const RunsModel& model_;
    bool dots_ = false;
};

} // namespace asge
