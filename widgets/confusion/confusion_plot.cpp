// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/confusion/confusion_plot.h"

#include "widgets/common/class_names.h"
#include "widgets/common/theme.h"
#include "widgets/confusion/confusion_items.h"
#include "widgets/confusion/confusion_numbers.h"
#include "widgets/confusion/confusion_readout.h"
#include "widgets/confusion/confusion_text.h"
#include "widgets/plot/click_watch.h"
#include "widgets/plot/fitting_font.h"
#include "widgets/plot/heat_colors.h"

#include <QLocale>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace asge {

namespace {

constexpr double kLeastCell = 4;   // pixels; smaller cells are drawn as blocks
constexpr int kRowNameWidth = 130; // pixels; longer names are elided
constexpr int kColumnNameWidth = 100;
constexpr int kLeastNameWidth = 60; // pixels, in a small plot
constexpr double kNameShare = 0.2;  // of a small plot
constexpr int kRecallWidth = 280;   // pixels; the bars get what the matrix leaves, up to it
constexpr int kLeastRecallWidth = 84;
constexpr int kBesideBars = 24;    // pixels around the bars
constexpr int kRightOfBars = 14;   // pixels of them, for half of a tick's text
constexpr double kHighCell = 1.35; // the largest height of a cell, × its width
constexpr double kWideCell = 1.6;  // the largest width of a cell, × its height
constexpr double kNamesEnd = 40;   // pixels that the title of an axis and the margins take
constexpr int kNarrowPlot = 340;   // pixels; a narrower plot has no room for two titles of axes
constexpr double kNameStep = 0.5;  // points
constexpr int kMostMeasured = 64;  // names
constexpr double kBarEnd = 4;      // pixels, beyond the longest bar of a difference
constexpr double kTickRoom = 12;   // pixels, beside bars without numbers
constexpr int kConfusionKeyColors = 55;
constexpr double kNextStep = 1.1;  // × a step, for the next larger one
constexpr double kTickTextGap = 6; // pixels between the texts of ticks
constexpr double kTickBeyond = 13; // pixels, of a tick's text beyond the axis
constexpr std::size_t kMostTicks = 5;
constexpr int kZoomNotches = 8; // of the wheel, for a double click on a block

} // namespace

/// Ticks at classes, as many as there is room for, with their names.
class ConfusionPlot::ClassTicker : public QCPAxisTicker {
  public:
    ClassTicker(const ConfusionPlot* plot, const QCPAxis* axis) : plot_(plot), axis_(axis) {}

  protected:
    QVector<double> createTickVector(double, const QCPRange& range) override {
        const int classes = plot_->matrix_->classes();
        const double room = QFontMetricsF(axis_->tickLabelFont()).height();
        const int step = confusion::roundStep(room / cellPixels(axis_));
        const auto [first, last] = visiblePositions(axis_, classes);
        QVector<double> ticks;
        for (int at = (first + step - 1) / step * step; at <= last; at += step) {
            if (range.contains(at)) {
                ticks.append(at);
            }
        }
        return ticks;
    }
    double getTickStep(const QCPRange&) override { return 1; }
    int getSubTickCount(double) override { return 0; }
    QString getTickLabel(double tick, const QLocale&, QChar, int) override {
        const auto position = static_cast<int>(std::lround(tick));
        if (position < 0 || position >= plot_->matrix_->classes()) {
            return {};
        }
        return QFontMetrics(axis_->tickLabelFont())
            .elidedText(plot_->nameAt(position), Qt::ElideRight, plot_->nameWidth(axis_));
    }

  private:
    const ConfusionPlot* plot_;
    const QCPAxis* axis_;
};

