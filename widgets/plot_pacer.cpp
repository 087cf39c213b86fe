#include "widgets/plot_pacer.h"

#include <QEvent>
#include <QWidget>

#include <algorithm>
#include <cmath>

namespace asge {
namespace {

constexpr int kShortestPause = 33; // milliseconds: 30 drawings a second
constexpr int kLongestPause = 500; // even a slow plot moves twice a second
// Threads that train in step all wait while one's core draws: this is what they lose.
constexpr double kPartOfTime = 0.01;

} // namespace

PlotPacer::PlotPacer(QWidget* view, std::function<void()> draw)
    : QObject(view), view_(view), draw_(std::move(draw)) {
    timer_.setSingleShot(true);
    connect(&timer_, &QTimer::timeout, this, [this] {
        if (view_->isVisible()) {
            flush();
        }
    });
    view_->installEventFilter(this);
}

int PlotPacer::pauseAfter(double milliseconds) {
    const double pause = milliseconds * (1.0 - kPartOfTime) / kPartOfTime;
    return static_cast<int>(
        std::clamp(std::ceil(pause), double(kShortestPause), double(kLongestPause)));
}

void PlotPacer::request() {
    dirty_ = true;
    startIfSeen();
}

void PlotPacer::requestSoon() {
    sinceDrawn_.invalidate();
    timer_.stop();
    request();
}

void PlotPacer::flush() {
    if (!dirty_) {
        return;
    }
    timer_.stop();
    dirty_ = false;
    QElapsedTimer clock;
    clock.start();
    draw_();
    lastMilliseconds_ = static_cast<double>(clock.nsecsElapsed()) / 1e6;
    sinceDrawn_.start();
}

void PlotPacer::startIfSeen() {
    if (dirty_ && view_->isVisible() && !timer_.isActive()) {
        const qint64 passed = sinceDrawn_.isValid() ? sinceDrawn_.elapsed() : kLongestPause;
        const qint64 left = pauseAfter(lastMilliseconds_) - passed;
        timer_.start(static_cast<int>(std::max<qint64>(left, kShortestPause)));
    }
}

bool PlotPacer::eventFilter(QObject* watched, QEvent* event) {
    if (watched == view_ && event->type() == QEvent::Show) {
        // Drawn at once: a view that comes up must not show what is out of date.
        flush();
    }
    return QObject::eventFilter(watched, event);
}

} // namespace asge
