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

/// What a plot says about the place under the cursor.
struct PlotReadout {
    struct Dot {
        double key = 0; ///< in the axes' coordinates
        double value = 0;
        QColor color;
    };
    double key = 0;   ///< where the upright line stands
    double value = 0; ///< where the level line stands, if `level`
    bool level = false;
    QString html;          ///< the panel's text; empty: nothing to say here
    std::vector<Dot> dots; ///< the points that the text is about
};

/// Lies over a plot and lets the mouse through: cross-hair, read-out panel, zoom box. Its own
/// widget, so that following the cursor never redraws the curves and never gets into an exported
/// picture.
class PlotOverlay : public QWidget {
    Q_OBJECT

  public:
    explicit PlotOverlay(QWidget* parent);

    struct Dot {
        QPointF at;
        QColor color;
    };
    /// All in pixels; `area` is the inside of the axes, `cross` may have no level line (y < 0).
    void showCross(const QRect& area, QPointF cross, std::vector<Dot> dots);
    /// Puts the panel into the half of `area` where `cursor` isn't; never over the cursor.
    void showPanel(const QRect& area, QPoint cursor, const QString& html);
    void hideCross();
    void showBox(const QRect& box);
    void hideBox();
    void setColors(const QColor& line, const QColor& text, const QColor& background);

    QString panelText() const; ///< what the panel shows, without markup; empty where hidden

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
