// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/trials/trials_view.h"

#include "core/query/time_estimate.h"
#include "core/sweep/sweep.h"
#include "widgets/common/counted_text.h"
#include "widgets/common/current_layout.h"
#include "widgets/common/labelled_field.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/style.h"
#include "widgets/common/tab_fit.h"
#include "widgets/plot/plot_flow_layout.h"
#include "widgets/trials/heat_plot.h"
#include "widgets/trials/parallel_plot.h"
#include "widgets/trials/setting_plot.h"
#include "widgets/trials/steady_box.h"
#include "widgets/trials/trials_table.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedLayout>
#include <QTabBar>
#include <QTabWidget>
#include <QToolButton>

#include <algorithm>
#include <cmath>
#include <utility>

namespace asge {
namespace {

const QString kSelected = QStringLiteral("selected");
const QString kListed = QStringLiteral("listed");
constexpr std::size_t kAccuracies = 4; ///< the first results: validation and test

constexpr qsizetype kMostSweeps = 500; ///< in the list of sources
/// Runs whose settings are read in one go, which takes about 10 ms; 2,000 would block the window.
constexpr std::size_t kReadAtOnce = 100;

/// The tags of sweeps in the order in which they are added, without duplicates.
class SweepTags {
  public:
    void add(const std::vector<std::string>& tags) {
        for (const std::string& tag : tags) {
            const QString text = QString::fromStdString(tag);
            if (tag.starts_with(kSweepTag) && all_.size() < kMostSweeps && !known_.contains(text)) {
                known_.insert(text);
                all_ << text;
            }
        }
    }
    const QStringList& all() const { return all_; }

