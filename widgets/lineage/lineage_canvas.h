// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/lineage/lineage_model.h"

#include <QWidget>

#include <optional>
#include <utility>

namespace asge {

/// Draws a family of runs. A row can be selected with the mouse and the arrow keys.
class LineageCanvas : public QWidget {
    Q_OBJECT

  public:
    explicit LineageCanvas(QWidget* parent = nullptr);

    /// The runs that the rows point to must live as long as they are shown. `marked` is the run
    /// that the other views show.
    void setFamily(std::vector<lineage::Row> rows, RunId marked);
    const std::vector<lineage::Row>& rows() const { return rows_; }

    /// Draws a part of the canvas, without the mark of the current row.
    void draw(QPainter& painter, const QRect& part) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override; ///< the names and the lines are narrower

  signals:
    void openRequested(asge::RunId id);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool event(QEvent* event) override; ///< shows tool tips

  private:
    std::optional<int> rowAt(QPoint point) const;
    int yOf(int row) const;
    double xOf(double epoch) const;
    void measure();
    int fixedWidth() const;
    int nameRoom() const;
    /// The first and the last row that meet a part of the canvas.
    std::pair<int, int> rowsIn(const QRect& part) const;
    void drawCurrent(QPainter& painter) const;
    void drawAxis(QPainter& painter, const QRect& part) const;
    void drawBranches(QPainter& painter, const QRect& part) const;
    void drawBranch(QPainter& painter, int row, const QRect& part) const;
    void drawRow(QPainter& painter, int row) const;
    QString tip(const RunSummary& run) const;
    void open(int row);
    void addKeys();
    void step(int by);

    std::vector<lineage::Row> rows_;
    RunId marked_ = 0;
    int current_ = -1;
    double lastEpoch_ = 1; ///< last epoch on the axis
    int nameWidth_ = 0;    ///< width of the widest name, within bounds
    int resultWidth_ = 0;  ///< width of the widest result
};

} // namespace asge
