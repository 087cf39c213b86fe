// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/compare/compare_chart.h"

#include "widgets/common/bounded_box.h"
#include "widgets/common/control_states.h"
#include "widgets/common/labelled_field.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/short_names.h"
#include "widgets/compare/compare_grouping.h"
#include "widgets/compare/compare_means.h"
#include "widgets/plot/line_plot.h"
#include "widgets/plot/line_style.h"
#include "widgets/plot/plot_controls.h"
#include "widgets/plot/plot_flow_layout.h"
#include "widgets/plot/proposed_check.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QMenu>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <map>

namespace asge {

using compare::ChartOptions;
using compare::ChartPlot;
using compare::Entry;
using compare::Metric;

namespace {

/// A menu that stays open while several of its entries are checked.
class StayOpenMenu : public QMenu {
  public:
    using QMenu::QMenu;

  protected:
    void mouseReleaseEvent(QMouseEvent* event) override {
        QAction* action = activeAction();
        if (action && action->isEnabled() && action->isCheckable()) {
            action->trigger();
            return;
        }
        QMenu::mouseReleaseEvent(event);
    }
};

} // namespace

class CompareChart::Private : public QObject {
    Q_DECLARE_TR_FUNCTIONS(asge::CompareView)

  public:
    explicit Private(CompareChart* view);

    void setRuns(const std::vector<ComparedRun>& runs);
    bool exportTo(const ExportTarget& target, QString* reason) {
        return plot_->exportTo(target, csv_, reason);
    }

    QString groupingName() const {
        return grouping_->currentData().toString().isEmpty() ? QString() : grouping_->currentText();
    }

    CompareChart* view_;
    ChartPlot::Source source_;

  private:
    void makeMetric(QLayout* row);
    void makeHorizontal(QLayout* row);
    void makeRest(QLayout* row);
    void makeGrouping(QLayout* row);
    void addCheck(QLayout* row, QCheckBox* check, const char* name, const QString& tip,
                  bool ChartOptions::*option);
    void proposeLogY(bool on);
    void showLayers();
    void showGroupings();
    void group();
    void chooseLayer(int layer, bool on);
    void chooseX();
    void changed(bool reset);
    void showControls();
    void showHorizontals();
    QString incompatibilityText(Metric across) const;
    QString omissionText() const;
    void describe(PlotScene& scene);
    void describeLegend(PlotScene& scene, const ChartPlot& chart) const;
    void showNote();
    static QString layerText(int layer) {
        return layer == curves::Options::kLastLayer ? tr("last layer")
                                                    : tr("layer %1").arg(layer + 1);
    }
    int mostLayers() const;

