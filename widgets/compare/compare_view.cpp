// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/compare/compare_view.h"

#include "core/query/comparison.h"
#include "widgets/common/current_layout.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/short_names.h"
#include "widgets/common/tab_fit.h"
#include "widgets/common/theme.h"
#include "widgets/compare/compare_chart.h"
#include "widgets/compare/compare_ladder.h"
#include "widgets/compare/compare_table.h"
#include "widgets/compare/map_compare_view.h"
#include "widgets/curves/curves_view.h"
#include "widgets/runs/runs_text.h"

#include <QCoreApplication>
#include <QEvent>
#include <QSplitter>
#include <QStackedLayout>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace asge {

class CompareView::Private : public QObject {
    Q_DECLARE_TR_FUNCTIONS(asge::CompareView)

  public:
    explicit Private(CompareView* view);

    void setRuns(std::vector<ComparedRun> runs);
    MapCompareView& maps() { return *maps_; }

  private:
    QWidget* makeTabs();
    QWidget* makeTables();
    std::vector<comparison::Group> groups() const;
    void showCurves();
    void showTables();
    void showSettings();
    void showColors();
    void divideWidth();
    void divideHeight();
    bool eventFilter(QObject* watched, QEvent* event) override;

    CompareView* view_;
    QStackedLayout* stack_;
    QTabWidget* tabs_;
    CurvesView* curves_;
    QWidget* curvesPage_ = nullptr; ///< the curves, with the grouping above them
    QLabel* grouped_;
    CompareChart* chart_;
    CompareLadder* ladder_;
    MapCompareView* maps_;
    CompareTable* steps_;
    CompareTable* results_;
    CompareTable* settings_;
    QSplitter* page_;
    QSplitter* tables_;
    bool stale_ = false; ///< the curves are outdated: the chart shows other runs or groups
    // The view divides the room by need until the user moves a splitter handle:
    bool dividesWidth_ = true;  ///< the width, between the two tables
    bool dividesHeight_ = true; ///< the height, between plots and tables
    RunEntries runs_;
};

CompareView::Private::Private(CompareView* view)
    : view_(view), stack_(new CurrentLayout(view)), tabs_(new QTabWidget(view)),
      curves_(new CurvesView(view)), grouped_(new RichLabel(view)), chart_(new CompareChart(view)),
      ladder_(new CompareLadder(view)), maps_(new MapCompareView(view)),
      steps_(new CompareTable(QStringLiteral("compareLadderTable"),
                              tr("Layers: test accuracy in % and gain over the previous layer"),
                              true, view)),
      results_(new CompareTable(QStringLiteral("compareResults"),
                                tr("Results: test accuracies in %"), true, view)),
      settings_(new CompareTable(QStringLiteral("compareSettings"), tr("Settings that differ"),
                                 false, view)),
      page_(new QSplitter(Qt::Vertical, view)), tables_(new QSplitter(Qt::Horizontal, view)) {
    auto* empty = new PlainLabel(tr("Curves, results and differing settings of several runs appear "
                                    "here.\nSelect two or more runs in Runs, then press Compare."),
                                 view);
    empty->setObjectName(QStringLiteral("compareEmpty"));
    empty->setAlignment(Qt::AlignCenter);
    empty->setWordWrap(true);
    empty->setForegroundRole(QPalette::PlaceholderText);
    grouped_->setObjectName(QStringLiteral("compareGrouped"));
    grouped_->setMargin(6);
    grouped_->setWordWrap(true);
    grouped_->hide();
    page_->setObjectName(QStringLiteral("comparePage"));
    page_->setChildrenCollapsible(false);
    page_->addWidget(makeTabs());
    page_->addWidget(makeTables());
    page_->setStretchFactor(0, 3);
    page_->setStretchFactor(1, 1);
    stack_->addWidget(empty);
    stack_->addWidget(page_);
    connect(curves_, &CurvesView::message, view, &CompareView::message);
    connect(chart_, &CompareChart::message, view, &CompareView::message);
    connect(ladder_, &CompareLadder::message, view, &CompareView::message);
    for (const CompareTable* table : {steps_, results_, settings_}) {
        connect(table, &CompareTable::message, view, &CompareView::message);
    }
    connect(maps_, &MapCompareView::message, view, &CompareView::message);
    connect(maps_, &MapCompareView::mapsRequested, view, &CompareView::mapsRequested);
    connect(chart_, &CompareChart::grouped, this, [this] {
        stale_ = true;
        showTables();
    });
    connect(grouped_, &QLabel::linkActivated, this, [this] { tabs_->setCurrentWidget(chart_); });
    connect(tabs_, &QTabWidget::currentChanged, this, &Private::showTables);
    view_->installEventFilter(this);
    tables_->installEventFilter(this);
    page_->installEventFilter(this);
    connect(tables_, &QSplitter::splitterMoved, this, [this] { dividesWidth_ = false; });
    connect(page_, &QSplitter::splitterMoved, this, [this] { dividesHeight_ = false; });
}

