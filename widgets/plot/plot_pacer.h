// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>
#include <QTimer>

#include <functional>
#include <optional>

class QWidget;

namespace asge {

/// Schedules the drawing of a view after its data have changed: at most 30 times a second, only
/// while the view is visible, and less often if drawing is slow (down to once in 1.5 seconds), so
/// that drawing takes about 0.5 % of a training's time. Views that draw at the same time share that
/// time. After a longer pause it draws at once, and so it does for changes by the user. A long
/// drawing is divided into parts, so that the window handles events in between.
class PlotPacer : public QObject {
    Q_OBJECT

  public:
    /// How long one part of a drawing may take, if it can be divided.
    static constexpr int kPart = 15; // milliseconds

    /// `draw` draws, or draws a part, and returns whether parts are left. It must draw
    /// synchronously, since its duration sets the pace. The view requests a new drawing if data
    /// change between parts. `now` returns a monotonic time in milliseconds.
    PlotPacer(QWidget* view, std::function<bool()> draw,
              std::function<double()> now = steadyMilliseconds);
    ~PlotPacer() override;

    void request();
    /// The same for a change by the user, without waiting for the pace.
    void requestSoon();
    bool isPending() const { return timer_.isActive(); } ///< a drawing is scheduled
    /// Milliseconds from the request to the scheduled drawing; 0 if none is scheduled.
    int wait() const { return isPending() ? timer_.interval() : 0; }
    /// Finishes a requested drawing now, even if the view is not visible (for exports).
    void flush();
    /// The same, but lets events through between parts.
    void start();

    /// The pause after a drawing that took `milliseconds`, if so many views are drawn in turn.
    static int pauseAfter(double milliseconds, int views = 1);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    static double steadyMilliseconds();
    void startIfVisible();
    void drawPart();
    /// Whether the view was drawn lately, so that it takes a share of the time.
    bool draws() const;
    static int drawingViews();

    QWidget* view_;
    std::function<bool()> draw_;
    std::function<double()> now_;
    QTimer timer_;
    bool dirty_ = false;
    bool inProgress_ = false; ///< parts of a drawing are left
    double spent_ = 0;        ///< milliseconds spent on the current drawing
    double lastMilliseconds_ = 0;
    std::optional<double> drawnAt_; ///< none before the first drawing
};

} // namespace asge
