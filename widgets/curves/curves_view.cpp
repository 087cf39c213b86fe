#include "widgets/curves/curves_view.h"

#include "widgets/common/plain_text.h"
#include "widgets/common/theme.h"
#include "widgets/curves/curves_legend.h"
#include "widgets/curves/curves_plot.h"
#include "widgets/plot/plot_export.h"
#include "widgets/plot/plot_flow_layout.h"
#include "widgets/plot/plot_pacer.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QEvent>
#include <QSpinBox>
#include <QStackedLayout>
#include <QToolButton>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace asge {

using curves::Axis;
using curves::Kind;
using curves::Options;
using curves::Quantity;

namespace {

constexpr int kNarrow = 640;     // pixels; two plots side by side need more
constexpr int kGap = 8;          // between plots of an exported picture
constexpr int kExportDetail = 4; // columns that a pixel of an exported picture tells apart
constexpr std::size_t kManySteps = 50'000; // of all runs: laying them out takes a while
constexpr int kRecent = 20; // steps whose mean is a layer's latest value in the first epoch

/// Two plots side by side, one above the other where there is no room.
class PlotPair : public QWidget {
  public:
    PlotPair(QWidget* first, QWidget* second, QWidget* parent)
        : QWidget(parent), box_(new QBoxLayout(QBoxLayout::LeftToRight, this)) {
        box_->setContentsMargins(0, 0, 0, 0);
        box_->addWidget(first, 1);
        box_->addWidget(second, 1);
        setMinimumSize(300, 160);
    }

  protected:
    void resizeEvent(QResizeEvent* event) override {
        box_->setDirection(width() < kNarrow && height() > width() / 2 ? QBoxLayout::TopToBottom
                                                                       : QBoxLayout::LeftToRight);
        QWidget::resizeEvent(event);
    }

  private:
    QBoxLayout* box_;
};

/// The latest that is known of a layer: its test accuracy, or, in a run's first epoch, the mean
/// over the last few batches.
double latest(const RunCurves& run, int layer) {
    const auto index = static_cast<std::size_t>(layer);
    if (!run.epochs.empty()) {
        const auto test = run.epochs.back().test();
        return index < test.size() ? test[index].accuracy
                                   : std::numeric_limits<double>::quiet_NaN();
    }
    double sum = 0;
    int count = 0;
    for (std::size_t i = run.steps.size(); i > 0 && count < kRecent; --i) {
        const StepSeries::Step step = run.steps[i - 1];
        if (index < step.layers.size()) {
            sum += step.layers[index].accuracy;
            ++count;
        }
    }
    return count > 0 ? sum / count : std::numeric_limits<double>::quiet_NaN();
}

} // namespace

class CurvesView::Private : public QObject {
    Q_DECLARE_TR_FUNCTIONS(asge::CurvesView)

  public:
    explicit Private(CurvesView* view);

    void setRuns(std::vector<RunCurves> runs);
    RunCurves* find(RunId id);
    /// Has the lines grow or, where points already drawn have changed, laid out anew.
    void changed(bool appendedOnly);
    void changeOptions(bool layout);
    bool draw(); ///< a part of it
    bool exportTo(const QString& file, QString* reason);

    CurvesView* view_;

  private:
    void makeControls(QLayout* row);
    void makeSplits(QLayout* row);
    void connectPlot(CurvePlot& plot, CurvePlot& beside);
    bool layOut(const QDeadlineTimer& deadline);
    void showLegend();
    std::vector<LegendKey::Style> lineStyles() const; ///< those that are shown
    void showLayerChoice();
    void showEmptyText();
    void hide(int entry, bool shown);
    void showAlone(int entry);
    QCheckBox* addCheck(QLayout* row, const char* name, const QString& text, const QString& tip,
                        bool Options::*option, bool layout);
    std::vector<PlotLegendEntry> exportLegend() const;
    PlotPicture picture();

    CurvePlot::Source source_;
    PlotCanvas* accuracyCanvas_;
    PlotCanvas* lossCanvas_;
    CurvePlot accuracy_;
    CurvePlot loss_;
    QStackedLayout* stack_;
    QLabel* empty_;
    QComboBox* layer_ = nullptr;
    QWidget* layerChoice_ = nullptr;
    CurveLegend* legend_;
    bool rebuild_ = true;
    bool laidOut_ = false;          ///< the lines are what they should be
    std::vector<CurvePlot*> stale_; ///< of those the ones that have not been drawn since
    PlotPacer pacer_;
};