    std::vector<RunSummary> summaries_;
    std::function<QByteArray()> csv_;
    LinePlot* plot_;
    QLabel* note_;
    BoundedBox* metric_;
    QToolButton* layers_;
    QWidget* layersField_ = nullptr;
    BoundedBox* x_;
    QComboBox* xLayer_;
    QWidget* xLayerField_ = nullptr;
    QSpinBox* smoothing_;
    BoundedBox* grouping_;
    QCheckBox* members_;
    ProposedCheck* logY_;
};

CompareChart::Private::Private(CompareChart* view)
    : view_(view), csv_([this] { return compare::csvOf(source_); }),
      plot_(new LinePlot(
          {QStringLiteral("chartCanvas")},
          [this](PlotScene& scene, const QDeadlineTimer&) {
              describe(scene);
              return true;
          },
          view)),
      note_(new PlainLabel(view)), metric_(new BoundedBox(view)), layers_(new QToolButton(view)),
      x_(new BoundedBox(view)), xLayer_(new QComboBox(view)),
      smoothing_(makeSmoothingBox(view, QStringLiteral("chartSmoothing"))),
      grouping_(new BoundedBox(view)), members_(new QCheckBox(tr("Members"), view)),
      logY_(new ProposedCheck(tr("Log y"), view)) {
    note_->setObjectName(QStringLiteral("chartNote"));
    note_->setForegroundRole(QPalette::PlaceholderText);
    note_->setWordWrap(true);
    note_->hide();
    auto* column = new QVBoxLayout(view);
    column->setContentsMargins(6, 6, 6, 6);
    column->setSpacing(6);
    auto* row = new FlowLayout;
    makeMetric(row);
    makeHorizontal(row);
    makeGrouping(row);
    makeRest(row);
    column->addLayout(row);
    column->addWidget(note_);
    column->addWidget(plot_, 1);
    connect(plot_, &LinePlot::message, view, &CompareChart::message);
    connect(plot_, &LinePlot::laidOut, this, &Private::showNote);
    connect(plot_, &LinePlot::hiddenChanged, this, [this](const std::set<int>& entries) {
        source_.options.hidden = entries;
        changed(false);
    });
}

void CompareChart::Private::makeMetric(QLayout* row) {
    metric_->setObjectName(QStringLiteral("chartMetric"));
    metric_->setAccessibleName(tr("Metric"));
    metric_->setHelp(tr("The metric that is drawn"));
    metric_->setMaxVisibleItems(20);
    for (const Metric metric : compare::allMetrics()) {
        metric_->addItem(compare::titleOf(metric), static_cast<int>(metric));
        metric_->setItemData(metric_->count() - 1, compare::tipOf(metric), Qt::ToolTipRole);
    }
    connect(metric_, &QComboBox::currentIndexChanged, this, [this] {
        source_.options.metric = static_cast<Metric>(metric_->currentData().toInt());
        changed(true);
    });
    row->addWidget(metric_);
    layers_->setObjectName(QStringLiteral("chartLayers"));
    layers_->setToolTip(tr("The layers that are drawn; each has its own line pattern"));
    layers_->setPopupMode(QToolButton::InstantPopup);
    layers_->setFocusPolicy(Qt::StrongFocus);
    layers_->setMenu(new StayOpenMenu(layers_));
    layersField_ = layers_;
    row->addWidget(layers_);
}

void CompareChart::Private::makeHorizontal(QLayout* row) {
    x_->setObjectName(QStringLiteral("chartX"));
    x_->setAccessibleName(tr("X axis"));
    x_->setHelp(tr("The x axis of the chart"));
    x_->setMaxVisibleItems(20);
    x_->addItems({tr("epochs"), tr("steps"), tr("time")});
    x_->insertSeparator(x_->count());
    for (const Metric metric : compare::allMetrics()) {
        x_->addItem(compare::titleOf(metric), static_cast<int>(metric));
    }
    connect(x_, &QComboBox::currentIndexChanged, this, &Private::chooseX);
    addLabelledField(row, tr("over"), x_, view_);
    xLayer_->setObjectName(QStringLiteral("chartXLayer"));
    xLayer_->setToolTip(tr("The layer of the metric on the x axis"));
    connect(xLayer_, &QComboBox::currentIndexChanged, this, &Private::chooseX);
    xLayerField_ = addLabelledField(row, tr("of layer"), xLayer_, view_);
}

void CompareChart::Private::makeGrouping(QLayout* row) {
    grouping_->setObjectName(QStringLiteral("chartGrouping"));
    grouping_->setHelp(tr("Runs that agree in this are drawn as their mean, with a band of one "
                          "sample standard deviation on either side"));
    connect(grouping_, &QComboBox::currentIndexChanged, this, [this] {
        group();
        changed(false);
        emit view_->grouped();
    });
    addLabelledField(row, tr("group by"), grouping_, view_);
    addCheck(row, members_, "chartMembers", tr("Draw the runs of each group as thin lines"),
             &ChartOptions::members);
}

void CompareChart::Private::makeRest(QLayout* row) {
    auto* logX = new QCheckBox(tr("Log x"), view_);
    addCheck(row, logX, "chartLogX", tr("Logarithmic x axis"), &ChartOptions::logX);
    addCheck(row, logY_, "chartLogY",
             tr("Logarithmic y axis. It is chosen automatically if the values span many powers of "
                "ten"),
             &ChartOptions::logY);
    for (const QCheckBox* check : {logX, static_cast<QCheckBox*>(logY_)}) {
        connect(check, &QCheckBox::toggled, plot_, &LinePlot::showAutomatic);
    }
    smoothing_->setValue(source_.options.smoothing);
    connect(smoothing_, &QSpinBox::valueChanged, this, [this](int steps) {
        source_.options.smoothing = steps;
        changed(false);
    });
    row->addWidget(smoothing_);
    row->addWidget(plot_->makeResetButton(QStringLiteral("chartReset")));
    QToolButton* save = plot_->makeExportButton(view_, QStringLiteral("comparison"), csv_);
    save->setObjectName(QStringLiteral("chartExport"));
    row->addWidget(save);
}

void CompareChart::Private::addCheck(QLayout* row, QCheckBox* check, const char* name,
                                     const QString& tip, bool ChartOptions::*option) {
    check->setObjectName(QString::fromLatin1(name));
    check->setToolTip(tip);
    check->setChecked(source_.options.*option);
    connect(check, &QCheckBox::toggled, this, [this, option](bool on) {
        source_.options.*option = on;
        changed(false);
    });
    row->addWidget(check);
}

void CompareChart::Private::proposeLogY(bool on) {
    logY_->propose(on);
    source_.options.logY = logY_->isChecked();
}

int CompareChart::Private::mostLayers() const {
    int layers = 0;
    for (const RunCurves& run : source_.runs) {
        layers = std::max(layers, curves::layerCount(run));
    }
    return layers;
}

void CompareChart::Private::showLayers() {
    const int layers = mostLayers();
    QMenu* menu = layers_->menu();
    menu->clear();
    const auto add = [&](const QString& text, int layer) {
        QAction* action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(source_.options.layers.contains(layer));
        connect(action, &QAction::toggled, this,
                [this, layer](bool on) { chooseLayer(layer, on); });
    };
    std::erase_if(source_.options.layers, [layers](int layer) { return layer >= layers; });
    if (source_.options.layers.empty()) {
        source_.options.layers = {curves::Options::kLastLayer};
    }
    add(tr("each run's last layer"), curves::Options::kLastLayer);
    menu->addSeparator();
    for (int layer = 0; layer < layers; ++layer) {
        add(tr("layer %1").arg(layer + 1), layer);
    }
    menu->addSeparator();
    connect(menu->addAction(tr("All layers")), &QAction::triggered, this, [this, layers] {
        source_.options.layers.clear();
        for (int layer = 0; layer < layers; ++layer) {
            source_.options.layers.insert(layer);
        }
        showLayers();
        changed(false);
    });
    const QSignalBlocker quiet(xLayer_);
    const int before = source_.options.x.layer;
    xLayer_->clear();
    xLayer_->addItem(tr("last"), curves::Options::kLastLayer);
    for (int layer = 0; layer < layers; ++layer) {
        xLayer_->addItem(QString::number(layer + 1), layer);
    }
    xLayer_->setCurrentIndex(std::max(0, xLayer_->findData(before)));
    source_.options.x.layer = xLayer_->currentData().toInt();
}

void CompareChart::Private::chooseLayer(int layer, bool on) {
    std::set<int>& layers = source_.options.layers;
    if (on) {
        layers.insert(layer);
    } else {
        layers.erase(layer);
    }
    if (layers.empty()) { // at least one layer must be drawn
        layers.insert(curves::Options::kLastLayer);
        layers_->menu()->actions().front()->setChecked(true);
    }
    changed(false);
}

void CompareChart::Private::chooseX() {
    compare::Horizontal& x = source_.options.x;
    const QVariant metric = x_->currentData();
    x.isMetric = metric.isValid();
    if (x.isMetric) {
        x.metric = static_cast<Metric>(metric.toInt());
    } else {
        x.axis = static_cast<curves::Axis>(x_->currentIndex());
    }
    x.layer = xLayer_->currentData().toInt();
    changed(true);
}

void CompareChart::Private::showGroupings() {
    const QSignalBlocker quiet(grouping_);
    const QVariant before = grouping_->currentData();
    grouping_->clear();
    for (const compare::Grouping& grouping : compare::groupingsOf(summaries_)) {
        grouping_->addItem(grouping.name, QString::fromStdString(grouping.key));
    }
    grouping_->setCurrentIndex(std::max(0, grouping_->findData(before)));
}

void CompareChart::Private::group() {
    source_.entries =
        compare::entriesOf(summaries_, grouping_->currentData().toString().toStdString());
    source_.options.hidden.clear();
}

void CompareChart::Private::setRuns(const std::vector<ComparedRun>& runs) {
    const bool same =
        std::equal(runs.begin(), runs.end(), source_.runs.begin(), source_.runs.end(),
                   [](const ComparedRun& a, const RunCurves& b) { return a.curves.id == b.id; });
    source_.runs.clear();
    source_.clocks.assign(runs.size(), {});
    summaries_.clear();
    for (std::size_t i = 0; i < runs.size(); ++i) {
        source_.runs.push_back(runs[i].curves);
        source_.clocks[i].update(source_.runs[i]);
        summaries_.push_back(runs[i].summary);
    }
    const QStringList labels = labelsOf(summaries_);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        source_.runs[i].label = labels[static_cast<qsizetype>(i)];
    }
    const std::set<int> hidden = source_.options.hidden;
    showLayers();
    showGroupings();
    group();
    if (same) {
        source_.options.hidden = hidden;
    }
    changed(!same);
}

