// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/margins/margins_page.h"

#include "widgets/common/counted_text.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/style.h"
#include "widgets/common/theme.h"
#include "widgets/common/untrained_note.h"
#include "widgets/common/view_room.h"
#include "widgets/margins/margins_text.h"
#include "widgets/plot/heat_colors.h"
#include "widgets/plot/plot_export.h"
#include "widgets/plot/reset_button.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QSplitter>
#include <QToolButton>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

namespace asge {

using margins::EpochMargins;

namespace {

constexpr int kMarginsGap = 8; // pixels, between layers
constexpr int kMarginsKeyColors = 55;
constexpr int kLeastShownBins = 12; // bins that are shown on either side of zero at least
/// The part of the epochs, from those with the flattest distributions, whose peaks are below the
/// full colour: a single layer's first epoch must not make all others pale.
constexpr double kPeakQuantile = 0.9;

/// The columns in which that many layers look best, or fewer in little room. `labels` is the room
/// that the numbers of the first column need.
int marginsColumns(std::size_t layers, int width, int labels) {
    const int best = layers <= 4 ? std::max(1, static_cast<int>(layers)) : layers <= 6 ? 3 : 4;
    const int others = width - labels - MarginsPlot::kLeastWidth;
    return std::clamp(1 + others / (MarginsPlot::kLeastWidth + kMarginsGap), 1, best);
}

QString negativeText(double share) {
    return std::isnan(share) ? QStringLiteral("–")
                             : MarginsText::tr("%1 %").arg(QLocale().toString(100 * share, 'f', 2));
}

/// The line of a layer's share of negative margins over epochs, of A or of B.
QPen sharesPen(const QColor& color, bool isOther) {
    QPen pen(color, isOther ? 1.6 : 1.8);
    if (isOther) {
        pen.setDashPattern({4, 3});
        pen.setCapStyle(Qt::FlatCap);
    }
    return pen;
}

std::shared_ptr<LinePoints> sharesOf(const std::vector<EpochMargins>& history) {
    auto points = std::make_shared<LinePoints>(LinePoints::Options{});
    for (const EpochMargins& each : history) {
        points->append(each.epoch, 100 * each.negative, {each.epoch, 0});
    }
    return points;
}

QString shareAt(const std::vector<EpochMargins>& history, int epoch) {
    const auto found = std::find_if(history.begin(), history.end(),
                                    [=](const EpochMargins& each) { return each.epoch == epoch; });
    return negativeText(found == history.end() ? std::numeric_limits<double>::quiet_NaN()
                                               : found->negative);
}

/// Whether a layer's readout learns; others are drawn in grey.
bool isTrained(const RunState& run, std::size_t layer) {
    return run.curves().scores.isTrained(static_cast<Place>(layer));
}

double peakOf(const MarginCounts& counts) {
    const auto bin = std::max_element(counts.begin(), counts.end()) - counts.begin();
    return margins::fractionOf(counts, static_cast<int>(bin));
}

} // namespace

MarginsPage::MarginsPage(QWidget* parent)
    : OutcomePage(QStringLiteral("margins"), Reads::counts, Split::test, parent),
      untrained_(new UntrainedNote(QStringLiteral("marginsUntrained"), this)),
      key_(new ColorKey(this)), lines_(new PlainLabel(this)), grid_(nullptr),
      shares_(new LinePlot(
          {QStringLiteral("marginsShares")},
          [this](PlotScene& scene, const QDeadlineTimer&) { return describe(scene); }, this)),
      room_(new ViewRoom(this)) {
    makeTools();
    key_->setObjectName(QStringLiteral("marginsKey"));
    lines_->setObjectName(QStringLiteral("marginsLines"));
    lines_->setForegroundRole(QPalette::PlaceholderText);
    lines_->setWordWrap(true);                                          // the name of B may be long
    untrained_->setContentsMargins(0, style::kTight, 0, style::kTight); // within the page's margins
    body()->addWidget(untrained_);
    body()->addWidget(key_);
    body()->addWidget(lines_);
    auto* field = new QWidget(this);
    field->setMinimumWidth(1); // columns follow from its width, not its width from columns
    grid_ = new QGridLayout(field);
    grid_->setContentsMargins(0, 0, 0, 0);
    grid_->setSpacing(kMarginsGap);
    field->installEventFilter(this);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(QStringLiteral("marginsSplitter"));
    splitter->addWidget(field);
    splitter->addWidget(shares_);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 1);
    splitter->setChildrenCollapsible(false);
    splitter->setSizes({400, 200});
    body()->addWidget(splitter, 1);
    // Queued, since the page is laid out first.
    connect(room_, &ViewRoom::changed, this, &MarginsPage::fitRoom, Qt::QueuedConnection);
    connect(shares_, &LinePlot::message, this, &RunPage::message);
    connect(shares_, &LinePlot::hiddenChanged, this, [this](const std::set<int>& layers) {
        hiddenShares_ = layers;
        shares_->changeNow(false);
    });
}

