// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/plot_canvas.h"

#include "widgets/common/handled_keys.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/theme.h"
#include "widgets/plot/axis_tickers.h"
#include "widgets/plot/plot_text.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <utility>

namespace asge {
namespace {

constexpr double kWheelFactor = 0.85; // per notch of the wheel
constexpr double kKeyFactor = 0.8;
constexpr double kKeyPan = 0.1;   // fraction of the visible range
constexpr double kClosest = 1e-3; // smallest visible range, as a fraction of the home range
constexpr int kSmallestBox = 6;   // pixels; a smaller box is taken for an accidental drag

// Of a kept place.
const QString kZoomedX = QStringLiteral("x");
const QString kZoomedY = QStringLiteral("y");

QVariantList listOf(const QCPRange& range) {
    return {range.lower, range.upper};
}

/// Nothing if settings hold something else.
std::optional<QCPRange> rangeIn(const QVariant& kept) {
    const QVariantList ends = kept.toList();
    if (ends.size() != 2) {
        return std::nullopt;
    }
    const QCPRange range(ends[0].toDouble(), ends[1].toDouble());
    return QCPRange::validRange(range) ? std::optional(range) : std::nullopt;
}

void styleAxis(QCPAxis* axis, const theme::PlotColors& colors, const QFont& font) {
    const QPen line(colors.axis, 0);
    axis->setBasePen(line);
    axis->setTickPen(line);
    axis->setSubTickPen(line);
    axis->setTickLabelColor(colors.text);
    axis->setLabelColor(colors.text);
    axis->setTickLabelFont(font);
    axis->setLabelFont(font);
    axis->setTickLength(0, 4);
    axis->setSubTicks(false);
    axis->grid()->setPen(QPen(colors.grid, 0));
    axis->grid()->setZeroLinePen(QPen(colors.grid, 0));
    axis->grid()->setSubGridVisible(false);
}

/// The part of a range that an axis may show: within `home`, and not narrower than `closest` (0: a
/// small part of `home`).
QCPRange limited(const QCPAxis* axis, const QCPRange& range, const QCPRange& home, double closest) {
    const bool logarithmic = axis->scaleType() == QCPAxis::stLogarithmic;
    if (!QCPRange::validRange(range) || (logarithmic && range.lower <= 0)) {
        return axis->range();
    }
    const auto place = [logarithmic](double x) { return logarithmic ? std::log(x) : x; };
    const double first = place(home.lower);
    const double last = place(home.upper);
    const double least = closest > 0 && !logarithmic ? std::min(closest, (last - first) / 2)
                                                     : kClosest * (last - first);
    double size = place(range.upper) - place(range.lower);
    if (size >= (last - first) * (1 - 1e-9)) { // what was rounded is not a zoom
        return home;
    }
    if (size < least) {
        if (place(axis->range().upper) - place(axis->range().lower) <= least * (1 + 1e-9)) {
            return axis->range();
        }
        size = least;
    }
    const double middle = (place(range.lower) + place(range.upper)) / 2;
    const double low = std::clamp(middle - size / 2, first, std::max(last - size, first));
    return logarithmic ? QCPRange(std::exp(low), std::exp(low + size)) : QCPRange(low, low + size);
}

QCPRange moved(const QCPAxis* axis, double pixels) {
    const QCPRange range = axis->range();
    const double from = axis->coordToPixel(range.lower);
    const double to = axis->coordToPixel(range.upper);
    return {axis->pixelToCoord(from - pixels), axis->pixelToCoord(to - pixels)};
}

QCPRange scaled(const QCPAxis* axis, double factor, double center) {
    const double from = axis->coordToPixel(axis->range().lower);
    const double to = axis->coordToPixel(axis->range().upper);
    return {axis->pixelToCoord(center + (from - center) * factor),
            axis->pixelToCoord(center + (to - center) * factor)};
}

} // namespace

PlotCanvas::PlotCanvas(QWidget* parent) : QCustomPlot(parent), overlay_(new PlotOverlay(this)) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_NoMousePropagation, false); // set by QCustomPlot; it keeps menus away
    setNoAntialiasingOnDrag(true);
    connect(this, &QCustomPlot::afterLayout, this, &PlotCanvas::spaceTicks);
    connect(this, &QCustomPlot::afterLayout, this, &PlotCanvas::showLabelsThatFit);
    setPlottingHint(QCP::phFastPolylines);
    setMinimumSize(0, 0); // set by QCustomPlot
    plotLayout()->setMargins({0, 0, 0, 0});
    applyTheme();
    addKeys();
}

