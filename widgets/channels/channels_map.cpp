// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/channels/channels_map.h"

#include "widgets/common/plain_text.h"
#include "widgets/common/theme.h"
#include "widgets/plot/axis_tickers.h"
#include "widgets/plot/click_watch.h"
#include "widgets/plot/line_style.h"

#include <QKeyEvent>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace asge {

using channels::Statistic;

namespace {

constexpr float kNoShare = std::numeric_limits<float>::quiet_NaN();
constexpr int kMostTicks = 9;
constexpr int kMostScaleTicks = 5;
constexpr std::size_t kMostNamed = 12; // channels in a headline; its tool tip has all
constexpr double kClosestEpochs = 2;   // that the user can zoom in to
constexpr double kClosestChannels = 3;
/// More than a screen has pixels for a map. A long run's epochs share columns.
constexpr std::size_t kMostCells = std::size_t{1} << 19U;

QCPColorGradient viridis() {
    QCPColorGradient gradient;
    gradient.clearColorStops();
    constexpr int kStops = 32;
    for (int i = 0; i <= kStops; ++i) {
        const double place = static_cast<double>(i) / kStops;
        gradient.setColorStopAt(place, theme::sequential(place));
    }
    gradient.setNanHandling(QCPColorGradient::nhTransparent);
    return gradient;
}

double percentFactor(Statistic statistic) {
    return statistic == Statistic::activation ? 1 : 100;
}

} // namespace

/// Ticks at whole rows, labelled with the channels' numbers.
class ChannelMap::RowTicker : public plot::IntegerTicker {
  public:
    explicit RowTicker(const std::vector<int>& channelOfRow) : channelOfRow_(channelOfRow) {
        setTickCount(kMostTicks);
    }

  protected:
    QString getTickLabel(double tick, const QLocale&, QChar, int) override {
        const auto row = std::llround(tick);
        const bool known = row >= 0 && row < static_cast<long long>(channelOfRow_.size());
        return known ? QString::number(channelOfRow_[static_cast<std::size_t>(row)]) : QString();
    }

  private:
    const std::vector<int>& channelOfRow_;
};

ChannelMap::ChannelMap(int layer, QWidget* parent)
    : QWidget(parent), layer_(layer), headline_(new PlainLabel(this)),
      canvas_(new PlotCanvas(this)), map_(new ChannelCells(canvas_->xAxis, canvas_->yAxis)),
      scale_(new QCPColorScale(canvas_)), ticker_(new RowTicker(channelOfRow_)),
      flags_(new ChannelMarks(canvas_)), events_(new EventMarks(canvas_)) {
    setObjectName(QStringLiteral("channelsLayer%1").arg(layer + 1));
    events_->setOnMap(true);
    headline_->setObjectName(QStringLiteral("channelsHeadline%1").arg(layer + 1));
    headline_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    headline_->setWordWrap(true);
    headline_->setAlignment(Qt::AlignLeft | Qt::AlignBottom);
    canvas_->setObjectName(QStringLiteral("channelsMap%1").arg(layer + 1));
    canvas_->setAccessibleName(tr("Channels of layer %1 over epochs").arg(layer + 1));
    canvas_->setLeastSize({220, 154}); // two rows fit a window of 1366 × 768 at 125 %
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addWidget(headline_);
    column->addWidget(canvas_, 1);

    map_->setInterpolate(false);
    map_->setTightBoundary(false);
    map_->setAntialiased(false);
    scale_->setType(QCPAxis::atRight);
    scale_->setBarWidth(10);
    canvas_->plotLayout()->addElement(0, 1, scale_);
    map_->setColorScale(scale_);
    map_->setGradient(viridis());
    auto* margins = new QCPMarginGroup(canvas_);
    canvas_->axisRect()->setMarginGroup(QCP::msBottom | QCP::msTop, margins);
    scale_->setMarginGroup(QCP::msBottom | QCP::msTop, margins);
    canvas_->yAxis->setRangeReversed(true);
    canvas_->yAxis->setTicker(ticker_);
    canvas_->xAxis->setTicker(QSharedPointer<plot::IntegerTicker>::create());
    canvas_->xAxis->setLabel(tr("epoch"));
    connect(canvas_, &QCustomPlot::afterLayout, this, &ChannelMap::fitToSize);
    canvas_->setTip([this](QPoint pixel) { return tip(pixel); });
    canvas_->setReadout([this](double x, double y) { return readout(x, y); });
    for (QCPItemRect*& outline : selection_) {
        outline = new QCPItemRect(canvas_);
        for (QCPItemPosition* corner : {outline->topLeft, outline->bottomRight}) {
            corner->setTypeX(QCPItemPosition::ptAxisRectRatio);
            corner->setTypeY(QCPItemPosition::ptPlotCoords);
        }
        outline->setVisible(false);
    }
    new ClickWatch(canvas_, [this](QPoint pixel) { chooseAt(pixel); });
    canvas_->installEventFilter(this);
    applyStyle();
}

