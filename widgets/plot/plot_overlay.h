// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QColor>
#include <QPointF>
#include <QRect>
#include <QString>
#include <QWidget>

#include <vector>

class QLabel;

namespace asge {

/// What a plot reads out at the place under the cursor.
struct PlotReadout {
    struct Dot {
        double key = 0; ///< in the axes' coordinates
        double value = 0;
        QColor color;
    };
    double key = 0;   ///< position of the vertical line
    double value = 0; ///< position of the horizontal line, if `level`
    bool level = false;
    int entry = -1;        ///< legend entry of the line under the cursor; -1: none
    QString html;          ///< text of the panel; empty: no panel
    std::vector<Dot> dots; ///< the points that the text describes
};

/// A transparent layer over a plot: cross-hair, read-out panel and zoom box. Mouse events pass
/// through. It is a widget of its own, so that following the cursor does not redraw the curves, and
/// exported pictures do not contain it.
class PlotOverlay : public QWidget {
    Q_OBJECT

  public:
    explicit PlotOverlay(QWidget* parent);

    struct Dot {
        QPointF at;
        QColor color;
    };
    /// In pixels. `area` is the inside of the axes; `cross` has no horizontal line if its y is
    /// below 0.
    void showCross(const QRect& area, QPointF cross, std::vector<Dot> dots);
    /// Places the panel in the half of `area` that does not contain the cursor, if it fits there,
    /// and inside of `area` in any case. A text that is too wide is wrapped.
    void showPanel(const QRect& area, QPoint cursor, const QString& html);
    void hideCross();
    void showBox(const QRect& box);
    void hideBox();
    void setColors(const QColor& line, const QColor& text, const QColor& background);

    QString panelText() const; ///< the text of the panel without markup; empty if it is hidden

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QLabel* panel_;
    QRect area_;
    QPointF cross_;
    std::vector<Dot> dots_;
    QRect box_;
    bool crossed_ = false;
    QColor line_, background_;
};

} // namespace asge
