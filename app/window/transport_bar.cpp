// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/transport_bar.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/experiment/experiment_json.h"
#include "widgets/common/control_states.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/theme_icon.h"
#include "widgets/plot/action_row.h"

#include <QAction>
#include <QApplication>
#include <QDoubleSpinBox>
#include <QLayout>
#include <QLocale>
#include <QProgressBar>
#include <QSignalBlocker>
#include <QToolButton>

#include <algorithm>
#include <utility>
#include <vector>

namespace asge {

namespace {

constexpr int kProgressSteps = 1000;
constexpr int kProgressHeight = 4;       ///< pixels
constexpr int kIconSide = 18;            ///< pixels
constexpr std::size_t kLongestRead = 48; ///< characters of the name of what is read
constexpr int kLeastLines = 32;          ///< of text, in a window with room for a second line
constexpr int kRepeatMilliseconds = 700; ///< presses of Train that follow each other faster are one

/// Sets a text and grows the label if needed; it never shrinks. With a fixed size, changing digits
/// neither move their neighbours nor cause a new layout.
void showText(QLabel* label, const QString& text) {
    label->setText(text);
    const int wanted = label->sizeHint().width();
    if (wanted > label->maximumWidth()) {
        label->setFixedWidth(wanted);
    }
}

/// The probe budget of a run that begins or is resumed. A change of it ends with the training in
/// which it was made.
double probeBudgetOf(const NewRun& run) {
    try {
        return parseExperiment(run.experimentJson, "run").probe.budget;
    } catch (const Error&) {
        return Experiment{}.probe.budget;
    }
}

} // namespace

TransportBar::TransportBar(QWidget* parent)
    : QToolBar(tr("Training"), parent), row_(new ActionRow(this)) {
    setObjectName("transportBar");
    setMovable(false); // a bar at a side would have no room for its texts
    row_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    addWidget(row_);
    addActions();
    row_->addGap();
    addReadouts();
    row_->installEventFilter(this);
    if (parent != nullptr) {
        parent->installEventFilter(this); // its height decides how many lines there are
    }
    refresh();
}

QToolButton* TransportBar::addButton(const char* name, const char* icon, const QString& text,
                                     const QKeySequence& key, const QString& tip) {
    auto* action = new QAction(themeIcon(QLatin1String(icon)), text, this);
    action->setObjectName(name);
    action->setShortcut(key);
    action->setAutoRepeat(false); // a key that is held would train or queue again and again
    action->setToolTip(tip + QStringLiteral(" (%1)").arg(key.toString(QKeySequence::NativeText)));
    QToolButton* button = row_->add(action);
    button->setAutoRaise(true);
    button->setIconSize({kIconSide, kIconSide});
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    return button;
}

/// An action with an icon only that sends a command, named and explained as in the table of
/// commands.
QAction* TransportBar::addCommand(CommandKind kind, const char* name, const char* icon,
                                  const QKeySequence& key) {
    const CommandFacts& facts = factsOf(kind);
    const auto text = [](std::string_view view) {
        return QString::fromUtf8(view.data(), static_cast<qsizetype>(view.size()));
    };
    QToolButton* button = addButton(name, icon, text(facts.title), key, text(facts.description));
    button->setToolButtonStyle(Qt::ToolButtonIconOnly);
    QAction* action = button->defaultAction();
    connect(action, &QAction::triggered, this, [this, kind] {
        emit commandRequested({kind, 0, {}});
    });
    return action;
}

void TransportBar::addActions() {
    trainButton_ = addButton("trainAction", "train", tr("Train"), QKeySequence(Qt::Key_F5), {});
    train_ = trainButton_->defaultAction();
    pause_ = addButton("pauseAction", "pause", tr("Pause"), QKeySequence(Qt::Key_F6),
                       tr("Pause after the current batch, or continue"))
                 ->defaultAction();
    step_ = addCommand(CommandKind::step, "stepAction", "step", QKeySequence(Qt::Key_F7));
    oneEpoch_ = addCommand(CommandKind::epoch, "epochAction", "epoch", QKeySequence(Qt::Key_F8));
    stop_ = addButton("stopAction", "stop", tr("Stop"), QKeySequence(Qt::SHIFT | Qt::Key_F5),
                      tr("Stop after the current batch and save a checkpoint"))
                ->defaultAction();
    checkpoint_ = addCommand(CommandKind::checkpoint, "checkpointAction", "save",
                             QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S));
    connect(train_, &QAction::triggered, this, &TransportBar::pressTrain);
    connect(pause_, &QAction::triggered, this, [this] {
        const bool paused = other_ != 0 ? otherPaused_ : state_ == State::paused;
        emit commandRequested({paused ? CommandKind::resume : CommandKind::pause, 0, {}});
    });
    connect(stop_, &QAction::triggered, this, [this] {
        emit commandRequested({CommandKind::stop, 0, {}});
    });
}