void PlotCanvas::setLeastSize(QSize least) {
    if (std::exchange(least_, least) != least) {
        updateGeometry();
    }
}

void PlotCanvas::addKeys() {
    auto* keys = new HandledKeys(*this);
    const auto addZoom = [&](const QList<QKeySequence>& pressed, const QString& use, double by) {
        keys->add(pressed, use, [this, by] {
            zoom({true, true}, by, axisRect()->rect().center());
        });
    };
    addZoom({Qt::Key_Plus, Qt::Key_Equal}, PlotText::tr("Zoom into a plot"), kKeyFactor);
    addZoom({Qt::Key_Minus}, PlotText::tr("Zoom out of a plot"), 1 / kKeyFactor);
    const auto addPan = [&](Qt::Key key, const QString& use, QPointF by) {
        keys->add({key}, use, [this, by] {
            pan({true, true}, {by.x() * axisRect()->width(), by.y() * axisRect()->height()});
        });
    };
    addPan(Qt::Key_Left, PlotText::tr("Move to the left in a plot"), {kKeyPan, 0});
    addPan(Qt::Key_Right, PlotText::tr("Move to the right in a plot"), {-kKeyPan, 0});
    addPan(Qt::Key_Up, PlotText::tr("Move up in a plot"), {0, kKeyPan});
    addPan(Qt::Key_Down, PlotText::tr("Move down in a plot"), {0, -kKeyPan});
    keys->add({Qt::Key_Home, Qt::Key_0}, PlotText::tr("Show all of a plot"),
              [this] { resetView(); });
}

void PlotCanvas::applyTheme() {
    const theme::PlotColors colors = theme::plotColors(palette());
    setBackground(QBrush(colors.background));
    for (QCPAxisRect* rect : axisRects()) {
        for (QCPAxis* axis : rect->axes()) {
            styleAxis(axis, colors, font());
        }
    }
    QColor panel = colors.background;
    panel.setAlpha(238);
    overlay_->setColors(colors.axis, colors.text, panel);
}

/// Gives vertical axes only as many ticks as have room.
void PlotCanvas::spaceTicks() {
    for (QCPAxisRect* rect : axisRects()) {
        for (QCPAxis* axis : rect->axes(QCPAxis::atLeft | QCPAxis::atBottom)) {
            if (!axis->visible()) {
                continue;
            }
            Spaced& spaced = spaced_[axis];
            if (spaced.ticker != axis->ticker()) {
                spaced = {axis->ticker(), axis->ticker()->tickCount()};
            }
            plot::spaceTicks(*axis, *rect, spaced.most);
        }
    }
}

/// Hides the label of a vertical axis that is shorter than it: the label would cover the title.
void PlotCanvas::showLabelsThatFit() {
    const QFontMetrics metrics(yAxis->labelFont());
    const bool fits = metrics.horizontalAdvance(yAxis->label()) <= axisRect()->height();
    yAxis->setLabelColor(fits ? theme::plotColors(palette()).text : QColor(Qt::transparent));
}

void PlotCanvas::setTextFont(const QFont& font) {
    for (QCPAxisRect* rect : axisRects()) {
        for (QCPAxis* axis : rect->axes()) {
            axis->setTickLabelFont(font);
            axis->setLabelFont(font);
        }
    }
}

void PlotCanvas::setHome(const QCPRange& x, const QCPRange& y, const QCPRange& wholeY) {
    const std::pair before(showsEverything(), hasOutliers());
    homeX_ = x;
    homeY_ = y;
    wholeY_ = wholeY;
    showHome();
    showKeptPlace();
    if (std::pair(showsEverything(), hasOutliers()) != before) {
        emit zoomChanged();
    }
}

