// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/events/events_page.h"

#include "widgets/common/counted_text.h"
#include "widgets/common/current_layout.h"
#include "widgets/common/find_field.h"
#include "widgets/common/key_use.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/style.h"
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
constexpr int kLeastWhat = 200; ///< pixels of the last column, at the cost of the others
constexpr int kIconRoom = 30;   ///< pixels of the last column that its text does not get

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

EventsPage::EventsPage(QWidget* parent)
    : RunPage(parent), model_(new EventsModel(this)), filter_(new EventsFilter(*model_, this)),
      words_(new QLineEdit(this)), table_(new QTableView(this)), empty_(new PlainLabel(this)),
      count_(new PlainLabel(this)), stack_(new CurrentLayout) {
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
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setAlternatingRowColors(true);
    table_->setShowGrid(false);
    table_->setWordWrap(true);
    table_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    table_->setTabKeyNavigation(false);
    table_->setToolTip(tr("Enter or a double click shows the step in Curves"));
    // A view that is higher than its room scrolls: rows take what is left rather than cause that.
    constexpr int kLeastRows = 90; // pixels
    table_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);
    table_->setMinimumHeight(kLeastRows);
    table_->verticalHeader()->hide();
    table_->verticalHeader()->setDefaultSectionSize(style::rowHeight(*this));
    QHeaderView* header = table_->horizontalHeader();
    header->setHighlightSections(false);
    header->setStretchLastSection(true);
    table_->viewport()->installEventFilter(this);
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
    for (int column = 0; column < EventsModel::whatColumn; ++column) {
        int width = metrics.horizontalAdvance(
            model_->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
        for (int row = 0; row < model_->rowCount(); ++row) {
            width = std::max(
                width, metrics.horizontalAdvance(model_->index(row, column).data().toString()));
        }
        widths_[static_cast<std::size_t>(column)] = width + kNumberRoom + style::kGap;
    }
    fitColumns();
}

/// The last column gets the room that the others leave; if that is too little, they are left out.
void EventsPage::fitColumns() {
    int room = table_->viewport()->width() - std::accumulate(widths_.begin(), widths_.end(), 0);
    for (const auto column :
         {EventsModel::sourceColumn, EventsModel::stepColumn, EventsModel::epochColumn}) {
        const bool hides = room < kLeastWhat;
        table_->setColumnHidden(column, hides);
        room += hides ? widths_[column] : 0;
    }
    for (int column = 0; column < EventsModel::whatColumn; ++column) {
        if (!table_->isColumnHidden(column)) {
            table_->setColumnWidth(column, widths_[static_cast<std::size_t>(column)]);
        }
    }
}

/// Rows whose text does not fit in one line are higher. Only these are measured by the view, which
/// would be slow for thousands.
void EventsPage::fitRows() {
    const QScrollBar* bar = table_->verticalScrollBar();
    const bool atEnd = bar->value() == bar->maximum();
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
    if (atEnd) {
        table_->scrollToBottom();
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
    save->setToolTip(tr("Save the shown events as CSV (Ctrl+E); Ctrl+C copies them"));
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
    const auto copyShown = [this] {
        exportTo(ExportTarget::copy(ExportTarget::Kind::copiedValues), nullptr);
        emit message(tr("Copied the shown events as CSV"));
    };
    connect(copy, &QShortcut::activated, this, copyShown);
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
    const QScrollBar* bar = table_->verticalScrollBar();
    const bool atEnd = bar->value() == bar->maximum();
    model_->setRows(events::rowsOf(*run()), static_cast<int>(run()->curves().layers.size()));
    measureColumns();
    rows_.start();
    showState();
    if (atEnd) {
        table_->scrollToBottom();
    }
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
            QString::fromUtf8(events::csvOf(run()->id(), filter_->shownRows())));
        return true;
    }
    const QString& file = target.file();
    if (!file.endsWith(QLatin1String(".csv"), Qt::CaseInsensitive)) {
        if (reason != nullptr) {
            *reason = tr("%1: events are exported as .csv").arg(plain::line(file));
        }
        return false;
    }
    return saveBytes(file, events::csvOf(run()->id(), filter_->shownRows()), reason);
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
