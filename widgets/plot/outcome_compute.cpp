// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/outcome_compute.h"

#include "core/base/error.h"
#include "widgets/common/control_states.h"
#include "widgets/common/labelled_field.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/problem_text.h"
#include "widgets/common/show_instead.h"
#include "widgets/plot/plot_text.h"

#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace asge {

namespace {

constexpr int kProgressWidth = 180; // pixels

/// The outcomes of a checkpoint.
struct ComputedOutcomes {
    EpochOutcomes outcomes;
    std::int64_t step = 0;
};

/// Shows the validation images and the test images to the network. Throws BadInput if the
/// checkpoint does not fit the run.
std::shared_ptr<const ComputedOutcomes> computeOutcomes(Inspector& inspector, LoadWatch& watch,
                                                        std::size_t layers, int lastEpoch) {
    const InspectedNetwork& network = inspector.network();
    const std::string place = "run " + std::to_string(network.run) + ": ";
    if (network.epoch < 1) {
        throw BadInput(place + "the checkpoint is from the first epoch, which has not ended; "
                               "choose another epoch");
    }
    if (network.epoch > lastEpoch) {
        throw BadInput(place + "the checkpoint is from the end of epoch " +
                       std::to_string(network.epoch) +
                       ", which the run has not finished; choose another epoch");
    }
    auto computed = std::make_shared<ComputedOutcomes>();
    computed->step = network.step;
    computed->outcomes =
        countEpoch(network.epoch, [&](Split split) { return inspector.outcomes(split, watch); });
    if (computed->outcomes.splits.empty()) {
        throw BadInput(place + "its data have no validation images and no test images");
    }
    for (const SplitOutcomes& split : computed->outcomes.splits) {
        if (split.layers() != layers) {
            throw BadInput(place + "the checkpoint has other layers than the run; choose another "
                                   "epoch");
        }
    }
    return computed;
}

/// Whether the outcomes are those of every second, third, … epoch: of a very long history the
/// store's reader returns no more, although the store has them.
bool isThinned(const RunState& run) {
    std::vector<int> stored;
    for (const EpochOutcomes& each : run.outcomes()) {
        if (!run.computedAt(each.epoch)) {
            stored.push_back(each.epoch);
        }
    }
    const auto consecutive = std::adjacent_find(stored.begin(), stored.end(),
                                                [](int one, int next) { return next == one + 1; });
    return stored.size() >= 2 && consecutive == stored.end();
}

} // namespace

OutcomeCompute::OutcomeCompute(const QString& name, QString topic, QWidget* parent)
    : QWidget(parent), topic_(std::move(topic)), row_(new QHBoxLayout),
      title_(new PlainLabel(this)), epoch_(new QSpinBox(this)),
      compute_(new QPushButton(PlotText::tr("Co&mpute"), this)), progress_(new QProgressBar(this)),
      what_(new PlainLabel(this)), stop_(new QPushButton(PlotText::tr("St&op"), this)),
      problem_(new PlainLabel(this)) {
    setObjectName(name);
    epoch_->setObjectName(name + QStringLiteral("Epoch"));
    epoch_->setSpecialValueText(PlotText::tr("newest"));
    epoch_->setKeyboardTracking(false);
    epoch_->setToolTip(PlotText::tr("The epoch whose checkpoint is used. The store keeps the "
                                    "newest and the best checkpoint, and those that "
                                    "checkpoint.keep asks for."));
    compute_->setObjectName(name + QStringLiteral("Compute"));
    compute_->setToolTip(PlotText::tr("Show the validation and test images to the network of the "
                                      "checkpoint. The result is kept in memory and is not "
                                      "stored. While a run trains, this uses only idle processor "
                                      "time."));
    stop_->setObjectName(name + QStringLiteral("Stop"));
    progress_->setObjectName(name + QStringLiteral("Progress"));
    progress_->setFixedWidth(kProgressWidth);
    what_->setForegroundRole(QPalette::PlaceholderText);
    problem_->setObjectName(name + QStringLiteral("Problem"));
    problem_->setWordWrap(true);
    what_->setMinimumWidth(1); // it is clipped before it makes the page wide
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(row_);
    column->addWidget(problem_);
    row_->addStretch();
    row_->addWidget(title_);
    choice_ = addLabelledField(row_, PlotText::tr("Epoch"), epoch_, this);
    for (QWidget* each : {static_cast<QWidget*>(compute_), static_cast<QWidget*>(progress_),
                          static_cast<QWidget*>(stop_), static_cast<QWidget*>(what_)}) {
        row_->addWidget(each);
    }
    row_->addStretch();
    setCentered(false);
    connect(compute_, &QPushButton::clicked, this, &OutcomeCompute::compute);
    connect(stop_, &QPushButton::clicked, this, &OutcomeCompute::stop);
    setTitle({});
    showRun();
}

