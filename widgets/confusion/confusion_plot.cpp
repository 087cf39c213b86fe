// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/confusion/confusion_plot.h"

#include "widgets/common/class_names.h"
#include "widgets/common/theme.h"
#include "widgets/confusion/confusion_numbers.h"
#include "widgets/confusion/confusion_readout.h"
#include "widgets/confusion/confusion_text.h"
#include "widgets/plot/click_watch.h"
#include "widgets/plot/fitting_font.h"
#include "widgets/plot/heat_colors.h"
#include "widgets/plot/seamless.h"

#include <QLocale>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace asge {

using confusion::Matrix;

namespace {

constexpr double kLeastCell = 4;   // pixels; smaller cells are drawn as blocks
constexpr double kLinedCell = 9;   // pixels; cells of this size are separated by lines
constexpr int kRowNameWidth = 130; // pixels; longer names are elided
constexpr int kColumnNameWidth = 100;
constexpr int kLeastNameWidth = 60; // pixels, in a small plot
constexpr double kNameShare = 0.2;  // of a small plot
constexpr int kRecallWidth = 280;   // pixels; the bars get what the square matrix leaves, up to it
constexpr int kLeastRecallWidth = 84;
constexpr int kLeastBars = 24;   // pixels for the longest bars of both signs together
constexpr double kTickRoom = 12; // pixels, beside bars without numbers
constexpr int kConfusionKeyColors = 55;
constexpr double kTickTextGap = 6; // pixels between the texts of ticks
constexpr int kZoomNotches = 8;    // of the wheel, for a double click on a block

/// The pixels from the beginning of the position `from` to the end of the position `to`.
std::pair<double, double> pixelsOf(const QCPAxis* axis, double from, double to) {
    const double a = std::round(axis->coordToPixel(from - 0.5));
    const double b = std::round(axis->coordToPixel(to + 0.5));
    return {std::min(a, b), std::max(a, b)};
}

/// The positions that an axis shows; the second is below the first if there are none.
std::pair<int, int> visiblePositions(const QCPAxis* axis, int classes) {
    const QCPRange range = axis->range();
    const double first = std::clamp(std::floor(range.lower + 0.5), 0.0, classes - 0.0);
    const double last = std::clamp(std::floor(range.upper + 0.5), -1.0, classes - 1.0);
    return {static_cast<int>(first), static_cast<int>(last)};
}

double cellPixels(const QCPAxis* axis) {
    return std::abs(axis->coordToPixel(1) - axis->coordToPixel(0));
}

} // namespace

/// The cells of the matrix, or its blocks.
class ConfusionPlot::Cells : public QCPAbstractItem {
  public:
    explicit Cells(ConfusionPlot* plot) : QCPAbstractItem(plot), plot_(plot) {
        setSelectable(false);
    }
    double selectTest(const QPointF&, bool, QVariant*) const override { return -1; }

  protected:
    void draw(QCPPainter* painter) override {
        if (plot_->matrix_->classes() == 0) {
            return;
        }
        painter->setAntialiasing(false);
        const int size = plot_->blockSize();
        if (size == 1) {
            drawClasses(*painter);
        } else {
            drawBlocks(*painter, size);
        }
    }

  private:
    void drawClasses(QCPPainter& painter) {
        const Matrix& matrix = *plot_->matrix_;
        const auto [firstRow, lastRow] = visiblePositions(plot_->yAxis, matrix.classes());
        const auto [firstColumn, lastColumn] = visiblePositions(plot_->xAxis, matrix.classes());
        drawLines(painter, firstRow, lastRow, firstColumn, lastColumn);
        const std::optional<QFont> font = plot_->numberFont();
        for (int row = firstRow; row <= lastRow; ++row) {
            const auto [top, bottom] = pixelsOf(plot_->yAxis, row, row);
            const auto [begin, end] = matrix.row(row);
            const Matrix::Cell* cell =
                std::lower_bound(begin, end, firstColumn, [](const Matrix::Cell& each, int column) {
                    return each.column < column;
                });
            for (; cell != end && cell->column <= lastColumn; ++cell) {
                const auto [left, right] = pixelsOf(plot_->xAxis, cell->column, cell->column);
                const double value = matrix.value(row, *cell);
                if (!std::isnan(value) && value != 0) {
                    const QRectF place(left, top, right - left, bottom - top);
                    const QColor color = plot_->colorOf(value, cell->column == row);
                    fillCell(painter, place, color);
                    if (font) {
                        painter.setPen(plot::textOn(color));
                        painter.setFont(*font);
                        painter.drawText(place, Qt::AlignCenter | Qt::TextDontClip,
                                         plot_->textOf(value));
                    }
                }
            }
        }
    }