CurvesView::Private::Private(CurvesView* view)
    : view_(view), accuracyCanvas_(new PlotCanvas(view)), lossCanvas_(new PlotCanvas(view)),
      accuracy_(accuracyCanvas_, Quantity::accuracy), loss_(lossCanvas_, Quantity::loss),
      empty_(new PlainLabel(view)), legend_(new CurveLegend(view)),
      pacer_(view, [this] { return draw(); }) {
    accuracyCanvas_->setObjectName(QStringLiteral("curvesAccuracy"));
    lossCanvas_->setObjectName(QStringLiteral("curvesLoss"));
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
    auto* body = new QHBoxLayout;
    body->setSpacing(6);
    body->addWidget(new PlotPair(accuracyCanvas_, lossCanvas_, page), 1);
    body->addWidget(legend_);
    column->addLayout(body, 1);

    stack_ = new QStackedLayout(view);
    stack_->addWidget(empty_);
    stack_->addWidget(page);
    connectPlot(accuracy_, loss_);
    connectPlot(loss_, accuracy_);
    connect(legend_, &CurveLegend::toggled, this, &Private::hide);
    connect(legend_, &CurveLegend::aloneRequested, this, &Private::showAlone);
    showEmptyText();
}

void CurvesView::Private::makeControls(QLayout* row) {
    auto* axis = new QComboBox(view_);
    axis->setObjectName(QStringLiteral("curvesAxis"));
    axis->addItems({tr("Epochs"), tr("Steps"), tr("Time")});
    axis->setToolTip(tr("What the curves are drawn over"));
    axis->setAccessibleName(tr("Horizontal axis"));
    connect(axis, &QComboBox::currentIndexChanged, this, [this](int index) {
        source_.options.axis = static_cast<Axis>(index);
        accuracyCanvas_->resetView();
        lossCanvas_->resetView();
        changeOptions(true);
    });
    row->addWidget(axis);
    makeSplits(row);

    auto* reset = new QToolButton(view_);
    reset->setObjectName(QStringLiteral("curvesReset"));
    reset->setText(tr("Reset"));
    reset->setToolTip(tr("Show everything again (double click in a plot, or Home)"));
    reset->setFocusPolicy(Qt::StrongFocus);
    connect(reset, &QToolButton::clicked, accuracyCanvas_, &PlotCanvas::resetView);
    row->addWidget(reset);
    QToolButton* save = makeExportButton(
        view_, QStringLiteral("curves"),
        [this](const QString& file, QString* reason) { return exportTo(file, reason); },
        [this](const QString& text) { emit view_->message(text); });
    save->setObjectName(QStringLiteral("curvesExport"));
    row->addWidget(save);
}

void CurvesView::Private::makeSplits(QLayout* row) {
    addCheck(row, "curvesTest", tr("Test"), tr("Test images, by epoch: solid lines"),
             &Options::test, false);
    addCheck(row, "curvesTrain", tr("Train"), tr("Mean over an epoch's batches: dashed lines"),
             &Options::train, false);
    addCheck(row, "curvesHeldOut", tr("Held-out"),
             tr("Training images held out, by epoch: dotted lines"), &Options::heldOut, false);
    addCheck(row, "curvesBatches", tr("Batches"),
             tr("Each training batch before its update: thin lines, faint where smoothed"),
             &Options::batches, false);
    auto* smoothing = new QSpinBox(view_);
    smoothing->setObjectName(QStringLiteral("curvesSmoothing"));
    smoothing->setRange(1, 10000);
    smoothing->setValue(source_.options.smoothing);
    smoothing->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    smoothing->setPrefix(tr("smooth "));
    smoothing->setSuffix(tr(" steps"));
    smoothing->setSpecialValueText(tr("not smoothed"));
    smoothing->setKeyboardTracking(false);
    smoothing->setToolTip(
        tr("Horizon of the exponential moving average of the batches, free of the start's bias"));
    smoothing->setAccessibleName(tr("Smoothing of the batches"));
    connect(smoothing, &QSpinBox::valueChanged, this, [this](int steps) {
        source_.options.smoothing = steps;
        changeOptions(true);
    });
    row->addWidget(smoothing);
    addCheck(row, "curvesFusion", tr("Fusion"),
             tr("Test accuracy of the summed softmax of all layers"), &Options::fusion, false);
    addCheck(row, "curvesLast", tr("Last"), tr("Test accuracy of the last layer's prediction"),
             &Options::last, false);
    addCheck(row, "curvesLog", tr("Log loss"), tr("Logarithmic axis for the loss"),
             &Options::logLoss, true);
    const QCheckBox* logX = addCheck(row, "curvesLogX", tr("Log x"),
                                     tr("Logarithmic horizontal axis"), &Options::logX, true);
    connect(logX, &QCheckBox::toggled, accuracyCanvas_, &PlotCanvas::resetView);
    layerChoice_ = new QWidget(view_);
    auto* choice = new QHBoxLayout(layerChoice_);
    choice->setContentsMargins(0, 0, 0, 0);
    auto* label = new PlainLabel(tr("Layer"), layerChoice_);
    layer_ = new QComboBox(layerChoice_);
    choice->addWidget(label);
    choice->addWidget(layer_);
    layer_->setObjectName(QStringLiteral("curvesLayer"));
    layer_->setToolTip(tr("The layer whose curves are compared between the runs"));
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
    check->setObjectName(QString::fromLatin1(name));
    check->setToolTip(tip);
    check->setChecked(source_.options.*option);
    connect(check, &QCheckBox::toggled, this, [this, option, layout](bool on) {
        source_.options.*option = on;
        changeOptions(layout);
    });
    row->addWidget(check);
    return check;
}