/// A double click, or a key that is pressed again and again, means one training: the experiment is
/// not queued behind itself.
void TransportBar::pressTrain() {
    const bool repeats = pressed_.isValid() && pressed_.elapsed() < kRepeatMilliseconds;
    pressed_.start();
    if (state_ == State::idle) {
        emit trainRequested();
    } else if (!repeats) {
        emit queueRequested();
    }
}

QLabel* TransportBar::addReadout(const char* name, int characters, const QString& tip) {
    auto* text = new PlainLabel(this);
    text->setObjectName(name);
    text->setToolTip(tip);
    text->setContentsMargins(8, 0, 8, 0);
    const QFontMetrics metrics = text->fontMetrics();
    text->setFixedSize(metrics.averageCharWidth() * characters, metrics.height() + 4);
    row_->add(text);
    return text;
}

void TransportBar::addReadouts() {
    target_ = new PlainLabel(this);
    target_->setObjectName("targetLabel");
    target_->setContentsMargins(8, 0, 8, 0);
    target_->setToolTip(tr("Another process trains the shown run. Pause, step, epoch, stop and "
                           "checkpoint are sent to it"));
    row_->add(target_);
    epoch_ = addReadout("epochLabel", 16, tr("The current epoch"));
    epochWidth_ = epoch_->width();
    progress_ = new QProgressBar(this);
    progress_->setObjectName("trainingProgress");
    progress_->setRange(0, kProgressSteps);
    progress_->setTextVisible(false);
    progress_->setFixedHeight(kProgressHeight);
    progress_->setToolTip(tr("Fraction of all steps that are done"));
    QSizePolicy policy = progress_->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    progress_->setSizePolicy(policy);
    speed_ = addReadout("speedLabel", 16, tr("Training images per second, without evaluation"));
    left_ = addReadout("timeLeftLabel", 18, tr("Time until the last epoch ends"));
    leftWidth_ = left_->width();
    probes_ = addReadout("probeShareLabel", 16,
                         tr("Fraction of this epoch's time spent on maps and statistics"));
    addProbeBudget();
    wait_ = addReadout("waitShareLabel", 14,
                       tr("Fraction of the last epoch's steps that waited for their images"));
}

void TransportBar::addProbeBudget() {
    budget_ = new QDoubleSpinBox(this);
    budget_->setObjectName("probeBudget");
    budget_->setAccessibleName(tr("Limit of the probes' time"));
    budget_->setToolTip(
        tr("Largest fraction of the training time that probes take. 0: no maps, "
           "100: maps of every epoch. The experiment's own limit is probe.budget."));
    budget_->setPrefix(tr("of "));
    budget_->setSuffix(tr(" %"));
    budget_->setDecimals(2);
    budget_->setRange(0, 100);
    budget_->setSingleStep(0.5);
    budget_->setKeyboardTracking(false);
    showProbeBudget();
    connect(budget_, &QDoubleSpinBox::valueChanged, this, [this](double percent) {
        emit commandRequested({CommandKind::probeBudget, 0, percent / 100});
    });
    row_->add(budget_);
}

void TransportBar::showProbeBudget() {
    const QSignalBlocker blocker(budget_);
    budget_->setValue(100 * probeBudget_);
}

void TransportBar::setState(State state) {
    state_ = state;
    refresh();
}

void TransportBar::setReady(bool ready) {
    ready_ = ready;
    refresh();
}

void TransportBar::setOther(RunId run, bool paused) {
    otherPausing_ = otherPausing_ && run == other_ && !paused;
    other_ = run;
    otherPaused_ = paused;
    refreshTarget();
}

void TransportBar::setOtherPausing(bool pausing) {
    otherPausing_ = pausing && other_ != 0;
    refreshTarget();
}

void TransportBar::refreshTarget() {
    target_->setText(other_ == 0     ? QString()
                     : otherPausing_ ? tr("acts on run %1: pausing…").arg(other_)
                                     : tr("acts on run %1").arg(other_));
    refreshActions();
    fold();
}

/// While a run trains, the action prepares the next one.
void TransportBar::refreshTrain() {
    const bool trains = state_ != State::idle;
    train_->setText(trains ? tr("Queue") : tr("Train"));
    train_->setIcon(themeIcon(trains ? "queue" : "train"));
    const QString tip = trains ? tr("Add the experiment in the form to the queue, to be trained "
                                    "when the queue runs")
                               : tr("Train the experiment in the background");
    train_->setToolTip(
        QStringLiteral("%1 (%2)").arg(tip, train_->shortcut().toString(QKeySequence::NativeText)));
    setUsable(*train_, ready_ ? QString() : tr("The experiment in the form has an error."));
    // The buttons beside it keep their places.
    trainButton_->setMinimumWidth(
        std::max(trainButton_->minimumWidth(), trainButton_->sizeHint().width()));
}

