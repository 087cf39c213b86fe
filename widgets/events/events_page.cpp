// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/events/events_page.h"

#include "widgets/common/counted_text.h"
#include "widgets/common/current_layout.h"
#include "widgets/common/find_field.h"
#include "widgets/common/key_use.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/row_copy.h"
#include "widgets/common/style.h"
#include "widgets/common/view_room.h"
#include "widgets/events/events_model.h"
#include "widgets/plot/plot_export.h"
#include "widgets/plot/plot_flow_layout.h"

#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QScrollBar>
#include <QShortcut>
#include <QStackedLayout>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <numeric>
#include <utility>

namespace asge {

namespace {

const char* const kHiddenKey = "hiddenGroups";
constexpr int kNumberRoom = 10; ///< pixels between a number and the next column
/// Pixels of the last column, at the cost of the others. Its texts are broken into lines, which
/// those of the others are not.
constexpr int kLeastWhat = 100;
constexpr int kIconRoom = 30;  ///< pixels of the last column that its text does not get
constexpr int kLeastRows = 90; ///< pixels, the least height of the table

/// Keeps numbers, which are aligned to the right, apart from the next column.
class EventsDelegate : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const bool isNumber =
            index.column() == EventsModel::epochColumn || index.column() == EventsModel::stepColumn;
        QStyleOptionViewItem shown = option;
        if (isNumber) {
            const QWidget* view = option.widget;
            view->style()->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, view);
            shown.rect.setRight(shown.rect.right() - kNumberRoom);
        }
        QStyledItemDelegate::paint(painter, shown, index);
    }
};

} // namespace

/// The page asks for the least height of its table, and not for more: rows take what is left.
/// Ignored would make a page that is as high as its width needs leave the table out.
class EventsPage::Table : public QTableView {
  public:
    using QTableView::QTableView;

    void setLeastHeight(int height) {
        if (std::exchange(least_, height) != height) {
            updateGeometry();
        }
    }
    int leastHeight() const { return least_; }
    QSize sizeHint() const override { return {QTableView::sizeHint().width(), least_}; }
    QSize minimumSizeHint() const override {
        return {QTableView::minimumSizeHint().width(), least_};
    }

  private:
    int least_ = kLeastRows;
};

EventsPage::EventsPage(QWidget* parent)
    : RunPage(parent), model_(new EventsModel(this)), filter_(new EventsFilter(*model_, this)),
      words_(new QLineEdit(this)), table_(new Table(this)), empty_(new PlainLabel(this)),
      count_(new PlainLabel(this)), stack_(new CurrentLayout), room_(new ViewRoom(this)) {
    setObjectName("events");
    empty_->setObjectName("eventsEmpty");
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setWordWrap(true);
    empty_->setForegroundRole(QPalette::PlaceholderText);
    makeTable();
    auto* page = new QWidget(this);
    auto* rows = new QVBoxLayout(page);
    rows->setContentsMargins(6, 6, 6, 6);
    rows->setSpacing(6);
    rows->addLayout(makeControls());
    rows->addWidget(table_, 1);
    stack_->addWidget(empty_);
    stack_->addWidget(page);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(stack_);
    soon_.setSingleShot(true);
    connect(&soon_, &QTimer::timeout, this, &EventsPage::update);
    // Queued, since the page is laid out first.
    const auto fit = [this] {
        fitRoom();
        showNewest();
    };
    connect(room_, &ViewRoom::changed, this, fit, Qt::QueuedConnection);
    showNone();
}

QString EventsPage::title() const {
    return tr("Events");
}