QWidget* CompareView::Private::makeTabs() {
    tabs_->setObjectName(QStringLiteral("compareTabs"));
    tabs_->setDocumentMode(true);
    curvesPage_ = new QWidget(view_);
    auto* column = new QVBoxLayout(curvesPage_);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(grouped_);
    column->addWidget(curves_, 1);
    tabs_->addTab(curvesPage_, tr("Accuracy and loss"));
    tabs_->addTab(chart_, tr("Any metric"));
    auto* ladder = new QSplitter(Qt::Vertical, view_);
    ladder->setObjectName(QStringLiteral("compareLadderPage"));
    ladder->setChildrenCollapsible(false);
    ladder->addWidget(ladder_);
    ladder->addWidget(steps_);
    ladder->setStretchFactor(0, 3);
    ladder->setStretchFactor(1, 1);
    tabs_->addTab(ladder, tr("Accuracy by layer"));
    tabs_->addTab(maps_, tr("Goodness maps"));
    new TabFit(*tabs_->tabBar());
    return tabs_;
}

QWidget* CompareView::Private::makeTables() {
    tables_->setChildrenCollapsible(false);
    tables_->addWidget(results_);
    tables_->addWidget(settings_);
    tables_->setStretchFactor(0, 3);
    tables_->setStretchFactor(1, 2);
    return tables_;
}

/// The rows of the tables: the runs or groups that the chart shows.
std::vector<comparison::Group> CompareView::Private::groups() const {
    std::vector<comparison::Group> groups;
    for (const auto& [name, runs] : chart_->groups()) {
        groups.push_back({name.toStdString(), runs});
    }
    return groups;
}

void CompareView::Private::setRuns(std::vector<ComparedRun> runs) {
    stack_->setCurrentIndex(runs.size() < 2 ? 0 : 1);
    chart_->setRuns(runs);
    std::vector<RunSummary> summaries;
    for (const ComparedRun& run : runs) {
        summaries.push_back(run.summary);
    }
    const QStringList labels = labelsOf(summaries);
    std::vector<MapRun> maps;
    for (ComparedRun& run : runs) {
        maps.push_back({run.summary.id, labels[static_cast<qsizetype>(maps.size())],
                        std::move(run.images), std::move(run.classNames), run.curves.layers,
                        std::move(run.mapEpochs), scoreFactsOf(run.summary)});
        run.curves = {};
    }
    stale_ = true;
    maps_->setRuns(std::move(maps));
    runs_ = makeEntries(std::move(summaries));
    showSettings();
    showTables();
}

/// Computed only while the page is visible, since means over many steps take long.
void CompareView::Private::showCurves() {
    if (!stale_ || tabs_->currentWidget() != curvesPage_) {
        return;
    }
    stale_ = false;
    curves_->setRuns(chart_->curves());
    const QString grouping = chart_->grouping();
    grouped_->setVisible(!grouping.isEmpty());
    grouped_->setText(
        tr("Lines are means of the runs that agree in %1. <a href='chart'>Any metric</a> shows "
           "their standard deviations and lets you choose the groups.")
            .arg(plain::escaped(grouping)));
}

