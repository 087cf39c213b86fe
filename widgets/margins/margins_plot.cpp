// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/margins/margins_plot.h"

#include "widgets/common/counted_text.h"
#include "widgets/common/theme.h"
#include "widgets/common/untrained_note.h"
#include "widgets/margins/margins_text.h"
#include "widgets/plot/axis_tickers.h"
#include "widgets/plot/click_watch.h"
#include "widgets/plot/cut_graph.h"
#include "widgets/plot/heat_colors.h"
#include "widgets/plot/line_style.h"

#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace asge {

using margins::EpochMargins;

namespace {

constexpr int kHistogramWidth = 66;    // pixels
constexpr int kComparedWidth = 104;    // pixels, with the outline of B
constexpr int kBesideLabel = 6;        // pixels, to the edge of the panel
constexpr int kBesideMap = 12;         // pixels, beside an axis without numbers
constexpr double kComparedShare = 0.3; // of the plot, below that width
constexpr int kMostHeatColumns = 1024; // of the heat map; more epochs share columns
constexpr int kShades = 256;
constexpr double kClosestEpochColumns = 2; // that the user can zoom in to
constexpr double kClosestBins = 4;
constexpr int kZeroPlace = kMarginBins / 2; // the place of a margin of 0
// Pixels: a bar that is longer than the axis has a gap before its end.
constexpr double kBreakEnd = 3;
constexpr double kBreakGap = 3;
constexpr double kBeyondWidth = 9; // pixels, of the mark of images beyond the y axis
constexpr double kBeyondHeight = 5;

QString marginsPercent(double fraction) {
    return MarginsText::tr("%1 %").arg(QLocale().toString(100 * fraction, 'f', 2));
}

} // namespace

/// The heat map, and a line at the epoch of the histogram.
class MarginsPlot::Heat : public QCPAbstractItem {
  public:
    explicit Heat(MarginsPlot* plot) : QCPAbstractItem(plot), plot_(plot) { setSelectable(false); }
    double selectTest(const QPointF&, bool, QVariant*) const override { return -1; }

  protected:
    void draw(QCPPainter* painter) override {
        if (plot_->heat_.isNull()) {
            return;
        }
        const double begin = plot_->firstEpoch_ - 0.5;
        const double end = begin + plot_->heat_.width() * plot_->epochsOfColumn_;
        const QRectF place(
            QPointF(plot_->xAxis->coordToPixel(begin), plot_->yAxis->coordToPixel(kMarginBins)),
            QPointF(plot_->xAxis->coordToPixel(end), plot_->yAxis->coordToPixel(0)));
        painter->setAntialiasing(false);
        // Fewer pixels than columns: single epochs are visible only with smoothing.
        painter->setRenderHint(QPainter::SmoothPixmapTransform,
                               place.width() < plot_->heat_.width() ||
                                   place.height() < plot_->heat_.height());
        const QRect area = plot_->axisRect()->rect();
        drawCut(*painter, place, plot_->heat_, area);
        const theme::PlotColors colors = theme::plotColors(plot_->palette());
        painter->setPen(QPen(colors.axis, 1));
        const double zero = std::round(plot_->yAxis->coordToPixel(kZeroPlace));
        painter->drawLine(QLineF(area.left(), zero, area.right(), zero));
        if (plot_->find(plot_->frame_.epoch) != nullptr && plot_->epochs_ > 1) {
            const double x = std::round(plot_->xAxis->coordToPixel(plot_->frame_.epoch));
            if (x < area.left() || x > area.right()) {
                return;
            }
            plot::drawPlaceLine(*painter, plot_->palette(),
                                QLineF(x, area.top(), x, area.bottom()));
        }
    }

  private:
    MarginsPlot* plot_;
};

/// The histogram of one epoch, and another one as an outline.
class MarginsPlot::Bars : public QCPAbstractItem {
  public:
    explicit Bars(MarginsPlot* plot) : QCPAbstractItem(plot), plot_(plot) {
        setSelectable(false);
        setClipAxisRect(plot->bars_);
    }
    double selectTest(const QPointF&, bool, QVariant*) const override { return -1; }