void EventsPage::makeTable() {
    table_->setObjectName("eventsTable");
    table_->setAccessibleName(tr("Events of the run"));
    table_->setModel(filter_);
    table_->setItemDelegate(new EventsDelegate(table_));
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setAlternatingRowColors(true);
    table_->setShowGrid(false);
    table_->setWordWrap(true);
    table_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    table_->setTabKeyNavigation(false);
    table_->setToolTip(tr("Enter or a double click shows the step in Curves"));
    table_->verticalHeader()->hide();
    table_->verticalHeader()->setDefaultSectionSize(style::rowHeight(*this));
    QHeaderView* header = table_->horizontalHeader();
    header->setHighlightSections(false);
    header->setStretchLastSection(true);
    table_->viewport()->installEventFilter(this);
    copies_ =
        new RowCopy(*table_, [this] { return events::tableOf(run()->id(), filter_->shownRows()); });
    connect(copies_, &RowCopy::message, this, &RunPage::message);
    rows_.setSingleShot(true);
    connect(&rows_, &QTimer::timeout, this, &EventsPage::fitRows);
    connect(filter_, &QAbstractItemModel::rowsInserted, &rows_, qOverload<>(&QTimer::start));
    connect(filter_, &QAbstractItemModel::modelReset, &rows_, qOverload<>(&QTimer::start));
    connect(table_, &QTableView::doubleClicked, this, &EventsPage::jump);
    for (const int key : {Qt::Key_Return, Qt::Key_Enter}) {
        auto* enter = new QShortcut(QKeySequence(key), table_);
        enter->setContext(Qt::WidgetShortcut);
        setKeyUse(*enter, tr("Show the step of an event"));
        connect(enter, &QShortcut::activated, this, [this] { jump(table_->currentIndex()); });
    }
}

