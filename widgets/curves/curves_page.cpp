// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/curves/curves_page.h"

#include "widgets/common/control_states.h"
#include "widgets/curves/curves_view.h"

#include <QVBoxLayout>

namespace asge {

CurvesPage::CurvesPage(QWidget* parent) : RunPage(parent), view_(new CurvesView(this)) {
    setObjectName("curves");
    view_->setObjectName("runCurves");
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(view_);
    connect(view_, &CurvesView::message, this, &RunPage::message);
}

QString CurvesPage::title() const {
    return tr("Curves");
}

bool CurvesPage::exportTo(const ExportTarget& target, QString* reason) const {
    return view_->exportTo(target, reason);
}

bool CurvesPage::showStep(std::int64_t step) {
    return view_->showStep(step);
}

std::optional<std::int64_t> CurvesPage::pointedStep() const {
    return view_->pointedStep();
}

QVariantMap CurvesPage::saveState() const {
    return controlStates(*this);
}

void CurvesPage::restoreState(const QVariantMap& state) {
    restoreControlStates(*this, state);
}

void CurvesPage::follow(RunState& run) {
    const auto update = [this, &run] { view_->updateRun(run.curves()); };
    connect(&run, &RunState::stepsAdded, this, update);
    connect(&run, &RunState::epochAdded, this, update);
    connect(&run, &RunState::interventionAdded, this, update);
    connect(&run, &RunState::factsChanged, this, update); // its pinned notes
}

void CurvesPage::showAll(const RunState& run) {
    view_->setRuns({run.curves()});
}

void CurvesPage::showNone() {
    view_->setRuns({});
}

} // namespace asge