  protected:
    void draw(QCPPainter* painter) override {
        painter->setAntialiasing(false);
        const theme::PlotColors ground = theme::plotColors(plot_->palette());
        if (const EpochMargins* shown = plot_->find(plot_->frame_.epoch)) {
            const QColor colors[] = {plot_->barColor(0), plot_->barColor(kZeroPlace)};
            for (int bin = 0; bin < kMarginBins; ++bin) {
                const QRectF bar = barOf(bin, margins::fractionOf(*shown->counts, bin));
                const QColor& color = colors[bin < kZeroPlace ? 0 : 1];
                if (bar.width() > 0) {
                    painter->fillRect(bar & plot_->bars_->rect(), color);
                    drawBreak(*painter, bar, ground.background);
                }
            }
        }
        if (plot_->outline_) {
            drawOutline(*painter, plot_->outline_->isTrained ? ground.text : ground.faint);
        }
        painter->setPen(QPen(ground.axis, 1));
        const double zero = std::round(plot_->yAxis->coordToPixel(kZeroPlace));
        painter->drawLine(QLineF(plot_->bars_->left(), zero, plot_->bars_->right(), zero));
        drawBeyond(*painter, ground);
    }

  private:
    /// A gap in a bar that is longer than the axis.
    void drawBreak(QCPPainter& painter, const QRectF& bar, const QColor& ground) const {
        const QRectF area = plot_->bars_->rect();
        if (bar.right() > area.right() + 1) {
            painter.fillRect(
                QRectF(area.right() - kBreakEnd - kBreakGap, bar.top(), kBreakGap, bar.height()) &
                    area,
                ground);
        }
    }

    /// Triangles where images are beyond an end of the y axis, not counting what a zoom hides.
    void drawBeyond(QCPPainter& painter, const theme::PlotColors& colors) const {
        const auto [first, end] = plot_->frame_.axisBins();
        const EpochMargins* shown = plot_->find(plot_->frame_.epoch);
        const auto has = [&](int from, int to) {
            return (shown != nullptr && margins::hasImages(*shown->counts, from, to)) ||
                   (plot_->outline_ && margins::hasImages(plot_->outline_->counts, from, to));
        };
        const QRectF area = plot_->bars_->rect();
        if (has(0, first)) {
            drawBeyond(painter, colors, area.bottom() - 1, -kBeyondHeight);
        }
        if (has(end, kMarginBins)) {
            drawBeyond(painter, colors, area.top() + 1, kBeyondHeight);
        }
    }
    /// A triangle that points to `y`; it has an edge in the colour of the ground, to be seen on
    /// bars.
    void drawBeyond(QCPPainter& painter, const theme::PlotColors& colors, double y,
                    double height) const {
        const double x = plot_->bars_->rect().center().x();
        painter.setAntialiasing(true);
        painter.setPen(QPen(colors.background, 1));
        painter.setBrush(colors.text);
        painter.drawPolygon(QPolygonF(
            {{x, y}, {x - kBeyondWidth / 2, y + height}, {x + kBeyondWidth / 2, y + height}}));
        painter.setBrush(Qt::NoBrush);
        painter.setAntialiasing(false);
    }

    QRectF barOf(int bin, double fraction) const {
        const QCPAxis* axis = plot_->bars_->axis(QCPAxis::atBottom);
        const double left = plot_->bars_->left();
        const double right = axis->coordToPixel(100 * fraction);
        const double top = std::round(plot_->yAxis->coordToPixel(bin + 1));
        const double bottom = std::round(plot_->yAxis->coordToPixel(bin));
        return {left, top, right - left, std::max(1.0, bottom - top)};
    }

