// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/trials/trials_table.h"

#include "widgets/common/column_heads.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/row_copy.h"
#include "widgets/common/style.h"
#include "widgets/common/theme.h"
#include "widgets/common/typed_number.h"
#include "widgets/form/form_titles.h"
#include "widgets/plot/plot_flow_layout.h"
#include "widgets/runs/runs_text.h"
#include "widgets/trials/trials_text.h"

#include <QCheckBox>
#include <QHeaderView>
#include <QScrollBar>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace asge {
namespace {

constexpr int kWidestColumn = 2000; ///< pixels, of a kept width

// Of the kept state.
const QString kWidthsKey = QStringLiteral("widths");
const QString kSortedByKey = QStringLiteral("sortedBy");
const QString kDescendingKey = QStringLiteral("descending");

} // namespace

bool TrialsModel::setContent(TrialsContentPtr content, TrialRows rows) {
    const Trials& next = rows == TrialRows::settings ? content->groups : content->singles();
    TextTable text = trialsTable(next, content->pointers, rows, localStyle());
    const bool sameColumns = content_ && rows == rows_ && text.columns == text_.columns;
    if (sameColumns) {
        emit layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    } else {
        beginResetModel();
        column_ = -1;
    }
    const QModelIndexList before = persistentIndexList();
    std::vector<Key> keys;
    for (const QModelIndex& index : before) {
        keys.push_back(keyAt(index.row()));
    }
    texts_ = textColumns(next, rows);
    content_ = std::move(content);
    rows_ = rows;
    text_ = std::move(text);
    arrange();
    if (!sameColumns) {
        endResetModel();
        return false;
    }
    for (qsizetype i = 0; i < before.size(); ++i) {
        const int place = placeOf(keys[static_cast<std::size_t>(i)]);
        changePersistentIndex(before[i],
                              place < 0 ? QModelIndex() : index(place, before[i].column()));
    }
    emit layoutChanged({}, QAbstractItemModel::VerticalSortHint);
    return true;
}

TrialsModel::Key TrialsModel::keyAt(int place) const {
    const Trial& trial = trials().rows[rowOf(place)];
    return {content_->runOf(trial),
            content_->pointers[trial.runs.front()]->summary().experimentJson};
}

int TrialsModel::placeOf(const Key& key) const {
    const auto find = [&](const auto& isKey) {
        const auto found = std::find_if(order_.begin(), order_.end(), [&](std::size_t row) {
            const auto& runs = trials().rows[row].runs;
            return std::any_of(runs.begin(), runs.end(), [&](std::size_t run) {
                return isKey(content_->pointers[run]->summary());
            });
        });
        return found == order_.end() ? -1 : static_cast<int>(found - order_.begin());
    };
    const int place =
        key.run == 0 ? -1 : find([&](const RunSummary& run) { return run.id == key.run; });
    const bool mayBeAnother = key.run == 0 || rows_ == TrialRows::settings;
    return place >= 0 || !mayBeAnother
               ? place
               : find([&](const RunSummary& run) { return run.experimentJson == key.experiment; });
}

const Trials& TrialsModel::trials() const {
    return rows_ == TrialRows::settings ? content_->groups : content_->singles();
}

int TrialsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(order_.size());
}

int TrialsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(text_.columns.size());
}

bool TrialsModel::isBest(std::size_t row, int column) const {
    return text_.bold.contains({row, static_cast<std::size_t>(column)});
}