ConfusionPlot::ConfusionPlot(QWidget* parent)
    : PlotCanvas(parent), matrix_(std::make_shared<const Matrix>()), bars_(new QCPAxisRect(this)),
      recalls_(new Recalls(this)) {
    setObjectName(QStringLiteral("confusionPlot"));
    setAccessibleName(ConfusionText::tr("Confusion matrix"));
    setLeastSize({280, 240});
    plotLayout()->addElement(0, 1, bars_);
    bars_->setMinimumSize(kLeastRecallWidth, 10);
    bars_->setMaximumSize(kLeastRecallWidth, QWIDGETSIZE_MAX);
    axisRect()->setSizeConstraintRect(QCPLayoutElement::scrInnerRect);
    axisRect()->setMinimumSize(10, 10);
    bars_->setMinimumMargins({4, 10, kRightOfBars, 4});
    axisRect()->setMinimumMargins({8, 10, 4, 4});
    auto* margins = new QCPMarginGroup(this);
    axisRect()->setMarginGroup(QCP::msTop | QCP::msBottom, margins);
    bars_->setMarginGroup(QCP::msTop | QCP::msBottom, margins);
    QCPAxis* recall = bars_->axis(QCPAxis::atBottom);
    recall->setLabel(ConfusionText::tr("recall (%)"));
    QCPAxis* side = bars_->axis(QCPAxis::atLeft);
    side->setTicks(false);
    side->setTickLabels(false);
    side->setBasePen(Qt::NoPen);
    side->grid()->setVisible(false);
    xAxis->grid()->setVisible(false);
    yAxis->grid()->setVisible(false);
    yAxis->setRangeReversed(true);
    xAxis->setTicker(QSharedPointer<ClassTicker>::create(this, xAxis));
    yAxis->setTicker(QSharedPointer<ClassTicker>::create(this, yAxis));
    applyTheme();
    side->setBasePen(Qt::NoPen);
    connect(this, &PlotCanvas::themed, this, [side] { side->setBasePen(Qt::NoPen); });
    new Cells(this); // the plot owns it
    setReadout([this](double x, double y) { return readout(x, y); });
    new ClickWatch(this, [this](QPoint at) { clicked(at); });
    connect(this, &QCustomPlot::beforeReplot, this, &ConfusionPlot::fit);
    connect(this, &QCustomPlot::afterLayout, this, [this] {
        if (fitCells()) {
            for (const auto phase : {QCPLayoutElement::upPreparation, QCPLayoutElement::upMargins,
                                     QCPLayoutElement::upLayout}) {
                plotLayout()->update(phase);
            }
        }
        fitRecalls();
        if (axisRect()->size() != std::exchange(laidOut_, axisRect()->size())) {
            replot(QCustomPlot::rpQueuedReplot); // the current drawing has already chosen its ticks
        }
    });
}

ConfusionPlot::~ConfusionPlot() = default;

void ConfusionPlot::present(std::shared_ptr<const Matrix> matrix,
                            const std::vector<std::string>& names, ConfusionColors colors,
                            bool isResult) {
    const bool resized = matrix->classes() != matrix_->classes();
    matrix_ = std::move(matrix);
    names_ = names;
    colors_ = colors;
    isResult_ = isResult;
    const double end = std::max(matrix_->classes(), 1) - 0.5;
    if (resized) {
        resetView();
    }
    setHome({-0.5, end}, {-0.5, end});
    leastRecall_ = 0;
    mostRecall_ = matrix_->isDifference() ? 0 : 100;
    for (int row = 0; matrix_->isDifference() && row < matrix_->classes(); ++row) {
        const double each = 100 * matrix_->recall(row);
        leastRecall_ = each < leastRecall_ ? each : leastRecall_; // a NaN is never less
        mostRecall_ = each > mostRecall_ ? each : mostRecall_;
    }
    fitRecalls();
    keySize_ = 0;
    replot(QCustomPlot::rpImmediateRefresh);
    refreshReadout();
}

int ConfusionPlot::blockSize() const {
    const double pixels = std::min(cellPixels(xAxis), cellPixels(yAxis));
    int size = 1;
    while (size * pixels < kLeastCell && size < matrix_->classes()) {
        size *= 2;
    }
    return size;
}

QString ConfusionPlot::mergeText() const {
    const int size = blockSize();
    return size == 1
               ? QString()
               : ConfusionText::tr("Each cell is a block of %1 × %1 classes. On the diagonal, "
                                   "its lower left half is what is predicted correctly, its "
                                   "upper right half what is wrong. Zoom in for single "
                                   "classes.")
                     .arg(size);
}

bool ConfusionPlot::isNarrow() const {
    return viewport().width() < kNarrowPlot;
}

double ConfusionPlot::widestName(const QFont& font) const {
    const QFontMetricsF metrics(font);
    const auto [first, last] = visiblePositions(yAxis, matrix_->classes());
    double widest = 0;
    for (int at = first; at <= last && at < first + kMostMeasured; ++at) {
        widest = std::max(widest, metrics.horizontalAdvance(nameAt(at)));
    }
    return widest;
}

