// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/column_heads.h"

#include "widgets/common/plain_text.h"
#include "widgets/common/style.h"

#include <QEvent>
#include <QStyleOptionHeader>
#include <QStyledItemDelegate>
#include <QTableView>

#include <algorithm>
#include <utility>
#include <vector>

namespace asge {
namespace {

constexpr QChar kTextIndent(0x2002); // an en space

bool isAtRight(Qt::Alignment alignment) {
    return alignment.testFlag(Qt::AlignRight);
}

Qt::Alignment alignmentIn(const QVariant& data) {
    const bool isTyped = data.metaType() == QMetaType::fromType<Qt::Alignment>();
    const Qt::Alignment whole = isTyped ? data.value<Qt::Alignment>() : Qt::Alignment(data.toInt());
    const Qt::Alignment across = whole & Qt::AlignHorizontal_Mask;
    return (across == 0 ? Qt::AlignLeft : across) | Qt::AlignVCenter;
}

/// Cells in which text begins a little later, since a number may end right before it. Numbers keep
/// the same distance from what is before them.
class IndentedCells : public QStyledItemDelegate {
  public:
    IndentedCells(ColumnHeads::Cut cut, QObject* parent) : QStyledItemDelegate(parent), cut_(cut) {}

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        QStyleOptionViewItem whole = option;
        whole.rect = {}; // nothing is cut
        const QSize size = QStyledItemDelegate::sizeHint(whole, index);
        const bool isNumber = isAtRight(alignmentIn(index.data(Qt::TextAlignmentRole)));
        return size + QSize(isNumber ? style::kGap : 0, 0);
    }

  protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
        QStyledItemDelegate::initStyleOption(option, index);
        const bool isIndented = !isAtRight(option->displayAlignment) && option->icon.isNull();
        if (cut_ == ColumnHeads::Cut::betweenWords && option->rect.isValid()) {
            const QFontMetricsF metrics(option->font);
            const double indent = isIndented ? metrics.horizontalAdvance(kTextIndent) : 0;
            option->text =
                plain::fittingValue(option->text, metrics,
                                    style::textRoom(option->rect.width(), option->widget) - indent);
        }
        if (isIndented) {
            option->text.prepend(kTextIndent);
        }
    }

  private:
    ColumnHeads::Cut cut_;
};

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

void ColumnHeads::indentTexts(QTableView& table, Cut cut) {
    indents_ = true;
    table.setItemDelegate(new IndentedCells(cut, &table));
}

void ColumnHeads::shareRoom(QTableView& table, Narrow narrow) {
    shared_ = &table;
    narrow_ = narrow;
    setSectionResizeMode(QHeaderView::Fixed);
    table.viewport()->installEventFilter(this);
    table.installEventFilter(this);
    const auto later = [this] {
        if (!std::exchange(isSharing_, true)) {
            QMetaObject::invokeMethod(this, &ColumnHeads::share, Qt::QueuedConnection);
        }
    };
    const QAbstractItemModel* rows = table.model();
    connect(rows, &QAbstractItemModel::dataChanged, this, later);
    connect(rows, &QAbstractItemModel::rowsInserted, this, later);
    connect(rows, &QAbstractItemModel::rowsRemoved, this, later);
    connect(rows, &QAbstractItemModel::modelReset, this, later);
    connect(rows, &QAbstractItemModel::headerDataChanged, this, later);
    later();
}

namespace {

/// Gives the widest columns, sections with their widths, equal parts of what the others leave.
void shrinkWidest(std::vector<std::pair<int, int>>& columns, int room) {
    std::vector<std::pair<int, int>*> narrowFirst;
    for (auto& column : columns) {
        narrowFirst.push_back(&column);
    }
    std::stable_sort(
        narrowFirst.begin(), narrowFirst.end(),
        [](const auto* one, const auto* other) { return one->second < other->second; });
    auto remaining = static_cast<int>(columns.size());
    for (auto* column : narrowFirst) {
        column->second = std::min(column->second, std::max(room, 0) / remaining--);
        room -= column->second;
    }
}

} // namespace

void ColumnHeads::share() {
    isSharing_ = false;
    const QAbstractItemView& table = *shared_;
    const int room = table.viewport()->width();
    std::vector<std::pair<int, int>> widths; // of the sections that are shown
    for (int section = 0; section < count(); ++section) {
        if (!isSectionHidden(section)) {
            widths.emplace_back(section,
                                std::max({table.sizeHintForColumn(section),
                                          sectionSizeHint(section), minimumSectionSize()}));
        }
    }
    if (narrow_ == Narrow::shrinksWidest) {
        shrinkWidest(widths, room);
    }
    int left = room;
    for (const auto& [section, width] : widths) {
        left -= width;
    }
    auto shares = static_cast<int>(widths.size());
    for (const auto& [section, width] : widths) {
        const int part = std::max(left, 0) / shares--;
        resizeSection(section, width + part);
        left -= part;
    }
}

bool ColumnHeads::eventFilter(QObject* watched, QEvent* event) {
    if (shared_ != nullptr && (event->type() == QEvent::Resize || event->type() == QEvent::Show ||
                               event->type() == QEvent::FontChange)) {
        share();
    }
    return QHeaderView::eventFilter(watched, event);
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
    const int beforeNumbers = indents_ && isAtRight(alignmentOf(section)) ? style::kGap : 0;
    return QHeaderView::sectionSizeFromContents(section) +
           QSize(indentOf(section) + beforeNumbers, 0);
}

} // namespace asge