QVariant TrialsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) {
        return {};
    }
    const std::size_t row = rowOf(index.row());
    const auto column = static_cast<std::size_t>(index.column());
    const Trial& trial = trials().rows[row];
    switch (role) {
    case Qt::DisplayRole: {
        if (isSetting(index.column())) {
            const std::size_t setting = column - (texts_ - trials().settings.size());
            return shownSetting(trials().settings[setting], trial.values[setting]);
        }
        const QString text = plain::line(text_.rows[row][column]);
        return isBest(row, index.column())          ? QStringLiteral("★ ") + text
               : column + 1 == text_.columns.size() ? trialStateText(trial.counts)
                                                    : text;
    }
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(alignmentOf(index.column()));
    case Qt::FontRole:
        if (isBest(row, index.column())) {
            QFont bold;
            bold.setBold(true);
            return bold;
        }
        return {};
    case Qt::ForegroundRole:
        if (column + 1 == text_.columns.size()) {
            return trialStateColor(trial.counts, theme::isDark(QPalette()));
        }
        return isSoFar(row, index.column()) ? QVariant(theme::plotColors(QPalette()).faint)
                                            : QVariant();
    case Qt::ToolTipRole: {
        const QString text = content_->describe(trials(), trial);
        const QString why = content_->unfinished(trial);
        return why.isEmpty() ? text : text + QStringLiteral("\n\n") + why;
    }
    default:
        return {};
    }
}

bool TrialsModel::isSetting(int column) const {
    const std::size_t offset = texts_ - trials().settings.size();
    const auto place = static_cast<std::size_t>(column);
    return place >= offset && place < texts_;
}

int TrialsModel::dataColumn() const {
    const std::vector<TrialSetting>& settings = trials().settings;
    const auto found = std::find_if(settings.begin(), settings.end(), [](const auto& setting) {
        return setting.field.path() == "data.name";
    });
    return found == settings.end() || trials().dataSets.size() < 2
               ? -1
               : static_cast<int>(texts_ - settings.size()) +
                     static_cast<int>(found - settings.begin());
}

/// Whether a result is not yet final: none of the row's runs has finished.
bool TrialsModel::isSoFar(std::size_t row, int column) const {
    const std::size_t result = static_cast<std::size_t>(column) - texts_ - 1;
    const Trial& trial = trials().rows[row];
    return column > static_cast<int>(texts_) && result < trial.results.size() &&
           isResultSoFar(trial, result);
}

bool TrialsModel::hasSoFar() const {
    const std::vector<Trial>& rows = trials().rows;
    return std::any_of(rows.begin(), rows.end(),
                       [](const Trial& trial) { return isResultSoFar(trial, 0); });
}

bool TrialsModel::hasDeviations() const {
    const std::vector<Trial>& rows = trials().rows;
    return std::any_of(rows.begin(), rows.end(), [](const Trial& trial) {
        return std::any_of(trial.results.begin(), trial.results.end(),
                           [](const Spread& spread) { return spread.n > 1; });
    });
}

/// Numbers are at the right: results, and settings that are numbers.
Qt::Alignment TrialsModel::alignmentOf(int column) const {
    const auto place = static_cast<std::size_t>(column);
    const std::size_t offset = texts_ - trials().settings.size();
    const bool isNumber = isSetting(column) ? trials().settings[place - offset].holdsNumbers
                                            : place >= texts_ && place + 1 < text_.columns.size();
    return (isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter;
}

/// What the user looks for first: which run, of which data set if there are several, what ranks it,
/// whether it is done, and what is varied; then the other results. Of many settings, those behind
/// need scrolling, but not the rank.
std::vector<int> TrialsModel::shownOrder() const {
    const auto texts = static_cast<int>(texts_);
    const int settings = static_cast<int>(trials().settings.size());
    const int count = columnCount();
    std::vector<int> order;
    const auto add = [&](int first, int end) {
        for (int column = first; column < end; ++column) {
            if (std::find(order.begin(), order.end(), column) == order.end()) {
                order.push_back(column);
            }
        }
    };
    add(0, texts - settings); // the run
    if (const int data = dataColumn(); data >= 0) {
        add(data, data + 1);
    }
    add(texts + 1, texts + 2);                      // the accuracy that ranks
    add(count - 1, count);                          // the state
    add(texts - settings, texts);                   // settings
    add(texts + 2, count - 2);                      // the other accuracies
    add(texts, texts + 1);                          // n
    add(std::max(texts + 1, count - 2), count - 1); // the duration
    return order;
}

QString TrialsModel::rankText(int place) const {
    const std::size_t rank = trials().rows[rowOf(place)].rank;
    return rank > 0 ? QString::number(rank) : QStringLiteral("–");
}

/// What the number of a row means.
QString TrialsModel::rankTip(const Trial& trial) const {
    const QString data = plain::line(trials().dataSets[trial.dataSet]);
    return plain::block(trial.rank == 0
                            ? TrialsText::tr("No rank, since no run of the row has finished with a "
                                             "validation accuracy")
                        : trials().dataSets.size() > 1
                            ? TrialsText::tr("Rank by validation accuracy on %1").arg(data)
                            : TrialsText::tr("Rank by validation accuracy"));
}

QVariant TrialsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return role == Qt::DisplayRole   ? QVariant(rankText(section))
               : role == Qt::ToolTipRole ? QVariant(rankTip(trials().rows[rowOf(section)]))
                                         : QVariant();
    }
    const std::size_t offset = texts_ - trials().settings.size();
    const auto column = static_cast<std::size_t>(section);
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(alignmentOf(section));
    }
    if (role == Qt::DisplayRole) {
        const std::size_t result = column - texts_ - 1;
        return isSetting(section) ? settingTitle(trials().settings[column - offset].field.path())
               : column > texts_ && result < trials().results.size()
                   ? RunsText::tr(trials().results[result].title().c_str())
                   : QString::fromStdString(text_.columns[column]);
    }
    if (role == Qt::ToolTipRole) {
        if (isSetting(section)) {
            return plain::block(QString::fromStdString(text_.columns[column]));
        }
        const std::size_t first = texts_ + 1;
        if (column >= first && column < first + trials().results.size()) {
            return descriptionOf(trials().results[column - first]);
        }
        return column == texts_ ? TrialsText::tr("Finished runs, over which the means are")
                                : QVariant();
    }
    return {};
}

