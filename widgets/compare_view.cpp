#include "widgets/compare_view.h"

#include "core/experiment/text.h"
#include "widgets/compare_chart.h"
#include "widgets/compare_model.h"
#include "widgets/curves_view.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QCoreApplication>
#include <QHeaderView>
#include <QLabel>
#include <QPainter>
#include <QShortcut>
#include <QSplitter>
#include <QStackedLayout>
#include <QTabWidget>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace asge {
namespace {

/// A run's colour as a small square, crisp on any screen.
QIcon swatch(const QColor& color, qreal ratio) {
    constexpr int kSide = 12;
    QPixmap pixmap(QSize(kSide, kSide) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawRoundedRect(QRectF(0, 0, kSide, kSide), 2, 2);
    return pixmap;
}

QTableWidget* makeTable(const QString& name, const QString& title, QWidget* parent) {
    auto* table = new QTableWidget(parent);
    table->setObjectName(name);
    table->setAccessibleName(title);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setAlternatingRowColors(true);
    table->setShowGrid(false);
    table->setTabKeyNavigation(false);
    table->setWordWrap(false);
    table->verticalHeader()->hide();
    table->horizontalHeader()->setHighlightSections(false);
    table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    return table;
}

/// A name or title that leaves room for other columns; the tool tip has all of it.
QString shortened(const QString& text) {
    constexpr std::size_t kWidest = 24; // characters
    return QString::fromStdString(elided(text.toStdString(), kWidest));
}

void fillTable(QTableWidget* widget, const compare::Table& table, bool numbers) {
    widget->clear();
    widget->setColumnCount(static_cast<int>(table.columns.size()));
    widget->setRowCount(static_cast<int>(table.rows.size()));
    for (int column = 0; column < table.columns.size(); ++column) {
        QString title = table.columns[column];
        // The pane's title says it once for all.
        auto* header = new QTableWidgetItem(shortened(title.remove(QStringLiteral(" (%)"))));
        header->setToolTip(table.columns[column]);
        header->setTextAlignment(Qt::AlignVCenter |
                                 (numbers && column > 0 ? Qt::AlignRight : Qt::AlignLeft));
        widget->setHorizontalHeaderItem(column, header);
        for (int row = 0; row < widget->rowCount(); ++row) {
            const QString& text = table.rows[static_cast<std::size_t>(row)][column];
            const bool name = numbers && column == 0;
            auto* item = new QTableWidgetItem(name ? shortened(text) : text);
            item->setToolTip(text);
            item->setTextAlignment(Qt::AlignVCenter |
                                   (numbers && column > 0 ? Qt::AlignRight : Qt::AlignLeft));
            if (table.bold.contains({row, column})) {
                QFont bold = widget->font();
                bold.setBold(true);
                item->setFont(bold);
            }
            widget->setItem(row, column, item);
        }
    }
}

void fitColumns(QTableWidget* table) {
    constexpr int kWidest = 200; // pixels; the tool tip has the rest
    table->resizeColumnsToContents();
    for (int column = 0; column < table->columnCount(); ++column) {
        table->setColumnWidth(column, std::min(table->columnWidth(column) + 4, kWidest));
    }
    table->resizeRowsToContents();
}

int neededWidth(const QTableWidget* table) {
    return table->horizontalHeader()->length() + 2 * table->frameWidth() + 20; // and the margins
}

} // namespace

class CompareView::Private : public QObject {
    Q_DECLARE_TR_FUNCTIONS(asge::CompareView)

  public:
    explicit Private(CompareView* view);

    void setRuns(std::vector<ComparedRun> runs);

  private:
    QWidget* makePane(const QString& title, QTableWidget* table, QLabel* note,
                      const compare::Table& source);
    void copy(const compare::Table& table);
    void showColors();
    void shareWidth();
    bool eventFilter(QObject* watched, QEvent* event) override;