void CurvesView::Private::connectPlot(CurvePlot& plot, CurvePlot& beside) {
    PlotCanvas* canvas = plot.canvas();
    PlotCanvas* other = beside.canvas();
    canvas->setReadout([this, &plot](double x, double) { return plot.readout(source_, x); });
    canvas->setTip([this, &plot](QPoint at) { return plot.tip(source_, at); });
    connect(canvas, &PlotCanvas::zoomedToX, other, &PlotCanvas::followX);
    connect(canvas, &PlotCanvas::viewReset, other, [other] {
        if (other->isZoomed()) {
            other->resetView();
        }
    });
    connect(canvas, &PlotCanvas::themed, this, [this] { changeOptions(true); });
}

void CurvesView::Private::setRuns(std::vector<RunCurves> runs) {
    const bool same =
        std::equal(runs.begin(), runs.end(), source_.runs.begin(), source_.runs.end(),
                   [](const RunCurves& a, const RunCurves& b) { return a.id == b.id; });
    source_.runs = std::move(runs);
    source_.clocks.assign(source_.runs.size(), {});
    showLayerChoice();
    showEmptyText();
    if (!same) { // the same runs read anew keep what someone has zoomed and hidden
        source_.options.hiddenLayers.clear();
        source_.options.hiddenRuns.clear();
        accuracyCanvas_->resetView();
        lossCanvas_->resetView();
    }
    changed(false);
    pacer_.requestSoon();
}

RunCurves* CurvesView::Private::find(RunId id) {
    const auto run = std::find_if(source_.runs.begin(), source_.runs.end(),
                                  [id](const RunCurves& r) { return r.id == id; });
    return run == source_.runs.end() ? nullptr : &*run;
}

void CurvesView::Private::changed(bool appendedOnly) {
    rebuild_ = rebuild_ || !appendedOnly;
    laidOut_ = false;
    pacer_.request();
}

void CurvesView::Private::changeOptions(bool layout) {
    changed(!layout);
    std::size_t steps = 0;
    for (const RunCurves& run : source_.runs) {
        steps += run.steps.size();
    }
    // What a person does is seen at once, unless that would hold the window.
    if (steps > kManySteps) {
        pacer_.start();
    } else {
        pacer_.flush();
    }
}

bool CurvesView::Private::layOut(const QDeadlineTimer& deadline) {
    for (std::size_t run = 0; run < source_.runs.size(); ++run) {
        const bool moved = source_.clocks[run].update(source_.runs[run]);
        rebuild_ = rebuild_ || (moved && source_.options.axis == Axis::epochs);
    }
    const std::array plots = {&accuracy_, &loss_};
    if (std::exchange(rebuild_, false)) {
        for (CurvePlot* plot : plots) {
            plot->rebuild(source_);
        }
    }
    for (CurvePlot* plot : plots) {
        if (!plot->extend(source_, deadline)) {
            return false;
        }
    }
    for (CurvePlot* plot : plots) {
        plot->arrange(source_);
    }
    stale_.assign(plots.rbegin(), plots.rend());
    return true;
}