void ChannelMap::select(int channel) {
    selected_ = channel;
    placeSelection();
    canvas_->replot(QCustomPlot::rpQueuedReplot);
}

void ChannelMap::placeSelection() {
    const bool known = selected_ >= 0 && selected_ < static_cast<int>(rowOfChannel_.size());
    const double row = known ? rowOfChannel_[static_cast<std::size_t>(selected_)] : 0;
    // QSvgGenerator ignores clipping, so nothing may be beyond the axes.
    const QCPRange rows = canvas_->yAxis->range();
    const double top = std::max(row - 0.5, rows.lower);
    const double bottom = std::min(row + 0.5, rows.upper);
    for (QCPItemRect* outline : selection_) {
        outline->topLeft->setCoords(0, top);
        outline->bottomRight->setCoords(1, bottom);
        outline->setVisible(known && top < bottom);
    }
}

void ChannelMap::chooseAt(QPoint pixel) {
    const auto row = std::llround(canvas_->yAxis->pixelToCoord(pixel.y()));
    if (canvas_->axisRect()->rect().contains(pixel) && row >= 0 &&
        row < static_cast<long long>(channelOfRow_.size())) {
        emit channelClicked(layer_, channelOfRow_[static_cast<std::size_t>(row)]);
    }
}

/// Enter chooses the marked channel or that of the top row, Page Up and Page Down a neighbour.
bool ChannelMap::chooseByKey(int key) {
    const int step = key == Qt::Key_PageDown ? 1 : key == Qt::Key_PageUp ? -1 : 0;
    if (channelOfRow_.empty() || (step == 0 && key != Qt::Key_Return && key != Qt::Key_Enter)) {
        return false;
    }
    const bool known = selected_ >= 0 && selected_ < static_cast<int>(rowOfChannel_.size());
    const int row = known ? rowOfChannel_[static_cast<std::size_t>(selected_)] + step : 0;
    const int last = static_cast<int>(channelOfRow_.size()) - 1;
    emit channelClicked(layer_, channelOfRow_[static_cast<std::size_t>(std::clamp(row, 0, last))]);
    return true;
}