    /// Bins without images have no outline.
    void drawOutline(QCPPainter& painter, const QColor& color) const {
        painter.setPen(QPen(color, 1));
        const QRect area = plot_->bars_->rect();
        const auto draw = [&](const QLineF& line) {
            if (const auto seen = cutLine(line, area)) {
                painter.drawLine(*seen);
            }
        };
        QRectF above(0, 0, 0, 0);
        for (int bin = kMarginBins - 1; bin >= -1; --bin) {
            const QRectF bar = bin < 0
                                   ? QRectF(above.bottomLeft(), QSizeF(0, 0))
                                   : barOf(bin, margins::fractionOf(plot_->outline_->counts, bin));
            if (bar.width() != above.width()) {
                draw(QLineF(plot_->bars_->left() + above.width(), bar.top(),
                            plot_->bars_->left() + bar.width(), bar.top()));
            }
            if (bar.width() > 0) {
                draw(QLineF(bar.topRight(), bar.bottomRight()));
            }
            above = bar;
        }
    }

    MarginsPlot* plot_;
};

/// Ticks at round margins, whose places are not linear.
class MarginsPlot::MarginTicker : public QCPAxisTicker {
  public:
    explicit MarginTicker(const QCPAxis* axis) : axis_(axis) {}

  protected:
    QVector<double> createTickVector(double, const QCPRange& range) override {
        // The most important margins come first; those without room are left out.
        static constexpr std::array kMargins{0.0, 10.0, -10.0, 1.0,   -1.0, 50.0, -50.0,
                                             3.0, -3.0, 30.0,  -30.0, 0.3,  -0.3};
        const double room = 1.1 * QFontMetricsF(axis_->tickLabelFont()).height();
        QVector<double> ticks;
        for (const double margin : kMargins) {
            const double place = margins::placeOf(margin);
            const double pixel = axis_->coordToPixel(place);
            const bool fits = std::all_of(ticks.begin(), ticks.end(), [&](double other) {
                return std::abs(axis_->coordToPixel(other) - pixel) >= room;
            });
            if (fits && range.contains(place)) {
                ticks.append(place);
            }
        }
        std::sort(ticks.begin(), ticks.end());
        return ticks;
    }
    double getTickStep(const QCPRange&) override { return 1; }
    int getSubTickCount(double) override { return 0; }
    QString getTickLabel(double tick, const QLocale&, QChar, int) override {
        const double margin = std::round(10 * margins::marginAt(tick)) / 10;
        return (margin < 0 ? QStringLiteral("−") : QString()) + QString::number(std::abs(margin));
    }

  private:
    const QCPAxis* axis_;
};

MarginsPlot::MarginsPlot(int layer, QWidget* parent)
    : PlotCanvas(parent), layer_(layer), bars_(new QCPAxisRect(this)),
      median_(nullptr), quartiles_{}, casings_{} {
    setObjectName(QStringLiteral("marginsPlot%1").arg(layer + 1));
    setAccessibleName(MarginsText::tr("Margins of layer %1 over epochs").arg(layer + 1));
    plotLayout()->addElement(0, 1, bars_);
    bars_->setMinimumSize(kHistogramWidth, 10);
    bars_->setMaximumSize(kHistogramWidth, QWIDGETSIZE_MAX);
    bars_->setMinimumMargins({0, 8, 6, 4});
    auto* margins = new QCPMarginGroup(this);
    axisRect()->setMarginGroup(QCP::msTop | QCP::msBottom, margins);
    bars_->setMarginGroup(QCP::msTop | QCP::msBottom, margins);
    QCPAxis* side = bars_->axis(QCPAxis::atLeft);
    side->setTicks(false);
    side->setTickLabels(false);
    side->grid()->setVisible(false);
    bars_->axis(QCPAxis::atBottom)->setLabel(MarginsText::tr("% of images"));
    auto ticker = QSharedPointer<QCPAxisTicker>::create();
    ticker->setTickCount(2);
    bars_->axis(QCPAxis::atBottom)->setTicker(ticker);
    xAxis->grid()->setVisible(false);
    yAxis->grid()->setVisible(false);
    auto epochs = QSharedPointer<plot::IntegerTicker>::create();
    epochs->setTickCount(4);
    xAxis->setTicker(epochs);
    yAxis->setTicker(QSharedPointer<MarginTicker>::create(yAxis));
    xAxis->setLabel(MarginsText::tr("epoch"));
    setLabelled(true);
    setLower(0);
    new Heat(this); // the plot owns it
    new Bars(this); // the plot owns it
    for (QCPGraph*& casing : casings_) {
        casing = addGraph();
    }
    median_ = addGraph();
    for (QCPGraph*& quartile : quartiles_) {
        quartile = addGraph();
    }
    for (int i = 0; i < graphCount(); ++i) {
        graph(i)->setLayer(QStringLiteral("axes")); // above the heat map
    }
    applyTheme();
    applyColors();
    connect(this, &PlotCanvas::themed, this, &MarginsPlot::applyColors);
    setReadout([this](double x, double y) { return readout(x, y); });
    setTip([this](QPoint pixel) { return histogramText(pixel); });
    connect(this, &QCustomPlot::beforeReplot, this, &MarginsPlot::fitHistogram);
    connect(this, &QCustomPlot::afterLayout, this, [this] {
        if (axisRect()->size() != std::exchange(laidOut_, axisRect()->size())) {
            replot(QCustomPlot::rpQueuedReplot); // the current drawing has already chosen its ticks
        }
    });
    new ClickWatch(this, [this](QPoint at) { clicked(at); });
}