void PlotCanvas::showHome() {
    for (const QCPAxis* axis : {xAxis, yAxis}) { // the scales are set now
        if (const auto ticker = axis->ticker().dynamicCast<plot::LogTicker>()) {
            ticker->setAxis(axis);
        }
    }
    if (!zoomedX_) {
        xAxis->setRange(homeX_);
    }
    if (!zoomedY_) {
        yAxis->setRange(shownHomeY());
    }
}

void PlotCanvas::resetView() {
    resetTo(!showsWhole_ || !showsEverything());
}

void PlotCanvas::resetTo(bool everything) {
    unzoom(everything);
    emit viewReset();
}

void PlotCanvas::showAutomatic() {
    unzoom(false);
}

void PlotCanvas::unzoom(bool showsWhole) {
    zoomedX_ = false;
    zoomedY_ = false;
    showsWhole_ = showsWhole;
    showHome();
    finishChange();
    emit zoomChanged();
}

QVariantMap PlotCanvas::keptPlace() const {
    QVariantMap ranges = keptPlace_;
    if (zoomedX_) {
        ranges.insert(kZoomedX, listOf(xAxis->range()));
    }
    if (zoomedY_) {
        ranges.insert(kZoomedY, listOf(yAxis->range()));
    }
    return ranges;
}

void PlotCanvas::setKeptPlace(const QVariantMap& ranges) {
    keptPlace_ = ranges;
}

/// A range that the contents do not have waits for others, which may still be read.
void PlotCanvas::showKeptPlace() {
    const auto take = [this](const QString& key, const QCPRange& home, auto zoomTo) {
        const auto range = rangeIn(keptPlace_.value(key));
        if (!range) {
            keptPlace_.remove(key); // or it is not there
        } else if (home.contains(range->lower) && home.contains(range->upper)) {
            keptPlace_.remove(key);
            zoomTo(*range);
        }
    };
    take(kZoomedX, homeX_, [this](const QCPRange& range) { setRangeX(range); });
    take(kZoomedY, wholeY_, [this](const QCPRange& range) { setRangeY(range); });
}

void PlotCanvas::showX(const QCPRange& range) {
    setRangeX(range);
    finishChange();
}

void PlotCanvas::showY(const QCPRange& range) {
    setRangeY(range);
    finishChange();
}

void PlotCanvas::setClosest(double x, double y) {
    closestX_ = x;
    closestY_ = y;
}

void PlotCanvas::followX(const QCPRange& range) {
    zoomedX_ = range.lower > homeX_.lower || range.upper < homeX_.upper;
    xAxis->setRange(zoomedX_ ? range : homeX_);
    finishChange();
    emit zoomChanged();
}

void PlotCanvas::followY(const QCPRange& range) {
    zoomedY_ = range.lower > wholeY_.lower || range.upper < wholeY_.upper;
    yAxis->setRange(zoomedY_ ? range : wholeY_);
    finishChange();
    emit zoomChanged();
}

void PlotCanvas::followCursor(std::optional<double> x) {
    followed_ = x;
    refreshReadout();
}

void PlotCanvas::setReadout(std::function<PlotReadout(double, double)> readout) {
    readout_ = std::move(readout);
}

void PlotCanvas::setTip(std::function<QString(QPoint)> tip) {
    tip_ = std::move(tip);
}

void PlotCanvas::refreshReadout() {
    const QRect area = axisRect()->rect();
    const bool reads = readout_ && hovered_ && drag_ == Drag::none && area.contains(cursor_);
    const PlotReadout readout =
        reads ? readout_(xAxis->pixelToCoord(cursor_.x()), yAxis->pixelToCoord(cursor_.y()))
              : PlotReadout{};
    const bool any = !readout.html.isEmpty();
    if (any) {
        std::vector<PlotOverlay::Dot> dots;
        for (const PlotReadout::Dot& dot : readout.dots) {
            const QPointF at(xAxis->coordToPixel(dot.key), yAxis->coordToPixel(dot.value));
            if (area.contains(at.toPoint())) {
                dots.push_back({at, dot.color});
            }
        }
        const double level = readout.level ? yAxis->coordToPixel(readout.value) : -1.0;
        overlay_->showCross(area, {xAxis->coordToPixel(readout.key), level}, std::move(dots));
        overlay_->showPanel(area, cursor_, readout.html);
    } else {
        hideReadout();
    }
    const std::optional<double> key = any ? std::optional(readout.key) : std::nullopt;
    if (key != pointedAt_ || readout.entry != pointedEntry_) {
        pointedAt_ = key;
        pointedEntry_ = readout.entry;
        emit pointedAt(pointedAt_, pointedEntry_);
    }
}