bool ChannelMap::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress && chooseByKey(static_cast<QKeyEvent*>(event)->key())) {
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void ChannelMap::applyStyle() {
    const theme::PlotColors colors = theme::plotColors(palette());
    QFont bold = font();
    bold.setBold(true);
    headline_->setFont(bold);
    fitHeadlineHeight();
    scale_->axis()->setTickLabelColor(colors.text);
    scale_->axis()->setLabelColor(colors.text);
    scale_->axis()->setTickLabelFont(font());
    scale_->axis()->setLabelFont(font());
    const QPen line(colors.axis, 0);
    scale_->axis()->setBasePen(line);
    scale_->axis()->setTickPen(line);
    scale_->axis()->setSubTicks(false);
    canvas_->xAxis->grid()->setVisible(false);
    canvas_->yAxis->grid()->setVisible(false);
    selection_[0]->setPen(QPen(colors.background, 4));
    selection_[1]->setPen(QPen(colors.text, 1.6));
    const bool dark = theme::isDark(palette());
    const QColor warning = theme::runColor(5, dark);
    flags_->setColors(warning, colors.text);
    fitMargins();
}

void ChannelMap::setMostChannels(int channels) {
    if (std::exchange(mostChannels_, channels) != channels) {
        fitMargins();
    }
}

QString ChannelMap::widestNumber() const {
    constexpr int kUsualDecimals = 2;
    constexpr int kMostDecimals = 5;
    const double low = percentFactor(statistic_) * colors_.low;
    const int decimals = colors_.logarithmic && low > 0
                             ? std::clamp(-static_cast<int>(std::ceil(std::log10(low))),
                                          kUsualDecimals, kMostDecimals)
                             : kUsualDecimals;
    return QStringLiteral("0.") + QString(decimals, u'0');
}

void ChannelMap::setWidestNumber(const QString& number) {
    if (std::exchange(widestNumber_, number) != number) {
        fitMargins();
        canvas_->replot(QCustomPlot::rpQueuedReplot);
    }
}

/// The axes of maps below each other begin and end at the same places: each has room for the widest
/// channel of all layers, and for the widest number on their colour scales.
void ChannelMap::fitMargins() {
    const QString channel(QString::number(std::max(mostChannels_ - 1, 0)).size(), u'0');
    canvas_->axisRect()->setMinimumMargins(
        {plot::sideMargin(*canvas_->yAxis, channel), EventMarks::kStrip, ChannelMarks::kWidth, 4});
    scale_->axis()->axisRect()->setMinimumMargins(
        {0, 0, plot::sideMargin(*scale_->axis(), widestNumber_), 0});
}

void ChannelMap::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        applyStyle();
        placeMarks();
        canvas_->replot(QCustomPlot::rpQueuedReplot);
    }
}

void ChannelMap::present(const std::vector<EpochChannels>& history, Statistic statistic,
                         bool byValue) {
    const auto index = static_cast<std::size_t>(layer_);
    if (history.empty() || index >= history.back().layers.size()) {
        return;
    }
    statistic_ = statistic;
    const ChannelStats& latest = history.back().layers[index];
    if (channels::valuesOf(latest, statistic).empty()) {
        return;
    }
    channelOfRow_ = channels::rowOrder(channels::valuesOf(latest, statistic), byValue);
    rowOfChannel_.assign(channelOfRow_.size(), 0);
    for (std::size_t row = 0; row < channelOfRow_.size(); ++row) {
        rowOfChannel_[static_cast<std::size_t>(channelOfRow_[row])] = static_cast<int>(row);
    }
    firstEpoch_ = history.front().epoch;
    epochs_ = history.back().epoch - firstEpoch_ + 1;
    fill(history);
    setColors();
    const channels::FlaggedChannels flagged = channels::flaggedChannels(latest);
    fillMarks(flagged);
    placeSelection();
    flagged_ = flagged;
    fitHeadline();
    headline_->setToolTip(channels::details(flagged));
    details_ = channels::details(flagged);
    canvas_->yAxis->setLabel(byValue ? tr("channel, by latest value") : tr("channel"));
    setHome();
    canvas_->replot(QCustomPlot::rpImmediateRefresh);
    canvas_->refreshReadout();
}

void ChannelMap::setMarks(const std::vector<EpochMark>& marks, int layers) {
    marks_ = marks;
    layers_ = layers;
    placeMarks();
    canvas_->replot(QCustomPlot::rpQueuedReplot);
}

void ChannelMap::placeMarks() {
    const QColor color = theme::layerColor(layer_, layers_, theme::isDark(palette()));
    std::vector<PlotEvent> events;
    for (const EpochMark& mark : marks_) {
        if (mark.layer == 0 || mark.layer == layer_ + 1) {
            events.push_back({mark.epoch - 0.5, mark.text, mark.layer == 0 ? QColor() : color});
        }
    }
    events_->setEvents(std::move(events));
}

QString ChannelMap::tip(QPoint pixel) const {
    const QStringList events =
        events_->area().contains(pixel) ? events_->textsAt(pixel.x()) : QStringList();
    return events.isEmpty() ? details_ : events.join(u'\n');
}