/// The largest font in which each class has its name, whole if possible. It follows from the size
/// of the plot and not from that of the cells, which follows from the names' width.
QFont ConfusionPlot::nameFont() const {
    const double own = QFontInfo(font()).pointSizeF();
    const double classes = std::max(1.0, std::round(yAxis->range().size()));
    QFont cutNames = font();
    bool isCut = false;
    for (double points = own; points >= std::min(plot::kLeastNumber, own); points -= kNameStep) {
        QFont sized = font();
        sized.setPointSizeF(points);
        const double widest = widestName(sized);
        const double most = nameWidth(yAxis);
        const QSizeF room(viewport().width() - std::min(widest, most) - kNamesEnd -
                              kLeastRecallWidth - kBesideBars,
                          viewport().height() - kNamesEnd);
        const double cell = std::min(kHighCell * room.width(), room.height()) / classes;
        if (QFontMetricsF(sized).height() > cell) {
            continue;
        }
        if (widest <= most) {
            return sized;
        }
        cutNames = isCut ? cutNames : sized;
        isCut = true;
    }
    return cutNames;
}

/// Names the axes, turns the names below the columns if they do not fit, and announces other colour
/// scales.
void ConfusionPlot::fit() {
    yAxis->setLabel(isNarrow() ? QString() : ConfusionText::tr("label"));
    xAxis->setLabel(isNarrow() ? ConfusionText::tr("predicted (rows: label)")
                               : ConfusionText::tr("predicted"));
    if (const QFont names = nameFont(); names != yAxis->tickLabelFont()) {
        xAxis->setTickLabelFont(names);
        yAxis->setTickLabelFont(names);
    }
    const QFontMetricsF metrics(xAxis->tickLabelFont());
    const double pixels = cellPixels(xAxis);
    const double widest = std::min<double>(nameWidth(xAxis), widestName(xAxis->tickLabelFont()));
    const double turn = widest + 6 <= pixels ? 0 : pixels >= 1.7 * metrics.height() ? -40 : -90;
    if (turn != xAxis->tickLabelRotation()) {
        xAxis->setTickLabelRotation(turn);
    }
    fitRecalls();
    const bool changed = keySize_ != blockSize() || keyOutlines_ != outlinesCorrect();
    keySize_ = blockSize();
    keyOutlines_ = outlinesCorrect();
    if (changed) {
        emit keyChanged();
    }
}

/// The pixels that a class name may take beside or below an axis.
int ConfusionPlot::nameWidth(const QCPAxis* axis) const {
    const bool isRow = axis->orientation() == Qt::Vertical;
    const double share = kNameShare * (isRow ? viewport().width() : viewport().height());
    return std::clamp(static_cast<int>(share), kLeastNameWidth,
                      isRow ? kRowNameWidth : kColumnNameWidth);
}

/// Whether numbers are legible in cells of that size.
bool ConfusionPlot::hasNumbersIn(const QSizeF& cell) const {
    const double line = 1; // between cells
    const QSizeF inside(std::floor(cell.width()) - line, std::floor(cell.height()) - line);
    // Most matrices of many classes need no measuring.
    return inside.height() >= plot::kLeastNumber &&
           plot::fittingFont(font(), confusion::longestNumbers(*matrix_), inside);
}

/// Fills the room with cells that are up to one and a half times as wide as high, or the reverse,
/// in whole pixels if they are large, and gives the bars the room beside them; true if that changed
/// something. Numbers in the cells are worth more than the bars, which their diagonal can replace.
bool ConfusionPlot::fitCells() {
    const auto [left, right] = recallRooms();
    const int least = std::max(kLeastRecallWidth, static_cast<int>(left + right));
    const QMargins margins = axisRect()->margins();
    const int room = viewport().width() - margins.left() - margins.right();
    const int height = std::max(viewport().height() - margins.top() - margins.bottom(), 10);
    const int cells = std::max(static_cast<int>(std::lround(xAxis->range().size())), 1);
    const auto sidesIn = [height](int width) {
        const int wide = std::max(std::min(width, static_cast<int>(kWideCell * height)), 10);
        return QSize(wide, std::min(height, static_cast<int>(kHighCell * wide)));
    };
    const auto hasNumbers = [&](int width) { return hasNumbersIn(QSizeF(sidesIn(width)) / cells); };
    const int alone = room - plotLayout()->columnSpacing();
    const int beside = room - kBesideBars;
    const bool hasBars = hasNumbers(beside - least) || !hasNumbers(alone);
    const auto whole = [&](int side) {
        return side / cells >= kLinedCell ? side / cells * cells : side;
    };
    const QSize sides = sidesIn(hasBars ? beside - least : alone);
    const int bars =
        std::clamp(beside - whole(sides.width()), least, std::max(kRecallWidth, least));
    const Sides fitting{whole(sides.width()), whole(sides.height()), hasBars ? bars : 0};
    if (fitting == std::exchange(sides_, fitting)) {
        return false;
    }
    axisRect()->setMaximumSize(fitting.width, fitting.height);
    showBars(fitting.bars);
    return true;
}

