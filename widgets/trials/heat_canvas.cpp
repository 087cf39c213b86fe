// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/trials/heat_canvas.h"

#include "widgets/common/plain_text.h"
#include "widgets/common/theme.h"
#include "widgets/form/form_titles.h"
#include "widgets/plot/click_watch.h"
#include "widgets/plot/fitting_font.h"
#include "widgets/plot/heat_colors.h"
#include "widgets/plot/seamless.h"
#include "widgets/trials/trial_axis.h"
#include "widgets/trials/trials_text.h"

#include <QFontInfo>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace asge {
namespace {

constexpr int kEdge = 10;
constexpr int kWidestLabel = 130;       ///< pixels, for the values of the y axis, at least
constexpr double kLabelsPart = 0.25;    ///< of the width, the most for these values
constexpr double kBetweenLabels = 10;   ///< pixels between the labels of two columns
constexpr double kCellRatio = 1.6;      ///< the largest ratio of the sides of a cell
constexpr double kLargestNumbers = 1.5; ///< × the font of the view
constexpr double kLineHeight = 1.7;     ///< of a line in a cell, × the height of its digits
constexpr int kMostCellLines = 3;
constexpr double kBesideNumbers = 3; ///< pixels

/// What an empty cell says.
QString emptyCellText(const HeatGrid::Cell& cell) {
    if (cell.isMixed) {
        return TrialsText::tr("different images");
    }
    return cell.counts.all() == 0 ? TrialsText::tr("no run")
                                  : QString::fromStdString(stateText(cell.counts));
}

std::size_t failedIn(const HeatGrid::Cell& cell) {
    return cell.counts.of(RunStatus::failed);
}

/// The signs of failed and of finished runs, which the key explains.
QString failedSign(const HeatGrid::Cell& cell) {
    return QStringLiteral("✕ %1").arg(failedIn(cell));
}

QString finishedSign(const HeatGrid::Cell& cell) {
    return QStringLiteral("✓ %1").arg(cell.spread.n);
}

/// The part of a cell for its text.
QRectF insideOf(const QRectF& cell) {
    return cell.adjusted(3, 2, -3, -2);
}

/// The pixels of the widest value of a setting.
double widestOf(const TrialSetting& setting, const QFontMetricsF& metrics) {
    double widest = 0;
    for (const std::string& value : setting.values) {
        widest = std::max(widest, metrics.horizontalAdvance(shownSetting(setting, value)));
    }
    return widest;
}

bool hasRoom(const QStringList& lines, const QFontMetricsF& metrics, const QSizeF& room) {
    return metrics.height() * static_cast<double>(lines.size()) <= room.height() &&
           std::all_of(lines.begin(), lines.end(), [&](const QString& line) {
               return metrics.horizontalAdvance(line) <= room.width();
           });
}

} // namespace

HeatCanvas::HeatCanvas(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("trialsHeatCanvas"));
    setAccessibleName(TrialsText::tr("Heat map of the accuracy over two settings"));
    new ClickWatch(this, [this](QPoint at) {
        if (const auto place = cellAt(at)) {
            if (const RunId run = grid_->at(place->first, place->second).run; run != 0) {
                emit openRequested(run);
            }
        }
    });
}

void HeatCanvas::setGrid(const HeatGrid* grid, TrialsContentPtr content) {
    grid_ = grid;
    content_ = std::move(content);
    update();
}

QRectF HeatCanvas::areaIn(const QRectF& rect) const {
    const QFontMetricsF metrics(font());
    const double labels = widestOf(*grid_->y, metrics);
    const double left =
        kEdge + metrics.height() + 8 + std::min<double>(labels, labelRoom(rect)) + 6;
    const bool needsKey =
        hasDeviations() || std::any_of(grid_->cells.begin(), grid_->cells.end(),
                                       [](const auto& cell) { return failedIn(cell) > 0; });
    const double bottom = (needsKey ? 4 : 3) * metrics.height() + 30;
    QRectF area = rect.adjusted(left, kEdge, -kEdge, -bottom);
    const double columns = static_cast<double>(grid_->x->values.size());
    const double rows = static_cast<double>(grid_->y->values.size());
    // Cells grow with the room, but keep a shape that is near a square, if their labels fit.
    const double cell = std::min(area.width() / columns, area.height() / rows);
    const double label = std::min(widestOf(*grid_->x, metrics), labelRoom(rect)) + kBetweenLabels;
    area.setWidth(std::min(area.width(), std::max(kCellRatio * cell, label) * columns));
    area.setHeight(std::min(area.height(), kCellRatio * cell * rows));
    return area;
}