void ChannelMap::fill(const std::vector<EpochChannels>& history) {
    const std::size_t rows = channelOfRow_.size();
    const std::size_t most = std::max<std::size_t>(kMostCells / rows, 1);
    const auto epochs = static_cast<std::size_t>(epochs_);
    epochsOfColumn_ = static_cast<int>((epochs + most - 1) / most);
    columns_ = (epochs_ + epochsOfColumn_ - 1) / epochsOfColumn_;
    const auto columns = static_cast<std::size_t>(columns_);
    cells_.assign(rows * columns, kNoShare);
    for (const EpochChannels& epoch : history) {
        if (static_cast<std::size_t>(layer_) >= epoch.layers.size()) {
            continue;
        }
        const std::vector<float>& values =
            channels::valuesOf(epoch.layers[static_cast<std::size_t>(layer_)], statistic_);
        const auto column = static_cast<std::size_t>(columnOf(epoch.epoch));
        for (std::size_t c = 0; c < std::min(rows, values.size()); ++c) {
            cells_[static_cast<std::size_t>(rowOfChannel_[c]) * columns + column] = values[c];
        }
    }
}

/// Gives the map the cells, in the unit of its scale.
void ChannelMap::fillData() {
    const std::size_t rows = channelOfRow_.size();
    const auto columns = static_cast<std::size_t>(columns_);
    // QCustomPlot draws a map with a single column (or row) without width (or height), so it gets
    // two equal ones that share its place.
    const int wide = std::max(columns_, 2);
    const int tall = std::max(static_cast<int>(rows), 2);
    const double middle = firstEpoch_ + (epochsOfColumn_ - 1) / 2.0; // of the first column
    const double left = columns_ > 1 ? middle : middle - 0.25;
    const double top = rows > 1 ? 0.0 : -0.25;
    QCPColorMapData* data = map_->data();
    data->setSize(wide, tall);
    const double width = columns_ > 1 ? (columns_ - 1.0) * epochsOfColumn_ : 0.5;
    data->setRange({left, left + width},
                   {top, rows > 1 ? static_cast<double>(rows) - 1 : top + 0.5});
    const double factor = percentFactor(statistic_);
    for (int y = 0; y < tall; ++y) {
        const std::size_t row = std::min(static_cast<std::size_t>(y), rows - 1);
        for (int x = 0; x < wide; ++x) {
            const float value =
                cells_[row * columns + std::min(static_cast<std::size_t>(x), columns - 1)];
            // A logarithmic scale has no place for 0; such a cell gets the colour of its low end.
            data->setCell(x, y,
                          std::isfinite(value) ? factor * std::max<double>(value, colors_.low)
                                               : kNoShare);
        }
    }
}

void ChannelMap::setColors() {
    colors_ = channels::scaleOf(cells_, statistic_);
    const double factor = percentFactor(statistic_);
    map_->setDataScaleType(colors_.logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    map_->setDataRange({factor * colors_.low, factor * colors_.high});
    scale_->axis()->setTicker(colors_.logarithmic
                                  ? QSharedPointer<QCPAxisTicker>(new plot::LogTicker)
                                  : QSharedPointer<QCPAxisTicker>::create());
    fitLabel();
    fillData();
}

/// Names as many dominating channels in the headline as its lines have room for.
void ChannelMap::fitHeadline() {
    const int rows = static_cast<int>(channelOfRow_.size());
    std::size_t named = std::min(flagged_.dominating.size(), kMostNamed);
    do {
        headline_->setText(channels::headline(layer_, rows, flagged_, named));
    } while (headline_->heightForWidth(width()) > headline_->maximumHeight() && named-- > 0);
}

int ChannelMap::wantedLines(int width, int most) const {
    const int rows = static_cast<int>(channelOfRow_.size());
    const std::size_t named = std::min(flagged_.dominating.size(), kMostNamed);
    const QFontMetrics metrics(headline_->font());
    const int height = metrics
                           .boundingRect(QRect(0, 0, width, 1000), Qt::TextWordWrap,
                                         channels::headline(layer_, rows, flagged_, named))
                           .height();
    return std::clamp((height + metrics.lineSpacing() / 2) / metrics.lineSpacing(), 1, most);
}

void ChannelMap::setHeadlineLines(int lines) {
    if (std::exchange(headlineLines_, lines) == lines) {
        return;
    }
    fitHeadlineHeight();
    if (!channelOfRow_.empty()) {
        fitHeadline();
    }
}

void ChannelMap::fitHeadlineHeight() {
    headline_->setFixedHeight(headlineLines_ * QFontMetrics(headline_->font()).lineSpacing() + 4);
}

void ChannelMap::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if (!channelOfRow_.empty()) {
        fitHeadline();
    }
}