void MarginsPage::makeTools() {
    addComparison({{tr("A and B"), Compared::both}, {tr("A alone"), Compared::own}});
    reset_ = new ResetButton(tr("Reset view"),
                             tr("Show everything (double click in a plot, or Home)"), this);
    reset_->setObjectName(QStringLiteral("marginsReset"));
    for (PlotCanvas* canvas : shares_->canvases()) {
        reset_->watch(canvas);
    }
    tools()->addWidget(reset_);
    QToolButton* save = makeExportButton(
        this, QStringLiteral("margins"),
        [this](const ExportTarget& target, QString* reason) { return exportTo(target, reason); },
        [this](const QString& text) { emit message(text); });
    save->setObjectName(QStringLiteral("marginsExport"));
    tools()->addWidget(save);
}

QString MarginsPage::title() const {
    return tr("Margins");
}

QString MarginsPage::promise() const {
    return tr("The margins of each layer appear here at the end of each epoch:\nby how much the "
              "logit of an image's label exceeds the largest other logit.");
}

void MarginsPage::follow(RunState& run) {
    OutcomePage::follow(run);
    connect(&run, &RunState::mapsChanged, this, &MarginsPage::drawSoon);
    connect(&run, &RunState::liveChanged, this, &MarginsPage::drawSoon);
}

void MarginsPage::showAll(const RunState& run) {
    untrained_->showRuns(&run, other());
    OutcomePage::showAll(run);
}

void MarginsPage::showOther() {
    untrained_->showRuns(run(), other());
    OutcomePage::showOther();
}

void MarginsPage::changeEvent(QEvent* event) {
    OutcomePage::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        drawSoon(); // the key and the lines of the shares have colours of the palette
    }
}

MarginsPage::Panel MarginsPage::makePanel(int layer) {
    QWidget* field = grid_->parentWidget();
    auto* widget = new QWidget(field);
    Panel panel{widget, new PlainLabel(widget), new MarginsPlot(layer, widget)};
    panel.headline->setObjectName(QStringLiteral("marginsHeadline%1").arg(layer + 1));
    panel.headline->setTextInteractionFlags(Qt::TextSelectableByMouse);
    panel.headline->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    QFont bold = panel.headline->font();
    bold.setBold(true);
    panel.headline->setFont(bold);
    auto* column = new QVBoxLayout(panel.widget);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addWidget(panel.headline);
    column->addWidget(panel.plot, 1);
    connect(panel.plot, &MarginsPlot::binClicked, this, [this, layer](int bin) {
        emit imagesRequested({split(), epoch(), layer, {}, {}, bin});
    });
    connect(panel.plot, &MarginsPlot::epochClicked, this, &MarginsPage::showEpoch);
    // All layers have one y axis, also if the user zooms one of them.
    connect(panel.plot, &PlotCanvas::zoomedToY, this, [this, layer](const QCPRange& range) {
        for (std::size_t other = 0; other < panels_.size(); ++other) {
            if (other != static_cast<std::size_t>(layer)) {
                panels_[other].plot->followY(range);
            }
        }
    });
    reset_->watch(panel.plot);
    connect(panel.plot, &PlotCanvas::zoomedToX, this, [this, layer](const QCPRange& range) {
        for (std::size_t other = 0; other < panels_.size(); ++other) {
            if (other != static_cast<std::size_t>(layer)) {
                panels_[other].plot->followX(range);
            }
        }
    });
    connect(panel.plot, &PlotCanvas::viewReset, this, [this] {
        for (const Panel& other : panels_) {
            if (other.plot->isZoomed()) {
                other.plot->resetView();
            }
        }
    });
    return panel;
}