    static void fillCell(QCPPainter& painter, const QRectF& cell, const QColor& color) {
        const bool lined = cell.width() >= kLinedCell && cell.height() >= kLinedCell;
        if (lined) {
            painter.fillRect(cell.adjusted(1, 1, 0, 0), color);
        } else {
            plot::fillSeamless(painter, cell, color);
        }
    }

    void drawLines(QCPPainter& painter, int firstRow, int lastRow, int firstColumn,
                   int lastColumn) {
        if (cellPixels(plot_->xAxis) < kLinedCell || cellPixels(plot_->yAxis) < kLinedCell) {
            return;
        }
        painter.setPen(QPen(theme::plotColors(plot_->palette()).grid, 1));
        const double left = pixelsOf(plot_->xAxis, firstColumn, firstColumn).first;
        const double right = pixelsOf(plot_->xAxis, lastColumn, lastColumn).second;
        const double top = pixelsOf(plot_->yAxis, firstRow, firstRow).first;
        const double bottom = pixelsOf(plot_->yAxis, lastRow, lastRow).second;
        for (int row = firstRow; row <= lastRow + 1; ++row) {
            const double y = pixelsOf(plot_->yAxis, row, row).first;
            painter.drawLine(QLineF(left, y, right, y));
        }
        for (int column = firstColumn; column <= lastColumn + 1; ++column) {
            const double x = pixelsOf(plot_->xAxis, column, column).first;
            painter.drawLine(QLineF(x, top, x, bottom));
        }
    }

    /// A block on the diagonal shows its correct predictions, all others their wrong ones.
    void drawBlocks(QCPPainter& painter, int size) {
        const Matrix::Blocks& blocks = plot_->matrix_->blocks(size);
        const int classes = plot_->matrix_->classes();
        const auto [firstRow, lastRow] = visiblePositions(plot_->yAxis, classes);
        const auto [firstColumn, lastColumn] = visiblePositions(plot_->xAxis, classes);
        for (int row = firstRow / size; row <= lastRow / size && firstRow <= lastRow; ++row) {
            const auto [top, bottom] = pixelsOf(plot_->yAxis, row * size, (row + 1) * size - 1);
            for (int column = firstColumn / size;
                 column <= lastColumn / size && firstColumn <= lastColumn; ++column) {
                const bool correct = row == column;
                const auto place = static_cast<std::size_t>(row);
                const double value =
                    correct ? blocks.correct[place]
                            : blocks.errors[place * static_cast<std::size_t>(blocks.side) +
                                            static_cast<std::size_t>(column)];
                if (value != 0) {
                    const auto [left, right] =
                        pixelsOf(plot_->xAxis, column * size, (column + 1) * size - 1);
                    plot::fillSeamless(painter, QRectF(left, top, right - left, bottom - top),
                                       plot_->colorOf(value, correct));
                }
            }
        }
    }

    ConfusionPlot* plot_;
};

/// The recall of each label, or the mean of a block's.
class ConfusionPlot::Recalls : public QCPAbstractItem {
  public:
    explicit Recalls(ConfusionPlot* plot) : QCPAbstractItem(plot), plot_(plot) {
        setSelectable(false);
        setClipAxisRect(plot->bars_);
    }
    double selectTest(const QPointF&, bool, QVariant*) const override { return -1; }