MarginsPlot::~MarginsPlot() = default;

int MarginsPlot::labelRoom() const {
    const QFontMetrics metrics(yAxis->tickLabelFont());
    const auto isNarrower = [&](const QString& a, const QString& b) {
        return metrics.horizontalAdvance(a) < metrics.horizontalAdvance(b);
    };
    const QString widest = std::max(QStringLiteral("−50"), QStringLiteral("−0.3"), isNarrower);
    return plot::sideMargin(*yAxis, widest) - kBesideMap;
}

void MarginsPlot::setLower(int pixels) {
    constexpr int kLeastHeight = 190; // pixels
    setLeastHeight(kLeastHeight - pixels);
}

void MarginsPlot::setLabelled(bool labelled) {
    const int room = labelled ? labelRoom() : 0;
    setLeastWidth(kLeastWidth + room);
    axisRect()->setMinimumMargins({kBesideMap + room, 8, 4, 4});
    yAxis->setLabel(labelled ? MarginsText::tr("margin (nats, asinh)") : QString());
    yAxis->setTickLabels(labelled);
}

/// With B the histogram has more room, if the plot is wide enough.
void MarginsPlot::fitHistogram() {
    const bool compares = outline_ && outline_->isOfRun;
    const int beyondLabels = viewport().width() - axisRect()->minimumMargins().left();
    const int width = compares ? std::clamp(static_cast<int>(kComparedShare * beyondLabels),
                                            kHistogramWidth, kComparedWidth)
                               : kHistogramWidth;
    if (width != bars_->minimumSize().width()) {
        bars_->setMinimumSize(width, 10);
        bars_->setMaximumSize(width, QWIDGETSIZE_MAX);
    }
    const QCPAxis* share = bars_->axis(QCPAxis::atBottom);
    const int label = QFontMetrics(share->labelFont()).horizontalAdvance(share->label());
    const int beside = std::max(kBesideLabel, (label - width + 1) / 2 + kBesideLabel);
    if (beside != bars_->minimumMargins().right()) { // the label is in the middle of the bars
        bars_->setMinimumMargins({0, 8, beside, 4});
    }
}

QColor MarginsPlot::lineColor() const {
    const theme::PlotColors colors = theme::plotColors(palette());
    return isTrained_ ? colors.text : colors.faint;
}

