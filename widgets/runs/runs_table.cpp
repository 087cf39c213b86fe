// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/runs/runs_table.h"

#include "widgets/common/plain_text.h"
#include "widgets/common/style.h"
#include "widgets/runs/runs_rows.h"

#include <QHeaderView>
#include <QMouseEvent>
#include <QScopedValueRollback>

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace asge {
namespace {

constexpr int kNarrowestName = 150;
/// pixels; a group's title lists the settings that its runs share
constexpr int kNarrowestTitle = 300;
constexpr int kCellMargins = 12; ///< pixels beside a text
/// The columns that are hidden first if the window is narrow: what is technical, then what other
/// columns or the selected run's views show too, then what says what was trained. The number, by
/// which other views name a run, and the results stay the longest: a run may have no other result
/// than that of the last layer.
constexpr std::array kHideFirst{
    RunsModel::deviceColumn,  RunsModel::speedColumn,  RunsModel::durationColumn,
    RunsModel::networkColumn, RunsModel::dataColumn,   RunsModel::createdColumn,
    RunsModel::tagsColumn,    RunsModel::bestColumn,   RunsModel::notesColumn,
    RunsModel::methodColumn,  RunsModel::epochsColumn, RunsModel::idColumn,
    RunsModel::lastColumn};

/// A header whose arrow points up for ascending order, as in file lists and spreadsheets. Qt's
/// Fusion style draws the arrow the other way round.
class Header : public QHeaderView {
  public:
    explicit Header(QWidget* parent) : QHeaderView(Qt::Horizontal, parent) {
        setSectionsClickable(true);
    }

  protected:
    void initStyleOptionForIndex(QStyleOptionHeader* option, int column) const override {
        QHeaderView::initStyleOptionForIndex(option, column);
        if (option->sortIndicator != QStyleOptionHeader::None) {
            option->sortIndicator = sortIndicatorOrder() == Qt::AscendingOrder
                                        ? QStyleOptionHeader::SortUp
                                        : QStyleOptionHeader::SortDown;
        }
    }
};

} // namespace

RunsTable::RunsTable(RunsModel* model, QWidget* parent)
    : QTableView(parent), model_(model), delegate_(new RunsDelegate(*model, this)) {
    setHorizontalHeader(new Header(this));
    setModel(model);
    setItemDelegate(delegate_);
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
    runs::addGroupKeys(*this, *model);
    verticalHeader()->hide();
    // Rows have a fixed height, since measuring thousands of them would be slow.
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(style::rowHeight(*this));
    QHeaderView* header = horizontalHeader();
    header->setSectionsMovable(true);
    header->setHighlightSections(false);
    header->setMinimumSectionSize(30);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QHeaderView::customContextMenuRequested, this, [this](const QPoint& point) {
        emit headerMenuRequested(horizontalHeader()->logicalIndexAt(point),
                                 horizontalHeader()->mapToGlobal(point));
    });
    connect(header, &QHeaderView::sectionResized, this, [this](int column, int, int width) {
        if (!arranging_ && width > 0) {
            widths_[nameOf(column)] = width;
            fit();
            emit columnsChanged();
        }
    });
    connect(header, &QHeaderView::sectionMoved, this, [this] {
        if (!arranging_) {
            order_ = saveState().value(QStringLiteral("columns")).toStringList();
            emit columnsChanged();
        }
    });
    connect(header, &QHeaderView::sortIndicatorChanged, this, &RunsTable::columnsChanged);
    connect(model, &QAbstractItemModel::layoutAboutToBeChanged, this, &RunsTable::saveSelection);
    connect(model, &QAbstractItemModel::layoutChanged, this, &RunsTable::restoreSelection);
    connect(model, &QAbstractItemModel::layoutChanged, this, &RunsTable::fitHeadings);
    connect(model, &RunsModel::rowsArranged, this, [this] {
        const int network = std::exchange(widestNetwork_, widestNetwork());
        const int name = std::exchange(longestName_, longestName());
        if (network != widestNetwork_ || name != longestName_) {
            fit();
        }
    });
    connect(model, &QAbstractItemModel::columnsInserted, this,
            [this](const QModelIndex&, int first) { setUpColumns(first); });
    setUpColumns(0);
    setSortingEnabled(true);
    sortByColumn(RunsModel::createdColumn, Qt::DescendingOrder);
}

QString RunsTable::nameOf(int column) const {
    return QString::fromStdString(model_->columns()[static_cast<std::size_t>(column)].field.name());
}