  private:
    QSet<QString> known_;
    QStringList all_;
};

} // namespace

TrialsView::TrialsView(QWidget* parent)
    : QWidget(parent), source_(new SteadyBox(this)), result_(new QComboBox(this)),
      progressText_(new PlainLabel(this)), progress_(new QProgressBar(this)),
      stop_(new QPushButton(tr("&Stop sweep…"), this)), tabs_(new QTabWidget(this)) {
    tabs_->setObjectName(QStringLiteral("trialsTabs"));
    tabs_->setDocumentMode(true);
    const auto add = [this](TrialsPart* part, const QString& title) {
        tabs_->addTab(part, title);
        connect(part, &TrialsPart::openRequested, this, &TrialsView::openRequested);
        connect(part, &TrialsPart::message, this, &TrialsView::message);
    };
    add(new TrialsTable(this), tr("Table"));
    add(new ParallelPlot(this), tr("Parallel coordinates"));
    add(new SettingPlot(this), tr("Setting against accuracy"));
    add(new HeatPlot(this), tr("Heat map"));
    new TabFit(*tabs_->tabBar());
    auto* empty = new PlainLabel(this);
    empty->setObjectName(QStringLiteral("trialsEmpty"));
    empty->setAlignment(Qt::AlignCenter);
    empty->setWordWrap(true);
    style::setFaint(*empty);
    auto* content = new QWidget(this);
    stack_ = new CurrentLayout(content);
    stack_->addWidget(empty);
    stack_->addWidget(tabs_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, style::kTight, 0, 0);
    column->setSpacing(style::kTight);
    column->addWidget(makeTools());
    column->addWidget(content, 1);
    connect(tabs_, &QTabWidget::currentChanged, this, &TrialsView::showPart);
    reading_.setSingleShot(true);
    connect(&reading_, &QTimer::timeout, this, &TrialsView::refresh);
    fillSources();
}

QWidget* TrialsView::makeTools() {
    auto* tools = new QWidget(this);
    source_->setObjectName(QStringLiteral("trialsSource"));
    source_->setAccessibleName(tr("Runs that are shown"));
    result_->setObjectName(QStringLiteral("trialsResult"));
    result_->setAccessibleName(tr("Accuracy that is shown"));
    result_->addItems({tr("validation"), tr("last, test"), tr("fusion, test"), tr("best, test")});
    result_->setToolTip(tr("The accuracy in the plots. Rows are always ranked by validation."));
    progressText_->setObjectName(QStringLiteral("trialsProgressText"));
    progress_->setObjectName(QStringLiteral("trialsProgress"));
    progress_->setAccessibleName(tr("Finished runs of the sweep"));
    progress_->setTextVisible(false);
    progress_->setFixedWidth(90);
    progress_->setFixedHeight(progressText_->fontMetrics().height() / 2 + 2);
    stop_->setObjectName(QStringLiteral("trialsStop"));
    stop_->setToolTip(tr("Remove the sweep's waiting entries from the queue, and stop its run that "
                         "trains now"));
    auto* create = new QPushButton(tr("New swee&p…"), tools);
    create->setObjectName(QStringLiteral("trialsNew"));
    create->setToolTip(tr("Choose settings to vary, and add their combinations to the queue"));
    QToolButton* save = makeExportButton(
        this, QStringLiteral("trials"),
        [this](const ExportTarget& target, QString* reason) { return exportTo(target, reason); },
        [this](const QString& text) { emit message(text); }, TableForms::all);
    save->setObjectName(QStringLiteral("trialsExport"));
    auto* rows = new QVBoxLayout(tools);
    rows->setContentsMargins(style::kGap, 0, style::kGap, 0);
    rows->setSpacing(style::kTight);
    auto* row = new FlowLayout;
    addLabelledField(row, tr("Sh&ow"), source_, tools);
    addLabelledField(row, tr("&Accuracy"), result_, tools);
    row->addWidget(create);
    row->addWidget(save);
    auto* state = new QHBoxLayout;
    state->setSpacing(style::kGap);
    state->addWidget(progress_);
    state->addWidget(progressText_, 1);
    state->addWidget(stop_);
    rows->addLayout(row);
    rows->addLayout(state);
    connect(source_, &QComboBox::activated, this, [this] {
        chose_ = true;
        changed();
    });
    connect(source_, &SteadyBox::refillNeeded, this, [this] {
        fillSources();
        changed();
    });
    connect(result_, &QComboBox::activated, this, &TrialsView::changed);
    connect(stop_, &QPushButton::clicked, this, [this] { emit stopRequested(source()); });
    connect(create, &QPushButton::clicked, this, &TrialsView::newSweepRequested);
    return tools;
}

QString TrialsView::source() const {
    return source_->chosen();
}

bool TrialsView::isSweep() const {
    return source() != kSelected && source() != kListed;
}

/// Keeps the chosen source. Until the user has chosen one, it is the newest sweep, if there is any.
void TrialsView::fillSources() {
    SweepTags found;
    for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry) { // the newest first
        if (entry->isToTrain() || entry->status == QueueEntry::Status::running) {
            found.add(entry->tags);
        }
    }
    for (const RunSummary& run : runs_) {
        found.add(run.tags);
    }
    const QStringList& tags = found.all();
    const bool isAwaited = tags.contains(awaited_) && !source_->isOpen();
    const QString kept = isAwaited ? std::exchange(awaited_, {}) : source();
    chose_ = chose_ || isAwaited;
    const bool keeps = chose_ && (tags.contains(kept) || kept == kSelected || kept == kListed);
    std::vector<SteadyBox::Item> items;
    for (const QString& tag : tags) {
        items.push_back({tr("sweep %1").arg(plain::line(tag.mid(kSweepTag.size()))), tag, {}});
    }
    items.push_back({tr("selected runs"), kSelected, {}});
    items.push_back({tr("all runs in the list"), kListed, {}});
    source_->setItems(items, keeps ? kept : tags.isEmpty() ? kListed : tags.front());
}

void TrialsView::setRuns(const std::vector<RunSummary>& runs) {
    runs_ = runs;
    fillSources();
    changed();
}

void TrialsView::setEntries(std::vector<QueueEntry> entries) {
    if (entries != entries_) {
        entries_ = std::move(entries);
        fillSources();
        changed();
    }
}

void TrialsView::setListed(const QList<RunId>& listed) {
    if (listed != listed_) {
        listed_ = listed;
        if (source() == kListed) {
            changed();
        }
    }
}

void TrialsView::setSelected(const QList<RunId>& selected) {
    if (selected != selected_) {
        selected_ = selected;
        if (source() == kSelected) {
            changed();
        }
    }
}

void TrialsView::showSweep(const QString& tag) {
    awaited_ = tag; // its entries may not have been read yet
    fillSources();
    changed();
}

void TrialsView::changed() {
    stale_ = true;
    if (isVisible()) {
        refresh();
    }
}

void TrialsView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (stale_) {
        refresh();
    }
}

/// An entry keeps what was derived from its run, such as its settings.
std::shared_ptr<RunEntry> TrialsView::entryOf(const RunSummary& run) {
    std::shared_ptr<RunEntry>& entry = known_[run.id];
    if (!entry) {
        entry = std::make_shared<RunEntry>(run);
    } else if (!(entry->summary() == run)) {
        entry->update(run);
    }
    return entry;
}