void CompareChart::Private::changed(bool reset) {
    showControls();
    if (reset) {
        proposeLogY(false); // of other values
        plot_->showAutomatic();
    }
    plot_->changeNow(true);
}

/// Which runs have no line, because their values can't be compared with the others'.
QString CompareChart::Private::omissionText() const {
    std::map<compare::Omission, QStringList> left;
    for (std::size_t run = 0; run < source_.runs.size(); ++run) {
        compare::Omission found = compare::Omission::none;
        for (const int choice : source_.layers()) {
            const int layer = compare::layerOf(source_.runs[run], choice);
            found = std::max(found, source_.omission(run, layer));
        }
        if (found != compare::Omission::none) {
            left[found] << source_.runs[run].shownName();
        }
    }
    QStringList notes;
    for (const auto& [omission, runs] : left) {
        notes << compare::textOf(omission, runs);
    }
    return notes.join(u' ');
}

void CompareChart::Private::showNote() {
    QString note = omissionText();
    if (note.isEmpty() && plot_->isEmpty() && !source_.runs.empty()) {
        note = source_.options.x.fits(source_.options.metric)
                   ? tr("None of the shown runs has values of this metric yet.")
                   : incompatibilityText(source_.options.x.metric);
    }
    note_->setText(note);
    note_->setVisible(!note.isEmpty());
}

