#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <functional>

class QWidget;

namespace asge {

/// Draws a view after its data changed: at most 30 times a second, only while the view can be seen,
/// and less often where drawing is slow, down to twice a second, so that it takes about 1 % of a
/// training's time. After a longer pause it draws at once; what a person does is not for it to
/// pace.
class PlotPacer : public QObject {
    Q_OBJECT

  public:
    /// `draw` must finish the drawing before it returns: its time sets the pace.
    PlotPacer(QWidget* view, std::function<void()> draw);

    void request();
    /// The same for what a person has asked for: it need not wait for its turn.
    void requestSoon();
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
    QElapsedTimer sinceDrawn_;
};

} // namespace asge