void MarginsPage::makePanels(std::size_t layers) {
    if (panels_.size() == layers) {
        return;
    }
    for (const Panel& panel : panels_) {
        delete panel.widget;
    }
    panels_.clear();
    for (int layer = 0; layer < static_cast<int>(layers); ++layer) {
        panels_.push_back(makePanel(layer));
        panels_.back().plot->setLower(lower_);
    }
    restorePlacesOfRun();
    columns_ = 0;
    arrangePanels();
    std::vector<PlotCanvas*> plots = shares_->canvases();
    for (const Panel& panel : panels_) {
        plots.push_back(panel.plot);
    }
    linkCursors(plots);
}

/// Places the layers in as many columns as have room. Their maps are equally wide: the first column
/// is wider by the numbers of its y axes.
void MarginsPage::arrangePanels() {
    if (panels_.empty()) {
        return;
    }
    const int width = grid_->parentWidget()->width();
    const int labels = panels_.front().plot->labelRoom();
    const int columns = marginsColumns(panels_.size(), width, labels);
    const int each = std::max((width - labels - (columns - 1) * kMarginsGap) / columns, 1);
    for (int column = 0; column < grid_->columnCount() || column < columns; ++column) {
        grid_->setColumnStretch(column, column >= columns ? 0 : column == 0 ? each + labels : each);
    }
    if (std::exchange(columns_, columns) == columns) {
        return;
    }
    for (int layer = 0; layer < static_cast<int>(panels_.size()); ++layer) {
        const Panel& panel = panels_[static_cast<std::size_t>(layer)];
        panel.plot->setLabelled(layer % columns == 0);
        grid_->addWidget(panel.widget, layer / columns, layer % columns); // moves it
        panel.plot->replot(QCustomPlot::rpQueuedReplot);
    }
}

/// Makes the plots a little lower rather than let the page scroll for a few pixels.
void MarginsPage::fitRoom() {
    if (panels_.empty()) {
        return;
    }
    const int layers = static_cast<int>(panels_.size());
    const int rows = (layers + columns_ - 1) / std::max(columns_, 1) + shares_->rows();
    lower_ = room_->yieldNow(rows, lower_);
    for (const Panel& panel : panels_) {
        panel.plot->setLower(lower_);
    }
    shares_->setLower(lower_);
}

bool MarginsPage::eventFilter(QObject* watched, QEvent* event) {
    if (watched == grid_->parentWidget() && event->type() == QEvent::Resize) {
        arrangePanels();
    }
    return OutcomePage::eventFilter(watched, event);
}

