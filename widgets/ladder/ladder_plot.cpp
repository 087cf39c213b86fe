// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/ladder/ladder_plot.h"

#include "widgets/common/theme.h"
#include "widgets/ladder/ladder_text.h"
#include "widgets/plot/fitting_font.h"
#include "widgets/plot/heat_colors.h"

#include <QFontInfo>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace asge {

namespace {

constexpr int kLadderKeyColors = 55;
constexpr int kLadderLeastWidth = 260;  // pixels
constexpr int kLadderLeastHeight = 220; // pixels
constexpr int kLadderRow = 17;          // pixels that a row needs for its numbers
constexpr int kLadderAxes = 56;         // pixels of the x axis and the margins
constexpr double kOutlineInset = 2;     // pixels from the edge of a large cell
constexpr double kInsetCell = 26;       // pixels: smaller cells need the room for their numbers
constexpr int kNarrowLadder = 400;      // pixels
constexpr double kLeastNamePoints = 6;
constexpr int kMostNamedRows = 6;    // in a narrow plot
constexpr int kMostRowsInSight = 16; // of more layers the rows get lower
/// Differences between good ranges are small: the colours cover at most this much below the best.
constexpr double kColorReach = 0.25;

QString ladderPercent(double fraction, int decimals) {
    return QLocale().toString(100 * fraction, 'f', decimals);
}

/// "+1.25", "−0.50", "0.00": a difference of accuracies in percentage points.
QString ladderPoints(double difference, int decimals) {
    const QString digits = QLocale().toString(100 * std::abs(difference), 'f', decimals);
    const bool isZero = QLocale().toDouble(digits) == 0;
    return (isZero           ? QString()
            : difference < 0 ? QStringLiteral("−")
                             : QStringLiteral("+")) +
           digits;
}

} // namespace

/// The cells of the triangle.
class LadderPlot::Cells : public QCPAbstractItem {
  public:
    explicit Cells(LadderPlot* plot) : QCPAbstractItem(plot), plot_(plot) { setSelectable(false); }
    double selectTest(const QPointF&, bool, QVariant*) const override { return -1; }

  protected:
    void draw(QCPPainter* painter) override {
        painter->setAntialiasing(false);
        numbers_ = plot_->numbers();
        showsNames_ = haveNamesRoom();
        const std::size_t layers = plot_->content_.layers;
        for (std::size_t from = 0; from < layers; ++from) {
            for (std::size_t to = from; to < layers; ++to) {
                drawCell(*painter, {from, to});
            }
        }
        for (std::size_t layer = 0; layer < plot_->content_.probes.size(); ++layer) {
            drawProbe(*painter, layer);
        }
        painter->setBrush(Qt::NoBrush);
        const std::vector<ladder::Range> outlined = plot_->outlined();
        const QColor ground = theme::plotColors(plot_->palette()).background;
        for (std::size_t nth = 0; nth < outlined.size(); ++nth) {
            const QRectF place = plot_->outlineOf(outlined[nth]);
            painter->setPen(outlinePen(ground, kOutline + 2, {})); // cells may be as light
            painter->drawRect(place);
            painter->setPen(outlinePen(plot_->outlineColor(), kOutline, dashesOf(nth)));
            painter->drawRect(place);
        }
    }

