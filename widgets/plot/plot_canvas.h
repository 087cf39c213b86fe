// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/plot/plot_overlay.h"

#include <qcustomplot.h>

#include <QVariantMap>

#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace asge {

/// A QCustomPlot that behaves as every plot of the program does: it has the palette's colours,
/// automatic ranges until the user zooms, zooming and panning by wheel, drag, box and keys, and a
/// read-out under the cursor. It works on the bottom and left axes of the first axis rectangle.
///
/// The user can't leave the range that shows everything, and can't zoom in to less than a few
/// points.
///
/// Mouse: the wheel zooms around the cursor (over an axis: only that axis), dragging pans, dragging
/// with the right button or Shift zooms into a box, a click with the right button is for a menu of
/// the parent widgets, a double click resets. Keys: + and - zoom, the
/// arrows pan, Home resets.
class PlotCanvas : public QCustomPlot {
    Q_OBJECT
    /// The ranges to which the user has zoomed; empty if none (widgets/common/kept_places.h).
    Q_PROPERTY(QVariantMap keptPlace READ keptPlace WRITE setKeptPlace)

  public:
    explicit PlotCanvas(QWidget* parent = nullptr);

    /// Sets the ranges that show everything. They apply at once to axes that the user has not
    /// zoomed.
    void setHome(const QCPRange& x, const QCPRange& y) { setHome(x, y, y); }
    /// Sets the ranges that are shown until the user zooms, and the y range that shows everything,
    /// outliers too, to which the user can zoom out and which a reset shows; the next reset leaves
    /// them out again.
    void setHome(const QCPRange& x, const QCPRange& y, const QCPRange& wholeY);
    /// Whether all values are within the axes.
    bool showsEverything() const { return !isZoomed() && shownHomeY() == wholeY_; }
    /// Whether values are outside of the y range that was chosen automatically.
    bool leavesOut() const { return !zoomedY_ && shownHomeY() != wholeY_; }
    /// Shows the ranges that are shown before the user zooms.
    void showAutomatic();
    /// Sets the smallest ranges to which the user can zoom; 0: a small part of all. Ignored for
    /// logarithmic axes.
    void setClosest(double x, double y);
    bool isZoomed() const { return zoomedX_ || zoomedY_; }
    bool isZoomedX() const { return zoomedX_; }
    bool isZoomedY() const { return zoomedY_; }
    /// Shows everything or, if that is shown already, leaves out outliers again.
    void resetView();
    /// The same, with the choice between the two.
    void resetTo(bool everything);
    /// Whether the user has asked for everything, outliers too.
    bool isAskedForEverything() const { return showsWhole_; }
    /// Whether there are outliers, which are left out at first.
    bool hasOutliers() const { return homeY_ != wholeY_; }
    QVariantMap keptPlace() const;
    /// Zooms as soon as there are contents that have these ranges.
    void setKeptPlace(const QVariantMap& ranges);
    /// Zooms to an x range, as the user does.
    void showX(const QCPRange& range);
    void showY(const QCPRange& range); ///< the same for the y range
    /// Takes over the x range of a neighbouring plot that the user has zoomed.
    void followX(const QCPRange& range);
    void followY(const QCPRange& range); ///< the same for the y range
    /// Shows where the cursor of a neighbouring plot is on the x axis; none if empty.
    void followCursor(std::optional<double> x);
    std::optional<double> followedCursor() const { return followed_; }

    /// `readout` is called with the cursor's place in axis coordinates.
    void setReadout(std::function<PlotReadout(double x, double y)> readout);
    /// `tip` returns the tool tip at a place in pixels; empty: none.
    void setTip(std::function<QString(QPoint)> tip);
    /// Whether it was resized since the last drawing; it is then drawn when it is next painted.
    bool redrawsWhenPainted() const { return resized_; }
    /// The least size. It is a hint, so that a view can take some pixels from it (ViewScroll).
    void setLeastSize(QSize least);
    void setLeastHeight(int height) { setLeastSize({least_.width(), height}); }
    void setLeastWidth(int width) { setLeastSize({width, least_.height()}); }
    QSize minimumSizeHint() const override { return least_; }
    void refreshReadout(); ///< to be called after the data under the cursor have changed
    QString readoutText() const { return overlay_->panelText(); }

    /// Sets the colours of axes, grid and background; also called when the palette changes.
    void applyTheme();
    void setTextFont(const QFont& font); ///< of the axes, until the theme is next applied

  signals:
    void viewReset();
    void zoomChanged(); ///< by the user, a neighbouring plot or a reset
    void zoomedToX(const QCPRange& range);
    void zoomedToY(const QCPRange& range);
    /// The cursor points at a place of the x axis, and at a line's legend entry (−1: none). Neither
    /// if `x` is empty.
    void pointedAt(std::optional<double> x, int entry);
    void themed(); ///< the palette changed: lines need new colours

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool event(QEvent* event) override;

  private:
    /// A ticker and the number of ticks that it was given.
    struct Spaced {
        QSharedPointer<QCPAxisTicker> ticker;
        int most = 0;
    };

    void addKeys();
    void unzoom(bool showsWhole);
    void showHome();
    const QCPRange& shownHomeY() const { return showsWhole_ ? wholeY_ : homeY_; }
    void showKeptPlace();
    void spaceTicks();
    void showLabelsThatFit();
    enum class Drag { none, pan, box };
    struct Axes {
        bool x = false;
        bool y = false;
    };

    Axes axesAt(QPoint position) const;
    void zoom(Axes axes, double factor, QPointF center);
    void pan(Axes axes, QPointF pixels);
    void zoomToBox(const QRect& box);
    void setRangeX(const QCPRange& range);
    void setRangeY(const QCPRange& range);
    void finishChange();
    void hideReadout();

    QSize least_{160, 120}; ///< pixels
    PlotOverlay* overlay_;
    std::function<PlotReadout(double, double)> readout_;
    std::function<QString(QPoint)> tip_;
    std::map<QCPAxis*, Spaced> spaced_; ///< left and bottom axes
    QCPRange homeX_{0, 1};
    QCPRange homeY_{0, 1};
    QCPRange wholeY_{0, 1};
    bool showsWhole_ = false; ///< the user has asked for everything
    QVariantMap keptPlace_;   ///< to which it has not been zoomed yet
    double closestX_ = 0, closestY_ = 0;
    std::optional<double> followed_; ///< the cursor of a neighbouring plot
    std::optional<double> pointedAt_;
    int pointedEntry_ = -1;
    bool zoomedX_ = false;
    bool zoomedY_ = false;
    Drag drag_ = Drag::none;
    Axes dragAxes_;
    QPoint dragFrom_, dragLast_, cursor_;
    bool resized_ = false;
    bool hovered_ = false;
};

/// Shows the cursor of each of these plots in all others at the same place of the x axis.
void linkCursors(const std::vector<PlotCanvas*>& plots);

} // namespace asge