MarginsPlot::Frame MarginsPage::frameOf() const {
    MarginsPlot::Frame frame;
    frame.epoch = epoch();
    std::vector<double> peaks;
    double longest = 0;
    // A layer that never learns would set a scale on which nothing is seen of those that do.
    const auto learn =
        static_cast<std::ptrdiff_t>(std::min(run()->curves().scores.untrained, history_.size()));
    const std::vector<std::vector<EpochMargins>> learning(history_.begin() + learn, history_.end());
    for (const auto& layer : learning) {
        for (const EpochMargins& each : layer) {
            peaks.push_back(peakOf(*each.counts));
            longest = each.epoch == frame.epoch ? std::max(longest, peaks.back()) : longest;
        }
    }
    if (!peaks.empty()) {
        const auto place =
            static_cast<std::ptrdiff_t>(kPeakQuantile * static_cast<double>(peaks.size() - 1));
        std::nth_element(peaks.begin(), peaks.begin() + place, peaks.end());
        frame.density = std::max(peaks[static_cast<std::size_t>(place)], 1e-6);
    }
    frame.longest = longest > 0 ? longest : 1;
    auto all = learning;
    all.insert(all.end(), otherHistory_.begin(), otherHistory_.end());
    const auto [first, end] = margins::usedBins(all);
    constexpr int kMiddle = kMarginBins / 2;
    frame.bins = {std::min(first, kMiddle - kLeastShownBins),
                  std::max(end, kMiddle + kLeastShownBins)};
    // Of layers that never learn, at least the lines are seen: their maps would look empty.
    for (auto layer = history_.begin(); layer != history_.begin() + learn; ++layer) {
        for (const EpochMargins& each : *layer) {
            const auto low = static_cast<int>(std::floor(margins::placeOf(each.quartile)));
            const auto high = static_cast<int>(std::ceil(margins::placeOf(each.upperQuartile)));
            frame.bins.first = std::clamp(low, 0, frame.bins.first);
            frame.bins.second = std::clamp(high, frame.bins.second, kMarginBins);
        }
    }
    return frame;
}

const SplitOutcomes* MarginsPage::otherMargins(QString& note) const {
    if (compared() == Compared::own) {
        return nullptr;
    }
    note = otherProblem();
    const SplitOutcomes* found = note.isEmpty() ? otherCounts()->find(split()) : nullptr;
    if (found != nullptr && found->layers() != counts(split())->layers()) {
        note = tr("%1 has %2 and A %3: the margins of layers are compared only between networks "
                  "with equally many.")
                   .arg(otherText(), countedText(found->layers(), "layer"),
                        QString::number(counts(split())->layers()));
        return nullptr;
    }
    return found;
}

/// B's margins, or those of the probe images; one entry per layer, or none.
std::vector<MarginsPlot::Outline> MarginsPage::outlinesOf(const SplitOutcomes* other) const {
    std::vector<MarginsPlot::Outline> outlines;
    if (other != nullptr) {
        for (const MarginCounts& each : other->margins) {
            outlines.push_back({each, otherPlace(), true, outlines.size() >= otherUntrained_});
        }
        return outlines;
    }
    if (run()->isLive() && run()->maps() && epoch() == run()->outcomes().back().epoch) {
        const QString name = tr("%1 probe images, step %2")
                                 .arg(QString::number(run()->maps()->samples),
                                      QLocale().toString(qlonglong{run()->maps()->step}));
        for (const MarginCounts& each : margins::probeMargins(*run()->maps(), run()->images())) {
            outlines.push_back({each, name, false, isTrained(*run(), outlines.size())});
        }
    }
    return outlines.size() == history_.size() ? outlines : std::vector<MarginsPlot::Outline>();
}