std::optional<double> TrialsModel::keyOf(std::size_t row, int column) const {
    const Trial& trial = trials().rows[row];
    const auto place = static_cast<std::size_t>(column);
    const std::size_t offset = texts_ - trials().settings.size();
    if (place < offset) {
        return static_cast<double>(content_->runOf(trial));
    }
    if (place < texts_) {
        const double at = trials().settings[place - offset].placeOf(trial.values[place - offset]);
        return std::isfinite(at) ? std::optional(at) : std::nullopt;
    }
    if (place == texts_) {
        return static_cast<double>(trial.counts.of(RunStatus::finished));
    }
    const std::size_t result = place - texts_ - 1;
    if (result < trial.results.size()) {
        const double mean = trial.results[result].mean;
        return std::isfinite(mean) ? std::optional(mean) : std::nullopt;
    }
    return std::nullopt;
}

void TrialsModel::sort(int column, Qt::SortOrder order) {
    column_ = column;
    direction_ = order;
    if (content_) {
        emit layoutAboutToBeChanged();
        arrange();
        emit layoutChanged();
    }
}

void TrialsModel::arrange() {
    order_.resize(trials().rows.size());
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    if (column_ < 0 || column_ >= columnCount()) {
        return;
    }
    const bool ascending = direction_ == Qt::AscendingOrder;
    const auto column = static_cast<std::size_t>(column_);
    std::stable_sort(order_.begin(), order_.end(), [&](std::size_t one, std::size_t other) {
        const auto first = keyOf(one, column_);
        const auto second = keyOf(other, column_);
        if (first && second) {
            return ascending ? *first < *second : *first > *second;
        }
        if (first.has_value() != second.has_value()) {
            return first.has_value();
        }
        const std::string& text = text_.rows[one][column];
        const std::string& after = text_.rows[other][column];
        return ascending ? text < after : text > after;
    });
}

QString TrialsModel::columnName(int column) const {
    return QString::fromStdString(text_.columns[static_cast<std::size_t>(column)]);
}

int TrialsModel::columnOf(const QString& name) const {
    const auto found = std::find(text_.columns.begin(), text_.columns.end(), name.toStdString());
    return found == text_.columns.end() ? -1 : static_cast<int>(found - text_.columns.begin());
}

TextTable TrialsModel::text() const {
    return ordered(trialsTable(trials(), content_->pointers, rows_, plainNumber));
}

TextTable TrialsModel::values() const {
    return ordered(trialsData(trials(), content_->pointers, rows_));
}

