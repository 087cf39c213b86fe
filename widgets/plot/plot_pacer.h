// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>
#include <QTimer>

#include <functional>
#include <optional>

class QWidget;

namespace asge {

/// Draws a view after its data changed: at most 30 times a second, only while the view can be seen,
/// and less often where drawing is slow, down to twice a second, so that it takes about 1 % of a
/// training's time. After a longer pause it draws at once; what a person does is not for it to
/// pace. A long drawing is done in parts, so that the window answers in between.
class PlotPacer : public QObject {
    Q_OBJECT

  public:
    /// How long a part of a drawing may take, where it can be divided.
    static constexpr int kPart = 15; // milliseconds

    /// `draw` draws, or does a part of it; false once nothing is left to do. It must finish what it
    /// does before it returns: its time sets the pace. The view tells it where data change between
    /// parts. `now` tells the time in milliseconds, since whenever.
    PlotPacer(QWidget* view, std::function<bool()> draw,
              std::function<double()> now = steadyMilliseconds);

    void request();
    /// The same for what a person has asked for: it need not wait for its turn.
    void requestSoon();
    bool isPending() const { return timer_.isActive(); } ///< it will draw by itself
    /// Milliseconds from when it began to wait until it draws by itself; 0 if it will not.
    int wait() const { return isPending() ? timer_.interval() : 0; }
    /// Draws now, to the end, where something was requested; also where the view can't be seen (for
    /// exports).
    void flush();
    /// The same, but lets events through between parts.
    void start();

    /// Pause after a drawing that took `milliseconds`.
    static int pauseAfter(double milliseconds);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    static double steadyMilliseconds();
    void startIfSeen();
    void drawPart();

    QWidget* view_;
    std::function<bool()> draw_;
    std::function<double()> now_;
    QTimer timer_;
    bool dirty_ = false;
    bool underWay_ = false; ///< parts of a drawing are left
    double spent_ = 0;      ///< milliseconds, on the drawing under way
    double lastMilliseconds_ = 0;
    std::optional<double> drawnAt_; ///< none if nothing need be waited for
};

} // namespace asge
