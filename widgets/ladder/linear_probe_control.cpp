// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/ladder/linear_probe_control.h"

#include "widgets/common/control_states.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/problem_text.h"
#include "widgets/common/show_instead.h"
#include "widgets/common/style.h"

#include <QHBoxLayout>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace asge {

namespace {

constexpr int kProbeProgressWidth = 180; // pixels

} // namespace

LinearProbeControl::LinearProbeControl(QWidget* parent)
    : QWidget(parent), train_(new QPushButton(tr("Train &linear probes"), this)),
      progress_(new QProgressBar(this)), stop_(new QPushButton(tr("St&op"), this)),
      what_(new PlainLabel(this)), problem_(new PlainLabel(this)) {
    train_->setObjectName(QStringLiteral("linearProbesTrain"));
    train_->setToolTip(
        tr("Train a linear readout on the frozen features of every layer of the newest "
           "checkpoint, and keep its accuracy with the run. This may take minutes, and uses only "
           "idle processor time."));
    stop_->setObjectName(QStringLiteral("linearProbesStop"));
    progress_->setObjectName(QStringLiteral("linearProbesProgress"));
    progress_->setFixedWidth(kProbeProgressWidth);
    what_->setObjectName(QStringLiteral("linearProbesWhat"));
    what_->setMinimumWidth(1); // it is clipped before it makes the page wide
    style::setFaint(*what_);
    problem_->setObjectName(QStringLiteral("linearProbesProblem"));
    problem_->setWordWrap(true);
    auto* row = new QHBoxLayout;
    row->setSpacing(style::kGap);
    row->addWidget(train_);
    row->addWidget(stop_);
    row->addWidget(progress_);
    row->addWidget(what_, 1);
    row->addStretch();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(style::kTight);
    column->addLayout(row);
    column->addWidget(problem_);
    connect(train_, &QPushButton::clicked, this, [this] {
        if (run_) {
            run_->requestLinearProbes();
        }
    });
    connect(stop_, &QPushButton::clicked, this, [this] {
        if (run_) {
            run_->stopLinearProbes();
        }
    });
    showRun();
}

void LinearProbeControl::setRun(RunState* run) {
    if (run_ != run) {
        if (run_) {
            disconnect(run_, nullptr, this, nullptr);
        }
        run_ = run;
        if (run != nullptr) {
            connect(run, &RunState::wasReset, this, &LinearProbeControl::showRun);
            connect(run, &RunState::probingChanged, this, &LinearProbeControl::showRun);
            connect(run, &RunState::statusChanged, this, &LinearProbeControl::showRun);
            connect(run, &RunState::liveChanged, this, &LinearProbeControl::showRun);
            connect(run, &RunState::epochAdded, this, &LinearProbeControl::showRun);
            connect(run, &RunState::checkpointsGone, this, &LinearProbeControl::showRun);
        }
    }
    showRun();
}

void LinearProbeControl::showRun() {
    const RunState::Probing now = run_ ? run_->probing() : RunState::Probing();
    const bool trains = run_ && run_->isTraining();
    setUsable(*train_, !run_    ? tr("No run is shown.")
                       : trains ? tr("Linear probes can be trained when the run has ended")
                       : run_->lastEpoch() == 0
                           ? tr("The run has not finished an epoch, whose checkpoint linear "
                                "probes need.")
                       : !run_->hasCheckpoint()
                           ? tr("No checkpoint of this run is stored, which linear probes need.")
                           : QString());
    now.runs ? showInstead(*stop_, *train_) : showInstead(*train_, *stop_);
    progress_->setVisible(now.runs);
    what_->setVisible(now.runs);
    progress_->setRange(0, now.fraction < 0 ? 0 : 100);
    progress_->setValue(static_cast<int>(100 * std::clamp(now.fraction, 0.0, 1.0)));
    what_->setText(now.what);
    problem_->setText(problemSentence(now.problem));
    problem_->setVisible(!now.problem.isEmpty());
}

} // namespace asge