  private:
    /// A cell in the row of linear probes: "◆ 91.20".
    void drawProbe(QCPPainter& painter, std::size_t layer) const {
        const QRectF cell =
            plot_->cellAt(static_cast<double>(layer) + 1, plot_->probeRow()).adjusted(1, 1, -1, -1);
        const double accuracy = plot_->content_.probes[layer];
        const theme::PlotColors colors = theme::plotColors(plot_->palette());
        if (!std::isfinite(accuracy)) {
            return;
        }
        const QColor color = plot_->colorOf(accuracy);
        painter.fillRect(cell, color);
        painter.setPen(QPen(colors.text, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(cell);
        painter.setPen(plot::textOn(color));
        if (numbers_) {
            painter.setFont(numbers_->font);
            const QString number = plot_->textOf(accuracy, numbers_->decimals);
            const QString marked = QStringLiteral("◆ ") + number;
            const bool fits =
                QFontMetricsF(numbers_->font).horizontalAdvance(marked) <= cell.width() - 4;
            painter.drawText(cell, Qt::AlignCenter | Qt::TextDontClip, fits ? marked : number);
        }
    }

    void drawCell(QCPPainter& painter, ladder::Range range) const {
        const QRectF cell = plot_->cellOf(range).adjusted(1, 1, -1, -1);
        const double accuracy =
            plot_->content_.accuracies[rangeIndex(range.from, range.to, plot_->content_.layers)];
        const bool isTrained = range.from >= plot_->content_.untrained;
        const theme::PlotColors colors = theme::plotColors(plot_->palette());
        const QColor color = isTrained ? plot_->colorOf(accuracy) : colors.background;
        painter.fillRect(cell, color);
        if (!isTrained) {
            painter.fillRect(cell, QBrush(colors.grid, Qt::BDiagPattern));
        }
        // A weak colour, or that of a difference of 0, is hardly told from the background.
        if (const QColor edge = theme::outlineOf(color, colors.background); edge.isValid()) {
            painter.setPen(QPen(edge, 1));
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(cell);
        }
        if (!numbers_) {
            return;
        }
        const QFontMetricsF metrics(numbers_->font);
        if (!isTrained) {
            const QString text = LadderText::tr("untrained readout");
            painter.setPen(colors.faint);
            painter.setFont(numbers_->font);
            painter.drawText(
                cell, Qt::AlignCenter | Qt::TextDontClip,
                metrics.horizontalAdvance(text) <= cell.width() - 8 ? text : QStringLiteral("–"));
            return;
        }
        painter.setPen(plot::textOn(color));
        const QString names = showsNames_ ? plot_->namesAt(range) : QString();
        const double named = names.isEmpty() ? 0 : nameRect(range).height();
        const double top = cell.center().y() - (metrics.height() + named) / 2;
        painter.setFont(numbers_->font);
        painter.drawText(QRectF(cell.left(), top, cell.width(), metrics.height()),
                         Qt::AlignCenter | Qt::TextDontClip,
                         plot_->textOf(accuracy, numbers_->decimals));
        if (!names.isEmpty()) {
            painter.setFont(plot_->nameFont());
            const QRectF room = insideOutline(range);
            painter.drawText(QRectF(room.left(), top + metrics.height(), room.width(), named),
                             Qt::AlignCenter | Qt::TextWordWrap, names);
        }
    }

    QRectF insideOutline(ladder::Range range) const {
        const QRectF cell = plot_->cellOf(range);
        const double outline = outlineEnd(cell.size());
        return cell.adjusted(outline, outline, -outline, -outline);
    }

    QRectF nameRect(ladder::Range range) const {
        return QFontMetricsF(plot_->nameFont())
            .boundingRect(insideOutline(range), Qt::AlignCenter | Qt::TextWordWrap,
                          plot_->namesAt(range));
    }

    /// Either all ranges with an outline have their names, or none: the key has all of them.
    bool haveNamesRoom() const {
        const std::vector<ladder::Range> outlined = plot_->outlined();
        return numbers_ && std::all_of(outlined.begin(), outlined.end(), [&](ladder::Range range) {
                   const QRectF room = insideOutline(range);
                   const QRectF names = nameRect(range);
                   return names.width() <= room.width() &&
                          names.height() + QFontMetricsF(numbers_->font).height() <= room.height();
               });
    }

    LadderPlot* plot_;
    std::optional<Numbers> numbers_; ///< of the drawing that is being made
    bool showsNames_ = false;        ///< in that drawing
};

/// Ticks at layers; a column whose layer adds nothing has a mark.
class LadderPlot::LayerTicker : public QCPAxisTicker {
  public:
    LayerTicker(const LadderPlot* plot, const QCPAxis* axis, bool marks)
        : plot_(plot), axis_(axis), marks_(marks) {}

  protected:
    QVector<double> createTickVector(double, const QCPRange& range) override {
        const double height = QFontMetricsF(axis_->tickLabelFont()).height();
        const double room = (marks_ ? 2.4 : 1.1) * height;
        // The axis may not be laid out yet; most of the widget is its axis.
        constexpr double kShare = 0.85;
        const QSize size = plot_->viewport().size();
        const int length = axis_->orientation() == Qt::Horizontal ? size.width() : size.height();
        const double pixels = kShare * length / std::max(range.size(), 1.0);
        const int step = std::max(1, static_cast<int>(std::ceil(room / pixels)));
        QVector<double> ticks;
        for (int layer = 1; layer <= static_cast<int>(plot_->content_.layers); layer += step) {
            if (range.contains(layer)) {
                ticks.append(layer);
            }
        }
        if (!marks_ && !plot_->content_.probes.empty() && range.contains(plot_->probeRow())) {
            ticks.append(plot_->probeRow());
        }
        return ticks;
    }
    double getTickStep(const QCPRange&) override { return 1; }
    int getSubTickCount(double) override { return 0; }
    QString getTickLabel(double tick, const QLocale&, QChar, int) override {
        if (tick > static_cast<double>(plot_->content_.layers)) {
            return QStringLiteral("◆");
        }
        const auto layer = static_cast<std::size_t>(std::lround(tick));
        const std::vector<bool>& nothing = plot_->content_.addsNothing;
        const bool marked = marks_ && layer >= 1 && layer <= nothing.size() && nothing[layer - 1];
        return QString::number(layer) + (marked ? QStringLiteral(" ✕") : QString());
    }

  private:
    const LadderPlot* plot_;
    const QCPAxis* axis_;
    bool marks_;
};

LadderPlot::LadderPlot(QWidget* parent) : PlotCanvas(parent) {
    setObjectName(QStringLiteral("ladderPlot"));
    setAccessibleName(LadderText::tr("Accuracy of every range of layers"));
    setLeastSize({kLadderLeastWidth, kLadderLeastHeight});
    axisRect()->setMinimumMargins({8, 8, 8, 4});
    xAxis->grid()->setVisible(false);
    yAxis->grid()->setVisible(false);
    yAxis->setRangeReversed(true);
    xAxis->setLabel(LadderText::tr("to layer"));
    yAxis->setLabel(LadderText::tr("from layer"));
    xAxis->setTicker(QSharedPointer<LayerTicker>::create(this, xAxis, true));
    yAxis->setTicker(QSharedPointer<LayerTicker>::create(this, yAxis, false));
    new Cells(this); // the plot owns it
    setReadout([this](double x, double y) { return readout(x, y); });
    connect(this, &QCustomPlot::afterLayout, this, [this] {
        if (axisRect()->size() != std::exchange(laidOut_, axisRect()->size())) {
            replot(QCustomPlot::rpQueuedReplot); // the current drawing has already chosen its ticks
        }
    });
}

LadderPlot::~LadderPlot() = default;

void LadderPlot::present(Content content) {
    const bool resized =
        content.layers != content_.layers || content.probes.empty() != content_.probes.empty();
    content_ = std::move(content);
    if (const std::vector<double> all = results(); !all.empty()) {
        const auto [least, most] = std::minmax_element(all.begin(), all.end());
        most_ = content_.difference ? std::max(std::abs(*least), std::abs(*most)) : *most;
        least_ = content_.difference ? -most_ : std::max(*least, most_ - kColorReach);
    }
    const double end = static_cast<double>(std::max<std::size_t>(content_.layers, 1)) + 0.5;
    fitHeight();
    setClosest(1, 1); // layers
    if (resized) {
        resetView();
    }
    setHome({0.5, end}, {0.5, content_.probes.empty() ? end : probeRow() + 0.5});
    replot(QCustomPlot::rpImmediateRefresh);
    refreshReadout();
}

/// Names of ranges need two lines in a narrow plot. There the page scrolls, so that few layers get
/// the height for these.
void LadderPlot::fitHeight() {
    const int rows = static_cast<int>(content_.layers) + (content_.probes.empty() ? 0 : 2);
    const bool named = width() < kNarrowLadder && rows <= kMostNamedRows;
    const int names = 2 * QFontMetrics(nameFont()).height();
    const int outline = 2 * static_cast<int>(kOutline + kOutlineInset);
    const int row = named ? QFontMetrics(font()).height() + names + outline + 2 : kLadderRow;
    setLeastHeight(
        std::max(kLadderLeastHeight, kLadderAxes + row * std::min(rows, kMostRowsInSight)));
}

void LadderPlot::resizeEvent(QResizeEvent* event) {
    PlotCanvas::resizeEvent(event);
    fitHeight();
}

QFont LadderPlot::nameFont() const {
    QFont small = font();
    small.setPointSizeF(std::max(kLeastNamePoints, 0.85 * small.pointSizeF()));
    return small;
}

QString LadderPlot::textOf(double accuracy, int decimals) const {
    return content_.difference ? ladderPoints(accuracy, decimals)
                               : ladderPercent(accuracy, decimals);
}

std::optional<LadderPlot::Numbers> LadderPlot::numbers() const {
    const auto side = [](const QCPAxis* axis) {
        return std::floor(std::abs(axis->coordToPixel(1) - axis->coordToPixel(0)));
    };
    const QSizeF cell(side(xAxis), side(yAxis));
    const double outline = 2 * outlineEnd(cell);
    const QSizeF room = cell - QSizeF(outline, outline);
    for (const int decimals : {2, 1, 0}) {
        QStringList texts;
        for (const double accuracy : results()) {
            texts << textOf(accuracy, decimals);
        }
        // A second decimal is not worth a smaller font.
        const double least = decimals == 2 ? QFontInfo(font()).pointSizeF() : plot::kLeastNumber;
        if (const auto fitting = plot::fittingFont(font(), texts, room, least)) {
            return Numbers{decimals, *fitting};
        }
    }
    return std::nullopt;
}

double LadderPlot::outlineEnd(const QSizeF& cell) {
    const bool isLarge = std::min(cell.width(), cell.height()) >= kInsetCell;
    return kOutline + (isLarge ? kOutlineInset : 0);
}

QRectF LadderPlot::cellAt(double x, double y) const {
    const double left = std::round(xAxis->coordToPixel(x - 0.5));
    const double right = std::round(xAxis->coordToPixel(x + 0.5));
    const double top = std::round(yAxis->coordToPixel(y - 0.5));
    const double bottom = std::round(yAxis->coordToPixel(y + 0.5));
    return {left, top, right - left, bottom - top};
}

QRectF LadderPlot::cellOf(ladder::Range range) const {
    return cellAt(static_cast<double>(range.to) + 1, static_cast<double>(range.from) + 1);
}

QRectF LadderPlot::outlineOf(ladder::Range range) const {
    const QRectF cell = cellOf(range);
    const double inset = outlineEnd(cell.size()) - kOutline + 1;
    return cell.adjusted(inset, inset, -inset - 1, -inset - 1);
}

/// The cells of a difference may be orange, too.
QColor LadderPlot::outlineColor() const {
    const theme::PlotColors colors = theme::plotColors(palette());
    const QColor orange =
        plot::heat(plot::HeatHue::orange, 0.6, colors.background, theme::isDark(palette()));
    return content_.difference ? colors.text
                               : theme::legible(orange, colors.background, theme::kGraphicContrast);
}

std::vector<ColorKey::Bar> LadderPlot::outlineKeys() const {
    std::vector<ColorKey::Bar> keys;
    for (const ladder::Range range : outlined()) {
        keys.push_back({LadderText::tr("%1: %2").arg(namesAt(range), ladder::rangeText(range)),
                        {},
                        {},
                        {},
                        outlineColor(),
                        dashesOf(keys.size())});
    }
    return keys;
}

std::vector<ladder::Range> LadderPlot::outlined() const {
    std::vector<ladder::Range> ranges;
    for (const ladder::Choice& choice : content_.choices) {
        if (std::find(ranges.begin(), ranges.end(), choice.range) == ranges.end()) {
            ranges.push_back(choice.range);
        }
    }
    return ranges;
}

QList<qreal> LadderPlot::dashesOf(std::size_t nth) {
    static const QList<qreal> kDashes[] = {{}, {2, 1}, {1, 1}, {3, 1, 1, 1}};
    return kDashes[std::min(nth, std::size(kDashes) - 1)];
}

QColor LadderPlot::colorOf(double accuracy) const {
    if (content_.difference) {
        return plot::divergingHeat(most_ > 0 ? accuracy / most_ : 0,
                                   theme::plotColors(palette()).background,
                                   theme::isDark(palette()));
    }
    const double place = most_ > least_ ? (accuracy - least_) / (most_ - least_) : 1;
    return plot::visibleHeat(plot::HeatHue::blue, place, theme::plotColors(palette()).background,
                             theme::isDark(palette()));
}

ColorKey::Bar LadderPlot::keyBar() const {
    const std::vector<double> all = results();
    const bool clipped = !all.empty() && *std::min_element(all.begin(), all.end()) < least_;
    ColorKey::Bar bar{content_.difference ? LadderText::tr("accuracy, B − A (points)")
                                          : LadderText::tr("accuracy (%)"),
                      (clipped ? QStringLiteral("≤ ") : QString()) + textOf(least_, 2),
                      textOf(most_, 2),
                      {}};
    for (int i = 0; i < kLadderKeyColors; ++i) {
        bar.colors.push_back(
            colorOf(std::lerp(least_, most_, static_cast<double>(i) / (kLadderKeyColors - 1))));
    }
    return bar;
}

std::vector<double> LadderPlot::results() const {
    std::vector<double> results;
    for (std::size_t from = content_.untrained; from < content_.layers; ++from) {
        for (std::size_t to = from; to < content_.layers; ++to) {
            results.push_back(content_.accuracies[rangeIndex(from, to, content_.layers)]);
        }
    }
    std::copy_if(content_.probes.begin(), content_.probes.end(), std::back_inserter(results),
                 [](double accuracy) { return std::isfinite(accuracy); });
    return results;
}

QString LadderPlot::namesAt(ladder::Range range) const {
    QStringList names;
    for (const ladder::Choice& choice : content_.choices) {
        if (choice.range == range) {
            names << ladder::nameOf(choice.kind);
        }
    }
    return names.join(QStringLiteral(", "));
}

PlotReadout LadderPlot::probeReadout(double layer) const {
    PlotReadout readout;
    const auto index = static_cast<std::size_t>(layer) - 1;
    if (layer < 1 || index >= content_.probeDetails.size()) {
        return readout;
    }
    readout.key = layer;
    readout.value = probeRow();
    readout.level = true;
    readout.html = QStringLiteral("<b>%1</b> · %2<br>%3")
                       .arg(ladder::rangeText({index, index}), LadderText::tr("linear probe"),
                            content_.probeDetails[index]);
    return readout;
}

PlotReadout LadderPlot::readout(double x, double y) const {
    PlotReadout readout;
    if (!content_.probes.empty() && std::abs(y - probeRow()) <= 0.5) {
        return probeReadout(std::round(x));
    }
    const double to = std::round(x);
    const double from = std::round(y);
    if (from < 1 || to < from || to > static_cast<double>(content_.layers)) {
        return readout;
    }
    const ladder::Range range{static_cast<std::size_t>(from) - 1, static_cast<std::size_t>(to) - 1};
    readout.key = to;
    readout.value = from;
    readout.level = true;
    const QString names = namesAt(range);
    const std::size_t index = rangeIndex(range.from, range.to, content_.layers);
    readout.html =
        QStringLiteral("<b>%1</b>%2<br>%3")
            .arg(ladder::rangeText(range),
                 names.isEmpty() ? QString() : QStringLiteral(" · ") + names,
                 index < content_.details.size() ? content_.details[index]
                                                 : textOf(content_.accuracies[index], 2));
    return readout;
}

} // namespace asge