int RunsTable::initialWidth(int column) const {
    const RunColumn& known = model_->columns()[static_cast<std::size_t>(column)];
    int text = fontMetrics().horizontalAdvance(known.widest);
    if (wide_ && known.field.kind() == FieldKind::accuracy) {
        text = fontMetrics().horizontalAdvance(QStringLiteral("99.99 ± 9.99 "));
    }
    // Room for the sort arrow, without the style's wide margins.
    constexpr int kArrow = 22;
    const QString title = model_->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    return std::max(text + kCellMargins,
                    horizontalHeader()->fontMetrics().horizontalAdvance(title) + kArrow);
}

void RunsTable::setUpColumns(int first) {
    {
        const QScopedValueRollback arranging(arranging_, true);
        for (int column = first; column < model_->columnCount(); ++column) {
            const auto width = widths_.find(nameOf(column));
            setColumnWidth(column, width != widths_.end() ? width->second : initialWidth(column));
            setColumnHidden(column, !isWanted(column));
        }
    }
    placeColumns();
}

void RunsTable::placeColumns() {
    {
        const QScopedValueRollback arranging(arranging_, true);
        int place = 0;
        for (const QString& name : order_) {
            if (const auto column = model_->columnNamed(name)) {
                horizontalHeader()->moveSection(horizontalHeader()->visualIndex(*column), place++);
            }
        }
    }
    fit();
}

bool RunsTable::isWanted(int column) const {
    if (const auto wish = userChoice_.find(nameOf(column)); wish != userChoice_.end()) {
        return wish->second;
    }
    const auto offer = informative_.find(column);
    return offer != informative_.end() ? offer->second
                                       : model_->columns()[static_cast<std::size_t>(column)].shown;
}

/// Hides columns that the user has not chosen if there is no room; the name gets the remaining
/// width.
void RunsTable::fit() {
    const QScopedValueRollback arranging(arranging_, true);
    const bool fixedName = widths_.contains(nameOf(RunsModel::nameColumn));
    const int narrowest = wide_ ? kNarrowestTitle : kNarrowestName;
    int width = fixedName ? columnWidth(RunsModel::nameColumn) : narrowest;
    std::set<int> shown;
    for (int column = 0; column < model_->columnCount(); ++column) {
        if (isWanted(column)) {
            shown.insert(column);
            // The width of a hidden section is reported as 0.
            const auto chosen = widths_.find(nameOf(column));
            width += column == RunsModel::nameColumn ? 0
                     : chosen != widths_.end()       ? chosen->second
                                                     : initialWidth(column);
        }
    }
    for (const int column : kHideFirst) {
        if (width > viewport()->width() && shown.contains(column) &&
            !userChoice_.contains(nameOf(column))) {
            width -= initialWidth(column);
            shown.erase(column);
        }
    }
    for (int column = 0; column < model_->columnCount(); ++column) {
        if (isColumnHidden(column) == shown.contains(column)) {
            setColumnHidden(column, !shown.contains(column));
        }
    }
    int left = std::max(viewport()->width() - width, 0);
    if (shown.contains(RunsModel::networkColumn) &&
        !widths_.contains(nameOf(RunsModel::networkColumn))) {
        const int usual = initialWidth(RunsModel::networkColumn);
        // Short names leave the network more than half of the room.
        const int beyondNames = wide_ ? 0 : left + narrowest - longestName_;
        const int spare = fixedName ? left : std::max(left / 2, beyondNames);
        const int more = std::clamp(widestNetwork_ - usual, 0, spare);
        setColumnWidth(RunsModel::networkColumn, usual + more);
        left -= more;
    }
    if (!fixedName) {
        setColumnWidth(RunsModel::nameColumn, narrowest + left);
    }
    fitHeadings();
}

/// The width of the Network column in which each run's network is whole. Thousands of runs share a
/// few networks.
int RunsTable::widestNetwork() const {
    std::unordered_set<std::string_view> seen;
    int widest = 0;
    for (const auto& run : model_->runs()) {
        if (const std::string& network = run->summary().networkLayers;
            seen.insert(network).second) {
            widest = std::max(widest, fontMetrics().horizontalAdvance(plain::line(network)));
        }
    }
    return widest + kCellMargins;
}

/// About the width that the longest name needs. Measuring thousands of names would take too long.
int RunsTable::longestName() const {
    std::size_t letters = 0;
    for (const auto& run : model_->runs()) {
        letters = std::max(letters, run->summary().name.size());
    }
    constexpr std::size_t kMostLetters = 1000; // a name may be of any length
    constexpr int kMarks = 40;                 // pixels, of what is beside a name
    return static_cast<int>(std::min(letters, kMostLetters)) * fontMetrics().averageCharWidth() +
           kMarks;
}