/// An invisible part of a plot keeps its room, so that it has no margins either.
void ConfusionPlot::showBars(int width) {
    bars_->setVisible(width > 0);
    recalls_->setVisible(width > 0);
    bars_->setAutoMargins(width > 0 ? QCP::msAll : QCP::msTop | QCP::msBottom);
    if (width == 0) {
        bars_->setMargins({0, bars_->margins().top(), 0, bars_->margins().bottom()});
    }
    bars_->setMinimumSize(width, 10);
    bars_->setMaximumSize(width, QWIDGETSIZE_MAX);
}

/// The pixels for the numbers of a difference's bars, to the left and to the right of 0: on the
/// side that their bars are not on, where they take no room from the bars of others. Other numbers
/// are beside or in their bars.
std::pair<double, double> ConfusionPlot::recallRooms() const {
    if (!matrix_->isDifference()) {
        return {0, 0};
    }
    const QFontMetricsF metrics(yAxis->tickLabelFont());
    const bool isWritten = blockSize() * cellPixels(yAxis) >= metrics.height() - 2;
    const auto room = [&](double recall) {
        const double wide = metrics.horizontalAdvance(confusion::percentText(recall / 100, true));
        const double least = metrics.horizontalAdvance(QStringLiteral("−<0.1"));
        return isWritten ? std::max(wide, least) + 6 : kTickRoom;
    };
    const bool isEmpty = leastRecall_ == mostRecall_;
    const double ofNegative = leastRecall_ < 0 || isEmpty ? room(leastRecall_) : 0;
    const double ofOthers = mostRecall_ > 0 || isEmpty ? room(mostRecall_) : 0;
    return {ofOthers, std::max(ofNegative, room(0))};
}

void ConfusionPlot::fitRecalls() {
    const double width = bars_->width() > 0 ? bars_->width() : kLeastRecallWidth;
    const double negative = -leastRecall_;
    const double others = leastRecall_ == mostRecall_ ? 1 : mostRecall_;
    if (!matrix_->isDifference()) {
        bars_->axis(QCPAxis::atBottom)->setRange(0, 100);
        tickRecalls(100 / width);
        return;
    }
    // A side is as wide as its longest bar or as the numbers of the other side's bars. The bars are
    // as long as that allows: of both sides, or of the one whose bars are longer than its numbers.
    const auto [left, right] = recallRooms();
    const double both = (negative + others) / std::max(8.0, width - 2 * kBarEnd);
    const double leftLong = negative / std::max(8.0, width - right - kBarEnd);
    const double rightLong = others / std::max(8.0, width - left - kBarEnd);
    const double pixel = std::max({both, leftLong, rightLong});
    const double onLeft = std::max(negative / pixel + kBarEnd, left);
    bars_->axis(QCPAxis::atBottom)->setRange(-onLeft * pixel, (width - onLeft) * pixel);
    tickRecalls(pixel);
}

QString ConfusionPlot::tickText(double recall) const {
    const QString number = QLocale().toString(std::abs(recall), 'g', 3);
    return !matrix_->isDifference() || recall == 0
               ? number
               : (recall < 0 ? QStringLiteral("−") : QStringLiteral("+")) + number;
}

/// The multiples of a step whose texts have room. `pixel` is the recall that a pixel stands for.
std::vector<double> ConfusionPlot::recallTicks(double step, double pixel) const {
    const QCPAxis* recall = bars_->axis(QCPAxis::atBottom);
    const QFontMetricsF metrics(recall->tickLabelFont());
    const QCPRange range = recall->range();
    std::vector<double> ticks;
    for (int i = static_cast<int>(std::ceil(range.lower / step)); i * step <= range.upper; ++i) {
        const double tick = i * step;
        const double reach = (metrics.horizontalAdvance(tickText(tick)) / 2 - kTickBeyond) * pixel;
        const bool isWithin = tick - reach >= range.lower && tick + reach <= range.upper;
        if (isWithin && std::abs(tick) <= 100) {
            ticks.push_back(tick);
        }
    }
    return ticks;
}

