// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/curves/curves_view.h"

#include "widgets/common/control_states.h"
#include "widgets/common/current_layout.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/theme.h"
#include "widgets/common/untrained_note.h"
#include "widgets/curves/curves_lines.h"
#include "widgets/plot/line_plot.h"
#include "widgets/plot/line_style.h"
#include "widgets/plot/plot_controls.h"
#include "widgets/plot/plot_flow_layout.h"
#include "widgets/plot/proposed_check.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QSpinBox>
#include <QStackedLayout>
#include <QToolButton>

#include <algorithm>
#include <array>
#include <limits>
#include <span>
#include <utility>

namespace asge {

using curves::Axis;
using curves::Kind;
using curves::Options;

namespace {

constexpr std::size_t kManySteps = 50'000; // of all runs together; more take a while to lay out

/// Whether a training that diverged dropped its steps.
bool hasGoneBack(const RunCurves& run) {
    return std::any_of(run.interventions.begin(), run.interventions.end(),
                       [](const Intervention& each) { return each.kind == "nonfinite"; });
}

/// The latest accuracy of a layer on the test images; none during the first epoch.
double latestTested(const RunCurves& run, int layer) {
    const auto index = static_cast<std::size_t>(layer);
    const auto test = run.epochs.empty() ? std::vector<LayerScore>() : run.epochs.back().test();
    return index < test.size() ? test[index].accuracy : std::numeric_limits<double>::quiet_NaN();
}

} // namespace

class CurvesView::Private : public QObject {
    Q_DECLARE_TR_FUNCTIONS(asge::CurvesView)

  public:
    explicit Private(CurvesView* view);

    void setRuns(std::vector<RunCurves> runs);
    RunCurves* find(RunId id);
    /// Appends to the lines, or lays them out again if points that were drawn have changed.
    void changed(bool appendedOnly);
    void changeOptions(bool layout);
    bool showStep(std::int64_t step);
    void showEmptyText();
    std::optional<std::int64_t> pointedStep() const;
    bool exportTo(const ExportTarget& target, QString* reason) {
        return plot_->exportTo(target, csv_, reason);
    }

    CurvesView* view_;

  private:
    void makeControls(QLayout* row);
    void makeSplits(QLayout* row);
    bool describe(PlotScene& scene, const QDeadlineTimer& deadline);
    void describeLegend(PlotScene& scene) const;
    std::vector<LegendKey::Style> lineStyles() const; ///< those that are shown
    void showLayerChoice();
    void showFusionChoice();
    QCheckBox* addCheck(QLayout* row, const char* name, const QString& text, const QString& tip,
                        bool Options::*option, bool layout);
    void addCheck(QLayout* row, QCheckBox* check, const char* name, const QString& tip,
                  bool Options::*option, bool layout);
    QString untrainedLayers() const;
    bool proposeLogLoss(const std::vector<PlotPanel>& panels);

