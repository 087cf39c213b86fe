// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/compare/compare_view.h"

#include "core/query/comparison.h"
#include "widgets/common/current_layout.h"
#include "widgets/common/current_tab.h"
#include "widgets/common/kept_epochs.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/short_names.h"
#include "widgets/common/style.h"
#include "widgets/common/tab_fit.h"
#include "widgets/common/theme.h"
#include "widgets/common/view_room.h"
#include "widgets/common/view_scroll.h"
#include "widgets/common/wrapping_part.h"
#include "widgets/compare/compare_chart.h"
#include "widgets/compare/compare_ladder.h"
#include "widgets/compare/compare_omissions.h"
#include "widgets/compare/compare_table.h"
#include "widgets/compare/map_compare_view.h"
#include "widgets/curves/curves_view.h"
#include "widgets/plot/line_plot.h"
#include "widgets/runs/runs_text.h"

#include <QCoreApplication>
#include <QEvent>
#include <QSplitter>
#include <QStackedLayout>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace asge {
namespace {

constexpr double kMostTables = 0.4; ///< fraction of a page's height for the tables below its plots

/// Makes tabs need the height of the current page only. A QTabWidget needs that of the highest.
void needRoomOfCurrent(QTabWidget& tabs) {
    for (int i = 0; i < tabs.count(); ++i) {
        QSizePolicy policy = tabs.widget(i)->sizePolicy();
        policy.setVerticalPolicy(i == tabs.currentIndex() ? QSizePolicy::Preferred
                                                          : QSizePolicy::Ignored);
        tabs.widget(i)->setSizePolicy(policy);
    }
}

/// Gives the lower part of a page the height that it needs, as far as the upper one keeps most.
void divide(QSplitter& page, int needed) {
    const int all = page.height() - page.handleWidth();
    const int lower = std::min(needed, static_cast<int>(kMostTables * all));
    page.setSizes({all - lower, lower});
}

} // namespace

class CompareView::Private : public QObject {
    Q_DECLARE_TR_FUNCTIONS(asge::CompareView)

  public:
    explicit Private(CompareView* view);

    void setRuns(std::vector<ComparedRun> runs);
    MapCompareView& maps() { return *maps_; }

  private:
    QWidget* makeWhole();
    QWidget* makeTabs();
    QWidget* makeTables();
    std::vector<comparison::Group> groups() const;
    void showCurves();
    void showTables();
    void showSettings();
    void showColors();
    void arrangeTables();
    int noteHeight() const;
    int leastHeight() const;
    void fitRoom();
    void divideSoon();
    void divideHeight();
    void divideLadder();
    bool eventFilter(QObject* watched, QEvent* event) override;

    CompareView* view_;
    QStackedLayout* stack_;
    QTabWidget* tabs_;
    CurvesView* curves_;
    QWidget* curvesPage_ = nullptr; ///< the curves, with the grouping above them
    QSplitter* ladderPage_ = nullptr;
    QLabel* grouped_;
    QLabel* note_; ///< what no plot and no table can show or compare
    CompareChart* chart_;
    CompareLadder* ladder_;
    MapCompareView* maps_;
    CompareTable* steps_;
    CompareTable* results_;
    CompareTable* settings_;
    QSplitter* page_;
    QSplitter* tables_;
    ViewRoom* room_;
    bool divides_ = false; ///< soon
    bool stale_ = false;   ///< the curves are outdated: the chart shows other runs or groups
    // The view divides the room by need until the user moves a splitter handle:
    bool dividesTables_ = true; ///< between the two tables
    bool dividesHeight_ = true; ///< the height, between plots and tables
    bool dividesLadder_ = true; ///< the height, between the plot by layer and its table
    RunEntries runs_;
};