/// Why the drawn metric can't be plotted over a metric that is measured per step instead of per
/// epoch, or the reverse.
QString CompareChart::Private::incompatibilityText(Metric across) const {
    return compare::isPerStep(across)
               ? tr("%1 is measured per batch, %2 per epoch. The mean over an epoch's batches is "
                    "the training accuracy or loss.")
                     .arg(compare::titleOf(across),
                          compare::titleOf(source_.options.metric).toLower())
               : tr("%1 is measured per batch and can't be drawn over %2, which is measured at the "
                    "end of an epoch. Choose a metric that is measured per batch for the x axis.")
                     .arg(compare::titleOf(source_.options.metric),
                          compare::titleOf(across).toLower());
}

/// Disables the metrics over which the drawn one can't be plotted, with the reason as tool tip.
void CompareChart::Private::showHorizontals() {
    auto* items = qobject_cast<QStandardItemModel*>(x_->model());
    for (int i = 0; i < x_->count(); ++i) {
        const QVariant metric = x_->itemData(i);
        if (!metric.isValid()) {
            continue;
        }
        const compare::Horizontal x{.isMetric = true,
                                    .metric = static_cast<Metric>(metric.toInt())};
        const bool fits = x.fits(source_.options.metric);
        items->item(i)->setEnabled(fits);
        items->item(i)->setToolTip(fits ? compare::tipOf(x.metric) : incompatibilityText(x.metric));
    }
}