/// Measures the columns before the last one, which are as wide as their texts.
void EventsPage::measureColumns() {
    const QFontMetrics metrics = table_->fontMetrics();
    const auto widthOf = [&](const QString& text) {
        return metrics.horizontalAdvance(text) + kNumberRoom + style::kGap;
    };
    for (int column = 0; column < EventsModel::whatColumn; ++column) {
        widths_[static_cast<std::size_t>(column)] =
            widthOf(model_->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
    }
    shortTime_ = widths_[EventsModel::timeColumn];
    const bool isOneDay = events::areOfOneDay(model_->rows());
    for (const events::Row& row : model_->rows()) {
        for (int column = 0; column < EventsModel::whatColumn; ++column) {
            int& width = widths_[static_cast<std::size_t>(column)];
            width = std::max(width, widthOf(model_->text(row, column)));
        }
        shortTime_ = std::max(shortTime_, widthOf(events::shortTimeText(row, isOneDay)));
    }
    fitColumns();
}

/// The last column gets the room that the others leave. If that is too little, times are shorter,
/// and then other columns are left out.
void EventsPage::fitColumns() {
    std::array<int, EventsModel::whatColumn> widths = widths_;
    int room = table_->viewport()->width() - std::accumulate(widths.begin(), widths.end(), 0);
    const bool isShort = room < kLeastWhat;
    if (isShort) {
        room += widths[EventsModel::timeColumn] - shortTime_;
        widths[EventsModel::timeColumn] = shortTime_;
    }
    model_->setShortTimes(isShort);
    for (const auto column :
         {EventsModel::sourceColumn, EventsModel::stepColumn, EventsModel::epochColumn}) {
        const bool hides = room < kLeastWhat;
        table_->setColumnHidden(column, hides);
        room += hides ? widths[column] : 0;
    }
    for (int column = 0; column < EventsModel::whatColumn; ++column) {
        if (!table_->isColumnHidden(column)) {
            table_->setColumnWidth(column, widths[static_cast<std::size_t>(column)]);
        }
    }
}

/// A page that is higher than its room scrolls as a whole, so its table has all rows then.
void EventsPage::fitRoom() {
    const int around = height() - table_->height();
    const bool scrolls = room_->isTooLowFor(around + kLeastRows);
    const int all = table_->horizontalHeader()->sizeHint().height() +
                    table_->verticalHeader()->length() + 2 * table_->frameWidth();
    table_->setVerticalScrollBarPolicy(scrolls ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
    table_->setLeastHeight(scrolls ? std::max(all, kLeastRows) : kLeastRows);
}

/// Rows whose text does not fit in one line are higher. Only these are measured by the view, which
/// would be slow for thousands.
void EventsPage::fitRows() {
    const bool follows = follows_ || isEndSeen();
    const QFontMetrics metrics = table_->fontMetrics();
    const int least = table_->verticalHeader()->defaultSectionSize();
    const int room = table_->columnWidth(EventsModel::whatColumn) - kIconRoom;
    for (int row = 0; row < filter_->rowCount(); ++row) {
        const QString what = filter_->index(row, EventsModel::whatColumn).data().toString();
        const auto* view = static_cast<const QAbstractItemView*>(table_);
        const int height = metrics.horizontalAdvance(what) <= room
                               ? least
                               : std::max(least, view->sizeHintForRow(row));
        if (table_->rowHeight(row) != height) {
            table_->setRowHeight(row, height);
        }
    }
    fitRoom();
    follows_ = follows;
    showNewest();
}

/// Whether the last row is in sight, in the table and in a page that scrolls as a whole.
bool EventsPage::isEndSeen() const {
    const QScrollBar* bar = table_->verticalScrollBar();
    const QRect rows(table_->mapTo(this, QPoint(0, 0)), table_->size());
    return bar->value() == bar->maximum() && room_->isSeen(rows.bottom());
}

/// Shows the last row if it was in sight before rows came. A page that scrolls as a whole has the
/// height of new rows only after it was laid out.
void EventsPage::showNewest() {
    if (!follows_) {
        return;
    }
    table_->scrollToBottom();
    const bool isLaidOut = table_->height() >= table_->leastHeight();
    if (isLaidOut) {
        follows_ = false;
        if (followsInPage_) {
            room_->show(table_->mapTo(this, QPoint(0, table_->height() - 1)).y());
        }
    }
}

bool EventsPage::eventFilter(QObject* watched, QEvent* event) {
    if (watched == table_->viewport() && event->type() == QEvent::Resize) {
        fitColumns();
        rows_.start();
    }
    return RunPage::eventFilter(watched, event);
}

QLayout* EventsPage::makeControls() {
    auto* row = new FlowLayout;
    words_->setObjectName("eventsFilter");
    words_->setPlaceholderText(tr("Filter: words of an event"));
    words_->setAccessibleName(tr("Filter"));
    words_->setToolTip(tr("Shows the events in which all words occur (/)"));
    words_->setClearButtonEnabled(true);
    words_->setFixedWidth(fontMetrics().averageCharWidth() * 28);
    connect(words_, &QLineEdit::textChanged, this, [this](const QString& text) {
        filter_->setWords(text);
        showState();
    });
    auto* find = new QShortcut(QKeySequence(Qt::Key_Slash), table_);
    find->setContext(Qt::WidgetShortcut);
    setKeyUse(*find, tr("Find events"));
    connect(find, &QShortcut::activated, words_, [this] { words_->setFocus(); });
    setFindField(*this, *words_);
    row->addWidget(words_);
    row->addWidget(addToggle(EventGroup::run, "Run"));
    row->addWidget(addToggle(EventGroup::steering, "Steering"));
    row->addWidget(addToggle(EventGroup::pace, "Pace"));
    row->addWidget(addToggle(EventGroup::warning, "Warnings"));
    row->addWidget(addToggle(EventGroup::checkpoint, "Checkpoints"));
    row->addWidget(addToggle(EventGroup::notes, "Notes"));
    auto* save = new QToolButton(this);
    save->setObjectName("eventsExport");
    save->setText(tr("Export…"));
    save->setToolTip(tr("Save the shown events as CSV (Ctrl+E)"));
    const auto ask = [this] {
        askAndSave(
            this, QStringLiteral("events"), {QStringLiteral("csv")},
            [this](const ExportTarget& target, QString* reason) {
                return exportTo(target, reason);
            },
            [this](const QString& text) { emit message(text); });
    };
    connect(save, &QToolButton::clicked, this, ask);
    auto* key = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_E), this);
    key->setContext(Qt::WidgetWithChildrenShortcut);
    setKeyUse(*key, tr("Export the view"));
    connect(key, &QShortcut::activated, this, ask);
    auto* copy = new QShortcut(QKeySequence::Copy, this);
    copy->setContext(Qt::WidgetWithChildrenShortcut);
    setKeyUse(*copy, tr("Copy what the view shows"));
    connect(copy, &QShortcut::activated, copies_, &RowCopy::copy);
    const auto copyShown = [this] {
        exportTo(ExportTarget::copy(ExportTarget::Kind::copiedValues), nullptr);
        emit message(tr("Copied the shown events as CSV"));
    };
    const auto add = [this](const QString& text, const char* name, const auto& slot) {
        auto* action = new QAction(text, this); // for the view's menu
        action->setObjectName(QLatin1String(name));
        connect(action, &QAction::triggered, this, slot);
        addAction(action);
    };
    add(tr("Table of the shown events (CSV)…"), "eventsExportCSV", ask);
    add(tr("Copy the shown events (CSV)"), "eventsCopyValues", copyShown);
    row->addWidget(save);
    count_->setObjectName("eventsCount");
    count_->setForegroundRole(QPalette::PlaceholderText);
    row->addWidget(count_);
    return row;
}