void MarginsPage::draw() {
    const SplitOutcomes* outcomes = counts(split());
    if (outcomes == nullptr) {
        return;
    }
    QString note;
    const SplitOutcomes* beside = otherMargins(note);
    setNote(note);
    history_.clear();
    otherHistory_.clear();
    otherUntrained_ = beside == nullptr ? 0 : other()->curves().scores.untrained;
    for (std::size_t layer = 0; layer < outcomes->layers(); ++layer) {
        history_.push_back(margins::layerMargins(run()->outcomes(), split(), layer));
        if (beside != nullptr) {
            otherHistory_.push_back(margins::layerMargins(other()->outcomes(), split(), layer));
        }
    }
    makePanels(history_.size());
    MarginsPlot::Frame frame = frameOf();
    const std::vector<MarginsPlot::Outline> outlines = outlinesOf(beside);
    for (const MarginsPlot::Outline& each : outlines) {
        // Those that never learned may be in one bin, beside which no other bar is seen.
        frame.longest =
            each.isTrained ? std::max(frame.longest, peakOf(each.counts)) : frame.longest;
    }
    for (std::size_t layer = 0; layer < panels_.size(); ++layer) {
        panels_[layer].plot->present(history_[layer], frame,
                                     outlines.empty() ? std::nullopt
                                                      : std::optional(outlines[layer]),
                                     isTrained(*run(), layer));
    }
    showHeadlines(*outcomes, beside);
    showKey(frame, *outcomes, outlines);
    shares_->changeSoon();
}

void MarginsPage::showHeadlines(const SplitOutcomes& shown, const SplitOutcomes* other) {
    for (std::size_t layer = 0; layer < panels_.size(); ++layer) {
        const QString number = QString::number(layer + 1);
        const QString share = negativeText(negativeShare(shown.margins[layer]));
        const auto detail = [](const MarginCounts& counts) {
            return tr("%1 of the margins are negative; median %2 nats")
                .arg(negativeText(negativeShare(counts)),
                     QLocale().toString(marginQuantile(counts, 0.5), 'f', 2));
        };
        const bool learns = isTrained(*run(), layer);
        QString text = learns ? tr("layer %1 · %2 < 0").arg(number, share)
                              : tr("layer %1 · untrained").arg(number);
        QString tip = tr("layer %1, epoch %2: %3")
                          .arg(number, QString::number(epoch()), detail(shown.margins[layer]));
        if (other != nullptr) {
            const MarginCounts& its = other->margins[layer];
            text = layer >= otherUntrained_
                       ? tr("%1\nB %2 < 0").arg(text, negativeText(negativeShare(its)))
                       : tr("%1\nB untrained").arg(text);
            tip += u'\n' + tr("%1: %2").arg(otherPlace(), detail(its));
        }
        panels_[layer].headline->setText(text);
        panels_[layer].headline->setForegroundRole(learns ? QPalette::WindowText
                                                          : QPalette::PlaceholderText);
        panels_[layer].headline->setToolTip(plain::block(tip));
    }
}

void MarginsPage::showKey(const MarginsPlot::Frame& frame, const SplitOutcomes& shown,
                          const std::vector<MarginsPlot::Outline>& outlines) {
    const theme::PlotColors colors = theme::plotColors(palette());
    const bool dark = theme::isDark(palette());
    const auto bar = [&](const QString& title, plot::HeatHue hue) {
        ColorKey::Bar made{
            title,
            QStringLiteral("0"),
            tr("≥ %1 % of images").arg(QLocale().toString(100 * frame.density, 'f', 1)),
            {}};
        for (int i = 0; i < kMarginsKeyColors; ++i) {
            made.colors.push_back(plot::heat(hue, static_cast<double>(i) / (kMarginsKeyColors - 1),
                                             colors.background, dark));
        }
        return made;
    };
    key_->setBars({bar(tr("negative, per bin"), plot::HeatHue::blue),
                   bar(tr("positive, per bin"), plot::HeatHue::orange)});
    QString text = tr("line: median · dashed: quartiles");
    if (!history_.empty() && history_.front().size() > 1) {
        text += tr(" · vertical line: epoch %1, of the histograms").arg(epoch());
    }
    if (!isTrained(*run(), 0) || otherUntrained_ > 0) {
        text += tr(" · grey: untrained readout");
    }
    std::vector<MarginCounts> histograms(shown.margins.begin(), shown.margins.end());
    for (const MarginsPlot::Outline& each : outlines) {
        histograms.push_back(each.counts);
    }
    text += margins::beyondText(histograms, frame.axisEnd(), frame.axisBins());
    if (!outlines.empty()) {
        text += tr(" · outline: %1").arg(outlines.front().name);
    }
    lines_->setText(text);
}

