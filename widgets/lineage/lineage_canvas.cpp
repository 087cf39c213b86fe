// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/lineage/lineage_canvas.h"

#include "core/run/epoch_progress.h"
#include "widgets/common/handled_keys.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/prediction_text.h"
#include "widgets/common/theme.h"
#include "widgets/lineage/lineage_text.h"
#include "widgets/runs/runs_text.h"

#include <QHelpEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <algorithm>
#include <set>

namespace asge {

namespace {

constexpr int kRowHeight = 52;
constexpr int kAxisHeight = 48;
constexpr int kTickTop = 20; ///< of the ticks and the headings, below the name of the axis
constexpr int kMargin = 14;
constexpr int kWidestName = 260;
constexpr int kLeastName = 80;
constexpr int kNameGap = 24;   ///< between the names and the lines
constexpr int kResultGap = 28; ///< between the lines and the results
constexpr int kLines = 200;    ///< width between the names and the results, at the cost of names
constexpr int kLeastLines = 80;
constexpr int kTickRoom = 28; ///< least width between two ticks
constexpr int kCurve = 9;     ///< radius of the corner at which a branch leaves its parent
constexpr double kNodeDot = 4.5;
constexpr double kAboveLine = 4; ///< pixels between a line and what it says

QString nameOf(const RunSummary& run) {
    return QStringLiteral("%1  %2").arg(run.id).arg(plain::line(run.name));
}

/// Below the heading "Fusion, test": "83.61 %", "last 74.50 %", or the status.
QString resultOf(const RunSummary& run) {
    const auto result = mainResult(run);
    if (!result) {
        return statusText(run.status);
    }
    return result->place == kFusionPlace ? mainResultValue(*result) : mainResultText(*result);
}

constexpr int kMostEpochTicks = 8;

/// Whole epochs between two ticks: 1, 2 or 5 times a power of ten.
double tickStep(double epochs, double width) {
    const int most = std::clamp(static_cast<int>(width) / kTickRoom, 1, kMostEpochTicks);
    double step = 1;
    for (double power = 1; epochs / step > most; power *= 10) {
        for (const int factor : {2, 5, 10}) {
            if (epochs / step > most) {
                step = power * factor;
            }
        }
    }
    return step;
}

} // namespace

LineageCanvas::LineageCanvas(QWidget* parent) : QWidget(parent) {
    setObjectName("lineageCanvas");
    setFocusPolicy(Qt::StrongFocus);
    addKeys();
}

void LineageCanvas::addKeys() {
    auto* keys = new HandledKeys(*this);
    keys->add({Qt::Key_Up}, LineageText::tr("Previous run of a lineage"), [this] { step(-1); });
    keys->add({Qt::Key_Down}, LineageText::tr("Next run of a lineage"), [this] { step(1); });
    keys->add({Qt::Key_Return, Qt::Key_Enter}, LineageText::tr("Open a run of a lineage"),
              [this] { open(current_); });
}

void LineageCanvas::step(int by) {
    const int last = static_cast<int>(rows_.size()) - 1;
    current_ = std::clamp(current_ + by, std::min(0, last), last);
    update();
}

void LineageCanvas::setFamily(std::vector<lineage::Row> rows, RunId marked) {
    const RunId before = current_ >= 0 && current_ < static_cast<int>(rows_.size())
                             ? rows_[static_cast<std::size_t>(current_)].run->id
                             : 0;
    rows_ = std::move(rows);
    marked_ = marked;
    current_ = -1;
    lastEpoch_ = 1;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        lastEpoch_ =
            std::max({lastEpoch_, rows_[i].end, static_cast<double>(rows_[i].run->epochs)});
        if (rows_[i].run->id == (before != 0 ? before : marked)) {
            current_ = static_cast<int>(i);
        }
    }
    measure();
    updateGeometry();
    update();
}

QSize LineageCanvas::sizeHint() const {
    return {fixedWidth() + nameWidth_ + kLines,
            kAxisHeight + static_cast<int>(rows_.size()) * kRowHeight + kMargin};
}

QSize LineageCanvas::minimumSizeHint() const {
    return {fixedWidth() + std::min(nameWidth_, kLeastName) + kLeastLines, sizeHint().height()};
}

/// Of all but the names and the lines.
int LineageCanvas::fixedWidth() const {
    return 2 * kMargin + kNameGap + kResultGap + resultWidth_;
}

int LineageCanvas::yOf(int row) const {
    return kAxisHeight + row * kRowHeight + kRowHeight / 2;
}