bool HeatCanvas::hasDeviations() const {
    return std::any_of(grid_->cells.begin(), grid_->cells.end(),
                       [](const auto& cell) { return cell.spread.n > 1; });
}

/// What the signs in cells of that size mean.
QString HeatCanvas::signsText(const QSizeF& cell) const {
    QStringList parts;
    const QFont numbers = numberFont(cell);
    const Failed failed = failedStyle(cell, numbers);
    const bool showsDeviations =
        std::any_of(grid_->cells.begin(), grid_->cells.end(), [&](const HeatGrid::Cell& each) {
            const QSizeF inside = insideOf(QRectF({0, 0}, cell)).size();
            return each.spread.n > 1 && !fittingLines(each, failed, numbers, inside)
                                             .filter(QStringLiteral("±"))
                                             .isEmpty();
        });
    if (failed == Failed::asSign) {
        parts << TrialsText::tr("✓ finished runs, ✕ failed runs");
    }
    if (showsDeviations) {
        parts << TrialsText::tr("±: standard deviation over n runs");
    }
    return parts.join(QStringLiteral(" · "));
}

double HeatCanvas::labelRoom(const QRectF& rect) {
    return std::max<double>(kWidestLabel, kLabelsPart * rect.width());
}

/// The lines of a cell with a value.
QStringList HeatCanvas::linesOf(const HeatGrid::Cell& cell, Failed failed) {
    QStringList lines{percentNumber(cell.spread.mean)};
    if (cell.spread.n > 1) {
        lines << QStringLiteral("± %1").arg(percentNumber(cell.spread.standardDeviation));
    }
    const bool isSign = failed == Failed::asSign;
    const QString n = isSign ? finishedSign(cell) : TrialsText::tr("n = %1").arg(cell.spread.n);
    lines << (failedIn(cell) == 0 ? n
              : isSign            ? QStringLiteral("%1 %2").arg(n, failedSign(cell))
                                  : TrialsText::tr("%1, %2 failed").arg(n).arg(failedIn(cell)));
    return lines;
}

/// The most that has room in a cell: of a value its mean at least, and that runs failed rather than
/// the others.
QStringList HeatCanvas::fittingLines(const HeatGrid::Cell& cell, Failed failed, const QFont& font,
                                     const QSizeF& room) {
    const bool showsSign = failed == Failed::asSign && failedIn(cell) > 0;
    std::vector<QStringList> choices;
    if (cell.spread.n == 0) {
        const QString text = emptyCellText(cell);
        const QStringList lines =
            plain::brokenLines(text, QFontMetrics(font), static_cast<int>(room.width()));
        if (lines.join(u' ') == text) { // no word is cut
            choices.push_back(lines);
        }
        if (showsSign) {
            choices.push_back({failedSign(cell)});
        }
    } else {
        const QStringList all = linesOf(cell, failed);
        choices = {all, {all.first(), all.last()}};
        if (showsSign) {
            choices.push_back({all.first(), finishedSign(cell), failedSign(cell)});
            choices.push_back({all.first(), failedSign(cell)});
        }
        choices.push_back({all.first()});
    }
    const QFontMetricsF metrics(font);
    const auto fitting =
        std::find_if(choices.begin(), choices.end(),
                     [&](const QStringList& lines) { return hasRoom(lines, metrics, room); });
    return fitting == choices.end() ? QStringList() : *fitting;
}

/// Failed runs have a sign in all cells if the words do not fit in one.
HeatCanvas::Failed HeatCanvas::failedStyle(const QSizeF& cell, const QFont& numbers) const {
    const QSizeF room = insideOf(QRectF(QPointF(), cell)).size();
    const bool haveRoom =
        std::all_of(grid_->cells.begin(), grid_->cells.end(), [&](const HeatGrid::Cell& each) {
            const bool hasValue = each.spread.n > 0;
            const QStringList fitting =
                fittingLines(each, Failed::inWords, hasValue ? numbers : font(), room);
            return failedIn(each) == 0 ||
                   (hasValue ? fitting.contains(linesOf(each, Failed::inWords).last())
                             : !fitting.isEmpty());
        });
    return haveRoom ? Failed::inWords : Failed::asSign;
}