TextTable TrialsModel::ordered(const TextTable& ranked) const {
    TextTable table{ranked.columns, {}, {}};
    for (const std::size_t row : order_) {
        table.rows.push_back(ranked.rows[row]);
        for (const auto& [bold, column] : ranked.bold) {
            if (bold == row) {
                table.bold.emplace(table.rows.size() - 1, column);
            }
        }
    }
    return table;
}

TrialsTable::TrialsTable(QWidget* parent)
    : TrialsPart(parent), model_(new TrialsModel(this)), table_(new QTableView(this)),
      each_(new QCheckBox(TrialsText::tr("A row for ea&ch run"), this)),
      note_(new PlainLabel(this)),
      deviation_(new PlainLabel(TrialsText::tr("±: standard deviation over n runs"), this)),
      soFar_(new PlainLabel(TrialsText::tr("( ): of unfinished runs"), this)) {
    setObjectName(QStringLiteral("trialsTablePart"));
    ColumnHeads::addTo(*table_).indentTexts(*table_);
    table_->setObjectName(QStringLiteral("trialsTable"));
    table_->setAccessibleName(TrialsText::tr("Trials, ranked by validation accuracy"));
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setShowGrid(false);
    table_->setFrameShape(QFrame::NoFrame);
    table_->setAlternatingRowColors(true);
    table_->setWordWrap(false);
    table_->setSortingEnabled(true);
    table_->horizontalHeader()->setSortIndicatorClearable(true);
    table_->horizontalHeader()->setSortIndicator(-1, Qt::DescendingOrder);
    table_->setModel(model_);
    auto* rows = new RowCopy(*table_, [this] { return model_->values(); });
    connect(rows, &RowCopy::message, this, &TrialsPart::message);
    table_->verticalHeader()->setDefaultSectionSize(table_->fontMetrics().height() + 8);
    table_->horizontalHeader()->setHighlightSections(false);
    each_->setObjectName(QStringLiteral("trialsEach"));
    each_->setToolTip(TrialsText::tr("Otherwise runs that differ only in their seed share a row"));
    note_->setObjectName(QStringLiteral("trialsRanks"));
    note_->setToolTip(TrialsText::tr("Rows are ranked by the mean accuracy on validation images, "
                                     "within their data set; test accuracies choose nothing"));
    style::setFaint(*note_);
    deviation_->setObjectName(QStringLiteral("trialsDeviation"));
    style::setFaint(*deviation_);
    soFar_->setObjectName(QStringLiteral("trialsSoFar"));
    soFar_->setToolTip(TrialsText::tr("Results after the last finished epoch of runs that have not "
                                      "finished. They have fewer epochs and are not ranked"));
    style::setFaint(*soFar_);
    auto* tools = new FlowLayout;
    tools->setContentsMargins(style::kGap, style::kTight, style::kGap, style::kTight);
    tools->addWidget(each_);
    tools->addWidget(note_);
    tools->addWidget(deviation_);
    tools->addWidget(soFar_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(tools);
    column->addWidget(table_, 1);
    connect(table_->horizontalHeader(), &QHeaderView::sectionResized, this,
            [this](int column, int, int width) {
                if (!fits_ && column + 1 < model_->columnCount()) { // the last one fills the rest
                    widths_.insert(model_->columnName(column), width);
                }
            });
    connect(table_->horizontalHeader(), &QHeaderView::sortIndicatorChanged, this,
            [this](int column, Qt::SortOrder order) {
                if (!fits_) {
                    const bool isColumn = column >= 0 && column < model_->columnCount();
                    sortedBy_ = isColumn ? model_->columnName(column) : QString();
                    order_ = order;
                }
            });
    connect(each_, &QCheckBox::toggled, this, [this] {
        if (content_) {
            show();
        }
    });
    connect(table_, &QTableView::activated, this, [this](const QModelIndex& index) {
        const Trial& trial = model_->trials().rows[model_->rowOf(index.row())];
        if (const RunId run = content_->runOf(trial); run != 0) {
            emit openRequested(run);
        }
    });
}

void TrialsTable::setContent(TrialsContentPtr content) {
    content_ = std::move(content);
    show();
}

/// With the same columns, the model moves the selection. With others it begins anew, and its rows
/// are found again.
void TrialsTable::show() {
    const QModelIndex before = table_->currentIndex();
    const auto current =
        before.isValid() ? std::optional(model_->keyAt(before.row())) : std::nullopt;
    std::vector<TrialsModel::Key> selected;
    for (const QModelIndex& row : table_->selectionModel()->selectedRows()) {
        selected.push_back(model_->keyAt(row.row()));
    }
    const int scrolled = table_->verticalScrollBar()->value();
    fits_ = true;
    const bool same =
        model_->setContent(content_, each_->isChecked() ? TrialRows::runs : TrialRows::settings);
    same ? widenColumns() : beginAnew();
    fits_ = false;
    const bool hasSets = model_->trials().dataSets.size() > 1;
    note_->setText(hasSets ? TrialsText::tr("★ best on validation · ranks within each data set")
                           : TrialsText::tr("★ best on validation"));
    deviation_->setVisible(model_->hasDeviations());
    soFar_->setVisible(model_->hasSoFar());
    if (same) {
        return;
    }
    if (const int place = current ? model_->placeOf(*current) : -1; place >= 0) {
        table_->selectionModel()->setCurrentIndex(model_->index(place, 0),
                                                  QItemSelectionModel::NoUpdate);
    }
    for (const TrialsModel::Key& key : selected) {
        if (const int place = model_->placeOf(key); place >= 0) {
            table_->selectionModel()->select(
                model_->index(place, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
        }
    }
    table_->doItemsLayout();
    table_->verticalScrollBar()->setValue(scrolled);
}

/// Sorts by the user's column, if there is one of its name, or by rank.
void TrialsTable::applyOrder() {
    const int column = sortedBy_.isEmpty() ? -1 : model_->columnOf(sortedBy_);
    table_->horizontalHeader()->setSortIndicator(column, column < 0 ? Qt::DescendingOrder : order_);
}

/// Arranges columns that were not there before.
void TrialsTable::beginAnew() {
    QHeaderView* heads = table_->horizontalHeader();
    const std::vector<int> order = model_->shownOrder();
    for (int place = 0; place < static_cast<int>(order.size()); ++place) {
        heads->moveSection(heads->visualIndex(order[static_cast<std::size_t>(place)]), place);
    }
    applyOrder();
    table_->horizontalHeader()->setResizeContentsPrecision(100);
    table_->resizeColumnsToContents();
    for (int column = 0; column < model_->columnCount(); ++column) {
        if (const int width = widths_.value(model_->columnName(column)).toInt(); width > 0) {
            table_->setColumnWidth(column, width);
        }
    }
}

/// Results that arrive while a sweep trains are wider than the dashes before them. Columns whose
/// width the user has set keep it.
void TrialsTable::widenColumns() {
    for (int column = 0; column < model_->columnCount(); ++column) {
        const int before = table_->columnWidth(column);
        if (!widths_.contains(model_->columnName(column))) {
            table_->resizeColumnToContents(column);
            table_->setColumnWidth(column, std::max(before, table_->columnWidth(column)));
        }
    }
}

QVariantMap TrialsTable::keptState() const {
    return {{kWidthsKey, widths_},
            {kSortedByKey, sortedBy_},
            {kDescendingKey, order_ == Qt::DescendingOrder}};
}

void TrialsTable::setKeptState(const QVariantMap& state) {
    const QVariantMap widths = state.value(kWidthsKey).toMap();
    widths_.clear();
    for (auto each = widths.begin(); each != widths.end(); ++each) {
        widths_.insert(each.key(), std::clamp(each.value().toInt(), 0, kWidestColumn));
    }
    sortedBy_ = state.value(kSortedByKey).toString();
    order_ = state.value(kDescendingKey).toBool() ? Qt::DescendingOrder : Qt::AscendingOrder;
    if (content_) {
        fits_ = true;
        beginAnew();
        fits_ = false;
    }
}

ExportedTable TrialsTable::table() const {
    return {model_->values(), model_->text()};
}

} // namespace asge
