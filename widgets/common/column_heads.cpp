// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/column_heads.h"

#include <QStyleOptionHeader>
#include <QStyledItemDelegate>
#include <QTableView>

namespace asge {
namespace {

constexpr QChar kTextIndent(0x2002); // an en space

bool isAtRight(Qt::Alignment alignment) {
    return alignment.testFlag(Qt::AlignRight);
}

/// Cells in which text begins a little later, since a number may end right before it.
class IndentedCells : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;

  protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
        QStyledItemDelegate::initStyleOption(option, index);
        if (!isAtRight(option->displayAlignment) && option->icon.isNull()) {
            option->text.prepend(kTextIndent);
        }
    }
};

Qt::Alignment alignmentIn(const QVariant& data) {
    const bool isTyped = data.metaType() == QMetaType::fromType<Qt::Alignment>();
    const Qt::Alignment whole = isTyped ? data.value<Qt::Alignment>() : Qt::Alignment(data.toInt());
    const Qt::Alignment across = whole & Qt::AlignHorizontal_Mask;
    return (across == 0 ? Qt::AlignLeft : across) | Qt::AlignVCenter;
}

} // namespace

ColumnHeads::ColumnHeads(QWidget* parent) : QHeaderView(Qt::Horizontal, parent) {
    setSectionsClickable(true); // as the head that a table makes itself
    setHighlightSections(true);
    setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setTextElideMode(Qt::ElideMiddle);
}

ColumnHeads& ColumnHeads::addTo(QTableView& table) {
    auto* heads = new ColumnHeads(&table);
    table.setHorizontalHeader(heads);
    table.setTextElideMode(Qt::ElideMiddle);
    return *heads;
}

void ColumnHeads::indentTexts(QTableView& table) {
    indents_ = true;
    table.setItemDelegate(new IndentedCells(&table));
}

Qt::Alignment ColumnHeads::alignmentOf(int section) const {
    if (model() == nullptr) {
        return defaultAlignment();
    }
    const QVariant own = model()->headerData(section, Qt::Horizontal, Qt::TextAlignmentRole);
    return alignmentIn(own.isValid() ? own
                                     : model()->index(0, section).data(Qt::TextAlignmentRole));
}

int ColumnHeads::indentOf(int section) const {
    return indents_ && !isAtRight(alignmentOf(section))
               ? fontMetrics().horizontalAdvance(kTextIndent)
               : 0;
}

void ColumnHeads::initStyleOptionForIndex(QStyleOptionHeader* option, int section) const {
    QHeaderView::initStyleOptionForIndex(option, section);
    option->textAlignment = alignmentOf(section);
    const int margins = 2 * style()->pixelMetric(QStyle::PM_HeaderMargin, nullptr, this);
    const int room = sectionSize(section) - margins - indentOf(section);
    if (indentOf(section) > 0 && fontMetrics().horizontalAdvance(option->text) <= room) {
        option->text.prepend(kTextIndent);
    }
}

QSize ColumnHeads::sectionSizeFromContents(int section) const {
    return QHeaderView::sectionSizeFromContents(section) + QSize(indentOf(section), 0);
}

} // namespace asge
