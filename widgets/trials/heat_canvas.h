// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/trials/heat_plot.h"

#include <QFont>
#include <QStringList>
#include <QWidget>

#include <optional>
#include <utility>

class QPainter;

namespace asge {

/// Draws the grid of a heat map with its axes and its colour bar.
class HeatCanvas : public QWidget {
    Q_OBJECT

  public:
    explicit HeatCanvas(QWidget* parent = nullptr);

    /// The grid must outlive the next call. A grid without settings shows what it needs.
    void setGrid(const HeatGrid* grid, TrialsContentPtr content);
    void setTooLarge(bool isTooLarge) { isTooLarge_ = isTooLarge; } ///< why there is no grid
    void draw(QPainter& painter, const QRectF& rect) const;
    QRectF cellRect(std::size_t row, std::size_t column) const;
    /// Of the numbers in cells of that size.
    QFont numberFont(const QSizeF& cell) const;
    QSize minimumSizeHint() const override { return {240, 200}; }

  signals:
    void openRequested(asge::RunId run);

  protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

  private:
    bool isEmpty() const { return grid_ == nullptr || grid_->x == nullptr || grid_->y == nullptr; }
    QRectF areaIn(const QRectF& rect) const;
    QRectF cellIn(const QRectF& area, std::size_t row, std::size_t column) const;
    std::optional<std::pair<std::size_t, std::size_t>> cellAt(QPointF at) const;
    static double labelRoom(const QRectF& rect); ///< pixels, for the values of the y axis
    /// How cells say that runs failed.
    enum class Failed { inWords, asSign };
    static QStringList linesOf(const HeatGrid::Cell& cell, Failed failed);
    static QStringList fittingLines(const HeatGrid::Cell& cell, Failed failed, const QFont& font,
                                    const QSizeF& room);
    bool hasDeviations() const; ///< whether a cell has several runs
    QString signsText(const QSizeF& cell) const;
    Failed failedStyle(const QSizeF& cell, const QFont& numbers) const;
    void drawCell(QPainter& painter, const QRectF& at, const HeatGrid::Cell& cell,
                  const QFont& numbers, Failed failed) const;
    void drawAxes(QPainter& painter, const QRectF& rect, const QRectF& area) const;
    void drawKey(QPainter& painter, const QRectF& rect, const QRectF& area, double top) const;

    const HeatGrid* grid_ = nullptr;
    TrialsContentPtr content_;
    bool isTooLarge_ = false;
};

} // namespace asge
