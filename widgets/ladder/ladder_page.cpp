// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/ladder/ladder_page.h"

#include "core/base/error.h"
#include "core/base/memory.h"
#include "core/experiment/experiment_json.h"
#include "widgets/common/column_heads.h"
#include "widgets/common/counted_text.h"
#include "widgets/common/least_splitter.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/row_copy.h"
#include "widgets/common/style.h"
#include "widgets/common/view_room.h"
#include "widgets/common/wrapping_part.h"
#include "widgets/ladder/linear_probe_control.h"
#include "widgets/plot/reset_button.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QScrollBar>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <utility>

namespace asge {

namespace {

constexpr int kCostColumns = 3;    ///< columns of costs
constexpr double kMostTable = 0.4; ///< part of the height that the table gets by itself
const QString kNoValue = QStringLiteral("–");

QString ladderAccuracy(const SplitOutcomes* split, ladder::Range range) {
    return split == nullptr
               ? kNoValue
               : QLocale().toString(100 * split->rangeAccuracy(range.from, range.to), 'f', 2);
}

/// "1.2 M (41 %)": a number and its share of that of the whole network.
QString withShare(const QString& text, std::int64_t part, std::int64_t all) {
    return all > 0
               ? LadderPage::tr("%1 (%2 %)")
                     .arg(text)
                     .arg(std::lround(100.0 * static_cast<double>(part) / static_cast<double>(all)))
               : text;
}

QString ladderBytes(std::int64_t bytes) {
    return QString::fromStdString(memoryText(static_cast<double>(bytes)))
        .replace(u'.', QLocale().decimalPoint());
}

/// The values of a run's epoch; null if its history does not have it.
const MetricValues* valuesAt(const RunState& run, int epoch) {
    const std::vector<EpochEvent>& epochs = run.curves().epochs;
    const auto found = std::find_if(epochs.begin(), epochs.end(),
                                    [=](const EpochEvent& each) { return each.epoch == epoch; });
    return found == epochs.end() ? nullptr : &found->values;
}

QString probeDetail(const MetricValues* values, std::size_t layer) {
    const auto percent = [&](Split split) {
        const std::vector<double> accuracies = ladder::probesOf(values, split);
        return layer < accuracies.size() ? QLocale().toString(100 * accuracies[layer], 'f', 2)
                                         : kNoValue;
    };
    return LadderPage::tr("validation %1 %, test %2 %, training %3 %")
        .arg(percent(Split::validation), percent(Split::test), percent(Split::train));
}

QString ladderDetail(const EpochOutcomes& outcomes, const std::vector<LayerCost>& costs,
                     ladder::Range range, bool isTrained) {
    QString text = LadderPage::tr("validation %1 %, test %2 %")
                       .arg(ladderAccuracy(outcomes.find(Split::validation), range),
                            ladderAccuracy(outcomes.find(Split::test), range));
    if (!isTrained) {
        text = LadderPage::tr("untrained readout: random draws that never learned predict %1")
                   .arg(text);
    }
    if (range.to < costs.size()) {
        const RangeCost cost = rangeCost(costs, range.from, range.to);
        text += LadderPage::tr("<br>%1 parameters, %2 multiply-adds per image, %3 of activations")
                    .arg(ladder::countText(cost.parameters), ladder::countText(cost.multiplyAdds),
                         ladderBytes(cost.activations));
    }
    return text;
}

} // namespace

LadderPage::LadderPage(QWidget* parent)
    : OutcomePage(QStringLiteral("ladder"), Reads::counts, Split::validation, parent),
      headline_(new PlainLabel(this)), plot_(new LadderPlot(this)), key_(new ColorKey(this)),
      probes_(new LinearProbeControl(this)), note_(new PlainLabel(this)), table_(makeTable()),
      top_(new WrappingPart(this)), splitter_(new LeastSplitter(Qt::Vertical, this)),
      room_(new ViewRoom(this)) {
    makeTools();
    headline_->setObjectName(QStringLiteral("ladderHeadline"));
    headline_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    headline_->setWordWrap(true);
    QFont bold = headline_->font();
    bold.setBold(true);
    headline_->setFont(bold);
    key_->setObjectName(QStringLiteral("ladderKey"));
    note_->setObjectName(QStringLiteral("ladderNote"));
    note_->setForegroundRole(QPalette::PlaceholderText);
    note_->setWordWrap(true);
    auto* column = new QVBoxLayout(top_);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(headline_);
    column->addWidget(plot_, 1);
    column->addWidget(key_);
    column->addWidget(note_);
    column->addWidget(probes_);
    splitter_->setObjectName(QStringLiteral("ladderSplitter"));
    splitter_->addWidget(top_);
    splitter_->addWidget(table_);
    splitter_->setStretchFactor(0, 1);
    splitter_->setChildrenCollapsible(false);
    splitter_->installEventFilter(this);
    table_->setMinimumHeight(leastTableHeight());
    connect(splitter_, &QSplitter::splitterMoved, this, [this] {
        isSplitByUser_ = true;
        fitRoom(); // the table may need a scroll bar again
    });
    body()->addWidget(splitter_, 1);
    connect(plot_, &PlotCanvas::themed, this, &LadderPage::showKey);
    // Queued, since the splitter is laid out first.
    connect(room_, &ViewRoom::changed, this, &LadderPage::divide, Qt::QueuedConnection);
}

void LadderPage::makeTools() {
    addComparison({{tr("B − A"), Compared::both},
                   {tr("A alone"), Compared::own},
                   {tr("B alone"), Compared::other}});
    auto* reset = new ResetButton(tr("Reset view"),
                                  tr("Show all layers (double click in the plot, or Home)"), this);
    reset->setObjectName(QStringLiteral("ladderReset"));
    reset->watch(plot_);
    tools()->addWidget(reset);
    QToolButton* save = makeExportButton(
        this, QStringLiteral("ladder"),
        [this](const ExportTarget& target, QString* reason) { return exportTo(target, reason); },
        [this](const QString& text) { emit message(text); });
    save->setObjectName(QStringLiteral("ladderExport"));
    tools()->addWidget(save);
}

QTableWidget* LadderPage::makeTable() {
    // Two lines each, so that all columns fit a view between two docks.
    const QStringList titles{tr("Prediction"),
                             tr("Layers"),
                             tr("Validation\n(%)"),
                             tr("Test\n(%)"),
                             tr("Parameters"),
                             tr("Multiply-adds\nper image"),
                             tr("Activations,\nlargest layer")};
    const QStringList tips{
        tr("Best layer and best range are chosen on validation images"),
        tr("The layers whose class probabilities are added"),
        tr("Accuracy on validation images"),
        tr("Accuracy on test images, which choose nothing"),
        tr("Weights of all layers up to the end of the range, and readouts of the range"),
        tr("Of convolutions and readouts, for one image"),
        tr("Input and output, in float32, of the layer that needs most for one image")};
    auto* table = new QTableWidget(0, static_cast<int>(titles.size()), this);
    ColumnHeads& heads = ColumnHeads::addTo(*table);
    table->setObjectName(QStringLiteral("ladderTable"));
    table->setAccessibleName(tr("Accuracy and costs of the predictions"));
    table->setHorizontalHeaderLabels(titles);
    for (int column = 0; column < table->columnCount(); ++column) {
        table->horizontalHeaderItem(column)->setToolTip(tips[column]);
    }
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setTabKeyNavigation(false);
    table->setWordWrap(false);
    table->setShowGrid(false);
    table->setAlternatingRowColors(true);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(style::rowHeight(*table));
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setMinimumSectionSize(
        table->fontMetrics().horizontalAdvance(QStringLiteral("Parameters.")));
    heads.shareRoom(*table);
    auto* rows = new RowCopy(*table, [table] { return shownTexts(*table); });
    connect(rows, &RowCopy::message, this, &RunPage::message);
    return table;
}

int LadderPage::leastTableHeight() const {
    return 5 * (table_->fontMetrics().height() + 8) + 10;
}

int LadderPage::tableHeight() const {
    return table_->horizontalHeader()->sizeHint().height() + table_->verticalHeader()->length() +
           2 * table_->frameWidth() + table_->horizontalScrollBar()->sizeHint().height();
}

/// A page that is higher than its room scrolls as a whole, so its table has all rows then.
void LadderPage::fitRoom() {
    const int least = leastTableHeight();
    const int plot = top_->minimumSizeHint().height() + splitter_->handleWidth();
    const int around = height() - splitter_->height();
    const bool scrolls = room_->isTooLowFor(around + plot + least);
    const int table = scrolls ? std::max(least, tableHeight()) : least;
    table_->setMinimumHeight(table);
    splitter_->setLeastHeight(plot + table);
    table_->setVerticalScrollBarPolicy(scrolls ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
}

/// Gives the table the height of its rows, as far as the plot keeps enough; the user may change it.
void LadderPage::divide() {
    fitRoom();
    if (isSplitByUser_) {
        return;
    }
    const int all = splitter_->height() - splitter_->handleWidth();
    const int most = static_cast<int>(kMostTable * all);
    const int rows = tableHeight() - table_->horizontalScrollBar()->sizeHint().height();
    const bool isHardlyHigher = rows <= most + table_->fontMetrics().height();
    const int table =
        isHardlyHigher ? tableHeight() : most; // a bar for a part of a row helps nothing
    splitter_->setSizes({all - table, table});
    dropNeedlessBar();
}

/// A table that lacks no more than the padding below its last text needs no scroll bar.
void LadderPage::dropNeedlessBar() {
    const int room =
        table_->height() - table_->horizontalHeader()->height() - 2 * table_->frameWidth();
    const int missing = table_->verticalHeader()->length() - room;
    const int padding = (table_->rowHeight(0) - table_->fontMetrics().height()) / 2;
    if (missing > 0 && missing <= padding) {
        table_->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    }
}

bool LadderPage::eventFilter(QObject* watched, QEvent* event) {
    if (watched == splitter_ && event->type() == QEvent::Resize) {
        // Deferred until the splitter has been laid out.
        QMetaObject::invokeMethod(this, &LadderPage::divide, Qt::QueuedConnection);
    }
    return OutcomePage::eventFilter(watched, event);
}

QVariantMap LadderPage::saveState() const {
    QVariantMap state = OutcomePage::saveState();
    if (isSplitByUser_) {
        state.insert(splitter_->objectName(), splitter_->saveState());
    }
    return state;
}

void LadderPage::restoreState(const QVariantMap& state) {
    OutcomePage::restoreState(state);
    if (splitter_->restoreState(state.value(splitter_->objectName()).toByteArray())) {
        splitter_->setChildrenCollapsible(false);
        isSplitByUser_ = true;
    }
}

QString LadderPage::title() const {
    return tr("Ladder");
}

QString LadderPage::promise() const {
    return tr("The accuracy of each range of layers appears here at the end of each epoch:\nwhat "
              "the fusion of layers 2 to 4 predicts, for example, and what it needs.");
}

void LadderPage::follow(RunState& run) {
    OutcomePage::follow(run);
    connect(&run, &RunState::valuesAdded, this, &LadderPage::drawNow);
}

void LadderPage::followOther(RunState& other) {
    OutcomePage::followOther(other);
    connect(&other, &RunState::valuesAdded, this, &LadderPage::drawNow);
}

void LadderPage::showAll(const RunState& run) {
    probes_->setRun(this->run());
    costs_ = costsOf(run);
    OutcomePage::showAll(run);
}

void LadderPage::showOther() {
    otherCosts_ = other() == nullptr ? Costs() : costsOf(*other());
    OutcomePage::showOther();
}

/// The costs follow from the experiment and the size of the images.
LadderPage::Costs LadderPage::costsOf(const RunState& run) {
    Costs costs;
    try {
        const Experiment experiment = parseExperiment(run.experimentJson(), "run");
        const ProbeImages& images = run.images();
        const ImageSize size = images.channels > 0
                                   ? ImageSize{images.channels, images.height, images.width}
                                   : imageSize(experiment.data);
        costs.layers = layerCosts(experiment, size, static_cast<int>(run.classNames().size()));
    } catch (const BadInput& error) {
        costs.problem = plain::line(std::string(error.what()));
    }
    if (costs.layers.size() != run.curves().layers.size()) {
        costs.layers.clear();
    }
    return costs;
}

LadderPage::Shown LadderPage::otherShown(QString& note) const {
    if (compared() == Compared::own) {
        return {};
    }
    note = otherProblem();
    return {note.isEmpty() ? otherCounts() : nullptr, &otherCosts_,
            other() == nullptr ? 0 : other()->curves().scores.untrained,
            other() == nullptr ? nullptr : valuesAt(*other(), otherEpoch(epoch())), tr("B")};
}

LadderPlot::Content LadderPage::contentOf(const Shown& shown) const {
    const SplitOutcomes& counts = *shown.outcomes->find(split());
    LadderPlot::Content content;
    content.layers = counts.layers();
    content.untrained = shown.untrained;
    content.choices = ladder::choicesOf(*shown.outcomes, shown.untrained);
    std::erase_if(content.choices, [&](const ladder::Choice& choice) {
        return choice.range.from < shown.untrained;
    });
    const SplitOutcomes* validation = shown.outcomes->find(Split::validation);
    if (validation != nullptr && shown.untrained == 0) {
        content.addsNothing = ladder::addsNothing(*validation);
    }
    for (std::size_t from = 0; from < content.layers; ++from) {
        for (std::size_t to = from; to < content.layers; ++to) {
            content.accuracies.push_back(counts.rangeAccuracy(from, to));
            content.details.push_back(ladderDetail(*shown.outcomes, shown.costs->layers, {from, to},
                                                   from >= shown.untrained));
        }
    }
    content.probes = ladder::probesOf(shown.values, split());
    content.probes.resize(std::min(content.probes.size(), content.layers));
    for (std::size_t layer = 0; layer < content.probes.size(); ++layer) {
        content.probeDetails.push_back(probeDetail(shown.values, layer));
    }
    return content;
}

/// B − A. The outlines are those of the predictions of A.
LadderPlot::Content LadderPage::differenceOf(const Shown& own, const Shown& other) const {
    LadderPlot::Content content = contentOf(own);
    const LadderPlot::Content its = contentOf(other);
    content.difference = true;
    content.untrained = std::max(content.untrained, its.untrained);
    content.addsNothing.clear();
    for (std::size_t i = 0; i < content.accuracies.size(); ++i) {
        content.accuracies[i] = its.accuracies[i] - content.accuracies[i];
        content.details[i] = tr("A: %1<br>B: %2").arg(content.details[i], its.details[i]);
    }
    content.probes.resize(std::min(content.probes.size(), its.probes.size()));
    for (std::size_t i = 0; i < content.probes.size(); ++i) {
        content.probes[i] = its.probes[i] - content.probes[i];
        content.probeDetails[i] =
            tr("A: %1<br>B: %2").arg(content.probeDetails[i], its.probeDetails[i]);
    }
    return content;
}

void LadderPage::draw() {
    const SplitOutcomes* counted = counts(split());
    if (counted == nullptr) {
        return;
    }
    QString note;
    const Shown beside = otherShown(note);
    const bool hasBoth = beside.outcomes != nullptr;
    const Shown own{counts(), &costs_, run()->curves().scores.untrained, valuesAt(*run(), epoch()),
                    hasBoth ? tr("A") : QString()};
    const bool showsOther = hasBoth && compared() == Compared::other;
    bool subtracts = hasBoth && compared() == Compared::both;
    if (subtracts && beside.outcomes->find(split())->layers() != counted->layers()) {
        subtracts = false;
        note = tr("%1 has %2 and A %3: only ranges of networks with equally many can be "
                  "subtracted. The matrix shows A, the table both.")
                   .arg(otherText(), countedText(beside.outcomes->find(split())->layers(), "layer"),
                        QString::number(counted->layers()));
    }
    setNote(note);
    LadderPlot::Content content = subtracts    ? differenceOf(own, beside)
                                  : showsOther ? contentOf(beside)
                                               : contentOf(own);
    const QString place = showsOther ? otherPlace()
                          : hasBoth  ? ownPlace()
                                     : tr("epoch %1").arg(QLocale().toString(epoch()));
    headline_->setText(
        subtracts ? tr("Accuracy of every range of layers, B − A (percentage points), %1\n%2 · %3")
                        .arg(splitText(), ownPlace(), otherPlace())
                  : tr("Accuracy of every range of layers (%), %1, %2").arg(splitText(), place));
    showNotes(showsOther ? beside : own, content);
    plot_->present(std::move(content));
    showKey();
    fillTable(showsOther ? std::vector{beside}
              : hasBoth  ? std::vector{own, beside}
                         : std::vector{own});
}

void LadderPage::showKey() {
    std::vector<ColorKey::Bar> bars{plot_->keyBar()};
    for (ColorKey::Bar& each : plot_->outlineKeys()) {
        bars.push_back(std::move(each));
    }
    key_->setBars(std::move(bars));
}

void LadderPage::showNotes(const Shown& shown, const LadderPlot::Content& content) {
    const bool marked = std::find(content.addsNothing.begin(), content.addsNothing.end(), true) !=
                        content.addsNothing.end();
    QStringList notes;
    if (content.difference) {
        notes << tr("The outlined ranges are those of A.");
    }
    if (marked) {
        notes << tr("✕ adds nothing: no range that ends at this layer is more accurate on "
                    "validation images than the best one that ends before it.");
    }
    if (content.untrained > 0) {
        notes << tr("Hatched: untrained readouts. The method trains only the last layer's readout; "
                    "those of earlier layers are random draws, so their accuracies, and Fusion, "
                    "are no results.");
        if (content.probes.empty()) {
            notes << tr("Train linear probes to see what these layers' features are worth.");
        }
    } else if (shown.outcomes->find(Split::validation) == nullptr) {
        notes << tr("Without validation images no best layer and no best range is chosen.");
    }
    if (!content.probes.empty()) {
        notes << tr("◆ linear probe (trained on frozen features).");
    } else if (const QString text = probeNote(shown); !text.isEmpty()) {
        notes << text;
    }
    if (shown.costs->layers.size() != content.layers) {
        notes << (shown.costs->problem.isEmpty()
                      ? tr("The costs are not known.")
                      : tr("The costs are not known: %1.").arg(shown.costs->problem));
    }
    note_->setText(notes.join(u' '));
    note_->setVisible(!notes.isEmpty());
}

QStringList LadderPage::rowOf(const Shown& shown, const ladder::Choice& choice) const {
    const QString name = ladder::nameOf(choice.kind);
    const bool isTrained = choice.range.from >= shown.untrained;
    const auto accuracy = [&](Split split) {
        return ladderAccuracy(isTrained ? shown.outcomes->find(split) : nullptr, choice.range);
    };
    QStringList texts{shown.mark.isEmpty() ? name : tr("%1 · %2").arg(shown.mark, name),
                      ladder::rangeText(choice.range), accuracy(Split::validation),
                      accuracy(Split::test)};
    return texts << costsTexts(shown, choice.range);
}

/// The epochs with linear probes, for a run that has none at the shown one.
QString LadderPage::probeNote(const Shown& shown) const {
    const RunState& owner = shown.costs == &otherCosts_ ? *other() : *run();
    QStringList epochs;
    for (const EpochEvent& each : owner.curves().epochs) {
        if (each.values.layers(linearProbeMetric(), Split::test) > 0) {
            epochs << QLocale().toString(each.epoch);
        }
    }
    return epochs.isEmpty()
               ? QString()
               : tr("Linear probes: at epoch %1.").arg(epochs.join(QStringLiteral(", ")));
}

QStringList LadderPage::probeRowOf(const Shown& shown, std::size_t layer) const {
    const auto accuracy = [&](Split split) {
        const std::vector<double> found = ladder::probesOf(shown.values, split);
        return layer < found.size() ? QLocale().toString(100 * found[layer], 'f', 2) : kNoValue;
    };
    const QString name = tr("◆ Linear probe");
    QStringList texts{shown.mark.isEmpty() ? name : tr("%1 · %2").arg(shown.mark, name),
                      ladder::rangeText({layer, layer}), accuracy(Split::validation),
                      accuracy(Split::test)};
    return texts << costsTexts(shown, {layer, layer});
}

QStringList LadderPage::costsTexts(const Shown& shown, ladder::Range range) const {
    const std::vector<LayerCost>& costs = shown.costs->layers;
    if (range.to >= costs.size()) {
        return QStringList(kCostColumns, kNoValue);
    }
    const RangeCost cost = rangeCost(costs, range.from, range.to);
    const RangeCost all = rangeCost(costs, 0, costs.size() - 1);
    return QStringList()
           << withShare(ladder::countText(cost.parameters), cost.parameters, all.parameters)
           << withShare(ladder::countText(cost.multiplyAdds), cost.multiplyAdds, all.multiplyAdds)
           << withShare(ladderBytes(cost.activations), cost.activations, all.activations);
}

void LadderPage::fillTable(const std::vector<Shown>& runs) {
    std::vector<QStringList> rows;
    for (const Shown& each : runs) {
        for (const ladder::Choice& choice : ladder::choicesOf(*each.outcomes, each.untrained)) {
            rows.push_back(rowOf(each, choice));
        }
        const std::size_t probes = ladder::probesOf(each.values, split()).size();
        for (std::size_t layer = 0; layer < probes; ++layer) {
            rows.push_back(probeRowOf(each, layer));
        }
    }
    table_->setRowCount(static_cast<int>(rows.size()));
    for (int row = 0; row < table_->rowCount(); ++row) {
        const QStringList& texts = rows[static_cast<std::size_t>(row)];
        for (int column = 0; column < texts.size(); ++column) {
            auto* item = new QTableWidgetItem(texts[column]); // the table owns it
            if (column >= 2) {
                item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            }
            table_->setItem(row, column, item);
        }
    }
    divide();
}

QByteArray LadderPage::csv() const {
    QString note;
    const Shown beside = otherShown(note);
    const ladder::Measured own{counts(), &costs_.layers, run()->curves().scores.untrained,
                               valuesAt(*run(), epoch()), run()->id()};
    const ladder::Measured ofB{beside.outcomes, &otherCosts_.layers, beside.untrained,
                               beside.values, other() != nullptr ? other()->id() : 0};
    return ladder::csvOf(own, beside.outcomes == nullptr ? nullptr : &ofB);
}

} // namespace asge