/// Measured once per family, since every position in the picture depends on the result.
void LineageCanvas::measure() {
    QFont bold = font();
    bold.setBold(true); // as the marked run's name
    const QFontMetrics metrics(bold);
    nameWidth_ = 0;
    for (std::size_t i = 0; i < rows_.size() && nameWidth_ < kWidestName; ++i) {
        nameWidth_ = std::max(nameWidth_, metrics.horizontalAdvance(nameOf(*rows_[i].run)));
    }
    nameWidth_ = std::min(nameWidth_ + 1, kWidestName); // widths are rounded
    resultWidth_ = fontMetrics().horizontalAdvance(tr("Fusion, test"));
    std::set<QString> texts; // thousands of runs have few different results
    for (const lineage::Row& row : rows_) {
        if (const QString text = resultOf(*row.run); texts.insert(text).second) {
            resultWidth_ = std::max(resultWidth_, fontMetrics().horizontalAdvance(text));
        }
    }
}

/// The names have the room that the lines leave.
int LineageCanvas::nameRoom() const {
    return std::clamp(width() - fixedWidth() - kLines, std::min(nameWidth_, kLeastName),
                      nameWidth_);
}

void LineageCanvas::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        measure();
        updateGeometry();
    }
}

double LineageCanvas::xOf(double epoch) const {
    const double left = kMargin + nameRoom() + kNameGap;
    const double right = width() - kMargin - resultWidth_ - kResultGap;
    return left + (right - left) * epoch / lastEpoch_;
}

std::optional<int> LineageCanvas::rowAt(QPoint point) const {
    const int row = (point.y() - kAxisHeight) / kRowHeight;
    const bool there = point.y() >= kAxisHeight && row < static_cast<int>(rows_.size());
    return there ? std::optional(row) : std::nullopt;
}

std::pair<int, int> LineageCanvas::rowsIn(const QRect& part) const {
    const int last = static_cast<int>(rows_.size()) - 1;
    return {std::max(0, (part.top() - kAxisHeight) / kRowHeight),
            std::min(last, (part.bottom() - kAxisHeight) / kRowHeight)};
}

void LineageCanvas::paintEvent(QPaintEvent* event) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(event->rect(), palette().base());
    drawCurrent(painter);
    draw(painter, event->rect());
}

void LineageCanvas::drawCurrent(QPainter& painter) const {
    if (current_ >= 0) {
        QColor tint = palette().highlight().color();
        tint.setAlphaF(hasFocus() ? 0.22F : 0.12F);
        painter.fillRect(QRectF(0, yOf(current_) - kRowHeight / 2.0, width(), kRowHeight), tint);
    }
}

/// Draws only the runs of that part: a family may have thousands.
void LineageCanvas::draw(QPainter& painter, const QRect& part) const {
    painter.setFont(font()); // a file's painter has another one
    drawAxis(painter, part);
    drawBranches(painter, part);
    const auto [first, last] = rowsIn(part);
    for (int row = first; row <= last; ++row) {
        drawRow(painter, row);
    }
}

/// Draws the branches that end in the visible part and those that pass through it. The latter look
/// alike, so only one is drawn for each place at which branches leave a parent.
void LineageCanvas::drawBranches(QPainter& painter, const QRect& part) const {
    const auto [first, last] = rowsIn(part.adjusted(0, -kRowHeight, 0, kRowHeight));
    std::set<std::pair<int, int>> passing;
    for (int row = first; row < static_cast<int>(rows_.size()); ++row) {
        const lineage::Row& it = rows_[static_cast<std::size_t>(row)];
        const std::pair place(it.parent, static_cast<int>(xOf(it.begin)));
        if (row <= last || (it.parent <= last && passing.insert(place).second)) {
            drawBranch(painter, row, part);
        }
    }
}

void LineageCanvas::drawAxis(QPainter& painter, const QRect& part) const {
    const theme::PlotColors colors = theme::plotColors(palette());
    const int bottom =
        std::min(yOf(static_cast<int>(rows_.size())) - kRowHeight / 2, part.bottom() + 1);
    painter.setPen(colors.text);
    constexpr int kTickHeight = kAxisHeight - kTickTop;
    painter.drawText(QRectF(kMargin, kTickTop, nameRoom(), kTickHeight),
                     Qt::AlignLeft | Qt::AlignVCenter, tr("Run"));
    painter.drawText(QRectF(xOf(lastEpoch_) + kResultGap, kTickTop, resultWidth_ + 1, kTickHeight),
                     Qt::AlignLeft | Qt::AlignVCenter, tr("Fusion, test"));
    painter.drawText(QRectF(xOf(0), 0, xOf(lastEpoch_) - xOf(0), kTickTop + 4), Qt::AlignCenter,
                     tr("epoch"));
    const double step = tickStep(lastEpoch_, xOf(lastEpoch_) - xOf(0));
    for (double epoch = 0; epoch <= lastEpoch_; epoch += step) {
        const double x = xOf(epoch);
        painter.setPen(colors.grid);
        painter.drawLine(QPointF(x, kAxisHeight - 4), QPointF(x, bottom));
        painter.setPen(colors.text);
        painter.drawText(QRectF(x - 30, kTickTop, 60, kTickHeight), Qt::AlignCenter,
                         QLocale().toString(epoch, 'f', 0));
    }
}