void TransportBar::refreshActions() {
    const bool elsewhere = other_ != 0;
    const bool busy = elsewhere || state_ == State::training || state_ == State::pausing ||
                      state_ == State::paused;
    const bool paused = elsewhere ? otherPaused_ : state_ == State::paused;
    const bool pausing = elsewhere ? otherPausing_ : state_ == State::pausing;
    refreshTrain();
    pause_->setText(paused ? tr("Resume") : tr("Pause"));
    pause_->setIcon(themeIcon(paused ? "train" : "pause"));
    const QString none = busy                        ? QString()
                         : state_ == State::starting ? tr("The training has not begun yet.")
                         : state_ == State::stopping ? tr("The training is stopping.")
                                                     : tr("No run is being trained.");
    for (QAction* action : {step_, oneEpoch_, checkpoint_}) {
        setUsable(*action, none);
    }
    setUsable(*pause_, busy && pausing ? tr("The training pauses after the current batch.") : none);
    setUsable(*stop_, state_ == State::starting ? QString() : none);
    // It shows the limit of the training in this window.
    setUsable(*budget_, elsewhere ? tr("Another process trains the shown run.") : none);
    target_->setVisible(elsewhere);
}

void TransportBar::refresh() {
    refreshActions();
    progress_->setVisible(state_ != State::idle);
    left_->setFixedWidth(leftWidth_); // what was shown in its place may be longer
    switch (state_) {
    case State::idle: // the run's header says how it ended
        for (QLabel* label : readouts()) {
            label->clear();
        }
        break;
    case State::starting:
        showText(epoch_, tr("reading data…"));
        progress_->setValue(0);
        break;
    case State::pausing:
        showText(left_, tr("pausing…"));
        break;
    case State::paused:
        showPaused();
        break;
    case State::stopping:
        showText(left_, tr("stopping…"));
        break;
    case State::training:
        showTimeLeft();
        break;
    }
    fold();
}

bool TransportBar::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize) {
        fold();
    }
    return QToolBar::eventFilter(watched, event);
}

/// Shows the readouts of a training. In a window that is as low as a small screen, a second line of
/// them would make it higher than the screen, so those that have no room in one are folded.
void TransportBar::fold() {
    const QList<QWidget*> all{left_, epoch_, speed_, probes_, budget_, wait_};
    const bool mayWrap = parentWidget() == nullptr ||
                         parentWidget()->height() >= kLeastLines * fontMetrics().height();
    const QList<QWidget*> shown = state_ == State::idle ? QList<QWidget*>()
                                  : mayWrap             ? all
                                                        : fittingReadouts();
    for (QWidget* part : all) {
        part->setVisible(shown.contains(part));
    }
    showFolded();
}

/// Those that have room beside the buttons, from the most important; the header says the epoch too,
/// but neither what is read before a training nor whether it is about to pause.
QList<QWidget*> TransportBar::fittingReadouts() const {
    using Parts = QList<QWidget*>;
    std::vector<Parts> groups{{left_}, {epoch_}, {speed_}, {probes_, budget_}, {wait_}};
    if (state_ == State::starting) {
        std::swap(groups[0], groups[1]);
    }
    const QLayout& row = *row_->layout();
    int used = 0;
    for (int i = 0; i < row.count(); ++i) {
        QLayoutItem* item = row.itemAt(i);
        const bool isReadout = std::any_of(groups.begin(), groups.end(), [&](const Parts& group) {
            return group.contains(item->widget());
        });
        if (!isReadout && (item->spacerItem() != nullptr || !item->isEmpty())) {
            used += item->sizeHint().width() + (item->spacerItem() != nullptr ? 0 : row.spacing());
        }
    }
    Parts fitting;
    for (const Parts& group : groups) {
        for (const QWidget* part : group) {
            used += row.spacing() + std::clamp(part->sizeHint().width(), part->minimumWidth(),
                                               part->maximumWidth());
        }
        if (used - row.spacing() > row_->width()) {
            break;
        }
        fitting += group;
    }
    return fitting;
}

/// What the folded readouts say is in the tool tip of the progress and of the time left.
void TransportBar::showFolded() {
    QStringList folded;
    for (const QLabel* label : readouts()) {
        if (label->isHidden() && !label->text().isEmpty()) {
            folded << label->text();
        }
    }
    const QString rest = folded.isEmpty() ? QString() : u'\n' + folded.join(QStringLiteral(" · "));
    progress_->setToolTip(tr("Fraction of all steps that are done") + rest);
    const bool waits = state_ == State::paused && isEvaluating();
    left_->setToolTip((waits ? tr("The evaluation at the end of the epoch goes on after Resume. "
                                  "Changes of layers and settings wait for its end")
                             : tr("Time until the last epoch ends")) +
                      rest);
}

