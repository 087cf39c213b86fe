// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/confusion/confusion_page.h"

#include "widgets/common/bounded_box.h"
#include "widgets/common/control_states.h"
#include "widgets/common/counted_text.h"
#include "widgets/common/labelled_field.h"
#include "widgets/common/least_splitter.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/scorer_choice.h"
#include "widgets/common/style.h"
#include "widgets/common/untrained_note.h"
#include "widgets/common/view_room.h"
#include "widgets/common/wrapping_part.h"
#include "widgets/confusion/confusion_order.h"
#include "widgets/confusion/confusion_readout.h"
#include "widgets/confusion/confusion_text.h"
#include "widgets/plot/reset_button.h"

#include <QComboBox>
#include <QLabel>
#include <QLocale>
#include <QSignalBlocker>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <type_traits>

namespace asge {

using confusion::Matrix;
using confusion::Values;

namespace {

constexpr int kBesideWidth = 560;  ///< pixels; the list is below the matrix in a narrower page
constexpr int kBesideHeight = 320; ///< pixels, the least height of the matrix
constexpr int kBelowHeight = 360;  ///< the same above the list
// rows of the choice of values
constexpr int kCountsRow = 0;
constexpr int kFractionsRow = 1;
// what the choice of the scorer keeps; layers are "layer 1", …
const QString kFusionKey = QStringLiteral("fusion");
const QString kLastKey = QStringLiteral("last");
const QString kBestKey = QStringLiteral("best");

/// The layer with the highest accuracy on validation images; -1 if there are none. It is chosen as
/// the prediction Best is: of equals the first.
int bestLayerOf(const EpochOutcomes& outcomes) {
    const SplitOutcomes* validation = outcomes.find(Split::validation);
    int best = -1;
    std::int64_t most = -1;
    for (std::size_t layer = 0; validation != nullptr && layer < validation->layers(); ++layer) {
        const std::int64_t correct =
            validation->rangeCorrect[rangeIndex(layer, layer, validation->layers())];
        if (correct > most) {
            most = correct;
            best = static_cast<int>(layer);
        }
    }
    return best;
}

/// The confusions of a split and scorer; null if there are none.
const Confusion* confusionOf(const EpochOutcomes& outcomes, Split split, int scorer) {
    const SplitOutcomes* found = outcomes.find(split);
    return found != nullptr && found->confusions && scorer >= 0 &&
                   static_cast<std::size_t>(scorer) < found->confusions->size()
               ? &(*found->confusions)[static_cast<std::size_t>(scorer)]
               : nullptr;
}

std::int64_t imagesOf(const Confusion& confusion) {
    return std::accumulate(
        confusion.begin(), confusion.end(), std::int64_t{0},
        [](std::int64_t sum, const ConfusionCell& cell) { return sum + cell.count; });
}

int classesOf(const Confusion& confusion, std::size_t names) {
    int classes = static_cast<int>(names);
    for (const ConfusionCell& cell : confusion) {
        classes = std::max({classes, cell.label + 1, cell.predicted + 1});
    }
    return classes;
}

QString confusionAccuracy(std::int64_t correct, std::int64_t images) {
    const QLocale locale;
    return ConfusionText::tr("%1 % (%2 of %3)")
        .arg(locale.toString(100.0 * static_cast<double>(correct) /
                                 static_cast<double>(std::max<std::int64_t>(images, 1)),
                             'f', 2),
             locale.toString(qlonglong{correct}), locale.toString(qlonglong{images}))
        .replace(u' ', QChar::Nbsp); // a line does not end within it
}

} // namespace

ConfusionPage::ConfusionPage(QWidget* parent)
    : OutcomePage(QStringLiteral("confusion"), Reads::confusions, Split::test, parent),
      untrained_(new UntrainedNote(QStringLiteral("confusionUntrained"), this)),
      headline_(new PlainLabel(this)), merge_(new PlainLabel(this)), plot_(new ConfusionPlot(this)),
      key_(new ColorKey(this)), matrix_(new WrappingPart(this)),
      splitter_(new LeastSplitter(Qt::Horizontal, this)), room_(new ViewRoom(this)) {
    makeTools();
    headline_->setObjectName(QStringLiteral("confusionHeadline"));
    headline_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    headline_->setWordWrap(true);
    merge_->setObjectName(QStringLiteral("confusionMerge"));
    merge_->setWordWrap(true);
    style::setFaint(*merge_);
    merge_->hide();
    key_->setObjectName(QStringLiteral("confusionKey"));
    auto* column = new QVBoxLayout(matrix_);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(plot_, 1);
    column->addWidget(key_);
    splitter_->setObjectName(QStringLiteral("confusionSplitter"));
    splitter_->addWidget(matrix_);
    splitter_->addWidget(makeList());
    splitter_->setStretchFactor(0, 7);
    splitter_->setStretchFactor(1, 3);
    splitter_->setChildrenCollapsible(false);
    body()->addWidget(untrained_);
    body()->addWidget(headline_); // above the list, too, so that it seldom needs a second line
    body()->addWidget(merge_);
    body()->addWidget(splitter_, 1);
    connect(splitter_, &QSplitter::splitterMoved, this, [this] { divides_ = false; });
    // Queued, since the splitter is laid out first.
    connect(room_, &ViewRoom::changed, this, &ConfusionPage::arrange, Qt::QueuedConnection);
    connect(plot_, &ConfusionPlot::cellClicked, this, &ConfusionPage::request);
    connect(plot_, &ConfusionPlot::keyChanged, this, &ConfusionPage::showKey);
    connect(plot_, &PlotCanvas::themed, this, &ConfusionPage::showKey);
    showNone();
}

/// Puts the list beside the matrix, or below it if there is no room. There the page scrolls as a
/// whole, and the list has all its rows.
void ConfusionPage::arrange() {
    const auto room = room_->viewport();
    const int around = height() - splitter_->height();
    const int beside = besideHeight();
    const bool below =
        room && (room->width() < kBesideWidth || room_->isTooLowFor(around + beside));
    splitter_->setOrientation(below ? Qt::Vertical : Qt::Horizontal);
    plot_->setLeastHeight(below ? kBelowHeight : kBesideHeight);
    list_->setMinimumHeight(below ? listHeight() : 0);
    list_->setVerticalScrollBarPolicy(below ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
    const int matrix = matrix_->minimumSizeHint().height();
    splitter_->setLeastHeight(below ? matrix + splitter_->handleWidth() + listHeight() : matrix);
    fitNames();
    divide();
}

/// The least height of the matrix and its key, which has more lines beside the list than above it.
int ConfusionPage::besideHeight() const {
    const int wide = width() - list_->minimumWidth() - splitter_->handleWidth();
    const int lines = std::max(key_->heightForWidth(wide) - key_->height(), 0);
    return kBesideHeight + matrix_->minimumSizeHint().height() - plot_->minimumSizeHint().height() +
           lines;
}

template <class Box>
Box* ConfusionPage::addChoice(const QString& name, const QString& label, const QString& tip,
                              const std::vector<std::pair<QString, QString>>& choices) {
    auto* box = new Box(this);
    box->setObjectName(name);
    box->setAccessibleName(label);
    if constexpr (std::is_same_v<Box, BoundedBox>) {
        box->setHelp(tip);
    } else {
        box->setToolTip(tip);
    }
    for (const auto& [text, data] : choices) {
        box->addItem(text, data);
    }
    connect(box, &QComboBox::currentIndexChanged, this, [this, box](int row) {
        chosenValues_ = box == values_ ? row : chosenValues_;
        drawNow();
    });
    addLabelledField(tools(), label, box, this);
    return box;
}

void ConfusionPage::makeTools() {
    scorer_ = addChoice<QComboBox>(
        QStringLiteral("confusionScorer"), tr("Predicted by"),
        tr("Last: the last layer. Fusion: the sum of all layers' probabilities. "
           "Best layer (by validation): the layer with the highest validation accuracy"),
        {});
    listScorers({}, 0);
    values_ =
        addChoice<BoundedBox>(QStringLiteral("confusionValues"), tr("Values"),
                              tr("Numbers of images, or percent of the images of a label (a row)"),
                              {{tr("Counts"), QStringLiteral("counts")},
                               {tr("Percent of label"), QStringLiteral("fractions")}});
    limitValues(false);
    order_ = addChoice<BoundedBox>(
        QStringLiteral("confusionOrder"), tr("Order"),
        tr("By similarity: classes that are confused with each other are neighbours "
           "(average linkage)"),
        {{tr("Classes"), QStringLiteral("class")},
         {tr("Similarity"), QStringLiteral("similarity")}});
    colors_ = addChoice<BoundedBox>(
        QStringLiteral("confusionColors"), tr("Colours"),
        tr("Correct predictions outnumber errors by far. Separate scales, or a "
           "logarithmic one, make errors visible"),
        {{tr("Errors apart"), QStringLiteral("apart")},
         {tr("Logarithmic"), QStringLiteral("logarithmic")},
         {tr("Linear"), QStringLiteral("linear")}});
    addComparison({{tr("B − A"), Compared::both}, {tr("A alone"), Compared::own}});
    auto* reset = new ResetButton(tr("Reset view"), tr("Show all classes (Home)"), this);
    reset->setObjectName(QStringLiteral("confusionReset"));
    reset->watch(plot_);
    tools()->addWidget(reset);
    QToolButton* save = makeExportButton(
        this, QStringLiteral("confusion"),
        [this](const ExportTarget& target, QString* reason) { return exportTo(target, reason); },
        [this](const QString& text) { emit message(text); });
    save->setObjectName(QStringLiteral("confusionExport"));
    tools()->addWidget(save);
}

QString ConfusionPage::title() const {
    return tr("Confusion");
}

QString ConfusionPage::promise() const {
    return tr("The confusion matrix of each layer and prediction appears here at the end of each "
              "epoch:\nwhich classes are taken for which others.");
}

/// Lists the predictions and that many layers; the choice stays if it is still there.
void ConfusionPage::listScorers(const ScoreFacts& facts, std::size_t layers) {
    const QSignalBlocker quiet(scorer_);
    const QVariant before =
        wantedScorer_.isEmpty() ? scorer_->currentData() : QVariant(wantedScorer_);
    scorer_->clear();
    QStringList trained;
    const auto add = [&](const QString& name, Place place, const QString& key) {
        addScorer(*scorer_, name, place, key);
        if (facts.isTrained(place)) {
            trained << key;
        }
    };
    add(tr("Fusion"), kFusionPlace, kFusionKey);
    add(tr("Last"), kLastPlace, kLastKey);
    add(tr("Best layer"), kBestPlace, kBestKey);
    for (std::size_t layer = 1; layer <= layers; ++layer) {
        add(tr("Layer %1").arg(layer), static_cast<Place>(layer - 1),
            QStringLiteral("layer %1").arg(layer));
    }
    nameScorers(*scorer_, run(), other());
    const auto exists = [this](const QVariant& key) { return scorer_->findData(key) >= 0; };
    const QVariant chosen =
        choice_.forRun(exists(before) ? before : QVariant(),
                       facts.mainPlace() == kFusionPlace ? kFusionKey : kLastKey,
                       [&](const QVariant& key) { return trained.contains(key.toString()); });
    scorer_->setCurrentIndex(std::max(scorer_->findData(chosen), 0));
    if (exists(before)) {
        wantedScorer_.clear();
    }
}

bool ConfusionPage::isTrained(const RunState& run) const {
    return run.curves().scores.isTrained(chosenPlace(*scorer_));
}

std::pair<int, QString> ConfusionPage::scorerOf(const EpochOutcomes& outcomes) const {
    const SplitOutcomes* any = outcomes.find(split());
    const int layers = any == nullptr ? 0 : static_cast<int>(any->layers());
    const QString chosen = scorer_->currentData().toString();
    if (layers == 0) {
        return {-1, {}};
    }
    if (chosen == kFusionKey) {
        return {layers, tr("Fusion")};
    }
    if (chosen == kLastKey) {
        return {layers - 1, tr("Last (layer %1)").arg(layers)};
    }
    if (chosen == kBestKey) {
        const int best = bestLayerOf(outcomes);
        return {best, tr("Best layer (layer %1, by validation)").arg(best + 1)};
    }
    const int layer = chosen.section(u' ', -1).toInt();
    return {layer <= layers ? layer - 1 : -1, tr("Layer %1").arg(layer)};
}

void ConfusionPage::showAll(const RunState& run) {
    listScorers(run.curves().scores, run.curves().layers.size());
    untrained_->showRuns(&run, other());
    OutcomePage::showAll(run);
}

void ConfusionPage::showOther() {
    nameScorers(*scorer_, run(), other());
    untrained_->showRuns(run(), other());
    OutcomePage::showOther();
}

void ConfusionPage::showNone() {
    showNothing({});
    OutcomePage::showNone();
}

void ConfusionPage::showNothing(const QString& text) {
    shownScorer_ = -1;
    setNote({});
    limitValues(false);
    showHeadline(text, true);
    plot_->present(std::make_shared<const Matrix>(), {}, ConfusionColors::errorsApart);
    merge_->hide();
    key_->setBars({});
    list_->setRowCount(0);
}

const Confusion* ConfusionPage::otherConfusion(QString& note) const {
    if (compared() == Compared::own) {
        return nullptr;
    }
    note = otherProblem();
    if (!note.isEmpty()) {
        return nullptr;
    }
    if (other()->classNames() != run()->classNames()) {
        note = tr("A is shown alone: %1 has other classes, so the two can't be compared.")
                   .arg(otherText());
        return nullptr;
    }
    const Confusion* found =
        confusionOf(*otherConfusions(), split(), scorerOf(*otherConfusions()).first);
    if (found == nullptr) {
        note = tr("%1 has no confusions of '%2'.").arg(otherText(), scorer_->currentText());
        return nullptr;
    }
    note = untrainedText();
    return note.isEmpty() ? found : nullptr;
}

/// Why no difference is shown: that to the predictions of a random draw is no result.
QString ConfusionPage::untrainedText() const {
    const bool ofA = isTrained(*run());
    const bool ofB = isTrained(*other());
    if (ofA && ofB) {
        return {};
    }
    const QString whose = ofA ? otherText() : ofB ? tr("A") : tr("A and of %1").arg(otherText());
    return tr("A is shown alone: '%1' is an untrained readout of %2, so a difference would be no "
              "result.")
        .arg(scorerOf(*otherConfusions()).second, whose);
}

/// Only results are emphasised.
void ConfusionPage::showHeadline(const QString& text, bool isResult) {
    QFont font = headline_->font();
    font.setBold(isResult);
    headline_->setFont(font);
    headline_->setForegroundRole(isResult ? QPalette::WindowText : QPalette::PlaceholderText);
    headline_->setText(text);
}

/// What the colours and the cells mean at the current zoom.
void ConfusionPage::showKey() {
    key_->setBars(plot_->keyBars());
    merge_->setText(plot_->mergeText());
    merge_->setVisible(!merge_->text().isEmpty());
}

/// "Fusion · test images · epoch 3: accuracy 87.20 % (8,720 of 10,000)"; of a difference, a line
/// each for A and B.
QString ConfusionPage::headlineOf(const Matrix& matrix) const {
    const QString accuracy = confusionAccuracy(matrix.correct(), matrix.images());
    if (!matrix.isDifference()) {
        return tr("%1 · %2 · epoch %3: accuracy %4")
            .arg(shownName_, splitText(), QLocale().toString(epoch()), accuracy);
    }
    const QString its = scorerOf(*otherConfusions()).second;
    const QString place = its == shownName_ ? otherPlace() : tr("%1 · %2").arg(otherPlace(), its);
    const QString text = tr("%1 · %2 · %3: accuracy %4\n%5: accuracy %6")
                             .arg(ownPlace(), shownName_, splitText(), accuracy, place,
                                  confusionAccuracy(matrix.otherCorrect(), matrix.otherImages()));
    return matrix.values() == Values::fractions ? tr("B − A in percent of the label") + u'\n' + text
                                                : text;
}

/// Of different numbers of images only the fractions can be compared.
void ConfusionPage::limitValues(bool onlyFractions) {
    const QSignalBlocker quiet(values_);
    values_->setCurrentIndex(onlyFractions ? kFractionsRow : chosenValues_);
    values_->updateGeometry(); // it has not heard of the other text
    setUsable(*values_, onlyFractions ? tr("A and B have different numbers of images: only percent "
                                           "of the label can be compared")
                                      : QString());
}

void ConfusionPage::draw() {
    const EpochOutcomes* outcomes = confusions();
    if (outcomes == nullptr) {
        showNothing(tr("The store has no confusions of epoch %1").arg(epoch()));
        return;
    }
    const auto [scorer, name] = scorerOf(*outcomes);
    const Confusion* own = confusionOf(*outcomes, split(), scorer);
    if (own == nullptr) {
        showNothing(
            scorer < 0 && bestLayerOf(*outcomes) < 0
                ? tr("The best layer is chosen on validation images, which this run does not have")
                : tr("Epoch %1 has no confusions of this layer").arg(epoch()));
        return;
    }
    QString note;
    const Confusion* other = otherConfusion(note);
    int classes = classesOf(*own, run()->classNames().size());
    if (other != nullptr) {
        classes = classesOf(*other, static_cast<std::size_t>(classes));
    }
    std::vector<int> order(static_cast<std::size_t>(classes));
    std::iota(order.begin(), order.end(), 0);
    if (order_->currentIndex() == 1) {
        order = confusion::similarityOrder(*own, classes);
    }
    const bool isUneven = other != nullptr && imagesOf(*own) != imagesOf(*other);
    limitValues(isUneven);
    const auto matrix = std::make_shared<const Matrix>(
        *own, other, classes, std::move(order),
        values_->currentIndex() == kCountsRow ? Values::counts : Values::fractions);
    shownScorer_ = scorer;
    const bool isResult = isTrained(*run());
    shownName_ = isResult ? name : withoutTraining(name);
    showHeadline(headlineOf(*matrix), isResult);
    if (isUneven) {
        note = tr("A has %1 and B %2, so the differences are in percent of the label.")
                   .arg(countedText(matrix->images(), "image"),
                        countedText(matrix->otherImages(), "image"));
    }
    if (other != nullptr && *other == *own) {
        note = tr("A and B predict the same: all differences are 0.");
    }
    setNote(note);
    plot_->present(matrix, run()->classNames(),
                   static_cast<ConfusionColors>(colors_->currentIndex()), isResult);
    showKey();
    fillList();
}

void ConfusionPage::request(int label, int predicted) {
    if (shownScorer_ >= 0) {
        emit imagesRequested({split(), epoch(), shownScorer_, label, predicted, {}});
    }
}

QVariantMap ConfusionPage::saveState() const {
    QVariantMap state = OutcomePage::saveState();
    for (const QComboBox* box : {scorer_, order_, colors_}) {
        state.insert(box->objectName(), box->currentData());
    }
    state.insert(values_->objectName(), values_->itemData(chosenValues_));
    return state;
}

void ConfusionPage::restoreState(const QVariantMap& state) {
    OutcomePage::restoreState(state);
    for (QComboBox* box : std::initializer_list<QComboBox*>{scorer_, values_, order_, colors_}) {
        const QString wanted = state.value(box->objectName()).toString();
        const int row = box->findData(wanted);
        if (row >= 0) {
            chosenValues_ = box == values_ ? row : chosenValues_; // another one may be shown
            box->setCurrentIndex(row);
        } else if (box == scorer_) {
            wantedScorer_ = wanted;
        }
    }
}

} // namespace asge