/// The colour of a density from 0 to 1: blue for negative margins, orange for others as all signed
/// values, grey for a readout that never learned, light enough for its lines.
QColor MarginsPlot::shade(int bin, double density) const {
    constexpr double kDarkest = 0.5;
    const theme::PlotColors colors = theme::plotColors(palette());
    return isTrained_ ? plot::heat(bin < kZeroPlace ? plot::HeatHue::blue : plot::HeatHue::orange,
                                   density, colors.background, theme::isDark(palette()))
                      : plot::blended(colors.background, colors.faint, kDarkest * density);
}

QColor MarginsPlot::barColor(int bin) const {
    constexpr double kBarDensity = 0.6;
    return theme::legible(shade(bin, kBarDensity), theme::plotColors(palette()).background,
                          theme::kGraphicContrast);
}

void MarginsPlot::applyColors() {
    for (QCPGraph* casing : casings_) { // full cells may be as light or as dark as the line
        casing->setPen(QPen(theme::plotColors(palette()).background, 3.6));
    }
    median_->setPen(QPen(lineColor(), 1.6));
    for (QCPGraph* quartile : quartiles_) {
        QPen pen(lineColor(), 1.2);
        pen.setDashPattern({3, 3});
        pen.setCapStyle(Qt::FlatCap);
        quartile->setPen(pen);
    }
    if (!history_.empty()) {
        colorHeat();
    }
}

void MarginsPlot::present(const std::vector<EpochMargins>& history, const Frame& frame,
                          std::optional<Outline> outline, bool isTrained) {
    history_ = history;
    counts_.clear();
    for (const EpochMargins& each : history) {
        counts_.push_back(*each.counts);
    }
    for (std::size_t i = 0; i < history_.size(); ++i) {
        history_[i].counts = &counts_[i];
    }
    frame_ = frame;
    outline_ = std::move(outline);
    firstEpoch_ = history_.empty() ? 0 : history_.front().epoch;
    epochs_ = history_.empty() ? 0 : history_.back().epoch - firstEpoch_ + 1;
    epochsOfColumn_ = std::max(1, (epochs_ + kMostHeatColumns - 1) / kMostHeatColumns);
    if (std::exchange(isTrained_, isTrained) != isTrained) {
        applyColors();
    }
    colorHeat();
    fillLines();
    bars_->axis(QCPAxis::atBottom)->setRange(0, 100 * frame.axisEnd());
    setClosest(kClosestEpochColumns, kClosestBins);
    setHome({firstEpoch_ - 0.5, firstEpoch_ + std::max(epochs_, 1) - 0.5},
            {static_cast<double>(frame.axisBins().first),
             static_cast<double>(frame.axisBins().second)});
    replot(QCustomPlot::rpImmediateRefresh);
    refreshReadout();
}

/// Makes the picture of the heat map: a column per epoch or for several, a row per bin.
void MarginsPlot::colorHeat() {
    const int columns = (epochs_ + epochsOfColumn_ - 1) / epochsOfColumn_;
    if (columns == 0) {
        heat_ = {};
        return;
    }
    std::array<std::array<QRgb, kShades>, 2> shades{};
    for (int i = 0; i < kShades; ++i) {
        const double value = static_cast<double>(i) / (kShades - 1);
        shades[0][static_cast<std::size_t>(i)] = shade(0, value).rgb();
        shades[1][static_cast<std::size_t>(i)] = shade(kZeroPlace, value).rgb();
    }
    std::vector<double> sums(static_cast<std::size_t>(columns) * kMarginBins);
    std::vector<int> epochs(static_cast<std::size_t>(columns));
    for (const EpochMargins& each : history_) {
        const auto column = static_cast<std::size_t>((each.epoch - firstEpoch_) / epochsOfColumn_);
        const auto all = static_cast<double>(margins::imagesOf(*each.counts));
        ++epochs[column];
        for (std::size_t bin = 0; all > 0 && bin < kMarginBins; ++bin) {
            sums[column * kMarginBins + bin] += static_cast<double>((*each.counts)[bin]) / all;
        }
    }
    heat_ = QImage(columns, kMarginBins, QImage::Format_RGB32);
    heat_.fill(theme::plotColors(palette()).background);
    for (int bin = 0; bin < kMarginBins; ++bin) {
        auto* line = reinterpret_cast<QRgb*>(heat_.scanLine(kMarginBins - 1 - bin));
        const auto& hue = shades[bin < kZeroPlace ? 0 : 1];
        for (std::size_t column = 0; column < epochs.size(); ++column) {
            if (epochs[column] > 0) {
                const double density =
                    sums[column * kMarginBins + static_cast<std::size_t>(bin)] / epochs[column];
                const double part = std::clamp(density / frame_.density, 0.0, 1.0);
                line[column] = hue[static_cast<std::size_t>(std::lround(part * (kShades - 1)))];
            }
        }
    }
}