void OutcomeCompute::setInspection(Inspection* inspection) {
    if (inspection_) {
        disconnect(inspection_, nullptr, this, nullptr);
    }
    inspection_ = inspection;
    if (inspection != nullptr) {
        connect(inspection, &Inspection::progressed, this,
                [this](const QString& topic, const QString& what, double fraction) {
                    if (topic == topic_) {
                        showProgress(what, fraction);
                    }
                });
    }
    showRun();
}

void OutcomeCompute::setRun(RunState* run) {
    if (run_ != run) {
        stop();
        if (run_) {
            disconnect(run_, nullptr, this, nullptr);
        }
        run_ = run;
        if (run != nullptr) {
            connect(run, &RunState::wasReset, this, [this] {
                cancel(); // the state has dropped its computation
                showRun();
            });
            connect(run, &RunState::checkpointsGone, this, [this] {
                showRun();
                emit changed();
            });
            connect(run, &RunState::epochAdded, this, &OutcomeCompute::showRun);
            connect(run, &RunState::outcomesAdded, this, &OutcomeCompute::showRun);
            connect(run, &RunState::computationChanged, this, [this] {
                showRun();
                showProgress({}, -1);
                emit changed();
            });
        }
    }
    showRun();
}

void OutcomeCompute::setTitle(const QString& title) {
    title_->setText(title);
    title_->setVisible(!title.isEmpty());
}

void OutcomeCompute::setCentered(bool centered) {
    row_->setStretch(0, centered ? 1 : 0);
    row_->setStretch(row_->count() - 1, 1);
    problem_->setAlignment((centered ? Qt::AlignHCenter : Qt::AlignLeft) | Qt::AlignVCenter);
}

bool OutcomeCompute::isNeeded() const {
    return inspection_ && run_ && run_->id() != 0 && run_->lastEpoch() > 0 &&
           run_->outcomes().size() < run_->curves().epochs.size() && !isThinned(*run_);
}

void OutcomeCompute::showRun() {
    const RunState::Computation now = run_ ? run_->computation() : RunState::Computation();
    setVisible(isNeeded());
    epoch_->setRange(0, run_ ? run_->lastEpoch() : 0);
    choice_->setVisible(!now.runs);
    progress_->setVisible(now.runs);
    what_->setVisible(now.runs);
    now.runs ? showInstead(*stop_, *compute_) : showInstead(*compute_, *stop_);
    problem_->setText(problemSentence(now.problem));
    const QString none = run_ && !run_->hasCheckpoint()
                             ? PlotText::tr("No checkpoint of this run is stored.")
                             : QString();
    setUsable(*epoch_, none);
    setUsable(*compute_, none);
    problem_->setVisible(!now.problem.isEmpty());
}

void OutcomeCompute::showProgress(const QString& what, double fraction) {
    progress_->setRange(0, fraction < 0 ? 0 : 100);
    progress_->setValue(static_cast<int>(100 * std::min(fraction, 1.0)));
    what_->setText(what);
}

void OutcomeCompute::compute() {
    if (!isNeeded() || !run_->hasCheckpoint()) {
        return;
    }
    RunState* run = run_;
    run->setComputation({true, {}});
    // The run is the context: the answer is for all of its pages, and none if it is gone.
    inspection_->ask(
        run, topic_, Inspection::Hurry::patient, {run->id(), epoch_->value()},
        [run, id = run->id(), layers = run->curves().layers.size(),
         last = run->lastEpoch()](Inspector& inspector, LoadWatch& watch) -> std::function<void()> {
            const auto computed = computeOutcomes(inspector, watch, layers, last);
            return [run, id, computed] {
                if (run->id() == id) {
                    run->addComputed(computed->outcomes, computed->step);
                    run->setComputation({});
                }
            };
        },
        [run, id = run->id()](const QString& problem) {
            if (run->id() == id) {
                run->setComputation({false, problem});
                if (isLackOfCheckpoints(problem)) {
                    run->setWithoutCheckpoint();
                }
            }
        });
}

void OutcomeCompute::stop() {
    if (run_ && run_->computation().runs) {
        cancel();
        run_->setComputation({});
    }
}

void OutcomeCompute::cancel() {
    if (inspection_) {
        inspection_->cancel(topic_);
    }
}

} // namespace asge