/// Nothing while many runs are still to be read: each call reads some.
std::optional<RunEntries> TrialsView::chosenRuns() {
    RunEntries chosen;
    const QString from = source();
    const std::string tag = from.toStdString();
    const QList<RunId>& ids = from == kSelected ? selected_ : listed_;
    const QSet<RunId> wanted(ids.begin(), ids.end());
    std::size_t left = kReadAtOnce;
    for (const RunSummary& run : runs_) {
        const bool isWanted =
            isSweep() ? !run.archived &&
                            std::find(run.tags.begin(), run.tags.end(), tag) != run.tags.end()
                      : wanted.contains(run.id);
        if (!isWanted) {
            continue;
        }
        chosen.push_back(entryOf(run));
        if (!chosen.back()->hasSettings()) {
            if (left-- == 0) {
                return std::nullopt;
            }
            chosen.back()->settings();
            chosen.back()->scoreFacts();
        }
    }
    if (isSweep()) {
        auto waiting = waiting_.of(entries_, tag, left);
        if (!waiting) {
            return std::nullopt;
        }
        chosen.insert(chosen.end(), waiting->begin(), waiting->end());
    }
    return chosen;
}

/// While runs are still to be read, the view keeps its old contents.
void TrialsView::refresh() {
    auto chosen = chosenRuns();
    if (!chosen) {
        reading_.start();
        return;
    }
    stale_ = false;
    reading_.stop();
    auto content = std::make_shared<TrialsContent>();
    content->runs = std::move(*chosen);
    content->pointers = pointersTo(content->runs);
    content->groups = trialsOf(content->pointers, TrialRows::settings);
    content->result =
        std::min(static_cast<std::size_t>(std::max(0, result_->currentIndex())), kAccuracies - 1);
    content->title =
        isSweep() ? plain::line(source_->currentText()) : countedText(content->runs.size(), "run");
    content_ = std::move(content);
    fresh_.clear();
    auto* empty = findChild<QLabel*>(QStringLiteral("trialsEmpty"));
    empty->setText(
        source() == kSelected
            ? tr("The selected runs appear here as trials of the settings in which they differ.\n"
                 "Select runs in the list of runs.")
            : tr("Runs appear here as trials of the settings in which they differ: ranked, and as "
                 "plots of the accuracy over the settings.\nNew sweep trains a grid of settings."));
    stack_->setCurrentIndex(content_->runs.empty() ? 0 : 1);
    showProgress();
    showPart();
}

/// "7 of 12 finished, 1 failed · about 4 min 10 s left".
void TrialsView::showProgress() {
    const TrialCounts& counts = content_->groups.counts;
    const std::size_t finished = counts.of(RunStatus::finished);
    QString text = tr("%1 of %2 finished").arg(finished).arg(counts.all());
    const auto add = [&text](std::size_t runs, const QString& words) {
        text += runs > 0 ? words.arg(runs) : QString();
    };
    add(counts.of(RunStatus::failed), tr(", %1 failed"));
    add(counts.of(RunStatus::stopped), tr(", %1 stopped"));
    add(counts.of(RunStatus::interrupted), tr(", %1 interrupted"));
    add(counts.of(RunStatus::running), tr(", %1 running"));
    add(counts.of(RunStatus::paused), tr(", %1 paused"));
    add(counts.waiting, tr(", %1 waiting"));
    const bool open = counts.waiting + counts.live() > 0;
    if (open && std::isfinite(content_->groups.secondsLeft)) {
        text += tr(" · about %1 left")
                    .arg(QString::fromStdString(roundTime(content_->groups.secondsLeft)));
    }
    progressText_->setText(counts.all() > 0 ? text : QString());
    progress_->setVisible(open);
    progress_->setRange(0, std::max(1, static_cast<int>(counts.all())));
    progress_->setValue(static_cast<int>(finished + counts.of(RunStatus::failed)));
    stop_->setVisible(isSweep() && open);
}

TrialsPart* TrialsView::part() const {
    return static_cast<TrialsPart*>(tabs_->currentWidget());
}

void TrialsView::showPart() {
    TrialsPart* shown = part();
    const bool isFresh = std::find(fresh_.begin(), fresh_.end(), shown) != fresh_.end();
    if (content_ && !isFresh) {
        shown->setContent(content_);
        fresh_.push_back(shown);
    }
}

bool TrialsView::exportTo(const ExportTarget& target, QString* reason) {
    while (stale_) {
        refresh();
    }
    if (content_->runs.empty()) {
        if (reason != nullptr) {
            *reason = tr("There are no trials to export.");
        }
        return false;
    }
    return exportFigure(
        target, part()->picture(target), [this] { return part()->table(); }, reason);
}

} // namespace asge