    curves::Source source_;
    curves::Lines accuracy_{curves::Quantity::accuracy};
    curves::Lines loss_{curves::Quantity::loss};
    curves::Lines trainingAccuracy_{curves::Quantity::accuracy, true};
    curves::Lines trainingLoss_{curves::Quantity::loss, true};
    std::function<QByteArray()> csv_;
    QStackedLayout* stack_;
    QLabel* empty_;
    LinePlot* plot_;
    QComboBox* layer_ = nullptr;
    QCheckBox* fusion_ = nullptr;
    ProposedCheck* logLoss_ = nullptr;
    QWidget* layerChoice_ = nullptr;
    std::optional<double> pointed_; ///< place of the cursor on the x axis, also after it has left
    bool rebuild_ = true;           ///< points that were drawn have changed
};

CurvesView::Private::Private(CurvesView* view)
    : view_(view), csv_([this] { return curves::csvOf(source_.runs); }),
      empty_(new PlainLabel(view)),
      plot_(new LinePlot(
          {QStringLiteral("curvesAccuracy"), QStringLiteral("curvesLoss"),
           QStringLiteral("curvesTrainingAccuracy"), QStringLiteral("curvesTrainingLoss")},
          [this](PlotScene& scene, const QDeadlineTimer& deadline) {
              return describe(scene, deadline);
          },
          view)) {
    empty_->setObjectName(QStringLiteral("curvesEmpty"));
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setWordWrap(true);
    empty_->setForegroundRole(QPalette::PlaceholderText);

    auto* page = new QWidget(view);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(6, 6, 6, 6);
    column->setSpacing(6);
    auto* row = new FlowLayout;
    makeControls(row);
    column->addLayout(row);
    column->addWidget(plot_, 1);

    stack_ = new CurrentLayout(view);
    stack_->addWidget(empty_);
    stack_->addWidget(page);
    connect(plot_, &LinePlot::message, view, &CurvesView::message);
    connect(plot_, &LinePlot::hiddenChanged, this, [this](const std::set<int>& entries) {
        (source_.isOne() ? source_.options.hiddenLayers : source_.options.hiddenRuns) = entries;
        changeOptions(false);
    });
    connect(plot_, &LinePlot::viewReset, this, [this] {
        if (source_.pointedOut) {
            source_.pointedOut.reset();
            plot_->changeSoon();
        }
    });
    for (const PlotCanvas* canvas : plot_->canvases()) {
        connect(canvas, &PlotCanvas::pointedAt, this,
                [this](std::optional<double> x) { pointed_ = x ? x : pointed_; });
    }
    showFusionChoice();
    showEmptyText();
}

std::optional<std::int64_t> CurvesView::Private::pointedStep() const {
    const auto step = pointed_ ? source_.stepAt(*pointed_) : std::nullopt;
    return step ? std::optional(step->step) : std::nullopt;
}

void CurvesView::Private::makeControls(QLayout* row) {
    auto* axis = new QComboBox(view_);
    axis->setObjectName(QStringLiteral("curvesAxis"));
    axis->addItems({tr("Epochs"), tr("Steps"), tr("Time")});
    axis->setToolTip(tr("The x axis of the curves"));
    axis->setAccessibleName(tr("X axis"));
    connect(axis, &QComboBox::currentIndexChanged, this, [this](int index) {
        source_.options.axis = static_cast<Axis>(index);
        plot_->showAutomatic();
        changeOptions(true);
    });
    row->addWidget(axis);
    makeSplits(row);

    row->addWidget(plot_->makeResetButton(QStringLiteral("curvesReset")));
    QToolButton* save = plot_->makeExportButton(view_, QStringLiteral("curves"), csv_);
    save->setObjectName(QStringLiteral("curvesExport"));
    row->addWidget(save);
}

void CurvesView::Private::makeSplits(QLayout* row) {
    addCheck(row, "curvesTest", tr("Test"), tr("Test images, by epoch: solid lines"),
             &Options::test, false);
    addCheck(row, "curvesTrain", tr("Train"), tr("Mean over an epoch's batches: dashed lines"),
             &Options::train, false);
    addCheck(row, "curvesValidation", tr("Validation"),
             tr("Validation images, by epoch: dotted lines"), &Options::validation, false);
    addCheck(
        row, "curvesBatches", tr("Batches"),
        tr("Each training batch before its update: thin lines, faint if smoothed lines are shown"),
        &Options::batches, false);
    QSpinBox* smoothing = makeSmoothingBox(view_, QStringLiteral("curvesSmoothing"));
    smoothing->setValue(source_.options.smoothing);
    connect(smoothing, &QSpinBox::valueChanged, this, [this](int steps) {
        source_.options.smoothing = steps;
        changeOptions(true);
    });
    row->addWidget(smoothing);
    fusion_ = addCheck(row, "curvesFusion", tr("Fusion"),
                       tr("Test accuracy of the sum of all layers' softmax outputs"),
                       &Options::fusion, false);
    addCheck(row, "curvesLast", tr("Last"), tr("Test accuracy of the last layer's prediction"),
             &Options::last, false);
    logLoss_ = new ProposedCheck(tr("Log loss"), view_);
    addCheck(row, logLoss_, "curvesLog",
             tr("Logarithmic axis for the loss. It is chosen automatically if the losses span many "
                "powers of ten"),
             &Options::logLoss, true);
    const QCheckBox* logX =
        addCheck(row, "curvesLogX", tr("Log x"), tr("Logarithmic x axis"), &Options::logX, true);
    connect(logX, &QCheckBox::toggled, plot_, &LinePlot::showAutomatic);
    layerChoice_ = new QWidget(view_);
    auto* choice = new QHBoxLayout(layerChoice_);
    choice->setContentsMargins(0, 0, 0, 0);
    auto* label = new PlainLabel(tr("Layer"), layerChoice_);
    layer_ = new QComboBox(layerChoice_);
    choice->addWidget(label);
    choice->addWidget(layer_);
    layer_->setObjectName(QStringLiteral("curvesLayer"));
    layer_->setToolTip(tr("The layer whose curves are drawn"));
    label->setBuddy(layer_);
    connect(layer_, &QComboBox::currentIndexChanged, this, [this] {
        source_.options.layer = layer_->currentData().toInt();
        changeOptions(true);
    });
    row->addWidget(layerChoice_);
}

QCheckBox* CurvesView::Private::addCheck(QLayout* row, const char* name, const QString& text,
                                         const QString& tip, bool Options::*option, bool layout) {
    auto* check = new QCheckBox(text, view_);
    addCheck(row, check, name, tip, option, layout);
    return check;
}

void CurvesView::Private::addCheck(QLayout* row, QCheckBox* check, const char* name,
                                   const QString& tip, bool Options::*option, bool layout) {
    check->setObjectName(QString::fromLatin1(name));
    check->setToolTip(tip);
    check->setChecked(source_.options.*option);
    connect(check, &QCheckBox::toggled, this, [this, option, layout](bool on) {
        source_.options.*option = on;
        changeOptions(layout);
    });
    row->addWidget(check);
}

void CurvesView::Private::setRuns(std::vector<RunCurves> runs) {
    const bool same =
        std::equal(runs.begin(), runs.end(), source_.runs.begin(), source_.runs.end(),
                   [](const RunCurves& a, const RunCurves& b) { return a.id == b.id; });
    if (!same) {
        pointed_.reset();
        source_.pointedOut.reset();
    }
    source_.runs = std::move(runs);
    source_.clocks.assign(source_.runs.size(), {});
    showLayerChoice();
    showFusionChoice();
    showEmptyText();
    if (!same) { // for the same runs, keep the zoom and what is hidden
        source_.options.hiddenLayers.clear();
        source_.options.hiddenRuns.clear();
        logLoss_->propose(false);
        source_.options.logLoss = logLoss_->isChecked();
        plot_->showAutomatic();
    }
    rebuild_ = true;
    plot_->changeSoon();
}

RunCurves* CurvesView::Private::find(RunId id) {
    const auto run = std::find_if(source_.runs.begin(), source_.runs.end(),
                                  [id](const RunCurves& r) { return r.id == id; });
    return run == source_.runs.end() ? nullptr : &*run;
}

void CurvesView::Private::changed(bool appendedOnly) {
    rebuild_ = rebuild_ || !appendedOnly;
    plot_->change();
    showEmptyText();
}

void CurvesView::Private::changeOptions(bool layout) {
    rebuild_ = rebuild_ || layout;
    plot_->changeNow(source_.steps() > kManySteps);
}

bool CurvesView::Private::showStep(std::int64_t step) {
    constexpr double kAround = 0.06; // of the x axis, on either side
    if (!source_.isOne() || source_.runs.front().steps.empty()) {
        return false;
    }
    source_.pointedOut = step;
    plot_->change();
    plot_->flush(); // so that the clocks know the run's epochs
    const RunCurves& run = source_.runs.front();
    const auto placeOf = [&](std::int64_t number) {
        const curves::StepPlace at = curves::placeAt(run, number);
        return source_.place(0, at.epoch, number, at.seconds);
    };
    const double x = placeOf(step);
    const double reach = std::max(kAround * placeOf(run.steps.back().step), 1e-6);
    const double lower = std::max(0.0, x - reach);
    if (source_.options.logX) {
        plot_->showX(x / (1 + 2 * kAround), x * (1 + 2 * kAround));
    } else {
        plot_->showX(lower, lower + 2 * reach);
    }
    return true;
}

bool CurvesView::Private::describe(PlotScene& scene, const QDeadlineTimer& deadline) {
    for (std::size_t run = 0; run < source_.runs.size(); ++run) {
        const bool moved = source_.clocks[run].update(source_.runs[run]);
        rebuild_ = rebuild_ || (moved && source_.options.axis == Axis::epochs);
    }
    const std::array quantities = {&accuracy_, &loss_, &trainingAccuracy_, &trainingLoss_};
    if (std::exchange(rebuild_, false)) {
        for (curves::Lines* lines : quantities) {
            lines->rebuild(source_);
        }
    }
    for (curves::Lines* lines : quantities) {
        if (!lines->extend(source_, deadline)) {
            return false;
        }
    }
    const std::size_t shown = source_.withOtherTraining() == nullptr ? 2 : quantities.size();
    for (const curves::Lines* lines : std::span(quantities).first(shown)) {
        scene.panels.push_back(lines->panel(source_, view_->palette()));
    }
    if (proposeLogLoss(scene.panels)) {
        rebuild_ = true;
        scene = {};
        return describe(scene, deadline);
    }
    scene.title = titleOfRuns(tr("Local accuracy and loss"), source_.runs);
    describeLegend(scene);
    return true;
}

/// A choice for the runs that are shown, and not for each drawing: the axis must not change back
/// and forth.
bool CurvesView::Private::proposeLogLoss(const std::vector<PlotPanel>& panels) {
    if (!std::any_of(panels.begin(), panels.end(), LinePanel::hasDiverged) ||
        !logLoss_->propose(true)) {
        return false;
    }
    source_.options.logLoss = true;
    return true;
}

void CurvesView::Private::showEmptyText() {
    const bool any = std::any_of(source_.runs.begin(), source_.runs.end(), [](const RunCurves& r) {
        return !r.steps.empty() || !r.epochs.empty();
    });
    if (source_.runs.empty()) {
        empty_->setText(tr(
            "The local accuracy and loss of each layer appear here.\nPress Train, or open a run."));
    } else if (!any) {
        const bool isAnyTraining =
            std::any_of(source_.runs.begin(), source_.runs.end(),
                        [](const RunCurves& run) { return isLive(run.status); });
        const bool wentBack = source_.isOne() && hasGoneBack(source_.runs.front());
        const QString name = source_.isOne() ? source_.runs.front().name : tr("Each run");
        empty_->setText(wentBack ? tr("%1 went back to its beginning, because a value was not "
                                      "finite.\nNo batch of it is kept.")
                                       .arg(name)
                        : isAnyTraining
                            ? tr("%1 has not trained a batch yet.\nIts curves appear "
                                 "here after the first one.")
                                  .arg(name)
                            : tr("%1 has ended, and no batch of it is kept.").arg(name));
    }
    stack_->setCurrentIndex(any ? 1 : 0);
}

void CurvesView::Private::showLayerChoice() {
    int layers = 0;
    for (const RunCurves& run : source_.runs) {
        layers = std::max(layers, curves::layerCount(run));
    }
    const bool several = source_.runs.size() > 1;
    layerChoice_->setVisible(several);
    const QSignalBlocker quiet(layer_);
    layer_->clear();
    layer_->addItem(tr("last"), Options::kLastLayer);
    for (int layer = 0; layer < layers; ++layer) {
        layer_->addItem(QString::number(layer + 1), layer);
    }
    layer_->setCurrentIndex(std::max(0, layer_->findData(source_.options.layer)));
    source_.options.layer = layer_->currentData().toInt();
}

/// Without readouts that learned, Fusion is no result and is not drawn.
void CurvesView::Private::showFusionChoice() {
    const bool isResult =
        source_.runs.empty() ||
        std::any_of(source_.runs.begin(), source_.runs.end(),
                    [](const RunCurves& run) { return run.scores.isTrained(kFusionPlace); });
    setUsable(*fusion_, isResult ? QString()
                                 : tr("Fusion is no result: this method trains only the last "
                                      "layer's readout"));
}

void CurvesView::Private::describeLegend(PlotScene& scene) const {
    // All numbers of a legend are of one kind: that of batches only if no run has been tested.
    const bool tested = std::any_of(source_.runs.begin(), source_.runs.end(),
                                    [](const RunCurves& run) { return !run.epochs.empty(); });
    const auto latest = [tested](const RunCurves& run, int layer) {
        return tested ? latestTested(run, layer)
                      : recentAccuracy(run, static_cast<std::size_t>(layer));
    };
    const QStringList marks = source_.endMarks();
    const auto add = [&](std::size_t run, int layer, const QString& name,
                         const QString& exportName) {
        const QString value = layer < 0 ? QString()
                              : source_.isTrained(run, layer, Kind::test)
                                  ? curves::percentText(latest(source_.runs[run], layer))
                                  : untrainedReadout();
        scene.legend.push_back({.color = source_.colorOf(run, layer, view_->palette()),
                                .name = name,
                                .value = value,
                                .shown = !source_.isHidden(run, layer),
                                .exportName = exportName,
                                .mark = marks[static_cast<qsizetype>(run)]});
    };
    if (source_.isOne()) {
        const RunCurves& run = source_.runs.front();
        for (int layer = 0; layer < curves::layerCount(run); ++layer) {
            add(0, layer, curves::layerText(run, layer), {});
        }
    } else {
        for (std::size_t i = 0; i < source_.runs.size(); ++i) {
            const QString name = source_.runs[i].shownName();
            const int layer = curves::chosenLayer(source_.runs[i], source_.options);
            add(i, layer, name,
                layer < 0 ? QString() : tr("%1, layer %2").arg(name).arg(layer + 1));
        }
    }
    const RunCurves* other = source_.withOtherTraining();
    const QString batches =
        other == nullptr
            ? tr("accuracy")
            : tr("%1 accuracy")
                  .arg(tr(std::string(other->scores.quantities(Split::train).accuracy.shortName)
                              .c_str()));
    std::size_t steps = 0;
    for (const RunCurves& run : source_.runs) {
        steps = std::max(steps, run.steps.size());
    }
    scene.figures = tested ? tr("Numbers: test accuracy after the last epoch")
                           : tr("Numbers: %1 over the %2").arg(batches, recentBatches(steps));
    scene.styles = lineStyles();
}

std::vector<LegendKey::Style> CurvesView::Private::lineStyles() const {
    const Options& options = source_.options;
    const bool smoothed = options.smoothing > 1;
    const bool batches =
        options.batches && std::any_of(source_.runs.begin(), source_.runs.end(),
                                       [](const RunCurves& run) { return !run.steps.empty(); });
    const std::tuple<bool, Kind, QString> all[] = {
        {options.test, Kind::test, tr("test, by epoch")},
        {options.train, Kind::train, tr("train, by epoch")},
        {options.validation, Kind::validation, tr("validation, by epoch")},
        {options.fusion, Kind::fusion, tr("Fusion, by epoch")},
        {options.last, Kind::last, tr("Last, by epoch")},
        {batches, Kind::batch,
         smoothed ? tr("training batches, smoothed") : tr("training batches")}};
    const bool tested = std::any_of(source_.runs.begin(), source_.runs.end(),
                                    [](const RunCurves& run) { return !run.epochs.empty(); });
    std::vector<LegendKey::Style> shown;
    for (const auto& [on, kind, text] : all) {
        if (on && (tested || kind == Kind::batch)) { // the others begin with the first epoch's end
            shown.push_back({text, curves::penOf(kind, {})});
        }
    }
    if (batches && smoothed) {
        const theme::PlotColors colors = theme::plotColors(view_->palette());
        // Not as faint as the lines, of which many lie over each other.
        constexpr double kPaleSample = 0.45;
        const QColor pale = plot::over(colors.text, colors.background, kPaleSample);
        shown.push_back({tr("single batches"), curves::penOf(Kind::batch, pale), true});
    }
    if (const QString untrained = untrainedLayers(); !untrained.isEmpty()) {
        const QColor grey = theme::plotColors(view_->palette()).faint;
        shown.push_back({untrained, curves::penOf(Kind::test, grey), true});
    }
    return shown;
}

/// What the grey lines of a single run are: their losses may leave the plot at its top, where their
/// ends have no names. Empty if none is shown.
QString CurvesView::Private::untrainedLayers() const {
    const std::size_t count = source_.isOne() ? source_.runs.front().scores.untrained : 0;
    bool isAnyShown = false;
    for (int layer = 0; layer < static_cast<int>(count); ++layer) {
        isAnyShown = isAnyShown || !source_.isHidden(0, layer);
    }
    return isAnyShown ? tr("%1: untrained readouts").arg(firstLayers(count)) : QString();
}

CurvesView::CurvesView(QWidget* parent) : QWidget(parent), d_(std::make_unique<Private>(this)) {
    setObjectName(QStringLiteral("curvesView"));
    setBackgroundRole(QPalette::Window);
}

CurvesView::~CurvesView() = default;

void CurvesView::setRuns(std::vector<RunCurves> runs) {
    d_->setRuns(std::move(runs));
}

namespace {

/// Appends the elements of `all` that `first`, its beginning, does not have. Copying all of a long
/// run at each step would take longer than drawing it.
template <typename Element>
void addRest(const std::vector<Element>& all, std::vector<Element>& first) {
    const std::size_t known = std::min(first.size(), all.size());
    first.insert(first.end(), all.begin() + static_cast<std::ptrdiff_t>(known), all.end());
}

} // namespace

void CurvesView::updateRun(const RunCurves& run) {
    if (RunCurves* shown = d_->find(run.id)) {
        const bool known = curves::layerCount(*shown) > 0;
        shown->status = run.status;
        shown->steps = run.steps;
        addRest(run.epochs, shown->epochs);
        addRest(run.interventions, shown->interventions);
        shown->pinned = run.pinned;
        d_->changed(known);
    }
}

bool CurvesView::showStep(std::int64_t step) {
    return d_->showStep(step);
}

std::optional<std::int64_t> CurvesView::pointedStep() const {
    return d_->pointedStep();
}

bool CurvesView::exportTo(const ExportTarget& target, QString* reason) const {
    return d_->exportTo(target, reason);
}

} // namespace asge