bool CurvesView::Private::draw() {
    const QDeadlineTimer deadline(PlotPacer::kPart, Qt::PreciseTimer);
    if (!laidOut_) {
        laidOut_ = layOut(deadline);
        if (!laidOut_) {
            return true;
        }
        showLegend();
        showEmptyText();
    }
    // How long a plot takes isn't known before: it begins only early in a part.
    while (!stale_.empty() && deadline.remainingTime() > PlotPacer::kPart / 2) {
        PlotCanvas* canvas = stale_.back()->canvas();
        stale_.pop_back();
        canvas->replot(QCustomPlot::rpImmediateRefresh);
        canvas->refreshReadout();
    }
    return !stale_.empty();
}

void CurvesView::Private::showEmptyText() {
    const bool any = std::any_of(source_.runs.begin(), source_.runs.end(), [](const RunCurves& r) {
        return !r.steps.empty() || !r.epochs.empty();
    });
    if (source_.runs.empty()) {
        empty_->setText(tr("Local accuracy and loss of every layer appear here.\n"
                           "Press Train, or open a run."));
    } else if (!any) {
        empty_->setText(tr("%1 has no batch yet.\n"
                           "Its curves appear here with the first one.")
                            .arg(source_.isOne() ? source_.runs.front().name : tr("Each run")));
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

void CurvesView::Private::showLegend() {
    const bool dark = theme::isDark(view_->palette());
    std::vector<CurveLegend::Entry> entries;
    if (source_.isOne()) {
        const RunCurves& run = source_.runs.front();
        const int layers = curves::layerCount(run);
        for (int layer = 0; layer < layers; ++layer) {
            entries.push_back({theme::layerColor(layer, layers, dark),
                               curves::layerText(run, layer),
                               curves::percentText(latest(run, layer)),
                               !source_.options.hiddenLayers.contains(layer)});
        }
    } else {
        for (std::size_t i = 0; i < source_.runs.size(); ++i) {
            const RunCurves& run = source_.runs[i];
            const int layer = curves::chosenLayer(run, source_.options);
            entries.push_back({theme::runColor(static_cast<int>(i), dark), run.shownName(),
                               layer < 0 ? QString() : curves::percentText(latest(run, layer)),
                               !source_.options.hiddenRuns.contains(static_cast<int>(i))});
        }
    }
    legend_->setEntries(entries);
    const bool tested = std::any_of(source_.runs.begin(), source_.runs.end(),
                                    [](const RunCurves& run) { return !run.epochs.empty(); });
    legend_->setKey(tested ? tr("Figures: test accuracy\nafter the last epoch")
                           : tr("Figures: accuracy in\nthe last %1 batches").arg(kRecent),
                    lineStyles());
}

std::vector<LegendKey::Style> CurvesView::Private::lineStyles() const {
    const Options& options = source_.options;
    const std::pair<bool, LegendKey::Style> all[] = {
        {options.test, {Qt::SolidLine, 2, tr("test, by epoch")}},
        {options.train, {Qt::DashLine, 1.5, tr("train, by epoch")}},
        {options.heldOut, {Qt::DotLine, 1.5, tr("held-out, by epoch")}},
        {options.fusion, {Qt::DashDotLine, 1.5, tr("Fusion, by epoch")}},
        {options.last, {Qt::DashDotDotLine, 1.5, tr("Last, by epoch")}},
        {options.batches, {Qt::SolidLine, 0.6, tr("training batches")}}};
    std::vector<LegendKey::Style> shown;
    for (const auto& [on, style] : all) {
        if (on) {
            shown.push_back(style);
        }
    }
    return shown;
}

void CurvesView::Private::hide(int entry, bool shown) {
    std::set<int>& hidden =
        source_.isOne() ? source_.options.hiddenLayers : source_.options.hiddenRuns;
    if (shown) {
        hidden.erase(entry);
    } else {
        hidden.insert(entry);
    }
    changeOptions(false);
}

void CurvesView::Private::showAlone(int entry) {
    const bool one = source_.isOne();
    const int count =
        one ? curves::layerCount(source_.runs.front()) : static_cast<int>(source_.runs.size());
    std::set<int> others;
    for (int i = 0; i < count; ++i) {
        if (i != entry) {
            others.insert(i);
        }
    }
    std::set<int>& hidden = one ? source_.options.hiddenLayers : source_.options.hiddenRuns;
    // A second time on the same one brings all back.
    hidden = hidden == others ? std::set<int>{} : others;
    changeOptions(false);
}

std::vector<PlotLegendEntry> CurvesView::Private::exportLegend() const {
    const bool dark = theme::isDark(view_->palette());
    const Options& options = source_.options;
    std::vector<PlotLegendEntry> entries;
    if (source_.isOne()) {
        const RunCurves& run = source_.runs.front();
        const int layers = curves::layerCount(run);
        for (int layer = 0; layer < layers; ++layer) {
            if (!options.hiddenLayers.contains(layer)) {
                entries.push_back({theme::layerColor(layer, layers, dark), Qt::NoPen,
                                   curves::layerText(run, layer)});
            }
        }
    } else {
        for (std::size_t i = 0; i < source_.runs.size(); ++i) {
            const int layer = curves::chosenLayer(source_.runs[i], options);
            if (layer >= 0 && !options.hiddenRuns.contains(static_cast<int>(i))) {
                entries.push_back(
                    {theme::runColor(static_cast<int>(i), dark), Qt::NoPen,
                     tr("%1, layer %2")
                         .arg(source_.runs[i].shownName(), QString::number(layer + 1))});
            }
        }
    }
    const QColor text = theme::plotColors(view_->palette()).text;
    const std::pair<bool, PlotLegendEntry> styles[] = {
        {options.test, {text, Qt::SolidLine, tr("test")}},
        {options.train, {text, Qt::DashLine, tr("train")}},
        {options.heldOut, {text, Qt::DotLine, tr("held-out")}},
        {options.fusion, {text, Qt::DashDotLine, tr("Fusion")}},
        {options.last, {text, Qt::DashDotDotLine, tr("Last")}}};
    for (const auto& [shown, entry] : styles) {
        if (shown) {
            entries.push_back(entry);
        }
    }
    return entries;
}

PlotPicture CurvesView::Private::picture() {
    const QSize one = accuracyCanvas_->size().expandedTo({320, 240});
    const QFont font = view_->font();
    const theme::PlotColors colors = theme::plotColors(view_->palette());
    const std::vector<PlotLegendEntry> legend = exportLegend();
    const int width = 2 * one.width() + kGap;
    const int margin = 10;
    const int top = margin + layLegend(nullptr, {}, width - 2 * margin, font, colors.text, legend);
    QStringList names;
    for (const RunCurves& run : source_.runs) {
        names << run.name;
    }
    return {
        names.join(QStringLiteral(", ")),
        {width, top + one.height()},
        colors.background,
        [=, this](QCPPainter& painter) {
            layLegend(&painter, {margin, margin}, width - 2 * margin, font, colors.text, legend);
            painter.translate(0, top);
            accuracy_.setDetail(kExportDetail);
            loss_.setDetail(kExportDetail);
            accuracyCanvas_->toPainter(&painter, one.width(), one.height());
            painter.translate(one.width() + kGap, 0);
            lossCanvas_->toPainter(&painter, one.width(), one.height());
            accuracy_.setDetail(1);
            loss_.setDetail(1);
        }};
}

bool CurvesView::Private::exportTo(const QString& file, QString* reason) {
    pacer_.flush();
    const bool saved = exportPlot(
        file, picture(), [this] { return curves::csvOf(source_.runs); }, reason);
    // Painting a picture lays the axes out for its size.
    accuracyCanvas_->replot(QCustomPlot::rpQueuedReplot);
    lossCanvas_->replot(QCustomPlot::rpQueuedReplot);
    return saved;
}

CurvesView::CurvesView(QWidget* parent) : QWidget(parent), d_(std::make_unique<Private>(this)) {
    setObjectName(QStringLiteral("curvesView"));
    setBackgroundRole(QPalette::Window);
}

CurvesView::~CurvesView() = default;

void CurvesView::setRuns(std::vector<RunCurves> runs) {
    d_->setRuns(std::move(runs));
}

void CurvesView::addSteps(RunId id, const std::vector<StepEvent>& steps) {
    if (RunCurves* run = d_->find(id); run && !steps.empty()) {
        const bool known = curves::layerCount(*run) > 0;
        d_->changed(curves::appendSteps(*run, steps) && known);
    }
}

void CurvesView::addEpoch(RunId id, const EpochEvent& epoch) {
    if (RunCurves* run = d_->find(id)) {
        const bool known = curves::layerCount(*run) > 0;
        d_->changed(curves::addEpoch(*run, epoch) && known);
    }
}

bool CurvesView::exportTo(const QString& file, QString* reason) const {
    return d_->exportTo(file, reason);
}

void CurvesView::addIntervention(RunId id, const Intervention& intervention) {
    if (RunCurves* run = d_->find(id)) {
        run->interventions.push_back(intervention);
        d_->changed(true);
    }
}

} // namespace asge