/// Whether there are two to five ticks, and their texts keep apart.
bool ConfusionPlot::haveRoom(const std::vector<double>& ticks, double pixel) const {
    const QFontMetricsF metrics(bars_->axis(QCPAxis::atBottom)->tickLabelFont());
    const auto wide = [&](double tick) { return metrics.horizontalAdvance(tickText(tick)); };
    for (std::size_t i = 1; i < ticks.size(); ++i) {
        const double texts = (wide(ticks[i - 1]) + wide(ticks[i])) / 2;
        if (texts + kTickTextGap > (ticks[i] - ticks[i - 1]) / pixel) {
            return false;
        }
    }
    return ticks.size() >= 2 && ticks.size() <= kMostTicks;
}

/// The closest round ticks that have room, of both signs if the bars are; a side may be too short.
void ConfusionPlot::tickRecalls(double pixel) {
    QCPAxis* recall = bars_->axis(QCPAxis::atBottom);
    recall->setLabel(matrix_->isDifference() ? ConfusionText::tr("recall (points)")
                                             : ConfusionText::tr("recall (%)"));
    const auto hasBothSigns = [this](const std::vector<double>& some) {
        return (leastRecall_ >= 0 || some.front() < 0) && (mostRecall_ <= 0 || some.back() > 0);
    };
    std::vector<double> ticks;
    for (double step = confusion::roundAbove(kTickTextGap * pixel); step <= 100;
         step = confusion::roundAbove(kNextStep * step)) {
        std::vector<double> some = recallTicks(step, pixel);
        if (haveRoom(some, pixel) && (ticks.empty() || hasBothSigns(some))) {
            ticks = std::move(some);
            if (hasBothSigns(ticks)) {
                break;
            }
        }
    }
    auto ticker = QSharedPointer<QCPAxisTickerText>::create();
    for (const double tick : ticks) {
        ticker->addTick(tick, tickText(tick));
    }
    recall->setTicker(ticker);
}

QString ConfusionPlot::nameAt(int position) const {
    return classText(names_, matrix_->classAt(position));
}

QString ConfusionPlot::textOf(double value) const {
    return confusion::valueText(*matrix_, value);
}

std::optional<QFont> ConfusionPlot::numberFont() const {
    const double line = 1; // between cells
    const QSizeF cell(std::floor(cellPixels(xAxis)) - line, std::floor(cellPixels(yAxis)) - line);
    // Most matrices of many classes need no measuring.
    return cell.height() < plot::kLeastNumber
               ? std::nullopt
               : plot::fittingFont(font(), confusion::longestNumbers(*matrix_), cell);
}

QColor ConfusionPlot::colorOf(double value, bool correct) const {
    const Matrix::Blocks& blocks = matrix_->blocks(blockSize());
    const QColor background = theme::plotColors(palette()).background;
    const bool dark = theme::isDark(palette());
    const double both = std::max(blocks.mostErrors, blocks.mostCorrect);
    double most = colors_ != ConfusionColors::errorsApart ? both
                  : correct                               ? blocks.mostCorrect
                                                          : blocks.mostErrors;
    if (matrix_->values() == confusion::Values::fractions && !matrix_->isDifference() &&
        (correct || colors_ != ConfusionColors::errorsApart)) {
        most = 1; // percent of a label's images end at 100
    }
    double place = most > 0 ? value / most : 0;
    if (colors_ == ConfusionColors::logarithmic) {
        const double least = blocks.leastErrors > 0 ? std::min(blocks.leastErrors, most) : most;
        const double size = least < most ? std::log(std::max(std::abs(value), least) / least) /
                                               std::log(most / least)
                                         : 1;
        place = std::copysign(std::max(size, 1e-9), value);
    }
    if (matrix_->isDifference()) {
        return plot::divergingHeat(place, background, dark);
    }
    const bool orange = colors_ == ConfusionColors::errorsApart && !correct;
    const plot::HeatHue hue = !isResult_ ? plot::HeatHue::grey
                              : orange   ? plot::HeatHue::orange
                                         : plot::HeatHue::blue;
    return plot::visibleHeat(hue, place, background, dark);
}

QColor ConfusionPlot::barColor(double recall) const {
    constexpr double kBarHeat = 0.6;
    const plot::HeatHue hue = !isResult_                              ? plot::HeatHue::grey
                              : matrix_->isDifference() && recall > 0 ? plot::HeatHue::orange
                                                                      : plot::HeatHue::blue;
    return plot::heat(hue, kBarHeat, theme::plotColors(palette()).background,
                      theme::isDark(palette()));
}