CompareView::Private::Private(CompareView* view)
    : view_(view), stack_(new CurrentLayout(view)), tabs_(new QTabWidget(view)),
      curves_(new CurvesView(view)), grouped_(new RichLabel(view)), note_(new PlainLabel(view)),
      chart_(new CompareChart(view)), ladder_(new CompareLadder(view)),
      maps_(new MapCompareView(view)),
      steps_(new CompareTable(
          QStringLiteral("compareLadderTable"),
          tr("Layers: test accuracy in % (best in bold) and gain over the previous layer"), true,
          view)),
      results_(new CompareTable(
          QStringLiteral("compareResults"),
          tr("Results of the compared runs: test accuracies in %, best in bold"), true, view)),
      settings_(new CompareTable(QStringLiteral("compareSettings"), tr("Settings that differ"),
                                 false, view)),
      page_(new QSplitter(Qt::Vertical, view)), tables_(new QSplitter(Qt::Horizontal, view)),
      room_(new ViewRoom(view)) {
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
    stack_->addWidget(makeWhole());
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
    connect(room_, &ViewRoom::changed, this, &Private::divideSoon);
    connect(tables_, &QSplitter::splitterMoved, this, [this] { dividesTables_ = false; });
    connect(page_, &QSplitter::splitterMoved, this, [this] { dividesHeight_ = false; });
    connect(ladderPage_, &QSplitter::splitterMoved, this, [this] { dividesLadder_ = false; });
}

/// The note above everything that it is about.
QWidget* CompareView::Private::makeWhole() {
    note_->setObjectName(QStringLiteral("compareNote"));
    note_->setContentsMargins(style::kGap, style::kTight, style::kGap, style::kTight);
    note_->setWordWrap(true);
    style::setFaint(*note_);
    note_->hide();
    auto* whole = new WrappingPart(view_);
    auto* column = new QVBoxLayout(whole);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(note_);
    column->addWidget(page_, 1);
    return whole;
}

QWidget* CompareView::Private::makeTabs() {
    tabs_->setObjectName(QStringLiteral("compareTabs"));
    tabs_->setDocumentMode(true);
    curvesPage_ = new WrappingPart(view_);
    auto* column = new QVBoxLayout(curvesPage_);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(grouped_);
    column->addWidget(curves_, 1);
    tabs_->addTab(curvesPage_, tr("Accuracy and loss"));
    tabs_->addTab(chart_, tr("Any metric"));
    ladderPage_ = new QSplitter(Qt::Vertical, view_);
    ladderPage_->setObjectName(QStringLiteral("compareLadderPage"));
    ladderPage_->setChildrenCollapsible(false);
    ladderPage_->addWidget(ladder_);
    ladderPage_->addWidget(steps_);
    ladderPage_->setStretchFactor(0, 3);
    ladderPage_->setStretchFactor(1, 1);
    ladderPage_->installEventFilter(this);
    tabs_->addTab(ladderPage_, tr("Accuracy by layer"));
    tabs_->addTab(maps_, tr("Goodness maps"));
    new TabFit(*tabs_->tabBar());
    sizeByCurrentTab(*tabs_);
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
        const QString kept = keptEpochsText(run.curves.epochs.size(), run.mapEpochs);
        maps.push_back({run.summary.id, labels[static_cast<qsizetype>(maps.size())],
                        std::move(run.images), std::move(run.classNames), run.curves.layers,
                        std::move(run.mapEpochs), scoreFactsOf(run.summary), kept});
        run.curves = {};
    }
    stale_ = true;
    maps_->setRuns(std::move(maps));
    runs_ = makeEntries(std::move(summaries));
    note_->setText(compare::omissionsOf(pointersTo(runs_)));
    note_->setVisible(!note_->text().isEmpty());
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
    needRoomOfCurrent(*tabs_);
    arrangeTables();
    fitRoom();
    divideHeight();
    divideLadder();
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

