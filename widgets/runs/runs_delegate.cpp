// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/runs/runs_delegate.h"

#include "widgets/common/plain_text.h"
#include "widgets/common/style.h"
#include "widgets/common/theme.h"
#include "widgets/runs/runs_text.h"

#include <QApplication>
#include <QHeaderView>
#include <QPainter>
#include <QTableView>

#include <algorithm>

namespace asge {
namespace {

constexpr int kArrow = 18; ///< width of a heading's arrow with its margins
constexpr int kDot = 14;   ///< width of a run's colour dot

/// Whether the column is the leftmost one that is shown.
bool isAtRowStart(const QStyleOptionViewItem& option, int column) {
    const auto* table = qobject_cast<const QTableView*>(option.widget);
    if (table == nullptr) {
        return true;
    }
    return table->horizontalHeader()->sectionPosition(column) == 0;
}

} // namespace

RunsDelegate::RunsDelegate(const RunsModel& model, QObject* parent)
    : QStyledItemDelegate(parent), model_(model) {}

void RunsDelegate::drawArrow(QPainter& painter, const QRect& rect, bool open, const QColor& color) {
    const QPointF middle = QRectF(rect).center();
    constexpr double kHalf = 3.5;
    QPolygonF shape;
    if (open) {
        shape << middle + QPointF(-kHalf, -kHalf / 2) << middle + QPointF(kHalf, -kHalf / 2)
              << middle + QPointF(0, kHalf);
    } else {
        shape << middle + QPointF(-kHalf / 2, -kHalf) << middle + QPointF(kHalf, 0)
              << middle + QPointF(-kHalf / 2, kHalf);
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPolygon(shape);
    painter.restore();
}

void RunsDelegate::drawDot(QPainter& painter, const QRect& rect, const QColor& color, bool rim) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(rim ? QPen(Qt::white, 1.2) : QPen(Qt::NoPen));
    painter.setBrush(color);
    painter.drawEllipse(QRectF(rect).center(), 4.0, 4.0);
    painter.restore();
}

QRect RunsDelegate::arrowRect(const QRect& cell) {
    return {cell.left(), cell.top(), kArrow, cell.height()};
}

int RunsDelegate::indentOf(int row) const {
    if (model_.runAt(row) == nullptr) {
        return kArrow;
    }
    return (model_.isMember(row) ? kArrow : 0) + (dots_ ? kDot : 0);
}

void RunsDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
    QStyledItemDelegate::initStyleOption(option, index);
    if (option->displayAlignment & Qt::AlignRight) {
        option->text += QChar(QChar::Nbsp); // space to the next column
    }
    const RunEntry* run = model_.runAt(index.row());
    const bool isName = index.column() == RunsModel::nameColumn;
    // Names of runs often differ at their ends.
    option->textElideMode = isName && run != nullptr ? Qt::ElideMiddle : Qt::ElideRight;
    if (run != nullptr && isName && run->summary().id == model_.otherRun()) {
        option->text += RunsText::tr(" · B");
    }
    if (isName) {
        option->font.setBold(run == nullptr || run->summary().id == model_.shownRun());
    }
    fitText(*option, index, run == nullptr && isName);
    if (run == nullptr) {
        return;
    }
    if (index.column() == RunsModel::statusColumn) {
        option->palette.setColor(
            QPalette::Text, statusColor(run->summary().status, theme::isDark(option->palette)));
    } else if (run->summary().archived) {
        option->palette.setColor(QPalette::Text, theme::plotColors(option->palette).faint);
    }
}

/// A group's title has the whole parts that its lines have room for, a value whole words: half a
/// number would be another one.
void RunsDelegate::fitText(QStyleOptionViewItem& option, const QModelIndex& index,
                           bool isTitle) const {
    const QFontMetrics metrics(option.font);
    const int room = style::textRoom(option.rect.width(), option.widget);
    if (isTitle) {
        const int lines = std::max(1, option.rect.height() / metrics.height());
        option.text = plain::wholeParts(option.text, metrics, room, lines)
                          .replace(u'\n', QChar(QChar::LineSeparator));
    } else if (model_.holdsValues(index.column()) &&
               metrics.horizontalAdvance(option.text) > room) {
        option.text = plain::fittingValue(option.text, QFontMetricsF(option.font), room);
    }
}

void RunsDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                         const QModelIndex& index) const {
    const int indent = index.column() == RunsModel::nameColumn ? indentOf(index.row()) : 0;
    if (indent == 0) {
        QStyledItemDelegate::paint(painter, option, index);
    } else {
        paintIndented(painter, option, index, indent);
    }
    const RunEntry* run = model_.runAt(index.row());
    if (run != nullptr && run->summary().id == model_.shownRun() &&
        isAtRowStart(option, index.column())) {
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        painter->fillRect(
            QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()),
            option.palette.color(selected ? QPalette::HighlightedText : QPalette::Highlight));
    }
}

void RunsDelegate::paintIndented(QPainter* painter, const QStyleOptionViewItem& option,
                                 const QModelIndex& index, int indent) const {
    QStyleOptionViewItem whole = option;
    initStyleOption(&whole, index);
    const QWidget* widget = option.widget;
    QStyle* style = widget != nullptr ? widget->style() : QApplication::style();
    // The background fills the whole cell; the contents are indented.
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &whole, painter, widget);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const QColor text = whole.palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
    if (model_.runAt(index.row()) == nullptr) {
        drawArrow(*painter, arrowRect(option.rect), model_.isOpen(index.row()), text);
    } else if (const auto& color = model_.runAt(index.row())->summary().color; !color.empty()) {
        drawDot(*painter,
                {option.rect.left() + indent - kDot + 3, option.rect.top(), kDot - 3,
                 option.rect.height()},
                QColor(QString::fromStdString(color)), selected);
    }
    QStyleOptionViewItem inner = option;
    inner.rect.setLeft(option.rect.left() + indent);
    QStyledItemDelegate::paint(painter, inner, index);
}

void RunsDelegate::setEditorData(QWidget* editor, const QModelIndex& index) const {
    // The editor is filled only once, so that a refresh of the table keeps what the user has typed.
    if (!editor->property("filled").toBool()) {
        editor->setProperty("filled", true);
        editor->setObjectName(QStringLiteral("runsNameEditor"));
        QStyledItemDelegate::setEditorData(editor, index);
    }
}

void RunsDelegate::updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                                        const QModelIndex& index) const {
    QStyleOptionViewItem inner = option;
    inner.rect.setLeft(option.rect.left() + indentOf(index.row()));
    QStyledItemDelegate::updateEditorGeometry(editor, inner, index);
}

} // namespace asge