std::vector<ColorKey::Bar> ConfusionPlot::keyBars() const {
    const int size = blockSize();
    const Matrix::Blocks& blocks = matrix_->blocks(size);
    const bool counts = matrix_->values() == confusion::Values::counts;
    const bool apart = colors_ == ConfusionColors::errorsApart;
    const QString unit =
        (counts                    ? ConfusionText::tr("images")
         : matrix_->isDifference() ? ConfusionText::tr("points")
                                   : ConfusionText::tr("% of the label")) +
        (size > 1 ? ConfusionText::tr(", blocks of %1 × %1").arg(size) : QString());
    const auto bar = [&](const QString& title, double most, bool correct) {
        const bool logarithmic = colors_ == ConfusionColors::logarithmic;
        const double least = matrix_->isDifference() ? -most
                             : logarithmic           ? std::min(most, blocks.leastErrors)
                                                     : 0;
        ColorKey::Bar made{matrix_->isDifference() ? ConfusionText::tr("B − A, %1").arg(title)
                                                   : title,
                           least == 0 ? QStringLiteral("0") : textOf(least),
                           textOf(most),
                           {}};
        for (int i = 0; i < kConfusionKeyColors; ++i) {
            const double part = static_cast<double>(i) / (kConfusionKeyColors - 1);
            const bool geometric = logarithmic && !matrix_->isDifference() && least > 0;
            made.colors.push_back(colorOf(geometric ? least * std::pow(most / least, part)
                                                    : std::lerp(least, most, part),
                                          correct));
        }
        return made;
    };
    const bool whole = !counts && !matrix_->isDifference();
    const double mostCorrect = whole ? 1 : blocks.mostCorrect;
    std::vector<ColorKey::Bar> bars;
    if (apart) {
        bars = {bar(ConfusionText::tr("correct (%1)").arg(unit), mostCorrect, true),
                bar(ConfusionText::tr("wrong (%1)").arg(unit), blocks.mostErrors, false)};
    } else {
        bars = {bar(unit, whole ? 1 : std::max(blocks.mostCorrect, blocks.mostErrors), true)};
    }
    if (outlinesCorrect()) {
        bars.push_back({ConfusionText::tr("correct predictions"), {}, {}, {}, outlineColor()});
    }
    return bars;
}

bool ConfusionPlot::outlinesCorrect() const {
    return matrix_->isDifference() &&
           blockSize() * std::min(cellPixels(xAxis), cellPixels(yAxis)) >= kLinedCell;
}

QColor ConfusionPlot::outlineColor() const {
    return theme::plotColors(palette()).text;
}

PlotReadout ConfusionPlot::readout(double x, double y) const {
    PlotReadout readout;
    const double column = std::floor(x + 0.5);
    const double row = std::floor(y + 0.5);
    if (column < 0 || row < 0 || column >= matrix_->classes() || row >= matrix_->classes()) {
        return readout;
    }
    const int size = blockSize();
    const int atRow = static_cast<int>(row) / size * size;
    const int atColumn = static_cast<int>(column) / size * size;
    readout.key = atColumn + (size - 1) / 2.0;
    readout.value = atRow + (size - 1) / 2.0;
    readout.level = true;
    readout.html = size == 1 ? confusion::cellReadout(*matrix_, names_, atRow, atColumn)
                             : confusion::blockReadout(*matrix_, names_, atRow, atColumn, size);
    return readout;
}

void ConfusionPlot::clicked(QPoint at) {
    const double column = std::floor(xAxis->pixelToCoord(at.x()) + 0.5);
    const double row = std::floor(yAxis->pixelToCoord(at.y()) + 0.5);
    const int classes = matrix_->classes();
    if (axisRect()->rect().contains(at) && blockSize() == 1 && column >= 0 && row >= 0 &&
        column < classes && row < classes) {
        emit cellClicked(matrix_->classAt(static_cast<int>(row)),
                         matrix_->classAt(static_cast<int>(column)));
    }
}

/// Zooms into a block; elsewhere it resets the view as in all plots.
void ConfusionPlot::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || blockSize() == 1 ||
        !axisRect()->rect().contains(event->position().toPoint())) {
        PlotCanvas::mouseDoubleClickEvent(event);
        return;
    }
    QWheelEvent zoom(event->position(), event->globalPosition(), {}, {0, 120 * kZoomNotches},
                     Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    wheelEvent(&zoom);
    event->accept();
}

} // namespace asge