/// Sets the longest label that fits the height of the colour scale. The labels of linear and of
/// logarithmic scales have the same form, so that neighbours use the same words.
void ChannelMap::fitLabel() {
    const QFontMetrics metrics(scale_->axis()->labelFont());
    const int room = canvas_->axisRect()->height();
    const QStringList labels = channels::scaleLabels(statistic_, colors_.logarithmic);
    const QStringList others = channels::scaleLabels(statistic_, !colors_.logarithmic);
    qsizetype form = 0;
    while (form + 1 < labels.size() && std::max(metrics.horizontalAdvance(labels[form]),
                                                metrics.horizontalAdvance(others[form])) > room) {
        ++form;
    }
    scale_->axis()->setLabel(labels[form]);
}

void ChannelMap::setHome() {
    const auto rows = static_cast<double>(channelOfRow_.size());
    canvas_->setClosest(kClosestEpochs, kClosestChannels);
    canvas_->setHome({firstEpoch_ - 0.5, firstEpoch_ + epochs_ - 0.5}, {-0.5, rows - 0.5});
}

void ChannelMap::fitToSize() {
    if (canvas_->axisRect()->size() != std::exchange(laidOut_, canvas_->axisRect()->size())) {
        canvas_->replot(QCustomPlot::rpQueuedReplot); // this one has already chosen its ticks
    }
    placeSelection();
    fitLabel();
    plot::spaceTicks(*scale_->axis(), *scale_, kMostScaleTicks);
}

void ChannelMap::fillMarks(const channels::FlaggedChannels& flagged) {
    std::vector<int> dead, dominating;
    const auto add = [&](int channel, std::vector<int>& rows) {
        if (static_cast<std::size_t>(channel) < rowOfChannel_.size()) {
            rows.push_back(rowOfChannel_[static_cast<std::size_t>(channel)]);
        }
    };
    for (const int channel : flagged.dead) {
        add(channel, dead);
    }
    for (const auto& [channel, share] : flagged.dominating) {
        add(channel, dominating);
    }
    flags_->setRows(std::move(dead), std::move(dominating));
}

PlotReadout ChannelMap::readout(double x, double y) const {
    PlotReadout readout;
    const auto column = std::llround(x) - firstEpoch_;
    const auto row = std::llround(y);
    if (column < 0 || column >= epochs_ || row < 0 ||
        row >= static_cast<long long>(channelOfRow_.size())) {
        return readout;
    }
    const auto cell = row * columns_ + column / epochsOfColumn_;
    const float value = cells_[static_cast<std::size_t>(cell)];
    readout.key = static_cast<double>(column + firstEpoch_);
    readout.value = static_cast<double>(row);
    readout.level = true;
    readout.html =
        tr("<b>%4</b><br>layer %1 · channel %2 · epoch %3<br>%5")
            .arg(layer_ + 1)
            .arg(channelOfRow_[static_cast<std::size_t>(row)])
            .arg(column + firstEpoch_)
            .arg(std::isnan(value) ? tr("no value") : channels::valueText(value, statistic_),
                 channels::scaleText(colors_, statistic_));
    return readout;
}

void ChannelMap::paint(QCPPainter& painter, const QRect& rect, int headlineHeight) {
    const int line = headlineHeight + 2;
    painter.save();
    painter.translate(rect.topLeft());
    painter.setFont(headline_->font());
    painter.setPen(theme::plotColors(palette()).text);
    painter.drawText(QRect(8, 0, rect.width() - 8, line),
                     Qt::AlignLeft | Qt::AlignBottom | Qt::TextWordWrap, headline_->text());
    painter.translate(0, line);
    canvas_->toPainter(&painter, rect.width(), rect.height() - line);
    painter.restore();
    canvas_->replot(QCustomPlot::rpQueuedReplot);
}

} // namespace asge