/// The numbers grow with the cells: the largest font in which all of them fit, and at least the
/// view's own.
QFont HeatCanvas::numberFont(const QSizeF& cell) const {
    QStringList texts;
    for (const HeatGrid::Cell& each : grid_->cells) {
        if (each.spread.n > 0) {
            texts << linesOf(each, Failed::asSign);
        }
    }
    QFont largest = font();
    const double own = QFontInfo(largest).pointSizeF();
    largest.setPointSizeF(kLargestNumbers * own);
    const QSizeF line(cell.width() - 2 * kBesideNumbers,
                      (cell.height() - 2 * kBesideNumbers) / (kMostCellLines * kLineHeight));
    return plot::fittingFont(largest, texts, line, own).value_or(font());
}

/// The first row of the grid is the lowest, as on a y axis.
QRectF HeatCanvas::cellIn(const QRectF& area, std::size_t row, std::size_t column) const {
    const double width = area.width() / static_cast<double>(grid_->x->values.size());
    const double height = area.height() / static_cast<double>(grid_->y->values.size());
    return {area.left() + width * static_cast<double>(column),
            area.bottom() - height * static_cast<double>(row + 1), width, height};
}

QRectF HeatCanvas::cellRect(std::size_t row, std::size_t column) const {
    return cellIn(areaIn(rect()), row, column);
}

std::optional<std::pair<std::size_t, std::size_t>> HeatCanvas::cellAt(QPointF at) const {
    if (isEmpty()) {
        return std::nullopt;
    }
    const QRectF area = areaIn(rect());
    if (!area.contains(at)) {
        return std::nullopt;
    }
    const auto index = [](double part, std::size_t count) {
        return std::min(static_cast<std::size_t>(part * static_cast<double>(count)), count - 1);
    };
    return std::pair(index((area.bottom() - at.y()) / area.height(), grid_->y->values.size()),
                     index((at.x() - area.left()) / area.width(), grid_->x->values.size()));
}

void HeatCanvas::drawCell(QPainter& painter, const QRectF& at, const HeatGrid::Cell& cell,
                          const QFont& numbers, Failed failed) const {
    const theme::PlotColors colors = theme::plotColors(palette());
    const bool hasValue = cell.spread.n > 0;
    const QColor fill =
        hasValue ? theme::sequential(grid_->range.part(cell.spread.mean)) : colors.background;
    plot::fillSeamless(painter, at, fill);
    if (!hasValue) {
        painter.fillRect(at, QBrush(colors.grid, Qt::BDiagPattern));
    }
    painter.setPen(QPen(colors.background, 1));
    painter.drawRect(at);
    painter.setPen(hasValue ? plot::textOn(fill) : colors.text);
    painter.setFont(hasValue ? numbers : font());
    const QRectF inside = insideOf(at);
    const QStringList lines = fittingLines(cell, failed, painter.font(), inside.size());
    const QString text = lines.join(u'\n');
    if (!hasValue && !lines.isEmpty()) { // the pattern must not cross the text
        const QRectF box = painter.boundingRect(inside, Qt::AlignCenter, text);
        painter.fillRect(box.adjusted(-2, -1, 2, 1), colors.background);
    }
    painter.drawText(inside, Qt::AlignCenter, text);
}

void HeatCanvas::drawAxes(QPainter& painter, const QRectF& rect, const QRectF& area) const {
    const theme::PlotColors colors = theme::plotColors(palette());
    const QFontMetricsF metrics(painter.font());
    painter.setPen(QPen(colors.axis, 1));
    painter.drawRect(area);
    painter.setPen(colors.text);
    double free = -1e9;
    for (std::size_t column = 0; column < grid_->x->values.size(); ++column) {
        const QRectF cell = cellIn(area, 0, column);
        const QString whole = shownSetting(*grid_->x, grid_->x->values[column]);
        const QString text =
            grid_->x->holdsNumbers // half a number would be another number
                ? whole
                : plain::fittingValue(whole, metrics, std::max(cell.width() - 4, 40.0));
        const double width = metrics.horizontalAdvance(text) + 2;
        const QRectF at(cell.center().x() - width / 2, area.bottom() + 4, width, metrics.height());
        if (at.left() >= free) {
            painter.drawText(at, Qt::AlignCenter, text);
            free = at.right() + 4;
        }
    }
    free = 1e9;
    const double labels = labelRoom(rect);
    for (std::size_t row = 0; row < grid_->y->values.size(); ++row) {
        const QRectF cell = cellIn(area, row, 0);
        const QRectF at(area.left() - 6 - labels, cell.center().y() - metrics.height() / 2, labels,
                        metrics.height());
        if (at.bottom() <= free) {
            painter.drawText(at, Qt::AlignRight | Qt::AlignVCenter,
                             plain::fittingValue(shownSetting(*grid_->y, grid_->y->values[row]),
                                                 metrics, labels));
            free = at.top();
        }
    }
    const double titleTop = area.bottom() + metrics.height() + 8;
    painter.drawText(QRectF(area.left(), titleTop, std::max(area.width(), 260.0), metrics.height()),
                     area.width() < 260 ? Qt::AlignLeft : Qt::AlignHCenter,
                     axisTitle(*grid_->x, false));
    painter.save();
    painter.translate(rect.left() + kEdge, area.center().y());
    painter.rotate(-90);
    const double length = std::max(area.height(), rect.height() - 80);
    QString title = axisTitle(*grid_->y, false);
    if (metrics.horizontalAdvance(title) > length) {
        title = title.section(QStringLiteral(" ("), 0, 0); // without the name in the file
    }
    painter.drawText(QRectF(-length / 2, 0, length, metrics.height()), Qt::AlignHCenter,
                     metrics.elidedText(title, Qt::ElideRight, length));
    painter.restore();
    drawKey(painter, rect, area, titleTop + metrics.height() + 10);
}