/// Hides what belongs to the cursor; that of a neighbouring plot stays.
void PlotCanvas::hideReadout() {
    overlay_->hideCross();
    if (followed_ && xAxis->range().contains(*followed_)) {
        overlay_->showCross(axisRect()->rect(), {xAxis->coordToPixel(*followed_), -1.0}, {});
    }
}

void PlotCanvas::finishChange() {
    replot(QCustomPlot::rpQueuedReplot);
    refreshReadout();
}

PlotCanvas::Axes PlotCanvas::axesAt(QPoint position) const {
    const QRect area = axisRect()->rect();
    const bool besideX = position.x() >= area.left() && position.x() <= area.right();
    const bool besideY = position.y() >= area.top() && position.y() <= area.bottom();
    return {.x = besideX && position.y() >= area.top(),
            .y = besideY && position.x() <= area.right()};
}

void PlotCanvas::setRangeX(const QCPRange& range) {
    xAxis->setRange(limited(xAxis, range, homeX_, closestX_));
    zoomedX_ = xAxis->range() != homeX_;
    emit zoomChanged();
    emit zoomedToX(xAxis->range());
}

void PlotCanvas::setRangeY(const QCPRange& range) {
    yAxis->setRange(limited(yAxis, range, wholeY_, closestY_));
    showsWhole_ = showsWhole_ || (yAxis->range() == wholeY_ && wholeY_ != homeY_);
    zoomedY_ = yAxis->range() != shownHomeY();
    emit zoomChanged();
    emit zoomedToY(yAxis->range());
}

void PlotCanvas::zoom(Axes axes, double factor, QPointF center) {
    if (axes.x) {
        setRangeX(scaled(xAxis, factor, center.x()));
    }
    if (axes.y) {
        setRangeY(scaled(yAxis, factor, center.y()));
    }
    finishChange();
}

void PlotCanvas::pan(Axes axes, QPointF pixels) {
    if (axes.x && pixels.x() != 0) {
        setRangeX(moved(xAxis, pixels.x()));
    }
    if (axes.y && pixels.y() != 0) {
        setRangeY(moved(yAxis, pixels.y()));
    }
    finishChange();
}

void PlotCanvas::zoomToBox(const QRect& box) {
    const QRect inside = box & axisRect()->rect();
    if (inside.width() < kSmallestBox || inside.height() < kSmallestBox) {
        return;
    }
    QCPRange x(xAxis->pixelToCoord(inside.left()), xAxis->pixelToCoord(inside.right()));
    QCPRange y(yAxis->pixelToCoord(inside.bottom()), yAxis->pixelToCoord(inside.top()));
    x.normalize();
    y.normalize();
    setRangeX(x);
    setRangeY(y);
    finishChange();
}

