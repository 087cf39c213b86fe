#include "widgets/runs_table.h"

#include "widgets/runs_view.h"
#include "widgets/theme.h"

#include <QHeaderView>
#include <QMenu>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>
#include <array>

namespace asge {
namespace {

QColor statusColor(RunStatus status, bool dark) {
    switch (status) {
    case RunStatus::running:
        return QColor(dark ? 0x7fb2ff : 0x1458bf);
    case RunStatus::paused:
        return QColor(dark ? 0xf0c04a : 0x8a6100);
    case RunStatus::finished:
        return QColor(dark ? 0x2fd3a0 : 0x00755a);
    case RunStatus::stopped:
        return QColor(dark ? 0xa0a8b3 : 0x5f6873);
    case RunStatus::interrupted:
        return QColor(dark ? 0xff9d66 : 0xb84a00);
    case RunStatus::failed:
        return QColor(dark ? 0xff8080 : 0xc01c28);
    }
    return {};
}

class RunsDelegate : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
        QStyledItemDelegate::initStyleOption(option, index);
        if (option->displayAlignment & Qt::AlignRight) {
            option->text += QChar(QChar::Nbsp); // keeps numbers off the next column
        }
        if (index.column() == RunsModel::statusColumn) {
            const auto status = static_cast<RunStatus>(index.data(RunsModel::kSortRole).toInt());
            option->palette.setColor(QPalette::Text,
                                     statusColor(status, theme::isDark(option->palette)));
        }
    }

    void setEditorData(QWidget* editor, const QModelIndex& index) const override {
        // The table is refreshed while someone types: only the first filling counts.
        if (!editor->property("filled").toBool()) {
            editor->setProperty("filled", true);
            editor->setObjectName(QStringLiteral("runsNameEditor"));
            QStyledItemDelegate::setEditorData(editor, index);
        }
    }
};

} // namespace

RunsTable::RunsTable(RunsProxy* proxy, QWidget* parent) : QTableView(parent) {
    setModel(proxy);
    setItemDelegate(new RunsDelegate(this));
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setAlternatingRowColors(true);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setFrameShape(QFrame::NoFrame);
    verticalHeader()->hide();
    // Rows of one fixed height: measuring thousands would be slow.
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
    horizontalHeader()->setSectionsMovable(true);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(horizontalHeader(), &QHeaderView::customContextMenuRequested, this,
            &RunsTable::showColumnMenu);
    setSortingEnabled(true);
    sortByColumn(RunsModel::createdColumn, Qt::DescendingOrder);
    setInitialWidths();
}

void RunsTable::setInitialWidths() {
    const std::array<const char*, RunsModel::columnCountOfRuns> widest = {"⚡ interrupted",
                                                                          "vgg8 fashion seed 1",
                                                                          "9999",
                                                                          "32 64M 128M 256M",
                                                                          "fashion-mnist",
                                                                          "deep-supervision",
                                                                          "100 / 100",
                                                                          "Last %0",
                                                                          "Fusion %0",
                                                                          "Best %0",
                                                                          "Images/s0",
                                                                          "10:00:00",
                                                                          "2026-01-31 12:00",
                                                                          "sweep:gain",
                                                                          "cuda:0"};
    for (int column = 0; column < RunsModel::columnCountOfRuns; ++column) {
        const int text = fontMetrics().horizontalAdvance(QString::fromUtf8(widest[column]));
        // Room for the arrow of the sorted column too, but not for the style's generous margins.
        constexpr int kArrow = 22;
        const QString name = model()->headerData(column, Qt::Horizontal).toString();
        const int title = horizontalHeader()->fontMetrics().horizontalAdvance(name) + kArrow;
        setColumnWidth(column, std::max(text + 12, title));
    }
    // Mostly the same everywhere: the room goes to what tells runs apart; the header's menu has
    // them.
    setColumnHidden(RunsModel::methodColumn, true);
    setColumnHidden(RunsModel::deviceColumn, true);
    setColumnHidden(RunsModel::tagsColumn, true);
}

QList<RunId> RunsTable::selectedRuns() const {
    const auto* proxy = static_cast<const RunsProxy*>(model());
    const auto* source = static_cast<const RunsModel*>(proxy->sourceModel());
    QModelIndexList rows = selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    QList<RunId> ids;
    for (const QModelIndex& index : rows) {
        ids << source->run(proxy->mapToSource(index).row()).id;
    }
    return ids;
}

void RunsTable::setEmptyText(const QString& text) {
    emptyText_ = text;
    setAccessibleDescription(text);
    viewport()->update();
}

void RunsTable::offerColumn(RunsModel::Column column, bool telling) {
    if (decided_.count(column) == 0) {
        setColumnHidden(column, !telling);
    }
}

void RunsTable::paintEvent(QPaintEvent* event) {
    QTableView::paintEvent(event);
    if (model()->rowCount() == 0) {
        QPainter painter(viewport());
        painter.setPen(theme::plotColors(palette()).faint);
        painter.drawText(viewport()->rect().adjusted(24, 0, -24, 0),
                         Qt::AlignCenter | Qt::TextWordWrap, emptyText_);
    }
}

void RunsTable::selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) {
    QTableView::selectionChanged(selected, deselected);
    emit selectedRunsChanged();
}

void RunsTable::showColumnMenu(const QPoint& point) {
    QMenu menu(this);
    menu.setObjectName(QStringLiteral("runsColumns"));
    for (int column = 0; column < model()->columnCount(); ++column) {
        QAction* action = menu.addAction(model()->headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        // Without a name a run can't be told from another.
        action->setEnabled(column != RunsModel::nameColumn);
        connect(action, &QAction::toggled, this, [this, column](bool shown) {
            decided_.insert(column);
            setColumnHidden(column, !shown);
        });
    }
    menu.exec(horizontalHeader()->mapToGlobal(point));
}

} // namespace asge