bool MarginsPage::describe(PlotScene& scene) const {
    scene = {};
    scene.title = tr("Negative margins, %1").arg(splitText());
    PlotPanel panel;
    panel.title = tr("Images with a negative margin, %1 (%)").arg(splitText());
    panel.x = {.measure = Measure::epochs};
    panel.y = {.measure = Measure::percent,
               .name = tr("Negative margins"),
               .label = tr("images (%)"),
               .decimals = 2};
    const bool compares = !otherHistory_.empty();
    if (compares) {
        panel.columns = {tr("A"), tr("B")};
        scene.styles = {{tr("A"), sharesPen({}, false)}, {tr("B"), sharesPen({}, true)}};
    }
    for (std::size_t layer = 0; layer < history_.size(); ++layer) {
        addShares(scene, panel, layer);
    }
    const auto epochs = history_.empty() ? 0 : history_.front().size();
    if (epoch() > 0 && epochs > 1) { // a line at the only epoch would hide its points
        panel.pointedOut = epoch();
    }
    scene.panels = {std::move(panel)};
    const int its = otherEpoch(epoch());
    scene.figures = !compares || its == epoch() ? tr("at epoch %1").arg(epoch())
                                                : tr("at epoch %1, B at %2").arg(epoch()).arg(its);
    if (std::any_of(scene.legend.begin(), scene.legend.end(),
                    [](const PlotLegend::Entry& entry) { return entry.second.isValid(); })) {
        scene.figures += u'\n' + tr("squares: A left, B right");
    }
    return true;
}

/// Adds a layer's line, that of B, and its entry in the legend.
void MarginsPage::addShares(PlotScene& scene, PlotPanel& panel, std::size_t layer) const {
    const int place = static_cast<int>(layer);
    const auto colorOf = [&](bool trained) {
        return trained ? theme::layerColor(place, static_cast<int>(history_.size()),
                                           theme::isDark(palette()))
                       : theme::plotColors(palette()).faint;
    };
    const auto textOf = [&](bool trained, const std::vector<EpochMargins>& history, int at) {
        return trained ? shareAt(history, at) : tr("untrained");
    };
    const bool learns = isTrained(*run(), layer);
    const bool otherLearns = layer >= otherUntrained_;
    PlotSeries series;
    series.name = tr("layer %1").arg(layer + 1);
    series.row = place;
    series.entry = place;
    series.color = colorOf(learns);
    series.pen = sharesPen(series.color, false);
    series.dots = 5;
    series.points = sharesOf(history_[layer]);
    series.label = QString::number(layer + 1);
    const bool shown = !hiddenShares_.contains(place);
    if (shown) {
        panel.series.push_back(series);
    }
    QString text = textOf(learns, history_[layer], epoch());
    QColor second;
    if (!otherHistory_.empty()) {
        const auto& its = otherHistory_[layer];
        text = learns || otherLearns
                   ? tr("%1, B %2").arg(text, textOf(otherLearns, its, otherEpoch(epoch())))
                   : tr("untrained readouts");
        second = learns == otherLearns ? QColor() : colorOf(otherLearns);
        series.column = 1;
        series.color = colorOf(otherLearns);
        series.pen = sharesPen(series.color, true);
        series.dots = 0;
        series.points = sharesOf(its);
        // Lines of one colour are told apart by their names.
        series.label = otherLearns ? QString() : tr("B\u00A0%1").arg(layer + 1);
        if (shown) {
            panel.series.push_back(series);
        }
    }
    scene.legend.push_back({colorOf(learns), series.name, text, shown,
                            tr("layer %1: %2").arg(layer + 1).arg(text), second});
}

} // namespace asge