  protected:
    void draw(QCPPainter* painter) override {
        const Matrix& matrix = *plot_->matrix_;
        if (matrix.classes() == 0) {
            return;
        }
        painter->setAntialiasing(false);
        const int size = plot_->blockSize();
        const auto [first, last] = visiblePositions(plot_->yAxis, matrix.classes());
        for (int block = first / size; block <= last / size && first <= last; ++block) {
            const int end = std::min((block + 1) * size, matrix.classes());
            double sum = 0;
            int known = 0;
            for (int row = block * size; row < end; ++row) {
                const double recall = matrix.recall(row);
                sum += std::isnan(recall) ? 0 : recall;
                known += std::isnan(recall) ? 0 : 1;
            }
            if (known > 0) {
                drawBar(*painter, block * size, end - 1, sum / known);
            }
        }
        painter->setPen(QPen(theme::plotColors(plot_->palette()).axis, 1));
        const double zero = std::round(plot_->bars_->axis(QCPAxis::atBottom)->coordToPixel(0));
        painter->drawLine(QLineF(zero, plot_->bars_->top(), zero, plot_->bars_->bottom()));
    }

  private:
    void drawBar(QCPPainter& painter, int from, int to, double recall) {
        const QCPAxis* axis = plot_->bars_->axis(QCPAxis::atBottom);
        const auto [top, bottom] = pixelsOf(plot_->yAxis, from, to);
        const double gap = bottom - top >= kLinedCell ? std::round((bottom - top) * 0.14) : 0;
        const double zero = std::round(axis->coordToPixel(0));
        const double end = axis->coordToPixel(100 * recall);
        const QRectF bar(std::min(zero, end), top + gap, std::abs(end - zero),
                         bottom - top - 2 * gap);
        const theme::PlotColors colors = theme::plotColors(plot_->palette());
        const bool dark = theme::isDark(plot_->palette());
        const QColor color = plot_->matrix_->isDifference() && recall > 0
                                 ? plot::heat(plot::HeatHue::orange, 0.6, colors.background, dark)
                                 : plot::heat(plot::HeatHue::blue, 0.6, colors.background, dark);
        painter.fillRect(bar, color);
        const QFontMetricsF metrics(plot_->font());
        if (bottom - top >= metrics.height() - 2) {
            const QString text = confusion::percentText(recall, plot_->matrix_->isDifference());
            const double width = metrics.horizontalAdvance(text) + 1;
            const double left = recall < 0 ? end - 4 - width : end + 4;
            painter.setFont(plot_->font());
            painter.setPen(colors.text);
            painter.drawText(QRectF(left, top, width, bottom - top), Qt::AlignCenter, text);
        }
    }

    ConfusionPlot* plot_;
};

/// Ticks at classes, as many as there is room for, with their names.
class ConfusionPlot::ClassTicker : public QCPAxisTicker {
  public:
    ClassTicker(const ConfusionPlot* plot, const QCPAxis* axis) : plot_(plot), axis_(axis) {}