void CompareChart::Private::showControls() {
    showHorizontals();
    const ChartOptions& options = source_.options;
    layersField_->setVisible(compare::isPerLayer(options.metric));
    xLayerField_->setVisible(options.x.isMetric && compare::isPerLayer(options.x.metric));
    smoothing_->setVisible(compare::isPerStep(options.metric));
    const bool areGroups = std::any_of(source_.entries.begin(), source_.entries.end(),
                                       [](const Entry& entry) { return entry.runs.size() > 1; });
    setUsable(*members_, areGroups ? QString() : tr("No group has more than one run."));
    QStringList layers;
    for (const int layer : options.layers) {
        layers << (layer == curves::Options::kLastLayer ? tr("last") : QString::number(layer + 1));
    }
    const bool all = static_cast<int>(layers.size()) == mostLayers() && layers.size() > 1;
    layers_->setText(all                  ? tr("all layers")
                     : layers.size() == 1 ? layerText(*options.layers.begin())
                     : layers.size() <= 4 ? tr("layers %1").arg(layers.join(QStringLiteral(", ")))
                                          : tr("%1 layers").arg(layers.size()));
}

void CompareChart::Private::describe(PlotScene& scene) {
    ChartPlot chart(source_, view_->palette());
    scene.panels.push_back(chart.panel());
    if (!source_.options.logY && LinePanel::hasDiverged(scene.panels.back())) {
        proposeLogY(true);
        if (source_.options.logY) { // the user has not chosen
            scene.panels.back() = ChartPlot(source_, view_->palette()).panel();
        }
    }
    scene.title =
        titleOfRuns(compare::labelOf(source_.options.metric,
                                     compare::drawnQuantity(source_.options.metric, source_.runs)),
                    source_.runs);
    describeLegend(scene, chart);
}

void CompareChart::Private::describeLegend(PlotScene& scene, const ChartPlot& chart) const {
    const std::vector<int> layers = source_.layers();
    const QStringList marks = source_.endMarks();
    bool groups = false;
    for (std::size_t i = 0; i < source_.entries.size(); ++i) {
        const Entry& entry = source_.entries[i];
        scene.legend.push_back({.color = chart.colorOf(i, layers.front()),
                                .name = entry.name,
                                .shown = !source_.options.hidden.contains(static_cast<int>(i)),
                                .mark = marks[static_cast<qsizetype>(i)]});
        groups = groups || entry.runs.size() > 1;
    }
    const bool several = source_.entries.size() > 1;
    for (std::size_t i = 0; layers.size() > 1 && i < layers.size(); ++i) {
        const QColor color = several ? QColor() : chart.colorOf(0, layers[i]);
        scene.styles.push_back({layerText(layers[i]), ChartPlot::penOf(i, color), !several});
    }
    if (groups) {
        scene.figures = source_.options.x.isMetric
                            ? tr("Lines: means of groups")
                            : tr("Lines: means of groups\nBands: ± 1 sample standard deviation");
    }
}

CompareChart::CompareChart(QWidget* parent)
    : WrappingPart(parent), d_(std::make_unique<Private>(this)) {
    setObjectName(QStringLiteral("compareChart"));
}

CompareChart::~CompareChart() = default;

void CompareChart::setRuns(const std::vector<ComparedRun>& runs) {
    d_->setRuns(runs);
}

std::vector<std::pair<QString, std::vector<std::size_t>>> CompareChart::groups() const {
    std::vector<std::pair<QString, std::vector<std::size_t>>> groups;
    for (const Entry& entry : d_->source_.entries) {
        groups.emplace_back(entry.name, entry.runs);
    }
    return groups;
}

std::vector<RunCurves> CompareChart::curves() const {
    std::vector<RunCurves> curves;
    for (const Entry& entry : d_->source_.entries) {
        std::vector<const RunCurves*> members;
        for (const std::size_t run : entry.runs) {
            members.push_back(&d_->source_.runs[run]);
        }
        curves.push_back(members.size() == 1 ? *members.front()
                                             : compare::meanCurves(members, entry.name));
        curves.back().label = entry.name;
    }
    return curves;
}

QString CompareChart::grouping() const {
    return d_->groupingName();
}

bool CompareChart::exportTo(const ExportTarget& target, QString* reason) const {
    return d_->exportTo(target, reason);
}

} // namespace asge