/// Gives the titles of groups that need it a second line. Runs keep the usual height, so that only
/// groups are measured.
void RunsTable::fitHeadings() {
    const int usual = verticalHeader()->defaultSectionSize();
    const int high = usual + fontMetrics().height();
    QFont bold = font();
    bold.setBold(true);
    const QFontMetrics metrics(bold);
    const QRect cell(0, 0, columnWidth(RunsModel::nameColumn), usual);
    const int room = style::textRoom(cell.width() - RunsDelegate::arrowRect(cell).width(), this);
    const bool hadHighRows = std::exchange(hasHighRows_, false);
    for (int row = 0; row < model_->rowCount(); ++row) {
        const bool isHigh =
            model_->runAt(row) == nullptr &&
            plain::partsInLines(model_->titleAt(row), metrics, room).contains(u'\n');
        hasHighRows_ = hasHighRows_ || isHigh;
        if ((isHigh || hadHighRows) && rowHeight(row) != (isHigh ? high : usual)) {
            setRowHeight(row, isHigh ? high : usual);
        }
    }
}

void RunsTable::setShown(int column, bool shown) {
    userChoice_[nameOf(column)] = shown;
    if (shown && isColumnHidden(column)) {
        const QScopedValueRollback arranging(arranging_, true);
        int last = 0;
        for (int other = 0; other < model_->columnCount(); ++other) {
            if (!isColumnHidden(other)) {
                last = std::max(last, horizontalHeader()->visualIndex(other));
            }
        }
        const int now = horizontalHeader()->visualIndex(column);
        horizontalHeader()->moveSection(now, now < last ? last : last + 1);
        setColumnHidden(column, false);
        order_ = saveState().value(QStringLiteral("columns")).toStringList();
    }
    fit();
    emit columnsChanged();
}

void RunsTable::setInformative(int column, bool informative) {
    if (const auto before = informative_.find(column);
        before == informative_.end() || before->second != informative) {
        informative_[column] = informative;
        fit();
    }
}

void RunsTable::resetColumns() {
    userChoice_.clear();
    widths_.clear();
    order_.clear();
    for (int column = 0; column < model_->columnCount(); ++column) {
        order_ << nameOf(column);
    }
    setUpColumns(0);
    order_.clear();
}

void RunsTable::setWide(bool wide) {
    if (wide_ == wide) {
        return;
    }
    wide_ = wide;
    const QScopedValueRollback arranging(arranging_, true);
    for (int column = 0; column < model_->columnCount(); ++column) {
        if (model_->columns()[static_cast<std::size_t>(column)].field.kind() ==
                FieldKind::accuracy &&
            !widths_.contains(nameOf(column))) {
            setColumnWidth(column, initialWidth(column));
        }
    }
    fit();
}

QVariantMap RunsTable::saveState() const {
    QStringList shown;
    for (int place = 0; place < model_->columnCount(); ++place) {
        const int column = horizontalHeader()->logicalIndex(place);
        if (isWanted(column)) {
            shown << nameOf(column);
        }
    }
    // Columns that do not exist yet keep their places in the order.
    for (qsizetype i = 0; i < order_.size(); ++i) {
        if (!model_->columnNamed(order_[i])) {
            shown.insert(i == 0 ? 0 : shown.indexOf(order_[i - 1]) + 1, order_[i]);
        }
    }
    QVariantMap decided;
    for (const auto& [name, wish] : userChoice_) {
        decided[name] = wish;
    }
    QVariantMap widths;
    for (const auto& [name, width] : widths_) {
        widths[name] = width;
    }
    const int sorted = horizontalHeader()->sortIndicatorSection();
    return {{QStringLiteral("columns"), shown},
            {QStringLiteral("decided"), decided},
            {QStringLiteral("widths"), widths},
            {QStringLiteral("sortedBy"), nameOf(std::clamp(sorted, 0, model_->columnCount() - 1))},
            {QStringLiteral("ascending"),
             horizontalHeader()->sortIndicatorOrder() == Qt::AscendingOrder}};
}

void RunsTable::restoreState(const QVariantMap& state) {
    if (!state.contains(QStringLiteral("columns"))) {
        return;
    }
    userChoice_.clear();
    widths_.clear();
    const QVariantMap decided = state.value(QStringLiteral("decided")).toMap();
    for (auto wish = decided.begin(); wish != decided.end(); ++wish) {
        userChoice_[wish.key()] = wish.value().toBool();
    }
    const QVariantMap widths = state.value(QStringLiteral("widths")).toMap();
    for (auto width = widths.begin(); width != widths.end(); ++width) {
        widths_[width.key()] = std::clamp(width.value().toInt(), 30, 2000);
    }
    order_ = state.value(QStringLiteral("columns")).toStringList();
    setUpColumns(0);
    if (const auto sorted =
            model_->columnNamed(state.value(QStringLiteral("sortedBy")).toString())) {
        sortByColumn(*sorted, state.value(QStringLiteral("ascending")).toBool()
                                  ? Qt::AscendingOrder
                                  : Qt::DescendingOrder);
    }
}