/// After the end of an epoch, that of the next one, as in the header, also before its first step.
void TransportBar::showEpoch() {
    const int next = std::min(finished_ + 1, timeLeft_.epochs());
    const int epoch = std::max(next, timeLeft_.epoch());
    showText(epoch_, tr("epoch %1 of %2").arg(epoch).arg(timeLeft_.epochs()));
    const double done = std::max(trainedEpochs(), static_cast<double>(finished_));
    progress_->setValue(static_cast<int>(kProgressSteps * done / timeLeft_.epochs()));
}

void TransportBar::showTimeLeft() {
    const QString left = QString::fromStdString(durationText(timeLeft_.seconds()));
    showText(left_, timeLeft_.isKnown() ? tr("%1 left").arg(left) : QString());
}

/// Whether all steps of an epoch are done, and its images are evaluated.
bool TransportBar::isEvaluating() const {
    return timeLeft_.epoch() > finished_ && trainedEpochs() >= timeLeft_.epoch();
}

/// Within an evaluation, commands that change the network wait.
void TransportBar::showPaused() {
    showText(left_, isEvaluating() ? tr("paused in the evaluation") : tr("paused"));
}

void TransportBar::showLoading(const LoadProgress& progress) {
    const QLocale locale;
    if (progress.total == 0) {
        showText(epoch_, tr("reading data: %1").arg(locale.toString(qlonglong(progress.done))));
        return;
    }
    const double share = static_cast<double>(progress.done) / static_cast<double>(progress.total);
    progress_->setValue(static_cast<int>(kProgressSteps * std::min(share, 1.0)));
    showText(epoch_, tr("%1: %2 of %3")
                         .arg(plain::line(elided(progress.what, kLongestRead)),
                              locale.toString(qlonglong(progress.done)),
                              locale.toString(qlonglong(progress.total))));
}

/// `past` has the epochs of a run that is resumed.
void TransportBar::begin(const NewRun& description, const RunRecord* past) {
    timeLeft_.begin(description);
    seconds_ = 0;
    finished_ = past != nullptr && !past->epochs.empty() ? past->epochs.back().epoch
                : description.lineage                    ? description.lineage->epoch
                                                         : 0;
    probeTime_.reset();
    probeBudget_ = probeBudgetOf(description);
    showProbeBudget();
    for (QLabel* label : {left_, probes_, wait_}) {
        label->clear();
    }
    epoch_->setFixedWidth(epochWidth_); // what was read may have a long name
}

void TransportBar::addNews(const TrainingNews& news) {
    if (news.started) {
        begin(*news.started, news.run.reset.get());
    } else if (state_ == State::starting) {
        if (news.loading) {
            showLoading(*news.loading);
        }
        return; // other values belong to the previous training
    }
    for (const StepEvent& step : news.run.steps) {
        timeLeft_.add(step);
    }
    for (const Intervention& event : news.run.interventions) {
        if (event.kind == factsOf(CommandKind::epochs).key && event.value) {
            timeLeft_.setEpochs(static_cast<int>(*event.value));
        } else if (event.kind == factsOf(CommandKind::probeBudget).key && event.value) {
            probeBudget_ = *event.value;
            showProbeBudget();
        }
    }
    if (!news.run.steps.empty() && timeLeft_.isKnown()) {
        showText(speed_,
                 tr("%1 images/s").arg(QLocale().toString(timeLeft_.imagesPerSecond(), 'f', 0)));
    }
    addProbes(news);
    for (const EpochEvent& event : news.run.epochs) {
        finished_ = event.epoch;
        showText(wait_, tr("wait %1 %").arg(QLocale().toString(100 * event.waitShare(), 'f', 1)));
    }
    if (timeLeft_.epochs() > 0) {
        showEpoch();
    }
    if (state_ == State::training) {
        showTimeLeft();
    } else if (state_ == State::paused) {
        showPaused();
    }
    fold(); // a readout may have become wider
}

/// Shows the share in the epoch in progress; before its first step, that in the last epoch.
void TransportBar::addProbes(const TrainingNews& news) {
    if (!news.run.epochs.empty()) {
        showShareOfProbes(news.run.epochs.back().probeShare());
    }
    if (!news.run.steps.empty()) {
        seconds_ = news.run.steps.back().seconds;
    }
    if (news.probeTime) {
        probeTime_ = news.probeTime;
    }
    if (probeTime_ && seconds_ > probeTime_->begin) {
        showShareOfProbes(std::min(1.0, probeTime_->probes / (seconds_ - probeTime_->begin)));
    }
}

void TransportBar::showShareOfProbes(double share) {
    showText(probes_, tr("probes %1 %").arg(QLocale().toString(100 * share, 'f', 1)));
}

} // namespace asge
