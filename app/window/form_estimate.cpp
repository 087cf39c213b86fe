// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/form_estimate.h"

#include "widgets/form/experiment_form.h"

#include <QTimer>

#include <chrono>
#include <utility>

namespace asge {

namespace {

constexpr std::chrono::milliseconds kAfterTyping{100};

} // namespace

FormEstimate::FormEstimate(ExperimentForm& form, MachineFacts machine, Runs runs, QObject* parent)
    : QObject(parent), form_(form), machine_(std::move(machine)), runs_(std::move(runs)),
      timer_(new QTimer(this)) {
    timer_->setSingleShot(true);
    timer_->setInterval(kAfterTyping);
    connect(timer_, &QTimer::timeout, this, &FormEstimate::estimate);
    connect(&form_, &ExperimentForm::changed, this, &FormEstimate::request);
    request();
}

void FormEstimate::request() {
    if (!timer_->isActive()) {
        timer_->start();
    }
}

void FormEstimate::estimate() {
    if (!form_.isValid()) {
        form_.setEstimate({}, {}, false);
        return;
    }
    const TrainingEstimate estimate = estimateTraining(form_.experiment(), machine_, runs_());
    const std::string parts =
        estimate.memory
            ? estimate.memory->text()
            : std::string("The memory depends on the images, which are not read before Train");
    form_.setEstimate(QString::fromStdString(estimateText(estimate)), QString::fromStdString(parts),
                      estimate.isTooLarge());
}

} // namespace asge