/// The colours of the accuracy and, behind or below them, what the signs in cells mean.
void HeatCanvas::drawKey(QPainter& painter, const QRectF& rect, const QRectF& area,
                         double top) const {
    const QFontMetricsF metrics(painter.font());
    QRectF room(area.left(), top, rect.right() - area.left() - kEdge, metrics.height());
    QRectF sign = room;
    if (grid_->range.any) {
        ColorKey key;
        key.setPalette(palette());
        key.setFont(font());
        key.setBars({colorBar(content_->resultTitle(), grid_->range, theme::sequential)});
        const double width = key.sizeHint().width();
        if (area.left() + width > rect.right()) {
            room.setLeft(rect.left() + kEdge);
        }
        key.paint(painter, room.toRect());
        sign = room.adjusted(width + 2 * kEdge, 0, 0, 0);
    }
    const QString text = signsText(cellIn(area, 0, 0).size());
    if (sign.width() < metrics.horizontalAdvance(text)) {
        sign = room.translated(0, metrics.height() + 4);
    }
    painter.setPen(theme::plotColors(palette()).text);
    painter.drawText(
        sign, Qt::AlignLeft | Qt::AlignVCenter,
        plain::wholeParts(text, painter.fontMetrics(), static_cast<int>(sign.width())));
}

void HeatCanvas::draw(QPainter& painter, const QRectF& rect) const {
    const theme::PlotColors colors = theme::plotColors(palette());
    painter.fillRect(rect, colors.background);
    painter.setFont(font());
    if (isEmpty()) {
        painter.setPen(colors.faint);
        painter.drawText(
            rect.adjusted(20, 20, -20, -20), Qt::AlignCenter | Qt::TextWordWrap,
            isTooLarge_
                ? TrialsText::tr("These settings have too many values for a heat "
                                 "map. Setting against accuracy shows them.")
                : TrialsText::tr("The mean accuracy over two settings appears here.\nChoose "
                                 "runs that differ in at least two settings."));
        return;
    }
    const QRectF area = areaIn(rect);
    const QSizeF cell = cellIn(area, 0, 0).size();
    const QFont numbers = numberFont(cell);
    const Failed failed = failedStyle(cell, numbers);
    for (std::size_t row = grid_->y->values.size(); row-- > 0;) {
        for (std::size_t column = 0; column < grid_->x->values.size(); ++column) {
            drawCell(painter, cellIn(area, row, column), grid_->at(row, column), numbers, failed);
        }
    }
    painter.setFont(font());
    drawAxes(painter, rect, area);
}

void HeatCanvas::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    draw(painter, rect());
}

bool HeatCanvas::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) {
        return QWidget::event(event);
    }
    const auto* help = static_cast<QHelpEvent*>(event);
    const auto place = cellAt(help->pos());
    if (!place) {
        QToolTip::hideText();
        return true;
    }
    const HeatGrid::Cell& cell = grid_->at(place->first, place->second);
    QStringList lines{
        TrialsText::tr("%1: %2").arg(settingTitle(grid_->x->field.path()),
                                     shownSetting(*grid_->x, grid_->x->values[place->second])),
        TrialsText::tr("%1: %2").arg(settingTitle(grid_->y->field.path()),
                                     shownSetting(*grid_->y, grid_->y->values[place->first]))};
    if (cell.spread.n > 0) {
        lines << TrialsText::tr("%1: %2").arg(content_->resultTitle(),
                                              percentNumber(cell.spread.mean));
    }
    lines << emptyCellText(cell);
    QToolTip::showText(help->globalPos(), plain::block(lines.join(u'\n')), this);
    return true;
}

} // namespace asge