void CompareView::Private::showTables() {
    showCurves();
    tables_->setVisible(tabs_->currentWidget() == curvesPage_ || tabs_->currentWidget() == chart_);
    const std::vector<comparison::Group> rows = groups();
    const comparison::Runs runs = pointersTo(runs_);
    const TextTable results = comparison::results(runs, rows, localStyle());
    results_->show(
        results,
        {comparison::resultsData(runs, rows), comparison::results(runs, rows, plainNumber)},
        results.rows.size() - std::min(results.rows.size(), rows.size()));
    const TextTable steps = comparison::ladderData(runs, rows);
    steps_->show(comparison::ladder(runs, rows, localStyle()),
                 {steps, comparison::ladder(runs, rows, plainNumber)});
    std::vector<CompareLadder::Row> ladder;
    for (const comparison::Group& group : rows) {
        ladder.push_back({QString::fromStdString(group.name), comparison::ladderOf(runs, group),
                          comparison::probesOf(runs, group)});
    }
    ladder_->setRows(std::move(ladder), steps);
    showColors();
    divideWidth();
    divideHeight();
}

void CompareView::Private::showSettings() {
    const auto [table, data, unreadable] = comparison::differingSettings(pointersTo(runs_));
    settings_->show(table, {data, table});
    QString note;
    if (!unreadable.empty()) {
        note = tr("The settings of %1 can't be read.")
                   .arg(toStringList(unreadable).join(QStringLiteral(", ")));
    } else if (table.rows.empty()) {
        note = tr("All settings are the same.");
    }
    settings_->setNote(note);
}

/// Gives each table the width that it needs, as far as possible; the user may change it.
void CompareView::Private::divideWidth() {
    if (!dividesWidth_) {
        return;
    }
    constexpr double kMost = 0.75; // fraction of the width for the results
    const int all = tables_->width();
    // If both need more than there is, the settings get up to half.
    const int left = std::max(all - settings_->neededWidth(), all / 2);
    const int results = std::min({results_->neededWidth(), left, static_cast<int>(kMost * all)});
    tables_->setSizes({results, all - results});
}

/// Gives the tables the height that shows all their rows, unless the plots would get too little.
void CompareView::Private::divideHeight() {
    if (!dividesHeight_ || !tables_->isVisible()) {
        return;
    }
    constexpr double kMost = 0.4; // fraction of the height for the tables
    const int all = page_->height() - page_->handleWidth();
    const int needed = std::max(results_->neededHeight(), settings_->neededHeight());
    const int tables = std::min(needed, static_cast<int>(kMost * all));
    page_->setSizes({all - tables, tables});
}

void CompareView::Private::showColors() {
    const bool dark = theme::isDark(view_->palette());
    std::vector<QColor> colors;
    for (std::size_t row = 0; row < groups().size(); ++row) {
        colors.push_back(theme::runColor(static_cast<int>(row), dark));
    }
    results_->setColors(colors);
    steps_->setColors(colors);
}

bool CompareView::Private::eventFilter(QObject* watched, QEvent* event) {
    if (watched == view_ && event->type() == QEvent::PaletteChange) {
        showColors();
    } else if (watched == tables_ && event->type() == QEvent::Resize) {
        // Deferred until the splitter has been laid out.
        QMetaObject::invokeMethod(
            this, [this] { divideWidth(); }, Qt::QueuedConnection);
    } else if (watched == page_ && event->type() == QEvent::Resize) {
        QMetaObject::invokeMethod(
            this, [this] { divideHeight(); }, Qt::QueuedConnection);
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

void CompareView::setMaps(RunId run, int epoch, ProbeSnapshotPtr snapshot) {
    d_->maps().setMaps(run, epoch, std::move(snapshot));
}

} // namespace asge
