// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/inspector/patient_task.h"

#include "widgets/common/control_states.h"
#include "widgets/common/plain_text.h"
#include "widgets/inspector/inspector_text.h"

#include <QHBoxLayout>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <utility>

namespace asge {

PatientTask::PatientTask(const QString& name, const QString& title, const QString& explanation,
                         QWidget* parent)
    : QWidget(parent), topic_(name), compute_(new QPushButton(InspectorText::tr("Compute"), this)),
      stop_(new QPushButton(InspectorText::tr("Stop"), this)), progress_(new QProgressBar(this)) {
    setObjectName(name);
    compute_->setObjectName(name + QStringLiteral("Compute"));
    compute_->setToolTip(explanation);
    compute_->setAccessibleName(InspectorText::tr("Compute: %1").arg(title));
    stop_->setObjectName(name + QStringLiteral("Stop"));
    stop_->setAccessibleName(InspectorText::tr("Stop: %1").arg(title));
    stop_->setToolTip(
        InspectorText::tr("Stop, and compute it from now on only if Compute is pressed"));
    progress_->setObjectName(name + QStringLiteral("Progress"));
    progress_->setTextVisible(false);
    constexpr int kProgressHeight = 5;
    progress_->setFixedHeight(kProgressHeight);
    QSizePolicy size = progress_->sizePolicy();
    size.setRetainSizeWhenHidden(true); // what is below must not move
    progress_->setSizePolicy(size);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    auto* row = new QHBoxLayout;
    column->addLayout(row);
    column->addWidget(progress_); // below the title, which needs the width
    auto* label = new PlainLabel(title, this);
    label->setToolTip(explanation);
    row->addWidget(label);
    row->addStretch(1);
    // One takes the place of the other; the row is wide enough for either.
    buttons_ = new QStackedLayout;
    row->addLayout(buttons_);
    buttons_->addWidget(compute_);
    buttons_->addWidget(stop_);
    connect(compute_, &QPushButton::clicked, this, [this] {
        isAutomatic_ = true;
        emit requested();
    });
    connect(stop_, &QPushButton::clicked, this, [this] {
        isAutomatic_ = false;
        cancel();
        emit stopped();
    });
    setWaiting(false);
}

void PatientTask::setInspection(Inspection* inspection) {
    inspection_ = inspection;
    if (inspection != nullptr) {
        connect(inspection, &Inspection::progressed, this, &PatientTask::showProgress);
    }
}

void PatientTask::showProgress(const QString& topic, const QString& what, double fraction) {
    if (topic == topic_ && waits_) {
        progress_->setRange(0, fraction < 0 ? 0 : 100);
        progress_->setValue(static_cast<int>(100 * fraction));
        progress_->setToolTip(what);
    }
}

void PatientTask::ask(const InspectedState& state, Inspection::Work work,
                      Inspection::Failed failed) {
    if (inspection_ == nullptr) {
        return;
    }
    setWaiting(true);
    inspection_->ask(
        this, topic_, Inspection::Hurry::patient, state,
        [this, work = std::move(work)](Inspector& inspector,
                                       LoadWatch& watch) -> std::function<void()> {
            return [this, result = work(inspector, watch)] {
                setWaiting(false);
                result();
            };
        },
        [this, failed = std::move(failed)](const QString& problem) {
            setWaiting(false);
            failed(problem);
        });
}

void PatientTask::cancel() {
    if (waits_ && inspection_ != nullptr) {
        inspection_->cancel(topic_);
    }
    setWaiting(false);
}

void PatientTask::setIdle(const QString& why) {
    setUsable(*compute_, why);
}

void PatientTask::setWaiting(bool waits) {
    waits_ = waits;
    progress_->setVisible(waits);
    progress_->setRange(0, 0);
    buttons_->setCurrentWidget(waits ? stop_ : compute_);
}

} // namespace asge