    CompareView* view_;
    QStackedLayout* stack_;
    QTabWidget* tabs_;
    CurvesView* curves_;
    CompareChart* chart_;
    QTableWidget* results_;
    QTableWidget* settings_;
    QSplitter* tables_;
    QLabel* note_;
    bool shared_ = true; ///< between the tables by their need; false once a person has moved it
    compare::Table resultsTable_, settingsTable_;
};

CompareView::Private::Private(CompareView* view)
    : view_(view), stack_(new QStackedLayout(view)), tabs_(new QTabWidget(view)),
      curves_(new CurvesView(view)), chart_(new CompareChart(view)),
      results_(makeTable(QStringLiteral("compareResults"), tr("Results"), view)),
      settings_(makeTable(QStringLiteral("compareSettings"), tr("Settings that differ"), view)),
      tables_(new QSplitter(Qt::Horizontal, view)), note_(new QLabel(view)) {
    auto* empty = new QLabel(tr("Curves, results and differing settings of several runs appear "
                                "here side by side.\nSelect two or more in Runs, then press "
                                "Compare."),
                             view);
    empty->setObjectName(QStringLiteral("compareEmpty"));
    empty->setAlignment(Qt::AlignCenter);
    empty->setWordWrap(true);
    empty->setForegroundRole(QPalette::PlaceholderText);
    note_->setObjectName(QStringLiteral("compareNote"));
    note_->setWordWrap(true);
    note_->setForegroundRole(QPalette::PlaceholderText);

    tables_->setChildrenCollapsible(false);
    tables_->addWidget(
        makePane(tr("Results, test accuracies in %"), results_, nullptr, resultsTable_));
    tables_->addWidget(makePane(tr("Settings that differ"), settings_, note_, settingsTable_));
    tables_->setStretchFactor(0, 3);
    tables_->setStretchFactor(1, 2);
    auto* page = new QSplitter(Qt::Vertical, view);
    page->setChildrenCollapsible(false);
    tabs_->setObjectName(QStringLiteral("compareTabs"));
    tabs_->setDocumentMode(true);
    tabs_->addTab(curves_, tr("Accuracy and loss"));
    tabs_->addTab(chart_, tr("Any metric"));
    page->addWidget(tabs_);
    page->addWidget(tables_);
    page->setStretchFactor(0, 3);
    page->setStretchFactor(1, 1);
    stack_->addWidget(empty);
    stack_->addWidget(page);
    connect(curves_, &CurvesView::message, view, &CompareView::message);
    connect(chart_, &CompareChart::message, view, &CompareView::message);
    view_->installEventFilter(this);
    tables_->installEventFilter(this);
    connect(tables_, &QSplitter::splitterMoved, this, [this] { shared_ = false; });
}

QWidget* CompareView::Private::makePane(const QString& title, QTableWidget* table, QLabel* note,
                                        const compare::Table& source) {
    auto* pane = new QWidget(view_);
    auto* column = new QVBoxLayout(pane);
    column->setContentsMargins(6, 4, 6, 6);
    column->setSpacing(4);
    auto* row = new QHBoxLayout;
    auto* label = new QLabel(title, pane);
    QFont bold = label->font();
    bold.setBold(true);
    label->setFont(bold);
    label->setBuddy(table);
    auto* button = new QToolButton(pane);
    button->setObjectName(table->objectName() + QStringLiteral("Copy"));
    button->setText(tr("Copy"));
    button->setToolTip(tr("Copy the table for a spreadsheet (Ctrl+C)"));
    button->setFocusPolicy(Qt::StrongFocus);
    row->addWidget(label);
    row->addStretch(1);
    row->addWidget(button);
    column->addLayout(row);
    column->addWidget(table, 1);
    if (note) {
        column->addWidget(note);
    }
    const auto copyThis = [this, &source] { copy(source); };
    connect(button, &QToolButton::clicked, this, copyThis);
    auto* shortcut = new QShortcut(QKeySequence::Copy, table);
    shortcut->setContext(Qt::WidgetWithChildrenShortcut);
    connect(shortcut, &QShortcut::activated, this, copyThis);
    return pane;
}

void CompareView::Private::copy(const compare::Table& table) {
    QApplication::clipboard()->setText(compare::toTsv(table));
    emit view_->message(tr("Copied %n row(s)", nullptr, static_cast<int>(table.rows.size())));
}

void CompareView::Private::setRuns(std::vector<ComparedRun> runs) {
    resultsTable_ = compare::results(runs);
    QStringList unreadable;
    settingsTable_ = compare::differences(runs, &unreadable);
    fillTable(results_, resultsTable_, true);
    fillTable(settings_, settingsTable_, false);
    showColors();
    fitColumns(results_);
    fitColumns(settings_);
    shareWidth();
    QString note;
    if (!unreadable.isEmpty()) {
        note = tr("The settings of %1 can't be read.").arg(unreadable.join(QStringLiteral(", ")));
    } else if (settingsTable_.rows.empty()) {
        note = tr("All settings are the same.");
    }
    note_->setText(note);
    note_->setVisible(!note.isEmpty());
    chart_->setRuns(runs);
    std::vector<RunCurves> curves;
    for (ComparedRun& run : runs) {
        curves.push_back(std::move(run.curves));
    }
    stack_->setCurrentIndex(curves.size() < 2 ? 0 : 1);
    curves_->setRuns(std::move(curves));
}

/// Each table what it needs, as far as the other's need leaves it; the person may change it.
void CompareView::Private::shareWidth() {
    if (!shared_) {
        return;
    }
    constexpr double kMost = 0.75; // of the width, for the results
    const int all = tables_->width();
    // Where both need more than there is, the settings get up to half.
    const int left = std::max(all - neededWidth(settings_), all / 2);
    const int results = std::min({neededWidth(results_), left, static_cast<int>(kMost * all)});
    tables_->setSizes({results, all - results});
}

void CompareView::Private::showColors() {
    const bool dark = theme::isDark(view_->palette());
    for (int row = 0; row < results_->rowCount(); ++row) {
        results_->item(row, 0)->setIcon(
            swatch(theme::runColor(row, dark), view_->devicePixelRatioF()));
    }
}

bool CompareView::Private::eventFilter(QObject* watched, QEvent* event) {
    if (watched == view_ && event->type() == QEvent::PaletteChange) {
        showColors();
    } else if (watched == tables_ && event->type() == QEvent::Resize) {
        // Once the splitter has laid itself out.
        QMetaObject::invokeMethod(
            this, [this] { shareWidth(); }, Qt::QueuedConnection);
    }
    return QObject::eventFilter(watched, event);
}

CompareView::CompareView(QWidget* parent) : QWidget(parent), d_(std::make_unique<Private>(this)) {
    setObjectName(QStringLiteral("compareView"));
}

CompareView::~CompareView() = default;

void CompareView::setRuns(std::vector<ComparedRun> runs) {
    d_->setRuns(std::move(runs));
}

} // namespace asge