void PlotCanvas::paintEvent(QPaintEvent* event) {
    // The window may have moved to a screen with another pixel density.
    const bool denser = !qFuzzyCompare(bufferDevicePixelRatio(), devicePixelRatioF());
    if (denser) {
        setBufferDevicePixelRatio(devicePixelRatioF());
    }
    if (std::exchange(resized_, false) || denser) {
        replot(QCustomPlot::rpQueuedRefresh);
    }
    QCustomPlot::paintEvent(event);
    if (hasFocus()) {
        QPainter painter(this);
        QColor ring = palette().color(QPalette::Highlight);
        ring.setAlpha(150);
        painter.setPen(QPen(ring, 1));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void PlotCanvas::resizeEvent(QResizeEvent* event) {
    // QCustomPlot would draw at every intermediate size of a layout.
    event->accept();
    setViewport(rect());
    resized_ = true;
    overlay_->setGeometry(rect());
    hovered_ = false; // until the mouse moves, since the point under the cursor has moved
    refreshReadout();
}

void PlotCanvas::wheelEvent(QWheelEvent* event) {
    const Axes axes = axesAt(event->position().toPoint());
    const double notches = event->angleDelta().y() / 120.0;
    if ((!axes.x && !axes.y) || notches == 0) {
        event->ignore();
        return;
    }
    const QCPRange x = xAxis->range();
    const QCPRange y = yAxis->range();
    zoom(axes, std::pow(kWheelFactor, notches), event->position());
    // What has no effect here scrolls the page: the wheel never does nothing.
    event->setAccepted(xAxis->range() != x || yAxis->range() != y);
}

void PlotCanvas::mousePressEvent(QMouseEvent* event) {
    const QPoint at = event->position().toPoint();
    dragAxes_ = axesAt(at);
    const bool boxed =
        event->button() == Qt::RightButton ||
        (event->button() == Qt::LeftButton && event->modifiers().testFlag(Qt::ShiftModifier));
    if (boxed && axisRect()->rect().contains(at)) {
        drag_ = Drag::box;
    } else if (event->button() == Qt::LeftButton && (dragAxes_.x || dragAxes_.y)) {
        drag_ = Drag::pan;
    }
    dragFrom_ = dragLast_ = at;
    event->accept();
}

void PlotCanvas::mouseMoveEvent(QMouseEvent* event) {
    cursor_ = event->position().toPoint();
    hovered_ = true;
    if (drag_ == Drag::pan) {
        setCursor(Qt::ClosedHandCursor);
        pan(dragAxes_, cursor_ - dragLast_);
        dragLast_ = cursor_;
    } else if (drag_ == Drag::box) {
        overlay_->showBox(QRect(dragFrom_, cursor_).normalized() & axisRect()->rect());
    }
    refreshReadout();
    event->accept();
}

void PlotCanvas::mouseReleaseEvent(QMouseEvent* event) {
    const QPoint at = event->position().toPoint();
    if (drag_ == Drag::box) {
        overlay_->hideBox();
        zoomToBox(QRect(dragFrom_, at).normalized());
    }
    drag_ = Drag::none;
    unsetCursor();
    refreshReadout();
    event->accept();
    if (event->button() == Qt::RightButton &&
        (at - dragFrom_).manhattanLength() < QApplication::startDragDistance()) {
        QContextMenuEvent menu(QContextMenuEvent::Other, mapToParent(at), mapToGlobal(at));
        QCoreApplication::sendEvent(parentWidget(), &menu);
    }
}

/// Some systems ask for the menu when the button is pressed, which may begin a box.
void PlotCanvas::contextMenuEvent(QContextMenuEvent* event) {
    event->setAccepted(event->reason() == QContextMenuEvent::Mouse);
}

void PlotCanvas::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) {
        resetView();
    }
    event->accept();
}

void PlotCanvas::leaveEvent(QEvent* event) {
    hovered_ = false;
    refreshReadout();
    QCustomPlot::leaveEvent(event);
}

void PlotCanvas::focusInEvent(QFocusEvent* event) {
    QCustomPlot::focusInEvent(event);
    update();
}

void PlotCanvas::focusOutEvent(QFocusEvent* event) {
    QCustomPlot::focusOutEvent(event);
    update();
}

void PlotCanvas::changeEvent(QEvent* event) {
    QCustomPlot::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        applyTheme();
        emit themed();
        replot(QCustomPlot::rpQueuedReplot);
    }
}

bool PlotCanvas::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip && tip_) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QString text = tip_(help->pos());
        QToolTip::showText(help->globalPos(), plain::block(text), this);
        return true;
    }
    return QCustomPlot::event(event);
}

void linkCursors(const std::vector<PlotCanvas*>& plots) {
    for (PlotCanvas* plot : plots) {
        for (PlotCanvas* other : plots) {
            if (other != plot) {
                QObject::connect(plot, &PlotCanvas::pointedAt, other,
                                 [other](std::optional<double> x, int) { other->followCursor(x); });
            }
        }
    }
}

} // namespace asge
