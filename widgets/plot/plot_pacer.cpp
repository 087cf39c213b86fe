// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/plot_pacer.h"

#include <QEvent>
#include <QWidget>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>
#include <vector>

namespace asge {
namespace {

constexpr int kShortestPause = 33; // milliseconds: 30 drawings a second
// Even a slow plot is drawn every one and a half seconds, if it is the only one.
constexpr int kLongestPause = 1500;
constexpr int kLately = 3000; // milliseconds; a view that was not drawn for so long takes no share
// Lanes of a training wait for each other, so all of them wait while one's core draws. This is the
// fraction of time that a training may lose to drawing.
constexpr double kDrawingShare = 0.005;

std::vector<const PlotPacer*>& pacers() {
    static std::vector<const PlotPacer*> all; // used in the GUI thread only
    return all;
}

} // namespace

PlotPacer::PlotPacer(QWidget* view, std::function<bool()> draw, std::function<double()> now)
    : QObject(view), view_(view), draw_(std::move(draw)), now_(std::move(now)) {
    timer_.setSingleShot(true);
    connect(&timer_, &QTimer::timeout, this, [this] {
        if (view_->isVisible()) {
            start();
        }
    });
    view_->installEventFilter(this);
    pacers().push_back(this);
}

PlotPacer::~PlotPacer() {
    std::erase(pacers(), this);
}

bool PlotPacer::draws() const {
    return drawnAt_ && now_() - *drawnAt_ < kLately && view_->isVisible();
}

int PlotPacer::drawingViews() {
    return static_cast<int>(std::count_if(pacers().begin(), pacers().end(),
                                          [](const PlotPacer* each) { return each->draws(); }));
}

double PlotPacer::steadyMilliseconds() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration<double, std::milli>(now).count();
}

int PlotPacer::pauseAfter(double milliseconds, int views) {
    const double pause = milliseconds * (1.0 - kDrawingShare) / kDrawingShare * views;
    return static_cast<int>(
        std::clamp(std::ceil(pause), double(kShortestPause), double(kLongestPause) * views));
}

void PlotPacer::request() {
    dirty_ = true;
    startIfVisible();
}

void PlotPacer::requestSoon() {
    drawnAt_.reset();
    timer_.stop();
    request();
}

void PlotPacer::flush() {
    timer_.stop();
    while (dirty_ || inProgress_) {
        drawPart();
    }
}

void PlotPacer::start() {
    timer_.stop();
    if (!dirty_ && !inProgress_) {
        return;
    }
    drawPart();
    if (inProgress_) {
        timer_.start(0);
    }
}

void PlotPacer::drawPart() {
    dirty_ = false; // later changes request the next drawing
    const double begin = now_();
    inProgress_ = draw_();
    const double end = now_();
    spent_ += end - begin;
    if (!inProgress_) {
        lastMilliseconds_ = std::exchange(spent_, 0.0);
        drawnAt_ = end;
    }
}

void PlotPacer::startIfVisible() {
    if (dirty_ && view_->isVisible() && !timer_.isActive()) {
        const int views = std::max(drawingViews(), 1);
        const double passed = drawnAt_ ? now_() - *drawnAt_ : double(kLongestPause) * views;
        const double left = std::ceil(pauseAfter(lastMilliseconds_, views) - passed);
        timer_.start(static_cast<int>(std::max<double>(left, kShortestPause)));
    }
}

bool PlotPacer::eventFilter(QObject* watched, QEvent* event) {
    if (watched == view_ && event->type() == QEvent::Show) {
        // Draw at once, so that the view does not show outdated data.
        start();
    }
    return QObject::eventFilter(watched, event);
}

} // namespace asge