/// Draws the line from the parent's line down and around a corner into the row; what is far outside
/// the visible part is left out.
void LineageCanvas::drawBranch(QPainter& painter, int row, const QRect& part) const {
    const lineage::Row& it = rows_[static_cast<std::size_t>(row)];
    if (it.parent < 0) {
        return;
    }
    const double x = xOf(it.begin);
    const double y = yOf(row);
    const double begin = yOf(it.parent);
    const double bottom = part.bottom() + kRowHeight;
    QPainterPath path(QPointF(x, std::max<double>(begin, part.top() - kRowHeight)));
    path.lineTo(x, std::min(y - kCurve, bottom));
    if (y <= bottom) {
        path.quadTo(x, y, x + kCurve, y);
    }
    painter.setPen(QPen(theme::plotColors(palette()).axis, 1.4));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
    painter.setBrush(theme::plotColors(palette()).axis);
    painter.drawEllipse(QPointF(x, begin), 3, 3);
}

void LineageCanvas::drawRow(QPainter& painter, int row) const {
    const lineage::Row& it = rows_[static_cast<std::size_t>(row)];
    const RunSummary& run = *it.run;
    const theme::PlotColors colors = theme::plotColors(palette());
    const double y = yOf(row);
    const QColor own(QString::fromStdString(run.color));
    const QColor color = own.isValid() ? own : theme::runColor(row, theme::isDark(palette()));
    const double begin = xOf(it.begin) + (it.parent >= 0 ? kCurve : 0);
    const double end = std::max(begin, xOf(it.end));
    if (run.epochs > it.end) {
        painter.setPen(QPen(colors.faint, 1.2, Qt::DotLine));
        painter.drawLine(QPointF(end, y), QPointF(xOf(run.epochs), y));
    }
    painter.setPen(QPen(color, run.id == marked_ ? 5 : 3, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(QPointF(begin, y), QPointF(end, y));
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawEllipse(QPointF(end, y), kNodeDot, kNodeDot);

    QFont font = painter.font();
    font.setBold(run.id == marked_);
    painter.setFont(font);
    painter.setPen(colors.text);
    painter.drawText(QRectF(kMargin, y - kRowHeight / 2.0, nameRoom() + 1, kRowHeight),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetrics(font).elidedText(nameOf(run), Qt::ElideMiddle, nameRoom()));
    font.setBold(false);
    painter.setFont(font);
    painter.drawText(
        QRectF(xOf(lastEpoch_) + kResultGap, y - kRowHeight / 2.0, resultWidth_ + 1, kRowHeight),
        Qt::AlignLeft | Qt::AlignVCenter, resultOf(run));
    if (!run.lineage) {
        return;
    }
    QString changes = lineage::changesText(*run.lineage, lineage::Paths::lastPart)
                          .replace(QStringLiteral(", "), QStringLiteral(" · "));
    if (it.parent < 0) {
        changes = tr("branch of “%1”, which is not in this store · %2")
                      .arg(plain::line(run.lineage->parentName), changes);
    }
    const double room = xOf(lastEpoch_) - begin;
    QColor quiet = colors.text;
    quiet.setAlphaF(0.8F);
    painter.setPen(quiet);
    painter.drawText(
        QRectF(begin + 4, y - kRowHeight / 2.0, std::max(room, 0.0), kRowHeight / 2.0 - kAboveLine),
        Qt::AlignLeft | Qt::AlignBottom,
        plain::wholeParts(changes, fontMetrics(), static_cast<int>(room)));
}

QString LineageCanvas::tip(const RunSummary& run) const {
    QStringList lines{nameOf(run), tr("%1, %2").arg(statusText(run.status),
                                                    QString::fromStdString(progressText(run)))};
    if (run.lineage) {
        lines << tr("branched off after epoch %1, step %2")
                     .arg(run.lineage->epoch)
                     .arg(QLocale().toString(run.lineage->step));
        lines << lineage::changesText(*run.lineage).split(QStringLiteral(", "));
    }
    return plain::block(lines.join('\n'));
}

bool LineageCanvas::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        const auto row = rowAt(help->pos());
        QToolTip::showText(help->globalPos(),
                           row ? tip(*rows_[static_cast<std::size_t>(*row)].run) : QString(), this);
        return true;
    }
    return QWidget::event(event);
}

void LineageCanvas::mousePressEvent(QMouseEvent* event) {
    if (const auto row = rowAt(event->pos())) {
        current_ = *row;
        update();
    }
}

void LineageCanvas::mouseDoubleClickEvent(QMouseEvent* event) {
    mousePressEvent(event);
    if (rowAt(event->pos())) {
        open(current_);
    }
}

void LineageCanvas::open(int row) {
    if (row >= 0 && row < static_cast<int>(rows_.size())) {
        emit openRequested(rows_[static_cast<std::size_t>(row)].run->id);
    }
}

} // namespace asge