void MarginsPlot::fillLines() {
    QVector<double> x, median, lower, upper;
    for (const EpochMargins& each : history_) {
        x.append(each.epoch);
        median.append(margins::placeOf(each.median));
        lower.append(margins::placeOf(each.quartile));
        upper.append(margins::placeOf(each.upperQuartile));
    }
    median_->setData(x, median, true);
    quartiles_[0]->setData(x, lower, true);
    quartiles_[1]->setData(x, upper, true);
    for (int i = 0; i < 3; ++i) {
        casings_[i]->setData(x, i == 0 ? median : i == 1 ? lower : upper, true);
    }
}

const EpochMargins* MarginsPlot::find(int epoch) const {
    const auto found =
        std::lower_bound(history_.begin(), history_.end(), epoch,
                         [](const EpochMargins& each, int wanted) { return each.epoch < wanted; });
    return found != history_.end() && found->epoch == epoch ? &*found : nullptr;
}

PlotReadout MarginsPlot::readout(double x, double y) const {
    PlotReadout readout;
    const EpochMargins* each = find(static_cast<int>(std::lround(x)));
    const double bin = std::floor(y);
    if (each == nullptr || bin < 0 || bin >= kMarginBins) {
        return readout;
    }
    readout.key = each->epoch;
    readout.value = bin + 0.5;
    readout.level = true;
    const auto index = static_cast<int>(bin);
    readout.html = MarginsText::tr("epoch %1<br>%2<br><b>%3</b> (%4)<br>median %5 nats")
                       .arg(each->epoch)
                       .arg(margins::binText(index),
                            countedText((*each->counts)[static_cast<std::size_t>(index)], "image"),
                            marginsPercent(margins::fractionOf(*each->counts, index)),
                            QLocale().toString(each->median, 'f', 2));
    return readout;
}

QString MarginsPlot::histogramText(QPoint pixel) const {
    const EpochMargins* each = find(frame_.epoch);
    const double bin = std::floor(yAxis->pixelToCoord(pixel.y()));
    if (each == nullptr || !bars_->rect().contains(pixel) || bin < 0 || bin >= kMarginBins) {
        return {};
    }
    const auto index = static_cast<int>(bin);
    const auto countText = [&](const MarginCounts& counts) {
        return MarginsText::tr("%1 (%2)").arg(
            countedText(counts[static_cast<std::size_t>(index)], "image"),
            marginsPercent(margins::fractionOf(counts, index)));
    };
    const QString place = MarginsText::tr("layer %1, epoch %2").arg(layer_ + 1).arg(each->epoch);
    QString text = MarginsText::tr("%1\n%2: %3")
                       .arg(isTrained_ ? place : withoutTraining(place), margins::binText(index),
                            countText(*each->counts));
    if (outline_) {
        text += QStringLiteral("\n%1: %2").arg(outline_->name, countText(outline_->counts));
    }
    return text;
}

void MarginsPlot::clicked(QPoint at) {
    const double bin = std::floor(yAxis->pixelToCoord(at.y()));
    if (bars_->rect().contains(at) && bin >= 0 && bin < kMarginBins) {
        emit binClicked(static_cast<int>(bin));
    } else if (axisRect()->rect().contains(at)) {
        emit epochClicked(static_cast<int>(std::lround(xAxis->pixelToCoord(at.x()))));
    }
}

} // namespace asge