  protected:
    QVector<double> createTickVector(double, const QCPRange& range) override {
        const int classes = plot_->matrix_->classes();
        const double room = 1.15 * QFontMetricsF(axis_->tickLabelFont()).height();
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
    : PlotCanvas(parent), matrix_(std::make_shared<const Matrix>()), bars_(new QCPAxisRect(this)) {
    setObjectName(QStringLiteral("confusionPlot"));
    setAccessibleName(ConfusionText::tr("Confusion matrix"));
    setMinimumSize(280, 240);
    plotLayout()->addElement(0, 1, bars_);
    bars_->setMinimumSize(kLeastRecallWidth, 10);
    bars_->setMaximumSize(kLeastRecallWidth, QWIDGETSIZE_MAX);
    axisRect()->setSizeConstraintRect(QCPLayoutElement::scrInnerRect);
    axisRect()->setMinimumSize(10, 10);
    bars_->setMinimumMargins({4, 10, 4, 4});
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
    xAxis->setLabel(ConfusionText::tr("predicted"));
    yAxis->setLabel(ConfusionText::tr("label"));
    xAxis->setTicker(QSharedPointer<ClassTicker>::create(this, xAxis));
    yAxis->setTicker(QSharedPointer<ClassTicker>::create(this, yAxis));
    applyTheme();
    side->setBasePen(Qt::NoPen);
    connect(this, &PlotCanvas::themed, this, [side] { side->setBasePen(Qt::NoPen); });
    new Cells(this);   // the plot owns it
    new Recalls(this); // the plot owns it
    setReadout([this](double x, double y) { return readout(x, y); });
    new ClickWatch(this, [this](QPoint at) { clicked(at); });
    connect(this, &QCustomPlot::beforeReplot, this, &ConfusionPlot::fit);
    connect(this, &QCustomPlot::afterLayout, this, [this] {
        if (fitSquare()) {
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
                            const std::vector<std::string>& names, ConfusionColors colors) {
    const bool resized = matrix->classes() != matrix_->classes();
    matrix_ = std::move(matrix);
    names_ = names;
    colors_ = colors;
    const double end = std::max(matrix_->classes(), 1) - 0.5;
    setHome({-0.5, end}, {-0.5, end});
    if (resized) {
        resetView();
    }
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

/// Turns the names below the columns if they do not fit, and announces other colour scales.
void ConfusionPlot::fit() {
    const QFontMetricsF metrics(xAxis->tickLabelFont());
    const double pixels = cellPixels(xAxis);
    const auto [first, last] = visiblePositions(xAxis, matrix_->classes());
    double widest = 0;
    for (int at = first; at <= last && at < first + 64; ++at) {
        widest = std::max(
            widest, std::min<double>(nameWidth(xAxis), metrics.horizontalAdvance(nameAt(at))));
    }
    const double turn = widest + 6 <= pixels ? 0 : pixels >= 1.7 * metrics.height() ? -40 : -90;
    if (turn != xAxis->tickLabelRotation()) {
        xAxis->setTickLabelRotation(turn);
    }
    fitRecalls();
    if (const int size = blockSize(); size != keySize_) {
        keySize_ = size;
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

/// Makes the matrix a square, with cells of whole pixels if they are large, and gives the bars the
/// room beside it; true if that changed something.
bool ConfusionPlot::fitSquare() {
    const auto [left, right] = recallRooms();
    const int least = std::max(kLeastRecallWidth, static_cast<int>(left + right) + kLeastBars);
    const QMargins margins = axisRect()->margins();
    const QMargins beside = bars_->margins();
    const int width = viewport().width() - margins.left() - margins.right() - beside.left() -
                      beside.right() - plotLayout()->columnSpacing();
    const int height = viewport().height() - margins.top() - margins.bottom();
    int side = std::max(std::min(width - least, height), 10);
    const int cells = std::max(static_cast<int>(std::lround(xAxis->range().size())), 1);
    if (const int cell = side / cells; cell >= kLinedCell) {
        side = cell * cells;
    }
    const QSize fitting(side, std::clamp(width - side, least, std::max(kRecallWidth, least)));
    if (fitting == std::exchange(square_, fitting)) {
        return false;
    }
    axisRect()->setMaximumSize(side, side);
    bars_->setMinimumSize(fitting.height(), 10);
    bars_->setMaximumSize(fitting.height(), QWIDGETSIZE_MAX);
    return true;
}

/// The pixels for the numbers beside the longest bars, on the sides that have bars.
std::pair<double, double> ConfusionPlot::recallRooms() const {
    const QFontMetricsF metrics(font());
    const bool difference = matrix_->isDifference();
    const bool isWritten = !difference || // the last tick needs the room, too
                           blockSize() * cellPixels(yAxis) >= metrics.height() - 2;
    const auto room = [&](double recall) {
        const QString text =
            difference ? confusion::percentText(recall / 100, true) : QStringLiteral("99.9");
        const double least = difference ? metrics.horizontalAdvance(QStringLiteral("−<0.1")) : 0;
        return isWritten ? std::max(metrics.horizontalAdvance(text), least) + 6 : kTickRoom;
    };
    const bool isEmpty = leastRecall_ == mostRecall_;
    const double left = leastRecall_ < 0 || isEmpty ? room(leastRecall_) : 0;
    const double right = mostRecall_ > 0 || isEmpty ? room(mostRecall_) : 0;
    return {left, right};
}

void ConfusionPlot::fitRecalls() {
    const double width = bars_->width() > 0 ? bars_->width() : kLeastRecallWidth;
    const auto [left, right] = recallRooms();
    const bool isEmpty = leastRecall_ == mostRecall_;
    const double span = isEmpty ? 1 : mostRecall_ - leastRecall_;
    const double pixel = span / std::max(8.0, width - left - right);
    bars_->axis(QCPAxis::atBottom)
        ->setRange(leastRecall_ - left * pixel, mostRecall_ + right * pixel);
    tickRecalls(pixel);
}

/// `pixel` is the recall that a pixel stands for.
void ConfusionPlot::tickRecalls(double pixel) {
    QCPAxis* recall = bars_->axis(QCPAxis::atBottom);
    const QString whole = ConfusionText::tr("recall, A − B (points)");
    const bool fitsWhole =
        QFontMetricsF(recall->labelFont()).horizontalAdvance(whole) <= bars_->outerRect().width();
    recall->setLabel(!matrix_->isDifference() ? ConfusionText::tr("recall (%)")
                     : fitsWhole              ? whole
                                              : ConfusionText::tr("recall (points)"));
    const QFontMetricsF metrics(recall->tickLabelFont());
    const auto fits = [&](double distance, const QString& one, const QString& next) {
        // texts of neighbouring ticks do not touch
        return distance / pixel >=
               (metrics.horizontalAdvance(one) + metrics.horizontalAdvance(next)) / 2 +
                   kTickTextGap;
    };
    auto ticker = QSharedPointer<QCPAxisTickerText>::create();
    ticker->addTick(0, QStringLiteral("0"));
    const double round = confusion::roundBelow(std::max(-leastRecall_, mostRecall_));
    if (!matrix_->isDifference()) {
        const QString middle = QStringLiteral("50");
        const QString end = QStringLiteral("100");
        ticker->addTick(100, end);
        if (fits(50, middle, end)) {
            ticker->addTick(50, middle);
        }
    } else {
        const QString text = QString::number(round, 'g', 3);
        const bool hasRoom = fits(round, QStringLiteral("0"), u'+' + text);
        if (round > 0 && hasRoom && round <= mostRecall_) {
            ticker->addTick(round, u'+' + text);
        }
        if (round > 0 && hasRoom && -round >= leastRecall_) {
            ticker->addTick(-round, QStringLiteral("−") + text);
        }
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
    return plot::visibleHeat(orange ? plot::HeatHue::orange : plot::HeatHue::blue, place,
                             background, dark);
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
        (size > 1 ? ConfusionText::tr(", blocks of %1 × %1 classes").arg(size) : QString());
    const auto bar = [&](const QString& title, double most, bool correct) {
        const bool logarithmic = colors_ == ConfusionColors::logarithmic;
        const double least = matrix_->isDifference() ? -most
                             : logarithmic           ? std::min(most, blocks.leastErrors)
                                                     : 0;
        ColorKey::Bar made{matrix_->isDifference() ? ConfusionText::tr("A − B, %1").arg(title)
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
    if (!apart) {
        return {bar(unit, whole ? 1 : std::max(blocks.mostCorrect, blocks.mostErrors), true)};
    }
    return {bar(ConfusionText::tr("correct (%1)").arg(unit), mostCorrect, true),
            bar(ConfusionText::tr("wrong (%1)").arg(unit), blocks.mostErrors, false)};
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
