// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/trials/sweep_dialog.h"

#include "core/base/error.h"
#include "core/experiment/experiment_json.h"
#include "core/sweep/sweep_reader.h"
#include "widgets/common/column_heads.h"
#include "widgets/common/control_states.h"
#include "widgets/common/counted_text.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/style.h"
#include "widgets/common/typed_number.h"
#include "widgets/form/form_titles.h"

#include <QComboBox>
#include <QCompleter>
#include <QDialogButtonBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QThreadPool>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>
#include <exception>
#include <initializer_list>
#include <memory>
#include <utility>

namespace asge {
namespace {

constexpr int kMostPreviewRows = 200;
constexpr std::string_view kSource = "sweep"; ///< begins the errors of parseSweep

QTableWidgetItem* fixedItem(const QString& text) {
    auto* item = new QTableWidgetItem(text);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
    return item;
}

void styleTable(QTableWidget& table) {
    table.verticalHeader()->hide();
    table.verticalHeader()->setDefaultSectionSize(table.fontMetrics().height() + 10);
    table.horizontalHeader()->setStretchLastSection(true);
    table.horizontalHeader()->setHighlightSections(false);
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setSelectionMode(QAbstractItemView::SingleSelection);
}

/// Whether a value may have a decimal mark. Whole numbers are separated by commas in any language.
bool hasFractions(const std::string& path) {
    const Setting* setting = findSetting(path);
    return setting != nullptr && setting->kind == SettingKind::number;
}

QString shownValues(const std::string& path, const QString& values) {
    return hasFractions(path)  ? shownNumbers(values, QStringLiteral("; "))
           : hasDecimalComma() ? QString(values).replace(u',', u';')
                               : values;
}

QString writtenValues(const std::string& path, const QString& values) {
    return hasFractions(path)  ? writtenNumbers(values, QStringLiteral(", "))
           : hasDecimalComma() ? QString(values).replace(u';', u',')
                               : values;
}

/// What the values of a setting may be, for a tool tip.
QString valuesTip(const Setting& setting) {
    QString tip = QString::fromStdString(setting.description) + u'\n' +
                  SweepDialog::tr("Values: %1").arg(QString::fromStdString(rangeOf(setting)));
    QStringList choices;
    for (const Choice& choice : setting.choices) {
        choices << QString::fromStdString(choice.name);
    }
    return plain::block(choices.isEmpty() ? tip : tip + u'\n' + choices.join(QStringLiteral(", ")));
}

/// Makes the labels of fields of different forms equally wide, so that the fields begin in line.
void alignFields(const QWidget& dialog, std::initializer_list<const QWidget*> fields) {
    std::vector<QLabel*> labels;
    int widest = 0;
    for (QLabel* label : dialog.findChildren<QLabel*>()) {
        if (std::find(fields.begin(), fields.end(), label->buddy()) != fields.end()) {
            labels.push_back(label);
            widest = std::max(widest, label->sizeHint().width());
        }
    }
    for (QLabel* label : labels) {
        label->setMinimumWidth(widest);
    }
}

} // namespace

SweepDialog::SweepDialog(Bases bases, QWidget* parent)
    : QDialog(parent), bases_(std::move(bases)), name_(new QLineEdit(this)),
      base_(new QComboBox(this)), setting_(new QComboBox(this)),
      settings_(new QTableWidget(0, 2, this)), seeds_(new QLineEdit(this)),
      count_(new PlainLabel(this)), problem_(new PlainLabel(this)), rows_(new QTableWidget(this)) {
    setObjectName(QStringLiteral("sweepDialog"));
    ColumnHeads::addTo(*settings_);
    ColumnHeads::addTo(*rows_);
    setWindowTitle(tr("Sweep"));
    resize(720, 640);
    auto* column = new QVBoxLayout(this);
    column->setSpacing(style::kGap);
    column->addWidget(makeHead());
    column->addWidget(makeSettings(), 2);
    column->addWidget(makePreview(), 3);
    column->addWidget(makeButtons());
    alignFields(*this, {name_, seeds_});
    QWidget* last = name_; // the order in which they are seen
    for (QWidget* next : std::initializer_list<QWidget*>{
             base_, findChild<QPushButton*>(QStringLiteral("sweepOpen")), setting_,
             findChild<QPushButton*>(QStringLiteral("sweepVary")), remove_, settings_, seeds_,
             rows_, save_, add_, findChild<QPushButton*>(QStringLiteral("sweepCancel"))}) {
        setTabOrder(std::exchange(last, next), next);
    }
    constexpr int kCheckInterval = 30; // milliseconds
    checking_.setInterval(kCheckInterval);
    connect(&checking_, &QTimer::timeout, this, &SweepDialog::continueChecking);
    if (!bases_.empty()) {
        takeBase(0);
    }
    name_->setFocus();
    name_->selectAll(); // typing replaces the proposed name
}

QWidget* SweepDialog::makeHead() {
    auto* head = new QWidget(this);
    name_->setObjectName(QStringLiteral("sweepName"));
    name_->setText(QStringLiteral("sweep"));
    name_->setToolTip(tr("The runs get the tag sweep:NAME"));
    base_->setObjectName(QStringLiteral("sweepBase"));
    base_->setToolTip(tr("The experiment whose other settings all runs have"));
    for (const auto& [title, experiment] : bases_) {
        base_->addItem(plain::line(title));
    }
    auto* open = new QPushButton(tr("&Open file…"), head);
    open->setObjectName(QStringLiteral("sweepOpen"));
    open->setAutoDefault(false);
    open->setToolTip(tr("Edit the sweep of a file"));
    auto* bases = new QHBoxLayout;
    bases->addWidget(base_, 1);
    bases->addWidget(open);
    auto* form = new QFormLayout(head);
    form->setContentsMargins(0, 0, 0, 0);
    form->addRow(tr("Na&me"), name_);
    form->addRow(tr("Base"), bases);
    connect(name_, &QLineEdit::textChanged, this, &SweepDialog::checkTyped);
    connect(base_, &QComboBox::activated, this, &SweepDialog::takeBase);
    connect(open, &QPushButton::clicked, this, &SweepDialog::openRequested);
    return head;
}

QWidget* SweepDialog::makeSettings() {
    auto* part = new QWidget(this);
    setting_->setObjectName(QStringLiteral("sweepSetting"));
    setting_->setAccessibleName(tr("Setting to vary"));
    setting_->setEditable(true);
    setting_->setInsertPolicy(QComboBox::NoInsert);
    setting_->completer()->setFilterMode(Qt::MatchContains);
    setting_->completer()->setCompletionMode(QCompleter::PopupCompletion);
    setting_->lineEdit()->setPlaceholderText(tr("Setting to vary, such as learning rate"));
    for (const std::string& path : variableSettings()) {
        const QString text = QString::fromStdString(path);
        setting_->addItem(QStringLiteral("%1 (%2)").arg(settingTitle(path), text), text);
    }
    setting_->setCurrentIndex(-1);
    auto* vary = new QPushButton(tr("&Vary"), part);
    vary->setObjectName(QStringLiteral("sweepVary"));
    vary->setAutoDefault(false);
    remove_ = new QPushButton(tr("&Remove"), part);
    remove_->setObjectName(QStringLiteral("sweepRemove"));
    remove_->setAutoDefault(false);
    auto* choice = new QHBoxLayout;
    choice->addWidget(setting_, 1);
    choice->addWidget(vary);
    choice->addWidget(remove_);
    settings_->setObjectName(QStringLiteral("sweepSettings"));
    settings_->setAccessibleName(tr("Settings that vary, and their values"));
    settings_->setHorizontalHeaderLabels({tr("Setting"), hasDecimalComma()
                                                             ? tr("Values, separated by semicolons")
                                                             : tr("Values, separated by commas")});
    settings_->setColumnWidth(0, 300);
    settings_->setMinimumHeight(90);
    styleTable(*settings_);
    seeds_->setObjectName(QStringLiteral("sweepSeeds"));
    seeds_->setText(QStringLiteral("1, 2, 3"));
    seeds_->setToolTip(tr("Each combination is trained once with each seed"));
    auto* form = new QFormLayout;
    form->addRow(tr("S&eeds"), seeds_);
    auto* column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(choice);
    column->addWidget(settings_, 1);
    column->addLayout(form);
    connect(vary, &QPushButton::clicked, this, &SweepDialog::addSetting);
    connect(setting_->lineEdit(), &QLineEdit::returnPressed, this, &SweepDialog::addSetting);
    connect(remove_, &QPushButton::clicked, this, &SweepDialog::removeRow);
    connect(settings_, &QTableWidget::cellChanged, this, &SweepDialog::checkTyped);
    connect(seeds_, &QLineEdit::textChanged, this, &SweepDialog::checkTyped);
    return part;
}

QWidget* SweepDialog::makePreview() {
    auto* part = new QWidget(this);
    count_->setObjectName(QStringLiteral("sweepCount"));
    style::setText(*count_, style::Text::heading);
    problem_->setObjectName(QStringLiteral("sweepProblem"));
    problem_->setWordWrap(true);
    rows_->setObjectName(QStringLiteral("sweepRows"));
    rows_->setAccessibleName(tr("Combinations of settings, each trained once per seed"));
    rows_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    rows_->setAlternatingRowColors(true);
    styleTable(*rows_);
    auto* column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(count_);
    column->addWidget(problem_);
    column->addWidget(rows_, 1);
    return part;
}

QWidget* SweepDialog::makeButtons() {
    auto* part = new QWidget(this);
    save_ = new QPushButton(tr("&Save as file…"), part);
    save_->setObjectName(QStringLiteral("sweepSave"));
    save_->setAutoDefault(false);
    add_ = new QPushButton(tr("&Add to queue"), part);
    add_->setObjectName(QStringLiteral("sweepAdd"));
    add_->setAutoDefault(false);
    auto* cancel = new QPushButton(tr("Cancel"), part);
    cancel->setObjectName(QStringLiteral("sweepCancel"));
    cancel->setAutoDefault(false);
    auto* row = new QHBoxLayout(part);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(save_);
    row->addStretch(1);
    auto* box = new QDialogButtonBox(part); // in the desktop's order, as in other dialogs
    box->addButton(add_, QDialogButtonBox::ActionRole); // Enter in a field must not press it
    box->addButton(cancel, QDialogButtonBox::RejectRole);
    row->addWidget(box);
    connect(save_, &QPushButton::clicked, this, [this] {
        if (takeTyped(*save_)) {
            emit saveRequested(draft());
        }
    });
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(add_, &QPushButton::clicked, this, [this] {
        if (takeTyped(*add_)) {
            emit addRequested(draft());
            accept();
        }
    });
    return part;
}

/// Takes over values that are still being typed: a button's key does not take the focus from their
/// editor. Returns whether there is a sweep.
bool SweepDialog::takeTyped(QPushButton& button) {
    button.setFocus();
    check();
    return sweep_.has_value();
}

void SweepDialog::takeBase(int index) {
    const auto place = static_cast<std::size_t>(index);
    const SweepDraft base = place < bases_.size() ? draftOf(bases_[place].second, {}) : ofFile_;
    rest_.base = base.base;
    rest_.baseFile = base.baseFile;
    checkTyped();
}

void SweepDialog::setDraft(const SweepDraft& draft) {
    filling_ = true;
    rest_ = draft;
    ofFile_ = draft;
    name_->setText(QString::fromStdString(draft.name));
    seeds_->setText(QString::fromStdString(draft.seeds));
    const int own = static_cast<int>(bases_.size());
    if (base_->count() > own) {
        base_->removeItem(own);
    }
    base_->addItem(draft.baseFile.empty()
                       ? tr("that of the file")
                       : plain::line(QFileInfo(QString::fromStdString(draft.baseFile)).fileName()));
    base_->setCurrentIndex(own);
    settings_->setRowCount(0);
    for (const auto& [path, values] : draft.grid) {
        addRow(path, values);
    }
    filling_ = false;
    checkTyped();
}

SweepDraft SweepDialog::draft() const {
    SweepDraft draft = rest_;
    draft.name = name_->text().trimmed().toStdString();
    draft.seeds = seeds_->text().toStdString();
    draft.grid.clear();
    for (int row = 0; row < settings_->rowCount(); ++row) {
        const QTableWidgetItem* setting = settings_->item(row, 0);
        const QTableWidgetItem* values = settings_->item(row, 1);
        if (setting != nullptr && values != nullptr) {
            const std::string path = setting->data(Qt::UserRole).toString().toStdString();
            draft.grid.emplace_back(path, writtenValues(path, values->text()).toStdString());
        }
    }
    return draft;
}

/// The text may be a part of a title: the first setting that holds it is meant.
void SweepDialog::addSetting() {
    int index = setting_->findText(setting_->currentText(), Qt::MatchFixedString);
    if (index < 0 && !setting_->currentText().trimmed().isEmpty()) {
        index = setting_->findText(setting_->currentText().trimmed(), Qt::MatchContains);
    }
    if (index < 0) {
        const QString text = plain::line(setting_->currentText().trimmed());
        showProblem(text.isEmpty() ? tr("Choose a setting to vary first.")
                                   : tr("No setting has \u201c%1\u201d in its name.").arg(text));
        setting_->setFocus();
        return;
    }
    const std::string path = setting_->itemData(index).toString().toStdString();
    const auto empty = [this] {
        setting_->setCurrentIndex(-1);
        setting_->clearEditText();
    };
    empty();
    // After Enter in the list of completions, Qt fills the box once more.
    QTimer::singleShot(0, setting_, empty);
    for (int row = 0; row < settings_->rowCount(); ++row) {
        if (settings_->item(row, 0)->data(Qt::UserRole).toString().toStdString() == path) {
            settings_->editItem(settings_->item(row, 1));
            return;
        }
    }
    std::string value;
    try {
        value = settingText(parseExperiment(rest_.base, "base"), path);
    } catch (const BadInput&) {
        value.clear(); // the base has an error, which checkTyped() shows
    }
    addRow(path, value);
    settings_->setCurrentCell(settings_->rowCount() - 1, 1);
    settings_->editItem(settings_->item(settings_->rowCount() - 1, 1));
    checkTyped();
}

void SweepDialog::addRow(const std::string& path, const std::string& values) {
    const bool wasFilling = std::exchange(filling_, true);
    const int row = settings_->rowCount();
    settings_->insertRow(row);
    auto* title = fixedItem(settingTitle(path));
    title->setData(Qt::UserRole, QString::fromStdString(path));
    auto* list = new QTableWidgetItem(shownValues(path, QString::fromStdString(values)));
    if (const Setting* setting = findSetting(path)) {
        title->setToolTip(valuesTip(*setting));
        list->setToolTip(valuesTip(*setting));
    }
    settings_->setItem(row, 0, title);
    settings_->setItem(row, 1, list);
    filling_ = wasFilling;
}

void SweepDialog::removeRow() {
    const int row = settings_->currentRow();
    if (row >= 0) {
        settings_->removeRow(row);
        checkTyped();
    }
}

/// parseSweep reads no file, because the base is the experiment itself.
SweepDialog::Checked SweepDialog::checked(const std::string& json) {
    Checked result;
    try {
        result.sweep = parseSweep(json, std::string(kSource));
    } catch (const std::exception& error) {
        result.problem = error.what();
    }
    return result;
}

/// Checks everything at once, unless that has been done.
void SweepDialog::check() {
    const std::string json = sweepJson(draft());
    checking_.stop();
    if (!sweep_ || json != shown_) {
        showResult(checked(json), json);
    }
}

/// The number of rows and of cells at most; cheap, and without a look at the values.
std::pair<double, double> SweepDialog::sizes() const {
    const auto count = [](const QString& list) {
        return 1.0 + static_cast<double>(list.count(u','));
    };
    double rows = std::max<double>(1, static_cast<double>(rest_.cellCount));
    for (const auto& [path, values] : draft().grid) {
        rows *= count(QString::fromStdString(values));
    }
    return {rows, rows * count(seeds_->text())};
}

/// Checks what the user types. To check the largest sweep takes half a second: only its outline is
/// checked at once, and the rest by another thread.
void SweepDialog::checkTyped() {
    if (filling_) {
        return;
    }
    constexpr double kMostRowsAtOnce = 150;
    constexpr double kMostCellsAtOnce = 2000;
    const auto [rows, cells] = sizes();
    if (rows <= kMostRowsAtOnce && cells <= kMostCellsAtOnce) {
        check();
        return;
    }
    wanted_ = sweepJson(draft());
    sweep_.reset();
    try {
        const SweepOutline outline = outlineSweep(wanted_, std::string(kSource));
        showProblem({});
        count_->setText(tr("%1 · being checked…").arg(summary(outline.rows, outline.seeds)));
        setUsable(*save_, {}); // both check everything
        setUsable(*add_, {});
        checking_.start();
    } catch (const std::exception& error) {
        checking_.stop();
        showResult({std::nullopt, error.what()}, wanted_);
    }
}

/// Begins the check of what was typed last, or shows its result. A check is not interrupted.
void SweepDialog::continueChecking() {
    if (running_.valid()) {
        if (running_.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
            return;
        }
        Checked result = running_.get();
        if (begun_ == wanted_) {
            checking_.stop();
            showResult(std::move(result), begun_);
            return;
        }
    }
    begun_ = wanted_;
    auto promise = std::make_shared<std::promise<Checked>>();
    running_ = promise->get_future();
    QThreadPool::globalInstance()->start(
        [promise, json = begun_] { promise->set_value(checked(json)); });
}

void SweepDialog::showResult(Checked result, const std::string& json) {
    sweep_ = std::move(result.sweep);
    shown_ = json;
    showProblem(plain::line(QString::fromStdString(result.problem))
                    .remove(QString::fromLatin1(kSource.data()) + QStringLiteral(": ")));
    const std::size_t rows = sweep_ ? sweep_->rows.size() : 0;
    count_->setText(sweep_ ? summary(rows, sweep_->cells.size() / std::max<std::size_t>(rows, 1))
                           : tr("No runs yet"));
    const QString why = sweep_ ? QString() : tr("The sweep has an error: %1").arg(problem());
    setUsable(*save_, why);
    setUsable(*add_, why);
    showRows();
}

void SweepDialog::showProblem(const QString& problem) {
    problem_->setText(problem);
    problem_->setVisible(!problem.isEmpty());
    problem_->setStyleSheet(
        style::noteSheet(QStringLiteral("sweepProblem"), style::Note::error, palette()));
    setUsable(*remove_, settings_->rowCount() > 0 ? QString() : tr("No setting is varied yet."));
}

QString SweepDialog::problem() const {
    return problem_->text();
}

/// "6 combinations × 2 seeds = 12 runs".
QString SweepDialog::summary(std::size_t rows, std::size_t seeds) const {
    QString text = tr("%1 × %2 = %3")
                       .arg(countedText(rows, "combination"), countedText(seeds, "seed"),
                            countedText(rows * seeds, "run"));
    if (rest_.cellCount > 0) {
        text += tr(" (with %1 of the file)").arg(countedText(rest_.cellCount, "row"));
    }
    return text;
}

void SweepDialog::showRows() {
    rows_->clear();
    rows_->setRowCount(0);
    rows_->setColumnCount(0);
    if (!sweep_) {
        return;
    }
    QStringList titles;
    for (const std::string& path : sweep_->varies) {
        titles << settingTitle(path);
    }
    rows_->setColumnCount(std::max<int>(1, static_cast<int>(titles.size())));
    rows_->setHorizontalHeaderLabels(titles.isEmpty() ? QStringList{tr("The base")} : titles);
    const int count = std::min<int>(static_cast<int>(sweep_->rows.size()), kMostPreviewRows);
    const bool more = static_cast<int>(sweep_->rows.size()) > count;
    rows_->setRowCount(count + (more ? 1 : 0));
    for (int row = 0; row < count; ++row) {
        const auto& values = sweep_->rows[static_cast<std::size_t>(row)];
        for (std::size_t i = 0; i < values.size(); ++i) {
            rows_->setItem(row, static_cast<int>(i),
                           fixedItem(settingValue(sweep_->varies[i], values[i])));
        }
        if (values.empty()) {
            rows_->setItem(row, 0, fixedItem(plain::line(sweep_->name)));
        }
    }
    if (more) {
        rows_->setItem(
            count, 0,
            fixedItem(
                tr("and %1 more").arg(sweep_->rows.size() - static_cast<std::size_t>(count))));
    }
    rows_->resizeColumnsToContents();
}

} // namespace asge
