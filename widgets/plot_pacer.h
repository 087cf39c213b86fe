#pragma once

#include <QObject>
#include <QTimer>

#include <functional>

class QWidget;

namespace asge {

/// Draws a view after its data changed: at most 30 times a second, only while the view can be seen,
/// and less often where drawing is slow, so that it never takes more than about 30 % of the GUI
/// thread.
class PlotPacer : public QObject {
    Q_OBJECT

  public:
    /// `draw` must finish the drawing before it returns: its time sets the pace.
    PlotPacer(QWidget* view, std::function<void()> draw);

    void request();
    bool isPending() const { return timer_.isActive(); } ///< it will draw by itself
    /// Draws now where something was requested; also where the view can't be seen (for exports).
    void flush();

    /// Pause after a drawing that took `milliseconds`.
    static int pauseAfter(double milliseconds);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void startIfSeen();

    QWidget* view_;
    std::function<void()> draw_;
    QTimer timer_;
    bool dirty_ = false;
    double lastMilliseconds_ = 0;
};

} // namespace asge