/// Stores the selection row by row. Qt stores the selection of a large table as ranges, given by
/// their corners, which mean other rows after sorting.
void RunsTable::saveSelection() {
    savedSelection_.clear();
    for (const int row : selectedRows()) {
        savedSelection_.emplace_back(model_->index(row, RunsModel::nameColumn));
    }
}

void RunsTable::restoreSelection() {
    QItemSelection selection;
    std::vector<int> rows;
    for (const QPersistentModelIndex& index : savedSelection_) {
        if (index.isValid()) {
            rows.push_back(index.row());
        }
    }
    std::sort(rows.begin(), rows.end());
    const int last = model_->columnCount() - 1;
    for (std::size_t first = 0, next = 0; first < rows.size(); first = next) {
        while (++next < rows.size() && rows[next] == rows[next - 1] + 1) {
        }
        selection.select(model_->index(rows[first], 0), model_->index(rows[next - 1], last));
    }
    const bool lost = rows.size() != savedSelection_.size();
    savedSelection_.clear();
    {
        const QScopedValueRollback recalling(restoringSelection_, true);
        selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
    }
    if (lost) {
        emit selectedRunsChanged();
    }
}

QList<int> RunsTable::selectedRows() const {
    QList<int> rows;
    for (const QModelIndex& index : selectionModel()->selectedRows()) {
        rows << index.row();
    }
    std::sort(rows.begin(), rows.end());
    return rows;
}

RunId RunsTable::neighbourOfSelection() const {
    const QList<int> rows = selectedRows();
    const auto runAt = [&](int row) {
        const RunEntry* run = rows.contains(row) ? nullptr : model_->runAt(row);
        return run == nullptr ? 0 : run->summary().id;
    };
    for (int row = rows.isEmpty() ? model_->rowCount() : rows.back() + 1; row < model_->rowCount();
         ++row) {
        if (const RunId id = runAt(row)) {
            return id;
        }
    }
    for (int row = rows.isEmpty() ? -1 : rows.back() - 1; row >= 0; --row) {
        if (const RunId id = runAt(row)) {
            return id;
        }
    }
    return 0;
}

QList<RunId> RunsTable::selectedRuns() const {
    QList<RunId> ids;
    std::set<RunId> taken; // a member may be selected in addition to its heading
    for (const int row : selectedRows()) {
        for (const RunId id : model_->runsAt(row)) {
            if (taken.insert(id).second) {
                ids << id;
            }
        }
    }
    return ids;
}

std::vector<int> RunsTable::shownColumns() const {
    std::vector<int> columns;
    for (int place = 0; place < model_->columnCount(); ++place) {
        if (const int column = horizontalHeader()->logicalIndex(place); isShown(column)) {
            columns.push_back(column);
        }
    }
    return columns;
}

void RunsTable::setEmptyText(const QString& text) {
    emptyText_ = text;
    setAccessibleDescription(text);
    viewport()->update();
}

void RunsTable::paintEvent(QPaintEvent* event) {
    QTableView::paintEvent(event);
    runs::paintEmptyText(*this, emptyText_);
}

void RunsTable::resizeEvent(QResizeEvent* event) {
    QTableView::resizeEvent(event);
    fit();
}

void RunsTable::mousePressEvent(QMouseEvent* event) {
    const QModelIndex index = indexAt(event->pos());
    if (event->button() == Qt::LeftButton && index.column() == RunsModel::nameColumn &&
        RunsDelegate::arrowRect(visualRect(index)).contains(event->pos()) &&
        runs::toggleGroup(*model_, index)) {
        return;
    }
    QTableView::mousePressEvent(event);
}

void RunsTable::mouseDoubleClickEvent(QMouseEvent* event) {
    const QModelIndex index = indexAt(event->pos());
    if (event->button() != Qt::LeftButton || !index.isValid()) {
        return;
    }
    const bool onArrow = index.column() == RunsModel::nameColumn &&
                         RunsDelegate::arrowRect(visualRect(index)).contains(event->pos());
    if (!runs::toggleGroup(*model_, index) && !onArrow) {
        emit openRequested();
    }
}

void RunsTable::selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) {
    QTableView::selectionChanged(selected, deselected);
    if (!restoringSelection_) {
        emit selectedRunsChanged();
    }
}

} // namespace asge
