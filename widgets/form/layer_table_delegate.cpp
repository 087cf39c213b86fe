// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/form/layer_table_delegate.h"

#include "widgets/common/swatch.h"
#include "widgets/common/theme.h"
#include "widgets/form/form_colors.h"
#include "widgets/form/layer_table_model.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QMouseEvent>
#include <QPainter>
#include <QStyle>

#include <algorithm>

namespace asge {
namespace {

constexpr int kCellGap = 3; ///< between a cell's edge and its contents
constexpr int kLayerSwatch = 8;
constexpr int kWidthBar = 3;
constexpr double kTrack = 0.1; ///< how much of the text's colour the track of a bar has

const LayerTableModel& layerModelOf(const QModelIndex& index) {
    return *static_cast<const LayerTableModel*>(index.model());
}

void paintGround(QPainter& painter, const QStyleOptionViewItem& option, bool editable) {
    const QPalette& palette = option.palette;
    if (option.state.testFlag(QStyle::State_Selected)) {
        painter.fillRect(option.rect, palette.color(QPalette::Highlight));
    } else if (editable) {
        painter.fillRect(option.rect, palette.color(QPalette::Base));
    }
}

/// A check mark in the middle of the cell.
void paintCheck(QPainter& painter, const QStyleOptionViewItem& option, bool checked) {
    const QStyle* style = option.widget->style();
    QStyleOptionViewItem mark(option);
    const int width = style->pixelMetric(QStyle::PM_IndicatorWidth, &option, option.widget);
    const int height = style->pixelMetric(QStyle::PM_IndicatorHeight, &option, option.widget);
    mark.rect =
        QStyle::alignedRect(option.direction, Qt::AlignCenter, {width, height}, option.rect);
    mark.state = (option.state & ~QStyle::State_HasFocus & ~QStyle::State_Selected) |
                 (checked ? QStyle::State_On : QStyle::State_Off);
    style->drawPrimitive(QStyle::PE_IndicatorItemViewItemCheck, &mark, &painter, option.widget);
}

/// The layer's colour before its number, with an outline if the ground would hide it.
QRect paintLayerSwatch(QPainter& painter, const QRect& cell, const QColor& color,
                       const QColor& ground) {
    const QRect swatch(cell.left() + kCellGap, cell.center().y() - kLayerSwatch / 2 + 1,
                       kLayerSwatch, kLayerSwatch);
    drawSwatch(painter, swatch, color, ground);
    return cell.adjusted(kLayerSwatch + 2 * kCellGap, 0, 0, 0);
}

/// How wide the layer is, along the lower edge: a bar in a track, without which a short one would
/// look like a line below the number.
void paintWidth(QPainter& painter, const QRect& cell, double width, const QColor& color,
                const QPalette& palette) {
    const QRectF room(cell.left() + kCellGap, cell.bottom() + 1 - kWidthBar,
                      cell.width() - 2 * kCellGap, kWidthBar);
    const QColor track =
        theme::over(palette.color(QPalette::Text), palette.color(QPalette::Base), kTrack);
    painter.fillRect(room, track);
    painter.fillRect(QRectF(room.topLeft(), QSizeF(room.width() * width, room.height())),
                     theme::legible(color, track, theme::kGraphicContrast));
}

} // namespace

void LayerTableDelegate::paint(QPainter* painter, const QStyleOptionViewItem& given,
                               const QModelIndex& index) const {
    QStyleOptionViewItem option(given);
    initStyleOption(&option, index);
    const LayerTableModel& model = layerModelOf(index);
    const int column = index.column();
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const QColor layer =
        theme::layerColor(index.row(), model.rowCount(), theme::isDark(option.palette));
    painter->save();
    paintGround(*painter, option, LayerTableModel::isEditable(column));
    QRect room = option.rect;
    if (column == LayerTableModel::number) {
        room = paintLayerSwatch(
            *painter, room, layer,
            option.palette.color(selected ? QPalette::Highlight : QPalette::Window));
    }
    if (column == LayerTableModel::channels && !selected) {
        paintWidth(*painter, room, model.widthOf(index.row()), layer, option.palette);
    }
    if (LayerTableModel::isCheck(column)) {
        paintCheck(*painter, option,
                   index.data(Qt::CheckStateRole).toInt() == static_cast<int>(Qt::Checked));
    } else {
        const QPalette& palette = option.palette;
        painter->setPen(selected                          ? palette.color(QPalette::HighlightedText)
                        : !model.problem(index).isEmpty() ? errorColor(palette)
                        : LayerTableModel::isEditable(column) || column == LayerTableModel::number
                            ? palette.color(QPalette::Text)
                            : theme::plotColors(palette).faint);
        painter->setFont(option.font);
        const QRect text = room.adjusted(kCellGap, 0, -kCellGap, 0);
        painter->drawText(text, static_cast<int>(option.displayAlignment),
                          option.fontMetrics.elidedText(option.text, Qt::ElideRight, text.width()));
    }
    if (!model.problem(index).isEmpty()) {
        painter->setPen(errorColor(option.palette));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
    }
    painter->restore();
}

QSize LayerTableDelegate::sizeHint(const QStyleOptionViewItem& given,
                                   const QModelIndex& index) const {
    QStyleOptionViewItem option(given);
    initStyleOption(&option, index);
    const int swatch = index.column() == LayerTableModel::number ? kLayerSwatch + 2 * kCellGap : 0;
    // One pixel for the grid, one since the advance is rounded and would be elided.
    return {option.fontMetrics.horizontalAdvance(option.text) + swatch + 2 * kCellGap + 2,
            option.fontMetrics.height() + 6};
}

QWidget* LayerTableDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem& option,
                                          const QModelIndex& index) const {
    QWidget* editor = QStyledItemDelegate::createEditor(parent, option, index);
    if (auto* line = qobject_cast<QLineEdit*>(editor)) {
        line->setObjectName(QStringLiteral("layerCellEditor"));
        line->setFrame(false);
        line->setAlignment(Qt::AlignRight);
    }
    return editor;
}

bool LayerTableDelegate::editorEvent(QEvent* event, QAbstractItemModel* model,
                                     const QStyleOptionViewItem& option, const QModelIndex& index) {
    if (!LayerTableModel::isCheck(index.column())) {
        return QStyledItemDelegate::editorEvent(event, model, option, index);
    }
    const bool clicked = event->type() == QEvent::MouseButtonRelease &&
                         static_cast<QMouseEvent*>(event)->button() == Qt::LeftButton;
    const bool pressed =
        event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Space;
    if (!clicked && !pressed) {
        return false;
    }
    const bool checked = index.data(Qt::CheckStateRole).toInt() == static_cast<int>(Qt::Checked);
    return model->setData(index, checked ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
}

} // namespace asge