QCheckBox* EventsPage::addToggle(EventGroup group, const char* name) {
    auto* toggle = new QCheckBox(events::groupText(group), this);
    toggle->setObjectName(QStringLiteral("events") + QLatin1String(name));
    toggle->setChecked(true);
    toggle->setToolTip(tr("Show or hide events of this kind"));
    connect(toggle, &QCheckBox::toggled, this, [this, group](bool on) {
        filter_->setGroup(group, on);
        showState();
    });
    toggles_.emplace_back(group, toggle);
    return toggle;
}

void EventsPage::follow(RunState& run) {
    const auto later = [this] { soon_.start(0); };
    connect(&run, &RunState::interventionAdded, this, later);
    connect(&run, &RunState::statusChanged, this, later);
    connect(&run, &RunState::liveChanged, this, later);
    connect(&run, &RunState::factsChanged, this, later);
}

void EventsPage::showAll(const RunState&) {
    model_->setRows({}, 0); // those of another run
    update();
}

void EventsPage::showNone() {
    model_->setRows({}, 0);
    showState();
}

void EventsPage::update() {
    if (run() == nullptr) {
        return;
    }
    if (!follows_) {
        follows_ = isEndSeen();
        followsInPage_ = model_->rowCount() > 0; // of a run that was just opened, the top is seen
    }
    model_->setRows(events::rowsOf(*run()), static_cast<int>(run()->curves().layers.size()));
    measureColumns();
    rows_.start();
    showState();
}

void EventsPage::showState() {
    const int all = model_->rowCount();
    const int shown = filter_->rowCount();
    empty_->setText(tr("The log of a run appears here: what was done to it, when and by whom.\n"
                       "Press Train, or open a run."));
    stack_->setCurrentIndex(all == 0 ? 0 : 1);
    count_->setText(shown == all
                        ? countedText(all, "event")
                        : tr("%1 of %2").arg(QString::number(shown), countedText(all, "event")));
}

void EventsPage::jump(const QModelIndex& index) {
    if (!index.isValid()) {
        return;
    }
    const int row = filter_->mapToSource(index).row();
    if (const auto step = model_->rows()[static_cast<std::size_t>(row)].step) {
        emit stepRequested(*step);
    }
}

bool EventsPage::exportTo(const ExportTarget& target, QString* reason) const {
    if (target.kind() == ExportTarget::Kind::printed) {
        if (reason != nullptr) {
            *reason = tr("Events can't be printed; export them as .csv.");
        }
        return false;
    }
    if (target.kind() != ExportTarget::Kind::file) {
        QGuiApplication::clipboard()->setText(
            QString::fromStdString(toCsv(events::tableOf(run()->id(), filter_->shownRows()))));
        return true;
    }
    const QString& file = target.file();
    if (!file.endsWith(QLatin1String(".csv"), Qt::CaseInsensitive)) {
        if (reason != nullptr) {
            *reason = tr("%1: events are exported as .csv").arg(plain::line(file));
        }
        return false;
    }
    return saveBytes(
        file, QByteArray::fromStdString(toCsv(events::tableOf(run()->id(), filter_->shownRows()))),
        reason);
}

QVariantMap EventsPage::saveState() const {
    QVariantList hidden;
    for (const EventGroup group : filter_->hiddenGroups()) {
        hidden << static_cast<int>(group);
    }
    return {{QLatin1String(kHiddenKey), hidden}};
}

void EventsPage::restoreState(const QVariantMap& state) {
    const QVariantList hidden = state.value(QLatin1String(kHiddenKey)).toList();
    for (const auto& [group, toggle] : toggles_) {
        toggle->setChecked(!hidden.contains(static_cast<int>(group)));
    }
}

} // namespace asge