/// Places the tables side by side or, if they don't fit and there is room for it or none beside
/// each other, one above the other.
void CompareView::Private::arrangeTables() {
    constexpr int kLeastTable = 300; // pixels, beside another one
    const int wide = tables_->width();
    const int wanted = results_->neededWidth() + settings_->neededWidth() + tables_->handleWidth();
    const int tall = results_->neededHeight() + settings_->neededHeight() + tables_->handleWidth();
    const auto room = room_->viewport();
    const int high = room ? room->height() - noteHeight() : page_->height();
    const bool stacked = wide < 2 * kLeastTable || (wanted > wide && tall <= kMostTables * high);
    const Qt::Orientation orientation = stacked ? Qt::Vertical : Qt::Horizontal;
    if (tables_->orientation() != orientation) {
        tables_->setOrientation(orientation);
        dividesTables_ = true; // the user has divided another direction
    }
    if (!dividesTables_) {
        return;
    }
    if (stacked) {
        tables_->setSizes({results_->neededHeight(), settings_->neededHeight()});
    } else {
        // If both need more than there is, the settings get up to half.
        const int most = std::max(wide - settings_->neededWidth(), wide / 2);
        const int results = std::min(results_->neededWidth(), most);
        tables_->setSizes({results, wide - results});
    }
}

int CompareView::Private::noteHeight() const {
    return note_->isHidden() ? 0 : note_->heightForWidth(page_->width());
}

/// The least height of what is shown, with tables that scroll.
int CompareView::Private::leastHeight() const {
    const QWidget* shown = tabs_->currentWidget();
    int least = noteHeight() + tabs_->tabBar()->sizeHint().height();
    least += shown == ladderPage_ ? ladder_->minimumSizeHint().height() +
                                        ladderPage_->handleWidth() + steps_->leastHeight()
                                  : shown->minimumSizeHint().height();
    for (const LinePlot* plot : shown->findChildren<LinePlot*>()) {
        least -= plot->roomyHeight();
    }
    if (!tables_->isHidden()) {
        const int one = results_->leastHeight();
        const int other = settings_->leastHeight();
        least += page_->handleWidth() + (tables_->orientation() == Qt::Vertical
                                             ? one + tables_->handleWidth() + other
                                             : std::max(one, other));
    }
    return least;
}

/// A page that is higher than its room scrolls as a whole, so its tables have all rows then. If it
/// is much higher, its plots have more room, too; if it is hardly higher, they are a little lower.
void CompareView::Private::fitRoom() {
    constexpr int kMuch = 120; // pixels
    const auto room = room_->viewport();
    const int missing = room ? leastHeight() - room->height() : 0;
    const LinePlot* shown = tabs_->currentWidget()->findChild<LinePlot*>();
    const int lower = shown != nullptr ? ViewRoom::yieldOf(shown->rows(), missing) : 0;
    const bool scrolls = missing > ViewScroll::leastScroll(*view_) && lower == 0;
    for (CompareTable* table : {results_, settings_, steps_}) {
        table->setWhole(scrolls);
    }
    for (LinePlot* plot : tabs_->findChildren<LinePlot*>()) {
        lower > 0 ? plot->setLower(lower) : plot->setRoomy(missing > kMuch);
    }
}

/// Divides the room anew, once layouts that are due have been applied.
void CompareView::Private::divideSoon() {
    if (!std::exchange(divides_, true)) {
        QMetaObject::invokeMethod(
            this,
            [this] {
                divides_ = false;
                arrangeTables();
                fitRoom();
                divideHeight();
                divideLadder();
            },
            Qt::QueuedConnection);
    }
}

/// Gives the tables the height that shows all their rows, unless the plots would get too little.
void CompareView::Private::divideHeight() {
    if (!dividesHeight_ || !tables_->isVisible()) {
        return;
    }
    const bool stacked = tables_->orientation() == Qt::Vertical;
    const int needed =
        stacked ? results_->neededHeight() + settings_->neededHeight() + tables_->handleWidth()
                : std::max(results_->neededHeight(), settings_->neededHeight());
    divide(*page_, needed);
}

void CompareView::Private::divideLadder() {
    if (dividesLadder_) {
        divide(*ladderPage_, steps_->neededHeight());
    }
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
    } else if (watched != view_ &&
               (event->type() == QEvent::Resize || event->type() == QEvent::LayoutRequest)) {
        divideSoon();
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
